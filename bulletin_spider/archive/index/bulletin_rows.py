"""Write to the index what versions and revisits say of bulletins, and what they add to the totals of their site."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Integer, bindparam, case, func, literal_column, select, update

from bulletin_spider.archive.index.databases.statements import adding, rows_writer
from bulletin_spider.archive.index.tables import ADDRESSES, BULLETINS, NUMBER, SETTLED, VERSIONS
from bulletin_spider.archive.segments.reader import epoch_seconds
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.normalization.fingerprint import digest_of_words
from bulletin_spider.statuses import ARTICLE_SEEN, Change, RevisitResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from bulletin_spider.archive.index.databases.statements import WriteRows
    from bulletin_spider.archive.index.totals import SiteTotals
    from bulletin_spider.archive.segments.line_fields import LineFields


_LATEST = ("date", "segment", "offset", "change", "revision", "fingerprint", "moved_to", "words")
_MOST_IDS = 1000
"""Ids in one statement: SQLite limits the values of a statement."""
_PUBLISHED = select(BULLETINS.c.id, BULLETINS.c.revision, BULLETINS.c.change).where(
    BULLETINS.c.site == bindparam("site"), BULLETINS.c.id.in_(bindparam("ids", expanding=True))
)
_GIVEN_UP = select(SETTLED.c.id, SETTLED.c.word).where(
    SETTLED.c.site == bindparam("site"), SETTLED.c.id.in_(bindparam("ids", expanding=True))
)


def version_row(line: LineFields, visited: int, place: tuple[str, str, str, int]) -> dict[str, Any]:
    """Return the row of a version; ``place`` is its site, run, segment and offset, ``visited`` the time of fetching."""
    site, run, segment, offset = place
    capture = bytes(line.capture).decode()
    return {
        "site": site,
        "run": run,
        "segment": segment,
        "offset": offset,
        "id": line.id,
        "url": line.url,
        "channel": line.channel,
        "date": line.date,
        "change": line.change,
        "revision": line.revision,
        "fingerprint": line.fingerprint,
        "capture": capture,
        "absent": capture if line.change == Change.WITHDRAWN and capture != "null" else None,
        "visited": visited,
        "missing": 0,
        "missing_since": None,
        "moved_to": line.moved_to,
        "words": digest_of_words(line.title, line.date, line.paragraphs),
    }


def rows_of(
    connection: Connection, statement: Select[Any], site: str, identities: Iterable[str]
) -> Iterator[Any]:
    """Yield the rows of a statement with the parameters ``site`` and ``ids``."""
    ids = list(identities)
    for start in range(0, len(ids), _MOST_IDS):
        yield from connection.execute(statement, {"site": site, "ids": ids[start : start + _MOST_IDS]})


def published_versions(
    connection: Connection, site: str, identities: Iterable[str]
) -> dict[str, tuple[int, str]]:
    """Return id → revision and change of the latest version, for the bulletins that are published."""
    rows = rows_of(connection, _PUBLISHED, site, identities)
    return {row.id: (row.revision, row.change) for row in rows}


def given_up(connection: Connection, site: str, identities: Iterable[str]) -> dict[str, str]:
    """Return id → status of the articles that no run asks for again."""
    return {row.id: row.word for row in rows_of(connection, _GIVEN_UP, site, identities)}


def totals_after(
    totals: SiteTotals,
    versions: Iterable[Mapping[str, Any]],
    published: Mapping[str, tuple[int, str]],
    settled: Mapping[str, str],
) -> SiteTotals:
    """Return the totals after ``versions``; ``published`` and ``settled`` say what was known before them."""
    latest, bulletins, revisions, withdrawn = dict(published), 0, 0, 0
    for row in versions:
        identity, revision, change = row["id"], row["revision"], row["change"]
        known = latest.get(identity)
        if known is None:
            bulletins, known = bulletins + 1, (0, "")
            if identity in settled:
                totals = totals.settled(settled[identity], -1)
        revisions += revision - known[0]
        withdrawn += (change == Change.WITHDRAWN) - (known[1] == Change.WITHDRAWN)
        latest[identity] = (revision, change)
    return totals.published(bulletins, revisions, withdrawn)


def add_versions(connection: Connection, versions: Sequence[dict[str, Any]]) -> None:
    """Write versions in the order of their publication."""
    dialect = connection.dialect.name
    for write in _writers(dialect):
        write(connection, versions)
    if moved := [
        {"site": row["site"], "address": bulletin_id(row["moved_to"]), "id": row["id"]}
        for row in versions
        if row["moved_to"]
    ]:
        connection.execute(adding(ADDRESSES, dialect), moved)


DECISIVE = frozenset({Change.NEW, Change.MOVED, Change.RESTORED})
"""Changes after which nothing of what the index held of the bulletin before stays, but the run that found it first."""


@cache
def _writers(dialect: str) -> list[WriteRows]:
    """Return the functions that write versions: what they say of bulletins, and where they are."""
    return [
        rows_writer(BULLETINS, dialect, _with_latest),
        rows_writer(VERSIONS, dialect, lambda statement: statement.on_conflict_do_nothing()),
    ]


def _with_latest(statement: Any) -> Any:  # noqa: ANN401 - the insert statement of one dialect
    """Return the statement with what a version changes of a bulletin that is there."""
    new = statement.excluded
    latest: dict[str, Any] = {name: new[name] for name in _LATEST}
    # A version that was reread from an older response does not show the present state of the site.
    older = (new.change == _constant(Change.REREAD)) & (new.visited < BULLETINS.c.visited)
    # The page was not visited for a version that says what became of an attachment.
    of_files = (new.change == _constant(Change.REREAD)) | (new.change == _constant(Change.REVISED))
    files_only = of_files & (new.fingerprint == BULLETINS.c.fingerprint)
    for name in ("visited", "missing", "missing_since"):
        latest[name] = case((older | files_only, BULLETINS.c[name]), else_=new[name])
    # The capture of a withdrawn version shows that the article is gone. Keep the last capture that shows the article.
    kept = older | files_only | (new.change == _constant(Change.WITHDRAWN))
    latest["capture"] = case((kept, BULLETINS.c.capture), else_=new.capture)
    latest["absent"] = func.coalesce(new.absent, BULLETINS.c.absent)
    return statement.on_conflict_do_update(index_elements=["site", "id"], set_=latest)


def _constant(change: Change) -> ColumnElement[str]:
    return literal_column(f"'{change}'")


def revisits_of(site: str, record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield for each revisit of a run the parameters with which :func:`add_revisits` writes it."""
    seen, absent = record.get("seen", {}), record.get("absent", {})
    for result, identities in record.get("visits", {}).items():
        if result == RevisitResult.ASKED:
            continue
        found = {
            "b_site": site,
            "b_visited": epoch_seconds(record["ended"]),
            "b_missed": int(result == RevisitResult.MISSING),
            "b_seen": int(result in ARTICLE_SEEN),
            "b_up_to": f"{record['run']}~",  # "~" sorts after every segment of the run
        }
        for identity in identities:
            captures = {"b_capture": seen.get(identity), "b_absent": absent.get(identity)}
            yield found | {"b_id": identity} | captures


def revisit_row(version: dict[str, Any], revisit: Mapping[str, Any]) -> None:
    """Write a revisit into the row of a version that is not written yet, as :func:`add_revisits` would after it."""
    if version["segment"] >= revisit["b_up_to"]:
        return
    visited = version["visited"] = revisit["b_visited"]
    if revisit["b_missed"]:
        since = version["missing_since"]
        version["missing"] += 1
        version["missing_since"] = visited if since is None else min(since, visited)
    elif revisit["b_seen"]:
        version["missing"], version["missing_since"] = 0, None
    for name in ("capture", "absent"):
        if revisit[f"b_{name}"] is not None:
            version[name] = json.dumps(revisit[f"b_{name}"])


def add_revisits(connection: Connection, revisits: Sequence[Mapping[str, Any]]) -> None:
    """Write revisits in the order of their runs."""
    connection.execute(_UPDATE, revisits)


def _update() -> Any:  # noqa: ANN401 - SQLAlchemy's own statement
    visited = bindparam("b_visited", type_=NUMBER)
    missing, since = BULLETINS.c.missing, BULLETINS.c.missing_since
    missed, was_seen = (bindparam(name, type_=Integer) == 1 for name in ("b_missed", "b_seen"))
    # If the clock went back, the earlier moment was in the future.
    first = case((since < visited, since), else_=visited)
    capture = bindparam("b_capture", type_=JSON(none_as_null=True))
    absent = bindparam("b_absent", type_=JSON(none_as_null=True))
    # A later run without a record may have published a newer version, which this revisit must not change.
    not_newer = BULLETINS.c.segment < bindparam("b_up_to")
    own = (BULLETINS.c.site == bindparam("b_site")) & (BULLETINS.c.id == bindparam("b_id"))
    return (
        update(BULLETINS)
        .where(own, not_newer)
        .values(
            visited=visited,
            missing=case((missed, missing + 1), (was_seen, 0), else_=missing),
            missing_since=case((missed, first), (was_seen, None), else_=since),
            capture=func.coalesce(capture, BULLETINS.c.capture),
            absent=func.coalesce(absent, BULLETINS.c.absent),
        )
    )


_UPDATE = _update()
