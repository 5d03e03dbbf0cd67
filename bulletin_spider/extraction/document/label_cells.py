"""Join labels without a colon with the values in the cells or elements beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.catalogue_card import card_label
from bulletin_spider.extraction.document.document import text_parts
from bulletin_spider.extraction.document.element_flags import HIDDEN, ROW
from bulletin_spider.extraction.document.line_patterns import PUNCTUATION
from bulletin_spider.normalization.dates import starts_with_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line

_DAYS = frozenset(
    [
        f"{labels.PUBLISH}{labels.DATE}",
        f"{labels.PUBLISH}{labels.TIME}",
        f"{labels.SEND}{labels.TIME}",
        f"{labels.UPDATE}{labels.TIME}",
        f"{labels.UPDATE}{labels.DATE}",
        f"{labels.COMPLETE}{labels.DATE}",
        f"{labels.GENERATE}{labels.DATE}",
        f"{labels.ENTER}{labels.TIME}",
        f"{labels.DISCLOSE}{labels.DATE}",
        f"发文{labels.DATE}",
    ]
)
"""Labels of the publication day. 日期 and 时间 alone are missing: they can be the heading of a table of events."""
_NAMES = frozenset(
    [
        labels.SOURCE,
        f"信息{labels.SOURCE}",
        f"文章{labels.SOURCE}",
        f"稿件{labels.SOURCE}",
        f"{labels.PUBLISH}机构",
        f"{labels.PUBLISH}单位",
        labels.AUTHOR,
        labels.REPORTER,
        labels.CORRESPONDENT,
        labels.EDITOR,
        f"责任{labels.EDITOR}",
        labels.REVIEWER,
    ]
)
_LETTER_DAY = re.compile(
    f"(?:来信|写信|{labels.SUBMIT}|留言|咨询|回复|答复|受理|办结|处理|反馈)(?:{labels.TIME}"
    f"|{labels.DATE})[:：]?$"
)
"""A label for the day of a citizen's letter or of its answer."""
_BRACKETED = re.compile(r"[【\[]([^【】\[\]]{2,4})[】\]]\s?[:：]?\s?([^，。；]{2,40})$")
_LABEL_AND_YEAR = re.compile(rf"(?:{labels.DATE}|{labels.TIME})\s?(?:19|20)\d\d")
_MAX_LABEL = 5
"""Characters of the longest label, with its colon."""
_MAX_LINE = 100
"""Characters of the longest line of labels and values: a longer one is text."""
_MAX_DAY = 30
"""Characters of the longest line with a day and a time: a longer one is a sentence."""
_MAX_NAME = 20
"""Characters of the longest name of an office or a person."""
_MAX_DAY_BOX = 8
"""Characters of the longest part of a date in a box of its own: 2024年02月 has 8."""
_MAX_BOX_STEP = 2
"""Steps from one box of a date to the other: they are side by side."""
_CELLS = ("td", "th")
"""Cells of a table, whose figures are no dates."""
_MONTH_BOX = re.compile(r"((?:19|20)\d\d)\s?[-./年]\s?(0?[1-9]|1[0-2])月?")
_DAY_BOX = re.compile(r"(0?[1-9]|[12]\d|3[01])日?")
_YEAR_BOX = re.compile(r"((?:19|20)\d\d)年?")
_MONTH_AND_DAY_BOX = re.compile(r"(0?[1-9]|1[0-2])[-/月](0?[1-9]|[12]\d|3[01])日?")
_NEAR = 6
"""Lines between a labelled date and the label of a name: only there the label is about the article."""


def join_labels_with_values(document: Document) -> None:
    """Write labels and values on neighbouring lines as 发布日期：2024-03-07 on the first line and hide the second.

    A label of names (来源, 记者) counts only near a label of a date, as it can be a heading in a table of the body. The
    date of a letter or of its answer is text.
    """
    last_pair = -_NEAR
    elsewhere = _labels_with_other_values(document)
    for i, line in enumerate(document.lines):
        text = line.text
        if "0" <= text[0] <= "9" and len(text) <= _MAX_DAY_BOX and (day := _day_in_boxes(document, i)):
            document.lines[i + 1].flags |= HIDDEN
            line.text, document.kinds[i] = day, line_kinds.DATE
        elif len(text) > _MAX_LABEL:
            if (
                (text[0] in "【[" or labels.DATE in text or labels.TIME in text)
                and not line.flags & ROW
                and (rewritten := _unbracketed(text) or _with_colons(line))
            ):
                line.text, document.kinds[i] = rewritten, line_kinds.INFO
        elif i in elsewhere:
            continue
        elif (text in _DAYS and _is_day(document, i + 1)) or (
            i - last_pair <= _NEAR and _has_name(document, i)
        ):
            last_pair = i
            _join(document, i)
        elif text[-1] in ":：" and text[:-1] in _NAMES and _is_name_cell(document, i + 1):
            document.kinds[i + 1] = line_kinds.INFO
        elif _LETTER_DAY.match(text) and _is_day(document, i + 1):
            document.kinds[i] = document.kinds[i + 1] = line_kinds.TEXT


def is_labelled_day(label: str, value: str) -> bool:
    """Return whether a cell is the label of the day of publication, and the cell beside it is a day."""
    return label.rstrip(":：") in _DAYS and _is_day_text(value)


def _day_in_boxes(document: Document, i: int) -> str | None:
    """Return the date that the line and the next one show in two boxes (21 / 2024年02月), or None."""
    if i + 1 >= len(document.lines):
        return None
    line, below = document.lines[i], document.lines[i + 1]
    if len(below.text) > _MAX_DAY_BOX or below.step > _MAX_BOX_STEP or line.linked or below.linked:
        return None
    if line.block.tag in _CELLS and below.block.tag in _CELLS:
        return None
    for first, second in ((line.text, below.text), (below.text, line.text)):
        if (month := _MONTH_BOX.fullmatch(first)) and (day := _DAY_BOX.fullmatch(second)):
            return f"{month[1]}年{month[2]}月{day[1]}日"
        if (year := _YEAR_BOX.fullmatch(first)) and (day := _MONTH_AND_DAY_BOX.fullmatch(second)):
            return f"{year[1]}年{day[1]}月{day[2]}日"
    return None


def _labels_with_other_values(document: Document) -> set[int]:
    """Return the lines of labels in cells of a card whose value is not the next line, as in a row of labels."""
    return {
        entry.line
        for entry in document.card
        if document.lines[entry.line].block.tag in ("td", "th")
        and entry.line + 1 < len(document.lines)
        and entry.value != document.lines[entry.line + 1].text
    }


def _is_day(document: Document, i: int) -> bool:
    return i < len(document.lines) and _is_day_text(document.lines[i].text)


def _is_day_text(text: str) -> bool:
    return len(text) <= _MAX_DAY and starts_with_date(text)


def _has_name(document: Document, i: int) -> bool:
    """Return whether the line is a label of names and the next line can be the name of an office or a person."""
    if document.lines[i].text not in _NAMES or i + 1 >= len(document.lines):
        return False
    text = document.lines[i + 1].text
    return (
        len(text) <= _MAX_NAME
        and text not in _NAMES | _DAYS
        and not card_label(text)
        and not re.search(r"[，。：:；]", text)
    )


def _is_name_cell(document: Document, i: int) -> bool:
    """Return whether the line is the cell beside the line before it and can be the name of an office."""
    if i >= len(document.lines) or document.kinds[i] is not line_kinds.TEXT:
        return False
    line = document.lines[i]
    return (
        line.step == 0
        and line.block.tag in ("dd", "td")
        and len(line.text) <= _MAX_NAME
        and not PUNCTUATION.search(line.text)
    )


def _join(document: Document, i: int) -> None:
    label, value = document.lines[i], document.lines[i + 1]
    label.text = f"{label.text}：{value.text}"
    value.flags |= HIDDEN
    document.kinds[i] = line_kinds.INFO


def _unbracketed(text: str) -> str | None:
    """Return 发布时间：2024-03-07 for 【发布时间】2024-03-07, or None if no label is in the brackets."""
    match = _BRACKETED.match(text)
    return f"{match[1]}：{match[2]}" if match and match[1] in _DAYS | _NAMES else None


def _with_colons(line: Line) -> str | None:
    """Return the line with a colon behind each element that is a label, or None if its first element is no label."""
    if len(line.text) > _MAX_LINE or not _LABEL_AND_YEAR.search(line.text):
        return None
    parts = text_parts(line)
    if not parts or parts[0] not in _DAYS | _NAMES:
        return None
    return " ".join(f"{part}：" if part in _DAYS | _NAMES else part for part in parts)
