"""What ``search`` and ``export`` share: which archive, which site, which days."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add ``--site``, ``--channel``, ``--since`` and ``--until``."""
    parser.add_argument("--site", help="only this site")
    parser.add_argument("--channel", help="only this channel, like 通知公告")
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="only bulletins of this day or a later one")
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="only bulletins of this day or an earlier one")


def archive_of(settings: BaseSettings | None, site: str | None) -> Path:
    """Return where the archive is; raise ``UsageFault`` if there is none or it has not this site."""
    assert settings is not None
    archive = Path(settings["ARCHIVE_DIR"])
    place = archive / "bulletins"
    if not place.is_dir():
        raise UsageFault(
            f"{archive} holds no bulletins: crawl first ('scrapy crawl demo'), or set BULLETIN_ARCHIVE"
        )
    sites = sorted(path.name for path in place.iterdir() if path.is_dir())
    if site is not None and site not in sites:
        alike = difflib.get_close_matches(site, sites, 1)
        meant = f"did you mean {alike[0]}?" if alike else f"there are: {', '.join(sites)}"
        raise UsageFault(f"--site {site}: {archive} has no such site; {meant}")
    return archive


def chosen_span(opts: argparse.Namespace) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day that were asked for; raise ``UsageFault`` if they are none."""
    since, until = _day("--since", opts.since), _day("--until", opts.until)
    if since and until and since > until:
        raise UsageFault(f"--since {since} is later than --until {until}: nothing lies between")
    return since, until


def whole_number(option: str, text: str) -> int:
    """Return the value of an option that counts; raise ``UsageFault`` if it is no whole number from 0 on."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise UsageFault(f"{option} {text}: not a whole number, like 20")


def _day(option: str, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UsageFault(f"{option} {text}: not a day in the form YYYY-MM-DD, like 2026-09-28") from None
