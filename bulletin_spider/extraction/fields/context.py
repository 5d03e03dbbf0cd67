"""The parts of one article page that every field reads: lines, head, headline, body, address and hints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.content import Hints
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head
    from bulletin_spider.extraction.headline.headline import Headline


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """What is known of an article page before its date, people, source, pictures and documents are read."""

    document: Document
    head: Head
    headline: Headline
    body: Body
    url: str
    hints: Hints
