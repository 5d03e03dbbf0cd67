"""The catalogue card above a government document: 索引号, 发文机关, 标题 … with their values, in cells of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.extraction.document import line_kinds

if TYPE_CHECKING:
    from bulletin_spider.extraction.document.document import Document


def _labels(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _labels("标题 名称 信息名称 文件名称 文件标题")
_OWN = _labels(
    "索引号 索取号 信息索引 信息索引号 文号 文件编号 发文字号 发文机关 发文机构 发文单位 发布机构 主题分类 组配分类"
    " 公开方式 公开范围 公开时限 公开类别"
)
"""Labels that stand on a card and nowhere else; one at least makes it a card."""
_OTHERS = _labels(
    "公开分类 公开形式 成文日期 生成日期 发文日期 发布日期 发布时间 公开日期 公开时间 主题词 关键词 体裁分类 体裁"
    " 信息类别 信息分类 信息来源 内容概述 内容概览 概述 有效性 有效期 是否有效 效力状态 服务对象 服务对象分类"
    " 实施日期 生效日期 生效时间 失效日期 失效时间 废止日期 废止时间 备注 备注/文号 责任部门"
)
_ALL = _TITLES | _OWN | _OTHERS
_FIRST = frozenset(label[0] for label in _ALL)
_LONGEST = 12
"""Characters of the longest label with its colon and its padding."""
_FEWEST = 4
"""Labels of a card."""
_GAP = 3
"""Lines from one label of a card to the next: a value, and one that a break parts."""
_LINES = 400


def mark_catalogue_card(document: Document) -> str:
    """Turn the labels and values of a card into lines of information; return the title that it tells, else empty."""
    found = [
        i
        for i, line in enumerate(document.lines[:_LINES])
        if line.text[0] in _FIRST and len(line.text) <= _LONGEST and _label(line.text)
    ]
    if len(found) < _FEWEST:
        return ""
    card = [found[0]]
    title = ""
    for i in [*found[1:], _LINES + _GAP + 1]:
        if i - card[-1] > _GAP:
            title = title or _filed(document, card)
            card = []
        card.append(i)
    return title


def _label(text: str) -> str | None:
    """Return the label that ``text`` is, without blanks and colon; None if it is none."""
    bare = text.rstrip(":： ").replace(" ", "")
    return bare if bare in _ALL else None


def _filed(document: Document, card: list[int]) -> str:
    labels = {i: _label(document.lines[i].text) for i in card}
    if len(card) < _FEWEST or _OWN.isdisjoint(labels.values()):
        return ""
    last = _last(document, card)
    told = [i + 1 for i, label in labels.items() if label in _TITLES and i < last and i + 1 not in labels]
    for i in range(card[0], last + 1):
        if document.kinds[i] in (line_kinds.TEXT, line_kinds.RELATED) and i not in told:
            document.kinds[i] = line_kinds.INFO
    return document.lines[told[0]].text if told else ""


def _last(document: Document, card: list[int]) -> int:
    """Return the last line of the card: the labels at its end have as many values at most, in the same table."""
    end = last = card[-1]
    row = 1
    while row < len(card) and card[-row - 1] == end - row:
        row += 1
    while last < min(end + row, len(document.lines) - 1) and _is_value(document, last + 1):
        last += 1
    return last


def _is_value(document: Document, i: int) -> bool:
    line = document.lines[i]
    return line.step == 0 and not line.heading and "。" not in line.text and len(line.text) <= 100
