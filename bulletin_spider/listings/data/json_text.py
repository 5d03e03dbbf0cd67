"""Find data in the text of an answer: JSON, JSON in a call (JSONP), and JSON in a script."""

from __future__ import annotations

import json
import re
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Bounds on hostile answers.
MAX_VALUES = 3000
_MAX_LISTS = 50
_JSONP = re.compile(r"\A\s*[\w$.]{1,100}\s*\((.*)\)\s*;?\s*\Z", re.DOTALL)
_INDEX = re.compile(r"[0-9]{1,4}")  # up to MAX_VALUES
_LINK = re.compile(r"<a\b", re.IGNORECASE)
_LIST_OF_OBJECTS = re.compile(r"\[\s*\{\s*\"")


def parse_json(text: str) -> object:
    """Return the value of a JSON or JSONP ``text``; None if it is neither."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        jsonp = _JSONP.match(text) if start not in {"", "<"} else None
        if jsonp is None:
            return None
        text = jsonp[1]
    try:
        return json.loads(text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return None


def inline_json(text: str) -> list[object]:
    """Return the lists of objects that the page's scripts hold as JSON."""
    found: list[object] = []
    decoder = json.JSONDecoder(strict=False)
    for start in islice(_LIST_OF_OBJECTS.finditer(text), _MAX_LISTS):
        try:
            found.append(decoder.raw_decode(text, start.start())[0])
        except (ValueError, RecursionError):
            continue
    return found


def value_at(data: object, path: str) -> object:
    """Return the value at ``path``, which is keys and list indexes with dots between them; None if there is none."""
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and _INDEX.fullmatch(step) and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data


def nested_values(data: object) -> Iterator[object]:
    """Yield ``data`` and the values in it, level by level, at most ten times ``MAX_VALUES``."""
    waiting = deque([data])
    for _ in range(MAX_VALUES * 10):
        if not waiting:
            return
        value = waiting.popleft()
        yield value
        if isinstance(value, dict | list):
            waiting.extend(islice(value.values() if isinstance(value, dict) else value, MAX_VALUES))


def longest_markup(data: object) -> str:
    """Return the longest string in ``data`` that holds links as markup; empty if no string does."""
    strings = [value for value in nested_values(data) if isinstance(value, str) and _LINK.search(value)]
    return max(strings, key=len, default="")
