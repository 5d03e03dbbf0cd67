"""Make the articles of the demo district: a fictional place, invented people, texts written for this project."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from bulletin_spider.demo.article import CHANNELS, Article
from bulletin_spider.demo.story import varied, varied_notice

FIRST_DAY = dt.date(2026, 9, 28)
"""The day on which ``day=1`` shows the site."""
DAILY = 3
"""Bulletins that each later day adds, one in each channel."""
FIRST_SIZE = 60
"""Bulletins on the first day."""


_TOPICS = (
    ("老旧小区改造", "柳荫社区", "上下水管线更换", "加装电梯"),
    ("湖滨绿道建设", "澜湾公园", "步道铺装", "夜间照明"),
    ("防汛准备", "青石河沿线", "排水口清理", "应急物资储备"),
    ("社区养老服务", "桂花街道", "助餐点开放", "上门巡诊"),
    ("科技企业走访", "东岸产业园", "用地手续办理", "人才公寓分配"),
    ("中小学课后服务", "实验小学", "社团课程", "图书角更新"),
    ("垃圾分类", "北门社区", "投放点改造", "志愿者培训"),
    ("乡村道路养护", "石桥镇", "路面修补", "护栏更换"),
    ("节水宣传", "水厂开放日", "旧水表更换", "雨水收集"),
    ("文化惠民演出", "区文化馆", "戏曲专场", "非遗展示"),
)
_OPENINGS = (
    "{day}，区委常委会召开会议，听取{topic}工作情况汇报，研究下一步安排。区委书记沈知远主持会议。",
    "{day}，区长陆清和到{place}调研{topic}工作，现场查看{first}进展，听取居民意见。",
    "{day}，记者从区政府新闻办获悉，全区{topic}工作推进会在{place}召开，各街道负责人参加。",
    "{day}，区人大常委会组织代表视察{topic}工作，实地察看{place}，并召开座谈会。",
)
_MIDDLES = (
    "会议指出，{topic}关系群众切身利益，要把{first}放在突出位置，倒排工期、挂图作战，确保年底前见到成效。",
    "在{place}，工作人员介绍，目前{first}已完成{share}%，{second}同步启动，预计惠及居民{people}户。",
    "会议强调，要坚持问题导向，把群众反映集中的{second}问题列入清单，逐项销账，做到件件有回音。",
    "{place}居民秦阿姨说，{first}以后，家门口的变化看得见、摸得着，“住了三十年，这回心里最踏实。”",
    "会议要求，各部门要压实责任、加强协同，对{second}中的难点实行专班推进，每周通报进度。",
    "据了解，今年以来全区累计投入资金{money}万元用于{topic}，较去年同期增长{share}%。",
)
_ENDINGS = (
    "下一步，区里将继续推进{topic}，让更多居民共享发展成果。",
    "会议还研究了其他事项。",
    "区领导段其昌、苏蔓参加。",
)
_TITLES = (
    "区委常委会召开第{n}次会议研究{topic}工作",
    "陆清和调研{place}{topic}情况",
    "全区{topic}工作推进会召开",
    "{place}：{first}完成过半",
    "区人大代表视察{topic}工作",
)
_NOTICES = (
    "关于{place}{first}期间交通管制的通告",
    "关于公开征求{topic}实施方案意见的公告",
    "关于开展{topic}专项检查的通知",
)
BYLINES = ("none", "tail", "own", "head", "line", "correspondent", "both")
"""none · （记者 甲） at the end · （甲/文 乙/摄） on its own · 本报讯（…） · header line · （通讯员 甲） · 文/图 甲."""
_REPORTERS = ("唐一鸣", "周棠", "欧阳砚", "何川", "叶知秋", "程安")
_OTHERS = ("李敏", "吴桐", "谢岚", "张舟", "林溪", "马千里")


@cache
def articles(size: int = FIRST_SIZE) -> tuple[Article, ...]:
    """Return ``size`` articles of the first day, newest first in each channel; the first sixty show every variety."""
    return tuple(_first(number, size) for number in range(size))


def date_of(day: int) -> dt.date:
    """Return the date of a day."""
    return FIRST_DAY + dt.timedelta(days=day - 1)


def day_of(date: dt.date) -> int:
    """Return the day that has a date."""
    return (date - FIRST_DAY).days + 1


@cache
def daily(day: int) -> tuple[Article, ...]:
    """Return the articles that ``day`` adds: one in each channel."""
    date = date_of(day)
    numbers = range(100_000 + day * 10, 100_000 + day * 10 + DAILY)
    found = (replace(_article(number, date), dated="line", first_day=day) for number in numbers)
    return tuple(_of_day(article, day) for article in found)


def _of_day(article: Article, day: int) -> Article:
    if article.channel != "通知公告":
        return article
    return replace(article, **varied_notice(article, day, _day_text(article.date)))


def published_by(day: int, size: int = FIRST_SIZE) -> list[Article]:
    """Return every article that the site has published up to ``day``."""
    return [*articles(size), *(article for later in range(2, day + 1) for article in daily(later))]


def site_on(day: int, size: int = FIRST_SIZE) -> list[Article]:
    """Return every article that the site shows on ``day``, with the text of that day."""
    return [article.on(day) for article in published_by(day, size) if article.there(day)]


def _first(number: int, size: int) -> Article:
    """Return an article of the first day, six on each day before it; of a bigger site all within thirty days."""
    age = (number // 6) if size <= FIRST_SIZE else number * 30 // size
    article = _article(number, FIRST_DAY - dt.timedelta(days=age))
    return replace(article, **varied(article, number))


def _article(number: int, date: dt.date) -> Article:
    channel = tuple(CHANNELS)[number % 3]
    words = _words(number, date)
    article = Article(
        number=1000 + number,
        channel=channel,
        title=_title(number, channel, words),
        date=date,
        time=f"{8 + number % 10:02}:{number * 7 % 60:02}" if number % 2 else None,
        paragraphs=_paragraphs(number, words),
        form=("p", "span", "br")[number // 3 % 3],
        dated=("meta", "line")[number % 2],
        source=("青澜区融媒体中心", None, "青澜报")[number % 3],
    )
    return _signed(article, number)


def _day_text(date: dt.date) -> str:
    return f"{date.month}月{date.day}日"


def _words(number: int, date: dt.date) -> dict[str, object]:
    topic, place, first, second = _TOPICS[number * 7 % len(_TOPICS)]
    number %= 1000
    return {
        "day": _day_text(date),
        "topic": topic,
        "place": place,
        "first": first,
        "second": second,
        "share": 20 + number % 70,
        "people": 300 + number * 13,
        "money": 1200 + number * 17,
        "n": 301 + number,
    }


def _title(number: int, channel: str, words: dict[str, object]) -> str:
    stock = _NOTICES if channel == "通知公告" else _TITLES
    title = stock[number // 3 % len(stock)].format(**words)
    return title if channel != "通知公告" else f"{title}（2026年第{number % 1000 + 1}号）"


def _paragraphs(number: int, words: dict[str, object]) -> tuple[str, ...]:
    count = 2 + number % 4
    middles = [_MIDDLES[(number + step) % len(_MIDDLES)] for step in range(count)]
    stock = (_OPENINGS[number % len(_OPENINGS)], *middles, _ENDINGS[number % len(_ENDINGS)])
    return tuple(text.format(**words) for text in stock)


def _signed(article: Article, number: int) -> Article:
    one, other = _REPORTERS[number % len(_REPORTERS)], _OTHERS[number * 5 % len(_OTHERS)]
    byline = BYLINES[number // 3 % len(BYLINES)]
    people: dict[str, dict[str, tuple[str, ...]]] = {
        "none": {},
        "tail": {"reporters": (one,)},
        "own": {"reporters": (one,), "photographers": (other,)},
        "head": {"reporters": (one,), "correspondents": (other,)},
        "line": {"reporters": (one,), "editors": (other,)},
        "correspondent": {"correspondents": (other,)},
        "both": {"reporters": (one,), "photographers": (one,)},
    }
    return replace(article, byline=byline, **people[byline])  # type: ignore[arg-type]
