"""Give text one spelling: NFC, one kind of space, no control or zero-width characters."""

from __future__ import annotations

import re

from bulletin_spider.normal_form import nfc

_NOISE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Control characters, blanks of no width, marks of writing direction, tag characters, lone surrogates."""


def clean(text: str) -> str:
    """Return ``text`` in NFC, trimmed, with single spaces, without control and zero-width characters."""
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(_NOISE.sub("", text).split())
    return nfc(text)


MAX_TITLE = 500
"""Characters of a headline; the longest of 170 saved pages has 68."""


def cut_title(title: str) -> tuple[str, list[str]]:
    """Return a headline with at most ``MAX_TITLE`` characters, and the warning that says so if it was cut."""
    if len(title) <= MAX_TITLE:
        return title, []
    return title[:MAX_TITLE].rstrip(), [f"title: {len(title)} characters, cut at {MAX_TITLE}"]


_BLANKS_AND_PUNCTUATION = re.compile(r"[\W_][\W_]*")


def key(text: str) -> str:
    """Return ``text`` without spaces and punctuation, to compare two spellings of a headline."""
    return text if text.isalnum() else _BLANKS_AND_PUNCTUATION.sub("", text)
