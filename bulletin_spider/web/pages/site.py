"""What does the archive have of this site, how is it read, and is anything missing?

A calendar of a year, the channels with their rhythm and their proof, the people named most often, and the runs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.archive.search.catalogue.sites import channels_of, newest_rows, reporter_page
from bulletin_spider.items import SHANGHAI
from bulletin_spider.operations.reporting.site_status import site_status
from bulletin_spider.web.charts.rhythm_strip import rhythm_strip
from bulletin_spider.web.charts.year import days_of_year, drawn_year
from bulletin_spider.web.page import Page
from bulletin_spider.web.site_account.channels import channel_accounts
from bulletin_spider.web.site_account.gaps import RUNS, site_proof
from bulletin_spider.web.site_account.known_site import known_site
from bulletin_spider.web.site_account.runs import run_key, run_page, runs_of
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.archive.search.word_index import WordIndex
    from bulletin_spider.operations.reporting.site_status import SiteStatus
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_NEWEST = 10
_REPORTERS = 30
_LAST_YEAR = 9999
_SHOWN = ("id", "site", "channel", "title", "date", "change", "revision", "url")


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the account of a site."""
    layout, site = reading.layout, known_site(reading.layout, parameters.text("site"))
    index, records = reading.index(), last_run_records(layout, site, RUNS)
    newest = next((record for record in records if not record.get("replay")), {})
    today, status = _today(reading, newest), site_status(layout, site, reading.now())
    proof, published = site_proof(layout, site, records), channels_of(index, site)
    years = _years([day for one in published for day in (one.oldest, one.newest) if day])
    year = parameters.number("year", years[0] if years else today.year, _LAST_YEAR)
    after, size = run_key(parameters.key()), parameters.rows(20)
    runs = runs_of(layout, site, after, size) if after or size >= RUNS else run_page(records, size)
    return {
        "site": site,
        "site_title": reading.titles.title(site),
        "region": newest.get("region"),
        "today": str(today),
        "status": asdict(status) if status else None,
        "proof": {
            "since": proof.since,
            "until": proof.until,
            "is_since_earlier": any(one.is_since_earlier for one in proof.channels),
            "runs": proof.runs,
            "read_since": proof.read_since,
            "began": proof.began,
        },
        "channels": channel_accounts(newest.get("rhythm", {}), proof.channels, published, today),
        "year": year,
        "years": years,
        **days_of_year(index, year, site),
        "known_until": _known_until(status),
        "newest": [_version(index, row) for row in newest_rows(index, site, _NEWEST)],
        "reporters": [one._asdict() for one in reporter_page(index, site, _REPORTERS)],
        "runs": [one._asdict() for one in runs.runs],
        "after": runs.after or None,
    }


def _today(reading: Reading, newest: dict[str, Any]) -> dt.date:
    """Return the day of which the page speaks: that of the last run for the demo, whose days are past, else today."""
    if newest.get("clock"):
        return dt.datetime.fromisoformat(newest["ended"]).astimezone(SHANGHAI).date()
    return reading.now().date()


def _years(found: Sequence[dt.date]) -> list[int]:
    """Return the years from the newest to the oldest day of a site."""
    return list(range(max(found).year, min(found).year - 1, -1)) if found else []


def _known_until(status: SiteStatus | None) -> str | None:
    """Return the day on which the last run ended: of later days nothing is known."""
    return str(dt.datetime.fromisoformat(status.ended).astimezone(SHANGHAI).date()) if status else None


def _version(index: WordIndex, row: int) -> dict[str, Any]:
    version = index.read_version(row)
    return {name: version[name] for name in _SHOWN}


def _more(reading: Reading, answered: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Return the drawings."""
    language, known = parameters.language, answered["known_until"]
    today = dt.date.fromisoformat(answered["today"])
    del reading
    strips = {
        one["channel"]: Markup(rhythm_strip(one["days"], today, _strip_title(language, one)))  # noqa: S704 - escaped where it is drawn
        for one in answered["channels"]
    }
    return drawn_year(answered, language, dt.date.fromisoformat(known) if known else None) | {
        "strips": strips
    }


def _strip_title(language: str, channel: dict[str, Any]) -> str:
    return text(language, "site.strip", channel=channel["channel"], newest=channel["newest"] or "–")


PAGE = Page(path="/s/{site}", template="site.html", answer=answer, more=_more)
