"""Read dates on lines: around headline and body, in the sign-off of a notice, in the dateline of a report."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.document import (
    Document,
    Line,
    has_only_short_links,
    lines_below,
    spaced_text,
)
from bulletin_spider.extraction.document.element_flags import HIDDEN, ROW
from bulletin_spider.extraction.document.line_classifier import has_clock
from bulletin_spider.extraction.document.line_patterns import EVENT_TIME, LAW_HISTORY, PUNCTUATION
from bulletin_spider.normalization.dates import (
    Moment,
    day_without_year,
    find_moment,
    relative_day,
    starts_with_date,
)

if TYPE_CHECKING:
    from bulletin_spider.extraction.body.finder import Body
    from bulletin_spider.extraction.fields.context import ArticleContext

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_PUBLICATION_LABEL = re.compile(
    f"(?:{labels.PUBLISH}|{labels.SEND}|{labels.PUT_OUT}|{labels.UPLOAD}|{labels.ADD}"
    f"|{labels.PRINT_IN_PAPER}|{labels.DISCLOSE}|{labels.EDITOR}|{labels.ENTER}"
    f"|{labels.ANNOUNCE}|{labels.SUBMIT}|{labels.EDIT_AND_SEND}|{labels.COLLECT}"
    f"|{labels.CARRY})(?:{labels.spaced(labels.DATE)}|{labels.spaced(labels.TIME)})"
    rf"|(?:{labels.PUBLISH}|{labels.PUT_OUT})于?\s?(?:19|20)\d\d"
    rf"|(?<![一-鿿])(?:{labels.spaced(labels.DATE)}|{labels.spaced(labels.TIME)})\s?[:：]"
    f"|{labels.spaced(labels.SOURCE)}|出版"
)
_LABEL_BEFORE_DAY = re.compile(
    f"(?:{labels.PUBLISH}|{labels.SEND}|{labels.PUT_OUT}"
    f"|{labels.UPLOAD})(?:{labels.spaced(labels.DATE)}"
    rf"|{labels.spaced(labels.TIME)})\s?[:：]\s?(?=20\d\d)"
)
_UPDATE_LABEL = re.compile(
    f"(?:{labels.UPDATE}|修改|{labels.GENERATE}|{labels.COMPLETE}|印发"
    f"|落款)(?:{labels.spaced(labels.DATE)}|{labels.spaced(labels.TIME)})?"
)
_EVENT_LABEL = re.compile(
    "(?:生效|失效|截止|开始|结束|活动|会议|实施|废止|报名|考试|公示|施行"
    f"|有效)(?:{labels.spaced(labels.DATE)}|{labels.spaced(labels.TIME)}|期)|{labels.TODAY_IS}"
    f"|今日|现在{labels.TIME}|版权|copyright",
    re.IGNORECASE,
)
_DIGIT_OR_YEAR = re.compile(r"\d|年|[今昨前][天日]")
_YEAR = re.compile(r"20\d\d")
_DATELINE = re.compile(
    r"^(.{0,24}?)((?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)(?!\s?(?:[前起止至到—～~-]|之前|以前))"
)
_TO_COME = re.compile(r"(?:[将须拟定请应]于|截[至止]|[自从至到])\s?$")
"""The words before a day to come, a deadline or the start of a span: …将于3月20日举行."""
_SIGN_OFF = re.compile(r"^\W{0,3}(?:二[〇○零ОO0]|20|19)[^，。]{4,24}日?\W{0,2}$")
_LINES_BELOW = 12
"""Lines below the body that are searched."""
_LINES_ABOVE_HEADLINE = 6
_MAX_LINE = 200
"""Characters of a line that is searched."""
_MAX_LABEL = 12
"""Characters of a line that is only a label, with its colon."""
_MIN_LINK = 12
"""Characters above which a link with a day behind it is the row of a list."""
_DAY_REACH = 30
"""Characters behind a label in which its day and time are."""
_SIGN_OFF_LINES = 4
"""Lines at the end of the body of which one can be the day that closes a notice."""
_MAX_SIGN_OFF = 24
"""Characters of the line with this day."""
_DATELINE_PARAGRAPHS = 3
"""Paragraphs of which one can open with a dateline."""
_DATELINE_REACH = 60
"""Characters of a paragraph that are searched for it."""
_MAX_UNPUNCTUATED = 30
"""Characters above which a line with commas is a sentence. A day in a sentence is no day of publication."""
_PUBLICATION, _NO_LABEL, _UPDATE, _EVENT = range(4)
"""What the label of a date says about it."""
_RULES = (EvidenceRule.VISIBLE_LINE, EvidenceRule.VISIBLE_DATE, EvidenceRule.UPDATED_LINE)
"""The rules of dates with a label of publication, without a label, with a label of an update."""
_RANKS = ((0, 1, 2), (2, 4, 5), (3, 6, 6))
"""Ranks of dates, the most trusted is 0. Rows: with a label of publication, without a label, with a label of an update.

Columns: between headline and body, below the body, above the headline.
"""
_LAST_TRUSTED_RANK = 2
"""Ranks up to here come before meta tags: a label of publication, or no label between headline and body."""


class DateCandidate(NamedTuple):
    """A possible date of publication, the rule that found it and the text it was found in.

    ``has_year`` says whether the text shows the year. If not, ``year_rules`` are the rules that gave it.
    """

    rule: EvidenceRule
    day: dt.date
    time: dt.time | None
    found_in: str
    has_year: bool = True
    year_rules: tuple[EvidenceRule, ...] = ()

    def published_at(self) -> str | None:
        """Return the moment in ISO 8601 with +08:00; None without a time of day, or in a dateline or sign-off line."""
        if self.time is None or self.rule in (
            EvidenceRule.DATELINE,
            EvidenceRule.SIGN_OFF_LINE,
        ):
            return None
        return dt.datetime.combine(self.day, self.time, SHANGHAI).isoformat()


def visible_dates(
    context: ArticleContext, today: dt.date | None
) -> tuple[list[DateCandidate], list[DateCandidate]]:
    """Return the dates on lines around headline and body: the trusted ones, and the others.

    Trusted are dates with a label of publication, and dates without a label between headline and body.
    ``today`` is the day of the fetch, which gives 今天 and 昨天 a day.
    """
    document, headline = context.document, context.headline.line
    start, end = context.body.start, context.body.end
    above = range(headline + 1, start) if -1 <= headline < start else range(start)
    before = range(max(0, headline - _LINES_ABOVE_HEADLINE), max(headline, 0))
    ranked = [
        (_RANKS[found[0]][place], i, found[1])
        for place, rows in enumerate((above, lines_below(document, end, _LINES_BELOW), before))
        for i in rows
        if _may_have_date(document.lines[i].text)
        and not _is_excluded(document, i, headline)
        and (found := _date_on_line(document, i, today, place))
    ]
    headline_end = context.headline.found_in[len(context.headline.text) :] if headline >= 0 else ""
    if headline_end and (moment := find_moment(headline_end)):
        candidate = date_candidate(EvidenceRule.HEADLINE_END, moment, context.headline.found_in)
        ranked.append((0, len(document.lines), candidate))
    ranked.sort(key=lambda row: row[:2])
    return (
        [candidate for rank, _, candidate in ranked if rank <= _LAST_TRUSTED_RANK],
        [candidate for rank, _, candidate in ranked if rank > _LAST_TRUSTED_RANK],
    )


def _may_have_date(text: str) -> bool:
    """Return whether the line has a digit, 年 or 今天, or is the label of the next line."""
    return _DIGIT_OR_YEAR.search(text) is not None or text[-1] in ":："


def _is_excluded(document: Document, i: int, headline: int) -> bool:
    """Return whether the line is hidden, a row of data, a link, a bare day on a card, or prose.

    The day of a link is excluded too, unless the link is the headline.
    """
    line, kind = document.lines[i], document.kinds[i]
    if line.flags & (HIDDEN | ROW) or len(line.text) > _MAX_LINE or line.linked * 2 > len(line.text):
        return True
    if i in document.card_days:
        return True
    if (
        i
        and i - 1 != headline
        and kind is line_kinds.DATE
        and document.kinds[i - 1] is line_kinds.LINKS
        and len(document.lines[i - 1].text) > _MIN_LINK
        and not has_only_short_links(document.lines[i - 1])
    ):
        return True
    prose = PUNCTUATION.search(line.text) if len(line.text) > _MAX_UNPUNCTUATED else None
    return kind is line_kinds.TEXT and (prose or LAW_HISTORY.search(line.text)) is not None


def _has_label_above(lines: list[Line], i: int) -> bool:
    """Return whether the line begins with a date and the line above it is only its label."""
    above = lines[i - 1].text if i else ""
    return above[-1:] in (":", "：") and len(above) <= _MAX_LABEL and starts_with_date(lines[i].text)


def _date_on_line(
    document: Document, i: int, today: dt.date | None, place: int
) -> tuple[int, DateCandidate] | None:
    """Return what the label says about the date on a line, and the date. ``place`` is a column of ``_RANKS``."""
    line = document.lines[i]
    text = line.text
    if _has_label_above(document.lines, i):
        return None
    if text[-1] in ":：" and len(text) <= _MAX_LABEL and i + 1 < len(document.lines):
        text = f"{text} {document.lines[i + 1].text}"
    if not _DIGIT_OR_YEAR.search(text):
        return None
    label = _label_meaning(text)
    if label == _EVENT:
        return None
    if label == _NO_LABEL and not place and has_clock(text) and starts_with_date(text):
        label = _PUBLICATION
    moment = (
        _moment_behind_label(text)
        or find_moment(text)
        or (find_moment(spaced_text(line)) if _YEAR.search(text) else None)
        or _visible_without_year(text, label, today)
    )
    return (label, date_candidate(_RULES[label], moment, text)) if moment else None


def moment_without_year(text: str, today: dt.date | None) -> Moment | None:
    """Return what 今天 or 昨天 means on the day ``today``, else the first day without a year in ``text``."""
    return (relative_day(text, today) if today else None) or day_without_year(text)


def _visible_without_year(text: str, label: int, today: dt.date | None) -> Moment | None:
    """Return the day without a year on a line. A fraction (1/3) without a label and a time is a page number."""
    if label >= _UPDATE:
        return None
    moment = moment_without_year(text, today)
    if moment and label == _NO_LABEL and "/" in moment.text and moment.time is None:
        return None
    return moment


def _moment_behind_label(text: str) -> Moment | None:
    """Return the date right behind its label; an earlier date on the line may be the issue of a newspaper."""
    label = _LABEL_BEFORE_DAY.search(text) if "时" in text or "日" in text else None
    return find_moment(text[label.end() : label.end() + _DAY_REACH]) if label else None


def _label_meaning(text: str) -> int:
    """Return what the label on a line says about its date."""
    if EVENT_TIME.match(text):
        return _EVENT
    if _PUBLICATION_LABEL.search(text):
        return _PUBLICATION
    if _UPDATE_LABEL.search(text):
        return _UPDATE
    return _EVENT if _EVENT_LABEL.search(text) else _NO_LABEL


def date_candidate(rule: EvidenceRule, moment: Moment, text: str) -> DateCandidate:
    """Return the date that ``rule`` found in ``text``."""
    return DateCandidate(rule, moment.day, moment.time, text, has_year=not _is_yearless(moment))


def _is_yearless(moment: Moment) -> bool:
    """Return whether the day was shown without its year; 今天 is no such day."""
    return moment.inferred and moment.text[0].isdigit()


def sign_off_dates(document: Document, body: Body) -> list[DateCandidate]:
    """Return the date on a line of its own at the end of a notice, as a list of one; [] if there is none."""
    for line in document.lines[max(body.start, body.end - _SIGN_OFF_LINES) : body.end]:
        if (
            len(line.text) <= _MAX_SIGN_OFF
            and not line.flags & ROW
            and _SIGN_OFF.search(line.text)
            and (moment := find_moment(line.text))
        ):
            return [date_candidate(EvidenceRule.SIGN_OFF_LINE, moment, line.text)]
    return []


def dateline_dates(document: Document, body: Body) -> list[DateCandidate]:
    """Return the date in the opening of one of the first paragraphs, as a list of one; [] if there is none."""
    for i in body.paragraphs[:_DATELINE_PARAGRAPHS]:
        text = document.lines[i].text
        match = _DATELINE.search(text[:_DATELINE_REACH]) if not document.lines[i].flags & ROW else None
        if match is None or _TO_COME.search(match[1]):
            continue
        if moment := find_moment(match[2]) or day_without_year(match[2]):
            return [date_candidate(EvidenceRule.DATELINE, moment, text[:40])]
    return []
