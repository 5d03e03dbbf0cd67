"""Find where the paragraphs are in the text of a page."""

from __future__ import annotations

from typing import NamedTuple

from bulletin_spider.normalization.text import clean

_MAX_PLACES = 5
"""Places of the longest paragraph that are tried: a page rarely holds a long text more often."""
_NOT_COMPARED = " |｜"
"""Characters that are not compared: the paragraph of a table's row has ``|`` between cells."""
_LEFT_OUT = str.maketrans("", "", _NOT_COMPARED)

LINE_END = "\n"
"""Separates two paragraphs that one text of the page holds. A cleaned text has none."""


class Span(NamedTuple):
    """A range of characters, without ``end``."""

    start: int
    end: int


def compared(text: str) -> str:
    """Return the characters of ``text`` that are compared: the cleaned text without blanks and bars."""
    return clean(text).translate(_LEFT_OUT)


def find_paragraphs(text: str, paragraphs: list[str]) -> list[Span] | None:
    """Return where ``paragraphs`` are in ``text``, one behind the other; None if one of them is not there.

    Both are texts of :func:`compared`. The longest paragraph is found first, because a short one can be anywhere. Of
    several places, the one with the least text between the paragraphs counts.
    """
    longest = max(range(len(paragraphs)), key=lambda i: len(paragraphs[i]))
    # str.rfind takes quadratic time on some texts, str.find does not.
    backwards, before = text[::-1], [paragraph[::-1] for paragraph in reversed(paragraphs[: longest + 1])]
    best: list[Span] | None = None
    start = -1
    for _ in range(_MAX_PLACES):
        if (start := text.find(paragraphs[longest], start + 1)) < 0:
            break
        end = start + len(paragraphs[longest])
        above = _found_in_turn(backwards, before, len(text) - end)
        below = _found_in_turn(text, paragraphs[longest + 1 :], end)
        if above is None or below is None:
            continue
        found = [Span(len(text) - span.end, len(text) - span.start) for span in reversed(above)] + below
        if best is None or _length(found) < _length(best):
            best = found
    return best


def _found_in_turn(text: str, paragraphs: list[str], at: int) -> list[Span] | None:
    """Return the first place of each paragraph behind the one before it, from ``at`` on."""
    found = []
    for paragraph in paragraphs:
        if (start := text.find(paragraph, at)) < 0:
            return None
        at = start + len(paragraph)
        found.append(Span(start, at))
    return found


def _length(spans: list[Span]) -> int:
    return spans[-1].end - spans[0].start


def kept_part(text: str, start: int, inside: list[tuple[Span, str]]) -> str:
    """Return the parts of ``text`` that are ``inside`` paragraphs, each given by its place and its text.

    The first compared character of ``text`` has the number ``start``. A paragraph that is whole in ``text`` has its
    published spelling. Each run of blanks becomes one blank, also at the ends. Between two parts is a line feed.
    """
    cleaned = clean(text)
    places = [i for i, character in enumerate(cleaned) if character not in _NOT_COMPARED]
    parts = []
    for span, paragraph in inside:
        first, behind = max(span.start - start, 0), min(span.end - start, len(places))
        is_whole = behind - first == span.end - span.start and "|" not in paragraph
        parts.append(paragraph if is_whole else cleaned[places[first] : places[behind - 1] + 1])
    starts = bool(inside) and inside[0][0].start <= start
    ends = bool(inside) and inside[-1][0].end >= start + len(places)
    return (
        f"{' ' * (starts and text[0].isspace())}{LINE_END.join(parts)}{' ' * (ends and text[-1].isspace())}"
    )
