from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.archive.search.bigrams import fold
from bulletin_spider.archive.search.search import MAX_RANKED, SearchRequest, count_hits, find_versions
from bulletin_spider.archive.search.segment_search import find_places
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.exceptions import ArchiveFault, DamagedSegment, SearchFault
from bulletin_spider.items import DOCUMENT_TEXTS
from tests.archive.wordings import put, wording

DAY = dt.date(2026, 9, 28)


def found(archive: Path, typed: str = "", **narrow: Any) -> list[int]:
    index = WordIndex.open(archive)
    try:
        numbers = [int(version["id"], 16) for version in find_versions(index, SearchRequest(typed, **narrow))]
        assert count_hits(index, SearchRequest(typed, **narrow), 1000) == len(numbers)
    finally:
        index.close()
    return numbers


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(
        tmp_path,
        wording(1, "全区推进老旧小区改造，加装电梯。", date="2026-09-25", reporters=["唐炜"]),
        wording(2, "会议通报疫情。", title="老旧小区 改造公告", date="2026-09-26", channel="通知公告"),
        wording(3, "老旧的小区不是老旧小区", date="2026-09-27", reporters=["唐炜", "何川"], source="青澜报"),
        wording(4, "", images=[{"url": "http://x/1.png", "caption": "湖滨绿道"}], date="2026-09-28"),
        wording(
            5,
            "",
            attachments=[{"url": "http://x/1.docx", "name": "申报表.docx", "kind": "document"}],
            byline="（记者 叶知秋）",
            document=dict.fromkeys(DOCUMENT_TEXTS) | {"document_number": "青政发〔2026〕12号"},
        ),
    )
    put(tmp_path, wording(6, "外区的电梯", site="other", date="2026-09-20"), site="other")
    return tmp_path


NARROWED = [
    {}, {"site": "demo"}, {"channel": "通知公告"}, {"reporter": "唐炜"}, {"changed": True},
    {"since": DAY}, {"until": dt.date(2026, 9, 26)},
]  # fmt: skip


@pytest.mark.parametrize("narrow", NARROWED, ids=str)
@pytest.mark.parametrize(
    "typed",
    ["", "老旧小区", "老旧 -公告", "电梯 OR 绿道", "青政发〔2026", "没有", '"小区 改造"', "Ａｂ 老旧"],
)
def test_segments_give_the_hits_of_the_index(archive: Path, typed: str, narrow: dict[str, Any]) -> None:
    put(archive, wording(1, "老旧小区有了新的电梯。", revision=2, date="2026-09-25"), run="20260929T000000Z")
    request = SearchRequest(typed, **narrow)
    places = find_places(Layout(archive), request)
    numbers = [int(place.read()["id"], 16) for place in places]
    assert numbers == found(archive, typed, **narrow)


@pytest.mark.parametrize("narrow", [{"kinds": ("revised",)}, {"traits": ("table",)}])
def test_segments_refuse_what_only_the_database_knows(archive: Path, narrow: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="only the search database knows"):
        find_places(Layout(archive), SearchRequest("电梯", **narrow))


def test_search_of_segments_names_a_damaged_line(archive: Path) -> None:
    path = put(archive, run="20260930T000000Z")
    path.write_bytes(b"{}\n")
    with pytest.raises(DamagedSegment, match="line 1 lacks id"):
        find_places(Layout(archive), SearchRequest("x"))


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("老旧小区", [3, 2, 1]),
        ("疫", [2]),
        ("青政发〔2026〕12号", [5]),
        ("。", [2, 1]),
        ("报", [5, 3, 2]),
        ("旧小区改", [1]),
        ("小区 改造", [2, 1]),
        ("“小区 改造”", [2]),
        ("“小区改造”", [1]),
        ("湖滨绿道", [4]),
        ("DOCX", [5]),
        ("叶知秋", [5]),
        ("青澜报", [3]),
        ("电梯 OR 疫情", [2, 1, 6]),
        ("老旧 -改造", [3]),
        ("NOT 老旧", [5, 4, 6]),
        ("（电梯 OR 疫情）NOT 外区", [2, 1]),
        ("旧老", []),
        ("区老旧", []),
    ],
)
def test_words_are_found_exactly_and_newest_first(archive: Path, typed: str, numbers: list[int]) -> None:
    assert found(archive, typed) == numbers
    assert sorted(found(archive, typed, best_first=True)) == sorted(numbers)


def test_site_channel_reporter_and_days_narrow_a_search(archive: Path) -> None:
    assert found(archive, "电梯", site="other") == [6]
    assert found(archive, "老旧", channel="通知公告") == [2]
    assert found(archive, "老旧", reporter="唐炜") == [3, 1]
    assert found(archive, reporter="何川") == [3]
    assert found(archive, reporter="何") == [], "a reporter's name must be complete"
    assert found(archive, since=dt.date(2026, 9, 27), until=DAY) == [5, 4, 3]
    assert found(archive, "老旧", until=dt.date(2026, 9, 26)) == [2, 1]
    assert found(archive, "site=demo") == [], "a facet is not found as text"


def test_a_match_in_the_title_ranks_first(archive: Path) -> None:
    assert found(archive, "老旧小区", best_first=True)[0] == 2


def test_with_many_hits_those_in_titles_come_first(tmp_path: Path) -> None:
    texts = [
        wording(number, "会议", title="题" if number % 1000 else "会议") for number in range(MAX_RANKED + 500)
    ]
    put(tmp_path, *texts)
    index = WordIndex.open(tmp_path)
    hits = [
        int(version["id"], 16) for version in find_versions(index, SearchRequest("会议", best_first=True))
    ]
    index.close()
    assert hits[:3] == [2000, 1000, 0]
    assert sorted(hits) == list(range(MAX_RANKED + 500))


def test_a_later_version_replaces_the_older_wording(archive: Path) -> None:
    assert found(archive, "电梯", site="demo") == [1]
    later = "20260929T000000Z"
    put(archive, wording(1, "加装扶梯", revision=2, change="revised", date="2026-09-25"), run=later)
    assert found(archive, "电梯", site="demo") == []
    assert found(archive, "扶梯") == [1]
    assert found(archive, changed=True) == [1]
    assert found(archive, "老旧", changed=True) == []
    put(
        archive,
        wording(1, "加装扶梯", revision=3, change="withdrawn", date="2026-09-25"),
        run="20260930T000000Z",
    )
    assert found(archive, "扶梯") == [1], "a withdrawn bulletin can still be found"


def test_two_versions_in_one_segment_are_one_bulletin(tmp_path: Path) -> None:
    put(
        tmp_path,
        wording(1, "甲乙"),
        wording(2, "丙"),
        wording(1, "甲丁", revision=2),
        wording(1, "甲戊", revision=3),
    )
    assert found(tmp_path, "甲") == [1]
    assert found(tmp_path, "甲乙") == []
    assert found(tmp_path, "甲戊") == [1]


def test_a_search_reads_only_new_segments(archive: Path) -> None:
    found(archive, "x")
    before = {path: path.read_bytes() for path in archive.rglob("*.jsonl")}
    for path in before:
        path.write_bytes(b"not read again")
    put(archive, wording(9, "新来的"), run="20260930T000000Z")
    assert found(archive, "新来") == [9]


def age(directory: Path, seconds: int = 60) -> int:
    """Make a directory's time of change older, and return it."""
    changed = directory.stat().st_mtime_ns - seconds * 10**9
    os.utime(directory, ns=(changed, changed))
    return changed


def test_only_changed_directories_are_listed(archive: Path) -> None:
    changed = age(archive / "bulletins" / "demo")
    assert found(archive, "新来") == []
    later = put(archive, wording(9, "新来的"), run="20260930T000000Z")
    os.utime(later.parent, ns=(changed, changed))
    assert found(archive, "新来") == [], "a directory that has not changed is not listed"
    later.parent.touch()
    assert found(archive, "新来") == [9]


def test_a_fresh_time_of_change_is_not_trusted(archive: Path) -> None:
    """Two changes within one step of the clock of a file system leave the same time."""
    changed = age(archive / "bulletins" / "demo", seconds=-3600)
    assert found(archive, "新来") == []
    later = put(archive, wording(9, "新来的"), run="20260930T000000Z")
    os.utime(later.parent, ns=(changed, changed))
    assert found(archive, "新来") == [9]


def test_a_site_that_vanished_rebuilds_it(archive: Path) -> None:
    assert found(archive, "电梯") == [1, 6]
    shutil.rmtree(archive / "bulletins" / "other")
    assert found(archive, "电梯") == [1]


def test_packed_segments_are_read_out_of_their_pack(archive: Path) -> None:
    put(archive, wording(9, "新来的"), run="20261030T000000Z")
    before = found(archive, "老旧")
    layout = Layout(archive)
    (old,) = [path for path in layout.segments("demo") if path.name.startswith("202609")]
    pack = old.with_name("20260928T000000Z-00002.jsonl")
    pack.write_bytes(old.read_bytes())
    entry = {"name": old.name, "pack": pack.name, "start": 0, "bytes": old.stat().st_size}
    layout.segment_table("demo").write_text(json.dumps({"segments": [entry]}), encoding="utf-8")
    old.unlink()
    inode = (archive / "search.sqlite").stat().st_ino
    assert found(archive, "老旧") == before
    assert (archive / "search.sqlite").stat().st_ino == inode, "it is not rebuilt"
    (archive / "search.sqlite").unlink()
    assert found(archive, "老旧") == before


def test_a_search_waits_for_another_one_only_so_long(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletin_spider.archive.locks.limited_lock.LONGEST_WAIT", 0.1)
    with (
        limited_lock(archive / "search.sqlite", "another search"),
        pytest.raises(ArchiveFault, match=r"another search \(process [0-9]+\) has held the lock"),
    ):
        WordIndex.open(archive)


def test_a_deleted_or_damaged_database_is_rebuilt(archive: Path) -> None:
    expected = found(archive, "老旧")
    database = archive / "search.sqlite"
    for damage in (b"", b"no database" * 1000, database.read_bytes()[:5000] + b"\0" * 9000):
        database.write_bytes(damage)
        assert found(archive, "老旧") == expected
    database.unlink()
    assert found(archive, "老旧") == expected
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert found(archive, "老旧") == expected


def test_a_removed_or_older_segment_rebuilds_it(archive: Path) -> None:
    assert found(archive, "电梯") == [1, 6]
    (archive / "bulletins" / "other" / "20260928T000000Z-00001.jsonl").unlink()
    assert found(archive, "电梯") == [1]
    put(archive, wording(7, "电梯", revision=1), run="20260901T000000Z")
    assert found(archive, "电梯") == [7, 1]


def test_a_damaged_segment_is_named(archive: Path) -> None:
    path = put(archive, wording(8, "x"), run="20260930T000000Z")
    path.write_bytes(path.read_bytes() + b'{"id": "half')
    with pytest.raises(DamagedSegment, match=f"{path.name}, line [0-9]+ lacks "):
        found(archive, "x")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"paragraphs": None}, "NoneType"),
        ({"images": [{}]}, "lacks 'caption'"),
        ({"revision": 1 << 70}, "too large"),
        ({"tables": [{"caption": None, "rows": [["1"]]}], "revision": 2}, "lacks 'paragraph'"),
    ],
)
def test_a_line_with_wrong_fields_is_named(archive: Path, fields: dict[str, Any], reason: str) -> None:
    put(archive, wording(1, "x", **fields), run="20260930T000000Z")
    with pytest.raises(DamagedSegment, match=f"byte 0 is no bulletin .*{reason}.*: restore the file"):
        found(archive, "x")


def test_an_unwritable_database_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, wording(1, "x"))
    (tmp_path / "search.sqlite").mkdir()
    with pytest.raises(ArchiveFault, match="cannot write the archive"):
        WordIndex.open(tmp_path)


def test_damage_found_later_is_named(archive: Path) -> None:
    index = WordIndex.open(archive)
    with closing(sqlite3.connect(archive / "search.sqlite")) as database, database:
        database.execute("DELETE FROM words_data WHERE id > 10")
    with closing(index), pytest.raises(SearchFault, match="delete it, the next search rebuilds it"):
        list(find_versions(index, SearchRequest("老旧")))


def test_simultaneous_searches_make_one_index(archive: Path) -> None:
    answers: list[list[int]] = []
    searches = [threading.Thread(target=lambda: answers.append(found(archive, "老旧"))) for _ in range(4)]
    for search in searches:
        search.start()
    for search in searches:
        search.join()
    assert answers == [[3, 2, 1]] * 4


ALPHABET = "甲乙丙丁aAé１1\"'*(-:^+ 。，（“\u3000\n\U00020bb7𝔸ß\u0301_😀"
TEXTS = st.lists(st.text(ALPHABET, max_size=12), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.lists(st.text(ALPHABET, min_size=1, max_size=4), min_size=1, max_size=12), st.data())
def test_a_search_finds_what_a_full_scan_finds(
    texts: list[str], needles: list[str], data: st.DataObject
) -> None:
    needles += [text[at : at + 3] for text in texts for at in (0, data.draw(st.integers(0, 11)))]
    with tempfile.TemporaryDirectory() as place:
        put(Path(place), *(wording(number, text) for number, text in enumerate(texts)))
        index = WordIndex.open(Path(place))
        for needle in needles:
            phrase = " ".join(fold(needle).split())
            if not phrase or set(phrase) & set('"“'):
                continue
            typed = f'"{needle}"'
            hits = {int(version["id"], 16) for version in find_versions(index, SearchRequest(typed))}
            scanned = {n for n, text in enumerate(texts) if phrase in " ".join(fold(text).split())}
            assert hits == scanned, (needle, texts)
        index.close()
