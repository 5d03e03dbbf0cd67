"""Write text for a person's screen: lines that fit, and marks that a terminal can show."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from bulletin_spider.comparison import COLOURED, PLAIN
from bulletin_spider.operations.reporting.table import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.comparison import Marks

WIDTH = 80
"""Columns of a terminal that nobody has widened."""
_TOKEN = re.compile(r"(\x1b\[[0-9;]*m)|([!-~]+)|(.)", re.DOTALL)
"""A colour, a word of ASCII, which is never parted, or one other character."""
_RESET = "\x1b[0m"


def shown_marks() -> Marks:
    """Return colours if the output is a terminal and nobody has switched them off, else signs."""
    return COLOURED if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else PLAIN


def wrapped(text: str, indent: str = "", *, first: str | None = None) -> Iterator[str]:
    """Yield lines of at most 80 columns; only a longer word, such as an address, makes a longer line.

    ``first`` is what the first line begins with in place of ``indent``.
    """
    line, width, colour = first if first is not None else indent, 0, ""
    room = WIDTH - display_width(indent)
    for code, word, sign in _TOKEN.findall(" ".join(text.split("\n"))):
        if code:
            line, colour = line + code, "" if code == _RESET else code
            continue
        size = display_width(word or sign)
        if width and width + size > room:
            yield (line + _RESET if colour else line).rstrip()
            line, width = indent + colour, 0
            if sign.isspace():
                continue
        line, width = line + (word or sign), width + size
    if width or not text:
        yield line.rstrip()
