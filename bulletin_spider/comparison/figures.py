"""Find the figures of a text: numbers in digits, and Chinese numerals where they count or order something.

A Chinese numeral is often a part of a word: 统一, 三农, 万达, 十分重要, 五一假期. It is a figure behind 第, in a run of
several, and before what it counts. 一 alone says "a" more often than "one" (另一个), and 百 to 亿 alone say "many"
(万家): they are weak figures, which count only where one is replaced by another.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bulletin_spider.comparison.edited_text import NUMERALS

_COUNTED = (
    "年|月|日|号(?!召)|时|点|分钟|秒|天|周|季度|年级|世纪|小时"
    "|元|角|亩|公里|千米|平方|立方|公顷|吨|斤|公斤|升|米|倍|成|折"
    "|个|名|人|户|家|项|件|次|届|条|款|章|期|批|台|辆|艘|架|套|处|座|栋|幢|层|楼|间|所|位(?!一体)|支|队|组|级|等奖|类|种|场"
    "|起|例|篇|册|部|份|张|颗|棵|头|只|株|轮|步|方面|大类|版|岁|站|单元"
)
"""What a numeral counts or orders: times, measures and measure words."""
_HOLIDAYS = "五一|六一|七一|八一|十一|五四|三八"
"""Days that are named by month and day; 十一 is also the number 11."""
_WORDS = (
    rf"(?:{_HOLIDAYS})(?!{_COUNTED}|[{NUMERALS}])"
    "|万一|一一|千家万户|千千万万|千万(?:要|别|不)|三三两两|七七八八|五五|一五一十|十全十美|百分百|千百年|万千|万万|一二"
)
"""Runs of numerals that are words. 五一 is a word in 五一假期, and a number in 五一个."""
_DIGITS = r"[0-9０-９]+(?:[.,．，:：][0-9０-９]+)*[%％‰]?[十百千万亿]{0,3}"
_STRONG = (
    rf"{_DIGITS}|第[{NUMERALS}]{{1,20}}|百分之[{NUMERALS}点]{{1,20}}|[{NUMERALS}]{{1,20}}分之[{NUMERALS}]{{1,20}}"
    rf"|[{NUMERALS}]{{2,20}}|[〇零二三四五六七八九十两](?={_COUNTED})"
)
_PATTERN = re.compile(
    rf"(?=[0-9０-９第{NUMERALS}])(?:(?P<word>{_WORDS})|(?P<weak>[一百千万亿](?={_COUNTED}))|(?P<strong>{_STRONG}))"
)


class Figures(NamedTuple):
    """The figures of a text in order, and the text without them."""

    strong: list[str]
    every: list[str]
    """The weak ones too."""
    words: str

    def differ(self, other: Figures) -> bool:
        """Return whether two texts differ in their figures: a weak one only if another is in its place."""
        if self.strong != other.strong:
            return True
        return len(self.every) == len(other.every) and self.every != other.every


def figures_of(text: str) -> Figures:
    """Return the figures of a text."""
    strong, every, words, at = list[str](), list[str](), list[str](), 0
    for match in _PATTERN.finditer(text):
        if match.lastgroup == "word":
            continue
        every.append(match[0])
        if match.lastgroup == "strong":
            strong.append(match[0])
        words.append(text[at : match.start()])
        at = match.end()
    return Figures(strong, every, "0".join([*words, text[at:]]))
