from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.crawl
def test_segment_is_published_where_the_layout_says(tmp_path: Path) -> None:
    """A percent sign in the archive's path is no parameter of Scrapy's feed addresses."""
    archive = Archive(tmp_path / "100% 归档", free_port())
    assert archive.demo("-a", "limit=1").code == 0
    run = archive.runs()[0]["run"]
    segments = (archive.root / "bulletins" / "demo").glob("*.jsonl")
    assert [path.name for path in segments] == [f"{run}-00001.jsonl"]
