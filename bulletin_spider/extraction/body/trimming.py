"""Trim the paragraphs: remove a repeated headline, a label of missing attachments and the name of a gallery."""

from __future__ import annotations

import re

from bulletin_spider.extraction.document import labels
from bulletin_spider.extraction.document.document import MAX_HEADLINE
from bulletin_spider.normalization.text import key

_EMPTY_LABEL = re.compile(
    f"(?:相关|关联|文件)?(?:{labels.spaced(labels.ATTACHMENT)}|文件|文档|资料)(?:下载|列表"
    rf"|信息)?\s?[:：](?:\s?无)?|(?:暂?无|没有)(?:相关)?{labels.ATTACHMENT}"
)
_GALLERY = re.compile(r"\W?图集\W?")
_PREFIX = 12
"""Characters of a paragraph that are compared first: they rule out almost every one."""
_MAX_LINES = 5
"""Most lines of one repetition of the headline."""


def trimmed_paragraphs(texts: list[str], headline: str) -> range:
    """Return which ``texts`` remain without what is no text at either end, such as the headline on several lines."""
    headline_key = key(headline)
    start, end = _repeated_lines(texts, headline_key), len(texts)
    while end > start + 1 and (
        _EMPTY_LABEL.fullmatch(texts[end - 1])
        or _extended_prefix(texts[end - 1], headline_key) == headline_key
    ):
        end -= 1
    if start < end - 1 and _GALLERY.fullmatch(texts[start]):
        start += 1
    if start < end - 1 and _GALLERY.fullmatch(texts[end - 1]):
        end -= 1
    return range(start, end)


def _repeated_lines(texts: list[str], headline_key: str) -> int:
    """Return how many of the first ``texts`` repeat the headline, once or several times."""
    count = at = 0
    prefix = ""
    while headline_key and at < min(len(texts), count + _MAX_LINES):
        longer = _extended_prefix(texts[at], headline_key, prefix)
        # A sentence that says the same as the headline is text.
        if longer is None or texts[at][-1:] == "。":
            break
        at += 1
        prefix = longer
        if prefix == headline_key:
            count, prefix = at, ""
    return count


def _extended_prefix(text: str, headline_key: str, prefix: str = "") -> str | None:
    """Return ``prefix`` with the key of ``text`` behind it if the key of the headline starts like that, else None."""
    for size in (_PREFIX, 2 * MAX_HEADLINE):
        extended = prefix + key(text[:size])
        if not headline_key.startswith(extended):
            return None
    return extended
