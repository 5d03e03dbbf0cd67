"""Note the answers that confirm what is archived, and say in the run's record which they were.

A record names the pages and the bulletins that its run has visited. So it implies most of the confirmed answers, and
says in so many words only where it would imply too few or too many.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.file_names import run_of
from bulletin_spider.statuses import RevisitResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_spider.archive.captures.deduplication import ArchivedResponse

_FOUND = (RevisitResult.NOT_MODIFIED, RevisitResult.UNCHANGED)
_MISSED = (RevisitResult.MISSING, RevisitResult.SUSPENDED)


def line_of(address: str, digest: str) -> str:
    """Return the line of a confirmed answer: the address, and the digest of the kept response that it confirms."""
    return f"{address} {digest}"


def lines_digest(lines: Iterable[str]) -> str:
    """Return the SHA-256 over the sorted lines, each with a line feed at its end."""
    return hashlib.sha256(b"".join(sorted(f"{line}\n".encode() for line in {*lines}))).hexdigest()


@dataclass(slots=True)
class Confirmations:
    """The confirmed answers of one run."""

    answers: int = 0
    """How many answers were confirmed; an answer that came twice counts twice."""
    unknown: int = 0
    """Answers from a cache: nothing says when they came from the network."""
    lines: set[str] = field(default_factory=set)
    bulletins: dict[tuple[str, str], str] = field(default_factory=dict)
    """The lines that belong to a bulletin, by its id and the digest."""

    def note(self, archived: ArchivedResponse, row: Mapping[str, str] | None = None) -> None:
        """Note an answer that confirms ``archived``; ``row`` led to it, if it belongs to a bulletin."""
        self.answers += 1
        digest = archived.capture["digest"]
        line = line_of(archived.url, digest)
        self.lines.add(line)
        if bulletin := (row or {}).get("bulletin"):
            self.bulletins[bulletin, digest] = line

    def entry(self, record: Mapping[str, Any], kept: Mapping[str, Mapping[bool, str]]) -> dict[str, Any]:
        """Return ``confirmed`` for the record of the run; empty if no answer was confirmed.

        ``kept`` has for each visited bulletin the digests of the answers that were kept of it: under True of the one
        that lacked it, under False of the one that had it.
        """
        if not self.lines:
            return {}
        implied, unconfirmed = {*implied_pages(record)}, []
        for identity, is_missing in implied_visits(record):
            line = self.bulletins.get((identity, kept.get(identity, {}).get(is_missing, "")))
            if line is None:
                unconfirmed.append(identity)
            else:
                implied.add(line)
        pages_only = implied - self.lines
        also, without = sorted(self.lines - implied), [*unconfirmed, *sorted(pages_only)]
        said = {"also": also, "except": without}
        entry = {"count": len(self.lines), "sha256": lines_digest(self.lines)}
        return entry | {name: values for name, values in said.items() if values}


def implied_pages(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the pages that a record names and its run did not write."""
    for page in record.get("pages", ()):
        capture = page["capture"]
        if run_of(Path(capture["file"])) != record["run"]:
            yield line_of(page["url"], capture["digest"])


def implied_visits(record: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the ids of the visited bulletins of which a record names no new answer, and whether they were missing."""
    for results, new, is_missing in ((_FOUND, "seen", False), (_MISSED, "absent", True)):
        for result in results:
            for identity in record.get("visits", {}).get(result, ()):
                if identity not in record.get(new, {}):
                    yield identity, is_missing
