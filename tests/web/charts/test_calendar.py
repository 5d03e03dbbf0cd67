from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bulletin_spider.web.charts.calendar import (
    CalendarWords,
    Month,
    calendar_svg,
    legend_of,
    levels,
    months_of,
)
from bulletin_spider.web.charts.rhythm_strip import rhythm_strip

if TYPE_CHECKING:
    from collections.abc import Collection

WORDS = CalendarWords(
    ["<上>", "<下>"], ["每天的条数", "每天"], [f"{number}月" for number in range(1, 13)], list("一二三四五六日"), lambda day, count: f"{day}&{count}"
)  # fmt: skip


def drawn(
    year: int, counts: dict[str, int], known: dt.date | None = None, marked: Collection[str] = ()
) -> list[etree._Element]:
    """Return the two halves."""
    return list(etree.fromstring(f"<p>{calendar_svg(year, counts, WORDS, known, marked)}</p>"))


def squares(halves: list[etree._Element]) -> int:
    paths = [path for half in halves for path in half.findall("path") if path.attrib["class"] != "changed"]
    return sum(len(half.findall("rect")) for half in halves) + sum(
        str(path.attrib["d"]).count("M") for path in paths
    )


@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366), (2026, 365), (2028, 366)])
def test_every_day_has_a_square_of_its_own(year: int, days: int) -> None:
    counts = {str(dt.date(year, 1, 1) + dt.timedelta(days=number)): 1 for number in range(days)}
    halves = drawn(year, counts)
    found = 0
    for svg in halves:
        places = [(int(rect.attrib["x"]), int(rect.attrib["y"])) for rect in svg.findall("rect")]
        assert len({*places}) == len(places)
        _, _, width, height = map(int, svg.attrib["viewBox"].split())
        assert all(x + 10 <= width and y + 10 <= height for x, y in places)
        found += len(places)
    assert found == days == squares(drawn(year, {}))


def test_a_week_is_a_column_from_monday() -> None:
    _, svg = drawn(2026, {"2026-11-23": 1, "2026-11-29": 2, "2026-11-30": 3})
    monday, sunday, next_monday = (
        (int(one.attrib["x"]), int(one.attrib["y"])) for one in svg.findall("rect")
    )
    assert sunday[0] == monday[0] == next_monday[0] - 12
    assert next_monday[1] == monday[1] == sunday[1] - 72


def test_days_after_the_last_look_are_unknown() -> None:
    halves = drawn(2026, {"2026-11-02": 1}, dt.date(2026, 11, 28))
    unknown = next(path for path in halves[1].findall("path") if path.attrib["class"] == "unknown")
    assert str(unknown.attrib["d"]).count("M") == 33
    assert squares(halves) == 365


def test_days_with_changes_have_a_corner() -> None:
    marked = [
        [path.attrib["d"] for path in half.findall("path") if path.attrib["class"] == "changed"]
        for half in drawn(2026, {"2026-07-01": 1}, marked=["2026-07-01", "2026-07-02", "2025-07-02"])
    ]
    assert marked == [[], ["M22 38h5l-5 5zM22 50h5l-5 5z"]]


def test_texts_of_a_calendar_are_escaped() -> None:
    _, svg = drawn(2026, {"2026-11-02": 7})
    assert svg.findtext("title") == "<下>"
    assert svg.findtext("rect/title") == "2026-11-02&7"
    assert svg.attrib["aria-labelledby"].split() == [
        svg.find(name).attrib["id"] for name in ("title", "desc")  # type: ignore[union-attr]
    ]  # fmt: skip


def test_an_outlier_leaves_the_other_shades() -> None:
    counts = {f"2026-01-{day:02}": day for day in range(1, 21)} | {"2026-02-01": 5_000}
    assert levels(counts) == [1, 6, 11, 16]
    assert levels({}) == levels({"2026-01-01": 0}) == []
    assert levels({"2026-01-01": 3}) == [1, 3]


def test_a_legend_names_the_numbers_of_each_shade() -> None:
    counts = {f"2026-01-{day:02}": day for day in range(1, 21)}
    assert legend_of(counts) == [("l1", "1–5"), ("l2", "6–10"), ("l3", "11–15"), ("l4", "16–20")]
    assert legend_of({"2026-01-01": 3}) == [("l1", "1–2"), ("l2", "3")]
    assert legend_of({}) == []


@given(st.dictionaries(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).map(str), st.integers(0, 99)))
def test_months_hold_every_day_of_the_calendar(counts: dict[str, int]) -> None:
    assert sum(month.total for month in months_of(2026, counts)) == sum(counts.values())
    assert squares(drawn(2026, counts)) == 365


def test_months_without_any_are_left_out() -> None:
    counts = {"2026-03-01": 2, "2026-03-09": 1, "2026-05-01": 0, "2025-03-01": 4}
    assert months_of(2026, counts) == [Month("2026-03", 3, 2)]
    changed = {"2026-03-02": 1, "2026-06-01": 2, "2025-06-01": 2}
    assert months_of(2026, counts, changed) == [Month("2026-03", 3, 2, 1), Month("2026-06", 0, 0, 2)]


def test_a_month_knows_its_last_day() -> None:
    assert [Month(f"2024-{number:02}", 1, 1).last_day[-2:] for number in (1, 2, 4, 12)] == [
        "31",
        "29",
        "30",
        "31",
    ]
    assert Month("2026-02", 1, 1).first_day == "2026-02-01"


def test_a_strip_ends_with_today() -> None:
    today = dt.date(2026, 11, 28)
    svg = etree.fromstring(
        rhythm_strip(["2026-11-28", "2026-09-30", "2026-09-29", "2026-11-29"], today, "<要闻>")
    )
    mark = next(path for path in svg.findall("path") if path.attrib["class"] == "mark")
    assert mark.attrib["d"] == "M0 0h3v12h-3zM236 0h3v12h-3z"
    assert svg.findtext("title") == "<要闻>"
