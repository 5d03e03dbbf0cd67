"""Read meta tags, the title tag, dates in scripts and password fields of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_MAX_TAGS = 2_000
"""Tags that are read. The head and the scripts beside the article are among the first, even on a huge page."""
_MAX_SCRIPT = 12_000
"""Characters of the longest script that is searched: longer ones are libraries or the data of other pages."""
_MAX_DATES = 5
"""Dates from scripts after which no further script is searched."""
_MAX_VALUE = 500
"""Characters that are kept of a meta tag, the title tag or a base address."""
_LABEL_REACH = 40
"""Characters before a date in a script in which its name is looked for."""

_DATES = (
    re.compile(r"20\d\d[-/.年][\d\-/.年月日T: ]{4,24}"),
    re.compile(r"1[1-9]\d{8}(?:\d{3})?(?!\d)"),
)
"""Days and Unix times. They are two patterns, as a pattern that starts with a literal is searched twice as fast."""
_PUBLICATION_NAME = re.compile(
    r"""(?:pub_?(?:lish)?_?(?:date|time)|datepublished|(?:ori)?create_?time|article_?date|\bptime|\bct)["']?\s{0,4}[:=]\s{0,4}["']?\s{0,4}$""",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Head:
    """The head of a page.

    ``meta`` holds meta tags by lower-case name, ``title`` the text of the title tag, ``script_dates`` the dates that
    scripts assign, ``base`` the base address, ``site_code`` the identifier of the website that a
    script carries. ``has_password`` says whether the page has a password field.
    """

    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    script_dates: list[str] = field(default_factory=list)
    has_password: bool = False
    base: str = ""
    site_code: str = ""


def read_head(root: etree._Element) -> Head:
    """Return the head of the page. Of several meta tags with one name, the first that is not empty counts."""
    head = Head()
    for tag in islice(root.iter("meta", "title", "script", "input", "time", "base"), _MAX_TAGS):
        name = tag.tag
        if name == "meta":
            _add_meta(tag, head.meta)
        elif name == "script":
            head.site_code = head.site_code or (tag.get("sitecode") or "")[:_MAX_VALUE].strip()
            if (text := tag.text) and len(text) < _MAX_SCRIPT and len(head.script_dates) < _MAX_DATES:
                head.script_dates += _dates_in_script(text)
        elif name == "time":
            if moment := clean((tag.get("datetime") or "")[:40]):
                head.meta.setdefault("time datetime", moment)
        elif name == "base":
            head.base = head.base or (tag.get("href") or "")[:_MAX_VALUE]
        elif name == "input":
            head.has_password |= "password" in f"{tag.get('type')} {tag.get('name')}".lower()
        elif not head.title:
            head.title = clean("".join(str(text) for text in tag.itertext())[:_MAX_VALUE])
    return head


def _add_meta(tag: etree._Element, meta: dict[str, str]) -> None:
    name = tag.get("name") or tag.get("property") or tag.get("itemprop")
    content = tag.get("content")
    if name and content and (text := clean(content[:_MAX_VALUE])):
        meta.setdefault(name.strip().lower(), text)


def _dates_in_script(script: str) -> Iterator[str]:
    """Yield the dates and Unix times behind a name that means publication."""
    for pattern in _DATES:
        for match in pattern.finditer(script):
            if _PUBLICATION_NAME.search(script[max(0, match.start() - _LABEL_REACH) : match.start()]):
                yield match[0].strip()
