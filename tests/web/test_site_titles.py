from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.site_titles import SiteTitles
from tests.archive.records import run_record

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
