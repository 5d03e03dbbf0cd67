"""Write records of invented runs beside invented bulletins, so that the pages of a site have something to say."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.record_chain import PREVIOUS, line_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout

RUNS = 24
"""Records of a site: its first run, its second, and one on each day after it."""
VISITED = 60
"""Bulletins that each run asks for again."""
RHYTHM_DAYS = 40
INDEXED = 10
"""One site in so many has an index: to make them all takes longer than everything else."""


def write_runs(layout: Layout, site: str, channels: Sequence[str], identities: Sequence[str]) -> None:
    """Write the records of the runs of a site whose segments are written."""
    files = {path.name.partition("-")[0]: path for path in layout.segments(site)}
    before, line = None, b""
    for run, moment in _moments(files):
        published = files.get(run)
        record = _record(site, run, moment, channels, identities)
        record["files"] = [_file(layout, published)] if published else []
        line = json.dumps(record | {PREVIOUS: before}, ensure_ascii=False).encode() + b"\n"
        before = line_digest(line)
        path = layout.month_file(site, run)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(line)
    layout.head(site).write_text(json.dumps({"run": run, "sha256": before}) + "\n", encoding="utf-8")


def write_index(layout: Layout, site: str) -> None:
    """Make the index of a site."""
    Index.open(layout, site).close()


def _moments(files: dict[str, Path]) -> Iterator[tuple[str, dt.datetime]]:
    first = dt.datetime.strptime(min(files), "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    for number in range(RUNS):
        moment = first + dt.timedelta(days=number)
        yield moment.strftime("%Y%m%dT%H%M%SZ"), moment


def _file(layout: Layout, path: Path) -> dict[str, Any]:
    body = path.read_bytes()
    name = path.relative_to(layout.root).as_posix()
    digest = hashlib.sha256(body).hexdigest()
    return {"name": name, "lines": body.count(b"\n"), "bytes": len(body), "sha256": digest}


def _record(
    site: str, run: str, moment: dt.datetime, channels: Sequence[str], identities: Sequence[str]
) -> dict[str, Any]:
    day = moment.date()
    days = [str(day - dt.timedelta(3 * number + 1)) for number in range(RHYTHM_DAYS)]
    return {
        "run": run,
        "site": site,
        "outcome": "ok",
        "reasons": [],
        "started": moment.isoformat(),
        "ended": (moment + dt.timedelta(minutes=7)).isoformat(),
        "seconds": 420.0,
        "narrowed": False,
        "published": 0,
        "channels": {name: _walk(site, number) for number, name in enumerate(channels)},
        "owed": {},
        "failed": [],
        "settled": {},
        "visits": {"not modified": [*identities[:VISITED]]},
        "refused": {},
        "requests": 80,
        "bytes": 400_000,
        "files": [],
        "captures": [],
        "rejected": [],
        "recovered": [],
        "versions": {"program": "0.1.0", "rules": "070b9b389ab6"},
        "changes": {},
        "rhythm": {name: {"days": days, "alive": True} for name in channels},
    }


def _walk(site: str, number: int) -> dict[str, Any]:
    return {
        "url": f"http://www.{site}.gov.cn/{number}/",
        "moved_from": None,
        "pages": 1,
        "family": "trs",
        "listed": 20,
        "rows": {"known": 20},
        "also": [],
        "overlap": "reached: overlap on page 1",
        "closed": True,
    }
