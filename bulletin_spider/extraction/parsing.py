"""Text to tree: one lxml parse that no page can make slow, deep or endless."""

from __future__ import annotations

import re

from lxml import etree

MAX_CHARS = 5_000_000
MAX_TAGS = 120_000
MAX_DEPTH = 200

_ENDS = re.compile(rb"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
_CONTROL = bytes({*range(32), 127} - {9, 10, 13})
_CONTAINER = re.compile(
    r"<(/?)(?:div|section|span|font|table|tbody|tr|td|ul|li|dl|dd|b|strong|i|em|a|center|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)


def parse(text: str) -> etree._Element | None:
    """Return the root of the tree of ``text``, or None if there is no element at all.

    Control characters go, and closing tags of body and html: libxml2 would lose what stands behind them.
    """
    body = text.encode("utf-8", "ignore").translate(None, _CONTROL)
    if not body or body.isspace():
        return None
    if _ends_early(body):
        body = _ENDS.sub(b"", body)
    try:
        return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _ends_early(body: bytes) -> bool:
    """Return whether anything but blanks and closing tags stands behind the first closing tag of body or html."""
    for tag in (b"</body", b"</BODY", b"</html", b"</HTML", b"</Body", b"</Html"):
        if 0 <= body.find(tag) < len(body) - 40:
            return True
    return False


def shorten(text: str) -> str:
    """Return ``text`` cut to the size and the number of tags that can be read in a second."""
    text = text[:MAX_CHARS]
    if text.count("<") > MAX_TAGS:
        text = "<".join(text.split("<", MAX_TAGS)[:MAX_TAGS])
    return text


def flatten(text: str) -> str:
    """Return ``text`` without the container tags nested deeper than lxml reads (255): their words stay."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < MAX_DEPTH else "<br>"
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else "<br>"

    return _CONTAINER.sub(kept, text)
