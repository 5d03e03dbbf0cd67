"""A site changes its lists day by day; each day's run publishes exactly what that day changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import article, crawl

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl
ROWS_A_PAGE = 10


class Site:
    """A list of articles, newest first, ten rows a page; a row is (number of the article, address, day, title)."""

    def __init__(self, server: Pages) -> None:
        self.server = server
        self.rows = [self.row(number) for number in range(30, 0, -1)]
        self.texts: dict[int, str] = {}
        self.gone: set[str] = set()

    @staticmethod
    def row(number: int, *, day: int = 0) -> tuple[int, str, str, str]:
        return (
            number,
            f"art_{number}.shtml",
            f"2025-09-{day or number:02}" if (day or number) <= 30 else f"2025-10-{number - 30:02}",
            f"第{number}期社区开放日举行",
        )

    def place(self, number: int) -> int:
        return next(at for at, row in enumerate(self.rows) if row[0] == number)

    def serve(self) -> None:
        pages: dict[str, object] = {}
        last = (len(self.rows) - 1) // ROWS_A_PAGE
        for page in range(last + 1):
            part = self.rows[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
            rows = "".join(
                f"<tr><td><a href='{url}'>{title}</a></td><td>{day}</td></tr>" for _, url, day, title in part
            )
            more = f"<a href='list_{page + 2}.shtml'>下一页</a>" if page < last else "<span>下一页</span>"
            text = f"<html><body><table>{rows}</table><div class='pg'><span>上一页</span>{more}</div></body></html>"
            pages["/sq/" if not page else f"/sq/list_{page + 1}.shtml"] = text
        for number, url, _, title in self.rows:
            if url not in self.gone:
                pages[f"/sq/{url}"] = article(
                    min(number, 30), text=self.texts.get(number, f"　　{title}，{number}位居民参加。")
                ).replace(f"第{min(number, 30)}期社区开放日举行</h2>", f"{title}</h2>")
        self.server.pages = pages


def test_each_day_publishes_what_the_day_changed(archive: Archive, serve: Callable[..., Pages]) -> None:
    """A row back-dated onto a later page is found late, as docs/architecture.md says; nothing is published twice."""
    site = Site(serve({}))

    def day(*more: str) -> list[tuple[str, int]]:
        site.serve()
        assert crawl(archive, f"{site.server.url}/sq/", *more) == 0, archive.runs("baishi")[-1]["reasons"]
        numbers = {f"第{row[0]}期": row[0] for row in site.rows}
        run = archive.runs("baishi")[-1]["run"]
        return sorted(
            (
                version["change"],
                next((n for text, n in numbers.items() if text in version["paragraphs"][0]), 0),
            )
            for version in archive.versions("baishi", run)
        )

    assert day() == sorted(("new", number) for number in range(1, 31))
    site.rows[:0] = [site.row(number) for number in (33, 32, 31)]
    assert day() == [("new", 31), ("new", 32), ("new", 33)], "rows on top"
    site.rows.insert(0, site.rows.pop(site.place(9)))
    assert day() == [], "a pinned row"
    site.rows.insert(5, site.row(40, day=29))
    assert day() == [("new", 40)], "a row back-dated on page 1"
    at = site.place(30)
    site.rows[at] = (*site.rows[at][:2], "2025-09-28", site.rows[at][3])
    site.texts[30] = "　　第30期社区开放日举行，改在周末。"
    assert day() == [("revised", 30)], "a re-dated row"
    at = site.place(29)
    site.rows[at] = (*site.rows[at][:3], "社区开放日第29期顺利举行")
    site.texts[29] = "　　社区开放日第29期顺利举行，第29期。"
    assert day() == [("revised", 29)], "a renamed row"
    at = site.place(31)
    site.rows[at] = (31, "art_9031.shtml", *site.rows[at][2:])
    assert day() == [("moved", 31)], "a renumbered article"
    site.rows.insert(15, site.row(41, day=22))
    assert day() == [], "a row back-dated on page 2 is late"
    site.rows.insert(0, site.row(34))
    assert day() == [("new", 34), ("new", 41)], "until a new row leads the walk to page 2"
    site.rows.insert(25, site.row(42, day=12))
    site.rows.insert(0, site.row(35))
    assert day() == [("new", 35)], "one on page 3 is later"
    assert day("-a", "full=1") == [("new", 42)], "a full walk finds it"
    del site.rows[site.place(28)]
    assert day() == [], "a deleted row alone proves nothing"
    quick = ("-a", "revisit=all", "-s", "WITHDRAWN_VISITS=2", "-s", "WITHDRAWN_DAYS=0")
    assert day(*quick) == []
    assert day(*quick) == [("withdrawn", 0)]
    site.rows = [(number, f"n{number}.html", date, title) for number, _, date, title in site.rows]
    moved = day()
    assert {change for change, _ in moved} == {"moved"}
    assert len(moved) == len(site.rows)
    assert day() == []
    versions = archive.versions("baishi")
    assert len({(version["id"], version["revision"]) for version in versions}) == len(versions)
    assert len({version["id"] for version in versions}) == 38
    assert archive.scrapy("verify", "--deep").code == 0
