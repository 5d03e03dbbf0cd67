"""What a line can be: prose, information about the article, a page tool, the end, the footer and others.

The members have names of their own too: Python 3.11 looks one up in its class ten times as slowly as in a module, and
they are asked for on every line.
"""

from __future__ import annotations

from enum import IntEnum


class LineKind(IntEnum):
    """The part a line plays on its page."""

    TEXT = 0
    INFO = 1
    DATE = 2
    TOOL = 3
    END = 4
    FOOTER = 5
    EDITOR = 6
    RELATED = 7
    LINKS = 8


TEXT, INFO, DATE, TOOL, END, FOOTER, EDITOR, RELATED, LINKS = LineKind
BODY_BORDERS = (END, FOOTER, EDITOR, RELATED)
"""Kinds of lines that no body reaches across."""
INFO_OR_DATE = (INFO, DATE)
"""Kinds of lines that stand between headline and body."""
