"""Find the functions that the scripts of a page define."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from bulletin_spider.listings.scripts.syntax import Node, SyntaxUnread, parse_block, parse_expression

_MAX_FUNCTION_CHARS = 6_000
"""Characters of a function that are read; the longest saved pager function has 2,500."""


@dataclass(frozen=True)
class Function:
    """A function of the page."""

    names: tuple[str, ...]
    body: Node


def find_function(text: str, name: str) -> Function | None:
    """Return the function that the page's scripts call ``name``; None if none is defined or it is not read."""
    if not re.fullmatch(r"[\w$]{1,80}", name) or name not in text:
        return None
    named = re.escape(name)
    pattern = (
        rf"(?:function\s+{named}\s*|(?<![\w$]){named}\s*[:=]\s*(?:async\s+)?function\b\s*[\w$]*\s*)"
        rf"\(([^()]{{0,200}})\)\s*(?=\{{)|(?<![\w$]){named}\s*=\s*(?=\(?[\w$,\s]{{0,100}}\)?\s*=>)"
    )
    for found in islice(re.finditer(pattern, text), 3):
        rest = text[found.end() : found.end() + _MAX_FUNCTION_CHARS]
        try:
            if found[1] is None:
                arrow = parse_expression(rest)
                return Function(*arrow.parts) if arrow.kind == "function" else None
            names = tuple(
                part.strip().partition("=")[0].strip() for part in found[1].split(",") if part.strip()
            )
            return Function(names, Node("block", tuple(parse_block(rest))))
        except SyntaxUnread:
            continue
    return None
