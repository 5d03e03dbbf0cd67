"""Who made the bulletin: bylines found in the lines of the body and around it, and their people gathered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bulletin_spider.extraction.credits import Credits, read_credits

_BRACKET = re.compile(r"[（(【\[]([^（()）【】\[\]]{2,200})[)）】\]]")
_TAIL = re.compile(r"[（(【\[]([^（()）【】\[\]]{2,200})[)）】\]]\s?[。.]?\s?$")
_LEAD = re.compile(r"^.{0,40}?(?:讯|电|消息|报道)\s?记者\s?([^，。：:（(]{2,20}?)\s?(?:报道|摄影报道)\s?[：:，,。]?")
_PHOTO = re.compile(r"(?:^|[。！？…）)」』\s])\s?((?:[^\s，。、；：（()）]{2,14}记者\s?)?[^\s，。；：（()）]{1,4}(?:[\s、][^\s，。；：（()）]{1,4}){0,3}?)\s?(?:/\s?)?摄\s?[。）)]?$")
_WORDS = re.compile(r"记\s?者|通\s?讯\s?员|实习生|摄|文\s?[/／]|[/／]\s?文|图|报道|编\s?辑|责\s?编|整理|采写|制\s?[作图]|策划|审\s?[核校]|校对|监制|作者|供稿")
_KEYS = re.compile(r"记\s?者|通\s?讯\s?员|实习生")
SHORT = 100
"""A line that is nothing but a byline is shorter than this."""


@dataclass(slots=True)
class People:
    """All people of a page, the byline as written, the line's words each role was read from."""

    credits: Credits = field(default_factory=Credits)
    byline: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def take(self, found: Credits, text: str) -> None:
        """Add what ``found`` names, keeping page order and each name once."""
        for role in ("reporters", "correspondents", "photographers", "editors"):
            known: list[str] = getattr(self.credits, role)
            fresh = [name for name in getattr(found, role) if name not in known]
            if fresh:
                known.extend(fresh)
                self.said.setdefault(role, text[-200:] if len(text) > 200 else text)


def standing_alone(text: str) -> Credits | None:
    """Return the credits if the whole line ``text`` is a byline, else None."""
    if len(text) > SHORT or not _WORDS.search(text) or "。" in text.rstrip("。"):
        return None
    found = read_credits(text)
    return found if found.people() and found.leftover <= 2 else None


def closing(text: str) -> tuple[Credits, str] | None:
    """Return the credits in the bracket that closes ``text``, and the bracket, if it is a byline."""
    match = _TAIL.search(text[-220:])
    if not match or not _WORDS.search(match[1]):
        return None
    found = read_credits(match[1])
    return (found, match[0]) if found.people() and found.leftover <= 2 else None


def inside(text: str) -> Credits | None:
    """Return the credits in the first bracket near the start of ``text`` (本报讯（记者…）), if it is a byline."""
    for match in _BRACKET.finditer(text[:160]):
        if _KEYS.search(match[1]):
            found = read_credits(match[1])
            if found.people() and found.leftover <= 2:
                return found
    if lead := _LEAD.search(text[:80]):
        found = read_credits(f"记者 {lead[1]}")
        return found if found.people() and not found.leftover else None
    return None


def caption(text: str) -> Credits | None:
    """Return the photographers that end a caption (…护理教学。陈阳 摄)."""
    match = _PHOTO.search(text[-60:])
    if not match:
        return None
    found = read_credits(match[1] + " 摄")
    return found if found.photographers and found.leftover <= 2 else None
