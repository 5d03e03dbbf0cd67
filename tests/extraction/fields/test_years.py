"""A year that a day does not show is inferred with a warning, or the day is left out; it is never a guess."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.extraction import Content, Hints, extract

FETCHED = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
MEETING = "4月1日，区政府召开第八十二次常务会议，研究春耕生产和森林防火等工作。"


def read(
    *paragraphs: str, line: str = "", url: str = "http://www.example.cn/a/1.html", **hints: object
) -> Content:
    text = "".join(f"<p>{text}</p>" for text in paragraphs)
    page = (
        "<html><head><title>区政府常务会召开</title></head><body><h1>区政府常务会召开</h1>"
        f"{line}<div class='content'>{text}</div></body></html>"
    )
    return extract(page.encode(), url, Hints(**{"fetched_at": FETCHED} | hints))  # type: ignore[arg-type]


def test_fetch_gives_a_day_no_year() -> None:
    content = read(MEETING)
    assert content.date is None
    assert content.warnings == ["date: dateline says 04-01 without a year, and nothing supports one"]


def test_years_in_the_text_vote() -> None:
    content = read(MEETING, "会议研究2020年春耕工作，听取2018年项目汇报。", "会议指出，2020年要抓好防火。")
    assert content.date == "2020-04-01"
    assert content.evidence["date"]["rule"] == "dateline year-in-text"
    assert content.warnings == [
        "date: dateline says 04-01 without a year, 2020 comes from: years in the text"
    ]


@pytest.mark.parametrize(("month", "year"), [(2, 2020), (4, 2020), (11, 2019), (12, 2019)])
def test_text_reviews_a_year_early_and_plans_late(month: int, year: int) -> None:
    """Both years are named equally often."""
    content = read(
        f"{month}月1日，区政府召开常务会议，研究春耕生产和森林防火等重点工作。",
        "会议肯定了2019年的工作，研究2020年的安排。",
        "会议听取2019年预算执行情况，审议2020年预算草案。",
    )
    assert content.date == f"{year}-{month:02}-01"


@pytest.mark.parametrize(
    "text",
    [
        "会议听取2015年启动的水库工程进展。",
        "工程到2025年底完工，2025年前投入使用。",
        "会议印发《城市更新行动方案（2026—2028年）》，到2027年见效。",
        "会议部署2031年的规划，展望2031年的面貌。",
        "会议回顾2012年和2018年两次治理，对照2012年与2018年的数据。",
    ],
    ids=["named once", "plans", "spans", "after the fetch", "two years far apart"],
)
def test_weak_years_support_no_day(text: str) -> None:
    assert read(MEETING, text).date is None


def test_same_day_with_its_year_decides() -> None:
    content = read(MEETING, "本决定自2021年4月1日起施行。", "会议肯定了2020年的工作和2020年的成绩。")
    assert content.date == "2021-04-01"


@pytest.mark.parametrize(
    ("picture", "day"),
    [
        ("/upload/2020/04/02/1.jpg", "2020-04-01"),
        ("/W020200402512345678901.jpg", "2020-04-01"),
        ("/files/202004/1.jpg", "2020-04-01"),
        ("/pic/2020/a1.jpg", None),
        ("/upload/2019/10/02/1.jpg", None),
        ("/pic/1.jpg", None),
    ],
)
def test_addresses_of_pictures_vote(picture: str, day: str | None) -> None:
    content = read(MEETING, f"<img src='{picture}'>", "会议还研究了其他事项。")
    if day is None and "/pic/2020/" in picture:
        day = "2020-04-01"
    assert content.date == day


def test_address_of_a_document_votes() -> None:
    content = read(MEETING, "<a href='/files/202004/bg.pdf'>会议纪要.pdf</a>")
    assert content.date == "2020-04-01"
    assert content.evidence["date"]["rule"] == "dateline year-in-files"


def test_december_picture_gives_january_the_next_year() -> None:
    content = read(MEETING.replace("4月1日", "1月3日"), "<img src='/upload/2019/12/30/1.jpg'>")
    assert content.date == "2020-01-03"


def test_rows_beside_the_row_vote() -> None:
    content = read(MEETING, list_year=2020)
    assert content.date == "2020-04-01"
    assert content.evidence["date"]["rule"] == "dateline year-in-list"


def test_guessed_year_of_the_row_is_none() -> None:
    content = read(
        "区政府召开第八十二次常务会议，研究春耕工作。", date=dt.date(2026, 4, 2), guessed_year=True
    )
    assert content.date is None
    assert content.warnings == ["date: listing row says 04-02 without a year, and nothing supports one"]


def test_page_corrects_the_guess_without_a_warning() -> None:
    content = read(
        MEETING, line="<div>发布时间：2020-04-02</div>", date=dt.date(2026, 4, 2), guessed_year=True
    )
    assert (content.date, content.warnings) == (
        "2020-04-02",
        ["date: visible line says 2020-04-02, dateline says 2020-04-01"],
    )


def test_visible_day_takes_the_year_of_the_sign_off() -> None:
    content = read(
        "现将有关事项通知如下，请各单位认真贯彻执行。",
        "区政府办公室",
        "2020年4月1日",
        line="<div>04-02 09:15 来源：区政府办</div>",
    )
    assert content.date == "2020-04-02"
    assert content.published_at == "2020-04-02T09:15:00+08:00"
    assert content.evidence["date"]["rule"] == "visible-line year-of-other-date"


def test_page_number_is_no_day() -> None:
    content = read("会议研究2020年春耕工作，部署2020年防火工作。", line="<div>1/3</div>")
    assert content.date is None


def test_today_is_the_day_of_the_fetch() -> None:
    content = read("区政府召开常务会议，研究春耕工作。", line="<div>今天 09:15 来源：河湾日报</div>")
    assert (content.date, content.warnings) == ("2026-11-20", [])


@pytest.mark.parametrize(
    "text",
    [
        "参赛者须于3月20日前完成网上报名，逾期不再受理。",
        "河湾区科普讲解大赛将于3月20日举行，欢迎报名参加。",
        "本通告自3月20日起施行，由区科协负责解释。",
    ],
)
def test_day_to_come_is_no_day_of_publication(text: str) -> None:
    content = read(text, "大赛总结2024年的经验，2024年的获奖者可以直接参加。")
    assert (content.date, content.warnings) == (None, [])


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("/xw/yw/202004/content_9.html", "2020-04-01"),
        ("/2020/xw/9.html", "2020-04-01"),
        ("/xw/202010/content_9.html", None),
    ],
)
def test_month_in_the_address_of_the_page_votes(url: str, day: str | None) -> None:
    content = read(MEETING, url=f"http://www.example.cn{url}")
    assert content.date == day
    assert day is None or content.evidence["date"]["rule"] == "dateline year-in-address"
