"""The body of a version as its page had it, and the links in it, from the capture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.lookup import previous_version
from bulletin_spider.exceptions import DamagedCapture
from bulletin_spider.extraction import Content
from bulletin_spider.extraction.body_html.without_requests import without_requests
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.statuses import Change
from bulletin_spider.web.bulletins.marked_names import with_names
from bulletin_spider.web.bulletins.people import NamedPeople
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.archive.layout import Layout

AS_ON_PAGE = "page"
"""The value of the parameter ``body`` that asks for the body as its page had it."""
_STEPS = 40_000_000
"""Bound of the time in which a body is made, about 0.4 s at worst: a thread cannot be interrupted. Bodies of a thousand
elements have less."""
_BLANKS = re.compile(r"\s+")


def page_body(layout: Layout, version: dict[str, Any], language: str) -> str | None:
    """Return safe HTML with the names marked, which asks nobody for anything.

    None if the page is not in the archive, or not readable. Of a withdrawn version it is the last page that had the
    article.
    """
    found = _safe_html(layout, version)
    if not found:
        return None
    html = without_requests(found, text(language, "bulletin.picture"))
    return with_names(html, NamedPeople(version), lambda roles: _role_words(language, roles))


def _role_words(language: str, roles: Iterable[str]) -> str:
    return " ".join(text(language, f"bulletin.role.{role}") for role in roles)


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
    # Imported when they are called: most answers need no page.
    from bulletin_spider.extraction.body_html.fragment import body_fragment  # noqa: PLC0415
    from bulletin_spider.pipelines.archived_page import archived_page  # noqa: PLC0415

    if version["change"] == Change.WITHDRAWN:
        version = previous_version(layout, version) or version
    try:
        page = archived_page(layout.root, version)
    except (DamagedCapture, OverflowError):  # of a day in the year 9999, in a file that no run has written
        return None
    if page is None or page.document:
        return None
    encoding = version["evidence"].get("encoding") or {"rule": "", "text": page.charset or ""}
    content = Content(
        paragraphs=version["paragraphs"], images=version["images"], evidence={"encoding": encoding}
    )
    html = body_fragment(page.body, page.url, content, _STEPS)
    return "\n".join(publishable(line) for line in html.split("\n")) or None
