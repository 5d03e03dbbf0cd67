"""Text to tree: one lxml parse that no page can make slow, deep or endless."""

from __future__ import annotations

import re

from lxml import etree

MAX_CHARS = 5_000_000
MAX_TAGS = 50_000
MAX_DEPTH = 240
"""Elements below one another that are read; libxml2 itself stops at 2048."""
_FLAT = 150
MAX_ATTRIBUTES = 2_500
"""Characters of attributes one tag may have on a big page: libxml2 compares each with all before it."""
_BIG = 100_000

_PARSER = etree.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
)
_ENDS = re.compile(rb"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
_END = re.compile(rb"</(?:[hH][tT]|[bB][oO])")
_CLOSING = 40
"""Bytes that the closing tags of body and html and the blanks between them take at most."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]{0,30})[^<>]{0,2000}>")
_DROPPED = "\x01"
_DROPPED_RUN = re.compile(r"\x01[\x01\s]*")
_COUNTED_NOT = frozenset(
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
_LONG = 1_000
"""Characters of a tag that is looked at more closely."""
_OPENED = re.compile(r"<[a-zA-Z]")
_HIDDEN = 3
"""Ends that are passed one after another, all in quoted values, from which a tag is looked at."""
_TOKEN = re.compile(
    r"<!--(?:[^-]++|-(?!->))*+(?:-->)?"
    r"|<script\b[^>]*+>(?:[^<]++|<(?!/script))*+"
    r"""|<([a-zA-Z][^\s/>]*+)((?:[\s/]++|[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?)?|=)*+)>?""",
    re.IGNORECASE,
)


def parse(page: str | bytes) -> etree._Element | None:
    """Return the root of the tree of ``page``, text or UTF-8 bytes, or None if there is no element at all.

    NUL characters go, and early closing tags of body and html: libxml2 would lose what stands behind them.
    """
    body = page if isinstance(page, bytes) else page.encode("utf-8", "ignore")
    body = body.replace(b"\0", b"")
    if not body or (body[:1000].isspace() and body.isspace()):
        return None
    if (end := _END.search(body)) and end.start() < len(body) - _CLOSING:
        body = _ENDS.sub(b"", body)
    try:
        return etree.fromstring(body, _PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def shorten(text: str) -> str:
    """Return ``text`` cut to the size, the number of tags and of attributes that can be read in a second."""
    text = text[:MAX_CHARS]
    if len(text) > MAX_TAGS and text.count("<") > MAX_TAGS:
        text = _with_tags(flatten(_with_tags(text, 4 * MAX_TAGS)), MAX_TAGS)
    return with_few_attributes(text)


def with_few_attributes(text: str) -> str:
    """Return ``text`` without the attributes of tags that have hundreds of them."""
    return _TOKEN.sub(_with_fewer_attributes, text) if len(text) > _BIG and _is_crowded(text) else text


def _with_tags(text: str, most: int) -> str:
    return "<".join(text.split("<", most)[:most])


def _is_crowded(text: str) -> bool:
    """Return whether some tag may have hundreds of attributes: in one long run, or with its ends hidden in quotes.

    Only > ends a tag, and only in a quoted value it does not; all else, < and stray quotes too, may be in a name.
    From > to > it goes as far as a tag may be long: of a longer one, no > is passed, or only hidden ones are.
    """
    start = hidden = 0
    opened = {'"': False, "'": False}
    while len(text) - start > _LONG:
        end = text.rfind(">", start, start + _LONG)
        if end < 0:
            end = text.find(">", start + _LONG)
            run = text[start : end if end >= 0 else len(text)]
            tag = None if hidden else _OPENED.search(run)
            if (hidden or tag) and _is_long(run[tag.start() if tag else 0 :]):
                return True
            end = start + len(run)
        for quote in opened:
            if (at := text.rfind(quote, start, end)) >= 0:
                before = text[at - 1 : at]
                opened[quote] = before == "=" or (before.isspace() and text[start:at].rstrip().endswith("="))
        hidden = hidden + 1 if any(opened.values()) else 0
        if hidden == _HIDDEN:
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
    """Return ``text`` without the tags nested too deep to be read: their words stay."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _COUNTED_NOT:
            return tag[0]
        if tag[1]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < _FLAT else _DROPPED
        depth += 1
        return tag[0] if depth <= _FLAT else _DROPPED

    return _DROPPED_RUN.sub("<br>", _TAG.sub(kept, text))
