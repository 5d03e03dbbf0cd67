"""Make the bodies of an export as their pages have them, from the captures, and count those for which that fails."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from bulletin_spider.exceptions import DamagedCapture, TieredCapture, TooExpensive
from bulletin_spider.extraction import Content, rich_body
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.program import PROGRAM
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.items import Page


class RichBody(NamedTuple):
    """The text of a body, with its markup, and the pictures of the bulletin that are not in it."""

    text: str
    other_images: list[dict[str, Any]]


class RichBodies:
    """Makes the bodies of versions; ``page_of`` returns the page that a version was read from.

    ``page_of`` returns None if the version was made from its row alone, and raises ``DamagedCapture``.
    ``without_page``, ``elsewhere`` and ``not_found`` count the bodies that are only paragraphs.
    """

    def __init__(
        self, page_of: Callable[[dict[str, Any]], Page | None], seconds: float = READING_SECONDS
    ) -> None:
        self.page_of, self.seconds = page_of, seconds
        self.without_page = self.not_found = self.elsewhere = 0
        self.place = ""
        """The directory that captures were moved to."""

    def body(self, version: dict[str, Any], convert: Callable[[str], str] = str) -> RichBody | None:
        """Return the body of a version, which ``convert`` makes of its HTML; None if its paragraphs must do."""
        if not version["paragraphs"] and not version["images"]:
            return None
        page = self._page(version)
        if page is None:
            return None
        try:
            html = self._html(page, version)
            text = read_in_time(self.seconds, convert, html)
        except TooExpensive:
            html = text = ""
        if not text:
            self.not_found += 1
            return None
        shown = unquote(unescape(html))
        return RichBody(text, [image for image in version["images"] if unquote(image["url"]) not in shown])

    def summary(self) -> str:
        """Return how many bodies are only paragraphs, and why; "" if none is."""
        reasons = [
            f"{count} {why}"
            for count, why in (
                (self.without_page, "without a page in the archive"),
                (self.elsewhere, f"whose captures were moved to {self.place} ({PROGRAM} tier --fetch)"),
                (self.not_found, "not found on the page, or too large"),
            )
            if count
        ]
        plain = self.without_page + self.elsewhere + self.not_found
        return f"{plain} with paragraphs only: {', '.join(reasons)}" if plain else ""

    def _page(self, version: dict[str, Any]) -> Page | None:
        page = None
        if (
            version["change"] != Change.WITHDRAWN
        ):  # the capture of a withdrawn one is the answer that it is gone
            try:
                page = self.page_of(version)
            except TieredCapture as tiered:
                self.elsewhere, self.place = self.elsewhere + 1, tiered.place
                return None
            except DamagedCapture:
                page = None
        if page is None or page.document:
            self.without_page += 1
            return None
        return page

    def _html(self, page: Page, version: dict[str, Any]) -> str:
        encoding = version["evidence"].get("encoding") or {"rule": "", "text": page.charset or ""}
        content = Content(
            paragraphs=version["paragraphs"], images=version["images"], evidence={"encoding": encoding}
        )
        html = read_in_time(self.seconds, rich_body, page.body, page.url, content)
        return "\n".join(publishable(line) for line in html.split("\n"))
