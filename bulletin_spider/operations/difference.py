"""Two versions of a bulletin side by side: what a person reads to judge a change."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from bulletin_spider.normalization.fingerprint import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the content fields that differ."""
    return [name for name in CONTENT if before[name] != after[name]]


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each field that differs and, below it, what was there (−) and what is there now (+)."""
    for name in differing(before, after):
        yield f"  {name}"
        for sign, text in _lines(_list(before[name]), _list(after[name])):
            yield f"    {sign} {text}"


def _lines(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    for _, start, stop, begin, end in _changed(before, after):
        yield from (("−", text) for text in before[start:stop])
        yield from (("+", text) for text in after[begin:end])


def _changed(before: list[str], after: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (code for code in codes if code[0] != "equal")


def _list(value: object) -> list[str]:
    """Return a field's value as texts: a list's elements, or the one value; nothing for null."""
    values = value if isinstance(value, list) else [value]
    return [
        one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
        for one in values
        if one is not None
    ]
