"""Note what a person decided about a site: it is retired, expected again, or forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.locks.site_lock import lock_site
from bulletin_spider.archive.record_chain import last_event
from bulletin_spider.archive.run_records import append_event, last_run_records
from bulletin_spider.archive.upgrade import upgrade_site
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.statuses import RecordEvent

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.archive.layout import Layout


def retirement(layout: Layout, site: str) -> dict[str, Any] | None:
    """Return the event by which a site is retired; None if runs of it are expected."""
    event = last_event(layout, site)
    return event if event and event.get("event") == RecordEvent.RETIRED else None


def is_forgotten(layout: Layout, site: str) -> bool:
    """Whether a site was forgotten, and no run of it has ended since."""
    event = last_event(layout, site) or {}
    return event.get("event") == RecordEvent.FORGOTTEN and not last_run_records(layout, site, 1)


def note_event(layout: Layout, site: str, event: RecordEvent, now: dt.datetime, reason: str) -> None:
    """Append what a person decided to the site's run records. Raises ``LockedSite`` or ``ArchiveFault``."""
    lock = lock_site(layout, site, now)
    try:
        upgrade_site(layout, site)
        append_event(layout, site, event, now, **({"reason": reason} if reason else {}))
    except OSError as error:
        raise ArchiveFault(layout.runs(site).parent, error) from error
    finally:
        lock.release()
