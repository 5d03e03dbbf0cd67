"""A run has the archive for itself, and ends if it cannot write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import crawl, site, start
from tests.crawls.waiting import wait_for_end, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl


def test_running_crawl_locks_its_site(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    answer = server.hold("/sq/")
    first = start(archive, f"{server.url}/sq/")
    wait_until(lambda: "/sq/" in server.paths, first)
    second = wait_for_end(start(archive, f"{server.url}/sq/"))
    assert second.code == 75
    assert "baishi is in use by another run" in second.err
    assert len(second.err.splitlines()) == 1
    answer.set()
    assert wait_for_end(first).code == 0
    assert len(archive.versions("baishi")) == 20


def test_unwritable_archive_is_one_line(archive: Archive) -> None:
    archive.root.parent.mkdir(parents=True, exist_ok=True)
    archive.root.write_text("a file where a directory should be")
    ended = archive.demo()
    assert ended.code == 74
    assert f"cannot write the archive at {archive.root}" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_index_that_cannot_be_opened_is_one_line(archive: Archive) -> None:
    (archive.root / "index" / "demo.sqlite").mkdir(parents=True)
    ended = archive.demo()
    assert (ended.code, len(ended.err.splitlines())) == (74, 1)
    assert f"{archive.root / 'index' / 'demo.sqlite'}: unable to open database file" in ended.err


def test_feed_settings_do_not_change_segments(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    feed = ("-s", "FEED_EXPORT_FIELDS=title,url", "-s", "FEED_EXPORT_INDENT=2")
    assert crawl(archive, f"{server.url}/sq/", *feed) == 0
    assert all(len(version) > 20 for version in archive.versions("baishi"))
    assert crawl(archive, f"{server.url}/sq/") == 0
