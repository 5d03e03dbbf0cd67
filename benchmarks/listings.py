"""Score the listing reader on folders of saved pages with hand-made truth, and GerapyAutoExtractor if installed.

    uv run --group listing-peers python benchmarks/listings.py ../shared/realpages ../shared/realpages2

A folder holds the pages and ``truth.jsonl`` with one record for each page: ``kind``, ``file``, ``url``, ``encoding``,
and for a listing ``items`` (``title``, ``href``, ``date``) and ``next_page``. A row is right if its title (whole or
cut) and its resolved address are right; ``F1`` covers all rows of the folder. ``dates`` is the share of right rows
with the right day, or rightly without one. ``next`` counts listings with the right next page, or rightly without one.
``stray`` counts rows that were read from articles and other pages without rows. A second table scores the three answers
for the next page, also on the invented pagers of the tests (``next_pages.py``). Channels of home pages are scored by
``python -m benchmarks.channels``.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from next_pages import print_scores

from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.markup.encoding import decode

UNKNOWN = "http://www.unknown.example/a/b/index.html"


class Answer(NamedTuple):
    """What a reader reads from one page: rows as (title, address, day), and the next page's address."""

    rows: list[tuple[str, str, str | None]]
    next_page: str | None = None


Reader = Callable[[bytes, str, dict[str, Any]], Answer]


def ours(body: bytes, url: str, record: dict[str, Any]) -> Answer:
    """Return what ``read_listing`` reads."""
    listing = read_listing(body, url, record.get("encoding"))
    rows = [
        (entry.title, entry.url, entry.date.isoformat() if entry.date else None) for entry in listing.entries
    ]
    return Answer(rows, listing.next_page.url if listing.next_page else None)


def gerapy() -> Reader | None:
    """Return GerapyAutoExtractor's list extraction; None if it is not installed or cannot be imported."""
    try:
        from gerapy_auto_extractor.extractors.list import extract_list  # noqa: PLC0415
    except ImportError as error:
        print(f"GerapyAutoExtractor is left out: {error}")
        return None

    def read(body: bytes, url: str, _record: dict[str, Any]) -> Answer:
        try:
            found = extract_list(decode(body).text, base_url=url) or []
        except Exception:  # noqa: BLE001 - a peer's crash is an empty answer
            return Answer([])
        rows = [
            (str(row.get("title") or ""), absolute_url(str(row.get("url") or ""), url) or "", None)
            for row in found
        ]
        return Answer(rows)

    return read


def score(name: str, reader: Reader, folder: Path) -> str:
    """Return one line of figures for ``reader`` on ``folder``; print errors to stderr."""
    tally: Counter[str] = Counter()
    started = time.process_time()
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        url = record["url"] if str(record.get("url")).startswith("http") else UNKNOWN
        answer = reader((folder / record["file"]).read_bytes(), url, record)
        if record["kind"] == "listing":
            tally.update(_listing(f"{name} {record['id']}", answer, url, record))
        else:
            tally["stray"] += len(answer.rows)
            tally["stray pages"] += bool(answer.rows)
            tally["no listings"] += 1
    seconds = time.process_time() - started
    f1 = 2 * tally["right"] / max(tally["wanted"] + tally["given"], 1)
    dates = f"{tally['dates'] / max(tally['right'], 1):.3f}" if name == "ours" else "  -  "
    following = f"{tally['next']}/{tally['listings']}" if name == "ours" else "-"
    stray = f"{tally['stray']} on {tally['stray pages']}/{tally['no listings']} pages"
    return f"{folder.name:14} {name:8} {f1:.3f} {dates} {following:>7}   {stray:22} {seconds:6.2f} s"


def _listing(label: str, answer: Answer, url: str, record: dict[str, Any]) -> Counter[str]:
    spare = {item["href"] for item in record["items"] if item.get("dead_in_mirror")}
    spare |= {
        item["href"] for group in record.get("groups", ()) if group.get("hidden") for item in group["items"]
    }
    shown = {
        item["href"]
        for group in record.get("groups", ())
        if not group.get("hidden")
        for item in group["items"]
    }
    optional = {absolute_url(href, url) for href in spare - shown}
    wanted = {absolute_url(item["href"], url): item for item in record["items"]}
    tally: Counter[str] = Counter(listings=1)
    needed = {address for address in wanted if address not in optional}
    for title, address, day in answer.rows:
        item = wanted.get(address)
        if address in optional:
            continue
        tally["given"] += 1
        if item is None or _letters(title) not in {_letters(item["title"]), _letters(item.get("title_attr"))}:
            print(f"{label}: stray or mistitled row {title!r} {address}", file=sys.stderr)
            continue
        tally["right"] += 1
        tally["dates"] += day == ((item["date"] or "")[:10] or None)
    tally["wanted"] = len(needed)
    following = record.get("next_page")
    expected = absolute_url(following, url) if following else None
    tally["next"] = int(answer.next_page == expected)
    if answer.next_page != expected:
        print(f"{label}: next page {answer.next_page}, not {expected}", file=sys.stderr)
    return tally


def _letters(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def main(folders: list[str]) -> None:
    """Print the table."""
    readers: dict[str, Reader] = {"ours": ours}
    peer = gerapy()
    if peer is not None:
        readers["gerapy"] = peer
    print("folder         reader      F1 dates    next   stray rows")
    for folder in folders:
        for name, reader in readers.items():
            print(score(name, reader, Path(folder)))
    print()
    print_scores([Path(folder) for folder in folders])


if __name__ == "__main__":
    main(sys.argv[1:] or ["../shared/realpages", "../shared/realpages2"])
