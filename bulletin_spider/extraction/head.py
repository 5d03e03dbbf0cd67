"""What the head of the page says: meta tags, the title tag, dates in scripts."""

from __future__ import annotations

import re

from lxml import etree

from bulletin_spider.normalization.text import clean


def read_meta(root: etree._Element) -> dict[str, str]:
    """Return the meta tags by lower-case name, property or itemprop; the first filled one of a name counts."""
    found: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("name") or tag.get("property") or tag.get("itemprop") or ""
        content = tag.get("content") or ""
        if name and content.strip():
            found.setdefault(name.strip().lower(), clean(content[:500]))
    return found


def document_title(root: etree._Element) -> str:
    """Return the text of the first filled title tag."""
    for tag in root.iter("title"):
        if text := clean("".join(tag.itertext())[:500]):
            return text
    return ""


_SCRIPT_DATE = re.compile(
    r"""(?:pub_?(?:lish)?_?(?:date|time)|datepublished|publishtime|createtime|oricreatetime|article_?date|ptime)["']?\s{0,4}[:=]\s{0,4}["']?\s{0,4}"""
    r"""((?:19|20)\d\d[-/.年][\d\-/.年月日T: +]{4,24}|1\d{9}(?:\d{3})?)""",
    re.IGNORECASE,
)


def script_dates(root: etree._Element) -> list[str]:
    """Return the publication dates that inline scripts assign, as written (or as a Unix time)."""
    found = []
    for tag in root.iter("script"):
        text = tag.text
        if text and len(text) < 200_000:
            found.extend(_SCRIPT_DATE.findall(text))
        if len(found) > 5:
            break
    return found[:5]
