"""Every line of every segment: the contract, its words, its place in its bulletin's chain, and its capture."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.derive import WITHDRAWN
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note
from bulletin_spider.contract.check import faults
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.segments.latest import Latest, Published
    from bulletin_spider.archive.verification.captures import Catalogue
    from bulletin_spider.archive.verification.run_records import Recorded


def broken(version: Mapping[str, Any], before: Published | None) -> str:
    """Return why ``version`` cannot come after ``before``; empty if it can."""
    change = version["change"]
    if before is None:
        return "" if change == "new" and version["previous"] is None else f"'{change}' begins a bulletin"
    if version["previous"] != before.fingerprint:
        return f"previous is not the fingerprint of revision {before.revision}"
    if change == "new" or (change == "restored") != (before.change == WITHDRAWN):
        return f"'{change}' follows '{before.change}'"
    if change in {"revised", "reread"} and version["fingerprint"] == before.fingerprint:
        return f"'{change}', but in the words of revision {before.revision}"
    if change == WITHDRAWN and version["fingerprint"] != before.fingerprint:
        return f"'{change}', but not in the words of revision {before.revision}"
    return ""


def lacking(version: Mapping[str, Any], before: Published | None) -> bool:
    """Whether versions are missing between ``before`` and ``version``."""
    return bool(version["revision"] > (before.revision if before else 0) + 1)


def repeated(version: Mapping[str, Any], before: Published | None) -> str:
    """Return where the version stands already, or a later one; empty if nowhere."""
    if before is None or version["revision"] > before.revision:
        return ""
    return f"revision {version['revision']} after revision {before.revision} in {before.segment}"


_FIELDS = [field.name for field in fields(Bulletin)]


class Lines:
    """Reads the segments of a site in order of publication. ``sound`` tells afterwards whether nothing was wrong."""

    def __init__(self, recorded: Recorded, catalogue: Catalogue, latest: Latest) -> None:
        self.recorded, self.catalogue, self.latest = recorded, catalogue, latest
        self.count = 0
        self.excused = 0
        """Versions whose predecessors are lost with what is told already."""
        self.lost = any(name.startswith("bulletins/") for name in recorded.missing)
        """Whether lines are known to be missing."""
        self.sound = not self.lost

    def check(self) -> Iterator[Finding]:
        """Yield what is wrong, one finding a line; of a file only if none of its lines shows it."""
        for path in self.recorded.segments:
            for finding in self._segment(path):
                self.sound = False
                yield finding
        if self.excused:
            what = f"{self.excused} versions go on where others are lost"
            yield note(f"bulletins/{self.recorded.site}", what)

    def _segment(self, path: Path) -> Iterator[Finding]:
        name, sha256, offset, found = self.recorded.name(path), hashlib.sha256(), 0, False
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                sha256.update(line)
                self.count += 1
                if what := self._line(line, path.name, offset):
                    found = True
                    yield Finding("version", f"{name}, line {number}", what, RESTORE)
                offset += len(line)
        if not found and (what := self.recorded.differs(name, offset, sha256.hexdigest())):
            self.lost = True
            yield Finding("segment", name, what, RESTORE)

    def _line(self, line: bytes, segment: str, offset: int) -> str:
        """Return the first thing that is wrong with a line, empty if nothing is, and note the version."""
        version = _read(line)
        if version is None or (wrong := faults(version)):
            self.lost = True
            return wrong[0] if version is not None else "is no whole JSON object"
        before = self.latest.get(version["id"])
        if what := repeated(version, before):
            return what
        self.latest.put(version, segment, offset)
        return (
            _contradiction(version, self.recorded.site)
            or self._chain(version, before)
            or self.catalogue.wrong(version["capture"])
        )

    def _chain(self, version: dict[str, Any], before: Published | None) -> str:
        if not lacking(version, before):
            return broken(version, before)
        if self.lost:
            self.excused += 1
            return ""
        return f"revision {version['revision']}, but none before it: {version['url']}"


def _read(line: bytes) -> dict[str, Any] | None:
    """Return what a line holds; None if it is no JSON object, or not whole."""
    try:
        version = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return version if isinstance(version, dict) else None


def _contradiction(version: Mapping[str, Any], site: str) -> str:
    """Return where a version's own fields contradict each other; empty if nowhere."""
    if version["site"] != site:
        return f"is of the site {version['site']}"
    if version["id"] != bulletin_id(version["url"]):
        return f"id {version['id']} is not that of {version['url']}"
    if version["fingerprint"] != fingerprint(Bulletin(**{name: version[name] for name in _FIELDS})):
        return f"the words are not those of its fingerprint: {version['url']}"
    return ""
