"""What a segment and a run's record add to the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, update
from sqlalchemy.dialects.sqlite import insert

from bulletin_spider.archive.index.tables import ALSO, BULLETINS, CHANNELS, RUNS, SEGMENTS, SETTLED, VERSIONS
from bulletin_spider.archive.layout import run_of
from bulletin_spider.archive.segments.reader import REQUIRED_FIELDS, epoch_seconds, read_versions
from bulletin_spider.exceptions import ArchiveUnread
from bulletin_spider.statuses import ARTICLE_SEEN, Change, RevisitResult

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_COPIED = tuple(name for name in REQUIRED_FIELDS if name != "fetched_at")
_LATEST = ("date", "segment", "offset", "change", "revision", "fingerprint")


def derive(
    engine: Engine, site: str, segments: Iterable[Path], runs: Iterable[tuple[dict[str, Any], int]]
) -> None:
    """Add segments and run records, a run's segments before its record: the order in which they came to be.

    Each is added in a transaction of its own. Only so an index that is made anew equals one that grew.
    """
    ahead = sorted(segments, reverse=True)
    for record, offset in runs:
        while ahead and run_of(ahead[-1]) <= str(record.get("run")):
            _in_one(engine, site, ahead.pop())
        try:
            with engine.begin() as connection:
                add_run(connection, site, record, offset)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ArchiveUnread(
                f"runs/{site}.jsonl up to byte {offset}: no record of a run ({type(error).__name__}: {error}):"
                " restore the line, or move it away"
            ) from error
    while ahead:
        _in_one(engine, site, ahead.pop())


def _in_one(engine: Engine, site: str, segment: Path) -> None:
    with engine.begin() as connection:
        add_segment(connection, site, segment)


def add_segment(connection: Connection, site: str, segment: Path) -> None:
    """Add a segment's versions; raise ``DamagedSegment`` if a line is none."""
    run = segment.name.partition("-")[0]
    rows = [
        {
            "site": site,
            "run": run,
            "segment": segment.name,
            "offset": offset,
            "missing": 0,
            "missing_since": None,
        }
        | {name: version[name] for name in _COPIED}
        | {"visited": epoch_seconds(version["fetched_at"])}
        for offset, version in read_versions(segment)
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
        for identity in identities if word != RevisitResult.ASKED else ():
            _add_visit(connection, site, identity, word, record)


def _upsert() -> Any:  # noqa: ANN401 - SQLAlchemy's own statement
    statement = insert(BULLETINS)
    new = statement.excluded
    latest: dict[str, Any] = {name: new[name] for name in _LATEST}
    # A version read again from an older answer tells nothing of how the site is now.
    older = (new.change == Change.REREAD) & (new.visited < BULLETINS.c.visited)
    for name in ("visited", "missing", "missing_since"):
        latest[name] = case((older, BULLETINS.c[name]), else_=new[name])
    # A withdrawn version's capture shows that the article is gone; the last one that shows the article stays.
    latest["capture"] = case(
        (older | (new.change == Change.WITHDRAWN), BULLETINS.c.capture), else_=new.capture
    )
    return statement.on_conflict_do_update(["site", "id"], set_=latest)


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
    at = epoch_seconds(record["ended"])
    values: dict[str, Any] = {"visited": at}
    if word == RevisitResult.MISSING:
        values |= {
            "missing": BULLETINS.c.missing + 1,
            "missing_since": func.coalesce(BULLETINS.c.missing_since, at),
        }
    elif word in ARTICLE_SEEN:
        values |= {"missing": 0, "missing_since": None}
    if capture := record["seen"].get(identity):
        values["capture"] = capture
    # A version of a later run, which left no record, knows better than this visit.
    no_later = BULLETINS.c.segment < f"{record['run']}~"
    here = (BULLETINS.c.site == site) & (BULLETINS.c.id == identity) & no_later
    connection.execute(update(BULLETINS).where(here).values(values))
