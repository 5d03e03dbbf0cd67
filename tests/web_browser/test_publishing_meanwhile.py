"""A reader has the pages open while a run publishes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.web import followed_search
from bulletin_spider.web.reading import Reading
from tests.conftest import Archive
from tests.web.served import served
from tests.web_browser.chromium import Reader
from tests.web_browser.kept import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.web_browser.kept import Kept

LOOKS = 300
"""How often the reader looks again at most: a run of the demo takes seconds, and each look a tenth of one or more."""


def rows(page: Page) -> set[str]:
    return {one.get_attribute("href") or "" for one in page.locator(".row h3 a").all()}


@pytest.mark.crawl
def test_reader_sees_what_a_run_publishes(
    browser: Browser, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_search, "_PAUSE", 0.5)
    archive = Archive(tmp_path / "archive", kept.port)
    shutil.copytree(kept.root, archive.root)
    with served(Reading(archive.root, clock=NOW)) as server:
        reader = Reader(browser, f"http://127.0.0.1:{server.port}")
        page = reader.open("/search?site=demo")
        before = rows(page)
        # The clock of a single crawl is right, so to the health check the days of the demo are long past.
        day = ("-a", f"port={kept.port}", "-a", "day=8", "-s", "HEALTH_ACCEPT=1")
        run = archive.start("crawl", "demo", *day)
        for _ in range(LOOKS):
            page.reload()
            if fresh := rows(page) - before:
                break
            page.wait_for_timeout(100)
        out, errors = run.communicate(timeout=300)
        assert (run.returncode, len(fresh)) == (0, 3), out + errors
        for address in sorted(fresh):
            page.goto(address)
            assert page.locator("h1").is_visible()
        reader.close()
        assert reader.faults == []
