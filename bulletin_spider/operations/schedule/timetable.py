"""When each site is visited: at an interval, and at minutes that are spread by the sites' names."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bulletin_spider.exceptions import UsageFault

_DAY = 24 * 60
_INTERVAL = re.compile(r"([1-9][0-9]{0,3})\s?(min|m|h|d)")
_UNITS = {"min": 1, "m": 1, "h": 60, "d": _DAY}
_LEAST = 10
"""Minutes: who asks more often learns nothing and is a burden."""


@dataclass(frozen=True)
class Times:
    """Every ``interval`` minutes of a day, the first time ``start`` minutes after midnight."""

    interval: int
    start: int

    @property
    def cron(self) -> str:
        """The five fields of a crontab line."""
        hour, minute = divmod(self.start, 60)
        if self.interval < 60:
            return f"{minute}-59/{self.interval} * * * *"
        if self.interval == _DAY:
            return f"{minute} {hour} * * *"
        hours = self.interval // 60
        return f"{minute} {f'{hour}-23/{hours}' if hours > 1 else '*'} * * *"

    @property
    def calendar(self) -> str:
        """What a systemd timer's ``OnCalendar`` says."""
        hour, minute = divmod(self.start, 60)
        if self.interval < 60:
            return f"*-*-* *:{minute:02}/{self.interval}:00"
        if self.interval == _DAY:
            return f"*-*-* {hour:02}:{minute:02}:00"
        return f"*-*-* {hour:02}/{self.interval // 60}:{minute:02}:00"


def times(site: str, interval: int) -> Times:
    """Return when a site is visited: the same minutes whoever asks, and other ones than its neighbours'."""
    number = int.from_bytes(hashlib.sha256(site.encode()).digest()[:8], "big")
    return Times(interval, number % interval)


def minutes(every: str) -> int:
    """Return an interval like ``2h`` in minutes; raise ``UsageFault`` for one that a day cannot be divided by."""
    found = _INTERVAL.fullmatch(every)
    interval = int(found[1]) * _UNITS[found[2]] if found else 0
    divides = (
        (60 % interval if interval < 60 else _DAY % interval or interval % 60) == 0 if interval else False
    )
    if not divides or not _LEAST <= interval <= _DAY:
        raise UsageFault(
            f"--every {every} cannot be kept all day; use 10min, 15min, 20min, 30min, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d"
        )
    return interval
