"""Complete the headline found on one line: join its other lines, take off a date at its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import MAX_HEADLINE
from bulletin_spider.extraction.document.element_flags import HEADLINE
from bulletin_spider.extraction.headline import points
from bulletin_spider.extraction.headline.candidates import pieces_and_wholes
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document
from bulletin_spider.extraction.headline.candidates import TitleCandidate

_CLOSING_DATE = re.compile(
    rf"\s?(?:{labels.PUBLISH}(?:{labels.DATE}|{labels.TIME})"
    rf"|(?<![\u4e00-\u9fff])(?:{labels.DATE}"
    rf"|{labels.TIME}))?\s?[:：]?\s?[（(\[]?\s?(?<![\d年至-])20\d\d[-./年]\d{{1,2}}[-./月]\d{{1,2}}日?(?:\s\d{{1,2}}:\d\d(?::\d\d)?)?[)）\]]?"
    rf"(?:\s?[|｜]?\s?(?:信息|文章|稿件)?{labels.spaced(labels.SOURCE)}\s?[:：].{{0,40}})?$"
)
"""A date at the end of a headline, with its label and the source behind it."""
_COLUMN = re.compile(r"^[【\[［][^】\]］]{2,10}[】\]］]\s?")
"""A column in brackets at the start of a title tag: the page does not show it with the headline."""
_NEIGHBOURS = 3
"""Lines on either side of a line that can belong to the same headline."""
_MAX_LINES = 5
"""Lines of a headline over several blocks."""
_MIN_TITLE = 4
"""Characters that a headline keeps without its date: fewer are only the label of the date."""
_BEFORE_OWN_DATE = re.compile(rf"(?:{labels.TIME}|{labels.DATE}|截止|截至|[于至到在自从])$")
"""Words before a date that belongs to the headline: …考试时间：2024年3月15日."""


class Headline(NamedTuple):
    """The title, its line (-1 if on no line), the rules that found it (by blanks) and the text it was found in."""

    text: str
    line: int
    rule: str
    found_in: str


def complete_headline(document: Document, found: Headline, candidates: list[TitleCandidate]) -> Headline:
    """Return the headline ``found`` on one line with its other lines, or without a date at its end.

    Lines of the same heading are joined by a space: a headline of two lines, or one with its subtitle.
    """
    line = document.lines[found.line]
    near = range(max(0, found.line - _NEIGHBOURS), min(len(document.lines), found.line + _NEIGHBOURS + 1))
    inside = [
        i for i in near if document.lines[i].block is line.block and document.kinds[i] is line_kinds.TEXT
    ]
    text = " ".join(document.lines[i].text for i in inside)
    if len(inside) > 1 and len(text) <= MAX_HEADLINE and (line.heading or line.flags & HEADLINE):
        return Headline(text, inside[-1], found.rule, text)
    return _over_blocks(document, found, candidates) or _without_date(found, candidates)


def _over_blocks(document: Document, found: Headline, candidates: list[TitleCandidate]) -> Headline | None:
    """Return the headline whose lines are in several blocks, if a candidate gives them as one title; else None."""
    line_key = key(found.text)
    longer = (
        candidate
        for candidate in candidates
        if len(candidate.key) > len(line_key) >= points.MIN_PART and line_key in candidate.key
    )
    for candidate in longer:
        pieces = pieces_and_wholes(candidate.text)
        for piece in _with_and_without_column(pieces):
            piece_key = key(piece)
            if piece_key == line_key and piece in pieces[-2:]:
                break
            if (
                len(piece_key) > len(line_key)
                and line_key in piece_key
                and (last := _last_line_of(document, found.line, piece_key))
            ):
                return Headline(piece, last, found.rule, piece)
    return None


def _with_and_without_column(pieces: list[str]) -> list[str]:
    """Return the pieces, and those that begin with a column in brackets (【科普】…) also without it."""
    return [*pieces, *(bare for piece in pieces if (bare := _COLUMN.sub("", piece, count=1)) != piece)]


def _last_line_of(document: Document, i: int, title_key: str) -> int | None:
    """Return the last of the neighbouring lines, ``i`` among them, whose joined keys are ``title_key``."""
    for first in range(max(0, i - _NEIGHBOURS), i + 1):
        joined, at = "", first
        while (
            at < min(first + _MAX_LINES, len(document.lines))
            and title_key.startswith(joined)
            and joined != title_key
        ):
            line = document.lines[at]
            if document.kinds[at] is not line_kinds.TEXT or line.linked or len(line.text) > MAX_HEADLINE:
                break
            joined += key(line.text)
            at += 1
        if joined == title_key and i < at:
            return at - 1
    return None


def _without_date(found: Headline, candidates: list[TitleCandidate]) -> Headline:
    """Take a date off the end of the headline, unless a candidate has it too."""
    text = _CLOSING_DATE.sub("", found.text) if "20" in found.text else found.text
    if len(text) < _MIN_TITLE or text == found.text or _BEFORE_OWN_DATE.search(text):
        return found
    kept = key(text)
    # The first two characters of the date show whether a candidate goes on with it.
    tail = key(found.text)[len(kept) :][:2]
    return (
        found if any(kept + tail in candidate.key for candidate in candidates) else found._replace(text=text)
    )
