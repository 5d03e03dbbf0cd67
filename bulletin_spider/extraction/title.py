"""The headline: which line it is, by what the head of the page, the listing row and the layout say."""

from __future__ import annotations

import re
from typing import NamedTuple

from bulletin_spider.extraction.lines import Line, Sheet
from bulletin_spider.extraction.marks import CHROME, HEADLINE, HIDDEN, OUTER
from bulletin_spider.extraction.wording import Kind, kind
from bulletin_spider.normalization.text import clean

_SOUNDLESS = re.compile(r"[\W_]+")
_CUT = re.compile(r"\s?(?:…+|\.{2,}|。{2,})\s?$")
_PIECES = re.compile(r"\s?[_|｜]+\s?|\s+[-–—]+\s+|-{1,3}|—{1,2}|>+|»")


class Headline(NamedTuple):
    """The title, the line where it stands (-1 if on no line), the rule and the words it was read from."""

    text: str
    line: int
    rule: str
    said: str


class Anchor(NamedTuple):
    """A wording of the title from outside the visible lines, and how far it is believed."""

    text: str
    key: str
    rule: str
    belief: float
    cut: bool = False


def key(text: str) -> str:
    """Return ``text`` without blanks and punctuation: what two spellings of a headline share."""
    return _SOUNDLESS.sub("", text)


def anchors(meta: dict[str, str], document_title: str, hint: str | None) -> list[Anchor]:
    """Return what the listing row, the meta tags and the title tag say the headline is."""
    found = []
    if hint and (text := clean(hint)):
        whole = _CUT.sub("", text)
        found.append(Anchor(whole, key(whole), "listing row", 60, cut=whole != text))
    for name, belief in (("articletitle", 55), ("og:title", 30), ("title", 20), ("twitter:title", 20)):
        if text := clean(meta.get(name, "")):
            found.append(Anchor(text, key(text), f"meta {name}", belief))
    if text := clean(document_title):
        found.append(Anchor(text, key(text), "title tag", 35))
    return [anchor for anchor in found if anchor.key]


def find_title(sheet: Sheet, said: list[Anchor], site: set[str]) -> Headline | None:
    """Return the headline; ``site`` holds the keys of names that are never a headline (site, channel)."""
    best, found = 18.0, None
    lines = sheet.lines
    for i, line in enumerate(lines[:400]):
        size = len(line.text)
        if not 2 <= size <= 150 or line.flags & HIDDEN:
            continue
        score, rule = _score(line, said, site)
        if score > 0 and i + 1 < len(lines) and kind(lines[i + 1].text) is Kind.INFO:
            score += 25
        if score > best:
            best, found = score, Headline(line.text, i, rule, line.text)
    if found:
        return _whole(sheet, found, said)
    for anchor in said:
        if anchor.key not in site and not anchor.cut:
            text = anchor.text if anchor.rule != "title tag" else _PIECES.split(anchor.text)[0] or anchor.text
            return Headline(text, -1, anchor.rule, anchor.text)
    return None


def _score(line: Line, said: list[Anchor], site: set[str]) -> tuple[float, str]:
    mark = key(line.text)
    if not mark or mark in site:
        return 0.0, ""
    score, rule = _layout(line)
    for anchor in said:
        agreed = _agreement(mark, anchor)
        if agreed > 0:
            score += agreed
            rule = f"{rule}, {anchor.rule}" if rule else f"line, {anchor.rule}"
    if line.linked * 2 > len(line.text):
        score -= 40
    if line.flags & CHROME:
        score -= 15
    if line.text.endswith(("。", "：", ":", "；")):
        score -= 20
    if score > 0 and kind(line.text) not in (Kind.TEXT, Kind.RELATED):
        score -= 40
    return score, rule


def _layout(line: Line) -> tuple[float, str]:
    if line.heading:
        return (0.0, 30.0, 24.0, 14.0, 8.0, 6.0, 6.0)[line.heading], f"h{line.heading}"
    if line.flags & (HEADLINE | HEADLINE * OUTER):
        return 16.0, "title class"
    return 0.0, ""


def _agreement(mark: str, anchor: Anchor) -> float:
    if mark == anchor.key:
        return anchor.belief
    if anchor.cut and mark.startswith(anchor.key):
        return anchor.belief * 0.9
    if len(mark) >= 5 and mark in anchor.key:
        share = len(mark) / len(anchor.key)
        return anchor.belief * (0.9 if anchor.key.startswith(mark) else 0.6) * min(1.0, 0.35 + share)
    if len(anchor.key) >= 6 and mark.startswith(anchor.key):
        return anchor.belief * 0.5
    return 0.0


def _whole(sheet: Sheet, found: Headline, said: list[Anchor]) -> Headline:
    """Join the lines that a break parts inside the same headline block."""
    block = sheet.lines[found.line].block
    near = range(max(0, found.line - 3), min(len(sheet.lines), found.line + 4))
    parts = [sheet.lines[i].text for i in near if sheet.lines[i].block is block]
    if len(parts) > 1 and sheet.lines[found.line].heading and sum(map(len, parts)) <= 120:
        return found._replace(text=" ".join(parts), said=" ".join(parts))
    return found
