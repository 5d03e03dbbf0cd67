from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.search.catalogue import change_kinds
from bulletin_spider.archive.search.catalogue.change_kinds import count_kinds
from bulletin_spider.archive.search.catalogue.changes import ChangeRequest
from bulletin_spider.statuses import Change, ChangedPart
from tests.archive.search.catalogue.opened import catalogue
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    put(tmp_path, *(wording(number, "改造小区。") for number in range(1, 5)))
    more: dict[str, Any] = {"revision": 2, "fetched_at": "2026-10-01T08:00:00+08:00"}
    put(
        tmp_path,
        wording(1, "改造12个小区。", change="revised", **more),
        wording(2, "改造小区。", title="新题", change="revised", **more),
        wording(3, "改造小区。", change="withdrawn", **more),
        wording(4, "改造小区。", title="又题", change="reread", **more),
        run="20261001T000000Z",
    )
    return tmp_path


@pytest.mark.parametrize(
    ("narrow", "changes", "parts"),
    [
        ({}, {"revised": 2, "withdrawn": 1}, {"figures", "headline"}),
        ({"parts": (ChangedPart.FIGURES,)}, {"revised": 1}, {"figures"}),
        ({"changes": (Change.REREAD,)}, {"reread": 1}, {"headline"}),
        ({"site": "nowhere"}, {}, set()),
    ],
)
def test_what_is_listed_is_counted(
    archive: Path, narrow: dict[str, Any], changes: dict[str, int], parts: set[str]
) -> None:
    with catalogue(archive) as index:
        found = count_kinds(index, ChangeRequest(**narrow))
    assert (found.changes, found.looked_at) == (changes, sum(changes.values()))
    assert parts <= found.parts.keys()
    assert found.is_exact


@pytest.mark.parametrize(("looked_at", "is_exact"), [(2, False), (3, True)])
def test_the_count_says_whether_it_is_exact(
    archive: Path, monkeypatch: pytest.MonkeyPatch, looked_at: int, *, is_exact: bool
) -> None:
    monkeypatch.setattr(change_kinds, "LOOKED_AT", looked_at)
    with catalogue(archive) as index:
        found = count_kinds(index, ChangeRequest())
    assert (found.looked_at, found.is_exact) == (looked_at, is_exact)
