"""The body as its page has it: the text of the paragraphs and no other, in plain HTML."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.extraction import Content, extract, rich_body
from tests.conftest import ROOT
from tests.extraction.test_pages import ADDRESS, ARTICLES, hints_of, load

sys.path.append(str(ROOT / "benchmarks"))

from html_lines import bare, cells, shown_lines

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "3月6日上午，区政府召开专题会议，研究部署绿化工作。"
LAST = "会议还研究了其他事项。"
TABLES = ROOT / "tests" / "extraction" / "tables"
LEAST_SHARE = 0.97
"""Share of pages whose HTML has exactly the lines of the paragraphs; today it is all of the fixtures."""


def body_of(markup: str, *paragraphs: str, images: tuple[str, ...] = ()) -> str:
    pictures: list[dict[str, str | None]] = [{"url": url, "caption": None} for url in images]
    content = Content(paragraphs=list(paragraphs), images=pictures)
    return rich_body(f"<html><body>{markup}</body></html>".encode(), ADDRESS, content)


CASES = {
    "blocks become paragraphs": (
        f"<div><div>{FIRST}</div><section><section>{LAST}</section></section></div>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "text beside blocks becomes a paragraph": (
        f"<div>{FIRST}<p>甲</p><span>乙</span>丙</div>",
        (FIRST, "甲", "乙丙"),
        f"<p>{FIRST}</p>\n<p>甲</p>\n<p>乙丙</p>",
    ),
    "headings and lists stay": (
        f"<div><h2>一、目标</h2><p>{FIRST}</p><ul><li>甲</li><li><p>乙</p></li></ul><ol start=3><li>丙<ul><li>丁</ul></ol></div>",
        ("一、目标", FIRST, "甲", "乙", "丙", "丁"),
        f'<h2>一、目标</h2>\n<p>{FIRST}</p>\n<ul><li>甲</li><li>乙</li></ul>\n<ol start="3"><li><p>丙</p><ul><li>丁</li></ul></li></ol>',
    ),
    "list without items is no list": (
        f"<ul><p>{FIRST}</p><p>{LAST}</p></ul>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "quotation holds paragraphs": (
        f"<div>{FIRST}<blockquote>甲<p>乙</p></blockquote></div>",
        (FIRST, "甲", "乙"),
        f"<p>{FIRST}</p>\n<blockquote><p>甲</p><p>乙</p></blockquote>",
    ),
    "emphasis stays, by its element or its style": (
        f"<div><p><b>{FIRST}</b></p><p><span style='color:red;font-weight: bold'>甲</span>乙<i>丙</i></p><p style='font-weight:700'>丁</p></div>",
        (FIRST, "甲乙丙", "丁"),
        f"<p><b>{FIRST}</b></p>\n<p><strong>甲</strong>乙<i>丙</i></p>\n<p><strong>丁</strong></p>",
    ),
    "breaks stay between lines only": (
        f"<div><p><br>　　{FIRST}<br><br>{LAST}<br></p></div>",
        (FIRST, LAST),
        f"<p>{FIRST}<br>{LAST}</p>",
    ),
    "empty block between texts is a break": (
        f"<div>{FIRST}<div class=clear></div>{LAST}</div>",
        (FIRST, LAST),
        f"<p>{FIRST}<br>{LAST}</p>",
    ),
    "blank in an element stays": (
        f"<div><p>甲<span>&nbsp; </span>乙</p><p>{FIRST}</p></div>",
        ("甲 乙", FIRST),
        f"<p>甲 乙</p>\n<p>{FIRST}</p>",
    ),
    "span with the style of a block is a paragraph": (
        f"<div><span style='display:block'>{FIRST}</span><span style='display:block'>{LAST}</span></div>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "links are absolute": (
        f"<div><p>{FIRST}<a href='../a.html' class=x target=_blank>甲</a></p></div>",
        (f"{FIRST}甲",),
        f'<p>{FIRST}<a href="https://www.example.cn/a.html" rel="noopener noreferrer">甲</a></p>',
    ),
    "link that leads nowhere is text": (
        f"<div><p>{FIRST}<a href='javascript:go()'>甲</a><a name=b>乙</a><a href='#c'>丙</a></p></div>",
        (f"{FIRST}甲乙丙",),
        f"<p>{FIRST}甲乙丙</p>",
    ),
    "data table stays, with its spans": (
        (
            f"<div><p>{FIRST}</p><table border=1 width=600><caption>名单</caption><tr><th colspan=2>姓名</th><th></th></tr>"
            "<tr><td rowspan=2><p><span>甲</span></p></td><td>乙</td><td>丙</td></tr><tr><td>丁<td>戊</table></div>"
        ),
        (FIRST, "名单", "姓名", "甲", "乙", "丙", "丁", "戊"),
        (
            f'<p>{FIRST}</p>\n<table><caption>名单</caption><tbody><tr><th colspan="2">姓名</th><th></th></tr>'
            '<tr><td rowspan="2">甲</td><td>乙</td><td>丙</td></tr><tr><td>丁</td><td>戊</td></tr></tbody></table>'
        ),
    ),
    "row is one paragraph with bars": (
        f"<div><p>{FIRST}</p><table><tr><td>序号<td>姓名<td>备注<tr><td>1<td>王|明<td></table></div>",
        (FIRST, "序号 | 姓名 | 备注", "1 | 王｜明 | "),
        (
            f"<p>{FIRST}</p>\n<table><tbody><tr><td>序号</td><td>姓名</td><td>备注</td></tr>"
            "<tr><td>1</td><td>王|明</td><td></td></tr></tbody></table>"
        ),
    ),
    "layout table is dissolved": (
        f"<table><tr><td>&nbsp;</td><td><table><tr><td>{FIRST}</td></tr><tr><td><p>{LAST}</p></td></tr></table></td></tr></table>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "rows in a form are rows": (
        f"<div>{FIRST}<table><form action=/x><tr><td>甲<td>乙</tr><tr><td>丙<td>丁</tr></form></table></div>",
        (FIRST, "甲", "乙", "丙", "丁"),
        f"<p>{FIRST}</p>\n<table><tbody><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></tbody></table>",
    ),
    "layout table in a cell is dissolved": (
        f"<div>{FIRST}<table><tr><td>甲<td><table><tr><td>乙<tr><td>丙</table><tr><td>丁<td>戊</table></div>",
        (FIRST, "甲", "乙", "丙", "丁", "戊"),
        (
            f"<p>{FIRST}</p>\n<table><tbody><tr><td>甲</td><td><p>乙</p><p>丙</p></td></tr>"
            "<tr><td>丁</td><td>戊</td></tr></tbody></table>"
        ),
    ),
    "text of a table outside of its cells is a cell": (
        f"<div>{FIRST}<table><tr><td>甲<td>乙</tr>丙<tr>丁<td>戊<td>己</table></div>",
        (FIRST, "甲", "乙", "丙", "丁", "戊", "己"),
        (
            f"<p>{FIRST}</p>\n<table><tbody><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr>"
            "<tr><td>丁</td><td>戊</td><td>己</td></tr></tbody></table>"
        ),
    ),
    "text without markup stays as it is": (
        f"<div>{FIRST}<xmp>a<b>&lt;</xmp></div>",
        (f"{FIRST}a<b>&lt;",),
        f"<p>{FIRST}a&lt;b&gt;&amp;lt;</p>",
    ),
    "part of a table without a table is a block": (
        f"<div>{FIRST}<td>甲</td><tr>乙</tr></div>",
        (FIRST, "甲", "乙"),
        f"<p>{FIRST}</p>\n<p>甲</p>\n<p>乙</p>",
    ),
    "tools and related links between paragraphs are cut": (
        f"<div><p>时间：2026-03-06</p><p>{FIRST}</p><div>字号：大 中 小</div><ul><li><a href=/1>区里又开了一个会</a></li></ul><p>{LAST}</p><p>扫一扫</p></div>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "byline in brackets is cut out of its paragraph": (
        f"<div><p>{FIRST}</p><p>{LAST}（记者 <b>方正</b>）</p></div>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "hidden copy is left out": (
        f"<div style='display:none'><h2>{FIRST}</h2>{LAST}</div><div><p>{FIRST}</p><p>{LAST}</p></div>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "hidden body is found if it is the only one": (
        f"<div style='display: none'><p>{FIRST}</p><p>{LAST}</p></div>",
        (FIRST, LAST),
        f"<p>{FIRST}</p>\n<p>{LAST}</p>",
    ),
    "teaser above the body is not the body": (
        f"<p class=lead>{FIRST}</p><p>热点</p><div><p>{FIRST}</p><p>甲</p><p>{LAST}</p></div>",
        (FIRST, "甲", LAST),
        f"<p>{FIRST}</p>\n<p>甲</p>\n<p>{LAST}</p>",
    ),
    "lines of preformatted text stay": (
        f"<pre>{FIRST}\n\n    {LAST}\n区民政局</pre>",
        (FIRST, LAST, "区民政局"),
        f"<p>{FIRST}<br>{LAST}<br>区民政局</p>",
    ),
    "signs of markup stay text": (
        f"<div><p>{FIRST}&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</p></div>",
        (f"{FIRST}<script>alert(1)</script> &amp;",),
        f"<p>{FIRST}&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_body_has_a_plain_structure(case: str) -> None:
    markup, paragraphs, expected = CASES[case]
    assert body_of(markup, *paragraphs) == expected


def test_pictures_of_the_bulletin_are_shown_in_place() -> None:
    markup = (
        f"<base href=/f/><p><img src=/icon.png><img src=loading.gif data-src=1.jpg alt='会 场' onerror=x width=9></p><p>{FIRST}</p>"
        f"<p><strong><img src=2.jpg></strong></p><p>{LAST}<img src=/dot.gif></p><p>扫一扫<img src=3.jpg></p>"
    )
    addresses = tuple(f"https://www.example.cn/f/{number}.jpg" for number in (1, 2, 3))
    assert body_of(markup, FIRST, LAST, images=addresses).splitlines() == [
        f'<p><img alt="会 场" src="{addresses[0]}"></p>',
        f"<p>{FIRST}</p>",
        f'<p><img src="{addresses[1]}"></p>',
        f"<p>{LAST}</p>",
        f'<p><img src="{addresses[2]}"></p>',
    ]


def test_picture_that_is_also_elsewhere_is_shown_once() -> None:
    address = "https://www.example.cn/1.jpg"
    markup = f"<ul><li><img src=/1.jpg></li></ul><div><p>{FIRST}</p><p><img src=/1.jpg></p><p>{LAST}</p></div><img src=/1.jpg>"
    assert body_of(markup, FIRST, LAST, images=(address,)).count("<img") == 1
    outside = f"<ul><li><img src=/1.jpg></li></ul><img src=/1.jpg><div><p>{FIRST}</p><p>{LAST}</p></div><img src=/1.jpg>"
    assert body_of(outside, FIRST, LAST, images=(address,)).count("<img") == 1


def test_page_of_pictures_has_a_body() -> None:
    addresses = ("https://www.example.cn/1.jpg", "https://www.example.cn/2.jpg")
    markup = "<h1>图片新闻</h1><div><img src=/1.jpg><img src=/2.jpg></div><p>关闭</p>"
    assert body_of(markup, images=addresses) == "".join(
        ["<p>", *(f'<img src="{address}">' for address in addresses), "</p>"]
    )


@pytest.mark.parametrize(
    "markup", ["", "<p>别的</p>", f"<p>{FIRST}</p>", f"<p>{LAST}</p><p>{FIRST}</p>", "\0", "<!-- -->"]
)
def test_page_without_all_paragraphs_has_no_body(markup: str) -> None:
    assert body_of(markup, FIRST, LAST) == ""
    assert rich_body(markup.encode(), ADDRESS, Content()) == ""


def test_page_in_another_encoding_is_read_as_it_was() -> None:
    page = f"<meta charset=gb2312><p>{FIRST}</p><p>镕</p>".encode("gb18030")
    content = Content(paragraphs=[FIRST, "镕"])
    assert rich_body(page, ADDRESS, content) == f"<p>{FIRST}</p>\n<p>镕</p>"
    content.note("encoding", "encoding-vote", "big5")
    assert (
        rich_body("<p>區政府</p>".encode("big5"), ADDRESS, Content(["區政府"], evidence=content.evidence))
        == ""
    )


def test_arguments_are_not_changed() -> None:
    body, expected = load("templates/trs_news")
    content = extract(body, ADDRESS, hints_of(expected))
    before = extract(body, ADDRESS, hints_of(expected))
    assert rich_body(body, ADDRESS, content) == rich_body(body, ADDRESS, content)
    assert content == before


def differing(body: bytes, url: str, content: Content) -> str:
    """Return what differs between the lines of the rich body and the paragraphs; "" if nothing does."""
    lines, texts = shown_lines(rich_body(body, url, content)), cells(content.paragraphs)
    assert bare(lines) == bare(texts), "the characters differ"
    return "" if lines == texts else f"{lines} for {texts}"


def test_body_has_the_lines_of_the_paragraphs() -> None:
    found = []
    for name in ARTICLES:
        body, expected = load(name)
        url = expected.get("url", ADDRESS)
        try:
            found.append((name, differing(body, url, extract(body, url, hints_of(expected)))))
        except AssertionError as fault:
            found.append((name, str(fault)))
    faults = [one for one in found if one[1]]
    assert len(faults) <= (1 - LEAST_SHARE) * len(found), faults


@pytest.mark.parametrize("path", sorted(TABLES.glob("*.html")), ids=lambda path: path.stem)
def test_data_tables_stay_tables(path: Path) -> None:
    body = path.read_bytes()
    content = extract(body, ADDRESS)
    html = rich_body(body, ADDRESS, content)
    assert bare(shown_lines(html)) == bare(cells(content.paragraphs))
    assert html.count("<table>") >= len(content.tables)


DEEP = "<div>" * 20_000
LARGE = {
    "deep blocks": f"{DEEP}<p>{FIRST}</p>{LAST}",
    "deep emphasis": f"{'<b>' * 2_000}{FIRST}{'</b>' * 2_000}<p>{LAST}",
    "deep lists": f"{'<ul><li>' * 1_000}{FIRST}<p>{LAST}",
    "deep tables": f"{'<table><tr><td>' * 1_000}{FIRST}<p>{LAST}",
}


@pytest.mark.parametrize("case", LARGE)
def test_deep_page_keeps_its_text(case: str) -> None:
    assert bare(shown_lines(body_of(LARGE[case], FIRST, LAST))) == FIRST + LAST


@pytest.mark.parametrize(
    "markup", [f"<tr>{'<td>甲' * 5_000}</table>", "<p>乙</p>" * 16_000], ids=["cells", "blocks"]
)
def test_body_of_too_many_elements_is_given_up(markup: str) -> None:
    paragraphs = ["甲"] * 5_000 if "甲" in markup else ["乙"] * 16_000
    assert body_of(f"<div><table>{markup}</div>", *paragraphs) == ""


def test_readers_import_no_beautifulsoup() -> None:
    code = (
        "import sys; from bulletin_spider.extraction import extract; import bulletin_spider.pipelines.normalize;"
        " assert not {'bs4', 'nh3', 'markdownify'} & {*sys.modules}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
