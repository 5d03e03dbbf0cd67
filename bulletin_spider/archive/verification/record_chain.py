"""Check that each line of run records is the one that the line after it, or the head, was chained to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.archive.record_chain import PREVIOUS, UNCHAINED, line_digest, read_head
from bulletin_spider.archive.verification.finding import RESTORE, Finding, note
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.record_chain import Head

_COMPARE = "compare with a copy or an anchor; the next run writes it again"


class _Line(NamedTuple):
    number: int
    """How many lines of the chain come up to it, over all of its files."""
    place: str
    digest: str
    faulty: bool
    """Whether a fault of the line is reported already."""


class ChainCheck:
    """Gets every line of a site's run records, and then says where the chain is broken.

    The head is read first: a run appends its line before it replaces the head, so a run in progress breaks nothing.
    """

    def __init__(self, layout: Layout, site: str, name: str) -> None:
        self.name, self.head_name = name, f"runs/{layout.head(site).name}"
        self.head: Head | None = None
        self._head_problem = ""
        try:
            self.head = read_head(layout, site)
        except StoreFault:
            raise
        except (OSError, ValueError) as error:
            self._head_problem = f"is not a head of run records: {error}"
        self.chained = 0
        """Chained lines."""
        self.last = _Line(0, "", "", faulty=False)
        self.last_run = ""
        """The run of the last line with a record."""
        self._broken: dict[int, tuple[_Line, str, str]] = {}
        """Line whose link is broken → the line before it, the name of its own run, and the link."""
        self._before_chain = ""
        self._unchained = hashlib.sha256()
        self._first: _Line | None = None
        self._last_unchained: _Line | None = None
        self._digests: set[str] = set()
        self._head_found = False
        self._after_head = 0
        """Records after the line that the head names."""
        self._head_run_at: _Line | None = None
        self._faulty = self._torn = False

    def add(self, line: bytes, record: Mapping[str, Any] | None, place: str, *, faulty: bool = False) -> None:
        """Check the link of the next line; ``record`` is None if the line has no record."""
        digest = line_digest(line)
        this = _Line(self.last.number + 1, place, digest, faulty)
        self._first = self._first or this
        self._faulty, self._torn = self._faulty or faulty, record is None
        if record is not None and PREVIOUS in record:
            self._check_link(this, record)
        elif not self.chained:
            self._unchained.update(line)
            self._last_unchained = this
        run = record["run"] if record is not None else ""
        self._compare_with_head(this, run)
        self.last_run = run or self.last_run
        self._digests.add(digest)
        self.last = this

    def _compare_with_head(self, this: _Line, run: str) -> None:
        if self.head is None:
            return
        if this.digest == self.head.sha256:
            self._head_found, self._after_head = True, 0
            if run and run != self.head.run:
                self._head_problem = f"names run {self.head.run} for the record of run {run}"
        elif run:
            self._after_head += 1
            if run == self.head.run:
                self._head_run_at = this

    def newest(self) -> str:
        """Return the run that the head names, if its line is not there; empty if it names none."""
        return self.head.run if self.head and not self._head_found else ""

    def findings(self) -> Iterator[Finding]:
        """Yield one finding for each place where the chain is broken, after the last line."""
        if self._before_chain:
            yield Finding("run", self._unchained_place(), self._before_chain, RESTORE)
        head_findings = list(self._check_head())
        last_is_wrong = any(finding.is_fault and finding.place != self.head_name for finding in head_findings)
        for number, (before, run, stated) in self._broken.items():
            this_is_wrong = number + 1 in self._broken or (number == self.last.number and last_is_wrong)
            # If lines are in the wrong order, that is reported where the order is wrong.
            if not (this_is_wrong or before.faulty or (self._faulty and stated in self._digests)):
                yield self._broken_link(before, run)
        yield from head_findings

    def _check_link(self, this: _Line, record: Mapping[str, Any]) -> None:
        self.chained += 1
        before = self.last
        begins = not before.number and record.get("event") == RecordEvent.FORGOTTEN
        if not begins and record[PREVIOUS] != (before.digest or None):
            self._broken[this.number] = (before, record["run"], record[PREVIOUS])
        if UNCHAINED in record and self.chained == 1:
            stated = record[UNCHAINED]
            sha256 = stated.get("sha256") if isinstance(stated, dict) else None
            if sha256 != self._unchained.hexdigest() and not self._faulty:
                self._broken.pop(this.number, None)
                self._before_chain = (
                    f"are not the lines that run {record['run']} found when it began the chain"
                )

    def _unchained_place(self) -> str:
        """Return the place of the lines before the chain; if they were removed, of its first line."""
        assert self._first
        file, _, first = self._first.place.rpartition(", line ")
        last = (self._last_unchained or self._first).place
        name, _, number = last.rpartition(", line ")
        return f"{file}, lines {first} to {number}" if name == file else f"{self._first.place}, to {last}"

    def _broken_link(self, before: _Line, run: str) -> Finding:
        if not before.number:
            message = f"run {run} follows a line that is not there: lines are missing at the beginning"
            return Finding("run", self._first.place if self._first else self.name, message, RESTORE)
        message = (
            f"is not the line that run {run} after it follows: it was changed, or lines after it are missing"
        )
        return Finding("run", before.place, message, RESTORE)

    def _check_head(self) -> Iterator[Finding]:
        if self._head_problem:
            yield Finding("run", self.head_name, self._head_problem, _COMPARE)
        elif self.head is None:
            if self.chained == 1:
                yield note(self.head_name, "does not exist: its first run was killed before it, or is ending")
            elif self.chained:
                message = "does not exist, so records at the end may be missing"
                yield Finding("missing", self.head_name, message, _COMPARE)
        elif self._head_found:
            if (later := self._after_head) and not self._faulty:
                message = (
                    f"names run {self.head.run}, and {later} later line{'s follow' if later > 1 else ' follows'}:"
                    " the last run was killed before it replaced it, or is ending"
                )
                yield note(self.head_name, message)
        else:
            yield from self._lost_head(self.head)

    def _lost_head(self, head: Head) -> Iterator[Finding]:
        at = self._head_run_at
        if at is None:
            if not self.last.faulty:
                message = f"lacks the record of run {head.run}, which {self.head_name} names"
                place = self.last.place if self._torn else self.name
                yield Finding("run", place, message, RESTORE)
        elif not at.faulty:
            message = f"is not the line that {self.head_name} names: it was changed"
            yield Finding("run", at.place, message, RESTORE)
