"""Add segments and run records to the index."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, update
from sqlalchemy.dialects.sqlite import insert

from bulletin_spider.archive.index.attachments import add_attachments, count_requests
from bulletin_spider.archive.index.tables import (
    ADDRESSES,
    ALSO_SHOWN,
    BULLETINS,
    CHANNELS,
    RUNS,
    SEGMENTS,
    SETTLED,
    VERSIONS,
)
from bulletin_spider.archive.layout import run_of
from bulletin_spider.archive.segments.reader import REQUIRED_FIELDS, epoch_seconds, read_versions
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import words_digest
from bulletin_spider.statuses import ARTICLE_SEEN, Change, RevisitResult

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from bulletin_spider.archive.run_records import Position

logger = logging.getLogger(__name__)

_COPIED = tuple(name for name in REQUIRED_FIELDS if name != "fetched_at")
_LATEST = ("date", "segment", "offset", "change", "revision", "fingerprint", "moved_to", "words")


def derive(
    engine: Engine, site: str, segments: Iterable[Path], runs: Iterable[tuple[dict[str, Any], Position]]
) -> None:
    """Add segments and run records in the order of their publication: the segments of a run before its record.

    Each is added in its own transaction. So a rebuilt index equals an index that has grown run by run. A record that
    SQLite cannot hold is logged and left out.
    """
    pending = sorted(segments, reverse=True)
    for record, end in runs:
        while pending and run_of(pending[-1]) <= record["run"]:
            _add_in_transaction(engine, site, pending.pop())
        try:
            with engine.begin() as connection:
                add_run(connection, site, record, end)
        except ValueError as error:  # half of a surrogate pair
            text = "runs/%s: the record that ends at byte %s is left out (%s): restore the line"
            logger.warning(text, *end, error)
    while pending:
        _add_in_transaction(engine, site, pending.pop())


def _add_in_transaction(engine: Engine, site: str, segment: Path) -> None:
    with engine.begin() as connection:
        add_segment(connection, site, segment)


def add_segment(connection: Connection, site: str, segment: Path) -> None:
    """Add the versions of a segment. A line that is no version is logged and left out: it must not stop its site."""
    run = segment.name.partition("-")[0]
    rows, files = [], {}
    for offset, version in read_versions(segment, on_wrong=logger.warning):
        if not _is_storable(segment, offset, version):
            continue
        files[version["id"]] = version.get("attachments")
        row = {
            "site": site,
            "run": run,
            "segment": segment.name,
            "offset": offset,
            "missing": 0,
            "missing_since": None,
            "visited": epoch_seconds(version["fetched_at"]),
            "moved_to": version.get("moved_to"),
            "words": words_digest(version),
        }
        rows.append(row | {name: version[name] for name in _COPIED})
    add_attachments(connection, site, run, files)
    if rows:
        connection.execute(_upsert(), rows)
        places = [{name: row[name] for name in VERSIONS.c.keys()} for row in rows]  # noqa: SIM118 - a table's columns
        connection.execute(insert(VERSIONS).on_conflict_do_nothing(), places)
    if moved := [
        {"site": site, "address": bulletin_id(str(row["moved_to"])), "id": row["id"]}
        for row in rows
        if row["moved_to"]
    ]:
        connection.execute(insert(ADDRESSES).on_conflict_do_nothing(), moved)
    connection.execute(insert(SEGMENTS), {"site": site, "name": segment.name})


def _is_storable(segment: Path, offset: int, version: dict[str, Any]) -> bool:
    """Return whether SQLite can hold a version: no half of a surrogate pair, no number of more than 64 bits."""
    try:
        json.dumps([version[name] for name in _COPIED], ensure_ascii=False).encode()
        version["revision"].to_bytes(8, signed=True)
    except (ValueError, OverflowError) as error:
        text = (
            "%s, offset %s has a value that no archive has published (%s): it is left out, restore the file"
        )
        logger.warning(text, segment, offset, error)
        return False
    return True


def add_run(connection: Connection, site: str, record: dict[str, Any], end: Position) -> None:
    """Add a run record: settled ids, closed channels and revisits; ``end`` is the place after it."""
    row = {"site": site, "run": record["run"], **end._asdict(), "record": record}
    connection.execute(insert(RUNS).on_conflict_do_nothing(), row)
    settled = [
        {"site": site, "id": identity, "word": reason}
        for identity, reason in record.get("settled", {}).items()
    ]
    if settled:
        connection.execute(insert(SETTLED).on_conflict_do_nothing(), settled)
    for channel, walk in record["channels"].items():
        if walk["closed"]:
            _close_channel(connection, {"site": site, "channel": channel}, walk, record["run"])
    count_requests(connection, site, record)
    for result, identities in record.get("visits", {}).items():
        for identity in identities if result != RevisitResult.ASKED else ():
            _add_revisit(connection, site, identity, result, record)


def _upsert() -> Any:  # noqa: ANN401 - SQLAlchemy's own statement
    statement = insert(BULLETINS)
    new = statement.excluded
    latest: dict[str, Any] = {name: new[name] for name in _LATEST}
    # A version that was reread from an older response does not show the present state of the site.
    older = (new.change == Change.REREAD) & (new.visited < BULLETINS.c.visited)
    # The page was not visited for a version that says what became of an attachment.
    of_files = (new.change == Change.REREAD) | (new.change == Change.REVISED)
    files_only = of_files & (new.fingerprint == BULLETINS.c.fingerprint)
    for name in ("visited", "missing", "missing_since"):
        latest[name] = case((older | files_only, BULLETINS.c[name]), else_=new[name])
    # The capture of a withdrawn version shows that the article is gone. Keep the last capture that shows the article.
    kept = older | files_only | (new.change == Change.WITHDRAWN)
    latest["capture"] = case((kept, BULLETINS.c.capture), else_=new.capture)
    return statement.on_conflict_do_update(["site", "id"], set_=latest)


def _close_channel(connection: Connection, channel: dict[str, Any], walk: dict[str, Any], run: str) -> None:
    statement = insert(CHANNELS)
    latest = {name: statement.excluded[name] for name in ("url", "closed")}
    statement = statement.on_conflict_do_update(["site", "channel"], set_=latest)
    url = walk.get("moved_from") or walk["url"]
    connection.execute(statement, channel | {"url": url, "closed": run})
    if also := walk.get("also"):
        connection.execute(
            insert(ALSO_SHOWN).on_conflict_do_nothing(), [channel | {"id": identity} for identity in also]
        )


def _add_revisit(
    connection: Connection, site: str, identity: str, result: str, record: dict[str, Any]
) -> None:
    visited = epoch_seconds(record["ended"])
    values: dict[str, Any] = {"visited": visited}
    if result == RevisitResult.MISSING:
        values |= {
            "missing": BULLETINS.c.missing + 1,
            # If the clock went back, the earlier moment was in the future.
            "missing_since": func.min(func.coalesce(BULLETINS.c.missing_since, visited), visited),
        }
    elif result in ARTICLE_SEEN:
        values |= {"missing": 0, "missing_since": None}
    if capture := record.get("seen", {}).get(identity):
        values["capture"] = capture
    # A later run without a record may have published a newer version, which this revisit must not change.
    not_newer = BULLETINS.c.segment < f"{record['run']}~"  # "~" sorts after every segment of the run
    bulletin = (BULLETINS.c.site == site) & (BULLETINS.c.id == identity) & not_newer
    connection.execute(update(BULLETINS).where(bulletin).values(values))
