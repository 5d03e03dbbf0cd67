"""A site that publishes and edits bulletins: one listing of the newest, in the template of Baishi."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.crawls.baishi import article

if TYPE_CHECKING:
    import random

LISTING = "/sq/"
_SHOWN = 20
"""Rows of the listing, on one page; so many are never published between two crawls."""
_FIRST_DAY = dt.date(2025, 9, 1)


class GrowingSite:
    """The pages of the site in ``pages``, path → HTML."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.pages = chance, dict[str, object]()
        self.last = 0
        self.grow(3)

    def grow(self, count: int | None = None) -> None:
        """Publish up to six bulletins, or ``count`` of them, and edit up to two of the newest."""
        self.publish(self.chance.randint(0, 6) if count is None else count)
        for _ in range(self.chance.randint(0, 2)):
            self._write(
                self.chance.randint(max(1, self.last - 10), self.last),
                f"已有{self.chance.randrange(10**6)}人报名参加。",
            )
        self.pages[LISTING] = self._listing()

    def publish(self, count: int) -> None:
        """Publish bulletins."""
        for _ in range(count):
            self.last += 1
            self._write(self.last, "")
        self.pages[LISTING] = self._listing()

    def _write(self, number: int, edit: str) -> None:
        text = f"　　第{number}期社区开放日如期举行，居民参观了档案馆和新书阅览室，并提出了意见建议。{edit}"
        page = article(number, text=text).replace(
            f"2025年09月{number:02}日", f"{self._day(number):%Y年%m月%d日}"
        )
        self.pages[f"/sq/art_{number}.shtml"] = page

    def _listing(self) -> str:
        newest = range(self.last, max(0, self.last - _SHOWN), -1)
        rows = "".join(
            f"<tr><td><a href='art_{number}.shtml'>第{number}期社区开放日举行</a></td><td>{self._day(number)}</td></tr>"
            for number in newest
        )
        return (
            "<html><head><title>社区动态</title></head><body><ul><li><a href='/'>首页</a></li><li><a href='/zw/'>政务</a></li></ul>"
            f"<table>{rows}</table></body></html>"
        )

    def _day(self, number: int) -> dt.date:
        return _FIRST_DAY + dt.timedelta(days=number // 4)
