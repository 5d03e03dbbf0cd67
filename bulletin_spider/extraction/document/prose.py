"""Weigh how much a line looks like the text of an article. The unit is one character of prose."""

from __future__ import annotations

from bulletin_spider.extraction.document import line_patterns

LINKS = -8.0
"""Weight of a line that is mostly links and does not end like a sentence."""
LINKED_CHARACTER = -0.5
"""Weight of each of its characters, up to ``MAX_LINKED``."""
MAX_LINKED = 40
"""Characters of such a line that are weighed."""
ASCII_CHARACTER = 0.25
"""Weight of each character of an English sentence."""
MIN_SPACES = 8
"""Spaces of an English sentence."""
ASCII_LINE = 1.0
"""Weight of any other line without Chinese."""
SHORT_LINE = 2.0
"""Weight of a line without punctuation that has fewer than ``MIN_UNPUNCTUATED`` characters."""
MIN_UNPUNCTUATED = 30
"""Characters of a line that can be prose without punctuation."""
UNPUNCTUATED_CHARACTER = 0.3
"""Weight of each of its characters."""
MIN_SENTENCE = 20
"""Characters of a line whose every character counts whole if it has punctuation."""
SHORT_SENTENCE_CHARACTER = 0.6
"""Weight of each character of a shorter one."""
MAX_COUNTED = 500
"""Characters of a line that are counted, so that one long line does not outweigh all others."""


def prose_weight(text: str, linked: int) -> float:
    """Return how much a line looks like body text: up to its length if it is prose, a negative number for links."""
    size = len(text)
    if linked * 2 > size:
        return 0.0 if text[-1] in "。！？" else LINKS + min(size, MAX_LINKED) * LINKED_CHARACTER
    if text.isascii():
        is_sentence = text[-1] in '.!?"' and text.count(" ") >= MIN_SPACES
        return size * ASCII_CHARACTER if is_sentence else ASCII_LINE
    if not line_patterns.PUNCTUATION.search(text):
        return SHORT_LINE if size < MIN_UNPUNCTUATED else size * UNPUNCTUATED_CHARACTER
    return min(size, MAX_COUNTED) * (SHORT_SENTENCE_CHARACTER if size < MIN_SENTENCE else 1.0)
