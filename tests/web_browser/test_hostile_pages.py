from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.web.reading import Reading
from tests.web.hostile_archive import write_hostile_archive
from tests.web.served import served
from tests.web_browser.hostile_pages import judge_in_browser

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


def test_nothing_of_a_hostile_bulletin_runs(browser: Browser, tmp_path: Path) -> None:
    """A small part of ``benchmarks/hostile_pages.py --browser 2000``: enough bulletins for each form of a page."""
    site, versions = write_hostile_archive(tmp_path, 40, 5)
    reading = Reading(tmp_path)
    reading.search.follow()
    with served(reading) as server:
        judged = judge_in_browser(browser, f"http://127.0.0.1:{server.port}", site, versions)
    assert judged.findings == []
