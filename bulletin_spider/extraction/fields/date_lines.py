"""Dates on the page's lines: those around headline and body, the day under a notice, the dateline of a report."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.document import Document, Line, lines_below, spaced_text
from bulletin_spider.extraction.document.element_flags import HIDDEN
from bulletin_spider.extraction.document.line_classifier import has_clock
from bulletin_spider.extraction.document.line_patterns import EVENT_TIME, LAW_HISTORY, PUNCTUATION
from bulletin_spider.normalization.dates import Moment, find_moment, starts_with_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.fields.context import ArticleContext

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_PUBLISHED = re.compile(
    r"(?:发布|发稿|发表|上传|添加|刊发|公开|编辑|录入|公布|提交|编发|采编|刊登)(?:日\s?期|时\s?间)|(?:发布|发表)于?\s?(?:19|20)\d\d|(?<![一-鿿])(?:日\s?期|时\s?间)\s?[:：]|来\s?源|出版"
)
_DAY_LABEL = re.compile(r"(?:发布|发稿|发表|上传)(?:日\s?期|时\s?间)\s?[:：]\s?(?=20\d\d)")
_LATER = re.compile(r"(?:更新|修改|生成|成文|印发|落款)(?:日\s?期|时\s?间)?")
_OTHER = re.compile(
    r"(?:生效|失效|截止|开始|结束|活动|会议|实施|废止|报名|考试|公示|施行|有效)(?:日\s?期|时\s?间|期)|今天是|今日|现在时间|版权|copyright",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d|年")
_YEAR = re.compile(r"20\d\d")
_DATELINE = re.compile(r"^.{0,24}?((?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)")
_SIGNED = re.compile(r"^\W{0,3}(?:二[〇○零ОO0]|20|19)[^，。]{4,24}日?\W{0,2}$")
_PROSE = 30
"""Characters from which a line with commas is a sentence, whose days are no days of publication."""


_TRUST = ((0, 1, 2), (2, 4, 5), (3, 6, 6))
"""Ranks of a day with a label of publication, without, and of an update: between headline and body, below, above."""


class DateCandidate(NamedTuple):
    """A moment and the rule that found it, with the words."""

    rule: str
    day: dt.date
    time: dt.time | None
    found_in: str

    def published_at(self) -> str | None:
        """Return the moment in ISO 8601 with +08:00, if there is a time of day and it is one of publication."""
        if self.time is None or self.rule in ("dateline", "sign-off line"):
            return None
        return dt.datetime.combine(self.day, self.time, SHANGHAI).isoformat()


def visible(context: ArticleContext, near: dt.date | None) -> tuple[list[DateCandidate], list[DateCandidate]]:
    """Return the dates on lines around headline and body: those with a label or between the two, and the others."""
    document, headline = context.document, context.headline.line
    start, end = context.body.start, context.body.end
    above = range(headline + 1, start) if -1 <= headline < start else range(start)
    before = range(max(0, headline - 6), max(headline, 0))
    ranked = [
        (_TRUST[row[0]][place], i, row[1])
        for place, rows in enumerate((above, lines_below(document, end, 12), before))
        for i in rows
        if _may_tell(document.lines[i].text)
        and not _is_beside(document, i)
        and (row := _on_line(document, i, near, place))
    ]
    said = context.headline.found_in[len(context.headline.text) :] if headline >= 0 else ""
    if said and (closing := find_moment(said)):
        ranked.append(
            (0, len(document.lines), dated("end of the headline", closing, context.headline.found_in))
        )
    ranked.sort(key=lambda row: row[:2])
    return [one for rank, _, one in ranked if rank <= 2], [one for rank, _, one in ranked if rank > 2]


def _may_tell(text: str) -> bool:
    """Return whether the line holds a digit, or is the label of the next one."""
    return _NUMBER.search(text) is not None or text[-1] in ":："


def _is_beside(document: Document, i: int) -> bool:
    """Return whether the line says nothing of the article: hidden, a link, the day of one, prose."""
    line, said = document.lines[i], document.kinds[i]
    if line.flags & HIDDEN or len(line.text) > 200 or line.linked * 2 > len(line.text):
        return True
    if (
        i
        and said is line_kinds.DATE
        and document.kinds[i - 1] is line_kinds.LINKS
        and len(document.lines[i - 1].text) > 12
    ):
        return True
    prose = PUNCTUATION.search(line.text) if len(line.text) > _PROSE else None
    return said is line_kinds.TEXT and (prose or LAW_HISTORY.search(line.text)) is not None


def _has_label_above(lines: list[Line], i: int) -> bool:
    """Return whether the line is nothing but the value of a label that stands on the line above it."""
    above = lines[i - 1].text if i else ""
    return above[-1:] in (":", "：") and len(above) <= 12 and starts_with_date(lines[i].text)


def _on_line(
    document: Document, i: int, near: dt.date | None, place: int
) -> tuple[int, DateCandidate] | None:
    line = document.lines[i]
    text = line.text
    if _has_label_above(document.lines, i):
        return None
    if text[-1] in ":：" and len(text) <= 12 and i + 1 < len(document.lines):
        text = f"{text} {document.lines[i + 1].text}"
    if not _NUMBER.search(text):
        return None
    rank = _rank(text)
    if rank == 3:
        return None
    if rank == 1 and not place and has_clock(text) and starts_with_date(text):
        rank = 0
    moment = (
        _behind_label(text)
        or find_moment(text)
        or (find_moment(spaced_text(line)) if _YEAR.search(text) else None)
        or (find_moment(text, near) if rank < 2 else None)
    )
    return (
        (rank, dated(("visible line", "visible date", "updated line")[rank], moment, text))
        if moment
        else None
    )


def _behind_label(text: str) -> Moment | None:
    """Return the day right behind its label: another one may stand before it, as the issue of a paper does."""
    label = _DAY_LABEL.search(text) if "时" in text or "日" in text else None
    return find_moment(text[label.end() : label.end() + 30]) if label else None


def _rank(text: str) -> int:
    """Return how far the date on a line is believed: 0 with a label of publication, 3 not at all."""
    if EVENT_TIME.match(text):
        return 3
    return 0 if _PUBLISHED.search(text) else 2 if _LATER.search(text) else 3 if _OTHER.search(text) else 1


def dated(rule: str, moment: Moment, said: str) -> DateCandidate:
    """Return what ``rule`` found in the words ``said``."""
    return DateCandidate(rule, moment.day, moment.time, said)


def signed(document: Document, body: Body) -> list[DateCandidate]:
    """Return the day that stands alone under a notice, if there is one."""
    for line in document.lines[max(body.start, body.end - 4) : body.end]:
        if len(line.text) <= 24 and _SIGNED.search(line.text) and (moment := find_moment(line.text)):
            return [dated("sign-off line", moment, line.text)]
    return []


def datelines(document: Document, body: Body, reference: dt.date | None) -> list[DateCandidate]:
    """Return the first day that the opening of one of the first paragraphs tells; ``reference`` completes its year."""
    for i in body.paragraphs[:3]:
        text = document.lines[i].text
        match = _DATELINE.search(text[:60])
        if match and (moment := find_moment(match[1], reference)):
            return [dated("dateline", moment, text[:40])]
    return []
