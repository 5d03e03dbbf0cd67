"""Check settings before a run begins, so that a wrong value is one clear line at the start."""

from __future__ import annotations

import math
import resource
from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.requests.addresses import refuse_address
from bulletin_spider.exceptions import RunFault, UsageFault

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.settings import BaseSettings

WHOLE: dict[type[int | float], str] = {int: "whole ", float: ""}


NUMBERS: dict[str, tuple[type[int | float], int]] = {
    "OVERLAP_ROWS": (int, 0),
    "LISTING_PAGES": (int, 1),
    "REVISIT_LIMIT": (int, 0),
    "WITHDRAWN_VISITS": (int, 1),
    "WITHDRAWN_DAYS": (float, 0),
    "ARTICLE_ATTEMPTS": (int, 1),
    "UNREAD_SHARE": (float, 0),
    "UNREAD_ARTICLES": (int, 1),
    "READING_SECONDS": (float, 0),
    "CAPTURE_ROLL_BYTES": (int, 1),
    "LISTING_CAPTURE_HOURS": (float, 0),
    "SEGMENT_LINES": (int, 1),
    "SEGMENT_SECONDS": (float, 0),
    "CRAWL_DELAY_MAX": (float, 1),
    "LOGS_KEPT": (int, 0),
    "CLOSESPIDER_TIMEOUT": (float, 0),
    "CLOSING_TIME": (float, 0),
    "WORKER_SILENCE": (float, 2),
    "DOWNLOAD_DELAY": (float, 0),
    "DOWNLOAD_TIMEOUT": (float, 0),
    "DOWNLOAD_MAXSIZE": (int, 0),
    "REDIRECT_MAX_TIMES": (int, 0),
    "RETRY_TIMES": (int, 0),
    "CONCURRENT_REQUESTS": (int, 1),
    "CONCURRENT_REQUESTS_PER_DOMAIN": (int, 1),
    "AUTOTHROTTLE_START_DELAY": (float, 0),
    "AUTOTHROTTLE_MAX_DELAY": (float, 0),
}
"""Settings that are numbers: their type and least value."""


SWITCHES = (
    "CAPTURE_REVISITS", "HEALTH_ACCEPT", "PROGRESS", "ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED", "RETRY_ENABLED",
    "REDIRECT_ENABLED", "COOKIES_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES",
)  # fmt: skip
"""Settings that are on or off."""


WORDS = {"ATTACHMENTS": ("off", "capture")}
"""Settings that are one of a few words."""


OPEN_FILES = 64
"""Files that a run may have open at once: about twenty of its own, its connections, and what it imports meanwhile."""


def wants_archive(spider: type[Spider], settings: BaseSettings) -> bool:
    """Return whether the runs of a spider are archived."""
    return settings.getbool("ARCHIVE_ENABLED", default=True) and bool(getattr(spider, "archive", True))


def check_archive(spider: type[Spider], settings: BaseSettings) -> None:
    """Raise ``UsageFault`` if a spider that walks channels is to work without the archive."""
    if hasattr(spider, "archive_opened") and not wants_archive(spider, settings):
        raise UsageFault(
            f"{spider.name} walks channels, and the archive holds what is known of them: leave out 'archive = False'"
            " and ARCHIVE_ENABLED; BULLETIN_ARCHIVE can be a temporary directory for a run that leaves no trace"
        )


def check_settings(settings: BaseSettings) -> None:
    """Raise ``UsageFault`` for an invalid value, before the run begins."""
    if settings["JOBDIR"]:
        raise UsageFault("JOBDIR: leave it out; a stopped run is continued from the archive by the next one")
    refuse_address("FEED_DIR", str(settings["FEED_DIR"] or ""))
    for name, (kind, least) in NUMBERS.items():
        if name not in settings:
            continue  # the add-on adds our own settings to a project that has no others of ours
        value = settings[name]
        try:
            good = least <= kind(value) < math.inf
        except (TypeError, ValueError):
            good = False
        if not good:
            raise UsageFault(f"{name}: '{value}' is not a {WHOLE[kind]}number of at least {least}")
    for name, words in WORDS.items():
        if name in settings and settings[name] not in words:
            raise UsageFault(f"{name}: '{settings[name]}' is not one of: {', '.join(words)}")
    for name in SWITCHES:
        try:
            settings.getbool(name)
        except ValueError:
            raise UsageFault(f"{name}: '{settings[name]}' is not 1 or 0") from None


def check_open_files(runs: int = 1) -> None:
    """Raise the limit of open files as far as so many runs at the same time need it.

    Raises ``RunFault`` if the system does not allow it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = runs * OPEN_FILES
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        what = "a run needs" if runs == 1 else f"{runs} runs at the same time need"
        raise RunFault(
            f"too many open files: the limit is {hard}, {what} {needed}; raise it: ulimit -n {needed}"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
