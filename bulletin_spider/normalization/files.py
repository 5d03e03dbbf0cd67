"""Tell files for other programs from text by their bytes, as addresses and headers may be wrong."""

from __future__ import annotations

DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of PDF files, of ZIP-based and of OLE office files."""
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r\f\v\x1b"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096


def is_file(body: bytes) -> bool:
    """Return whether a body is a file and no text.

    It begins like an office file or PDF, or more than a twentieth of its first 4,096 bytes are control characters.
    UTF-16 has such bytes too and is text.
    """
    if body.startswith(DOCUMENTS):
        return True
    head = body[:_LOOKED_AT]
    controls = len(head) - len(head.translate(None, _CONTROL))
    return controls * 20 > len(head) and not body.startswith(_UTF16)
