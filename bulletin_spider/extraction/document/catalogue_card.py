"""Find the catalogue card of a government document: 索引号, 发文机关, 标题 … and their values, in cells or on lines."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import joined_parts, text_parts
from bulletin_spider.extraction.document.element_flags import ROW
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from bulletin_spider.extraction.document.document import Document


def _label_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


CARD_FIELDS: dict[str, tuple[str, ...]] = {
    "index_number": (
        labels.INDEX_NUMBER,
        f"信息{labels.INDEX_NUMBER}",
        "信息索引",
        "索引编号",
        "索取号",
        "信息索取号",
    ),
    "document_number": (
        labels.DOCUMENT_MARK,
        labels.DOCUMENT_NUMBER,
        f"发文{labels.DOCUMENT_NUMBER}",
        f"{labels.PUBLISH}{labels.DOCUMENT_NUMBER}",
        "文件编号",
        "文件号",
        f"备注/{labels.DOCUMENT_NUMBER}",
    ),
    "issuer": (
        "发文机关",
        "制发机关",
        "制定机关",
        "印发机关",
        "发文机构",
        "发文单位",
        "发文部门",
        "制发单位",
        f"{labels.DISCLOSE}主体",
        f"信息{labels.DISCLOSE}主体",
        f"{labels.PUBLISH}机构",
        f"{labels.PUBLISH}机关",
        f"{labels.PUBLISH}单位",
        f"{labels.PUBLISH}部门",
        f"{labels.DISCLOSE}责任部门",
        "责任部门",
    ),
    "topic": (
        "主题分类",
        "主题类别",
        "信息分类",
        "信息类别",
        "所属主题",
        "所属分类",
        labels.COMBINED_CLASS,
        "分类",
    ),
    "status": (labels.VALIDITY, "有效状态", "效力状态", "文件状态", "时效性", "是否有效"),
    "written_on": (
        f"{labels.COMPLETE}{labels.DATE}",
        f"{labels.COMPLETE}{labels.TIME}",
        f"发文{labels.DATE}",
        f"发文{labels.TIME}",
        f"印发{labels.DATE}",
        f"印发{labels.TIME}",
        f"{labels.SIGNED_BY}{labels.DATE}",
        f"制定{labels.DATE}",
        f"制发{labels.DATE}",
        f"{labels.GENERATE}{labels.DATE}",
        f"{labels.GENERATE}{labels.TIME}",
    ),
    "effective_on": tuple(
        event + when for event in ("生效", "实施", "施行", "执行") for when in (labels.DATE, labels.TIME)
    ),
    "expires_on": (
        *(event + when for event in ("废止", "失效") for when in (labels.DATE, labels.TIME)),
        "有效期至",
        "有效期限",
        "有效期",
    ),
}
"""A field of ``Bulletin.document`` → the labels that give it, the most exact first."""
PUBLICATION_LABELS = _label_set(
    f"{labels.PUBLISH}{labels.DATE} {labels.PUBLISH}{labels.TIME} {labels.DISCLOSE}{labels.DATE}"
    f" {labels.DISCLOSE}{labels.TIME}"
)
"""Labels of the day of publication."""
NUMBER_LABELS = frozenset((*CARD_FIELDS["index_number"], *CARD_FIELDS["document_number"]))
"""Labels of the numbers of a document: only a card has them."""
_TITLES = _label_set(f"{labels.TITLE} {labels.NAME} 信息{labels.NAME} 文件{labels.NAME} 文件{labels.TITLE}")
_CARD_ONLY = _label_set(
    f"{labels.INDEX_NUMBER} 索取号 信息索引 信息{labels.INDEX_NUMBER} {labels.DOCUMENT_NUMBER} 文件编号"
    f" {labels.DOCUMENT_MARK} 发文机关 发文机构 发文单位 制发机关 {labels.PUBLISH}机构 主题分类"
    f" {labels.COMBINED_CLASS} {labels.DISCLOSE}方式 {labels.DISCLOSE}范围 {labels.DISCLOSE}时限"
    f" {labels.DISCLOSE}类别 {labels.DISCLOSE}主体 信息{labels.DISCLOSE}主体"
)
"""Labels that occur only on a card: without one of them, the labels are no card."""
_SHARED = PUBLICATION_LABELS | _label_set(
    f"{labels.DISCLOSE}分类 {labels.DISCLOSE}形式 {labels.DISCLOSE}属性"
    f" {labels.SUBJECT_WORDS} {labels.KEYWORDS} {labels.GENRE}分类 {labels.GENRE} 信息{labels.SOURCE}"
    f" 内容概述 内容概览 概述 服务对象 服务对象分类 备注 公文种类 文种 语种 来文单位 {labels.SIGNED_BY}人"
)
_LABELS = _TITLES | _CARD_ONLY | _SHARED | {label for group in CARD_FIELDS.values() for label in group}
_STARTS = frozenset(
    f"{mark}{start}"[:2]
    for label in _LABELS
    for start in (label, f"{label[0]} ")
    for mark in ("", "[", "【", "[ ", "【 ")
)
"""The first two characters of a line that can begin with a label."""
_ANY_LABEL = "|".join(labels.spaced(label) for label in sorted(_LABELS, key=len, reverse=True))
_LABEL_START = re.compile(rf"[\[【]?\s?(?:{_ANY_LABEL})")
_LABEL_WITH_MARK = re.compile(
    rf"(?<![\u4e00-\u9fff/])[\[【]?\s?({_ANY_LABEL})\s?(?:[\]】]\s?[:：]?|[:：丨|])\s?"
)
"""A label on one line with its value: 索引号：1, or [索引号] 1."""
_OTHER_LABEL = re.compile(r"\s[\u4e00-\u9fff]{2,8}\s?[:：]")
"""A label that no card is known to have. It ends the value before it."""
_MAX_LABEL = 12
"""Characters of the longest label with its colon and the spaces inside."""
_MIN_LABELS = 4
"""Fewest labels of a card: a table in a text can have two or three of them."""
_MIN_PAIRS = 2
"""Labels beside their values that make a table a card: the head of a list has them beside each other."""
_MAX_DISTANCE = 3
"""Lines from one label of a card to the next: between them is one value, on up to two lines."""
_SEARCHED_LINES = 400
"""Lines that are searched: a card is above the text."""
_MAX_LABEL_LINES = 60
"""Most lines with a label that are read: a card has less than twenty."""
_MAX_VALUE = 100
"""Characters of the longest value behind the last label: a longer line is text."""
_MAX_LINE = 300
"""Characters of the longest line of labels with their values: a longer one is text."""
_CELL_REACH = 4
"""Elements from the block of a line up to its cell."""
_CELL_TEXTS = 40
"""Text nodes of a cell that are read."""
_CELLS = ("td", "th")


class CardEntry(NamedTuple):
    """A label of a catalogue card without its spaces, its value ("" if there is none) and the line of the label."""

    label: str
    value: str
    line: int


def read_catalogue_card(document: Document) -> None:
    """Set ``card``, ``card_title`` and ``card_days`` of the document; mark the lines of a card of four labels as INFO.

    ``card`` has each label with its value, also where the labels are too few for a card: the page may say no more.
    """
    labelled = (
        (i, entries)
        for i, line in enumerate(document.lines[:_SEARCHED_LINES])
        if line.text[:2] in _STARTS and not line.flags & ROW and (entries := _entries(document, i))
    )
    found = dict(islice(labelled, _MAX_LABEL_LINES))
    if not found:
        return
    document.card = [entry for entries in found.values() for entry in entries]
    if len(document.card) < _MIN_LABELS:
        return
    lines = [*found]
    card = [lines[0]]
    for i in [*lines[1:], _SEARCHED_LINES + _MAX_DISTANCE + 1]:  # the last index ends the last card
        if i - card[-1] > _MAX_DISTANCE:
            document.card_title = document.card_title or _mark_lines(document, card, found)
            card = []
        card.append(i)


def _entries(document: Document, i: int) -> list[CardEntry]:
    """Return the labels of the line with their values, which can be on the next line or in the next cell."""
    line = document.lines[i]
    if len(line.text) <= _MAX_LABEL and (label := card_label(line.text)):
        return [CardEntry(label, _value_beside(document, i), i)]
    if len(line.text) > _MAX_LINE or not _LABEL_START.match(line.text):
        return []
    parts = text_parts(line)
    spaced = joined_parts(parts)
    if _bare(spaced) != _bare(line.text):
        # The block has further lines.
        parts, spaced = [], line.text
    marked = [*_LABEL_WITH_MARK.finditer(spaced)]
    if marked and not marked[0].start():
        ends = [*(match.start() for match in marked[1:]), len(spaced)]
        return [
            CardEntry(_bare(match[1]), _value(spaced[match.end() : end]), i)
            for match, end in zip(marked, ends, strict=True)
        ]
    return [*_entries_of_parts(parts, i)]


def _entries_of_parts(parts: list[str], i: int) -> Iterator[CardEntry]:
    """Yield the labels and values of a line whose elements separate them, without a colon."""
    if not parts or not card_label(parts[0]):
        return
    at = [k for k, part in enumerate(parts) if card_label(part)]
    for k, end in zip(at, [*at[1:], len(parts)], strict=True):
        yield CardEntry(card_label(parts[k]) or "", _value(" ".join(parts[k + 1 : end])), i)


def is_card(rows: list[list[str]]) -> bool:
    """Return whether a table whose cells have the texts ``rows`` is a card: four labels, or two beside their values."""
    found = {label for row in rows for text in row if (label := _short_label(text))}
    if _CARD_ONLY.isdisjoint(found):
        return False
    pairs = {
        _short_label(text) for row in rows for text, value in pairwise(row) if value and not card_label(value)
    }
    return len(found) >= _MIN_LABELS or len(pairs - {None}) >= _MIN_PAIRS


def _short_label(text: str) -> str | None:
    return card_label(text) if len(text) <= _MAX_LABEL else None


def card_label(text: str) -> str | None:
    """Return ``text`` without spaces, brackets and colon if it is a label of a card, such as 发文机关; else None."""
    bare = _bare(text).rstrip(":：").strip("[]【】")
    return bare if bare in _LABELS else None


def _bare(text: str) -> str:
    return text.replace(" ", "")


def _value(text: str) -> str:
    """Return the value at the start of ``text``, without a label behind it and the marks that separate both."""
    other = _OTHER_LABEL.search(text)
    return text[: other.start() if other else None].strip(" |；;，,")


def _value_beside(document: Document, i: int) -> str:
    """Return the value of the label on the line: in the cell beside or below it, or on the next line."""
    cell = _cell(document.lines[i].block)
    if cell is not None:
        beside = _cell_of_value(cell)
        text = _text_of(beside) if beside is not None else ""
        return "" if card_label(text) else text[:_MAX_LINE]
    text = document.lines[i + 1].text if i + 1 < len(document.lines) else ""
    if not text or len(text) > _MAX_VALUE or "。" in text or _LABEL_START.match(text):
        return ""
    label, value = document.lines[i].block, document.lines[i + 1].block
    behind = label.getnext()
    return text if value is label or (behind is not None and _text_of(behind) == text) else ""


def _cell(block: etree._Element) -> etree._Element | None:
    around = islice(block.iterancestors(), _CELL_REACH)
    return block if block.tag in _CELLS else next((node for node in around if node.tag in _CELLS), None)


def _cell_of_value(cell: etree._Element) -> etree._Element | None:
    """Return the cell with the value of a label: below it if all cells of the row are labels, else beside it."""
    row = cell.getparent()
    if row is None:
        return None
    cells = [*islice(row.iterchildren(*_CELLS), _CELL_TEXTS)]
    place = cells.index(cell) if cell in cells else len(cells)
    texts = [text for one in cells if (text := _text_of(one))]
    if len(texts) > 1 and all(map(card_label, texts)) and (below := _next_row(row)) is not None:
        values = [*islice(below.iterchildren(*_CELLS), _CELL_TEXTS)]
        if not any(card_label(_text_of(one)) for one in values):
            return values[place] if place < len(values) else None
    return cells[place + 1] if place + 1 < len(cells) else None


def _next_row(row: etree._Element) -> etree._Element | None:
    """Return the next row, also behind the end of the table's head."""
    around = row if row.getnext() is not None else row.getparent()
    behind = around.getnext() if around is not None else None
    return next(behind.iter("tr"), None) if behind is not None else None


def _text_of(cell: etree._Element) -> str:
    return clean("".join(str(text) for text in islice(cell.itertext(), _CELL_TEXTS))[: 2 * _MAX_LINE])


def _mark_lines(document: Document, card: list[int], found: dict[int, list[CardEntry]]) -> str:
    """Mark the lines of the card with labels on the lines ``card``, if it is one, and return its title."""
    entries = [entry for i in card for entry in found[i]]
    if len(entries) < _MIN_LABELS or _CARD_ONLY.isdisjoint(entry.label for entry in entries):
        return ""
    last = _last_line(document, card, entries[-1].value)
    alone = {i for i in card if len(document.lines[i].text) <= _MAX_LABEL}
    titles = [entry for entry in entries if entry.label in _TITLES and entry.value]
    below = [entry.line + 1 for entry in titles if entry.line in alone and entry.line < last]
    for i in range(card[0], last + 1):
        if document.kinds[i] in (line_kinds.TEXT, line_kinds.RELATED) and i not in below:
            document.kinds[i] = line_kinds.INFO
    given = {entry.label for entry in entries if entry.value}
    if not (PUBLICATION_LABELS.isdisjoint(given) or NUMBER_LABELS.isdisjoint(given)):
        document.card_days |= {i for i in range(card[0], last + 1) if document.kinds[i] is line_kinds.DATE}
    return titles[0].value if titles else ""


def _last_line(document: Document, card: list[int], value: str) -> int:
    """Return the last line of the card; ``value`` is that of its last label.

    The labels at its end can be one row of a table. At most as many values follow them in the same table.
    """
    end = last = card[-1]
    if len(document.lines[end].text) > _MAX_LABEL:
        return last
    row = 1
    while row < len(card) and card[-row - 1] == end - row:
        row += 1
    is_in_row = row > 1 and _cell(document.lines[end].block) is not None
    if not is_in_row and end + 1 < len(document.lines) and document.lines[end + 1].text == value:
        return end + 1
    while last < min(end + row, len(document.lines) - 1) and _is_value(document, last + 1):
        last += 1
    return last


def _is_value(document: Document, i: int) -> bool:
    line = document.lines[i]
    return line.step == 0 and not line.heading and "。" not in line.text and len(line.text) <= _MAX_VALUE
