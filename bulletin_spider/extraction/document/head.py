"""What the head of the page says: meta tags, the title tag, dates in scripts, password fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_MOST_TAGS = 2_000
_MOST = 12_000
"""Characters of a script that is searched: longer ones are libraries or the data of other pages."""

_DATES = (
    re.compile(r"20\d\d[-/.年][\d\-/.年月日T: ]{4,24}"),
    re.compile(r"1[1-9]\d{8}(?:\d{3})?(?!\d)"),
)
"""Days and Unix times: two patterns, as one that starts with a literal is searched twice as fast."""
_NAME = re.compile(
    r"""(?:pub_?(?:lish)?_?(?:date|time)|datepublished|(?:ori)?create_?time|article_?date|\bptime|\bct)["']?\s{0,4}[:=]\s{0,4}["']?\s{0,4}$""",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """The meta tags by lower-case name, the title tag's text, dates that scripts assign, and what else counts."""

    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    scripts: list[str] = field(default_factory=list)
    has_password: bool = False
    base: str = ""


def read_head(root: etree._Element) -> Head:
    """Return what the head says; the first filled tag of a name counts, 500 characters of it."""
    head = Head()
    for tag in islice(root.iter("meta", "title", "script", "input", "time", "base"), _MOST_TAGS):
        name = tag.tag
        if name == "meta":
            _meta(tag, head.meta)
        elif name == "script":
            if (text := tag.text) and len(text) < _MOST and len(head.scripts) < 5:
                head.scripts += _assigned(text)
        elif name == "time":
            if moment := clean((tag.get("datetime") or "")[:40]):
                head.meta.setdefault("time datetime", moment)
        elif name == "base":
            head.base = head.base or (tag.get("href") or "")[:500]
        elif name == "input":
            head.has_password |= "password" in f"{tag.get('type')} {tag.get('name')}".lower()
        elif not head.title:
            head.title = clean("".join(str(text) for text in tag.itertext())[:500])
    return head


def _meta(tag: etree._Element, found: dict[str, str]) -> None:
    name = tag.get("name") or tag.get("property") or tag.get("itemprop")
    content = tag.get("content")
    if name and content and (text := clean(content[:500])):
        found.setdefault(name.strip().lower(), text)


def _assigned(script: str) -> Iterator[str]:
    """Yield the dates and Unix times that stand behind a name of publication."""
    for pattern in _DATES:
        for match in pattern.finditer(script):
            if _NAME.search(script[max(0, match.start() - 40) : match.start()]):
                yield match[0].strip()
