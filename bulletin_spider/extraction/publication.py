"""The day of publication: every date the page and its surroundings give, ranked and checked against each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from bulletin_spider.extraction.content import Hints
from bulletin_spider.extraction.lines import Line
from bulletin_spider.extraction.marks import HIDDEN
from bulletin_spider.normalization.dates import Moment, address_day, find_day, find_moment, from_unix

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_PUBLISHED = re.compile(r"(?:发布|发稿|发表|上传|添加|刊发|公开|编辑|录入)(?:日\s?期|时\s?间)|(?<![一-鿿])(?:日\s?期|时\s?间)\s?[:：]|来\s?源|出版")
_OTHER = re.compile(r"(?:更新|修改|生成|成文|生效|失效|截止|开始|结束|活动|会议|实施|废止|报名|印发|考试|公示|施行|落款)(?:日\s?期|时\s?间)|今天是|今日|现在时间|版权|copyright", re.IGNORECASE)
_META = ("pubdate", "publishdate", "publish-date", "article:published_time", "datepublished", "publication_date", "og:release_date", "weibo: article:create_at", "publishtime", "firstpublishedtime", "date", "dateupdate", "article:modified_time")
_BUILT = ("others", "createdate", "cacheclear_date", "cachecleardate", "generator-date")
_DATELINE = re.compile(r"^.{0,24}?((?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)")
_SIGNED = re.compile(r"^\W{0,3}(?:二[〇○零ОO0]|20|19)[^，。]{4,24}日?\W{0,2}$")


class Dated(NamedTuple):
    """A moment and the rule that found it."""

    rule: str
    moment: Moment
    said: str


def find_publication(
    lines: list[Line], headline: int, body: tuple[int, int], meta: dict[str, str], scripts: list[str], url: str, hints: Hints
) -> list[Dated]:
    """Return the dates found, the most trusted first; year-less ones are completed from the others, never from a clock."""
    near = _reference(meta, url, hints)
    found = [*_visible(lines, headline, body, near), *_from_meta(meta), *_from_scripts(scripts)]
    if hints.date:
        found.append(Dated("listing row", Moment(hints.date, None, hints.date.isoformat()), hints.date.isoformat()))
    if day := address_day(url):
        found.append(Dated("address", Moment(day, None, day.isoformat()), url[-80:]))
    found += _signed(lines, body)
    found += _datelines(lines, body, hints.date or (found[0].moment.day if found else near))
    return found


def _reference(meta: dict[str, str], url: str, hints: Hints) -> dt.date | None:
    for dated in _from_meta(meta):
        return dated.moment.day
    if hints.date:
        return hints.date
    if day := address_day(url):
        return day
    return hints.fetched_at.astimezone(SHANGHAI).date() if hints.fetched_at else None


def _visible(lines: list[Line], headline: int, body: tuple[int, int], near: dt.date | None) -> Iterator[Dated]:
    start, end = body
    above = range(headline + 1, start) if 0 <= headline < start else range(start)
    below = range(end, min(end + 12, len(lines)))
    before = range(max(0, headline - 6), max(headline, 0))
    ranked: list[tuple[int, int, Dated]] = []
    for place, rows in enumerate((above, below, before)):
        for i in rows:
            line = lines[i]
            if line.flags & HIDDEN or len(line.text) > 200 or line.linked * 2 > len(line.text):
                continue
            text = line.text
            if len(text) <= 12 and i + 1 < len(lines) and len(lines[i + 1].text) <= 24:
                text = f"{text} {lines[i + 1].text}"
            said = _rank(text)
            moment = find_moment(text, near if said < 2 else None) if said < 3 else None
            if moment:
                ranked.append((said + place, i, Dated(("visible line", "visible date", "updated line")[min(said, 2)], moment, line.text)))
    for _, _, dated in sorted(ranked, key=lambda row: row[:2]):
        yield dated


def _rank(text: str) -> int:
    if _PUBLISHED.search(text):
        return 0
    if _OTHER.search(text):
        return 2 if "更新" in text or "生成" in text or "成文" in text or "印发" in text else 3
    return 1


def _from_meta(meta: dict[str, str]) -> Iterator[Dated]:
    built = {meta[name] for name in _BUILT if name in meta}
    built_at = [moment for text in built if (moment := find_moment(text))]
    for name in _META:
        if name in meta and (moment := find_moment(meta[name])):
            if moment.time and any(b.day == moment.day and b.time == moment.time for b in built_at):
                continue
            yield Dated(f"meta {name}", moment, meta[name])


def _from_scripts(scripts: list[str]) -> Iterator[Dated]:
    for text in scripts:
        moment = from_unix(text) if text.isdigit() else find_moment(text)
        if moment:
            yield Dated("inline script", moment, text)


def _signed(lines: list[Line], body: tuple[int, int]) -> Iterator[Dated]:
    for line in lines[max(body[0], body[1] - 4) : body[1]]:
        if len(line.text) <= 24 and _SIGNED.search(line.text) and (moment := find_moment(line.text)):
            yield Dated("sign-off line", moment, line.text)
            return


def _datelines(lines: list[Line], body: tuple[int, int], reference: dt.date | None) -> Iterator[Dated]:
    for line in lines[body[0] : min(body[1], body[0] + 3)]:
        match = _DATELINE.search(line.text[:60])
        if match and (moment := find_moment(match[1], reference)):
            yield Dated("dateline", moment, line.text[:40])
            return
