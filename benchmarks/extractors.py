"""Wrap the extractors to measure: this project, lxml's bare parse, and the peers of the group ``peers``."""

from __future__ import annotations

from collections.abc import Callable

import lxml.html
from scoring import Answer, Truth

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Hints, extract


def ours(body: bytes, truth: Truth) -> Answer:
    """Return what this project reads, with the address as its only hint."""
    try:
        found = extract(body, truth.get("url") or "http://example.invalid/", Hints())
    except NotABulletin as refusal:
        return Answer(refused=refusal.reason)
    people = [*found.reporters, *found.correspondents]
    return Answer(found.title, found.date, found.paragraphs, people, None, found.byline or "")


def bare_parse(body: bytes, truth: Truth) -> Answer:
    """Only parse the decoded page with lxml: the yardstick of speed."""
    lxml.html.document_fromstring(body.decode(truth["encoding"], "replace").encode("utf-8"), parser=_UTF8)
    return Answer()


_UTF8 = lxml.html.HTMLParser(encoding="utf-8")
Extractor = Callable[[bytes, Truth], Answer]


def peers() -> dict[str, Extractor]:
    """Return the general extractors of the dependency group ``peers``."""
    import gne  # noqa: PLC0415 - only where the group is installed
    import newspaper  # noqa: PLC0415 - only where the group is installed
    import readability  # noqa: PLC0415 - only where the group is installed
    import trafilatura  # noqa: PLC0415 - only where the group is installed

    def by_trafilatura(body: bytes, truth: Truth) -> Answer:
        text = body.decode(truth["encoding"], "replace")
        found = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False)
        if found is None:
            return Answer()
        return Answer(found.title or "", found.date, (found.text or "").split("\n"))

    def by_gne(body: bytes, truth: Truth) -> Answer:
        found = gne.GeneralNewsExtractor().extract(body.decode(truth["encoding"], "replace"))
        return Answer(
            found["title"], found["publish_time"][:10], found["content"].split("\n"), [found["author"]]
        )

    def by_newspaper(body: bytes, truth: Truth) -> Answer:
        article = newspaper.Article(
            truth.get("url") or "http://example.invalid/", language="zh", fetch_images=False
        )
        article.download(input_html=body.decode(truth["encoding"], "replace"))
        article.parse()
        day = article.publish_date.date().isoformat() if article.publish_date else None
        return Answer(article.title, day, article.text.split("\n"), list(article.authors))

    def by_readability(body: bytes, truth: Truth) -> Answer:
        document = readability.Document(body.decode(truth["encoding"], "replace"))
        tree = lxml.html.fromstring(document.summary())
        for block in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "td"):
            block.tail = f"\n{block.tail or ''}"
        return Answer(document.title(), None, tree.text_content().split("\n"))

    return {
        "trafilatura": by_trafilatura,
        "gne": by_gne,
        "newspaper4k": by_newspaper,
        "readability": by_readability,
    }
