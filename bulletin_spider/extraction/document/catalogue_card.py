"""Find the catalogue card above a government document: 索引号, 发文机关, 标题 … and their values, each in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import labels, line_kinds

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document


def _label_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _label_set(f"{labels.TITLE} {labels.NAME} 信息{labels.NAME} 文件{labels.NAME} 文件{labels.TITLE}")
_CARD_ONLY = _label_set(
    f"{labels.INDEX_NUMBER} 索取号 信息索引 信息{labels.INDEX_NUMBER} {labels.DOCUMENT_NUMBER} 文件编号"
    f" {labels.DOCUMENT_MARK} 发文机关 发文机构 发文单位 {labels.PUBLISH}机构 主题分类"
    f" {labels.COMBINED_CLASS} {labels.DISCLOSE}方式 {labels.DISCLOSE}范围 {labels.DISCLOSE}时限"
    f" {labels.DISCLOSE}类别"
)
"""Labels that occur only on a card: without one of them, the labels are no card."""
_EVENTS = (labels.PUBLISH, labels.DISCLOSE, "生效", "失效", "废止")
"""Events of a document whose day or time a card tells."""
_DAYS = {event + labels.TIME for event in _EVENTS} | {
    event + labels.DATE for event in (*_EVENTS, labels.COMPLETE, labels.GENERATE, "发文", "实施")
}
_SHARED = _DAYS | _label_set(
    f"{labels.DISCLOSE}分类 {labels.DISCLOSE}形式 {labels.SUBJECT_WORDS} {labels.KEYWORDS}"
    f" {labels.GENRE}分类 {labels.GENRE} 信息类别 信息分类 信息{labels.SOURCE} 内容概述 内容概览 概述"
    f" {labels.VALIDITY} 有效期 是否有效 效力状态 服务对象 服务对象分类 备注 备注/{labels.DOCUMENT_NUMBER}"
    " 责任部门"
)
_LABELS = _TITLES | _CARD_ONLY | _SHARED
_FIRST_CHARS = frozenset(label[0] for label in _LABELS)
_MAX_LABEL = 12
"""Characters of the longest label with its colon and the spaces inside."""
_MIN_LABELS = 4
"""Fewest labels of a card: a table in a text can have two or three of them."""
_MAX_DISTANCE = 3
"""Lines from one label of a card to the next: between them is one value, on up to two lines."""
_SEARCHED_LINES = 400
"""Lines that are searched: a card is above the text."""
_MAX_VALUE = 100
"""Characters of the longest value behind the last label: a longer line is text."""


def mark_catalogue_card(document: Document) -> str:
    """Mark the lines of a catalogue card as INFO and return the title on it; empty if there is no card or no title."""
    found = [
        i
        for i, line in enumerate(document.lines[:_SEARCHED_LINES])
        if line.text[0] in _FIRST_CHARS and len(line.text) <= _MAX_LABEL and _label(line.text)
    ]
    if len(found) < _MIN_LABELS:
        return ""
    card = [found[0]]
    title = ""
    for i in [*found[1:], _SEARCHED_LINES + _MAX_DISTANCE + 1]:  # the last index ends the last card
        if i - card[-1] > _MAX_DISTANCE:
            title = title or _mark_lines(document, card)
            card = []
        card.append(i)
    return title


def _label(text: str) -> str | None:
    """Return ``text`` without spaces and colon if it is a label of a card, such as 发文机关; else None."""
    bare = text.rstrip(":： ").replace(" ", "")
    return bare if bare in _LABELS else None


def _mark_lines(document: Document, card: list[int]) -> str:
    """Mark the lines of the card with labels on the lines ``card``, if it is one, and return its title."""
    labels = {i: _label(document.lines[i].text) for i in card}
    if len(card) < _MIN_LABELS or _CARD_ONLY.isdisjoint(labels.values()):
        return ""
    last = _last_line(document, card)
    titles = [i + 1 for i, label in labels.items() if label in _TITLES and i < last and i + 1 not in labels]
    for i in range(card[0], last + 1):
        if document.kinds[i] in (line_kinds.TEXT, line_kinds.RELATED) and i not in titles:
            document.kinds[i] = line_kinds.INFO
    return document.lines[titles[0]].text if titles else ""


def _last_line(document: Document, card: list[int]) -> int:
    """Return the last line of the card.

    The labels at its end can be one row of a table. At most as many values follow them in the same table.
    """
    end = last = card[-1]
    row = 1
    while row < len(card) and card[-row - 1] == end - row:
        row += 1
    while last < min(end + row, len(document.lines) - 1) and _is_value(document, last + 1):
        last += 1
    return last


def _is_value(document: Document, i: int) -> bool:
    line = document.lines[i]
    return line.step == 0 and not line.heading and "。" not in line.text and len(line.text) <= _MAX_VALUE
