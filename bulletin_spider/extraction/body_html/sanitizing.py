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


_MOST_COPIED = 10_000_000_000
"""Characters that are copied at worst, in about 0.6 s: nh3 copies the text before each character reference and each
no-break space. A text of 8 MB that has nothing else takes five minutes."""


def sanitized(markup: str) -> str:
    """Return ``markup`` as a browser's parser reads it, with nothing but the kept elements and attributes.

    Return "" if that would take too long.
    """
    return "" if is_too_slow(markup) else _CLEANER.clean(markup)


def is_too_slow(markup: str) -> bool:
    """Whether nh3 would take too long for ``markup``."""
    pieces = markup.split("<")
    return sum((one.count("&") + one.count("\xa0")) * len(one) for one in pieces) > _MOST_COPIED
