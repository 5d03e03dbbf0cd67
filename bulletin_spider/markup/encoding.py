"""Bytes to text: what the header, the byte order mark, the page and the bytes themselves say, weighed."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,4}=\s{0,4}["']?\s{0,4}([A-Za-z0-9_:.-]{2,20})""",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CREDIBLE = re.compile(
    r"big5|cp950|euc[-_]|shift[-_]?jis|utf[-_]?(?:16|32)|koi8|iso-?2022|windows-125[0134567]|iso-8859-[2-9]"
)
"""Labels that are believed; GB, UTF-8 and Latin 1 are told by the bytes (Latin 1 is what servers say unasked)."""
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_HEAD = 4096
_ASCII = bytes(range(128))
_SPOILED = 0.1
"""Share of the bytes above ASCII that may be broken in what is still taken for UTF-8: a page cut or spliced; of GB
at least a third is."""


class Decoded(NamedTuple):
    """A page's text, the encoding that was used and how many characters could not be read."""

    text: str
    encoding: str
    replaced: int


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Return the text of ``body``; ``declared`` is the charset of the HTTP header, if it named one.

    A byte order mark wins. Then bytes that are valid UTF-8 are UTF-8, whatever the labels say: Chinese text in
    another encoding is never valid UTF-8 by chance. Then a label that is neither GB nor Latin counts (Big5), and
    all the rest is GB18030, which holds GBK and GB2312; a UTF-8 page with a few broken bytes stays UTF-8.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :], name)
    if wide := _wide(body):
        return _decoded(body, wide)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        return _decoded(body, _other_than_utf8(body, declared))


def _wide(body: bytes) -> str | None:
    """Return UTF-16 without a byte order mark: markup in which every other byte is NUL."""
    start = body[:64].lstrip()
    if start[:8:2] == b"<!DO" or start[:10:2] in (b"<html", b"<HTML") or start[:8:2] == b"<hea":
        return "utf-16-le" if start[1:8:2] == b"\0\0\0\0" else None
    return None


def _other_than_utf8(body: bytes, declared: str | None) -> str:
    meta = _META.search(body, 0, _HEAD)
    labels = [label.strip().lower() for label in (declared, meta and meta[1].decode("ascii")) if label]
    for label in labels:
        if _CREDIBLE.match(label):
            try:
                return codecs.lookup(label).name
            except LookupError:
                continue
    broken = body.decode("utf-8", "replace").count(_REPLACED)
    return "utf-8" if broken <= len(body.translate(None, _ASCII)) * _SPOILED else "gb18030"


def _decoded(body: bytes, encoding: str) -> Decoded:
    try:
        text = body.decode(encoding, "replace")
    except (UnicodeError, LookupError):
        text, encoding = body.decode("gb18030", "replace"), "gb18030"
    return Decoded(text, encoding, text.count(_REPLACED) if _REPLACED in text else 0)
