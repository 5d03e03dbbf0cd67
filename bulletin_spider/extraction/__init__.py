"""Extract the fields of a bulletin from an article page, as pure functions of bytes, address and hints."""

# The readers are imported when they are called: their patterns take a tenth of a second to compile, and a run that
# finds nothing new reads no article.
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.body_html.plain import plain_body
from bulletin_spider.extraction.content import Content, Hints, Rules

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Content", "Hints", "Rules", "check_rules", "extract", "plain_body", "rich_body"]


def extract(body: bytes | str, url: str, hints: Hints | None = None) -> Content:
    """Return the content fields of the article page ``body``, fetched from ``url``.

    Bytes are decoded by what they are. A text counts as decoded: no evidence names its encoding.

    A pure function of its arguments. A field that is not on the page stays empty. Raise the subclass of
    ``NotABulletin`` that gives the reason if the page is not an article.
    """
    from bulletin_spider.extraction.article import extract as extract_article

    return extract_article(body, url, hints)


def check_rules(rules: Collection[Rules]) -> None:
    """Raise ``UsageFault`` for the first selector that is no valid CSS selector, with its field."""
    if rules:
        from bulletin_spider.extraction.site_rules import check_rules as check

        check(rules)


def rich_body(body: bytes | str, url: str, content: Content) -> str:
    """Return the body of the page ``body`` as safe HTML: headings, emphasis, lists, tables, links and pictures.

    ``content`` says what the body is: the paragraphs and pictures that ``extract`` found on this page. The result holds
    their text and no other, addresses are absolute, and nothing in it can run. Return "" if the page does not have
    all paragraphs. A pure function of its arguments; it imports BeautifulSoup, which a crawl never needs.
    """
    from bulletin_spider.extraction.body_html.fragment import body_fragment

    return body_fragment(body, url, content)
