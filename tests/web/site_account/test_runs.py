from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.web.site_account.runs import run_account, runs_of
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path


def test_runs_go_on_behind_a_name(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    names = [f"2026{month:02}{day:02}T000000Z" for month in (9, 10) for day in range(1, 6)]
    for name in names:
        append_run_record(layout, "demo", run_record(name))
    shown, after = [], ""
    while True:
        page = runs_of(layout, "demo", after, 3)
        shown += [one.run for one in page.runs]
        after = page.after
        if not after:
            break
    assert shown == names[::-1]
    assert runs_of(layout, "nowhere", "", 3) == ([], "")


def test_a_run_says_what_it_left_open() -> None:
    channels = {name: {"url": "http://x/", "closed": name == "要闻"} for name in ("要闻", "公告")}
    files = [{"name": "a", "lines": 3}, {"name": "b", "lines": 2}]
    found = run_account(
        run_record("20260901T000000Z", outcome="incomplete", channels=channels, files=files, failed=[{}, {}],
                   refused={"listing": 2, "empty": 0}, changes={"new": 5})
    )  # fmt: skip
    assert (found.is_well, found.published, found.owed) == (False, 5, 2)
    assert (found.open_channels, found.refused, found.changes) == (["公告"], {"listing": 2}, {"new": 5})


def test_a_record_of_an_earlier_release_has_an_account() -> None:
    found = run_account(run_record("20260901T000000Z", changes=None))
    assert (found.started, found.seconds, found.requests, found.is_idle) == (None, None, None, False)
    assert found.is_well


def test_odd_values_of_a_record_are_not_known() -> None:
    found = run_account(
        run_record("20260901T000000Z", seconds="x", requests=[], changes=[1], refused={"a": "x"})
    )
    assert (found.seconds, found.requests, found.changes, found.refused) == (None, None, {}, {})
