from __future__ import annotations

import pytest

from bulletin_spider.listings import read_listing
from tests.listings.pages import HOT, URL, page, plain_list, sample_rows

ARTICLE = "".join(
    f"<p>白石区今天召开第{n}次专题会议。会议指出，要把群众的事情办实办好，及时回应社会关切；各部门要对照台账逐项落实，按期反馈。</p>"
    for n in range(8)
)


@pytest.mark.parametrize(
    "related",
    [
        plain_list(sample_rows(6)),
        "<ul>" + "".join(f"<li><a href='{r.href}'>{r.title}</a></li>" for r in sample_rows(8)) + "</ul>",
    ],
)
def test_article_with_related_links_is_no_listing(related: str) -> None:
    listing = read_listing(page(f"<h1>区里召开会议</h1>{ARTICLE}<h4>相关新闻</h4>{related}", side=HOT), URL)
    assert listing.entries == ()
    assert listing.next_page is None


def test_links_to_neighbour_articles_are_no_rows() -> None:
    content = "<h1>通知</h1><p>附件请下载查看。</p><ul><li>上一篇：<a href='./t20260101_1.html'>关于开展检查工作的通知</a></li>"
    content += "<li>下一篇：<a href='./t20260103_2.html'>关于公布检查结果的通知</a></li></ul>"
    assert read_listing(page(content), URL).entries == ()


SHORT_PROSE = (
    "<p>白石区今天召开专题会议，研究群众关心的事项；会议要求各部门按期反馈，把好事办好，并及时回应社会关切。</p>"
    * 2
)


@pytest.mark.parametrize(
    "mark",
    [
        "责任编辑：某某",
        "<p>下一篇：没有了</p>",
        "<a href='#'>打印本页</a>",
        "<meta name='ArticleTitle' content='区里召开会议'>",
    ],
    ids=["editor", "next article", "print", "title field"],
)
def test_short_prose_with_an_article_mark_is_an_article(mark: str) -> None:
    assert read_listing(page(SHORT_PROSE + mark + plain_list(sample_rows(6))), URL).entries == ()


@pytest.mark.parametrize("content", [SHORT_PROSE, "责任编辑：某某"], ids=["prose", "mark"])
def test_only_short_prose_or_a_mark_is_no_article(content: str) -> None:
    assert len(read_listing(page(content + plain_list(sample_rows(6))), URL).entries) == 6


@pytest.mark.parametrize("element", ["noscript", "textarea", "style", "a"])
def test_prose_in_other_elements_is_no_article(element: str) -> None:
    """A link that is no row may hold a teaser."""
    prose = ARTICLE.replace("<p>", "").replace("</p>", "")
    content = f"<{element}>{prose}<span>{prose if element == 'a' else ''}</span></{element}>"
    assert len(read_listing(page(content + plain_list(sample_rows(6))), URL).entries) == 6
