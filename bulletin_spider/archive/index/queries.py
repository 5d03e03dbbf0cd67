"""Define what the archive knows of a bulletin, and the statements that ask the index for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import bindparam, select

from bulletin_spider.archive.index.tables import ADDRESSES, ALSO_SHOWN, BULLETINS, SETTLED, SHOWN
from bulletin_spider.normalization.addresses import bulletin_id

if TYPE_CHECKING:
    from sqlalchemy import Row

SELECT_KNOWN = select(BULLETINS).where(
    BULLETINS.c.site == bindparam("site"), BULLETINS.c.id.in_(bindparam("ids", expanding=True))
)
SELECT_MOVED = (
    select(ADDRESSES.c.address, BULLETINS)
    .join(BULLETINS, (BULLETINS.c.site == ADDRESSES.c.site) & (BULLETINS.c.id == ADDRESSES.c.id))
    .where(ADDRESSES.c.site == bindparam("site"), ADDRESSES.c.address.in_(bindparam("ids", expanding=True)))
)
SELECT_SAME_WORDS = (
    select(BULLETINS)
    .where(BULLETINS.c.site == bindparam("site"), BULLETINS.c.words == bindparam("words"))
    .limit(2)
)
SELECT_ROWS = select(SHOWN).where(
    SHOWN.c.site == bindparam("site"),
    SHOWN.c.channel == bindparam("channel"),
    SHOWN.c.id.in_(bindparam("ids", expanding=True)),
)
SELECT_SHOWN = select(ALSO_SHOWN.c.id).where(
    ALSO_SHOWN.c.site == bindparam("site"),
    ALSO_SHOWN.c.channel == bindparam("channel"),
    ALSO_SHOWN.c.id.in_(bindparam("ids", expanding=True)),
)
SELECT_SETTLED = select(SETTLED.c.id).where(
    SETTLED.c.site == bindparam("site"), SETTLED.c.id.in_(bindparam("ids", expanding=True))
)
"""The statements of ``Index``. Their parameters are ``site`` and ``ids``, ``channel`` or ``words``."""


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
    moved_to: str | None = None
    """The address where the site has it now, if it moved."""
    absent: dict[str, Any] | None = None
    """The newest response that lacked the article, if a revisit ever missed it."""

    @property
    def address(self) -> str:
        """The address where the site has it now."""
        return self.moved_to or self.url

    @property
    def identities(self) -> set[str]:
        """The ids of its addresses, of which the first one is its own."""
        return {self.id, bulletin_id(self.address)}

    @classmethod
    def from_row(cls, row: Row[Any]) -> Self:
        """Return the bulletin of a table row."""
        return cls(*(getattr(row, name) for name in cls._fields))
