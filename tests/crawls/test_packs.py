"""Runs, replays and checks go on over a month that is packed, as if nothing had happened."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from tests.conftest import Archive, free_port

pytestmark = pytest.mark.crawl
LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=62)
"""At this moment the month of the first crawl is closed. The event of the pack has this time, so the second crawl is
named after it: names only grow."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive of the demo whose first day is packed; then its second day was crawled."""
    archive = Archive(tmp_path_factory.mktemp("packs") / "archive", free_port())
    assert archive.demo("-a", "limit=12").code == 0
    (packed,) = pack_site(Layout(archive.root), "demo", "", LATER)
    assert not packed.problem
    assert archive.demo("-a", "day=2", "-a", "revisit=all", "-a", "limit=12").code == 0
    return archive


def test_revisits_ask_with_the_validators_of_packed_captures(archive: Archive) -> None:
    visits = archive.runs()[-1]["visits"]
    assert len(visits["not modified"]) > 5
    assert Layout(archive.root).capture_packs("demo")


def test_every_page_is_read_again_as_published(archive: Archive) -> None:
    checked = archive.scrapy("verify", "--deep")
    assert (checked.code, checked.err) == (0, "")
    replayed = archive.scrapy("replay", "--dry-run", "demo")
    assert (replayed.code, "0 read differently" in replayed.out) == (0, True)


def test_all_is_right_once_segments_are_packed_too(archive: Archive) -> None:
    layout, before = Layout(archive.root), archive.versions()
    (packed,) = pack_site(layout, "demo", "", LATER, segments=True)
    assert (packed.problem, packed.packs, layout.segment_table("demo").exists()) == ("", 1, True)
    assert archive.versions() == before
    assert all(read_exchange(archive.root, version["capture"]) for version in before)
    checked = archive.scrapy("verify")
    assert checked.code == 0, checked.out
    assert archive.scrapy("reindex").code == 0
    assert archive.scrapy("verify").code == 0
