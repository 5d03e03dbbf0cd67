"""The paragraphs of a body, and the byline that is taken out of them."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction.body.finder import Body
from bulletin_spider.extraction.content import Hints
from bulletin_spider.extraction.document.head import Head
from bulletin_spider.extraction.document.reader import read_document
from bulletin_spider.extraction.fields.context import ArticleContext
from bulletin_spider.extraction.fields.paragraphs import BodyText, find_paragraphs
from bulletin_spider.extraction.headline.headline import Headline
from bulletin_spider.markup.parsing import parse

TEXT = ["湖滨绿道昨天建成开放，全长三公里。", "居民说，晚上散步方便多了。"]


def read(*lines: str, headline: str = "湖滨绿道建成开放") -> BodyText:
    """Return the texts of a body that consists of ``lines``."""
    root = parse("".join(f"<p>{line}</p>" for line in lines))
    assert root is not None
    document = read_document(root)
    body = Body(0, len(lines), [*range(len(lines))])
    title = Headline(headline, -1, "title-tag", headline)
    return find_paragraphs(ArticleContext(document, Head(), title, body, "https://www.example.cn/", Hints()))


@pytest.mark.parametrize(
    ("lines", "paragraphs", "byline"),
    [
        ([*TEXT], TEXT, None),
        ([*TEXT, "（记者 何川）"], TEXT, "（记者 何川）"),
        (["记者 何川", *TEXT], TEXT, "记者 何川"),
        (["记者 何川", *TEXT, "通讯员 周棠"], TEXT, "记者 何川 通讯员 周棠"),
        ([TEXT[0], f"{TEXT[1]}（记者 何川）"], TEXT, "（记者 何川）"),
        ([*TEXT, "记者 何川", "2025年3月2日"], [*TEXT, "2025年3月2日"], "记者 何川"),
        (["三公里，四处歇脚的地方", "记者 何川", *TEXT], ["三公里，四处歇脚的地方", *TEXT], "记者 何川"),
        (["湖滨绿道建成开放", *TEXT], TEXT, None),
    ],
)
def test_byline_is_no_paragraph(lines: list[str], paragraphs: list[str], byline: str | None) -> None:
    found = read(*lines)
    assert (found.paragraphs, found.byline) == (paragraphs, byline)


def test_texts_on_the_page_keep_the_byline() -> None:
    found = read(*TEXT, "记者 何川")
    assert found.searched == [*TEXT, "记者 何川"]
    assert [people.reporters for people in found.bylines.values()] == [["何川"]]


def test_only_both_ends_of_a_long_body_are_searched() -> None:
    lines = [f"第{i}段说明本区今年的工作安排。" for i in range(400)]
    found = read(*lines)
    assert found.searched == lines[:150] + lines[-150:]
    assert found.paragraphs == lines
