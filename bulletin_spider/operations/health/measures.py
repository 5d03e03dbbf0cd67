"""Measure the bulletins of a run channel by channel, for the check of the site's health."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from bulletin_spider.items import Bulletin

FIELDS = (
    "published_at", "paragraphs", "reporters", "correspondents", "photographers", "editors", "source", "images",
    "attachments",
)  # fmt: skip
"""Fields that a bulletin may lack. It always has a title and a date."""
MISSING_RULE = "site rule for "
"""How extraction begins the warning that a rule of the site found nothing."""
FEW_MISSES = 3
"""Fewer misses of a rule raise no alarm: single pages may have another template."""
MEASURED = 200
"""Bulletins of a channel that one run measures. A first run goes back years, to pages of an older form."""
_MOJIBAKE = re.compile("\ufffd|锟斤拷|烫烫|屯屯|Ã|â€|[锛銆鈥]|[\x80-\xb6\xb8-\xd6\xd8-\xff]{3}")
"""Signs of wrong decoding: twice, as GBK (what 「，。“」 turn into), or as Latin-1. 「···」 and 「×××」 are normal."""
_GARBLED = 0.005
"""A text with a larger share of such signs counts as garbled; a single one may be the site's own mistake."""


_OF_FILES = (Change.REREAD, Change.REVISED)
"""Changes of a version that has the words of the version before: a file of an attachment came, or was replaced."""


@dataclass
class ChannelMeasures:
    """The measures of a channel's newest bulletins in one run. A bulletin that is only a file is not measured."""

    bodies: list[int] = field(default_factory=list)
    """The length of each body in characters."""
    filled: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    row_days: set[str] = field(default_factory=set)
    replaced: int = 0
    garbled: int = 0

    def add(self, bulletin: Bulletin, row_day: str | None) -> None:
        """Measure one bulletin; ``row_day`` is the day that its row in the listing shows."""
        text = "".join([bulletin.title, *bulletin.paragraphs])
        broken = len(_MOJIBAKE.findall(text))
        self.bodies.append(sum(map(len, bulletin.paragraphs)))
        self.filled.update(name for name in FIELDS if getattr(bulletin, name))
        self.days[bulletin.date] += 1
        self.row_days |= {row_day} if row_day else set()
        self.replaced += text.count("\ufffd")
        self.garbled += broken > _GARBLED * len(text)

    def figures(self) -> dict[str, Any]:
        """Return the figures for the run's record."""
        count = len(self.bodies)
        return {
            "measured": count,
            "fields": shares(self.filled, count),
            "body": round(median(self.bodies)) if count else None,
            "days": len(self.days),
            "same_date": round(max(self.days.values()) / count, 3) if count else None,
            "row_days": len(self.row_days),
            "garbled": self.garbled,
            "replaced": self.replaced,
        }


class RunMeasures:
    """The measures of a run, by channel."""

    def __init__(self) -> None:
        self.by_channel: dict[str, ChannelMeasures] = {}
        self.days: dict[str, set[str]] = {}
        """Channel → publication days of the published bulletins, files included."""
        self.missing_rules: Counter[str] = Counter()
        """Warning that a site's own rule found nothing → bulletins that have it."""
        self.changes: Counter[str] = Counter()
        """Change → how many versions the run has published for it."""

    def rule_drifts(self) -> list[str]:
        """Return a sentence for each rule of the site that found nothing in most bulletins of the run."""
        published = self.changes.total() - self.changes[Change.WITHDRAWN]
        return [
            f"{text} in {count} of {published} bulletins"
            for text, count in self.missing_rules.items()
            if count >= FEW_MISSES and count > published / 2
        ]

    def add(self, bulletin: Bulletin, row_day: str | None) -> None:
        """Measure a published bulletin. It is only counted if no page was read for it.

        So it is with a withdrawn one, and with a version that says what became of an attachment.
        """
        self.changes[bulletin.change] += 1
        same_words = bulletin.previous == bulletin.fingerprint
        if bulletin.change == Change.WITHDRAWN or (same_words and bulletin.change in _OF_FILES):
            return
        self.missing_rules.update(text for text in bulletin.warnings if text.startswith(MISSING_RULE))
        self.days.setdefault(bulletin.channel, set()).add(bulletin.date)
        channel = self.by_channel.setdefault(bulletin.channel, ChannelMeasures())
        is_file = any(attachment["url"] == bulletin.url for attachment in bulletin.attachments)
        if not is_file and len(channel.bodies) < MEASURED:
            channel.add(bulletin, row_day)

    def channels(self) -> dict[str, dict[str, Any]]:
        """Return the figures of each channel with measured bulletins."""
        return {name: channel.figures() for name, channel in self.by_channel.items() if channel.bodies}

    def fields(self) -> dict[str, float]:
        """Return for each field the share of measured bulletins that fill it; empty if no bulletin was measured."""
        filled = sum((channel.filled for channel in self.by_channel.values()), Counter[str]())
        return shares(filled, sum(len(channel.bodies) for channel in self.by_channel.values()))


def shares(filled: Counter[str], count: int) -> dict[str, float]:
    """Return for each field the share of ``count`` bulletins that fill it."""
    return {name: round(filled[name] / count, 3) for name in FIELDS} if count else {}
