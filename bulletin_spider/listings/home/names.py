"""Name channels: what a page calls itself, and names that differ from each other."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.home.words import channel_words, decoded

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMN = re.compile(
    r"""<meta[^>]{0,99}["']ColumnName["'][^>]{0,99}?content\s*=\s*["']([^"'<>]{1,60})["']""", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,99}>([^<]{1,200})</title", re.IGNORECASE)
_PLACE = re.compile(r"(?:当前|所在|您的|现在|您现在的|你的)?位置\s?(?:是)?\s?[：:]")
_END_OF_LINE = re.compile(r"</(?:div|td|p|ul|h\d)\s?>|<ul|<table", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]{0,500}>")
_STEPS = re.compile(r"[>»›＞→/|]+|&gt;")
_CRUMB_CHARS = 1_500
_HEAD_CHARS = 20_000
_MAX_NAME_CHARS = 20
_PARTS = re.compile(r"[-_|—–>»·]+")


def page_name(text: str, home_title: str = "") -> str:
    """Return what a page calls itself: its column, a part of its title, or the end of its breadcrumb; else empty.

    A part of ``home_title`` is the site's name and names no channel.
    """
    column = _COLUMN.search(text[:_HEAD_CHARS])
    parts = [column[1]] if column else _PARTS.split(title_of(text))
    names = [name for part in parts if (name := channel_words(part)) and name not in home_title]
    return next(iter(names), "") or _end_of_crumbs(text)


def title_of(text: str) -> str:
    """Return the title of a page; empty if it has none."""
    title = _TITLE.search(text[:_HEAD_CHARS])
    return decoded(title[1]) if title else ""


def _end_of_crumbs(text: str) -> str:
    """Return the last step of a breadcrumb (当前位置：首页 > 新闻 > 要闻); empty if the page has none."""
    place = _PLACE.search(text)
    if place is None:
        return ""
    steps = _TAGS.sub(" ", _END_OF_LINE.split(text[place.end() : place.end() + _CRUMB_CHARS])[0])
    names = [name for step in _STEPS.split(decoded(steps)) if (name := channel_words(step))]
    return names[-1] if len(names) > 1 and len(names[-1]) <= _MAX_NAME_CHARS else ""


def distinct_names(named: Sequence[tuple[str, str]]) -> list[str]:
    """Return a name for each (name, address): equal names get the folders of their addresses that differ."""
    counts = Counter(name for name, _ in named)
    taken = {name for name in counts if counts[name] == 1}
    names = []
    for name, url in named:
        distinct = name
        if counts[name] > 1:
            distinct = _with_folder(name, url, [address for other, address in named if other == name])
            distinct = _free(distinct, taken)
            taken.add(distinct)
        names.append(distinct)
    return names


def _free(name: str, taken: set[str]) -> str:
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def _with_folder(name: str, url: str, twins: list[str]) -> str:
    """Return the name with as many last folders of its address as make it differ from those of its twins."""
    for count in range(1, max(len(_folders(twin)) for twin in twins)):
        ends = {"/".join(_folders(twin)[-count:]) for twin in twins}
        if len(ends) == len(twins):
            return f"{name}（{'/'.join(_folders(url)[-count:])}）"
    return f"{name}（{'/'.join(_folders(url))}）"


def _folders(url: str) -> list[str]:
    """Return host, folders, page and query of an address, without an index page."""
    parts = urlsplit(url)
    folders = [part for part in parts.path.split("/") if part]
    if len(folders) > 1 and re.fullmatch(r"(?:index|default|list)\.\w+", folders[-1]):
        folders.pop()
    return [parts.netloc.rpartition("@")[2], *folders, *([parts.query] if parts.query else [])]
