"""What a person types, as a tree, an FTS5 expression and a test on a text. Nothing that is typed is an error.

Words beside each other must all be there; ``AND``, ``OR``, ``NOT`` and a leading ``-`` combine, brackets group, quotes
keep blanks. Brackets and quotes may be full-width, need not be closed, and operators without operands are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.search.bigrams import fold, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<minus>(?<!\S)[-－](?=[^\s-]))?
    (?: ["“”](?P<double>[^"“”]*)["“”]? | 「(?P<corner>[^」]*)」? | 『(?P<white>[^』]*)』?
      | (?P<open>[(（]) | (?P<close>[)）]) | (?P<word>[^\s"“”「『()（）]+) )""",
    re.VERBOSE,
)
_DEEPEST = 20
"""Brackets within brackets; FTS5 bounds them too, and nobody means more."""
_EVERY = 'facets : "all"'


class Phrase(NamedTuple):
    """Characters that stand in the text side by side."""

    text: str

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression."""
        return f"{columns} : {phrase(self.text)}"

    def holds(self, text: str) -> bool:
        """Return whether a folded text with single blanks satisfies it."""
        return self.text in text


class Without(NamedTuple):
    """Not this."""

    one: Query

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression; FTS5 knows NOT only between two operands."""
        return f"({_EVERY} NOT {self.one.expression(columns)})"

    def holds(self, text: str) -> bool:
        """Return whether a folded text with single blanks satisfies it."""
        return not self.one.holds(text)


class Both(NamedTuple):
    """All of these."""

    several: tuple[Query, ...]

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression."""
        wanted = [one.expression(columns) for one in self.several if not isinstance(one, Without)]
        unwanted = [one.one.expression(columns) for one in self.several if isinstance(one, Without)]
        return f"({' AND '.join(wanted or [_EVERY])}{''.join(f' NOT {one}' for one in unwanted)})"

    def holds(self, text: str) -> bool:
        """Return whether a folded text with single blanks satisfies it."""
        return all(one.holds(text) for one in self.several)


class Either(NamedTuple):
    """At least one of these."""

    several: tuple[Query, ...]

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression."""
        return f"({' OR '.join(one.expression(columns) for one in self.several)})"

    def holds(self, text: str) -> bool:
        """Return whether a folded text with single blanks satisfies it."""
        return any(one.holds(text) for one in self.several)


Query = Phrase | Without | Both | Either


def parse(typed: str) -> Query | None:
    """Return the tree of what was typed; None if nothing was. No text has a NUL, and SQLite ends a string with it."""
    typed = typed.replace("\0", " ")
    tokens = [token for match in _TOKEN.finditer(typed) for token in _tokens(match)]
    tokens.reverse()
    parts: list[Query] = []
    while tokens:  # a bracket too many closes nothing
        parts += filter(None, [_either(tokens, 0)])
    query = _joined(Both, parts)
    only = " ".join(fold(typed).split())
    return query or (Phrase(only) if only else None)  # a lone quote is looked for as it stands


def phrases(query: Query | None) -> Iterator[str]:
    """Yield what is to be found, but for what is not to be there."""
    if isinstance(query, Phrase):
        yield query.text
    elif isinstance(query, (Both, Either)):
        for one in query.several:
            yield from phrases(one)


def _tokens(match: re.Match[str]) -> Iterator[str | Phrase]:
    if match["minus"]:
        yield "NOT"
    if match["open"] or match["close"]:
        yield "(" if match["open"] else ")"
    elif (word := match["word"]) in {"AND", "OR", "NOT"}:
        yield word
    else:
        text = word or match["double"] or match["corner"] or match["white"] or ""
        if text := " ".join(fold(text).split()):
            yield Phrase(text)


def _either(tokens: list[str | Phrase], depth: int) -> Query | None:
    several = [_both(tokens, depth)]
    while tokens and tokens[-1] == "OR":
        tokens.pop()
        several.append(_both(tokens, depth))
    if tokens and tokens[-1] == ")" and depth <= _DEEPEST:
        tokens.pop()
    return _joined(Either, [one for one in several if one])


def _both(tokens: list[str | Phrase], depth: int) -> Query | None:
    several, negative = [], False
    while tokens and tokens[-1] not in {"OR", ")"}:
        part = tokens.pop()
        if part == "NOT":
            negative = not negative
        if part in {"AND", "NOT"}:
            continue
        one = part if isinstance(part, Phrase) else _group(tokens, depth + 1)
        if one:
            several.append(Without(one) if negative else one)
        negative = False
    return _joined(Both, several)


def _group(tokens: list[str | Phrase], depth: int) -> Query | None:
    return _either(tokens, depth) if depth <= _DEEPEST else None


def _joined(kind: type[Both | Either], several: list[Query]) -> Query | None:
    several = list({one.expression(""): one for one in several}.values())  # what is typed twice costs once
    if len(several) < 2:
        return several[0] if several else None
    return kind(tuple(several))
