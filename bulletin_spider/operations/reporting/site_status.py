"""Where a site stands, read from its last run records and the index; the only room that knows how both are laid out."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.lookup import bulletin_totals
from bulletin_spider.archive.run_records import RUN_FORMAT
from bulletin_spider.operations.health.baseline import crawl_records
from bulletin_spider.operations.health.rhythm import days_since_newest, publication_gaps, silent_channels
from bulletin_spider.operations.outcome.advice import advice, is_well, needs_person
from bulletin_spider.operations.outcome.unrecorded_runs import (
    latest_finished_run,
    unrecorded_logs,
    unrecorded_runs_text,
)
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.layout import Layout

_RUNS = 100
"""Records that are read of a site."""
_TIMED = 5
"""Runs that it takes to say how often a site is visited."""
_BY_HAND = 300.0
"""Seconds: runs that follow one another more quickly were not started by a timer."""


@dataclass
class SiteStatus:
    """A site at a glance."""

    site: str
    outcome: str
    run: str
    ended: str
    reasons: list[str]
    in_a_row: int
    """Runs up to the last one that were well, or that were not."""
    since: str
    """When the first of them ended."""
    newest: str | None
    """The newest publication day."""
    channels: dict[str, dict[str, Any]]
    """Channel → ``newest`` day, days of silence (``quiet``) and ``usual_gap``, null if unknown."""
    bulletins: int | None = None
    """Bulletins in the index; null if it cannot be read."""
    versions: int | None = None
    withdrawn: int | None = None
    problems: list[str] = field(default_factory=list)
    """What needs a person."""
    advice: list[str] = field(default_factory=list)
    """What to do about it, with the command to type."""


def crawled_sites(layout: Layout) -> list[str]:
    """Return the sites of which a run has left a record or a log; raise ``OSError`` if there is no looking at them."""
    found = set()
    for place, suffix in (("runs", ".jsonl"), ("logs", "")):
        with suppress(FileNotFoundError):
            found |= {path.stem for path in (layout.root / place).iterdir() if path.suffix == suffix}
    return sorted(name for name in found if not name.startswith("."))


def site_status(layout: Layout, site: str, now: dt.datetime) -> SiteStatus | None:
    """Return where a site stands; None before its first run, or while that is under way."""
    past = crawl_records(layout, site, _RUNS)
    if not past:
        return _lost(layout, site, now)
    last, rhythm = past[0], past[0].get("rhythm", {})
    alike = _in_a_row(past)
    today = now.date()
    channels = {channel: _pace(entry["days"], today) for channel, entry in rhythm.items()}
    found = SiteStatus(
        site=site,
        outcome=last["outcome"],
        run=last["run"],
        ended=last["ended"],
        reasons=last["reasons"],
        in_a_row=len(alike),
        since=alike[-1]["ended"],
        newest=max((entry["newest"] for entry in channels.values() if entry["newest"]), default=None),
        channels=channels,
    )
    called = last.get("called", site)
    found.bulletins, found.versions, found.withdrawn = bulletin_totals(layout, site)
    lost = unrecorded_logs(layout, site, last["run"], latest_finished_run(now))
    found.problems += [unrecorded_runs_text(lost)] if lost else []
    found.advice += [advice(Outcome.ERROR, called)] if lost else []
    for problem, what_to_do in _problems(found, called, past, rhythm, now):
        found.problems.append(problem)
        found.advice.append(what_to_do)
    return found


def _lost(layout: Layout, site: str, now: dt.datetime) -> SiteStatus | None:
    """Return where a site stands of which no run has ever come to its end."""
    lost = unrecorded_logs(layout, site, "", latest_finished_run(now))
    if not lost:
        return None
    began, last = (
        dt.datetime.strptime(log.stem, RUN_FORMAT).replace(tzinfo=dt.UTC).isoformat(timespec="seconds")
        for log in (lost[0], lost[-1])
    )
    found = SiteStatus(
        site, Outcome.ERROR, lost[-1].stem, last, [unrecorded_runs_text(lost)], len(lost), began, None, {}
    )
    found.bulletins, found.versions, found.withdrawn = bulletin_totals(layout, site)
    found.problems, found.advice = [unrecorded_runs_text(lost)], [advice(Outcome.ERROR, site)]
    return found


def _problems(
    found: SiteStatus, called: str, past: list[dict[str, Any]], rhythm: dict[str, Any], now: dt.datetime
) -> Iterator[tuple[str, str]]:
    if needs_person(found.outcome, found.in_a_row):
        runs = f"{found.in_a_row} runs, since {found.since[:10]}" if found.in_a_row > 1 else "the last run"
        why = "".join(f": {reason}" for reason in found.reasons[:1])
        yield f"{found.outcome} ({runs}){why}", advice(found.outcome, called)
    for one in silent_channels(rhythm, now.date()).values():
        if one.text not in found.reasons[:1]:
            yield one.text, f"is it still published? scrapy doctor {called}"
    if late := _late(past, now):
        yield late, f"is the timer on? scrapy schedule --every 2h {found.site}"


def _late(past: list[dict[str, Any]], now: dt.datetime) -> str | None:
    """Return what to say if no run has ended for much longer than it usually takes to the next one."""
    ends = [dt.datetime.fromisoformat(record["ended"]) for record in past[:20]]
    if len(ends) < _TIMED:
        return None
    usual = median((later - earlier).total_seconds() for later, earlier in pairwise(ends))
    waited = (now - ends[0]).total_seconds()
    if usual < _BY_HAND or waited < max(3 * usual, 3600.0):
        return None
    return f"no run for {duration_text(waited)}; usually every {duration_text(usual)}"


def duration_text(seconds: float) -> str:
    """Return a span of time in a word or two: ``40 min``, ``2 h``, ``3 days``."""
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"


def _in_a_row(past: list[dict[str, Any]]) -> list[dict[str, Any]]:
    well = is_well(past[0]["outcome"])
    other = (number for number, record in enumerate(past) if is_well(record["outcome"]) != well)
    return past[: next(other, len(past))]


def _pace(days: list[str], today: dt.date) -> dict[str, Any]:
    pace = publication_gaps(days)
    return {
        "newest": days[0] if days else None,
        "quiet": days_since_newest(days, today) if days else None,
        "usual_gap": round(pace.usual, 1) if pace else None,
    }
