"""Headlines: which line is one, and what looks like one."""

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
    page = f"<html><head><title>{title}</title>{head}</head><body>{LOGO}{above}{line}<div>{PROSE}</div></body></html>"
    return extract(page.encode(), "https://www.example.cn/1.html", Hints(title=hint))


@pytest.mark.parametrize(
    "headline",
    [
        "社区服务搬进党群中心", "全区民生工程项目清单发布", "街道上线居民议事平台", "河湾织密校园安全网", "市民可以到窗口咨询市场监管局",
        "专家走进老年大学频道", "老旧小区改造方案提交业主委员会", "便民事项全程在线", "居民的感谢信送到镇政府",
    ],
)  # fmt: skip
def test_a_headline_may_end_like_the_name_of_a_site(headline: str) -> None:
    assert read(f"{headline}_河湾区政务网", f"<h1>{headline}</h1>").title == headline
    assert read(f"{headline}-要闻-河湾区人民政府", f"<div>{headline}</div>").title == headline
    assert read(headline, f"<h2>{headline}</h2>").title == headline
    assert read("河湾区政务网", f"<h2>{headline}</h2>", hint=headline).title == headline
    assert read(headline, f"<p>{headline}</p>", hint=headline).title == headline


def test_a_logo_is_no_headline() -> None:
    content = read(
        "街道开展春季消防演练-河湾区人民政府", "<h1>河湾区人民政府</h1><div>街道开展春季消防演练</div>"
    )
    assert content.title == "街道开展春季消防演练"
    content = read("河湾区人民政府-河湾区政务网", "<h1>河湾区人民政府</h1><h3>街道开展春季消防演练</h3>")
    assert content.title == "街道开展春季消防演练"


def test_a_subtitle_behind_a_dash_is_no_headline() -> None:
    content = read("河湾区政务网", "<h2>春风化雨润无声</h2><h2>——街道开展送法进社区系列宣传活动侧记</h2>")
    assert content.title == "春风化雨润无声"
    content = read(
        "春风化雨润无声——街道送法进社区侧记-河湾区政务网",
        "<h2>春风化雨润无声</h2><h2>——街道送法进社区侧记</h2>",
    )
    assert content.title == "春风化雨润无声——街道送法进社区侧记"


def test_the_heading_of_related_links_is_no_headline() -> None:
    related = "<h1>相关阅读</h1><ul><li><a href='/2'>街道举办读书会</a></li><li><a href='/3'>社区换新颜</a></li></ul>"
    content = read(
        "街道开展春季消防演练",
        f"<dl><dt>街道开展春季消防演练</dt></dl>{DATE}<div>{PROSE}</div>{related}",
        line="",
    )
    assert content.title == "街道开展春季消防演练"


def test_a_headline_parted_over_paragraphs_is_one_if_the_title_tag_says_so() -> None:
    content = read(
        "河湾区政务网-今天立春！这些习俗你知道吗",
        "<table><tr><td><p>今天立春！</p><p>这些习俗你知道吗</p></td></tr></table>",
    )
    assert content.title == "今天立春！这些习俗你知道吗"


@pytest.mark.parametrize("headline", ["招聘公告", "中标公示", "停水公告", "致歉信", "会议通知"])
def test_a_headline_may_be_as_short_as_the_name_of_a_channel(headline: str) -> None:
    assert read(f"{headline}-河湾区政务网", f"<div>{headline}</div>").title == headline
    assert read(headline, f"<div class='title'>{headline}</div>").title == headline
    assert read("河湾区政务网", f"<h1>{headline}</h1>").title == headline
