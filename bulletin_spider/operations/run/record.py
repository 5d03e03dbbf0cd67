"""Build the record of a run for ``runs/<site>/`` from the ledger, the archive and Scrapy's stats."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bulletin_spider
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.site_archive import SiteArchive
    from bulletin_spider.crawl.run_state import RunState
    from bulletin_spider.extraction.content import Rules
    from bulletin_spider.operations.health.checkup import HealthReport
    from bulletin_spider.operations.outcome.decision import Decision

_RULES = ("extraction", "listings", "markup", "normalization")
"""Packages that decide what is read from a page."""


def versions(own: Mapping[str, tuple[Rules, ...]]) -> dict[str, str]:
    """Return the program's version and a short digest of its rules: equal rules, equal digest.

    ``own`` are the rules of the site by channel; they are part of the digest if there are any.
    """
    digest = rules_digest(Path(bulletin_spider.__file__).parent)
    if any(own.values()):
        digest = hashlib.sha256(f"{digest} {sorted(own.items())}".encode()).hexdigest()[: len(digest)]
    return {"program": bulletin_spider.__version__, "rules": digest}


@cache
def rules_digest(package: Path) -> str:
    """Return twelve hexadecimal digits of the rules' code; the names of files and folders do not count."""
    files = (path for name in _RULES for path in (package / name).rglob("*.py"))
    digests = sorted(hashlib.sha256(path.read_bytes()).digest() for path in files)
    return hashlib.sha256(b"".join(digests)).hexdigest()[:12]


def reading_rules(run: RunState) -> str:
    """Return what reads a page in this run: the program's version, and the digest of all rules."""
    listings = hashlib.sha256(repr(run.listing_rules).encode()).hexdigest()[:12]
    return " ".join([*versions(run.rules).values(), listings])


_REFUSED = "bulletin/refused/"


def run_record(
    run: RunState,
    decision: Decision,
    started: dt.datetime,
    files: list[dict[str, Any]],
    counts: dict[str, Any],
) -> dict[str, Any]:
    """Return the record of a run; ``counts`` are Scrapy's stats."""
    ledger, archive, ended = run.ledger, run.archive, run.archive.clock.now(dt.UTC)
    rejected = archive.layout.rejected(run.site, run.run)
    # Rows that were fetched but not stored must stay owed, and must not count as a closed channel.
    unstored = decision.outcome == Outcome.OUTPUT_FAILED
    unproven = {"closed": False} if unstored else {}
    failed = ledger.failed | {row.id: row for row in ledger.unfinished()}
    if unstored:
        failed |= ledger.owed
    record = {
        "run": run.run,
        "site": run.site,
        **({"title": run.title} if run.title else {}),
        **({"region": run.region} if run.region else {}),
        "called": run.called,
        "outcome": decision.outcome,
        "reasons": decision.reasons,
        "started": started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - started).total_seconds(), 1),
        **({"clock": said} if (said := archive.clock.account()) else {}),
        "narrowed": run.window.narrow,
        "published": sum(file["lines"] for file in files),
        "channels": {name: walk.account() | unproven for name, walk in ledger.walks.items()},
        "owed": dict(ledger.owed_statuses),
        "failed": [asdict(row) for row in failed.values()],
        "settled": {} if unstored else ledger.settled,
        **_revisits(run),
        "attachments": run.attachments,
        "refused": refusal_counts(counts),
        "set_aside": archive.reading.set_aside,
        "requests": counts.get("downloader/request_count", 0),
        "retries": counts.get("retry/count", 0),
        "bytes": counts.get("downloader/response_bytes", 0),
        "files": files,
        "pages": [
            page
            for page in archive.archived_responses.seen_pages()
            if archive.captures.can_be_named(page["capture"])
        ],
        "captures": archive.captures.files,
        "rejected": [file_entry(rejected, archive.layout.root)] if rejected.is_file() else [],
        "recovered": [file_entry(path, archive.layout.root) for path in archive.recovered],
        "versions": versions(run.rules),
    }
    confirmed = archive.captures.confirmed.entry(record, _kept_digests(run))
    return record | ({"confirmed": confirmed} if confirmed else {})


def _kept_digests(run: RunState) -> dict[str, dict[bool, str]]:
    """Return the digests of the kept answers of each visited bulletin, as :class:`Confirmations` wants them."""
    return {
        known.id: {
            is_missing: capture["digest"]
            for is_missing, capture in ((False, known.capture), (True, known.absent))
            if capture
        }
        for known in run.ledger.revisits.asked.values()
    }


def _revisits(run: RunState) -> dict[str, Any]:
    """Return what the revisits found, without the captures that the run could not publish."""
    account, captures = run.ledger.revisits.account(), run.archive.captures
    published = {
        name: {identity: one for identity, one in account[name].items() if captures.can_be_named(one)}
        for name in ("seen", "absent")
    }
    return account | published


def health_fields(report: HealthReport) -> dict[str, Any]:
    """Return the fields of the record that describe the site's health."""
    return {
        "changes": dict(report.changes),
        "fields": report.fields,
        "health": asdict(report.health),
        "rhythm": report.rhythm,
    }


def refusal_counts(counts: dict[str, Any]) -> dict[str, int]:
    """Return the number of refused pages for each reason."""
    return {name.removeprefix(_REFUSED): count for name, count in counts.items() if name.startswith(_REFUSED)}


def segment_entry(path: Path, root: Path) -> dict[str, Any]:
    """Return the entry of a segment: its name below ``root``, lines, bytes and SHA-256."""
    lines = path.read_bytes().count(b"\n")
    return {"name": path.relative_to(root).as_posix(), "lines": lines} | file_entry(path, root)


def published_entries(archive: SiteArchive) -> list[dict[str, Any]]:
    """Return the entries of the segments that a run has published, as they are on the disk or were accepted."""
    root, entries = archive.layout.root, list[dict[str, Any]]()
    for path in sorted(archive.published):
        if accepted := archive.accepted.get(path):
            lines, size, digest = accepted
            name = path.relative_to(root).as_posix()
            entries.append({"name": name, "lines": lines, "bytes": size, "sha256": digest})
        elif path.exists():
            entries.append(segment_entry(path, root))
    return entries


def file_entry(path: Path, root: Path) -> dict[str, Any]:
    """Return the entry of a file: its name below ``root``, bytes and SHA-256. Memory is constant."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"name": path.relative_to(root).as_posix(), "bytes": file.tell(), "sha256": digest}
