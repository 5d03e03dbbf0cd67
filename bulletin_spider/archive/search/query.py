"""Parse a search query into a tree that gives an FTS5 expression and a test on a text. No query is an error.

A text must hold all words that are separated by spaces. ``AND``, ``OR``, ``NOT`` and a leading ``-`` combine words,
brackets group them, quotes keep spaces. Brackets and quotes may be full-width and need not be closed. Operators without
operands are ignored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.search.bigrams import fold, phrase_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<minus>(?<!\S)[-－](?=[^\s-]))?
    (?: ["“”](?P<double>[^"“”]*)["“”]? | 「(?P<corner>[^」]*)」? | 『(?P<white>[^』]*)』?
      | (?P<open>[(（]) | (?P<close>[)）]) | (?P<word>[^\s"“”「『()（）]+) )""",
    re.VERBOSE,
)
_VERBATIM = re.compile(r"[\u3400-\u9fff]+")
"""Chinese characters, which :func:`fold` leaves as they are."""
_MAX_DEPTH = 20
"""Brackets within brackets. FTS5 has a limit too, and no person types more."""
_EVERY_ROW = 'facets : "all"'


class Phrase(NamedTuple):
    """Characters that follow one another in the text."""

    text: str

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression."""
        return f"{columns} : {phrase_expression(self.text)}"

    def matches(self, text: str) -> bool:
        """Return whether a folded text with single spaces matches."""
        return self.text in text


class Not(NamedTuple):
    """The operand must not match."""

    operand: Query

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression; NOT of FTS5 needs a left operand, here a term that every row has."""
        return f"({_EVERY_ROW} NOT {self.operand.expression(columns)})"

    def matches(self, text: str) -> bool:
        """Return whether a folded text with single spaces matches."""
        return not self.operand.matches(text)


class And(NamedTuple):
    """Every operand must match."""

    operands: tuple[Query, ...]

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression."""
        included = [one.expression(columns) for one in self.operands if not isinstance(one, Not)]
        excluded = [one.operand.expression(columns) for one in self.operands if isinstance(one, Not)]
        return f"({' AND '.join(included or [_EVERY_ROW])}{''.join(f' NOT {one}' for one in excluded)})"

    def matches(self, text: str) -> bool:
        """Return whether a folded text with single spaces matches."""
        return all(one.matches(text) for one in self.operands)


class Or(NamedTuple):
    """At least one operand must match."""

    operands: tuple[Query, ...]

    def expression(self, columns: str) -> str:
        """Return the FTS5 expression."""
        return f"({' OR '.join(one.expression(columns) for one in self.operands)})"

    def matches(self, text: str) -> bool:
        """Return whether a folded text with single spaces matches."""
        return any(one.matches(text) for one in self.operands)


Query = Phrase | Not | And | Or


def parse_query(typed: str) -> Query | None:
    """Return the tree of a query; None if it is blank."""
    typed = typed.replace("\0", " ")  # SQLite ends a string at a NUL, and no text has one
    tokens = [token for match in _TOKEN.finditer(typed) for token in _tokens(match)]
    tokens.reverse()
    parts: list[Query] = []
    while tokens:  # a bracket that closes nothing ends a part
        parts += filter(None, [_or(tokens, 0)])
    query = _combined(And, parts)
    literal = " ".join(fold(typed).split())
    return query or (Phrase(literal) if literal else None)  # only signs, such as a lone quote: find the signs


def matches(query: Query | None, text: str) -> bool:
    """Return whether a text matches a query; every text matches a blank one, which is None."""
    return query is None or query.matches(" ".join(fold(text).split()))


def included_phrases(query: Query | None) -> Iterator[str]:
    """Yield the phrases that a matching text may hold, without the negated ones."""
    if isinstance(query, Phrase):
        yield query.text
    elif isinstance(query, (And, Or)):
        for one in query.operands:
            yield from included_phrases(one)


def verbatim_phrases(query: Query | None) -> Iterator[str]:
    """Yield phrases that every matching text holds as they are, before it is folded: Chinese ones without spaces."""
    for one in query.operands if isinstance(query, And) else [query]:
        if isinstance(one, Phrase) and _VERBATIM.fullmatch(one.text):
            yield one.text


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


def _or(tokens: list[str | Phrase], depth: int) -> Query | None:
    operands = [_and(tokens, depth)]
    while tokens and tokens[-1] == "OR":
        tokens.pop()
        operands.append(_and(tokens, depth))
    if tokens and tokens[-1] == ")" and depth <= _MAX_DEPTH:
        tokens.pop()
    return _combined(Or, [one for one in operands if one])


def _and(tokens: list[str | Phrase], depth: int) -> Query | None:
    operands, negated = [], False
    while tokens and tokens[-1] not in {"OR", ")"}:
        part = tokens.pop()
        if part == "NOT":
            negated = not negated
        if part in {"AND", "NOT"}:
            continue
        operand = part if isinstance(part, Phrase) else _group(tokens, depth + 1)
        if operand:
            operands.append(Not(operand) if negated else operand)
        negated = False
    return _combined(And, operands)


def _group(tokens: list[str | Phrase], depth: int) -> Query | None:
    return _or(tokens, depth) if depth <= _MAX_DEPTH else None


def _combined(operator: type[And | Or], operands: list[Query]) -> Query | None:
    operands = list({one.expression(""): one for one in operands}.values())  # without repetitions
    if len(operands) < 2:
        return operands[0] if operands else None
    return operator(tuple(operands))
