"""Name channels: what a page calls itself, and names that differ from each other."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.home.words import channel_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMN = re.compile(
    r"""<meta[^>]{0,99}["']ColumnName["'][^>]{0,99}?content\s*=\s*["']([^"'<>]{1,60})["']""", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,99}>([^<]{1,200})</title", re.IGNORECASE)
_PARTS = re.compile(r"[-_|—–>»·]+")


def page_name(text: str) -> str:
    """Return what a page calls itself: its column, else the first part of its title; empty if it has neither."""
    head = text[:20_000]
    column, title = _COLUMN.search(head), _TITLE.search(head)
    parts = [column[1]] if column else _PARTS.split(title[1]) if title else []
    return next((name for part in parts if (name := channel_words(part))), "")


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
