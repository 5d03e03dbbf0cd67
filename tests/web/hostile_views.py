"""Ask for hostile bulletins in every form, and judge each answer."""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser

from bulletin_spider.items import DOCUMENT_TEXTS
from bulletin_spider.web.evidence.capture_address import capture_address
from tests.web.hostile import comparable, faults, looked_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.web.served import Answer, Served

_EVERY = 4
"""One bulletin in so many is asked for in another form than its page."""
_PEOPLE = ("reporters", "correspondents", "photographers", "editors", "authors")
_STARTED = 60
"""Seconds in which the search database of the archive is there."""


@dataclass
class Judgement:
    """How many bulletins and answers were judged, and what was found: one line each."""

    bulletins: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    slowest: float = 0.0
    largest: int = 0

    def add(self, other: Judgement) -> None:
        """Add another judgement to this one."""
        self.bulletins += other.bulletins
        self.answers += other.answers
        self.findings += other.findings
        self.slowest, self.largest = max(self.slowest, other.slowest), max(self.largest, other.largest)

    def summary(self) -> str:
        """Return the figures in a line."""
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.answers.most_common())
        return (
            f"{self.bulletins:,} bulletins, {self.answers.total():,} answers ({kinds}), {len(self.findings)} findings, "
            f"slowest {self.slowest:.1f} s, largest {self.largest / 1e6:.1f} MB"
        )


class Judge:
    """Asks a server for pages and judges the answers."""

    def __init__(self, server: Served, site: str) -> None:
        self.server, self.site = server, site
        self.found = Judgement()

    def ask(self, kind: str, address: str, status: int = 200) -> Answer | None:
        """Return an answer; None, and a finding, if it has another status."""
        started = time.monotonic()
        answer = self.server.get(address)
        self.found.answers[kind] += 1
        self.found.slowest = max(self.found.slowest, time.monotonic() - started)
        self.found.largest = max(self.found.largest, len(answer.text))
        if answer.status != status:
            self.note(address, f"status {answer.status}: {answer.text[:200]!r}")
            return None
        return answer

    def note(self, address: str, finding: str) -> None:
        """Add a finding."""
        self.found.findings.append(f"{address} of {self.site!r}: {finding[:500]}")

    def page(self, kind: str, address: str, *, kept: bool = False, figures: bool = False) -> str:
        """Judge a page, and return its text; ``kept``: it has a body behind the sanitiser."""
        answer = self.ask(kind, address)
        if answer is None:
            return ""
        looked = looked_at(answer.text, figures=figures)
        for finding in [*looked.faults, *([] if kept else looked.errors)]:
            self.note(address, finding)
        return looked.text

    def bulletin(self, path: str, version: dict[str, Any]) -> None:
        """Judge the page of a bulletin: it must say every text."""
        text = self.page("pages of a bulletin", path)
        for said in texts_of(version):
            if text and comparable(said) not in text:
                self.note(path, f"not said: {said[:200]!r}")


def judge_archive(server: Served, site: str, versions: Sequence[dict[str, Any]], every: int = 1) -> Judgement:
    """Judge the pages of an archive that :mod:`tests.web.hostile_archive` has written.

    ``versions`` are the latest ones. Lists have all of them; one in ``every`` is looked at in pages of its own.
    """
    judge = Judge(server, site)
    _wait(server)
    for number, version in enumerate(versions[::every]):
        path = f"/b/{quote(site, safe='')}/{version['id']}"
        judge.bulletin(path, version)
        if number % _EVERY == 0:
            view = (number // _EVERY + int(version["id"], 16)) % len(_VIEWS)
            _VIEWS[view](judge, path, version)
    judge.found.bulletins += len(versions)
    _judge_lists(judge, site)
    return judge.found


def _wait(server: Served) -> None:
    """Wait until the search database is there."""
    ends = time.monotonic() + _STARTED
    while server.get("/search.json").status == 503 and time.monotonic() < ends:
        time.sleep(0.2)


def texts_of(version: dict[str, Any]) -> Iterator[str]:
    """Yield the texts that the page of a version must say."""
    yield from (
        version[name] for name in ("title", "channel", "source", "url", "byline", "section", "site_id")
    )
    yield from (*version["paragraphs"], *version["warnings"])
    yield from (name for role in _PEOPLE for name in version[role])
    yield from (version["document"][name] for name in DOCUMENT_TEXTS)
    yield from (
        cell for table in version["tables"] for row in [[table["caption"]], *table["rows"]] for cell in row
    )
    yield from (one[name] for one in version["attachments"] for name in ("url", "name"))
    yield from (one[name] for one in version["images"] for name in ("url", "caption"))
    yield from (
        one["text"] for name, one in version["evidence"].items() if name in {"title", "source", "change"}
    )


def _rich(judge: Judge, path: str, _: dict[str, Any]) -> None:
    judge.page("bodies as on the page", f"{path}?body=page", kept=True)


def _english(judge: Judge, path: str, _: dict[str, Any]) -> None:
    judge.page("English pages", f"/en{path}/1")


def _sides(judge: Judge, path: str, _: dict[str, Any]) -> None:
    judge.page("comparisons", f"{path}/1..2?links=1")


def _line(judge: Judge, path: str, _: dict[str, Any]) -> None:
    judge.page("comparisons", f"/en{path}/1..2?view=line&context=all")
    judge.ask("JSON", f"{path}/2..1.json")


def _json(judge: Judge, path: str, version: dict[str, Any]) -> None:
    """Judge the JSON of a bulletin: it is what was published."""
    answer = judge.ask("JSON", f"{path}.json")
    if answer and answer.json["version"] != version | {"site": judge.site}:
        judge.note(f"{path}.json", "it is not what was published")


def _capture(judge: Judge, _: str, version: dict[str, Any]) -> None:
    judge.page("captures", _place(version))
    judge.ask("JSON", f"{_place(version)}.json?view=source")


def _source(judge: Judge, _: str, version: dict[str, Any]) -> None:
    judge.page("sources", f"{_place(version)}?view=source")


def _kept(judge: Judge, _: str, version: dict[str, Any]) -> None:
    judge.page("kept pages", f"/en{_place(version)}?view=page", kept=True)


def _file(judge: Judge, _: str, version: dict[str, Any]) -> None:
    """Judge a body that is saved: no header says what the hostile server said."""
    address = f"{_place(version)}.bin"
    answer = judge.ask("files", address)
    named = dict(answer.headers) if answer else {}
    if (
        named.get("content-type") != "application/octet-stream"
        or named.get("x-content-type-options") != "nosniff"
    ):
        judge.note(address, f"headers {named}")
    if {"location", "refresh", "set-cookie"} & named.keys():
        judge.note(address, f"headers {named}")


def _place(version: dict[str, Any]) -> str:
    address = capture_address(version["capture"])
    assert address
    return address.path


def _absence(judge: Judge, path: str, _: dict[str, Any]) -> None:
    judge.page("absences", path.replace("/b/", "/withdrawn/", 1))


def _searched(judge: Judge, _: str, version: dict[str, Any]) -> None:
    """Search for a hostile title: it is a query too."""
    words = quote(version["title"][:60].encode(errors="replace"), safe="")
    judge.page("searches", f"/search?q={words.replace('%00', '')}&rows=5")


_VIEWS: list[Callable[[Judge, str, dict[str, Any]], None]] = [
    _rich, _english, _sides, _line, _capture, _source, _kept, _file, _absence, _searched, _json, _rich, _sides, _kept,
]  # fmt: skip


def _judge_lists(judge: Judge, site: str) -> None:
    place = quote(site, safe="")
    for address in ("/", "/en/sites", f"/s/{place}", f"/en/s/{place}/refused", "/en/health"):
        judge.page("lists", address, figures=True)
    for name in ("search", "changes", "withdrawn"):
        for after in _keys(judge, name):
            judge.page("lists", f"/{name}?rows=200{after}")
            _judge_feeds(judge, name, after)
    for name in ("search", "changes", "withdrawn"):
        answer = judge.ask("CSV", f"/{name}.csv?rows=200")
        _judge_csv(judge, name, answer.text if answer else "")


def _keys(judge: Judge, name: str) -> Iterator[str]:
    """Yield the key of each part of a list, as a parameter."""
    after = ""
    while True:
        yield after
        answer = judge.ask("JSON", f"/{name}.json?rows=200{after}")
        key = answer.json["after"] if answer else None
        if not key:
            return
        after = f"&after={quote(key, safe='')}"


def _judge_feeds(judge: Judge, name: str, after: str) -> None:
    """Judge both forms of a feed: strict parsers read them, they say the same, and no text is markup."""
    atom = judge.ask("feeds", f"/{name}.atom?rows=200{after}")
    other = judge.ask("feeds", f"/{name}.feed.json?rows=200{after}")
    if not atom or not other:
        return
    ET.fromstring(atom.text)  # noqa: S314 - our own feed
    read = feedparser.parse(atom.text.encode(), sanitize_html=False)
    if read.bozo:
        judge.note(f"/{name}.atom{after}", str(read.bozo_exception))
    items = other.json["items"]
    if [one.content[0].value for one in read.entries] != [one["content_html"] for one in items]:
        judge.note(f"/{name}.atom{after}", "both forms differ")
    for found in faults("".join(f"<div>{one['content_html']}</div>" for one in items)):
        judge.note(f"/{name}.feed.json{after}", found)


def _judge_csv(judge: Judge, name: str, text: str) -> None:
    rows = [*csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
    if len({len(row) for row in rows}) > 1:
        judge.note(f"/{name}.csv", f"rows of {sorted({len(row) for row in rows})} cells")
    for cell in (cell for row in rows for cell in row):
        if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
            judge.note(f"/{name}.csv", f"a formula: {cell[:80]!r}")
