"""A headline as it was found on a line, and the lines and blocks that it is parted into."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import MAX_HEADLINE
from bulletin_spider.extraction.document.element_flags import HEADLINE
from bulletin_spider.extraction.headline.candidates import pieces
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.headline.candidates import TitleCandidate

_DATED = re.compile(
    r"\s?(?:发布(?:日期|时间)|(?<![\u4e00-\u9fff])(?:日期|时间))?\s?[:：]?\s?[（(\[]?\s?(?<![\d年至-])20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?[)）\]]?"
    r"(?:\s?[|｜]?\s?(?:信息|文章|稿件)?来\s?源\s?[:：].{0,40})?$"
)


_KIND_OF_DAY = re.compile(r"(?:时间|日期|截止|截至|[于至到在自从])$")
"""What a day that belongs to the headline follows: …考试时间：2024年3月15日."""


class Headline(NamedTuple):
    """The title, the line where it stands (-1 if on no line), the rule and the words it was read from."""

    text: str
    line: int
    rule: str
    found_in: str


def whole(document: Document, found: Headline, said: list[TitleCandidate]) -> Headline:
    """Join the lines that breaks part inside the same heading: a headline of two lines, or with its subtitle."""
    line = document.lines[found.line]
    near = range(max(0, found.line - 3), min(len(document.lines), found.line + 4))
    inside = [
        i for i in near if document.lines[i].block is line.block and document.kinds[i] is line_kinds.TEXT
    ]
    text = " ".join(document.lines[i].text for i in inside)
    if len(inside) > 1 and len(text) <= MAX_HEADLINE and (line.heading or line.flags & HEADLINE):
        return Headline(text, inside[-1], found.rule, text)
    return _parted(document, found, said) or _undated(found, said)


def _parted(document: Document, found: Headline, said: list[TitleCandidate]) -> Headline | None:
    """Return the headline whose lines stand in blocks of their own, if an candidate tells them as one; else None."""
    mark = key(found.text)
    longer = (
        candidate for candidate in said if len(candidate.key) > len(mark) >= 5 and mark in candidate.key
    )
    for candidate in longer:
        told = pieces(candidate.text)
        for piece in told:
            wanted = key(piece)
            if wanted == mark and piece in told[-2:]:
                break
            if (
                len(wanted) > len(mark)
                and mark in wanted
                and (last := _spelled(document, found.line, wanted))
            ):
                return Headline(piece, last, found.rule, piece)
    return None


def _spelled(document: Document, i: int, wanted: str) -> int | None:
    """Return the last of up to five neighbouring lines, ``i`` among them, that spell ``wanted``, else None."""
    for first in range(max(0, i - 3), i + 1):
        spelled, at = "", first
        while at < min(first + 5, len(document.lines)) and wanted.startswith(spelled) and spelled != wanted:
            line = document.lines[at]
            if document.kinds[at] is not line_kinds.TEXT or line.linked or len(line.text) > MAX_HEADLINE:
                break
            spelled += key(line.text)
            at += 1
        if spelled == wanted and i < at:
            return at - 1
    return None


def _undated(found: Headline, said: list[TitleCandidate]) -> Headline:
    """Take off a date that closes the line of the headline and is no part of it: no candidate tells it."""
    text = _DATED.sub("", found.text) if "20" in found.text else found.text
    if len(text) < 4 or text == found.text or _KIND_OF_DAY.search(text):
        return found
    kept = key(text)
    tail = key(found.text)[len(kept) :][:2]
    return found if any(kept + tail in candidate.key for candidate in said) else found._replace(text=text)
