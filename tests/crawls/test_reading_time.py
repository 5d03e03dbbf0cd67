"""A page that takes too much CPU time costs its run this page, and is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import article, crawl, listing, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

ENOUGH = ("-s", "READING_SECONDS=0.2")
"""CPU time for a page of Baishi, which takes 0.01 s, the first one more; the slow pages take a second."""
SLOW_ARTICLE = article(1, text="活动" + "\u0301\u0316" * 800_000)
SLOW_LISTING = listing(range(10, 0, -1), None) + "".join(
    f"<li><a href='/x/{number}.html'>第{number}期社区开放日活动的通知公告</a>2025-09-01</li>"
    for number in range(20_000)
)


def test_slow_article_is_refused_and_named(serve: Callable[..., Pages], archive: Archive) -> None:
    server = serve(site() | {"/sq/art_3.shtml": SLOW_ARTICLE})
    crawl(archive, f"{server.url}/sq/", *ENOUGH)
    assert len(archive.versions("baishi")) == 19
    (record,) = archive.runs("baishi")
    assert record["refused"] == {"too expensive to read": 1}
    (row,) = record["failed"]
    assert row["url"].endswith("/sq/art_3.shtml")


def test_slow_listing_is_a_gap(serve: Callable[..., Pages], archive: Archive) -> None:
    server = serve(site() | {"/sq/list_2.shtml": SLOW_LISTING})
    assert crawl(archive, f"{server.url}/sq/", *ENOUGH) == 3
    (record,) = archive.runs("baishi")
    (channel,) = record["channels"].values()
    assert channel["overlap"] == "not reached: page 2: too expensive to read"
    assert len(archive.versions("baishi")) == 10
