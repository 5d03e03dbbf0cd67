"""The most trusted date becomes the publication day, and each disagreement is a warning."""

from __future__ import annotations

import datetime as dt

import pytest

from bulletin_spider.extraction import Content, Hints, extract

BODY = "<div class='content'><p>区政府召开会议，研究部署近期重点工作，相关负责同志参加。</p></div>"


def read(
    head: str = "",
    line: str = "",
    url: str = "http://www.example.cn/a/1.html",
    body: str = BODY,
    **hints: object,
) -> Content:
    page = f"<html><head><title>区政府召开会议</title>{head}</head><body><h1>区政府召开会议</h1>{line}{body}</body></html>"
    return extract(page.encode(), url, Hints(**hints))  # type: ignore[arg-type]


def test_visible_line_counts_before_meta_listing_and_address() -> None:
    content = read(
        "<meta name=PubDate content='2025-03-03 10:00'>",
        "<p>发布时间：2025-03-02</p>",
        "http://www.example.cn/202503/t20250304_1.html",
        date=dt.date(2025, 3, 5),
    )
    assert content.date == "2025-03-02"
    assert content.published_at is None
    assert content.warnings == [
        "date: visible line says 2025-03-02, meta pubdate says 2025-03-03",
        "date: visible line says 2025-03-02, listing row says 2025-03-05",
        "date: visible line says 2025-03-02, address says 2025-03-04",
    ]


def test_pubdate_equal_to_the_generation_time_is_ignored() -> None:
    head = "<meta name=others content='页面生成时间 2025-06-01 03:00:00'><meta name=PubDate content='2025-06-01 03:00:00'>"
    assert read(head, url="http://www.example.cn/202503/t20250304_1.html").date == "2025-03-04"


def test_time_of_day_may_come_from_another_date() -> None:
    """Both dates are of the same day."""
    content = read("<meta name=PubDate content='2025-03-02 10:05:06'>", "<p>日期：2025-03-02</p>")
    assert content.published_at == "2025-03-02T10:05:06+08:00"
    assert content.evidence["published_at"]["rule"] == "meta-pubdate"


@pytest.mark.parametrize(
    "line",
    [
        "<p>发布时间：2025年03月02日 09:08</p>",
        "<p><span>2025</span><span>03/02</span><span>09:08</span></p>",
        "<p>发布日期 : ２０２５－０３－０２　０９：０８</p>",
        "<table><tr><td>发布日期：</td><td>2025-03-02 09:08</td></tr></table>",
        "<p>2025/3/2 9:08 来源：区政府办</p>",
        "<p>日期:2025.03.02 上午9:08</p>",
    ],
)
def test_visible_date_is_read_in_every_spelling(line: str) -> None:
    content = read(line=line)
    assert content.date == "2025-03-02"
    assert content.published_at == "2025-03-02T09:08:00+08:00"


@pytest.mark.parametrize(
    "line",
    ["<p>今天是2025年3月9日 星期日</p>", "<p>报名截止时间：2025-03-09</p>", "<p>浏览次数：20250309</p>"],
)
def test_other_days_are_no_publication_day(line: str) -> None:
    assert read(line=line).date is None


def test_inline_script_counts_if_no_date_is_visible() -> None:
    assert read(line="<script>var publishTime = '2025-03-02 10:00:00'</script>").date == "2025-03-02"
    assert read(line='<script>var ct = "1740880800"</script>').published_at == "2025-03-02T10:00:00+08:00"


def test_missing_year_comes_from_hints_not_the_clock() -> None:
    body = (
        "<div class='content'><p>12月31日，区政府召开会议，研究部署近期重点工作，相关负责同志参加。</p></div>"
    )
    assert read(body=body).date is None
    assert read(body=body, fetched_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)).date is None
    content = read(body=body, date=dt.date(2024, 1, 2))
    assert content.date == "2024-01-02"
    assert content.warnings == ["date: listing row says 2024-01-02, dateline says 2023-12-31"]


def test_fetch_time_is_converted_to_shanghai() -> None:
    content = read(line="<p>今天 来源：区政府办</p>", fetched_at=dt.datetime(2023, 12, 31, 17, tzinfo=dt.UTC))
    assert content.date == "2024-01-01"


def test_sign_off_day_counts_if_no_other_date() -> None:
    """It comes before the dateline, and stays in the paragraphs."""
    body = "<div class='content'><p>现将有关事项通知如下，请各单位认真贯彻执行。</p><p>区政府办公室</p><p>二〇二五年三月二日</p></div>"
    content = read(body=body)
    assert content.date == "2025-03-02"
    assert content.evidence["date"]["rule"] == "sign-off-line"
    assert content.paragraphs[-1] == "二〇二五年三月二日"


def test_line_of_short_links_may_give_the_day() -> None:
    tools = "".join(
        f"<a href='/{i}'>{name}</a> "
        for i, name in enumerate(["[河湾区教师教育网]", "[手机版本]", "[无障碍版]", "[繁体中文]"])
    )
    content = read(line=f"<div>{tools}发布时间：2013年10月30日</div>")
    assert content.date == "2013-10-30"


def test_day_of_a_list_row_is_no_publication_day() -> None:
    row = "<li><a href='/1'>街道组织志愿者清理河道</a>发布时间：2013年10月30日</li>"
    content = read(
        "<meta name=PubDate content='2025-03-03'>", body=BODY + f"<h3>相关新闻</h3><ul>{row}{row}</ul>"
    )
    assert content.date == "2025-03-03"


@pytest.mark.parametrize(
    "line",
    [
        "发表于2020-11-13", "发布于 2020-11-13", "更新于2020-11-13 10:20", "创建于2020年11月13日", "发布 2020-11-13", "日期 2020-11-13",
        "提交时间：2020-11-13", "编发时间：2020-11-13", "采编时间：2020-11-13 10:20", "公布日期：2020-11-13",
        "来源：今晚报 2017年12月5日13版 发稿时间：2020-11-13 12:45",
    ],
)  # fmt: skip
def test_labelled_publication_day_is_no_paragraph(line: str) -> None:
    content = read(line=f"<div>{line}</div>")
    assert content.date == "2020-11-13"
    assert len(content.paragraphs) == 1


def test_year_of_a_published_report_is_no_date() -> None:
    content = read(line="<div>发布2020年工作报告</div>")
    assert content.date is None
