"""The kinds of lines on a page: prose, article information, date, page tool, end, footer and others."""

from __future__ import annotations

from enum import IntEnum


class LineKind(IntEnum):
    """The part a line plays on its page.

    TEXT is prose. INFO tells date, source or people of the article; DATE is a bare date. TOOL is a page tool, a
    breadcrumb or a greeting. END is a notice of rights or a scan code, EDITOR an editor's line, RELATED the heading of
    related links. LINKS is a line that is mostly links. FOOTER belongs to the foot of the site.
    """

    TEXT = 0
    INFO = 1
    DATE = 2
    TOOL = 3
    END = 4
    FOOTER = 5
    EDITOR = 6
    RELATED = 7
    LINKS = 8


# Hot loops compare each line with these names: Python 3.11 looks a member up in its class ten times as slowly as a name
# in a module.
TEXT, INFO, DATE, TOOL, END, FOOTER, EDITOR, RELATED, LINKS = LineKind
BODY_BORDERS = (END, FOOTER, EDITOR, RELATED)
"""Kinds of lines that end a body."""
INFO_OR_DATE = (INFO, DATE)
"""Kinds of lines between headline and body."""
