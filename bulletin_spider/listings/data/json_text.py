"""Data in an answer's text: JSON, JSON in a call, JSON in a script, and what is found in it."""

from __future__ import annotations

import json
import re
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = 3000
_TRIES = 50
_PADDED = re.compile(r"\A\s*[\w$.]{1,100}\s*\((.*)\)\s*;?\s*\Z", re.DOTALL)
_MARKUP = re.compile(r"<a\b", re.IGNORECASE)
_OBJECTS = re.compile(r"\[\s*\{\s*\"")


def parse_json(text: str) -> object:
    """Return the value of a JSON or JSONP ``text``; None if it is neither."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        padded = _PADDED.match(text) if start not in {"", "<"} else None
        if padded is None:
            return None
        text = padded[1]
    try:
        return json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return None


def inline_json(text: str) -> list[object]:
    """Return the lists of objects that the page's scripts hold as JSON."""
    found: list[object] = []
    decoder = json.JSONDecoder(strict=False)
    for start in islice(_OBJECTS.finditer(text), _TRIES):
        try:
            found.append(decoder.raw_decode(text, start.start())[0])
        except (ValueError, RecursionError):
            continue
    return found


def at_path(data: object, path: str) -> object:
    """Return the value at ``path`` (keys and list numbers, dots between); None if there is none."""
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def values(data: object) -> Iterator[object]:
    """Yield ``data`` and what is in it, level by level, up to a bound."""
    waiting = deque([data])
    for _ in range(MANY * 10):
        if not waiting:
            return
        value = waiting.popleft()
        yield value
        if isinstance(value, dict | list):
            waiting.extend(islice(value.values() if isinstance(value, dict) else value, MANY))


def markup_in(data: object) -> str:
    """Return the longest string in ``data`` that holds links as markup; empty if none does."""
    strings = [value for value in values(data) if isinstance(value, str) and _MARKUP.search(value)]
    return max(strings, key=len, default="")
