"""What ``search`` and ``export`` share: which archive, which site, which days."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.archive.verification.site import archived_sites
from bulletin_spider.crawl.arguments import suggestion
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import BaseSettings

    from bulletin_spider.archive.layout import Layout


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


def site_of(args: list[str], sites: list[str]) -> str:
    """Return the one site named; raise ``UsageFault`` if it is none we know."""
    known = ", ".join(sites)
    if len(args) != 1:
        raise UsageFault(f"name one site, like 'scrapy crawl demo'; known: {known}")
    if args[0] not in sites:
        raise UsageFault(f"unknown site '{args[0]}'{suggestion(args[0], sites)}; known: {known}")
    return args[0]


LEFT_OUT = ("demo", "listing")
"""Sites that are none of the record; they can be named."""


def swept(args: list[str], known: list[str]) -> list[str]:
    """Return the sites to visit, each once; raise ``UsageFault`` for one that cannot be meant."""
    if "listing" in args:
        raise UsageFault("'listing' needs an address; use scrapy crawl listing -a url=…")
    named = [site_of([name], known) for name in dict.fromkeys(args)]
    return named or sorted(set(known) - set(LEFT_OUT))


def archived(layout: Layout, named: list[str]) -> list[str]:
    """Return the sites named, by default all that are archived; raise ``UsageFault`` if one is not."""
    sites = archived_sites(layout)
    if not sites:
        raise UsageFault(
            f"nothing is archived at {layout.root}; set BULLETIN_ARCHIVE to where the archive is"
        )
    for site in named:
        if site not in sites:
            near = suggestion(site, sites)
            raise UsageFault(f"nothing is archived of '{site}'{near}; archived: {', '.join(sites)}")
    return list(dict.fromkeys(named)) or sites
