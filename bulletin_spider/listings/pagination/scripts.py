"""Read calls and settings in the scripts of a page; comments and the definition of a function do not count."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRIES = 20
_ARGUMENT = re.compile(r"""\s*(?:'([^'\n]{0,300})'|"([^"\n]{0,300})"|(-?\d{1,9}))\s*(,|\))""")


def calls(text: str, *names: str) -> Iterator[tuple[str | int, ...]]:
    """Yield the arguments of each call of one of ``names``, if they are only strings and whole numbers."""
    found = (re.finditer(rf"(?<![\w.$]){name}\s*\(", text) for name in names if name in text)
    for call in islice(chain.from_iterable(found), _TRIES):
        if not _commented(text, call.start()):
            arguments = _arguments(text, call.end())
            if arguments:
                yield arguments


def number_of(text: str, name: str) -> int | None:
    """Return the whole number that ``name`` is set to (``name = 3`` or ``name: 3``), outside comments."""
    if name not in text:
        return None
    pattern = rf"(?<![\w$]){name}['\"]?\s*[:=]\s*['\"]?(\d{{1,9}})\b"
    for found in islice(re.finditer(pattern, text), _TRIES):
        if not _commented(text, found.start()):
            return int(found[1])
    return None


def string_of(text: str, name: str) -> str | None:
    """Return the string that ``name`` is set to, or its number as written, outside comments."""
    pattern = rf"""(?<![\w$]){name}['"]?\s*[:=]\s*(?:'([^'\n]{{0,500}})'|"([^"\n]{{0,500}})"|(\d+))"""
    for found in islice(re.finditer(pattern, text), _TRIES):
        if not _commented(text, found.start()):
            return next(group for group in found.groups() if group is not None)
    return None


def _commented(text: str, at: int) -> bool:
    start = max(0, at - 300)
    line = text[max(text.rfind("\n", start, at) + 1, start) : at]
    return re.search(r"(?:^|[^:])//|\bfunction\s+$", line) is not None


def _arguments(text: str, at: int) -> tuple[str | int, ...]:
    found: list[str | int] = []
    while argument := _ARGUMENT.match(text, at):
        single, double, number, end = argument.groups()
        found.append(int(number) if number is not None else (single if single is not None else double))
        if end == ")":
            return tuple(found)
        at = argument.end()
    return ()
