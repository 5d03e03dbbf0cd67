"""Why an item goes no further: Scrapy's DropItem, with the word that its row is settled by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

if TYPE_CHECKING:
    from bulletin_spider.exceptions import Refusal


class RefusedPage(DropItem):
    """The page gives no bulletin; ``refusal`` says why. It is kept in ``rejected/``."""

    word = "refused"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.reason}: {refusal}")
        self.refusal = refusal


class Unchanged(DropItem):
    """The bulletin is published already, in these words."""

    word = "unchanged"


class OutsideWindow(DropItem):
    """The bulletin's day, which only its page showed, is not one that was asked for."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word
