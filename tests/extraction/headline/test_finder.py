"""The headline is found on its line, and lines that look like one are passed over."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction import Content, Hints, extract

PROSE = (
    "<p>近日，区里组织专人走访各个社区，了解居民的实际需要，并就下一步安排作了说明。</p>"
    "<p>相关负责人表示，后续将按月公布进度，接受大家的监督，欢迎提出意见和建议。</p>"
)
DATE = "<div class='info'>发布时间：2024-03-07 来源：本网</div>"
LOGO = "<div class='logo'>河湾区政务网</div>"


def read(title: str, above: str, hint: str | None = None, head: str = "", line: str = DATE) -> Content:
    """Return the content of a page with a title tag, markup ``above`` the date line, and a listing title."""
    page = f"<html><head><title>{title}</title>{head}</head><body>{LOGO}{above}{line}<div>{PROSE}</div></body></html>"
    return extract(page.encode(), "https://www.example.cn/1.html", Hints(title=hint))


@pytest.mark.parametrize(
    "headline",
    [
        "社区服务搬进党群中心", "全区民生工程项目清单发布", "街道上线居民议事平台", "河湾织密校园安全网", "市民可以到窗口咨询市场监管局",
        "专家走进老年大学频道", "老旧小区改造方案提交业主委员会", "便民事项全程在线", "居民的感谢信送到镇政府",
    ],
)  # fmt: skip
def test_headline_may_end_like_a_site_name(headline: str) -> None:
    assert read(f"{headline}_河湾区政务网", f"<h1>{headline}</h1>").title == headline
    assert read(f"{headline}-要闻-河湾区人民政府", f"<div>{headline}</div>").title == headline
    assert read(headline, f"<h2>{headline}</h2>").title == headline
    assert read("河湾区政务网", f"<h2>{headline}</h2>", hint=headline).title == headline
    assert read(headline, f"<p>{headline}</p>", hint=headline).title == headline


def test_logo_is_no_headline() -> None:
    content = read(
        "街道开展春季消防演练-河湾区人民政府", "<h1>河湾区人民政府</h1><div>街道开展春季消防演练</div>"
    )
    assert content.title == "街道开展春季消防演练"
    content = read("河湾区人民政府-河湾区政务网", "<h1>河湾区人民政府</h1><h3>街道开展春季消防演练</h3>")
    assert content.title == "街道开展春季消防演练"


def test_subtitle_after_a_dash_is_no_headline() -> None:
    content = read("河湾区政务网", "<h2>春风化雨润无声</h2><h2>——街道开展送法进社区系列宣传活动侧记</h2>")
    assert content.title == "春风化雨润无声"
    content = read(
        "春风化雨润无声——街道送法进社区侧记-河湾区政务网",
        "<h2>春风化雨润无声</h2><h2>——街道送法进社区侧记</h2>",
    )
    assert content.title == "春风化雨润无声——街道送法进社区侧记"


def test_heading_of_related_links_is_no_headline() -> None:
    related = "<h1>相关阅读</h1><ul><li><a href='/2'>街道举办读书会</a></li><li><a href='/3'>社区换新颜</a></li></ul>"
    content = read(
        "街道开展春季消防演练",
        f"<dl><dt>街道开展春季消防演练</dt></dl>{DATE}<div>{PROSE}</div>{related}",
        line="",
    )
    assert content.title == "街道开展春季消防演练"


def test_heading_of_a_list_is_no_headline() -> None:
    """The first row of the list has a day, as a line of date and source has."""
    box = "<div class='sidebar'><h3>最新动态</h3><ul><li><a href='/2'>编辑来到社区</a><span>2024-03-07</span></li></ul></div>"
    article = f"<div><font size=5>街道便民服务站搬新家了</font></div>{DATE}<div>{PROSE}</div>"
    assert read("河湾区人民政府", article + box, line="").title == "街道便民服务站搬新家了"


def test_headline_over_two_paragraphs_follows_the_title_tag() -> None:
    content = read(
        "河湾区政务网-今天立春！这些习俗你知道吗",
        "<table><tr><td><p>今天立春！</p><p>这些习俗你知道吗</p></td></tr></table>",
    )
    assert content.title == "今天立春！这些习俗你知道吗"


@pytest.mark.parametrize("headline", ["招聘公告", "中标公示", "停水公告", "致歉信", "会议通知"])
def test_headline_may_be_short_like_a_channel_name(headline: str) -> None:
    assert read(f"{headline}-河湾区政务网", f"<div>{headline}</div>").title == headline
    assert read(headline, f"<div class='title'>{headline}</div>").title == headline
    assert read("河湾区政务网", f"<h1>{headline}</h1>").title == headline


def test_office_above_the_sign_off_day_is_no_headline() -> None:
    """The title tag names the office too."""
    form = "<table><tr><td>单位名称</td></tr><tr><td>汇款金额</td></tr></table>"
    page = (
        "<html><head><title>政策文件——河湾区价格学会</title></head><body><div class='x_title'>关于缴纳本年度会费的通知</div>"
        f"<div>2024-03-01 09:23:59</div><div>{PROSE}{form}<p>河湾区价格学会</p><p>2024年2月27日</p></div></body></html>"
    )
    content = extract(page.encode(), "https://www.example.cn/1.html")
    assert (content.title, content.date) == ("关于缴纳本年度会费的通知", "2024-03-01")
    assert content.paragraphs[-2:] == ["河湾区价格学会", "2024年2月27日"]


def test_day_in_headline_stays_if_title_tag_has_it() -> None:
    headline = "全区统一招聘考试时间：2024年3月15日"
    assert read(f"{headline}-河湾区政务网", f"<h2>{headline}</h2>").title == headline
    assert read("河湾区政务网", "<h2>全区统一招聘考试安排 2024年3月5日</h2>").title == "全区统一招聘考试安排"


def test_owner_name_in_a_sidebar_is_no_headline() -> None:
    box = "<div class='sidebar'><p>河湾国际投资有限公司</p></div>"
    article = "<div class='sidebar'><h1 class='title'>落实井下禁烟 确保安全生产</h1></div>"
    assert read("河湾国际投资有限公司", box + article, line="").title == "落实井下禁烟 确保安全生产"


def test_address_of_the_site_is_no_headline() -> None:
    headline = "专家访谈：为行业搭建信息化平台"
    content = read(f"{headline}_振兴农业", f"<div class='title'>{headline}</div><p>www.example.gov.cn</p>")
    assert content.title == headline


def test_title_class_above_prose_is_enough_for_headline() -> None:
    """Neither the title tag nor a date line points to it."""
    content = read(
        "河湾区政务网", "<div class='bt_title'>新农活——走进春天的田野</div><p>春天来得正好。</p>", line=""
    )
    assert content.title == "新农活——走进春天的田野"
