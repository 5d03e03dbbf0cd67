"""What the block of a body holds beside its paragraphs is counted, and much of it is a warning."""

from __future__ import annotations

from bulletin_spider.extraction import Content, extract

SENTENCE = "为提升市民科学素养，区科协定于下月举办科普讲解大赛，欢迎全区各单位和市民踊跃报名参加。"
LINK = "<p><a href='/fa.html'>河湾区科普讲解大赛实施方案及评分标准（第三版）</a></p>"


def read(body: str, behind: str = "") -> Content:
    page = (
        "<html><head><title>科普讲解大赛通知</title></head><body><h1>科普讲解大赛通知</h1><div>发布时间：2024-03-01</div>"
        f"<div class='content'>{body}</div>{behind}</body></html>"
    )
    return extract(page.encode(), "https://www.example.cn/1.html")


def test_many_left_out_characters_are_a_warning() -> None:
    content = read(f"<p>{SENTENCE}</p>{LINK * 2}<p>特此通知。</p><p>{SENTENCE[:-1]}！</p>")
    assert "body: 46 characters of its block were left out, mostly links" in content.warnings
    assert content.evidence["paragraphs"]["text"] == "characters left out: 46 of links"


def test_few_left_out_characters_are_only_evidence() -> None:
    content = read(f"<p>{SENTENCE}</p>{LINK}<p>特此通知。</p>")
    assert content.warnings == []
    assert content.evidence["paragraphs"]["text"] == "characters left out: 23 of links"


def test_links_behind_the_end_count_nothing() -> None:
    content = read(f"<p>{SENTENCE}</p>", f"<h3>相关新闻</h3>{LINK * 5}")
    assert content.warnings == []
    assert content.evidence["paragraphs"]["text"] == ""


def test_documents_of_a_text_count_nothing() -> None:
    link = "<p><a href='/fa.docx'>河湾区科普讲解大赛实施方案及评分标准（第三版）.docx</a></p>"
    content = read(f"<p>{SENTENCE}</p>{link * 3}<p>河湾区科协</p>")
    assert content.warnings == []
    assert len(content.attachments) == 1
