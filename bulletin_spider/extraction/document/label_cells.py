"""Labels without a colon: in a cell or an element of their own, beside the one that holds their value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import text_parts
from bulletin_spider.extraction.document.element_flags import HIDDEN
from bulletin_spider.extraction.document.line_patterns import PUNCTUATION
from bulletin_spider.normalization.dates import starts_with_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document, Line

_DAYS = frozenset(
    [
        "发布日期",
        "发布时间",
        "发稿时间",
        "更新时间",
        "更新日期",
        "成文日期",
        "生成日期",
        "录入时间",
        "公开日期",
        "发文日期",
    ]
)
"""Labels of a day that tell of the article; 日期 and 时间 alone may as well head a table of events."""
_NAMES = frozenset(
    [
        "来源",
        "信息来源",
        "文章来源",
        "稿件来源",
        "发布机构",
        "发布单位",
        "作者",
        "记者",
        "通讯员",
        "编辑",
        "责任编辑",
        "审核",
    ]
)
_OTHER_DAY = re.compile(r"(?:来信|写信|提交|留言|咨询|回复|答复|受理|办结|处理|反馈)(?:时间|日期)[:：]?$")
_BRACKETED = re.compile(r"[【\[]([^【】\[\]]{2,4})[】\]]\s?[:：]?\s?([^，。；]{2,40})$")
_DATED = re.compile(r"(?:日期|时间)\s?(?:19|20)\d\d")
_LABEL = 5
"""Characters of the longest label."""
_LONGEST = 100
_NEAR = 6
"""Lines between a date with its label and the label of a name that is believed for its sake."""


def join_labels_with_values(document: Document) -> None:
    """Write labels and values that stand side by side as 发布日期：2024-03-07, and pass over the second line.

    A label of names (来源, 记者) counts only near a label of a date: in a table of the body it is a heading. A date
    that belongs to a letter or its answer is text.
    """
    near = -_NEAR
    for i, line in enumerate(document.lines):
        text = line.text
        if len(text) > _LABEL:
            if (text[0] in "【[" or "日期" in text or "时间" in text) and (
                apart := _unbracketed(text) or _parted(line)
            ):
                line.text, document.kinds[i] = apart, line_kinds.INFO
        elif (text in _DAYS and _is_day(document, i + 1)) or (i - near <= _NEAR and _has_name(document, i)):
            near = i
            _join(document, i)
        elif text[-1] in ":：" and text[:-1] in _NAMES and _is_cell(document, i + 1):
            document.kinds[i + 1] = line_kinds.INFO
        elif _OTHER_DAY.match(text) and _is_day(document, i + 1):
            document.kinds[i] = document.kinds[i + 1] = line_kinds.TEXT


def _is_day(document: Document, i: int) -> bool:
    return (
        i < len(document.lines)
        and len(document.lines[i].text) <= 30
        and starts_with_date(document.lines[i].text)
    )


def _has_name(document: Document, i: int) -> bool:
    """Return whether the line is a label of names, and the next can be that of an office or a person, no label."""
    if document.lines[i].text not in _NAMES or i + 1 >= len(document.lines):
        return False
    text = document.lines[i + 1].text
    return len(text) <= 20 and text not in _NAMES | _DAYS and not re.search(r"[，。：:；]", text)


def _is_cell(document: Document, i: int) -> bool:
    """Return whether the line stands in the cell beside the one before it, and can be the name of an office."""
    if i >= len(document.lines) or document.kinds[i] is not line_kinds.TEXT:
        return False
    line = document.lines[i]
    return (
        line.step == 0
        and line.block.tag in ("dd", "td")
        and len(line.text) <= 20
        and not PUNCTUATION.search(line.text)
    )


def _join(document: Document, i: int) -> None:
    label, value = document.lines[i], document.lines[i + 1]
    label.text = f"{label.text}：{value.text}"
    value.flags |= HIDDEN
    document.kinds[i] = line_kinds.INFO


def _unbracketed(text: str) -> str | None:
    """Return 发布时间：2024-03-07 for 【发布时间】2024-03-07; None if the brackets hold no label."""
    said = _BRACKETED.match(text)
    return f"{said[1]}：{said[2]}" if said and said[1] in _DAYS | _NAMES else None


def _parted(line: Line) -> str | None:
    """Return the line with a colon behind each label that is an element of its own; None if the first is none."""
    if len(line.text) > _LONGEST or not _DATED.search(line.text):
        return None
    parts = text_parts(line)
    if not parts or parts[0] not in _DAYS | _NAMES:
        return None
    return " ".join(f"{part}：" if part in _DAYS | _NAMES else part for part in parts)
