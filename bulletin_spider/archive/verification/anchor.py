"""Compare an archive with an anchor that was kept elsewhere: a newer archive holds every line that was anchored."""

from __future__ import annotations

import json
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.anchors import DIGEST_SUFFIX, digest_line, read_anchor, sha256_of
from bulletin_spider.archive.object_store.paths import for_each
from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.archive.record_chain import chain_lines, line_digest, unchained_lines
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note
from bulletin_spider.exceptions import ArchiveUnread
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from bulletin_spider.archive.anchors import Anchor
    from bulletin_spider.archive.layout import Layout

KIND = "anchor"
_ENDING = ".json"


def check_anchor(layout: Layout, anchor: Anchor, sites: Collection[str] | None = None) -> Iterator[Finding]:
    """Yield a finding for each site whose records are not those that were anchored; ``sites`` limits the sites.

    Every line before an anchored one is held by the chain, which ``RunRecordCheck`` checks.
    """
    for head in anchor.heads:
        if sites is None or head["site"] in sites:
            yield from _check_head(layout, head, anchor.made)


def check_digest(path: Path) -> Iterator[Finding]:
    """Yield a finding if an anchor is not the file whose SHA-256 is beside it."""
    beside = path.with_name(path.name + DIGEST_SUFFIX)
    if beside.exists() and beside.read_text(errors="replace").split()[:1] != [sha256_of(path)]:
        yield Finding(
            KIND, str(path), f"its SHA-256 is not the one in {beside.name}", "find out which was changed"
        )


def check_kept_anchors(layout: Layout) -> Iterator[Finding]:
    """Yield what is wrong with the archive's own anchors: each against its SHA-256, the newest against the records.

    They prove less than a copy kept elsewhere, as somebody who edits records can write new ones.
    """
    if not layout.anchors.is_dir():
        return
    names = {path.name for path in layout.anchors.iterdir()}
    anchors = sorted(name for name in names if name.endswith(_ENDING))
    found = list[Finding]()
    for found in for_each(layout.root, partial(_kept_findings, layout, names), anchors):
        yield from found
    if anchors and not any(one.is_fault for one in found):
        yield from _check_newest(layout, layout.anchors / anchors[-1])
    for name in sorted(names - {*anchors}):
        if not any(name.startswith(anchor) for anchor in anchors):
            yield Finding(KIND, f"anchors/{name}", "belongs to no anchor", "find out what was removed")


def _kept_findings(layout: Layout, names: set[str], name: str) -> list[Finding]:
    """Return what is wrong with an anchor by the SHA-256 beside it; ``names`` are those of all files of anchors."""
    path, shown = layout.anchors / name, f"anchors/{name}"
    beside = path.with_name(path.name + DIGEST_SUFFIX)
    try:
        if beside.name not in names:
            message = f"has no {beside.name} beside it: it was removed, or {PROGRAM} anchor was killed"
            return [note(shown, message)]
        if beside.read_bytes() != digest_line(path):
            return [Finding(KIND, shown, f"is not the file that {beside.name} describes", RESTORE)]
    except StoreFault:
        raise
    except OSError as error:
        return [Finding(KIND, shown, f"cannot be read: {error}", RESTORE)]
    return []


def _check_newest(layout: Layout, path: Path) -> Iterator[Finding]:
    try:
        yield from check_anchor(layout, read_anchor(path))
    except StoreFault:
        raise
    except (OSError, ArchiveUnread) as error:
        yield Finding(KIND, f"anchors/{path.name}", f"cannot be read: {error}", RESTORE)


def _check_head(layout: Layout, head: Mapping[str, Any], made: str) -> Iterator[Finding]:
    site = head["site"]
    lines = enumerate(_lines(layout, site), 1)
    found = next(
        ((count, line) for count, line in lines if line_digest(line.content) == head["sha256"]), None
    )
    if found is None:
        yield _difference(layout, head, made)
    elif stated := head.get("unchained"):
        count, line = found
        if unchained_lines(islice(chain_lines(layout, site), count)) != stated:
            place = _up_to(next(_lines(layout, site)), line)
            yield Finding(KIND, place, f"are not the lines that were anchored on {made}", RESTORE)


class _Line(NamedTuple):
    file: str
    number: int
    content: bytes

    @property
    def place(self) -> str:
        return f"{self.file}, line {self.number}"


def _lines(layout: Layout, site: str) -> Iterator[_Line]:
    """Yield the lines of a site's chain with their places."""
    for path in filter(Path.is_file, layout.run_files(site)):
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield _Line(path.relative_to(layout.root).as_posix(), number, line)


def _up_to(first: _Line, last: _Line) -> str:
    """Return the place of the lines from the first of a chain up to a line."""
    if first.file == last.file:
        return f"{first.file}, lines 1 to {last.number}"
    return f"{first.place}, to {last.place}"


def _difference(layout: Layout, head: Mapping[str, Any], made: str) -> Finding:
    """Return the finding about a line that was anchored and that the chain does not have."""
    run, name = head["run"], _name(layout, head["site"])
    if not any(map(Path.is_file, layout.run_files(head["site"]))):
        return Finding(KIND, name, f"does not exist; its run {run} was anchored on {made}", RESTORE)
    for line in _lines(layout, head["site"]):
        record = _parsed(line.content)
        if record.get("event") == RecordEvent.FORGOTTEN and str(record.get("run")) > run:
            text = f"the site was forgotten by run {record['run']}, so its run {run} cannot be compared"
            return note(line.file, text)
        if record.get("run") == run:
            message = f"the record of run {run} is not the one that was anchored on {made}"
            return Finding(KIND, line.place, message, RESTORE)
    return Finding(KIND, name, f"lacks the record of run {run}, which was anchored on {made}", RESTORE)


def _name(layout: Layout, site: str) -> str:
    earlier = layout.earlier_runs(site)
    path = earlier if earlier.exists() else layout.runs(site)
    return path.relative_to(layout.root).as_posix()


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}
