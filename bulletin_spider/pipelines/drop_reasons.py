"""Reasons to drop an item, each with the status of its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

from bulletin_spider.statuses import RowStatus

if TYPE_CHECKING:
    from bulletin_spider.exceptions import Refusal


class RefusedPage(DropItem):
    """The page is no bulletin; ``refusal`` says why. ``rejected/`` records it."""

    status = RowStatus.REFUSED

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.reason}: {refusal}")
        self.refusal = refusal


class Unchanged(DropItem):
    """The same wording is published already."""

    status = RowStatus.UNCHANGED


class OutsideWindow(DropItem):
    """Only the page showed the bulletin's day, and it lies outside the run's window."""

    def __init__(self, status: RowStatus) -> None:
        super().__init__(status)
        self.status = status
