"""Words and people select versions as the search does, with its index or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.export.selection import Selection, selected_versions
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = {
    "改造": [1, 3, 77],
    "改造 -公告": [1, 77],
    "(电梯 OR 管线) 改造": [1, 3],
    "旧": [1, 3, 77],
    "撤了": [],
    "第一稿": [],
    "": [1, 2, 3, 77],
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(
        tmp_path,
        wording(1, "老旧小区改造，先换电梯", reporters=["唐炜"]),
        wording(2, "第一稿"),
        wording(3, "公告：旧管线改造", channel="通知公告", date="2025-01-01"),
        wording(4, "撤了"),
    )
    later = [
        wording(4, "撤了", revision=2, change="withdrawn"),
        wording(2, "第二稿", revision=2, change="revised"),
    ]
    put(tmp_path, *later, run="20260929T000000Z")
    put(tmp_path, wording(77, "旧房改造"), site="other")
    return tmp_path


def chosen(archive: Path, **options: object) -> list[int]:
    selection = Selection(**options)  # type: ignore[arg-type]
    return [int(version["id"], 16) for version in selected_versions(archive, selection)]


@pytest.mark.parametrize("words", QUERIES)
@pytest.mark.parametrize("indexed", [False, True], ids=["without index", "with index"])
def test_words_select_alike_with_and_without_index(archive: Path, words: str, indexed: bool) -> None:
    if indexed:
        WordIndex.open(archive).close()
    found = chosen(archive, words=words)
    assert found == sorted(QUERIES[words], key=lambda one: (one == 77, one == 2 and not words, one))
    assert (archive / "search.sqlite").exists() == indexed


def test_index_is_brought_up_to_date_first(archive: Path) -> None:
    WordIndex.open(archive).close()
    put(archive, wording(5, "改造完成"), run="20260930T000000Z")
    assert chosen(archive, words="改造") == [1, 3, 5, 77]


def test_index_that_may_not_be_written_is_not_trusted(archive: Path) -> None:
    """A directory in the place of its lock: nobody may write it, not even the super-user."""
    WordIndex.open(archive).close()
    put(archive, wording(5, "改造完成"), run="20260930T000000Z")
    (archive / ".search.sqlite.lock").unlink()
    (archive / ".search.sqlite.lock").mkdir()
    assert chosen(archive, words="改造") == [1, 3, 5, 77]


def test_words_narrow_every_version_too(archive: Path) -> None:
    assert chosen(archive, words="第一稿", every_version=True) == [2]
    assert chosen(archive, words="撤了", every_version=True) == [4, 4]


def test_reporter_site_and_channel_narrow_words(archive: Path) -> None:
    WordIndex.open(archive).close()
    assert chosen(archive, words="改造", reporter="唐炜") == [1]
    assert chosen(archive, reporter="唐炜") == [1]
    assert chosen(archive, words="改造", site="other") == [77]
    assert chosen(archive, words="改造", channel="通知公告") == [3]
