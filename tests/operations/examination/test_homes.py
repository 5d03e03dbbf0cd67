from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.examination.found_site import SearchResult
from bulletin_spider.operations.examination.home_spider import HomeToSearch
from bulletin_spider.operations.examination.homes import HomesReport, ReportLine, read_homes

if TYPE_CHECKING:
    from pathlib import Path

BAISHI = HomeToSearch("baishi", "http://www.baishi.example/")


@pytest.mark.parametrize(
    "text",
    [
        "baishi,http://www.baishi.example/\n",
        "\ufeffname,home\nbaishi , http://www.baishi.example/\n\n",
        "remark,url,site\nnew,http://www.baishi.example/,baishi\n",
    ],
    ids=["no heads", "byte order mark", "other columns"],
)
def test_homes_are_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "homes.csv").write_text(text, encoding="utf-8")
    assert read_homes(tmp_path / "homes.csv") == [BAISHI]


def test_homes_may_have_a_region(tmp_path: Path) -> None:
    text = "name,region,home\nbaishi,110108,http://www.baishi.example/\nheishi,,http://www.heishi.example/\n"
    (tmp_path / "homes.csv").write_text(text, encoding="utf-8")
    assert [home.region for home in read_homes(tmp_path / "homes.csv")] == ["110108", ""]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no home pages"),
        ("name,home\nbaishi\n", "line 2: give a name and a home page"),
        ("Bai shi,http://x/\n", "line 1: 'Bai shi' cannot be a site's name"),
        ("baishi,http://x/\nbaishi,http://y/\n", "line 2: 'baishi' is there twice"),
        ("name,home,region\nbaishi,http://x/,1101\n", "line 2: '1101' is no code of a district"),
        ("baishi,x.gov.cn\n", "line 1: 'x.gov.cn' is not the address"),
    ],
)
def test_wrong_line_of_homes_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "homes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageFault) as fault:
        read_homes(tmp_path / "homes.csv")
    assert says in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("result", "again", "settled"),
    [
        (SearchResult.WRITTEN, False, True),
        (SearchResult.NEEDS_PERSON, False, True),
        (SearchResult.NEEDS_PERSON, True, False),
        (SearchResult.WRITTEN, True, True),
        (SearchResult.NO_ANSWER, False, False),
        (SearchResult.FOUND, False, False),
    ],
)
def test_report_settles_a_site(tmp_path: Path, result: SearchResult, again: bool, settled: bool) -> None:
    HomesReport(tmp_path / "report.csv").add(ReportLine(*BAISHI[:2], result))
    report = HomesReport(tmp_path / "report.csv")
    assert report.settled(BAISHI, again=again) is settled
    assert not report.settled(HomeToSearch("baishi", "http://other.example/"), again=again)


def test_torn_line_of_a_report_is_searched_again(tmp_path: Path) -> None:
    """A killed call leaves half a line; the next call ends it and goes on."""
    path = tmp_path / "report.csv"
    HomesReport(path)
    with path.open("a") as file:
        file.write("baishi,http://www.baishi.example/,writ")
    report = HomesReport(path)
    assert not report.settled(BAISHI, again=False)
    report.add(ReportLine(*BAISHI[:2], SearchResult.WRITTEN, 3, 36, "要闻、公告", ""))
    assert HomesReport(path).settled(BAISHI, again=False)
