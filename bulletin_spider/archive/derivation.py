"""What a segment and a run's record add to the index."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, update
from sqlalchemy.dialects.sqlite import insert

from bulletin_spider.archive.database import ALSO, BULLETINS, CHANNELS, RUNS, SEGMENTS, SETTLED, VERSIONS
from bulletin_spider.exceptions import DamagedSegment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

ANSWERED = frozenset({"not modified", "unchanged", "revised", "reread", "restored"})
"""A visit's words for an article that was there."""
MISSING = "missing"
"""A visit's word for a page that is not there any more."""
WITHDRAWN = "withdrawn"
_COPIED = ("id", "url", "channel", "date", "change", "revision", "fingerprint", "capture")
_READ = (*_COPIED, "fetched_at")
_LATEST = ("date", "segment", "offset", "change", "revision", "fingerprint", "visited", "missing")


def add_segment(connection: Connection, site: str, segment: Path) -> None:
    """Add a segment's versions; raise ``DamagedSegment`` if a line is none."""
    run = segment.name.partition("-")[0]
    rows = [
        {"site": site, "run": run, "segment": segment.name, "offset": offset, "missing": 0}
        | {name: version[name] for name in _COPIED}
        | {"visited": _seconds(version["fetched_at"])}
        for offset, version in _versions(segment)
    ]
    if rows:
        connection.execute(_upsert(), rows)
        places = [{name: row[name] for name in VERSIONS.c.keys()} for row in rows]  # noqa: SIM118 - a table's columns
        connection.execute(insert(VERSIONS).on_conflict_do_nothing(), places)
    connection.execute(insert(SEGMENTS), {"site": site, "name": segment.name})


def add_run(connection: Connection, site: str, record: dict[str, Any], offset: int) -> None:
    """Add a run: what it settled, closed and visited again; ``offset`` is where its line ends."""
    row = {"site": site, "run": record["run"], "offset": offset, "record": record}
    connection.execute(insert(RUNS).on_conflict_do_nothing(), row)
    settled = [
        {"site": site, "id": identity, "word": word} for identity, word in record.get("settled", {}).items()
    ]
    if settled:
        connection.execute(insert(SETTLED).on_conflict_do_nothing(), settled)
    for channel, account in record["channels"].items():
        if account["closed"]:
            _close_channel(connection, {"site": site, "channel": channel}, account, record["run"])
    for word, identities in record.get("visits", {}).items():
        for identity in identities:
            _add_visit(connection, site, identity, word, record)


def _upsert() -> Any:  # noqa: ANN401 - SQLAlchemy's own statement
    statement = insert(BULLETINS)
    latest = {name: statement.excluded[name] for name in _LATEST}
    # A withdrawn version's capture shows that the article is gone; the last one that shows the article stays.
    capture = case(
        (statement.excluded.change == WITHDRAWN, BULLETINS.c.capture), else_=statement.excluded.capture
    )
    return statement.on_conflict_do_update(
        ["site", "id"], set_=latest | {"capture": capture, "missing_since": None}
    )


def _close_channel(connection: Connection, here: dict[str, Any], account: dict[str, Any], run: str) -> None:
    statement = insert(CHANNELS)
    latest = {name: statement.excluded[name] for name in ("url", "closed")}
    statement = statement.on_conflict_do_update(["site", "channel"], set_=latest)
    url = account.get("moved_from") or account["url"]
    connection.execute(statement, here | {"url": url, "closed": run})
    if also := account.get("also"):
        connection.execute(
            insert(ALSO).on_conflict_do_nothing(), [here | {"id": identity} for identity in also]
        )


def _add_visit(connection: Connection, site: str, identity: str, word: str, record: dict[str, Any]) -> None:
    at = _seconds(record["ended"])
    values: dict[str, Any] = {"visited": at}
    if word == MISSING:
        values |= {
            "missing": BULLETINS.c.missing + 1,
            "missing_since": func.coalesce(BULLETINS.c.missing_since, at),
        }
    elif word in ANSWERED:
        values |= {"missing": 0, "missing_since": None}
    if capture := record["seen"].get(identity):
        values["capture"] = capture
    # A version of a later run, which left no record, knows better than this visit.
    no_later = BULLETINS.c.segment < f"{record['run']}~"
    here = (BULLETINS.c.site == site) & (BULLETINS.c.id == identity) & no_later
    connection.execute(update(BULLETINS).where(here).values(values))


def _seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())


def _versions(segment: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    offset = 0
    with segment.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                version = json.loads(line)
                missing = [name for name in _READ if name not in version]
            except (ValueError, TypeError):
                missing = ["everything"]
            if missing:
                raise DamagedSegment(
                    f"{segment}, line {number} lacks {', '.join(missing)}: restore the file, or move it away"
                )
            yield offset, version
            offset += len(line)
