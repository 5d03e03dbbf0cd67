"""Readers take no lock: a month may be packed, or a pack moved, at any moment of what they do."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.index.comparison import compare_index
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.packing.tiering import tier_site
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.archive.verification import site
from bulletin_spider.archive.verification.captures import CaptureCheck
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from bulletin_spider.archive.verification.segments import SegmentCheck
from tests.archive.packing.building import NOW, SITE, faults, three_months

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = three_months(tmp_path_factory.mktemp("months") / "archive", days=(5,))
    WordIndex.open(layout.root).close()
    return layout.root


@pytest.fixture
def layout(built: Path, tmp_path: Path) -> Layout:
    shutil.copytree(built, tmp_path / "archive")
    return Layout(tmp_path / "archive")


STEPS = [
    (RunRecordCheck, "_check_lines"),
    (RunRecordCheck, "_missing_files"),
    (RunRecordCheck, "_unrecorded_files"),
    (CaptureCheck, "check"),
    (CaptureCheck, "_check_readable"),
    (SegmentCheck, "check"),
    (SegmentCheck, "_check_readable"),
    (site, "check_references"),
    (site, "check_index"),
    (site, "check_search"),
]


@pytest.mark.parametrize("moving", [False, True], ids=["packed", "moved"])
@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[step for _, step in STEPS])
def test_verify_is_clean_meanwhile(  # noqa: PLR0913 - what happens where
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any, step: str, *, moving: bool
) -> None:
    """The months are packed right before a step of the check, or were packed before it and are moved there."""
    call, done = getattr(owner, step), []
    if moving:
        list(pack_site(layout, SITE, "", NOW, segments=True))

    def change() -> None:
        if moving:
            schedule = Schedule.parse("")
            list(tier_site(layout, SITE, "2026-11", tmp_path / "cold", schedule=schedule, now=NOW))
        else:
            list(pack_site(layout, SITE, "", NOW, segments=True))

    def later(*arguments: Any, **options: Any) -> Iterator[Any]:
        if not done:
            done.append(True)
            change()
        yield from call(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, later)
        assert (faults(layout), done) == ([], [True])
    assert faults(layout) == []


def test_the_index_is_compared_meanwhile(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    segments: Callable[..., list[Path]] = Layout.segments

    def listed(self: Layout, name: str, run: str = "") -> list[Path]:
        found = segments(self, name, run)
        with monkeypatch.context() as unpatched:
            unpatched.setattr(Layout, "segments", segments)
            list(pack_site(layout, SITE, "", NOW, segments=True))
        return found

    monkeypatch.setattr(Layout, "segments", listed)
    assert compare_index(layout, SITE).differing == {}
