"""A small archive with a file of every sort, and what ``scrapy verify`` finds in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions.verify import findings
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.verification.site import VerificationCounts
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.verification.finding import Finding


def small_archive(root: Path) -> Path:
    """Crawl two days of the demo site, a part of it: 21 versions, one revised, a refused page, a search index, an anchor."""
    archive = Archive(root, free_port())
    assert archive.demo("-s", "SEGMENT_LINES=5", "-a", "limit=8").code == 0
    assert archive.demo("-a", "day=3", "-a", "revisit=all", "-a", "limit=12").code == 0
    assert archive.scrapy("search", "区").code == 0
    assert archive.scrapy("anchor").code == 0
    return root


def findings_of(root: Path) -> list[Finding]:
    """Return what verify finds."""
    return list(findings(Layout(root), [], VerificationCounts()))
