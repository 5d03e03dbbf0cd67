"""Score the three answers for the next page, on saved pages and on the invented pagers of the tests.

The answers are *next* (the right request), *more* (there is more that cannot be reached) and *last*. A wrong *last*
lets a run say ``ok`` although the list goes on; a wrong *more* makes it incomplete for ever. autopager is scored beside
ours if it is installed (``uv run --with autopager``); it names links only, and knows no third answer.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urljoin

from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.markup.encoding import decode

PAGERS = Path(__file__).parents[1] / "tests" / "listings" / "pagers"
UNKNOWN = "http://www.unknown.example/a/b/index.html"
HOST = "http://www.yunxi.example"
_BY_SCRIPT = re.compile(r"hash link|load.more|infinite scroll|javascript:void", re.IGNORECASE)
_NOT_SCORABLE = re.compile(r"not scorable|client side", re.IGNORECASE)
"""On the three pages of the second kind a script shows parts of the page; a crawl finds that page 2 is gone."""


class Expected(NamedTuple):
    """A page, and the answer that is true of it."""

    label: str
    body: bytes
    url: str
    encoding: str | None
    kind: str
    request: tuple[str, str, dict[str, str]] | None = None


Peer = Callable[[Expected], tuple[str, Any]]


def saved_pages(folder: Path) -> Iterator[Expected]:
    """Yield the listings of a folder whose truth says how they go on."""
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        how = str(record.get("pagination"))
        if record["kind"] != "listing" or _NOT_SCORABLE.search(how):
            continue
        url = record["url"] if str(record.get("url")).startswith("http") else UNKNOWN
        following = absolute_url(record["next_page"], url) if record.get("next_page") else None
        kind = record.get("answer") or ("next" if following else "more" if _BY_SCRIPT.search(how) else "last")
        request = ("GET", following, {}) if following else None
        body = (folder / record["file"]).read_bytes()
        yield Expected(record["id"], body, url, record.get("encoding"), kind, request)


def invented_pages(folder: Path) -> Iterator[Expected]:
    """Yield the pages of the invented pagers, except those that only add rows to another page."""
    for place in sorted(folder.glob("*/case.json")):
        case = json.loads(place.read_text(encoding="utf-8"))
        adds_rows = place.parent.name.startswith(("load_more_data", "load_more_ajax", "more_ajax"))
        for page in case["pages"][: 1 if adds_rows else None]:
            following = page["next"]
            kind = "next" if following else "more" if page["more"] else "last"
            request = None
            if following:
                address = urljoin(HOST, following["url"])
                request = (following["method"], address, following.get("fields", {}))
            body = (place.parent / page["file"]).read_bytes()
            yield Expected(
                f"{place.parent.name}/{page['file']}", body, urljoin(HOST, page["path"]), None, kind, request
            )


def ours(page: Expected) -> tuple[str, Any]:
    """Return the answer of ``read_listing``."""
    listing = read_listing(page.body, page.url, page.encoding)
    if listing.next_page is not None:
        sent = dict(parse_qsl((listing.next_page.body or b"").decode("latin-1"), keep_blank_values=True))
        return "next", (listing.next_page.method, listing.next_page.url, sent)
    return ("more" if listing.more else "last"), None


def autopager() -> Peer | None:
    """Return autopager's answer; None if it is not installed."""
    try:
        from autopager import extract  # noqa: PLC0415
    except ImportError:
        print("autopager is left out: it is not installed")
        return None

    def read(page: Expected) -> tuple[str, Any]:
        try:
            links = extract(decode(page.body, page.encoding).text)
        except Exception:  # noqa: BLE001 - a peer's crash is no answer
            return "last", None
        href = next((link.attrib.get("href") for kind, link in links if kind == "NEXT"), None)
        url = absolute_url(href or "", page.url)
        return ("next", ("GET", url, {})) if url else ("last", None)

    return read


def print_scores(folders: list[Path]) -> None:
    """Print a line for each reader and set of pages: right answers of each kind, and what the wrong ones do."""
    sets = [(folder.name, list(saved_pages(folder))) for folder in folders]
    sets += [(folder.name, list(invented_pages(folder))) for folder in sorted(PAGERS.glob("made_*"))]
    readers: dict[str, Peer] = {"ours": ours}
    peer = autopager()
    if peer is not None:
        readers["autopager"] = peer
    print("pages               reader        next     more     last   wrong last  wrong more  wrong next")
    for name, pages in sets:
        for reader_name, reader in readers.items():
            print(_line(name, reader_name, reader, pages))


def _line(name: str, reader_name: str, reader: Peer, pages: list[Expected]) -> str:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for page in pages:
        kind, request = reader(page)
        if kind == page.kind and (request is None or _is_expected(request, page.request)):
            right[kind] += 1
        else:
            wrong[kind] += 1
    of = Counter(page.kind for page in pages)
    shares = "  ".join(f"{right[kind]:3}/{of[kind]:<3}" for kind in ("next", "more", "last"))
    return f"{name:19} {reader_name:9} {shares}  {wrong['last']:10}  {wrong['more']:10}  {wrong['next']:10}"


def _is_expected(
    request: tuple[str, str, dict[str, str]], expected: tuple[str, str, dict[str, str]] | None
) -> bool:
    method, url, sent = request
    return (
        expected is not None
        and (method, url) == expected[:2]
        and all(sent.get(name) == value for name, value in expected[2].items())
    )
