from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.search.new_segments import look_for_segments
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path


def test_segment_read_elsewhere_meanwhile_is_no_contradiction(tmp_path: Path) -> None:
    """Another process publishes a segment and reads it into the index, while this one asks what was read."""
    put(tmp_path, wording(1))

    def names(site: str) -> set[str]:
        put(tmp_path, wording(2), number=2)
        return {path.name for path in (tmp_path / "bulletins" / site).iterdir()}

    changes = look_for_segments(tmp_path, {}, names)
    assert changes
    assert changes.fresh == []
