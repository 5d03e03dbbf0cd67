"""Read the arguments of a run: ``-a since=… -a until=… -a channel=… -a limit=…``."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.credentials import has_user, without_passwords
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import RowStatus
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


COMMON = ("since", "until", "channel", "limit", "full", "revisit")
REVISITS = ("due", "all", "none")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a site that one run asks for. A narrowed run proves nothing about the rest."""

    since: dt.date | None = None
    until: dt.date | None = None
    channel: str | None = None
    limit: int | None = None
    full: bool = False
    """Walk to the end of every listing, past known rows."""
    revisit: str = "due"
    """Which known bulletins the run visits again: ``due``, ``all`` or ``none``."""

    @property
    def narrow(self) -> bool:
        """Whether a channel's walk may leave rows out."""
        return any((self.since, self.until, self.limit))

    def leaves_out(self, day: dt.date | None) -> RowStatus | None:
        """Return the status of a bulletin outside the window; None if it is inside, or its day is not known yet."""
        if day and self.since and day < self.since:
            return RowStatus.BEFORE_SINCE
        if day and self.until and day > self.until:
            return RowStatus.AFTER_UNTIL
        return None


def check_names(arguments: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise ``UsageFault`` if an argument is unknown. One that begins with ``_`` passes: Scrapyd sets ``_job``."""
    allowed = sorted(allowed)
    for name in arguments:
        if name not in allowed and not name.startswith("_"):
            raise UsageFault(
                f"unknown argument '{name}'{suggestion(name, allowed)}; known: {', '.join(allowed)}"
            )


def read_window(arguments: Mapping[str, str], channels: Iterable[str]) -> Window:
    """Return the run's window. Raises ``UsageFault`` that names the wrong value and the valid ones."""
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
            f"revisit={revisit}{suggestion(revisit, REVISITS)} is unknown; use one of: {', '.join(REVISITS)}"
        )
    window = replace(window, revisit=revisit)
    if window.since and window.until and window.since > window.until:
        raise UsageFault(f"since={window.since} is after until={window.until}: no day lies in between")
    return window


def whole_number(name: str, value: str | None, least: int = 1, most: int = 1_000_000) -> int | None:
    """Return the argument as a number from ``least`` to ``most``; None if it is absent."""
    if value is None:
        return None
    if not (
        value.isascii() and value.isdigit() and len(value) <= len(str(most)) and least <= int(value) <= most
    ):
        raise UsageFault(f"{name}={value} is not a whole number from {least} to {most}")
    return int(value)


def check_user(where: str, url: str) -> None:
    """Raise ``UsageFault`` if an address has a user or a password: the archive would keep and publish them."""
    if has_user(url):
        raise UsageFault(f"{where}: leave user and password out of the address {without_passwords(url)}")


def checked_address(url: str) -> str:
    """Return ``url``. Raises ``UsageFault`` if it cannot be the address of a listing."""
    check_user("url", url)
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise UsageFault(
            f"'{without_passwords(url)}' is not the address of a listing; write it like https://www.example.gov.cn/xw/"
        )
    return url


def _day(name: str, value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise UsageFault(f"{name}={value} is not a day; write it like {name}=2020-04-01") from None
