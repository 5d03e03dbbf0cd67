"""Find the functions that the scripts of a page define."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.listings.scripts.syntax import Node, SyntaxUnread, parse_block, parse_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_PLACES = 60
_MAX_VALUE_CHARS = 600
_LOOK_BACK = 40
"""Characters before a name that show whether it is defined there."""
_BEFORE = re.compile(r"\bfunction\s+$")
_PARAMETERS = re.compile(r"\s*\(([^()]{0,200})\)\s*(?=\{)")
_DEFINED = re.compile(r"\s*[:=]\s*(?:async\s+)?function\b\s*[\w$]*\s*\(([^()]{0,200})\)\s*(?=\{)")
_ARROW = re.compile(r"\s*+=\s*+(?=\(?[\w$,\s]{0,100}+\)?\s*+=>)")
_ASSIGNED = re.compile(r"\s*=(?!=)\s*")
_STATEMENT = re.compile(r"(?:\b(?:var|let|const)\s+|[,;{}]\s*|\n\s*|^\s*|\bwindow\.)$")
_MAX_FUNCTION_CHARS = 6_000
"""Characters of a function that are read; the longest saved pager function has 2,500."""


@dataclass(frozen=True)
class Function:
    """A function of the page."""

    names: tuple[str, ...]
    body: Node


def find_function(text: str, name: str) -> Function | None:
    """Return the function that the scripts ``text`` call ``name``; None if none is defined or it is not read."""
    for start, end in islice(_places(text, name), _MAX_PLACES):
        before, named = _BEFORE.search(text, max(0, start - _LOOK_BACK), start), _DEFINED.match(text, end)
        named = _PARAMETERS.match(text, end) if before else named
        try:
            if named is not None:
                names = tuple(part.partition("=")[0].strip() for part in named[1].split(",") if part.strip())
                body = parse_block(text[named.end() : named.end() + _MAX_FUNCTION_CHARS])
                return Function(names, Node("block", tuple(body)))
            if arrow := _ARROW.match(text, end):
                node = parse_expression(text[arrow.end() : arrow.end() + _MAX_FUNCTION_CHARS])
                return Function(*node.parts) if node.kind == "function" else None
        except SyntaxUnread:
            continue
    return None


def find_value(text: str, name: str) -> str | None:
    """Return the text behind the first ``name =`` at the beginning of a statement or declaration; None without one."""
    for start, end in islice(_places(text, name), _MAX_PLACES):
        assigned = _ASSIGNED.match(text, end)
        if assigned and _STATEMENT.search(text, max(0, start - _LOOK_BACK), start):
            return text[assigned.end() : assigned.end() + _MAX_VALUE_CHARS]
    return None


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of ``name`` as a whole word."""
    at = text.find(name)
    while at >= 0 and name:
        end = at + len(name)
        if not _is_word(text[at - 1 : at]) and not _is_word(text[end : end + 1]):
            yield at, end
        at = text.find(name, end)


def _is_word(mark: str) -> bool:
    return mark.isalnum() or mark in {"_", "$"}
