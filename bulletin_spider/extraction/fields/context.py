"""What has been found of one page so far: handed on from field to field."""

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
    """The page's lines and head, where headline and body stand, and what came with the page."""

    document: Document
    head: Head
    headline: Headline
    body: Body
    url: str
    hints: Hints
