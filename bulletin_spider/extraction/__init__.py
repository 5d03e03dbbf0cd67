"""Extract the fields of a bulletin from an article page, as pure functions of bytes, address and hints."""

from bulletin_spider.extraction.article import extract
from bulletin_spider.extraction.body_html.plain import plain_body
from bulletin_spider.extraction.content import Content, Hints, Rules
from bulletin_spider.extraction.site_rules import check_rules

__all__ = ["Content", "Hints", "Rules", "check_rules", "extract", "plain_body", "rich_body"]


def rich_body(body: bytes, url: str, content: Content) -> str:
    """Return the body of the page ``body`` as safe HTML: headings, emphasis, lists, tables, links and pictures.

    ``content`` says what the body is: the paragraphs and pictures that ``extract`` found on this page. The result holds
    their text and no other, addresses are absolute, and nothing in it can run. Return "" if the page does not have
    all paragraphs. A pure function of its arguments; what it imports, a crawl never needs.
    """
    from bulletin_spider.extraction.body_html.fragment import body_fragment  # noqa: PLC0415 - imports BeautifulSoup

    return body_fragment(body, url, content)
