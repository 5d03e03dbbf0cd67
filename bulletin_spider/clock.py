"""The clock of a run. It shows the time; only the demo's shows a moment of its day, and its record says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bulletin_spider.exceptions import UsageFault


class Clock:
    """The clock of this machine."""

    def now(self, zone: dt.tzinfo) -> dt.datetime:
        """Return the moment, in a time zone."""
        return dt.datetime.now(zone)

    def account(self) -> dict[str, str]:
        """Return what a run's record says about its clock: nothing, as it shows the time."""
        return {}


@dataclass(frozen=True, slots=True)
class DemoClock(Clock):
    """A clock that shows one moment during a whole run of the demo, so that days can pass within seconds."""

    moment: dt.datetime
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    """When the run began in fact."""

    def now(self, zone: dt.tzinfo) -> dt.datetime:
        """Return the moment that the clock shows."""
        return self.moment.astimezone(zone)

    def account(self) -> dict[str, str]:
        """Return when the run began in fact, in UTC."""
        return {"began": self.began.isoformat(timespec="seconds")}


CLOCK = Clock()
"""The clock of every run that is no run of the demo."""
_DEMO = ("demo", ["127.0.0.1"])
"""Name and hosts of the demo, which serves its site itself: its run says nothing about a real site."""


def clock_of(spider: object) -> Clock:
    """Return the clock of a spider's run. Raise ``UsageFault`` if a clock that is moved is not the demo's."""
    clock = getattr(spider, "clock", None)
    if not isinstance(clock, DemoClock):
        return CLOCK
    if (getattr(spider, "name", ""), getattr(spider, "allowed_domains", [])) != _DEMO:
        raise UsageFault("only the demo may show another time than it is")
    return clock
