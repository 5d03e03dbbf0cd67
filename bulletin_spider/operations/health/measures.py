"""What a run's bulletins look like, channel by channel: the figures that its health is judged by."""

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
"""Fields that a bulletin may lack; title and date it always has."""
MEASURED = 200
"""Bulletins of a channel that one run measures: a first run goes back for years, to pages of another time."""
_MOJIBAKE = re.compile("\ufffd|锟斤拷|烫烫|屯屯|Ã|â€|[锛銆鈥]|[\x80-\xb6\xb8-\xd6\xd8-\xff]{3}")
"""Decoded wrongly: twice, as GBK (what 「，。“」 become then), or as Latin-1; 「···」 and 「×××」 are none."""
_GARBLED = 0.005
"""Share of characters from which on a text counts as unreadable: one here and there may be the site's own."""


@dataclass
class ChannelMeasures:
    """The newest bulletins of a channel that a run has published; mere files have no page to measure."""

    bodies: list[int] = field(default_factory=list)
    """Characters of each body."""
    filled: Counter[str] = field(default_factory=Counter)
    days: Counter[str] = field(default_factory=Counter)
    row_days: set[str] = field(default_factory=set)
    replaced: int = 0
    garbled: int = 0

    def add(self, bulletin: Bulletin, row_day: str | None) -> None:
        """Measure one bulletin; ``row_day`` is what its row in the listing said."""
        text = "".join([bulletin.title, *bulletin.paragraphs])
        broken = len(_MOJIBAKE.findall(text))
        self.bodies.append(sum(map(len, bulletin.paragraphs)))
        self.filled.update(name for name in FIELDS if getattr(bulletin, name))
        self.days[bulletin.date] += 1
        self.row_days |= {row_day} if row_day else set()
        self.replaced += text.count("\ufffd")
        self.garbled += broken > _GARBLED * len(text)

    def figures(self) -> dict[str, Any]:
        """Return what the run's record keeps."""
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
    """The samples of a run."""

    def __init__(self) -> None:
        self.samples: dict[str, ChannelMeasures] = {}
        self.days: dict[str, set[str]] = {}
        """Channel → publication days of what the run has published, files included."""
        self.changes: Counter[str] = Counter()
        """How many versions the run has published, by the change that made them."""

    def add(self, bulletin: Bulletin, row_day: str | None) -> None:
        """Measure a published bulletin; one that is withdrawn shows nothing of the site's pages."""
        self.changes[bulletin.change] += 1
        if bulletin.change == Change.WITHDRAWN:
            return
        self.days.setdefault(bulletin.channel, set()).add(bulletin.date)
        sample = self.samples.setdefault(bulletin.channel, ChannelMeasures())
        file = any(attachment["url"] == bulletin.url for attachment in bulletin.attachments)
        if not file and len(sample.bodies) < MEASURED:
            sample.add(bulletin, row_day)

    def channels(self) -> dict[str, dict[str, Any]]:
        """Return the figures of each channel that something was published of."""
        return {channel: sample.figures() for channel, sample in self.samples.items() if sample.bodies}

    def fields(self) -> dict[str, float]:
        """Return for each field the share of the bulletins measured that fill it; nothing if there are none."""
        filled = sum((sample.filled for sample in self.samples.values()), Counter[str]())
        return shares(filled, sum(len(sample.bodies) for sample in self.samples.values()))


def shares(filled: Counter[str], count: int) -> dict[str, float]:
    """Return for each field the share of ``count`` bulletins that fill it."""
    return {name: round(filled[name] / count, 3) for name in FIELDS} if count else {}
