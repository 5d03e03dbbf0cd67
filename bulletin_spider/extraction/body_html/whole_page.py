"""Make the safe HTML of a whole page, of which no body is known: a listing, an error, a page that was refused.

Nothing is rearranged, as for a body, so that the time grows with the length only: somebody waits for it.
"""

from __future__ import annotations

import re

import nh3
from lxml import etree

from bulletin_spider.extraction.body_html.fragment import readable_root
from bulletin_spider.extraction.body_html.reshaping import KEPT_ATTRIBUTES, KEPT_TAGS
from bulletin_spider.extraction.body_html.sanitizing import REMOVED_WITH_CONTENT, is_too_slow
from bulletin_spider.extraction.document.head import read_head
from bulletin_spider.extraction.fields.media import absolute_url

_BLOCKS = (
    *("ul", "ol", "li", "dl", "dt", "dd", "section", "article", "header", "footer", "nav", "main", "aside"),
    *("form", "fieldset", "center", "address", "figure", "figcaption"),
)
"""Elements that become a plain block: out of their place a list and a landmark mean something else."""
_BLOCK_TAG = re.compile(rf"<(/?)(?:{'|'.join(_BLOCKS)})>")
_EMPTY_BLOCK = re.compile(r"<(div|p)>\s*</\1>")
_PASSES = 12
"""Times that empty blocks are removed: blocks in one another become empty one after the other."""


def whole_page(text: str, url: str) -> str:
    """Return what a page shows as safe HTML, with absolute addresses. A pure function.

    Return "" if it shows nothing, or if it would take too long.
    """
    root = readable_root(text)
    if root is None:
        return ""
    base = absolute_url(read_head(root).base, url) or url
    body = root.find("body")
    element = root if body is None else body
    markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    if is_too_slow(markup):
        return ""
    found = _BLOCK_TAG.sub(r"<\1div>", _cleaned(markup, base))
    for _ in range(_PASSES):
        found, count = _EMPTY_BLOCK.subn("", found)
        if not count:
            break
    return found.strip()


def _cleaned(markup: str, base: str) -> str:
    cleaner = nh3.Cleaner(
        tags={*KEPT_TAGS, *_BLOCKS, "div", "pre"},
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes={**{tag: KEPT_ATTRIBUTES[tag] for tag in ("a", "img", "td", "th")}, "*": set()},
        url_schemes={"http", "https"},
        # http:x is no relative address, but a browser resolves it against the server that shows the page.
        attribute_filter=lambda _tag, name, value: (
            absolute_url(value, base) or None if name in {"href", "src"} else value
        ),
        url_relative=lambda address: absolute_url(address, base) or None,
        link_rel="noopener noreferrer",
    )
    return cleaner.clean(markup)
