"""The day of publication: every date the page and its surroundings give, ranked and checked against each other."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.marks import HIDDEN
from bulletin_spider.extraction.sheet import Line, Sheet, below, spaced
from bulletin_spider.normalization.dates import Moment, address_day, find_moment, from_unix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.body import Body
    from bulletin_spider.extraction.content import Hints
    from bulletin_spider.extraction.reading import Reading

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_PUBLISHED = re.compile(
    r"(?:发布|发稿|发表|上传|添加|刊发|公开|编辑|录入)(?:日\s?期|时\s?间)|(?<![一-鿿])(?:日\s?期|时\s?间)\s?[:：]|来\s?源|出版"
)
_LATER = re.compile(r"(?:更新|修改|生成|成文|印发|落款)(?:日\s?期|时\s?间)?")
_OTHER = re.compile(
    r"(?:生效|失效|截止|开始|结束|活动|会议|实施|废止|报名|考试|公示|施行|有效)(?:日\s?期|时\s?间|期)|今天是|今日|现在时间|版权|copyright",
    re.IGNORECASE,
)
_META = (
    "pubdate", "publishdate", "publish-date", "article:published_time", "datepublished", "publication_date",
    "og:release_date", "weibo: article:create_at", "publishtime", "firstpublishedtime", "time datetime", "date",
    "dateupdate", "article:modified_time",
)  # fmt: skip
_BUILT = ("others", "createdate", "cacheclear_date", "cachecleardate")
_NUMBER = re.compile(r"\d|年")
_YEAR = re.compile(r"20\d\d")
_DATELINE = re.compile(r"^.{0,24}?((?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)")
_SIGNED = re.compile(r"^\W{0,3}(?:二[〇○零ОO0]|20|19)[^，。]{4,24}日?\W{0,2}$")


class Dated(NamedTuple):
    """A moment and the rule that found it, with the words."""

    rule: str
    day: dt.date
    time: dt.time | None
    said: str

    def published_at(self) -> str | None:
        """Return the moment in ISO 8601 with +08:00, if there is a time of day and it is one of publication."""
        if self.time is None or self.rule in ("dateline", "sign-off line"):
            return None
        return dt.datetime.combine(self.day, self.time, SHANGHAI).isoformat()


def find_publication(reading: Reading) -> list[Dated]:
    """Return the dates found, the most trusted first.

    The order is visible line, meta, script, listing row, address, sign-off, dateline: PubDate may be the time of
    generation (then it is left out), an address the day of a move. Years that the page omits are completed from the
    others and the fetch time, never from a clock.
    """
    sheet, body, head, hints = reading.sheet, reading.body, reading.head, reading.hints
    metas, scripts = [*_from_meta(head.meta)], [*_from_scripts(head.scripts)]
    outside = [*_hinted(hints), *_from_address(reading.url)]
    known = [*metas, *scripts, *outside]
    near = known[0].day if known else fetched_day(hints)
    sure, unsure = _visible(reading, near)
    found = [*sure, *metas, *unsure, *scripts, *outside, *_signed(sheet, body)]
    return found + _datelines(sheet, body, hints.date or (found[0].day if found else near))


def fetched_day(hints: Hints) -> dt.date | None:
    """Return the day in Asia/Shanghai on which the page was fetched, if the hints tell."""
    return hints.fetched_at.astimezone(SHANGHAI).date() if hints.fetched_at else None


def _hinted(hints: Hints) -> list[Dated]:
    return [Dated("listing row", hints.date, None, hints.date.isoformat())] if hints.date else []


def _from_address(url: str) -> list[Dated]:
    day = address_day(url)
    return [Dated("address", day, None, url[-80:])] if day else []


def _visible(reading: Reading, near: dt.date | None) -> tuple[list[Dated], list[Dated]]:
    """Return the dates on lines around headline and body: those with a label or between the two, and the others."""
    sheet, headline = reading.sheet, reading.headline.line
    start, end = reading.body.start, reading.body.end
    said = reading.headline.said[len(reading.headline.text) :] if headline >= 0 else ""
    if closing := find_moment(said):
        return [_dated("end of the headline", closing, reading.headline.said)], []
    above = range(headline + 1, start) if -1 <= headline < start else range(start)
    before = range(max(0, headline - 6), max(headline, 0))
    ranked = [
        (row[0] * 2 + place, i, row[1])
        for place, rows in enumerate((above, below(sheet, end, 12), before))
        for i in rows
        if not _is_beside(sheet.lines[i]) and (row := _on_line(sheet, i, near))
    ]
    ranked.sort(key=lambda row: row[:2])
    return [dated for rank, _, dated in ranked if rank <= 2], [dated for rank, _, dated in ranked if rank > 2]


def _is_beside(line: Line) -> bool:
    return bool(line.flags & HIDDEN) or len(line.text) > 200 or line.linked * 2 > len(line.text)


def _on_line(sheet: Sheet, i: int, near: dt.date | None) -> tuple[int, Dated] | None:
    line = sheet.lines[i]
    text = line.text
    if text[-1] in ":：" and len(text) <= 12 and i + 1 < len(sheet.lines):
        text = f"{text} {sheet.lines[i + 1].text}"
    if not _NUMBER.search(text):
        return None
    rank = 0 if _PUBLISHED.search(text) else 2 if _LATER.search(text) else 3 if _OTHER.search(text) else 1
    if rank == 3:
        return None
    moment = (
        find_moment(text)
        or (find_moment(spaced(line)) if _YEAR.search(text) else None)
        or (find_moment(text, near) if rank < 2 else None)
    )
    return (
        (rank, _dated(("visible line", "visible date", "updated line")[rank], moment, text))
        if moment
        else None
    )


def _dated(rule: str, moment: Moment, said: str) -> Dated:
    return Dated(rule, moment.day, moment.time, said)


def _from_meta(meta: dict[str, str]) -> Iterator[Dated]:
    built = [moment for name in _BUILT if name in meta and (moment := find_moment(meta[name]))]
    for name in _META:
        if name in meta and (moment := find_moment(meta[name])):
            if moment.time and any((b.day, b.time) == (moment.day, moment.time) for b in built):
                continue
            yield _dated(f"meta {name}", moment, meta[name])


def _from_scripts(scripts: list[str]) -> Iterator[Dated]:
    for text in scripts:
        if moment := from_unix(text) if text.isdigit() else find_moment(text):
            yield _dated("inline script", moment, text)


def _signed(sheet: Sheet, body: Body) -> list[Dated]:
    for line in sheet.lines[max(body.start, body.end - 4) : body.end]:
        if len(line.text) <= 24 and _SIGNED.search(line.text) and (moment := find_moment(line.text)):
            return [_dated("sign-off line", moment, line.text)]
    return []


def _datelines(sheet: Sheet, body: Body, reference: dt.date | None) -> list[Dated]:
    for i in body.paragraphs[:3]:
        text = sheet.lines[i].text
        match = _DATELINE.search(text[:60])
        if match and (moment := find_moment(match[1], reference)):
            return [_dated("dateline", moment, text[:40])]
    return []
