"""Parse a page with lxml, with bounds on its size, tags, depth and attributes that keep the time bounded.

Every page is parsed here: articles, listings and home pages.
"""

from __future__ import annotations

import re

from lxml import etree

MAX_CHARS = 5_000_000
"""Characters of a page that are read; the longest of 170 saved pages has 0.9 million."""
MAX_TAGS = 50_000
"""Tags of a page that are read; the saved pages have up to 16,000.

With ``MAX_CHARS``, it keeps the time for a page below a second.
"""
MAX_DEPTH = 240
"""Levels of nested elements of an article that are read; libxml2 itself stops at 2048."""
_FLAT_DEPTH = 150
"""Levels of tags that ``flatten`` keeps, below ``MAX_DEPTH`` as tags of ``_NO_LEVEL`` nest without being counted."""
MAX_ATTRIBUTES = 2_500
"""Characters of attributes of one tag on a big page: libxml2 compares each attribute with all before it."""
_BIG = 40_000
"""Characters of a big page. A page of this size that is one tag with 7,000 attributes takes 0.12 s, 60 KB 0.22 s."""
_MIN_TAG = 3
"""Characters of the shortest tag: a shorter text cannot hold too many of them, and they need not be counted."""

_PARSER = etree.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
)
_BASE64_DATA = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{200,}")
"""A picture inside the page. A page above ``MAX_CHARS`` is read without these: they hold no text and no links."""
_CLOSING_TAGS = re.compile(rb"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
_CLOSING_TAG = re.compile(rb"</(?:[hH][tT]|[bB][oO])")
_CLOSING_BYTES = 40
"""Most bytes of the closing tags of body and html with the spaces between them."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,30})[^<>]{0,2000}>")
_DROPPED = "\x01"
"""Stands for a tag that is dropped, until all of them become breaks."""
_DROPPED_RUN = re.compile(r"\x01[\x01\s]*")
_NO_LEVEL = frozenset(
    [
        "br",
        "img",
        "input",
        "meta",
        "link",
        "hr",
        "p",
        "li",
        "option",
        "dt",
        "dd",
        "area",
        "base",
        "col",
        "embed",
        "param",
        "source",
        "track",
        "wbr",
        "html",
        "body",
        "head",
    ]
)
"""Tags without content, tags that often are not closed, and html, body, head: they do not count as a level."""
_LONG = 1_000
"""Characters above which a tag is checked for attributes."""
_TAG_START = re.compile(r"<[a-zA-Z]")
_MAX_HIDDEN_ENDS = 3
"""Consecutive ``>`` inside quoted values after which a tag is checked."""
_TOKEN = re.compile(
    r"<!--(?:[^-]++|-(?!->))*+(?:-->)?"
    r"|<script\b[^>]*+>(?:[^<]++|<(?!/script))*+"
    r"""|<([a-zA-Z][^\s/>]*+)((?:[\s/]++|[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?)?|=)*+)>?""",
    re.IGNORECASE,
)


def parse(page: str | bytes) -> etree._Element | None:
    """Return the root of the tree of ``page`` (text or UTF-8 bytes), or None if there is no element.

    NUL characters are removed, and so are early closing tags of body and html: libxml2 drops what is behind them.
    """
    body = page if isinstance(page, bytes) else page.encode("utf-8", "ignore")
    body = body.replace(b"\0", b"")
    if not body or (body[:1000].isspace() and body.isspace()):
        return None
    if (end := _CLOSING_TAG.search(body)) and end.start() < len(body) - _CLOSING_BYTES:
        body = _CLOSING_TAGS.sub(b"", body)
    try:
        return etree.fromstring(body, _PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def separate_items(root: etree._Element) -> None:
    """Move each ``dd`` and ``dt`` that is a child of another one behind it, with what follows it there.

    One that is not closed ends where the next one begins, says HTML; libxml2 nests them. It takes a tenth of the time
    of the parse, and only rows of lists need it.
    """
    for item in [*root.iter("dd", "dt")]:
        outer = item.getparent()
        if outer is not None and outer.tag in {"dd", "dt"}:
            behind = [item, *item.itersiblings()]
            for one in reversed(behind):
                outer.addnext(one)


def shorten(text: str) -> str:
    """Return ``text`` with bounded size, tags and attributes, so that it can be read in a second."""
    if len(text) > MAX_CHARS:
        text = _BASE64_DATA.sub("data:,", text[: 2 * MAX_CHARS])[:MAX_CHARS]
    if len(text) > _MIN_TAG * MAX_TAGS and text.count("<") > MAX_TAGS:
        text = _with_tags(flatten(_with_tags(text, 4 * MAX_TAGS)), MAX_TAGS)
    return _with_few_attributes(text)


def _with_few_attributes(text: str) -> str:
    """Return ``text`` without the attributes of tags that have hundreds of them."""
    return _TOKEN.sub(_with_fewer_attributes, text) if len(text) > _BIG and _is_crowded(text) else text


def _with_tags(text: str, limit: int) -> str:
    return "<".join(text.split("<", limit)[:limit])


def _is_crowded(text: str) -> bool:
    """Return whether a tag can have hundreds of attributes.

    Only > ends a tag, unless it is inside a quoted value. All other characters, even < and stray quotes, can be part of
    an attribute name. The search goes in steps of at most ``_LONG`` characters, each to the last > in reach. A tag with
    many attributes has either no > within that reach, or only > inside quoted values.
    """
    start = hidden = 0
    opened = {'"': False, "'": False}
    while len(text) - start > _LONG:
        end = text.rfind(">", start, start + _LONG)
        if end < 0:
            end = text.find(">", start + _LONG)
            run = text[start : end if end >= 0 else len(text)]
            tag = None if hidden else _TAG_START.search(run)
            if (hidden or tag) and _is_long(run[tag.start() if tag else 0 :]):
                return True
            end = start + len(run)
        for quote in opened:
            if (at := text.rfind(quote, start, end)) >= 0:
                before = text[at - 1 : at]
                opened[quote] = before == "=" or (before.isspace() and text[start:at].rstrip().endswith("="))
        hidden = hidden + 1 if any(opened.values()) else 0
        if hidden == _MAX_HIDDEN_ENDS:
            return True
        start = end + 1
    return False


def _is_long(tag: str) -> bool:
    return len(tag) > _LONG and (tag.count("=") > 200 or tag.count("/") > 500 or len(tag.split()) > 200)


def _with_fewer_attributes(token: re.Match[str]) -> str:
    return (
        f"<{token[1]}>"
        if token[1] and len(token[2]) > MAX_ATTRIBUTES and token[2].count("=") != 1
        else token[0]
    )


def flatten(text: str) -> str:
    """Return ``text`` without tags that are nested too deep to be read. Their text stays, with breaks between."""
    depth = 0

    def kept_or_dropped(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _NO_LEVEL:
            return tag[0]
        if tag[1]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < _FLAT_DEPTH else _DROPPED
        depth += 1
        return tag[0] if depth <= _FLAT_DEPTH else _DROPPED

    return _DROPPED_RUN.sub("<br>", _TAG.sub(kept_or_dropped, text))
