from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.reading import Reading
from bulletin_spider.web.site_titles import SiteTitles
from tests.archive.records import run_record
from tests.web.served import served

if TYPE_CHECKING:
    from pathlib import Path


def end_run(layout: Layout, second: int, title: str | None) -> None:
    more = {} if title is None else {"title": title}
    append_run_record(layout, "haidian", run_record(f"202609{second:02}T000000Z", site="haidian", **more))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("海淀区", "海淀区"),
        (None, "haidian"),
        (" \n", "haidian"),
        ("海淀\n区", "海淀 区"),
        ("长" * 99, "长" * 60),
    ],
)
def test_a_title_is_that_of_the_record(tmp_path: Path, title: str | None, shown: str) -> None:
    layout = Layout(tmp_path)
    end_run(layout, 1, title)
    assert SiteTitles(layout).title("haidian") == shown


def test_a_title_follows_the_runs(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    titles = SiteTitles(layout)
    assert titles.title("haidian") == "haidian"
    for number, title in enumerate(("海淀", "海淀区"), 1):
        end_run(layout, number, title)
        assert titles.title("haidian") == title


@pytest.mark.parametrize("name", ["../x", "a\0b", "长" * 300, "\udc80"])
def test_an_impossible_name_is_its_title(tmp_path: Path, name: str) -> None:
    assert SiteTitles(Layout(tmp_path)).title(name) == name


def test_a_title_leads_to_its_site(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    end_run(layout, 1, "海淀区")
    append_run_record(layout, "xicheng", run_record("20260901T000000Z", site="xicheng", title="西城区"))
    found = {
        title: SiteTitles(layout).site(title) for title in ("海淀区", "haidian", "海淀", "../x", "长" * 300)
    }
    assert found == {"海淀区": "haidian", "haidian": None, "海淀": None, "../x": None, "长" * 300: None}


def test_a_title_of_two_sites_leads_to_neither(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    end_run(layout, 1, "朝阳区")
    append_run_record(layout, "changchun", run_record("20260901T000000Z", site="changchun", title="朝阳区"))
    assert SiteTitles(layout).site("朝阳区") is None


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/changes?site=海淀区&size=3", "/changes?site=haidian&size=3"),
        ("/en/search.json?q=公园&site=海淀区", "/en/search.json?q=%E5%85%AC%E5%9B%AD&site=haidian"),
        ("/changes?site=haidian", None),
        ("/changes?site=海淀", None),
    ],
)
def test_a_filter_takes_a_title(tmp_path: Path, address: str, location: str | None) -> None:
    end_run(Layout(tmp_path), 1, "海淀区")
    (tmp_path / "bulletins" / "haidian").mkdir(parents=True)
    reading = Reading(tmp_path)
    reading.search.follow()
    with served(reading) as server:
        answer = server.get(address)
    assert (answer.status, answer.headers.get("location")) == (307 if location else 200, location)
