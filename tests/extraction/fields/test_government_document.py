"""Numbers, offices and days of government documents are found where a document shows them, and nowhere else."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction import Content, extract

ADDRESS = "https://www.example.cn/zwgk/1.html"
TEXT = "各单位要明确责任，加强巡查，发现问题及时报告并妥善处置，确保安全。"


def read(
    above: str = "", title: str = "青岚区关于加强河道管理的通知", below: str = "", end: str = ""
) -> Content:
    page = f"""<html><head><title>{title}_青岚区人民政府</title></head><body>{above}<h1>{title}</h1>
        <p>发布时间：2024-05-10 来源：青岚区水务局</p>{below}
        <div class="content"><p>{TEXT}</p><p>{TEXT * 2}</p>{end}</div></body></html>"""
    return extract(page.encode(), ADDRESS)


def document_of(content: Content) -> dict[str, str]:
    return {name: value for name, value in (content.document or {}).items() if value}


@pytest.mark.parametrize(
    "number",
    [
        "青政发〔2024〕12号",
        "青政办函[2024]3号",
        "（青教〔2024〕115号）",
        "青应急发【2024】第8号",
        "青农规（2024）1号",
        "青府〔二〇二四〕十二号",
    ],
)
def test_number_on_a_line_of_its_own_is_found(number: str) -> None:
    for content in (read(below=f"<p>{number}</p>"), read(above=f"<p>{number}</p>")):
        assert document_of(content) == {"document_number": number.strip("（）")}
        assert content.evidence["document"] == {"rule": "number-line", "text": number}


@pytest.mark.parametrize(
    ("title", "line", "number"),
    [
        ("青岚区人民政府公告", "2024年第3号", "2024年第3号"),
        ("青岚区停车管理办法", "（第十二号）", "第十二号"),
        ("青岚区停车管理办法", "青岚区人民政府令第12号", "青岚区人民政府令第12号"),
        ("青岚区人民政府关于禁止燃放烟花的通告", "第5号", "第5号"),
    ],
)
def test_number_of_an_order_is_found(title: str, line: str, number: str) -> None:
    assert document_of(read(title=title, below=f"<p>{line}</p>")) == {"document_number": number}


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("青岚区关于加强河道管理的通知（青政发〔2024〕12号）", "青政发〔2024〕12号"),
        ("青岚区人民政府令（第12号）", "第12号"),
        ("青岚区市场监管局公告（2024年第3号）", "2024年第3号"),
        ("青岚区关于开展防汛检查的通知（2024年第8号）", "2024年第8号"),
    ],
)
def test_number_at_the_end_of_the_headline_is_found(title: str, number: str) -> None:
    assert document_of(read(title=title)) == {"document_number": number}


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("青岚区举办惠民演出", "第12号"),
        ("青岚区举办惠民演出", "松风路12号"),
        ("青岚区举办惠民演出", "演出地点在第12号展厅，详见青政发〔2024〕12号文件。"),
        ("青岚区举办惠民演出", "文号：详见附件"),
        ("青岚区举办惠民演出", "电话：6000〔2024〕号"),
    ],
)
def test_other_lines_are_no_number(title: str, line: str) -> None:
    assert read(title=title, below=f"<p>{line}</p>").document is None


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("<p>青岚区水务局</p><p>2024年5月8日</p>", {"issuer": "青岚区水务局", "written_on": "2024-05-08"}),
        ("<p>青岚区水务局 2024年5月8日</p>", {"issuer": "青岚区水务局", "written_on": "2024-05-08"}),
        (
            "<p>青岚区人民政府办公室</p><p>2024年5月8日</p><p>（此件公开发布）</p>",
            {"issuer": "青岚区人民政府办公室", "written_on": "2024-05-08"},
        ),
        (
            "<p>青岚区教育局（印章）</p><p>2024年5月8日</p>",
            {"issuer": "青岚区教育局", "written_on": "2024-05-08"},
        ),
        (f"<p>{TEXT}</p><p>2024年5月8日</p>", {}),
        ("<p>青岚区水务局</p>", {}),
    ],
)
def test_sign_off_names_issuer_and_day(end: str, expected: dict[str, str]) -> None:
    assert document_of(read(end=end)) == expected


def test_sign_off_of_news_is_no_document() -> None:
    end = "<p>青岚区融媒体中心</p><p>2024年5月8日</p>"
    assert read(title="青岚河整治见成效", end=end).document is None


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("索引号：1/2024-2 是否有效：是", {"index_number": "1/2024-2", "status": "有效"}),
        (
            "索引号：1/2024-2 有效期：至2029年5月31日",
            {"index_number": "1/2024-2", "expires_on": "2029-05-31"},
        ),
        ("索引号：1/2024-2 有效性：详见正文说明和附件", {"index_number": "1/2024-2"}),
        ("索引号：1/2024-2 文号：— 发文机关：无", {"index_number": "1/2024-2"}),
        ("发布机构：青岚区水务局 公开日期：2024-05-10", {}),
        (
            "索引号：1/2024-2 文号：青政〔2024〕1 号",
            {"index_number": "1/2024-2", "document_number": "青政〔2024〕1号"},
        ),
        (
            "发文机关：青岚区水务局 主题分类：水利 有效性：有效",
            {"issuer": "青岚区水务局", "topic": "水利", "status": "有效"},
        ),
        (
            "发布机构：青岚区水务局 发文机关：青岚区政府 文 号：青政〔2024〕1号",
            {"issuer": "青岚区政府", "document_number": "青政〔2024〕1号"},
        ),
    ],
)
def test_labels_of_a_card_give_fields(card: str, expected: dict[str, str]) -> None:
    assert document_of(read(title="青岚河整治见成效", below=f"<p class='info'>{card}</p>")) == expected


def test_card_in_a_side_list_gives_no_document() -> None:
    rows = "".join(
        f"<li><a href='/{n}.html'>关于开展第{n}次检查的通知</a><span>文号：青政〔2023〕{n}号</span></li>"
        for n in range(9)
    )
    content = read(
        title="青岚河整治见成效", end=f"</div><div class='sidebar'><h3>相关文件</h3><ul>{rows}</ul>"
    )
    assert content.document is None
