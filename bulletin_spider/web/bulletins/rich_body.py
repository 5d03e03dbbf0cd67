"""The body of a version as its page had it, and the links in it, from the capture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.lookup import previous_version
from bulletin_spider.extraction.body_html.without_requests import without_requests
from bulletin_spider.statuses import Change
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout

AS_ON_PAGE = "page"
"""The value of the parameter ``body`` that asks for the body as its page had it."""
_BLANKS = re.compile(r"\s+")


def page_body(layout: Layout, version: dict[str, Any], language: str) -> str | None:
    """Return safe HTML that asks nobody for anything; None if the page is not in the archive, or not readable.

    Of a withdrawn version it is the last page that had the article.
    """
    found = _safe_html(layout, version)
    return without_requests(found, text(language, "bulletin.picture")) if found else None


def page_links(layout: Layout, version: dict[str, Any]) -> list[tuple[str, str]] | None:
    """Return the links in the body of a version: address and words. None as :func:`page_body`."""
    from bulletin_spider.markup.parsing import parse  # noqa: PLC0415 - only who asks for links needs it

    found = _safe_html(layout, version)
    tree = parse(found) if found else None
    if tree is None:
        return None
    return [
        (str(link.get("href")), _BLANKS.sub(" ", "".join(map(str, link.itertext()))).strip())
        for link in tree.iter("a")
        if link.get("href")
    ]


def _safe_html(layout: Layout, version: dict[str, Any]) -> str | None:
    from bulletin_spider.export.rich_bodies import RichBodies  # noqa: PLC0415 - reads pages, most answers need none
    from bulletin_spider.pipelines.archived_page import archived_page  # noqa: PLC0415

    if version["change"] == Change.WITHDRAWN:
        version = previous_version(layout, version) or version
    found = RichBodies(lambda one: archived_page(layout.root, one)).body(version)
    return found.text if found else None
