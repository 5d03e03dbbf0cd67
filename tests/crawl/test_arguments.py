from __future__ import annotations

import datetime as dt

import pytest
from scrapy.settings import Settings

from bulletin_spider.crawl.arguments import Window, check_names, read_window, whole_number
from bulletin_spider.crawl.settings_check import NUMBERS, SWITCHES, check_settings
from bulletin_spider.exceptions import UsageFault

CHANNELS = ("要闻", "通知公告")


def test_empty_window_leaves_nothing_out() -> None:
    window = read_window({}, CHANNELS)
    assert window == Window()
    assert not window.narrow
    assert window.leaves_out(dt.date(1999, 1, 1)) is None


def test_window_names_the_side_of_a_day() -> None:
    window = read_window({"since": "2020-04-01", "until": "2020-04-30"}, CHANNELS)
    assert window.narrow
    assert window.leaves_out(dt.date(2020, 3, 31)) == "before since"
    assert window.leaves_out(dt.date(2020, 4, 1)) is None
    assert window.leaves_out(dt.date(2020, 4, 30)) is None
    assert window.leaves_out(dt.date(2020, 5, 1)) == "after until"
    assert window.leaves_out(None) is None


def test_one_channel_is_not_a_narrow_window() -> None:
    assert not read_window({"channel": "要闻"}, CHANNELS).narrow


@pytest.mark.parametrize(
    "arguments",
    [
        {"since": "2020-4-31"},
        {"since": "1. April"},
        {"until": ""},
        {"limit": "-1"},
        {"limit": "1.5"},
        {"limit": "9" * 5000},
        {"channel": "动态"},
        {"since": "2020-02-02", "until": "2020-02-01"},
    ],
)
def test_invalid_argument_is_a_one_line_fault(arguments: dict[str, str]) -> None:
    with pytest.raises(UsageFault) as caught:
        read_window(arguments, CHANNELS)
    assert "\n" not in str(caught.value)


def test_misspelt_argument_gets_a_suggestion() -> None:
    with pytest.raises(UsageFault, match=r"unknown argument 'limt' \(did you mean 'limit'\?\)"):
        check_names(["limt"], ["limit", "since"])


def test_argument_with_an_underscore_passes() -> None:
    """Scrapyd sets ``_job``."""
    check_names(["_job", "limit"], ["limit", "since"])


def test_number_keeps_its_bounds() -> None:
    assert whole_number("day", None) is None
    assert whole_number("day", "365", most=365) == 365
    with pytest.raises(UsageFault, match="from 1 to 365"):
        whole_number("day", "366", most=365)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["abc", "", "-1", None, "nan"])
def test_setting_that_must_be_a_number_is_checked(name: str, value: str | None) -> None:
    good = {setting: str(least) for setting, (_, least) in NUMBERS.items()}
    check_settings(Settings(good))
    with pytest.raises(UsageFault, match=f"^{name}: '{value}' is not a "):
        check_settings(Settings(good | {name: value}))


@pytest.mark.parametrize("name", SWITCHES)
def test_setting_that_must_be_boolean_is_checked(name: str) -> None:
    good = {setting: least for setting, (_, least) in NUMBERS.items()}
    check_settings(Settings(good | {name: "False"}))
    with pytest.raises(UsageFault, match=f"^{name}: 'maybe' is not 1 or 0"):
        check_settings(Settings(good | {name: "maybe"}))
