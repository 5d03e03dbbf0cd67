from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.search.catalogue.facets import count_facets
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.catalogue.opening import open_catalogue
from bulletin_spider.archive.search.search import SearchRequest
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.exceptions import ArchiveUnread, SearchFault, TooBroad
from bulletin_spider.statuses import Change, ChangedPart, Trait
from tests.archive.search.catalogue.opened import catalogue
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

TABLE = {"paragraph": 0, "caption": None, "rows": [["工程", "12"]]}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(
        tmp_path,
        wording(1, "在建工程", reporters=["唐炜"], date="2025-12-31"),
        wording(2, "工程", reporters=["唐炜", "何川"], tables=[TABLE], channel="公告"),
        wording(3, "工程", attachments=[{"url": "http://x/1.docx", "name": "表"}]),
        wording(4, "工程", attachments=[{"url": "http://x/1.mp4", "name": "片", "kind": "video"}]),
        wording(5, "待处理"),
    )
    put(
        tmp_path,
        wording(3, "工程1", revision=2, change="revised"),
        wording(4, "工程", title="新题", revision=2, change="revised"),
        run="20261001T000000Z",
    )
    put(tmp_path, wording(4, "工程", title="新题", revision=3, change="reread"), run="20261002T000000Z")
    return tmp_path


def numbers(archive: Path, typed: str, size: int = 2, **narrow: Any) -> list[int]:
    """Return the numbers of all hits, read page by page."""
    found, after = list[int](), None
    with catalogue(archive) as index:
        while True:
            page = hit_page(index, SearchRequest(typed, **narrow), size, after)
            found += [int(hit.version["id"], 16) for hit in page.hits]
            after = page.after
            if after is None:
                return found


@pytest.mark.parametrize("best_first", [False, True])
@pytest.mark.parametrize("size", [1, 2, 4, 9])
def test_pages_hold_each_hit_once(archive: Path, size: int, *, best_first: bool) -> None:
    whole = numbers(archive, "工程", 100, best_first=best_first)
    assert sorted(whole) == [1, 2, 3, 4]
    assert numbers(archive, "工程", size, best_first=best_first) == whole


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        ({"kinds": (Change.REVISED,)}, [4, 3]),
        ({"kinds": (Change.REREAD,)}, []),
        ({"kinds": (ChangedPart.HEADLINE,)}, [4]),
        ({"kinds": (Change.REVISED, ChangedPart.FIGURES)}, [3]),
        ({"traits": (Trait.TABLE,)}, [2]),
        ({"traits": (Trait.DOCUMENT,)}, []),
        ({"channel": "公告", "traits": (Trait.TABLE,)}, [2]),
    ],
    ids=str,
)
def test_kinds_and_traits_narrow_a_search(archive: Path, narrow: dict[str, Any], found: list[int]) -> None:
    assert numbers(archive, "工程", **narrow) == found


def test_facets_count_the_hits(archive: Path) -> None:
    with catalogue(archive) as index:
        facets = count_facets(index, SearchRequest("工程"))
        assert facets == count_facets(index, SearchRequest("工程"), exact=True)
    assert facets.hits == 4
    assert facets.is_exact
    assert facets.sites == [("demo", 4)]
    assert facets.channels == [("要闻", 3), ("公告", 1)]
    assert facets.years == [("2026", 3), ("2025", 1)]
    assert facets.reporters == [("唐炜", 2), ("何川", 1)]
    assert (Change.REVISED, 2) in facets.kinds
    assert (Change.REREAD, 1) not in facets.kinds
    assert facets.traits == [(Trait.TABLE, 1)]


def test_words_within_words_are_found(archive: Path) -> None:
    assert numbers(archive, "处理") == [5]
    assert 1 in numbers(archive, "工程")


def test_slow_query_is_too_broad(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(archive, *(wording(number, "工程" * 200) for number in range(100, 300)), run="20261003T000000Z")
    monkeypatch.setattr("bulletin_spider.archive.search.word_index._INSTRUCTIONS", 10)
    with catalogue(archive) as index:
        index.limit(-1)
        with pytest.raises(TooBroad, match="narrow it"):
            hit_page(index, SearchRequest("工程"))
        index.limit(60)
        assert hit_page(index, SearchRequest("工程")).hits


def test_rebuilt_database_is_noticed(archive: Path) -> None:
    with catalogue(archive) as index:
        assert not index.is_replaced()
        kept = index.path.with_name("kept")  # the number of its file must not be given to another
        kept.hardlink_to(index.path)
        index.path.unlink()
        assert index.is_replaced()
        with catalogue(archive):
            assert index.is_replaced()


def test_lists_of_one_page_are_of_one_state(archive: Path) -> None:
    with catalogue(archive) as index:
        index.begin_reading()
        (hit,) = hit_page(index, SearchRequest("待处理")).hits
        put(archive, wording(5, "已处理", revision=2, change="revised"), run="20261003T000000Z")
        adding = threading.Thread(target=lambda: WordIndex.open(archive).close())
        adding.start()
        adding.join(0.3)
        assert index.read_version(hit.row)["paragraphs"] == ["待处理"]
        index.end_reading()
        adding.join(30)
        assert hit_page(index, SearchRequest("已处理")).hits


def test_database_that_another_holds_is_no_damage(archive: Path) -> None:
    with catalogue(archive) as index, closing(sqlite3.connect(index.path)) as other:
        index.database.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ArchiveUnread, match="try again"):
            hit_page(index, SearchRequest("工程"))
        other.rollback()
        assert hit_page(index, SearchRequest("工程")).hits
    assert index.path.exists()


def test_database_may_be_outside_the_archive(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    before = sorted(archive.rglob("*"))
    WordIndex.open(archive, cache=cache).close()
    put(archive, wording(7, "工程"), run="20261003T000000Z")
    opened = open_catalogue(archive, cache)
    assert opened
    index, unread = opened
    with closing(index):
        assert unread == 1
        WordIndex.open(archive, cache=cache).close()
        assert len(hit_page(index, SearchRequest("工程")).hits) == 5
    assert open_catalogue(archive) is None
    assert [path.name for path in sorted(archive.rglob("*")) if path not in before] == [
        "20261003T000000Z-00001.jsonl"
    ]


def test_damaged_database_is_made_again(archive: Path) -> None:
    with catalogue(archive) as index:
        with closing(sqlite3.connect(index.path)) as database, database:
            database.execute("DELETE FROM words_data WHERE id > 10")
        with pytest.raises(SearchFault):
            hit_page(index, SearchRequest("工程"))
        assert index.is_replaced()
    assert not index.path.exists()
    assert len(numbers(archive, "工程")) == 4


def test_database_that_is_being_made_is_not_shown(archive: Path) -> None:
    shown = list[bool]()

    def progress(_done: int, _all: int) -> None:
        opened = open_catalogue(archive)
        shown.append(opened is not None)
        if opened:
            opened[0].close()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bulletin_spider.archive.search.word_index._TRANSACTION_ROWS", 1)
        WordIndex.open(archive, progress).close()
    assert shown == [False, False, True]
    put(archive, wording(7, "工程"), run="20261003T000000Z")
    opened = open_catalogue(archive)
    assert opened
    with closing(opened[0]):
        assert opened[1] == 1
