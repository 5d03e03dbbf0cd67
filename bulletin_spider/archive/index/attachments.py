"""What the index knows of attachments: which files are owed, and which kept ones are due for a check."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, case, delete, insert, or_, select, update

from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.index.bulletin_rows import rows_of
from bulletin_spider.archive.index.tables import ATTACHMENTS, BULLETINS
from bulletin_spider.statuses import AttachmentState, Change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Select

FIRST_CHECK, LAST_CHECK = dt.timedelta(days=30), dt.timedelta(days=365)
"""A kept file is asked for again a month and a year after it was published: offices correct a form soon, or when the
next year's edition takes its address."""
_CHECKS = 2
_OWN = (ATTACHMENTS.c.site == bindparam("b_site")) & (ATTACHMENTS.c.id == bindparam("b_id"))
_STATES = frozenset(AttachmentState)
_FILE = ("run", "state", "digest", "attempts", "checks")
_Files = dict[str, tuple[Any, ...]]
"""Address → what is known of the file, in the order of ``_FILE``."""
_SELECT = select(ATTACHMENTS).where(
    ATTACHMENTS.c.site == bindparam("site"), ATTACHMENTS.c.id.in_(bindparam("ids", expanding=True))
)


class FileRequests(NamedTuple):
    """What earlier runs have published of the file of an attachment, and how often they asked for it."""

    state: str
    attempts: int
    checks: int
    is_due: bool
    """Whether a kept file is asked for again now."""


def add_attachments(
    connection: Connection, site: str, versions: Iterable[tuple[str, str, Any]], published: Collection[str]
) -> None:
    """Replace what is known of the attachments of bulletins by those of ``versions``: run, id and attachments of each.

    What was counted stays while state and digest are the same. ``published`` are the ids of the bulletins among them
    that had a version before.
    """
    before = _attachments_of(connection, site, published)
    after: dict[str, _Files] = {}
    for run, identity, attachments in versions:
        old = after.get(identity, before.get(identity, {}))
        if attachments or old:
            after[identity] = {
                url: old[url]
                if url in old and old[url][1:3] == (state, digest)
                else (run, state, digest, 0, 0)
                for url, state, digest in _states(attachments)
            }
    changed = [identity for identity in after if after[identity] != before.get(identity, {})]
    if removed := [{"b_site": site, "b_id": identity} for identity in changed if identity in before]:
        connection.execute(delete(ATTACHMENTS).where(_OWN), removed)
    if rows := [
        {"site": site, "id": identity, "url": url} | dict(zip(_FILE, values, strict=True))
        for identity in changed
        for url, values in after[identity].items()
    ]:
        connection.execute(insert(ATTACHMENTS), rows)


def _attachments_of(connection: Connection, site: str, identities: Iterable[str]) -> dict[str, _Files]:
    found: dict[str, _Files] = {}
    for row in rows_of(connection, _SELECT, site, identities):
        found.setdefault(row.id, {})[row.url] = tuple(getattr(row, name) for name in _FILE)
    return found


def _states(attachments: Any) -> list[tuple[str, str, str | None]]:  # noqa: ANN401 - JSON, maybe of a damaged line
    """Return address, state and digest of each attachment that has a state; leave out what a database cannot hold."""
    found = []
    for one in attachments if isinstance(attachments, list) else ():
        if not isinstance(one, dict):
            continue
        url, state, digest = _text(one.get("url")), _text(one.get("state")), _text(one.get("digest"))
        if url and state in _STATES:
            found.append((url, state, digest or None))
    return found


def _text(value: object) -> str:
    """Return a text that a database can hold; empty for any other value."""
    return value if isinstance(value, str) and value == value.encode(errors="ignore").decode() else ""


def count_requests(connection: Connection, site: str, record: Mapping[str, Any]) -> None:
    """Count the files that a run asked for without success, and the kept ones that it asked for again."""
    account = record.get("attachments", {})
    one = (ATTACHMENTS.c.site == site) & (ATTACHMENTS.c.id == bindparam("b_id"))
    one &= ATTACHMENTS.c.url == bindparam("b_url")
    tried, checked = (
        [{"b_id": identity, "b_url": url} for identity, url in account.get(name, ())]
        for name in ("tried", "checked")
    )
    if tried:
        statement = update(ATTACHMENTS).where(one, ATTACHMENTS.c.state == AttachmentState.OWED)
        connection.execute(statement.values(attempts=ATTACHMENTS.c.attempts + 1), tried)
    if checked:
        _, year = _limits(dt.datetime.strptime(record["run"], RUN_FORMAT).replace(tzinfo=dt.UTC))
        # A first check after more than a year is the last one, too.
        checks = case((ATTACHMENTS.c.run <= year, _CHECKS), else_=ATTACHMENTS.c.checks + 1)
        # A file that this run has found replaced begins its own month.
        earlier = ATTACHMENTS.c.run < record["run"]
        statement = update(ATTACHMENTS).where(one, earlier, ATTACHMENTS.c.state == AttachmentState.KEPT)
        connection.execute(statement.values(checks=checks), checked)


def owed_statement() -> Select[Any]:
    """Return the statement for bulletins with owed files, the oldest first; parameters ``site`` and ``limit``."""
    owed = select(ATTACHMENTS.c.id).where(_of_site(), ATTACHMENTS.c.state == AttachmentState.OWED)
    return _bulletins(owed)


def due_statement(now: dt.datetime) -> Select[Any]:
    """Return the statement for bulletins with kept files that are due for a check; parameters as above."""
    return _bulletins(select(ATTACHMENTS.c.id).where(_of_site(), _is_due(now)))


def files_statement(now: dt.datetime) -> Select[Any]:
    """Return the statement for the attachments of a bulletin, each with ``is_due``; parameters ``site`` and ``id``."""
    return select(ATTACHMENTS, _is_due(now).label("is_due")).where(
        _of_site(), ATTACHMENTS.c.id == bindparam("id")
    )


SELECT_KEPT = (
    select(BULLETINS)
    .join(ATTACHMENTS, (ATTACHMENTS.c.site == BULLETINS.c.site) & (ATTACHMENTS.c.id == BULLETINS.c.id))
    .where(
        ATTACHMENTS.c.site == bindparam("site"),
        ATTACHMENTS.c.url == bindparam("url"),
        ATTACHMENTS.c.state == AttachmentState.KEPT,
    )
    .order_by(ATTACHMENTS.c.run.desc())
    .limit(1)
)
"""The bulletin whose latest version keeps the newest file of an address; parameters ``site`` and ``url``."""


def _bulletins(identities: Select[Any]) -> Select[Any]:
    return (
        select(BULLETINS)
        .where(
            BULLETINS.c.site == bindparam("site"),
            BULLETINS.c.id.in_(identities),
            BULLETINS.c.change != Change.WITHDRAWN,
        )
        .order_by(BULLETINS.c.segment, BULLETINS.c.offset)
        .limit(bindparam("limit"))
    )


def _of_site() -> ColumnElement[bool]:
    return ATTACHMENTS.c.site == bindparam("site")


def _is_due(now: dt.datetime) -> ColumnElement[bool]:
    month, year = _limits(now)
    return and_(
        ATTACHMENTS.c.state == AttachmentState.KEPT,
        or_(
            and_(ATTACHMENTS.c.checks == 0, ATTACHMENTS.c.run <= month),
            # Those without any check are older than a month, too: with "= 1", each condition is a range of the index.
            and_(ATTACHMENTS.c.checks == 1, ATTACHMENTS.c.run <= year),
        ),
    )


def _limits(now: dt.datetime) -> tuple[str, str]:
    """Return the names of the newest runs whose files are due for the first and for the last check."""
    earlier = (now.astimezone(dt.UTC) - span for span in (FIRST_CHECK, LAST_CHECK))
    month, year = (f"{moment:{RUN_FORMAT}}" for moment in earlier)
    return month, year
