"""Let nothing through but an allow list of elements, attributes and addresses."""

from __future__ import annotations

import nh3

from bulletin_spider.extraction.body_html.reshaping import KEPT_ATTRIBUTES, KEPT_TAGS

REMOVED_WITH_CONTENT = {
    *("script", "style", "textarea", "noscript", "template", "iframe", "object", "embed", "select"),
    *("svg", "math", "title", "xmp", "noembed", "noframes", "plaintext"),
}
"""Elements whose content is no text of the page: scripts, styles, and what other parsers read in another way."""

_CLEANER = nh3.Cleaner(
    tags=set(KEPT_TAGS),
    clean_content_tags=REMOVED_WITH_CONTENT,
    attributes={**KEPT_ATTRIBUTES, "*": set()},  # by default nh3 keeps lang and title
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)


def sanitized(markup: str) -> str:
    """Return ``markup`` as a browser's parser reads it, with nothing but the kept elements and attributes."""
    return _CLEANER.clean(markup)
