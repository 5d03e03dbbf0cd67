"""The lines of the body: where it ends, and what is read of a page without prose."""

from __future__ import annotations

from copy import copy

import pytest

from bulletin_spider.extraction import Content, extract
from bulletin_spider.extraction.body.finder import find_body
from bulletin_spider.extraction.document.reader import read_document
from bulletin_spider.markup.parsing import parse

PROSE = (
    "近日，区里组织专人走访各个社区，了解居民的实际需要，并就下一步安排作了说明。",
    "相关负责人表示，后续将按月公布进度，接受大家的监督，欢迎提出意见和建议。",
)
TEXT = "".join(f"<p>{text}</p>" for text in PROSE)
INFO_LINE = "<div>发布时间：2024-03-07 09:12 来源：河湾日报</div>"
DISCLAIMER = "本站部分内容来自互联网，其目的在于传递更多信息，并不代表本站赞同其观点，如有侵权，请与我们联系，我们将尽快处理。"
TEASERS = "".join(
    f"<li><h3><a href='/{i}.html'>{title}</a></h3><p>{PROSE[i % 2]}{PROSE[1 - i % 2]}</p></li>"
    for i, title in enumerate(["街道组织志愿者清理河道", "社区食堂本周开门迎客", "图书馆新馆下月试运行"])
)
FOOTER = "<div class='foot'><p>主办：河湾区人民政府办公室</p><p>京ICP备05000001号</p></div>"


def read(body: str, headline: str = "老街的四季") -> Content:
    page = f"<html><head><title>{headline}</title></head><body><div><h1>{headline}</h1>{body}</div>{FOOTER}</body></html>"
    return extract(page.encode(), "https://www.example.cn/1.html")


def test_teasers_below_a_picture_are_no_body() -> None:
    content = read(f"{INFO_LINE}<div><img src='/1.jpg'></div><div><h2>推荐阅读</h2><ul>{TEASERS}</ul></div>")
    assert content.paragraphs == []
    assert content.images


def test_teasers_below_linked_headings_are_no_body() -> None:
    items = "".join(
        f"<div><h3><a href='/{i}.html'>街道组织志愿者清理河道</a></h3><p>{PROSE[0][:20]}…</p></div>"
        for i in range(4)
    )
    assert read(f"{INFO_LINE}<div>{TEXT}</div>{items}").paragraphs == [*PROSE]


def test_words_below_a_picture_are_text() -> None:
    content = read(
        f"{INFO_LINE}<p><img src='/1.jpg'><br>老街口的早市 摄于一九八〇年</p><h2>推荐阅读</h2>{TEASERS}"
    )
    assert content.paragraphs == ["老街口的早市 摄于一九八〇年"]


@pytest.mark.parametrize(
    "notice",
    [
        f"<h2>免责声明</h2><p>{DISCLAIMER * 3}</p>",
        f"<h2>免责声明</h2><p>{'河湾学习网引用了互联网上的一些资源并注明了出处，版权归原作者所有。' * 12}</p>",
        f"<div>版权与免责声明</div><p>1.凡本站注明“原创”的所有作品，其版权属于本站所有。</p><p>{DISCLAIMER}</p>",
        "<p>未经河湾网书面特别授权，请勿转载或建立镜像</p>",
        "<p>未经协议授权，禁止转载。</p>",
    ],
)
def test_notice_of_rights_is_no_body(notice: str) -> None:
    assert read(f"{INFO_LINE}<div><img src='/1.jpg'></div>{notice}").paragraphs == []
    assert read(f"{INFO_LINE}<div>{TEXT}</div>{notice}").paragraphs == [*PROSE]


def test_table_of_short_cells_outweighs_notice_below() -> None:
    cells = [
        "当事人名称",
        "决定书文号",
        "河湾贸易有限公司",
        "河罚决字〔2024〕52号",
        "罚款五十六万元",
        "河湾监管局",
    ]
    table = "<table>" + "".join(f"<tr><td>{cell}</td></tr>" for cell in cells) + "</table>"
    content = read(
        f"{INFO_LINE}<div>{table}</div><div>版权与免责声明</div><p>1.凡本站注明“原创”的作品，版权属于本站。</p>"
    )
    assert content.paragraphs == cells


def test_footer_below_a_picture_is_no_caption() -> None:
    content = read(
        f"{INFO_LINE}<div><img src='/1.jpg'></div><p>主办：河湾区人民政府 承办：河湾区大数据局</p>"
    )
    assert content.paragraphs == []


def test_sentence_above_editor_outweighs_longer_line_below() -> None:
    text = "因管道检修，河湾路一带3月9日全天停水，敬请谅解。"
    content = read(
        f"<div><p>{text}</p><p>责任编辑：方正</p><p>欢迎关注河湾发布，了解更多停水停电的消息，也可以拨打热线咨询。</p></div>",
        "停水通知",
    )
    assert content.paragraphs == [text]


def test_occasion_in_brackets_is_text() -> None:
    occasion = "（2024年3月7日在河湾区第二次代表大会上）"
    assert read(f"{INFO_LINE}<div><p>{occasion}</p>{TEXT}</div>").paragraphs == [occasion, *PROSE]


def test_first_sentence_like_the_headline_is_text() -> None:
    content = read(f"{INFO_LINE}<div><p>街道开展春季消防演练。</p>{TEXT}</div>", "街道开展春季消防演练")
    assert content.paragraphs == ["街道开展春季消防演练。", *PROSE]


def test_button_to_load_more_is_no_text() -> None:
    assert read(f"{INFO_LINE}<div>{TEXT}<p>加载全部内容</p></div>").paragraphs == [*PROSE]


def test_day_beside_counter_below_text_is_the_date() -> None:
    content = read(f"<div>{TEXT}</div><div class='time'>老街的四季 2021-4-23 本文被阅读 122 次</div>")
    assert (content.date, content.paragraphs) == ("2021-04-23", [*PROSE])


def test_notice_of_addresses_is_text() -> None:
    lines = ["地址：河湾区人民路一号", "电话：010-60000001", "邮编：101900"]
    content = read(
        f"{INFO_LINE}<div>{''.join(f'<p>{line}</p>' for line in lines)}</div>", "区信访接待中心联系方式"
    )
    assert content.paragraphs == lines


def test_sign_off_behind_links_is_text() -> None:
    links = "<p><a href='javascript:;'>（点击下载附件1、2）</a></p>"
    sign = "<p>河湾区教育局</p><p>2024年3月7日</p>"
    content = read(f"{INFO_LINE}<div class='content'>{TEXT}{links}{sign}</div>", "关于开展春季阅读活动的通知")
    assert content.paragraphs == [*PROSE, "河湾区教育局", "2024年3月7日"]


def test_body_in_footer_class_keeps_last_line() -> None:
    content = read(
        f"{INFO_LINE}<div class='content'><div class='content-footer'>{TEXT}<p>河湾区图书馆</p><p>2024年3月7日</p></div></div>",
        "关于图书馆服务调整的通知",
    )
    assert content.paragraphs == [*PROSE, "河湾区图书馆", "2024年3月7日"]


def test_attachments_printed_on_the_page_are_text() -> None:
    lists = "<p>相关附件：</p><p>附件1：期末考试安排</p><p>附件2：监考人员守则</p><p>河湾区教育局</p><p>2024年3月7日</p>"
    content = read(f"{INFO_LINE}<div class='content'>{TEXT}{lists}</div>", "关于做好期末考试工作的通知")
    assert content.paragraphs[2:] == [
        "相关附件：",
        "附件1：期末考试安排",
        "附件2：监考人员守则",
        "河湾区教育局",
        "2024年3月7日",
    ]


def test_link_with_icp_number_is_footer() -> None:
    foot = "<p><a href='/about'>河湾教育网版权所有 京ICP备05000002号</a></p><p>主办：河湾区教育局 承办：河湾区电教馆</p><p>地址：人民路一号 电话：010-60000001</p>"
    content = read(f"{INFO_LINE}<div><video src='/1.mp4'></video></div><div>{foot}</div>")
    assert content.paragraphs == []


def test_sentence_with_written_out_address_is_text() -> None:
    sentence = "该项研究得到了区科技局支持。论文详见：<a href='http://www.example.cn/a/very/long/address/of/a/paper/1.html'>http://www.example.cn/a/very/long/address/of/a/paper/1.html</a>"
    content = read(f"{INFO_LINE}<div><p>{PROSE[0]}</p><p>{sentence}</p><p>{PROSE[1]}</p></div>")
    assert len(content.paragraphs) == 3


def test_font_size_buttons_are_no_text() -> None:
    assert read(f"{INFO_LINE}<div><div>A+</div><div>A-</div></div><div>{TEXT}</div>").paragraphs == [*PROSE]


def test_room_number_in_brackets_is_text() -> None:
    content = read(f"{INFO_LINE}<div><p>{PROSE[0]}</p><p>（语音大楼6楼60602室）</p><p>{PROSE[1]}</p></div>")
    assert content.paragraphs == [PROSE[0], "（语音大楼6楼60602室）", PROSE[1]]


def test_finding_the_body_changes_no_line() -> None:
    page = f"<div>{TEXT}<h3>相关政策</h3><p>{PROSE[0]}</p><p><a href='/down?id=7'>附件：申报表</a></p></div>"
    root = parse(page)
    assert root is not None
    document = read_document(root)
    before = ([*document.kinds], [*map(copy, document.lines)], [*document.attachments])
    assert find_body(document, -1)
    assert (document.kinds, document.lines, document.attachments) == before
