"""Check every line of every segment: schema, fingerprint, order of the bulletin's versions, and capture."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.segments.reader import LARGEST_NUMBER
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note, unreadable
from bulletin_spider.contract.check import faults
from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.reader import segment_lines
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bulletin_spider.archive.segments.latest import LatestVersion, LatestVersions
    from bulletin_spider.archive.verification.captures import CaptureCheck
    from bulletin_spider.archive.verification.confirmations import ConfirmationCheck
    from bulletin_spider.archive.verification.run_records import RunRecordCheck


_OF_OWED = {EvidenceRule.ATTACHMENT_KEPT, EvidenceRule.ATTACHMENT_NOT_KEPT}


def chain_problem(version: Mapping[str, Any], before: LatestVersion | None) -> str:
    """Return why ``version`` cannot come after ``before``; empty if it can."""
    change = version["change"]
    if before is None:
        is_first = change == Change.NEW and version["previous"] is None
        return "" if is_first else f"'{change}' is the first version of a bulletin"
    if version["previous"] != before.fingerprint:
        return f"previous is not the fingerprint of revision {before.revision}"
    if change == Change.NEW or (change == Change.RESTORED) != (before.change == Change.WITHDRAWN):
        return f"'{change}' follows '{before.change}'"
    words_differ = version["fingerprint"] != before.fingerprint
    if change in {Change.REVISED, Change.REREAD} and not (words_differ or _is_of_attachment(version)):
        return f"'{change}', but the content is that of revision {before.revision}"
    if change == Change.WITHDRAWN and version["fingerprint"] != before.fingerprint:
        return f"'{change}', but the content is not that of revision {before.revision}"
    return _move_problem(version, before)


def _is_of_attachment(version: Mapping[str, Any]) -> bool:
    """Return whether the evidence of a version says that only the file of an attachment came or was replaced."""
    rule = version["evidence"].get("change", {}).get("rule", "")
    replaced = EvidenceRule.ATTACHMENT_REPLACED in rule.split()
    return replaced if version["change"] == Change.REVISED else bool({*rule.split()} & _OF_OWED)


def _move_problem(version: Mapping[str, Any], before: LatestVersion) -> str:
    """Return what is wrong with the new address of a bulletin; empty if nothing is."""
    change, is_same = version["change"], version.get("moved_to") == before.moved_to
    if change == Change.MOVED and is_same:
        return f"'{change}', but moved_to is that of revision {before.revision}"
    if change not in {Change.MOVED, Change.RESTORED} and not is_same:
        return f"'{change}', but moved_to is not that of revision {before.revision}"
    return ""


def skips_revisions(version: Mapping[str, Any], before: LatestVersion | None) -> bool:
    """Whether there must be versions between ``before`` and ``version``."""
    return bool(version["revision"] > (before.revision if before else 0) + 1)


def repetition(version: Mapping[str, Any], before: LatestVersion | None) -> str:
    """Return the earlier line with this revision or a later one; empty if there is no such line."""
    if before is None or version["revision"] > before.revision:
        return ""
    return f"revision {version['revision']} after revision {before.revision} in {before.segment}"


_FIELDS = [field.name for field in bulletin_fields() if field.required]


class SegmentCheck:
    """Reads the segments of a site in order of publication. After ``check``, ``sound`` says whether all were right."""

    def __init__(
        self,
        run_records: RunRecordCheck,
        captures: CaptureCheck,
        latest: LatestVersions,
        confirmations: ConfirmationCheck,
    ) -> None:
        self.run_records, self.captures, self.latest = run_records, captures, latest
        self.confirmations = confirmations
        self.count = 0
        self.excused = 0
        """Versions whose earlier versions are lost in a damage that is reported already."""
        self.lost = any(name.startswith("bulletins/") for name in run_records.missing)
        """Whether lines are known to be missing."""
        self.sound = not self.lost

    def check(self) -> Iterator[Finding]:
        """Yield one finding for each wrong line; check a whole file only if every line of it is right."""
        for path in self.run_records.segments:
            for finding in self._check_readable(path):
                self.sound = False
                yield finding
        if self.excused:
            message = f"{self.excused} versions follow versions that are lost"
            yield note(f"bulletins/{self.run_records.site}", message)

    def _check_readable(self, path: Path) -> Iterator[Finding]:
        try:
            yield from self._check_segment(path)
        except OSError as error:
            self.lost = True
            yield unreadable("segment", self.run_records.name(path), error)

    def _check_segment(self, path: Path) -> Iterator[Finding]:
        name, sha256, offset, found = self.run_records.name(path), hashlib.sha256(), 0, False
        for number, line in enumerate(segment_lines(path), 1):
            sha256.update(line)
            self.count += 1
            if problem := self._line_problem(line, path.name, offset):
                found = True
                yield Finding("version", f"{self._shown(name)}, line {number}", problem, RESTORE)
            offset += len(line)
        if not found and (difference := self.run_records.difference(name, offset, sha256.hexdigest())):
            self.lost = True
            yield Finding("segment", self._shown(name), difference, RESTORE)

    def _shown(self, name: str) -> str:
        return self.run_records.packs.shown(name)

    def _line_problem(self, line: bytes, segment: str, offset: int) -> str:
        """Return the first problem of a line, empty if it is right, and note its version."""
        version = _parse(line)
        if version is None or (problems := faults(version) or _too_large(version)):
            self.lost = True
            return problems[0] if version is not None else "is not a whole JSON object"
        before = self.latest.get(version["id"])
        if problem := repetition(version, before):
            return problem
        self.latest.put(version, segment, offset)
        self.confirmations.note_version(version, before, segment.partition("-")[0])
        return (
            _contradiction(version, self.run_records.site)
            or self._chain_problem(version, before)
            or self.captures.problem(version["capture"])
            or next(filter(None, map(self.captures.file_problem, version["attachments"])), "")
        )

    def _chain_problem(self, version: dict[str, Any], before: LatestVersion | None) -> str:
        if not skips_revisions(version, before):
            return chain_problem(version, before)
        if self.lost:
            self.excused += 1
            return ""
        revision = version["revision"]
        return f"revision {revision}, but revision {revision - 1} is missing: {version['url']}"


def _too_large(version: Mapping[str, Any]) -> list[str]:
    """Return a problem if the revision is larger than any number that a database holds."""
    return [f"revision: {version['revision']} is too large"] if version["revision"] > LARGEST_NUMBER else []


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a line; None if it is not a whole JSON object."""
    try:
        version = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return version if isinstance(version, dict) else None


def _contradiction(version: Mapping[str, Any], site: str) -> str:
    """Return which fields of a version contradict each other; empty if they agree."""
    if version["site"] != site:
        return f"belongs to the site {version['site']}"
    if version["id"] != bulletin_id(version["url"]):
        return f"id {version['id']} is not the id of {version['url']}"
    if version["fingerprint"] != fingerprint(Bulletin(**{name: version[name] for name in _FIELDS})):
        return f"the content does not match its fingerprint: {version['url']}"
    return ""
