"""Mark the names of people in the body of a version as its page had it."""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bulletin_spider.web.bulletins.people import NamedPeople, Place

_TAG = re.compile(r"(<[^\"'<>]*(?:\"[^\"]*\"[^\"'<>]*)*>)")
"""A tag as the sanitiser writes it: every attribute has double quotes, and may hold signs of other tags."""
_INLINE = re.compile(r"</?(?:a|b|strong|i|em|u|s|sub|sup|span|small|code|q|cite|abbr|mark)\b")
"""Tags that part no words."""


def with_names(html: str, people: NamedPeople, title: Callable[[Sequence[str]], str]) -> str:
    """Return safe HTML with ``<mark>`` around each name that is beside a label; ``title`` says roles in words.

    Only text between tags changes, and stays text, so the result is as safe as ``html``.
    """
    pieces = _TAG.split(html)
    texts = [_text(piece, is_tag=bool(number % 2)) for number, piece in enumerate(pieces)]
    places = people.places("".join(texts).replace("\xa0", " "))
    if not places:
        return html
    starts = [0, *accumulate(map(len, texts))]
    found, first = list[str](), 0
    for number, piece in enumerate(pieces):
        if number % 2:
            found.append(piece)
            continue
        while first < len(places) and places[first].end <= starts[number]:
            first += 1
        found.append(_marked(texts[number], starts[number], places[first:], title))
    return "".join(found)


def _text(piece: str, *, is_tag: bool) -> str:
    """Return what a piece of HTML adds to the text: a line break for a tag that ends a line."""
    if not is_tag:
        return unescape(piece)
    return "" if _INLINE.match(piece) else "\n"


def _marked(text: str, start: int, places: Sequence[Place], title: Callable[[Sequence[str]], str]) -> str:
    """Return a text that begins at ``start`` of the whole, as HTML; ``places`` are in order."""
    found, at, end = list[str](), 0, start + len(text)
    for place in places:
        if place.start >= end:
            break
        begin, stop = max(place.start - start, 0), min(place.end, end) - start
        words = escape(title(place.roles))
        found += [escape(text[at:begin], quote=False), f'<mark class="name" title="{words}">']
        found += [escape(text[begin:stop], quote=False), "</mark>"]
        at = stop
    return "".join([*found, escape(text[at:], quote=False)])
