"""Where a line stands: above the line of date and source, below a heading, or over the day that closes a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import is_prose
from bulletin_spider.extraction.document.element_flags import HEADLINE, SHAPED
from bulletin_spider.extraction.document.line_kinds import HEAD
from bulletin_spider.extraction.document.link_rows import is_row
from bulletin_spider.normalization.dates import starts_with_date
from bulletin_spider.normalization.names import is_office

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Line, Sheet

_DASHES = ("—", "──", "--", "－－")
_SENTENCE = 30
"""Characters of a sentence by which the line above it is told from the head of a box."""
_STOPS = ("。", "！", "；")


def is_shaped(line: Line) -> bool:
    """Return whether the line is a heading, or stands in a block that is named as one."""
    return line.heading > 0 or line.flags & SHAPED > 0


def is_labelled(sheet: Sheet, i: int) -> bool:
    """Return whether a line that labels date or source follows the line, or follows the bare day below it."""
    behind = sheet.kinds[i + 1 : i + 3]
    return behind[:1] == [line_kinds.INFO] or behind == [line_kinds.DATE, line_kinds.INFO]


def above_date(sheet: Sheet, i: int, line: Line) -> float:
    """Return the gain of a line right above the line of date and source; a short subtitle may stand between."""
    if len(line.text) < 3 or sheet.kinds[i] is not line_kinds.TEXT:
        return 0.0
    behind = sheet.kinds[i + 1 : i + 3]
    if behind and behind[0] in HEAD and not _heads_rows(sheet, i):
        return 0.0 if _is_signature(sheet, i, line) else 25.0
    if (
        len(behind) == 2
        and behind[1] in HEAD
        and line.heading
        and (len(sheet.lines[i + 1].text) < len(line.text) or is_subtitle(sheet, i + 1, sheet.lines[i + 1]))
    ):
        return 20.0
    return 0.0


def heads_text(sheet: Sheet, i: int) -> bool:
    """Return whether text follows the line, with a sentence of some length in the first two lines."""
    behind = range(i + 1, min(i + 3, len(sheet.lines)))
    return all(sheet.kinds[k] is line_kinds.TEXT for k in behind) and any(
        len(sheet.lines[k].text) >= _SENTENCE and is_prose(sheet.lines[k]) for k in behind
    )


def is_subtitle(sheet: Sheet, i: int, line: Line) -> bool:
    """Return whether the line begins with a dash, as a subtitle does, and stands right below a heading."""
    above = sheet.lines[i - 1] if i and line.text.startswith(_DASHES) else None
    return above is not None and bool(above.heading or above.flags & HEADLINE)


def _heads_rows(sheet: Sheet, i: int) -> bool:
    """Return whether the line below is no line of date and source, but the first row of a list."""
    below = sheet.lines[i + 1]
    return below.linked >= 4 and is_row(sheet, i + 1) and not starts_with_date(below.text)


def _is_signature(sheet: Sheet, i: int, line: Line) -> bool:
    """Return whether the line is the office under a notice: a bare day below it, a sentence or other lines above it."""
    if sheet.kinds[i + 1] is not line_kinds.DATE or is_shaped(line) or not i:
        return False
    return (line.step == 0 and sheet.lines[i - 1].text[-1:] in _STOPS) or (
        is_office(line.text) and _is_below(sheet, i)
    )


def _is_below(sheet: Sheet, i: int) -> bool:
    """Return whether a line that tells of the article, and text, stand above the line already."""
    return any(
        said is line_kinds.INFO and line_kinds.TEXT in sheet.kinds[k + 1 : i]
        for k, said in enumerate(sheet.kinds[:i])
    )
