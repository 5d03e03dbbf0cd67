"""What the words of a line say it is: prose, information about the article, a page tool, the end, the footer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bulletin_spider.extraction import kinds, phrases
from bulletin_spider.extraction.marks import BODY, CHROME
from bulletin_spider.normalization.dates import starts_with_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.kinds import Kind
    from bulletin_spider.extraction.sheet import Line, Sheet


def kind(text: str) -> Kind:
    """Return the part that the line ``text`` plays; a line of more than 300 characters is text."""
    if len(text) <= 120:
        if text[0] in "hw" and phrases.AHEAD.match(text):
            text = text.partition(" ")[2]
        return _kind_of_short(text)
    return kinds.END if len(text) <= 300 and is_notice(text) else kinds.TEXT


@lru_cache(maxsize=8192)
def _kind_of_short(text: str) -> Kind:  # noqa: PLR0911 - a decision list, read from top to bottom
    """Return the kind of a line; the answers are kept, as the pages of a site share most of their short lines."""
    size = len(text)
    if "。" in text and size > 20:
        return kinds.END if is_notice(text) else kinds.TEXT
    if phrases.RELATED.match(text) or phrases.NEIGHBOUR.match(text):
        return kinds.RELATED
    if phrases.EDITOR.match(text) and (text[-1] in "】]" or not phrases.SENTENCE.search(text)):
        return kinds.EDITOR
    if size <= 60 and not phrases.SENTENCE.search(text) and starts_with_date(text):
        return _kind_of_dated(text)
    if is_trail(text):
        return kinds.TOOL
    if size <= 50 and has_clock(text) and phrases.STAMPED.match(text) and not phrases.PUNCTUATED.search(text):
        return kinds.INFO
    if is_info(text) or phrases.STAMP.match(text) or (text[-1] == "次" and phrases.READ.search(text)):
        return kinds.INFO
    if phrases.TOOL_WORD.search(text) and _is_tool(text):
        return kinds.TOOL
    if phrases.FOOTER.search(text) and "。" not in text:
        return kinds.FOOTER
    return kinds.END if is_notice(text) else kinds.TEXT


def _is_tool(text: str) -> bool:
    """Return whether little but the words of page tools is left of ``text``, and it is no item of a list."""
    return len(phrases.TOOLS.sub("", text)) * 4 <= len(text) and not phrases.NO_TOOL.match(text)


def is_notice(text: str) -> bool:
    """Return whether the line speaks of rights and duties, or asks to scan a code: what stands behind a body."""
    return phrases.NOTICE.match(text) is not None or phrases.SCAN.search(text) is not None


def is_trail(text: str) -> bool:
    """Return whether the line is the way to the page, a greeting, or says that something is being loaded."""
    return bool(phrases.CRUMB.match(text) or phrases.TRAIL.search(text) or phrases.WAITING.search(text))


def _kind_of_dated(text: str) -> Kind:
    """Return the kind of a line that begins with a date: the history of a law and hours of an event are text."""
    if phrases.PASSED.search(text) or phrases.HOURS.search(text):
        return kinds.TEXT
    return kinds.INFO if has_clock(text) or phrases.LABEL.search(text) else kinds.DATE


def spread_footer(sheet: Sheet) -> None:
    """Mark as footer the lines of address and sponsor beside one that is surely footer; in a body they are text.

    A line that is named as a footer says nothing of one beside it that is not.
    """
    for i in [i for i, said in enumerate(sheet.kinds) if said is kinds.FOOTER]:
        for way in (-1, 1):
            k = i + way
            while 0 <= k < len(sheet.kinds) and abs(k - i) <= 6 and _is_foot(sheet, i, k):
                sheet.kinds[k] = kinds.FOOTER
                k += way


def _is_foot(sheet: Sheet, footer: int, i: int) -> bool:
    """Return whether the line beside a footer, or beside what was found to be one, tells address or sponsor."""
    text = sheet.lines[i].text
    return (
        _is_beside(sheet.lines[footer], sheet.lines[i])
        and sheet.kinds[i] in (kinds.TEXT, kinds.INFO)
        and "。" not in text
        and phrases.SPONSOR.search(text[:80]) is not None
    )


def _is_beside(footer: Line, line: Line) -> bool:
    return (footer.flags ^ line.flags) & (BODY | CHROME) == 0


def has_clock(text: str) -> bool:
    """Return whether a time of day stands in ``text``."""
    return phrases.CLOCK.search(text) is not None


def tells_day(text: str) -> bool:
    """Return whether ``text`` holds a label of publication with its day, or an address and an hour."""
    if text.startswith(("http", "www")):
        return phrases.AHEAD.match(text) is not None and has_clock(text)
    return ("时间" in text or "日期" in text) and phrases.DATED.search(text) is not None


def is_info(text: str) -> bool:
    """Return whether ``text`` tells when or by whom the article was published: two labels, or one that begins it."""
    if not phrases.COLON.search(text) or text.count("：") > 12:
        return False
    labels = list(phrases.LABEL.finditer(text))
    if not labels or (len(labels) == 1 and (phrases.SENTENCE.search(text) or phrases.EVENT.match(text))):
        return False
    return len(labels) > 1 or (labels[0].start() <= 1 and len(text) <= 60)


def is_imprint(text: str) -> bool:
    """Return whether a line of information speaks of the article, not of an event that the body announces."""
    return phrases.IMPRINT.search(text) is not None or has_clock(text)


def weight(text: str, linked: int) -> float:
    """Return how much a line speaks for being body text: its length if it is prose, less than nothing for links."""
    size = len(text)
    if linked * 2 > size:
        return 0.0 if text[-1] in "。！？" else -8.0 - min(size, 40) * 0.5
    if text.isascii():
        return size * 0.25 if text[-1] in '.!?"' and text.count(" ") >= 8 else 1.0
    if not phrases.PUNCTUATED.search(text):
        return 2.0 if size < 30 else size * 0.3
    return min(size, 500) * (0.6 if size < 20 else 1.0)
