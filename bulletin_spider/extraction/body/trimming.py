"""What stands at either end of a body and is none of its text: the headline again, a label with nothing behind it."""

from __future__ import annotations

import re

from bulletin_spider.extraction.document.document import MAX_HEADLINE
from bulletin_spider.normalization.text import key

_EMPTY_LABEL = re.compile(
    r"(?:相关|关联|文件)?(?:附\s?件|文件|文档|资料)(?:下载|列表|信息)?\s?[:：](?:\s?无)?|(?:暂?无|没有)(?:相关)?附件"
)
_GALLERY = re.compile(r"\W?图集\W?")
_GLANCE = 12
_MOST = 5
"""Lines over which a headline may be repeated."""


def trimmed_paragraphs(texts: list[str], headline: str) -> list[str]:
    """Return ``texts`` without the headline that is repeated before or behind them, in one line or in several."""
    mark = key(headline)
    start, end = _repeated(texts, mark), len(texts)
    while end > start + 1 and (
        _EMPTY_LABEL.fullmatch(texts[end - 1]) or _spells(texts[end - 1], mark) == mark
    ):
        end -= 1
    if start < end - 1 and _GALLERY.fullmatch(texts[start]):
        start += 1
    if start < end - 1 and _GALLERY.fullmatch(texts[end - 1]):
        end -= 1
    return texts[start:end]


def _repeated(texts: list[str], mark: str) -> int:
    """Return how many of the first ``texts`` spell the headline ``mark`` once or several times."""
    start = at = 0
    spelled = ""
    while mark and at < min(len(texts), start + _MOST):
        said = _spells(texts[at], mark, spelled)
        if said is None or texts[at][-1:] == "。":
            break
        at += 1
        spelled = said
        if spelled == mark:
            start, spelled = at, ""
    return start


def _spells(text: str, mark: str, before: str = "") -> str | None:
    """Return ``before`` and the key of ``text`` if ``mark`` begins with the two, else None.

    The beginning of a text tells it from every headline, and mostly its first characters do.
    """
    for most in (_GLANCE, 2 * MAX_HEADLINE):
        spelled = before + key(text[:most])
        if not mark.startswith(spelled):
            return None
    return spelled
