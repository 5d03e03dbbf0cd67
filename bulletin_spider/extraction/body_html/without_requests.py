"""Let safe HTML ask nobody for anything, and let its headings not count among those of the page around it."""

from __future__ import annotations

import re

_PICTURE = re.compile(r"<img((?:\s+[a-z-]+=\"[^\"]*\")*)\s*/?>")
_SOURCE, _WORDS = re.compile(r'\bsrc="([^"]*)"'), re.compile(r'\balt="([^"]*)"')
_HEADING = re.compile(r"<(/?)h[1-6]>")
_EMPTY_LINK = re.compile(r"<a(?:\s+[a-z-]+=\"[^\"]*\")*>\s*</a>")


def without_requests(html: str, picture: str) -> str:
    """Return ``html``, which ``sanitized`` has written, with a text in the place of each picture.

    ``picture`` is the word before the caption and the address of a picture. A heading becomes a block.
    """
    text = _PICTURE.sub(lambda found: _picture_text(found, picture), html)
    text = _EMPTY_LINK.sub("", text)
    return _HEADING.sub(
        lambda found: "</strong></div>" if found[1] else '<div class="heading"><strong>', text
    )


def _picture_text(found: re.Match[str], word: str) -> str:
    source, words = _SOURCE.search(found[1]), _WORDS.search(found[1])
    named = " ".join(filter(None, (words[1] if words else "", source[1] if source else "")))
    return f"[{word}{named}]"
