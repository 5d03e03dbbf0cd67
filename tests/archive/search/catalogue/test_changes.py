from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.search.catalogue.changes import (
    ChangeRequest,
    change_page,
    count_changes,
    read_change,
)
from bulletin_spider.archive.search.catalogue.withdrawn import withdrawn_page
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Change, ChangedPart
from tests.archive.search.catalogue.opened import catalogue
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(tmp_path, *(wording(number, "全区推进老旧小区改造。") for number in (1, 2, 3, 4)))
    put(tmp_path, wording(9, "外区", site="other"), site="other")
    put(
        tmp_path,
        changed(1, "revised", "2026-10-01T08:00:00+08:00", "全区推进老旧小区改造，共12个。"),
        changed(2, "withdrawn", "2026-10-01T09:00:00+08:00"),
        changed(3, "reread", "2026-10-01T10:00:00+08:00"),
        changed(4, "withdrawn", "2026-10-01T10:00:00+08:00"),
        run="20261001T000000Z",
    )
    put(tmp_path, changed(4, "restored", "2026-10-02T10:00:00+08:00", revision=3), run="20261002T000000Z")
    put(
        tmp_path,
        changed(9, "withdrawn", "2026-10-01T10:00:00+08:00", "外区"),
        run="20261001T000000Z",
        site="other",
    )
    return tmp_path


def changed(
    number: int, change: str, fetched_at: str, text: str = "全区推进老旧小区改造。", revision: int = 2
) -> dict[str, Any]:
    return wording(number, text, change=change, fetched_at=fetched_at, revision=revision)


def listed(archive: Path, **narrow: Any) -> list[tuple[int, int]]:
    """Return the number and revision of every change, page by page with two on each."""
    found, after = list[tuple[int, int]](), None
    with catalogue(archive) as index:
        while True:
            page = change_page(index, ChangeRequest(**narrow), 2, after)
            found += [(int(row.key.id, 16), row.key.revision) for row in page.changes]
            after = page.after
            if after is None:
                return found


@pytest.mark.parametrize(
    ("narrow", "numbers"),
    [
        ({}, [(4, 3), (9, 2), (4, 2), (2, 2), (1, 2)]),
        ({"changes": tuple(Change)}, [(4, 3), (9, 2), (4, 2), (3, 2), (2, 2), (1, 2)]),
        ({"site": "other"}, [(9, 2)]),
        ({"site": "demo", "changes": (Change.WITHDRAWN,)}, [(4, 2), (2, 2)]),
        ({"site": "unknown"}, []),
        ({"parts": (ChangedPart.FIGURES,)}, [(1, 2)]),
        ({"parts": (ChangedPart.TABLE,)}, []),
        ({"least_size": 5}, [(1, 2)]),
        ({"least_size": 6}, []),
        ({"since": dt.datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)}, [(4, 3), (9, 2), (4, 2)]),
        ({"until": dt.datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)}, [(2, 2), (1, 2)]),
    ],
    ids=str,
)
def test_changes_are_listed_newest_first(
    archive: Path, narrow: dict[str, Any], numbers: list[tuple[int, int]]
) -> None:
    assert listed(archive, **narrow) == numbers
    with catalogue(archive) as index:
        assert count_changes(index, ChangeRequest(**narrow)) == len(numbers)
        assert count_changes(index, ChangeRequest(**narrow), 2) == min(len(numbers), 2)


def test_change_leads_to_both_versions(archive: Path) -> None:
    with catalogue(archive) as index:
        (row,) = change_page(index, ChangeRequest(changes=(Change.REVISED,))).changes
        new, old = read_change(index, row)
    assert old is not None
    assert (old["revision"], new["revision"]) == (1, 2)
    assert row.moment == dt.datetime(2026, 10, 1, 8, tzinfo=SHANGHAI)
    assert row.channel == "要闻"
    assert ChangedPart.FIGURES in row.parts


def test_only_what_is_gone_now_is_withdrawn(archive: Path) -> None:
    with catalogue(archive) as index:
        first = withdrawn_page(index, size=1)
        second = withdrawn_page(index, size=1, after=first.after)
        ours = withdrawn_page(index, site="demo")
        last_words = index.read_version(second.bulletins[0].row)
    assert [int(one.key.id, 16) for page in (first, second) for one in page.bulletins] == [9, 2]
    assert second.after is None
    assert [int(one.key.id, 16) for one in ours.bulletins] == [2]
    assert last_words["paragraphs"] == ["全区推进老旧小区改造。"]
