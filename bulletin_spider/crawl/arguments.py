"""What a person may ask of one run: ``-a since=… -a until=… -a channel=… -a limit=…``."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


COMMON = ("since", "until", "channel", "limit", "full", "revisit")
REVISITS = ("due", "all", "none")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a site one run asks for; a run that is narrowed proves nothing about the rest."""

    since: dt.date | None = None
    until: dt.date | None = None
    channel: str | None = None
    limit: int | None = None
    full: bool = False
    """Walk to the end of every listing, past what is known."""
    revisit: str = "due"
    """Which known bulletins are visited again: those that are due, all, or none."""

    @property
    def narrow(self) -> bool:
        """Whether a channel's walk may leave something out."""
        return any((self.since, self.until, self.limit))

    def leaves_out(self, day: dt.date | None) -> str | None:
        """Return why a bulletin of ``day`` is not asked for; None if it is, or if its day is not known yet."""
        if day and self.since and day < self.since:
            return "before since"
        if day and self.until and day > self.until:
            return "after until"
        return None


def check_names(arguments: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise ``UsageFault`` for an argument that no one reads."""
    allowed = sorted(allowed)
    for name in arguments:
        if name not in allowed:
            raise UsageFault(
                f"unknown argument '{name}'{suggestion(name, allowed)}; known: {', '.join(allowed)}"
            )


def read_window(arguments: Mapping[str, str], channels: Iterable[str]) -> Window:
    """Return the window asked for, or raise ``UsageFault`` with what is wrong and what would be right."""
    channel = arguments.get("channel")
    channels = list(channels)
    if channel is not None and channel not in channels:
        raise UsageFault(
            f"unknown channel '{channel}'{suggestion(channel, channels)}; this site has: {', '.join(channels)}"
        )
    window = Window(
        since=_day("since", arguments.get("since")),
        until=_day("until", arguments.get("until")),
        channel=channel,
        limit=whole_number("limit", arguments.get("limit")),
        full=whole_number("full", arguments.get("full"), least=0, most=1) == 1,
    )
    revisit = arguments.get("revisit", "none" if window.narrow else "due")
    if revisit not in REVISITS:
        raise UsageFault(
            f"revisit={revisit}{suggestion(revisit, REVISITS)} is none of: {', '.join(REVISITS)}"
        )
    window = replace(window, revisit=revisit)
    if window.since and window.until and window.since > window.until:
        raise UsageFault(f"since={window.since} is after until={window.until}: no bulletin can be in between")
    return window


def whole_number(name: str, value: str | None, least: int = 1, most: int = 1_000_000) -> int | None:
    """Return the argument as a number between ``least`` and ``most``; None if it was not given."""
    if value is None:
        return None
    if not (
        value.isascii() and value.isdigit() and len(value) <= len(str(most)) and least <= int(value) <= most
    ):
        raise UsageFault(f"{name}={value} is not a whole number from {least} to {most}")
    return int(value)


def checked_address(url: str) -> str:
    """Return ``url`` if it can be the address of a listing, else raise ``UsageFault``."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageFault(f"'{url}' is no address of a listing; write it like https://www.example.gov.cn/xw/")
    return url


def suggestion(word: str, known: Iterable[str], alike: float = 0.5) -> str:
    """Return `` (did you mean 'x'?)`` for a near miss, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=alike)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _day(name: str, value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise UsageFault(f"{name}={value} is not a day; write it like {name}=2020-04-01") from None
