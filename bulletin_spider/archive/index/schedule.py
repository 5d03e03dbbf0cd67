"""Parse how often a known bulletin is visited again at which age (setting ``REVISIT_SCHEDULE``)."""

from __future__ import annotations

import re
from typing import NamedTuple, Self

from bulletin_spider.exceptions import UsageFault

_BAND = re.compile(r"every (\d{1,5})d for (\d{1,5})d")


class Band(NamedTuple):
    """Up to an age of ``until`` days, one revisit every ``every`` days."""

    until: int
    every: int


class Schedule(NamedTuple):
    """The bands of age, youngest first; a bulletin older than the last band is not revisited."""

    bands: tuple[Band, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a schedule such as ``every 1d for 7d, every 7d for 56d``; raise ``UsageFault`` if it is invalid."""
        bands: list[Band] = []
        for part in filter(None, map(str.strip, text.split(","))):
            match = _BAND.fullmatch(part)
            if not match or not int(match[1]):
                raise UsageFault(
                    f"REVISIT_SCHEDULE: '{part}' is not a band; write it like 'every 1d for 7d, every 7d for 56d'"
                )
            bands.append(Band((bands[-1].until if bands else 0) + int(match[2]), int(match[1])))
        return cls(tuple(bands))
