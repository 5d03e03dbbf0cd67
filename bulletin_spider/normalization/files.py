"""Whether an answer is a file for another program, whatever its address and its header call it."""

from __future__ import annotations

DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How PDF, ZIP-based and OLE office files begin."""
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r\f\v\x1b"))
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096


def is_file(body: bytes) -> bool:
    """Return whether a body is no text: it begins as a document does, or a twentieth of it is control characters."""
    if body.startswith(DOCUMENTS):
        return True
    head = body[:_LOOKED_AT]
    controls = len(head) - len(head.translate(None, _CONTROL))
    return controls * 20 > len(head) and not body.startswith(_UTF16)
