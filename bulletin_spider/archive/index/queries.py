"""What the archive knows of a bulletin, how the index is asked for it, and the line that it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import bindparam, select

from bulletin_spider.archive.index.tables import ALSO, BULLETINS, SETTLED

if TYPE_CHECKING:
    from sqlalchemy import Row

KNOWN = select(BULLETINS).where(
    BULLETINS.c.site == bindparam("site"), BULLETINS.c.id.in_(bindparam("ids", expanding=True))
)
SHOWN = select(ALSO.c.id).where(
    ALSO.c.site == bindparam("site"),
    ALSO.c.channel == bindparam("channel"),
    ALSO.c.id.in_(bindparam("ids", expanding=True)),
)
GIVEN_UP = select(SETTLED.c.id).where(
    SETTLED.c.site == bindparam("site"), SETTLED.c.id.in_(bindparam("ids", expanding=True))
)
"""The queries of ``Index.known``, ``also`` and ``settled``; parameters ``site``, ``ids`` and, of SHOWN, ``channel``."""


class Known(NamedTuple):
    """What the archive has of a bulletin: where and by which run it was first found, and its latest version."""

    id: str
    url: str
    channel: str
    date: str
    run: str
    change: str
    revision: int
    fingerprint: str
    segment: str
    offset: int
    """Where in ``segment`` the latest version's line begins."""
    capture: dict[str, Any] | None
    """The newest answer that held the article."""
    missing: int
    """How many visits in a row did not find it."""
    missing_since: int | None
    """When the first of them was, in seconds since 1970."""

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """Return what a row of the table says."""
        return cls(*(getattr(row, name) for name in cls._fields))
