"""Define what the archive knows of a bulletin, and the statements that ask the index for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import bindparam, select

from bulletin_spider.archive.index.tables import ALSO_SHOWN, BULLETINS, SETTLED

if TYPE_CHECKING:
    from sqlalchemy import Row

SELECT_KNOWN = select(BULLETINS).where(
    BULLETINS.c.site == bindparam("site"), BULLETINS.c.id.in_(bindparam("ids", expanding=True))
)
SELECT_SHOWN = select(ALSO_SHOWN.c.id).where(
    ALSO_SHOWN.c.site == bindparam("site"),
    ALSO_SHOWN.c.channel == bindparam("channel"),
    ALSO_SHOWN.c.id.in_(bindparam("ids", expanding=True)),
)
SELECT_SETTLED = select(SETTLED.c.id).where(
    SETTLED.c.site == bindparam("site"), SETTLED.c.id.in_(bindparam("ids", expanding=True))
)
"""The statements of ``Index.known``, ``shown_in_channel`` and ``settled``.

Their parameters are ``site`` and ``ids``; SELECT_SHOWN has ``channel`` too.
"""


class KnownBulletin(NamedTuple):
    """A bulletin in the archive: the channel and run that found it first, and its latest version."""

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
    """Where the line of the latest version begins in ``segment``, in bytes."""
    capture: dict[str, Any] | None
    """The newest response that held the article."""
    missing: int
    """How many revisits in a row did not find it."""
    missing_since: int | None
    """The time of the first of these revisits, in seconds since 1970."""

    @classmethod
    def from_row(cls, row: Row[Any]) -> Self:
        """Return the bulletin of a table row."""
        return cls(*(getattr(row, name) for name in cls._fields))
