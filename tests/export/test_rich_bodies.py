"""Bodies as their pages have them: from the captures, in Markdown and in feeds, safe in both."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from bulletin_spider import reading_time
from bulletin_spider.exceptions import DamagedCapture, UsageFault
from bulletin_spider.export.formats.markdown import escaped
from bulletin_spider.export.html_to_markdown import markdown
from bulletin_spider.export.rich_bodies import RichBodies
from bulletin_spider.export.writing import export
from bulletin_spider.extraction import extract, rich_body
from bulletin_spider.extraction.body_html.reshaping import reshaped
from bulletin_spider.extraction.body_html.sanitizing import sanitized
from bulletin_spider.items import Page
from tests.archive.wordings import wording
from tests.conftest import ROOT
from tests.extraction.body_html.test_attacks import ADDRESS as BASE
from tests.extraction.body_html.test_attacks import SMALL_ATTACKS, faults
from tests.extraction.test_pages import ADDRESS, ARTICLES, hints_of, load

sys.path.append(str(ROOT / "benchmarks"))

from html_lines import shown_lines

if TYPE_CHECKING:
    from pathlib import Path

FIRST, LAST = "3月6日上午，区政府召开专题会议，研究部署绿化工作。", "会议还研究了其他事项。"
MARKUP = (
    f"<h1>题</h1><div class=content><h2>一、目标</h2><p>{FIRST}<strong>要点：</strong>甲*乙</p><p><img src=/1.jpg></p>"
    f"<table><tr><th>姓名<th>分数<tr><td rowspan=2>王明<td>90<tr><td>85</table><p>{LAST}<a href=/a(1).html>链接</a></p></div>"
)
PARAGRAPHS = ["一、目标", f"{FIRST}要点：甲*乙", "姓名 | 分数", "王明 | 90", " | 85", f"{LAST}链接"]
PICTURES = [{"url": f"https://www.example.cn/{number}.jpg", "caption": None} for number in (1, 2)]
RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def page(version: dict[str, Any], markup: str = MARKUP) -> Page:
    return Page(id=version["id"], url="https://www.example.cn/xw/1.html", body=markup.encode())


def version(number: int = 1, **fields: Any) -> dict[str, Any]:
    return wording(number, **({"paragraphs": PARAGRAPHS, "images": PICTURES} | fields))


def test_markdown_has_headings_tables_links_and_pictures(tmp_path: Path) -> None:
    bodies = RichBodies(page)
    export([version()], f"{tmp_path}/x.md", bodies=bodies)
    assert (tmp_path / "x.md").read_text(encoding="utf-8").split("\n\n")[2:-1] == [
        "#### 一、目标",
        f"{FIRST}**要点**：甲\\*乙",
        "![](https://www.example.cn/1.jpg)",
        "| 姓名 | 分数 |\n| --- | --- |\n| 王明 | 90 |\n|  | 85 |",
        f"{LAST}[链接](https://www.example.cn/a%281%29.html)",
        "![](https://www.example.cn/2.jpg)",
    ]
    assert bodies.summary() == ""


def test_folder_of_markdown_has_rich_bodies(tmp_path: Path) -> None:
    export([version()], f"{tmp_path}/x/", bodies=RichBodies(page))
    (path,) = (tmp_path / "x").iterdir()
    assert "| 王明 | 90 |" in path.read_text(encoding="utf-8")


def test_feed_has_the_html(tmp_path: Path) -> None:
    export(
        [version(attachments=[{"url": "https://x/a.pdf", "name": "表"}])],
        f"{tmp_path}/x.atom",
        bodies=RichBodies(page),
    )
    feed = ET.fromstring((tmp_path / "x.atom").read_bytes())  # noqa: S314 - our own
    content = feed.findtext(".//{*}entry/{*}content") or ""
    assert content.startswith("<h2>一、目标</h2>\n<p>")
    assert '<td rowspan="2">王明</td>' in content
    assert content.count("<img") == 2
    assert content.endswith('<p><a href="https://x/a.pdf">表</a></p>')


def test_versions_without_page_have_paragraphs(tmp_path: Path) -> None:
    def page_of(one: dict[str, Any]) -> Page | None:
        if one["title"] == "damaged":
            raise DamagedCapture("captures/x.warc.gz", 0, "cut")
        found = page(one, "<p>404</p>" if one["title"] == "gone" else MARKUP)
        return None if one["title"] == "row" else dataclasses.replace(found, document=one["title"] == "file")

    bodies = RichBodies(page_of)
    titles = ("damaged", "row", "file", "gone", "whole", "empty")
    versions = [version(number, title=title) for number, title in enumerate(titles)]
    versions[-1] |= {"paragraphs": [], "images": []}
    versions.append(version(9, change="withdrawn", revision=2))
    export(versions, f"{tmp_path}/x.md", bodies=bodies)
    text = (tmp_path / "x.md").read_text(encoding="utf-8")
    assert bodies.summary() == (
        "5 with paragraphs only: 4 without a page in the archive, 1 not found on the page, or too large"
    )
    assert text.count(f"\n\n{escaped(PARAGRAPHS[1])}\n\n") == 5
    assert text.count("#### 一、目标") == 1


def test_page_that_takes_too_long_has_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption that comes in a finalizer is dropped, so one is not enough."""
    monkeypatch.setattr(reading_time, "_AGAIN", 0.001)
    bodies = RichBodies(page, seconds=0.001)
    slow = version(paragraphs=["甲"] * 3_000, images=[])
    bodies.page_of = lambda one: page(one, "<p>甲</p>" * 3_000)
    assert bodies.body(slow) is None
    assert bodies.not_found == 1


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.sqlite"])
def test_other_formats_refuse_rich_bodies(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        UsageFault, match=r"--rich: only names that end in \.atom, \.feed\.json, \.md, / can have it"
    ):
        export([version()], f"{tmp_path}/{name}", bodies=RichBodies(page))
    assert not (tmp_path / name).exists()


def test_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markdownify", None)
    with pytest.raises(
        UsageFault, match=r"\.md with --rich needs markdownify: .* \[markdown\] .* uv sync --extra markdown"
    ):
        export([version()], f"{tmp_path}/x.md", bodies=RichBodies(page))
    export([version()], f"{tmp_path}/x.md")


def test_markdown_shows_the_lines_of_the_body() -> None:
    """A renderer of CommonMark shows the same lines as a browser shows of the HTML."""
    differing = []
    for name in ARTICLES:
        body, expected = load(name)
        url = expected.get("url", ADDRESS)
        html = rich_body(body, url, extract(body, url, hints_of(expected)))
        shown = RENDERER.render(markdown(html))
        assert faults(shown) == [], name
        if shown_lines(shown) != shown_lines(html):
            differing.append(name)
    assert len(differing) <= 0.03 * len(ARTICLES), differing


def test_no_attack_survives_in_markdown() -> None:
    for attack in SMALL_ATTACKS:
        html = sanitized(reshaped(f"<div><p>{FIRST}</p>{attack}</div>", BASE))
        assert faults(RENDERER.render(markdown(html))) == [], attack


@pytest.mark.parametrize(
    "text",
    [
        "[甲](javascript:alert(1))", '![甲](x "y")', "<javascript:alert(1)>", "`<b>`", "# 甲", "- 甲", "1. 甲", "---", "===", "> 甲", "| 甲 | 乙 |",
        "~~~", "```", "&lt;script&gt;", "<script>alert(1)</script>", "[x]: javascript:alert(1)", "\\<b>", "甲\\", "*甲*", "__甲__", "1) 甲", "+ 甲",
    ],
)  # fmt: skip
def test_signs_of_markdown_in_a_text_stay_text(text: str) -> None:
    body = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p><p>{FIRST}</p>"
    shown = RENDERER.render(markdown(body))
    assert shown_lines(shown) == [text, FIRST]
    assert faults(shown) == []


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>甲<b>乙，</b>丙</p>", "甲**乙**，丙"),
        ("<p><strong>“甲。”</strong>乙</p>", "**“甲**。”乙"),
        ("<p>甲<strong>“乙”</strong></p>", "甲“**乙”**"),
        ("<p><strong>问：甲？</strong></p>", "**问：甲？**"),
        ("<p>甲<strong>(a)</strong>乙</p>", "甲(a)乙"),
        ("<p>甲<em> 乙 </em>丙</p>", "甲 *乙* 丙"),
        ("<p>甲<strong>……</strong>乙</p>", "甲……乙"),
        ("<dl><dt>甲</dt><dd>乙</dd></dl>", "甲\n\n乙"),
        ("<p>甲<br>乙</p>", "甲  \n乙"),
    ],
)
def test_emphasis_is_read_between_chinese_signs(html: str, shown: str) -> None:
    assert markdown(html) == shown


def test_spans_of_a_hostile_table_are_bounded() -> None:
    row = '<tr><td colspan="100" rowspan="1000">甲</td><td rowspan="1000">乙</td></tr>'
    assert len(markdown(f"<table>{row * 200}</table>")) < 200_000
