"""Compute again what run records say about confirmed answers, from the pages, bulletins and captures that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.captures.confirmations import (
    implied_pages,
    implied_visits,
    line_of,
    lines_digest,
)
from bulletin_spider.archive.databases.temporary import TemporaryDatabase
from bulletin_spider.archive.segments.reader import LARGEST_NUMBER
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.segments.latest import LatestVersion
    from bulletin_spider.archive.verification.captures import CaptureCheck

_TABLE = """CREATE TABLE kept (id TEXT, is_missing INTEGER, run TEXT, digest TEXT, file TEXT, offset INTEGER,
    PRIMARY KEY (id, is_missing, run)) WITHOUT ROWID"""
_INSERT = "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)"
_BEFORE = """SELECT digest, file, offset FROM kept WHERE id = ? AND is_missing = ? AND run < ?
    ORDER BY run DESC LIMIT 1"""
WRONG = "confirmed is not what the pages, visits and captures before it say"


def _is_storable(*values: str | int) -> bool:
    """Whether a database holds the values: no half of a surrogate pair, no number of more than 64 bits."""
    return all(
        value <= LARGEST_NUMBER if isinstance(value, int) else value == value.encode(errors="ignore").decode()
        for value in values
    )


class ConfirmationCheck:
    """Knows of each bulletin which answers were kept by which run, in a temporary database."""

    def __init__(self, captures: CaptureCheck) -> None:
        self.captures = captures
        self._database = TemporaryDatabase(_TABLE)

    def note_version(self, version: Mapping[str, Any], before: LatestVersion | None, run: str) -> None:
        """Note the answer that a published version names, unless it was known to its run.

        Left out are versions without a capture of their own: reread ones, and those that are about an attachment.
        """
        change, capture = version["change"], version["capture"]
        again = before is not None and (
            before.fingerprint == version["fingerprint"]
            if change == Change.REVISED
            else change == Change.REREAD and before.capture == capture
        )
        if capture and not again:
            self._note(version["id"], capture, run, is_missing=change == Change.WITHDRAWN)

    def problem(self, record: Mapping[str, Any]) -> str:
        """Return what is wrong with ``confirmed`` of a record, and note the answers that the record names.

        Empty if nothing is wrong, or if what is needed to know is damaged or missing: that is reported already. The
        versions of all segments, and the records before this one, must be noted.
        """
        for name, is_missing in (("seen", False), ("absent", True)):
            for identity, capture in record.get(name, {}).items():
                self._note(identity, capture, record["run"], is_missing=is_missing)
        said = record.get("confirmed")
        lines = self._lines(record, said) if said else None
        if said is None or lines is None or said["sha256"] == lines_digest(lines):
            return ""
        return WRONG

    def close(self) -> None:
        """Close the temporary database."""
        self._database.close()

    def _note(self, identity: str, capture: Mapping[str, Any], run: str, *, is_missing: bool) -> None:
        place = (capture["digest"], capture["file"], capture["offset"])
        if _is_storable(*place):
            self._database.write(_INSERT, (identity, is_missing, run, *place))

    def _lines(self, record: Mapping[str, Any], said: Mapping[str, Any]) -> set[str] | None:
        """Return the lines that a record means; None if one cannot be known."""
        without = {*said.get("except", ())}
        lines = {*implied_pages(record), *said.get("also", ())} - without
        for identity, is_missing in implied_visits(record):
            if identity in without:
                continue
            kept = self._database.first(_BEFORE, (identity, is_missing, record["run"]))
            address = self.captures.address(*kept[1:]) if kept else None
            if kept is None or address is None:
                return None
            lines.add(line_of(address, kept[0]))
        return lines
