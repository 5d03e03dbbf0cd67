"""What a pagination family answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bulletin_spider.listings.records import NextPage


class Found(NamedTuple):
    """The family's name and the next page; a null page is the family's word that this is the last one."""

    family: str
    page: NextPage | None
