from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.refused_pages import parse_key, refused_pages
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from tests.archive.packing.building import NOW, SITE, three_months

if TYPE_CHECKING:
    from pathlib import Path

RUNS = ["20260905", "20260915", "20261005", "20261015", "20261105", "20261115"]


def refuse(layout: Layout, run: str, *reasons: str) -> None:
    path = layout.rejected(SITE, run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"reason": one}) + "\n" for one in reasons), encoding="utf-8")


def shown(layout: Layout, before: str = "") -> list[str]:
    return [f"{one.key} {one.entry['reason']}" for one in refused_pages(layout, SITE, before)]


def test_newest_refusal_comes_first(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert shown(layout) == []
    refuse(layout, "20260901T000000Z", "listing", "empty")
    refuse(layout, "20260902T000000Z", "login")
    assert shown(layout) == [
        "20260902T000000Z-1 login",
        "20260901T000000Z-2 empty",
        "20260901T000000Z-1 listing",
    ]


def test_a_list_goes_on_after_a_key(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    for day in (1, 2, 3):
        refuse(layout, f"2026090{day}T000000Z", "a", "b", "c")
    every = shown(layout)
    for number, entry in enumerate(every):
        assert shown(layout, entry.partition(" ")[0]) == every[number + 1 :]


@pytest.mark.parametrize("key", ["x", "20260901T000000Z", "20260901T000000Z-x", "20269901T000000Z-1"])
def test_a_wrong_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="is no entry"):
        parse_key(key)


def test_packed_refusals_are_read_like_others(tmp_path: Path) -> None:
    layout = three_months(tmp_path)
    before = [(one.key, one.entry) for one in refused_pages(layout, SITE)]
    assert [key[:8] for key, _ in before] == RUNS[::-1]
    list(pack_site(layout, SITE, "", NOW, segments=False))
    assert [path.name for path in layout.rejection_packs(SITE)] == ["2026-09.jsonl", "2026-10.jsonl"]
    assert [(one.key, one.entry) for one in refused_pages(layout, SITE)] == before
    assert shown(layout, before[2][0]) == [f"{key} empty" for key, _ in before[3:]]


def test_a_damaged_line_is_left_out(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    refuse(layout, "20260901T000000Z", "a", "b")
    path = layout.rejected(SITE, "20260901T000000Z")
    path.write_bytes(path.read_bytes().replace(b'{"reason": "a"}', b'{"reason": "a"') + b'{"reason": "torn"')
    assert shown(layout) == ["20260901T000000Z-2 b"]
