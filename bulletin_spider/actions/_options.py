"""Read the options and arguments that several actions share: sites, days, counts."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from bulletin_spider.archive.decisions.site_events import retirement
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path, listed_together
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from scrapy.settings import BaseSettings
    from scrapy.spiderloader import SpiderLoaderProtocol


def existing_archive(settings: BaseSettings | None, site: str | None) -> Path:
    """Return the archive's directory; raise ``UsageFault`` if it holds no bulletins or not this site."""
    assert settings is not None
    archive = archive_path(settings["ARCHIVE_DIR"])
    sites = Layout(archive).sites()
    if not (sites or (archive / "bulletins").is_dir()):
        raise UsageFault(
            f"{archive} holds no bulletins: crawl first ('{PROGRAM} crawl demo'), or set BULLETIN_ARCHIVE"
        )
    if site is not None and site not in sites:
        close = difflib.get_close_matches(site, sites, 1)
        hint = f"did you mean {close[0]}?" if close else f"archived: {', '.join(sites)}"
        raise UsageFault(f"--site {site}: {archive} has no such site; {hint}")
    return archive


def typed_words(args: list[str]) -> tuple[str, list[str]]:
    """Return the words of a query, and the arguments that look like options; behind ``--`` every argument is a word."""
    end = args.index("--") if "--" in args else len(args)
    unexpected = [argument for argument in args[:end] if argument.startswith("--")]
    return " ".join(args[:end] + args[end + 1 :]), unexpected


def date_range(opts: argparse.Namespace) -> tuple[dt.date | None, dt.date | None]:
    """Return the days of ``--since`` and ``--until``; raise ``UsageFault`` if one is invalid or they are reversed."""
    since, until = _day("--since", opts.since), _day("--until", opts.until)
    if since and until and since > until:
        raise UsageFault(f"--since {since} is later than --until {until}")
    return since, until


def parse_count(option: str, text: str) -> int:
    """Return the value of an option that is a number; raise ``UsageFault`` if it is not 0 or a positive integer."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise UsageFault(f"{option} {text}: not a whole number, write it like {option} 20")


_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def parse_month(option: str, text: str | None) -> str:
    """Return the month of an option, empty if it is not given; raise ``UsageFault`` if it is not YYYY-MM."""
    if text is not None and not _MONTH.fullmatch(text):
        raise UsageFault(f"{option} {text}: not a month in the form YYYY-MM, like 2026-09")
    return text or ""


def _day(option: str, text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise UsageFault(f"{option} {text}: not a day in the form YYYY-MM-DD, like 2026-09-28") from None


FEW_SITES = 8
"""Sites whose records are listed one by one: a list of all may take many requests."""
_SHOWN_SITES = 30
"""Sites that a message names; there can be thousands."""


def site_to_run(args: list[str], loader: SpiderLoaderProtocol) -> str:
    """Return the one site in ``args``, and load no other. Raises as :func:`one_site`, and ``BrokenSite``."""
    if len(args) == 1:
        with suppress(KeyError):
            loader.load(args[0])
            return args[0]
    return one_site(args, loader.list())


def one_site(args: list[str], sites: list[str]) -> str:
    """Return the one site in ``args``; raise ``UsageFault`` if there is none, more than one, or it is unknown."""
    more = [f"and {len(sites) - _SHOWN_SITES} more"] if len(sites) > _SHOWN_SITES else []
    known = ", ".join(sites[:_SHOWN_SITES] + more)
    if len(args) != 1:
        raise UsageFault(f"name one site, like '{PROGRAM} crawl demo'; known: {known}")
    if args[0] not in sites:
        raise UsageFault(f"unknown site '{args[0]}'{suggestion(args[0], sites)}; known: {known}")
    return args[0]


EXCLUDED_BY_DEFAULT = ("demo", "listing")
"""Sites that are no district's; a sweep visits them only if they are named."""


def select_sites(args: list[str], known: list[str]) -> list[str]:
    """Return the named sites, each once, or by default every district's.

    Raises ``UsageFault`` if one is unknown, or if there is none.
    """
    if "listing" in args:
        raise UsageFault(f"'listing' needs an address; use {PROGRAM} crawl listing -a url=…")
    named = [one_site([name], known) for name in dict.fromkeys(args)]
    sites = named or sorted(set(known) - set(EXCLUDED_BY_DEFAULT))
    if not sites:
        raise UsageFault(f"there is no site yet; add one: {PROGRAM} addsite NAME HOME, or name the demo")
    return sites


def leave_out_retired(layout: Layout, sites: list[str]) -> list[str]:
    """Return the sites of which runs are expected."""
    with nullcontext() if len(sites) <= FEW_SITES else listed_together(layout.root / "runs"):
        return [site for site in sites if not retirement(layout, site)]
