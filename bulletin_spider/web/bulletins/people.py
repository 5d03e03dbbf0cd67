"""Find where the people of a version stand in its text, so that each name can be marked there."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES = ("reporters", "correspondents", "photographers", "editors", "authors")
"""The fields of a version that hold names of people."""
_BETWEEN = re.compile(r"[ \u3000、，,;；:：/／|丨·&和]*")
"""What may be between a label and a name, beside other names."""
_BLANKS = r"[ \u3000]{0,3}"
"""Blanks that pad a name in a page: 唐 炜. They are not part of the published name."""
_BLANK = re.compile(r"[ \u3000]")
_REACH = 80
"""Characters before and after a name in which its label is looked for: a list of ten names and their commas."""
_MOST_PLACES = 300
"""Places of names in all texts of a version beside which a label is looked for, in 30 ms: more are no credits."""
_MOST_CHARACTERS = 200_000
"""Characters of one text in which names are looked for: as many as a page shows."""
_STEPS = 5_000_000
"""Names times characters that are looked at, in 0.3 s at worst: 25 names in the longest text, 500 in ten pages."""


class Part(NamedTuple):
    """A part of a text: the name of a person with the roles of the person, or text between names."""

    text: str
    roles: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a name is in a text, and the roles of the person."""

    start: int
    end: int
    name: str
    roles: tuple[str, ...]


def most_names(version: Mapping[str, Any]) -> int:
    """Return how many names are looked for in the text of a version."""
    return max(1, _STEPS // max(1, sum(len(str(one)) for one in version["paragraphs"])))


class NamedPeople:
    """The people of one version; ``roles`` has their names, each with the fields that hold it.

    The first :func:`most_names` of them are looked for.
    """

    def __init__(self, version: Mapping[str, Any]) -> None:
        self.roles: dict[str, tuple[str, ...]] = {}
        for role in ROLES:
            for name in version.get(role) or ():
                self.roles[name] = (*self.roles.get(name, ()), role)
        self.byline: str = version.get("byline") or ""
        sought = islice(filter(None, self.roles), most_names(version))
        ordered = sorted(sought, key=len, reverse=True)
        # The longest name is tried first, so that 王军 is not found in 王军民.
        self._names = re.compile("|".join(map(_padded, ordered))) if ordered else None
        self._left = _MOST_PLACES
        self._by_letters = {name if _has_blanks(name) else _letters(name): name for name in ordered}

    def parts(self, text: str, *, is_credit: bool = False) -> list[Part]:
        """Return a text in parts. Of a credit every name is marked, of other texts the names beside a label.

        A name that is also a word, such as 高峰, is so not marked where it is the word.
        """
        found, end = list[Part](), 0
        for place in self.places(text, is_credit=is_credit):
            found += [Part(text[end : place.start]), Part(text[place.start : place.end], place.roles)]
            end = place.end
        return [part for part in [*found, Part(text[end:])] if part.text] or [Part(text)]

    def marked(self, text: str, *, is_credit: bool = False) -> set[str]:
        """Return the names that :meth:`parts` marks."""
        found = self.parts(text, is_credit=is_credit)
        return {self._name(part.text) for part in found if part.roles}

    def places(self, text: str, *, is_credit: bool = False) -> list[Place]:
        """Return where the names are that :meth:`parts` marks, in order."""
        if self._names is None:
            return []
        found = self._names.finditer(text, 0, _MOST_CHARACTERS)
        places = [self._place(match) for match in islice(found, _MOST_PLACES)]
        if is_credit:
            return places
        begin = text.find(self.byline) if self.byline else -1
        end = begin + len(self.byline)
        return [
            one
            for one in places
            if (begin >= 0 and begin <= one.start and one.end <= end)
            or self._is_beside_label(text, one.start, one.end)
        ]

    def _name(self, found: str) -> str:
        """Return the published name that was found in a text, where it may be padded with blanks."""
        return self._by_letters.get(found) or self._by_letters[_letters(found)]

    def _place(self, match: re.Match[str]) -> Place:
        name = self._name(match[0])
        return Place(match.start(), match.end(), name, self.roles[name])

    def _is_beside_label(self, text: str, start: int, stop: int) -> bool:
        """Whether only marks and other names are between a name and a label, before or behind it."""
        # Its patterns take 20 ms to compile, which no server needs before the first bulletin is read.
        from bulletin_spider.extraction.bylines.labels import AFTER_NAME_ROLES, find_labels  # noqa: PLC0415

        self._left -= 1
        if self._left < 0:
            return False
        begin = max(0, start - _REACH)
        window = text[begin : stop + _REACH]
        at, end = start - begin, stop - begin
        return any(
            (label.end <= at and self._joins(window[label.end : at]))
            or (
                label.role in AFTER_NAME_ROLES
                and label.start >= end
                and self._joins(window[end : label.start])
            )
            for label in find_labels(window)
        )

    def _joins(self, between: str) -> bool:
        rest = self._names.sub("", between) if self._names else between
        return _BETWEEN.fullmatch(rest) is not None


def _padded(name: str) -> str:
    """Return the pattern of a name with blanks between its characters; foreign names have their own blanks."""
    return re.escape(name) if _has_blanks(name) else _BLANKS.join(map(re.escape, name))


def _has_blanks(name: str) -> bool:
    return _BLANK.search(name) is not None


def _letters(name: str) -> str:
    return _BLANK.sub("", name)
