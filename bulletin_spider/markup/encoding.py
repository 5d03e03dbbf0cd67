"""Decode the bytes of a page by byte order mark, header, meta tag and the bytes themselves."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_DECLARATION = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_:.-]{2,20})""",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TRUSTED = re.compile(
    r"big5|cp950|euc[-_]|shift[-_]?jis|utf[-_]?(?:16|32)|koi8|iso-?2022|windows-125[0134567]|iso-8859-[2-9]"
)
"""Declared encodings that are trusted.

GB, UTF-8 and Latin-1 are detected from the bytes, as servers declare Latin-1 by default.
"""
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_DECLARATION_REACH = 4096
"""Bytes at the start of a page in which a meta tag with the encoding is looked for."""
_ASCII = bytes(range(128))
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The byte order mark once it is decoded."""
_MAX_BROKEN = 0.1
"""Largest share of broken bytes among the bytes above ASCII in a UTF-8 page that was cut or spliced.

Of a GB page read as UTF-8, at least a third is broken.
"""


class Decoded(NamedTuple):
    """The text of a page, its encoding and the number of characters that could not be read.

    The encoding is empty if somebody else decoded the page.
    """

    text: str
    encoding: str
    replaced: int


def decode(body: bytes | str, declared: str | None = None) -> Decoded:
    """Return the text of ``body``; ``declared`` is the charset of the HTTP header, if it named one.

    A text is decoded already. Of bytes, first, a byte order mark decides. Second, bytes that are valid UTF-8 are UTF-8,
    even if a label says otherwise: Chinese text in another encoding is never valid UTF-8 by chance. Third, a label that
    is neither GB nor Latin decides (Big5). Other pages are GB18030, which includes GBK and GB2312. A UTF-8 page with a
    few broken bytes stays UTF-8.
    """
    if isinstance(body, str):
        return Decoded(body.removeprefix(_MARK), "", 0)
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :], name)
    if utf16 := _utf16_without_mark(body):
        return _decoded(body, utf16)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        return _decoded(body, _other_than_utf8(body, declared))


def _utf16_without_mark(body: bytes) -> str | None:
    """Return the UTF-16 encoding of markup without a byte order mark, in which every second byte is NUL; else None."""
    start = body[:64].lstrip()
    if start[:8:2] == b"<!DO" or start[:10:2] in (b"<html", b"<HTML") or start[:8:2] == b"<hea":
        return "utf-16-le" if start[1:8:2] == b"\0\0\0\0" else None
    return None


def _other_than_utf8(body: bytes, declared: str | None) -> str:
    declaration = _DECLARATION.search(body, 0, _DECLARATION_REACH)
    labels = [
        label.strip().lower() for label in (declared, declaration and declaration[1].decode("ascii")) if label
    ]
    for label in labels:
        if _TRUSTED.match(label):
            try:
                return codecs.lookup(label).name
            except LookupError:
                continue
    broken = body.decode("utf-8", "replace").count(_REPLACED)
    return "utf-8" if broken <= len(body.translate(None, _ASCII)) * _MAX_BROKEN else "gb18030"


def _decoded(body: bytes, encoding: str) -> Decoded:
    try:
        text = body.decode(encoding, "replace")
    except (UnicodeError, LookupError):
        text, encoding = body.decode("gb18030", "replace"), "gb18030"
    return Decoded(text, encoding, text.count(_REPLACED) if _REPLACED in text else 0)
