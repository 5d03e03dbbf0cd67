"""Bytes to text: what the header, the byte order mark, the page and the bytes themselves say, weighed."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,20})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = {"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936", "936"}


class Decoded(NamedTuple):
    """A page's text, the encoding that was used and how many characters could not be read."""

    text: str
    encoding: str
    replaced: int


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Return the text of ``body``; ``declared`` is the charset of the HTTP header, if it named one."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :], name)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        pass
    meta = _META.search(body, 0, 4096)
    for name in (declared, meta and meta.group(1).decode("ascii")):
        if name and name.lower() not in _CHINESE and name.lower() not in {"utf-8", "utf8"}:
            try:
                return _decoded(body, codecs.lookup(name).name)
            except LookupError:
                continue
    return _decoded(body, "gb18030")


def _decoded(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    return Decoded(text, encoding, text.count("\N{REPLACEMENT CHARACTER}"))
