"""Make the safe HTML of a whole page, of which no body is known: a listing, an error, a page that was refused."""

from __future__ import annotations

from bulletin_spider.extraction.body_html.fragment import readable_root, safe_html
from bulletin_spider.extraction.document.head import read_head
from bulletin_spider.extraction.fields.media import absolute_url

_MAX_ELEMENTS = 5_000
"""Elements of a page that is shown while somebody waits: at 0.1 ms for each they take half a second."""


def whole_page(text: str, url: str) -> str:
    """Return what a page shows as safe HTML; "" if it shows nothing, or is too large. A pure function."""
    root = readable_root(text)
    if root is None:
        return ""
    base = absolute_url(read_head(root).base, url) or url
    for picture in root.iter("img"):
        picture.set("src", absolute_url(picture.get("src") or "", base) or "")
    body = root.find("body")
    element = root if body is None else body
    return safe_html(element, base, _MAX_ELEMENTS)
