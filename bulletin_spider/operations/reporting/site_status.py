"""Report the state of a site from its run records, its logs and the index."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.decisions.site_events import is_forgotten, retirement
from bulletin_spider.archive.file_names import RUN_FORMAT
from bulletin_spider.archive.index.totals import SiteTotals, present_and_past, read_totals
from bulletin_spider.archive.record_chain import last_event
from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.operations.health.rhythm import days_since_newest, publication_gaps, silent_channels
from bulletin_spider.operations.outcome.advice import advice, needs_person
from bulletin_spider.operations.outcome.unrecorded_runs import (
    latest_finished_run,
    unrecorded_logs,
    unrecorded_runs_text,
)
from bulletin_spider.operations.reporting.archive_status import site_growth
from bulletin_spider.operations.reporting.moments import CHECK_CLOCK, day_text, future_end_text
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bulletin_spider.archive.layout import Layout

_RUNS = 100
"""Records to read of a site whose index does not know its last record."""
_TIMED = 5
"""Fewest runs from which the usual interval is computed."""
_BY_HAND = 300.0
"""Seconds. A shorter usual interval means that a person started the runs, not a timer."""
_UNVISITED = 3 * 86400.0
"""Seconds without a run after which a site is not called well: a person who starts its runs may be away on two days of
a weekend."""


@dataclass
class SiteStatus:
    """The state of a site; also what ``bulletin status --json`` prints."""

    site: str
    outcome: str
    run: str
    ended: str
    reasons: list[str]
    in_a_row: int
    """How many of the latest runs in a row were well, or were not well, like the last one."""
    since: str
    """When the first of these runs ended."""
    newest: str | None
    """The newest publication day of all channels."""
    channels: dict[str, dict[str, Any]]
    """Channel → ``newest`` day, days since then (``quiet``) and ``usual_gap`` in days; null if unknown."""
    bulletins: int | None = None
    """Bulletins in the index; null if the index cannot be read."""
    versions: int | None = None
    withdrawn: int | None = None
    owed: int = 0
    """Articles that the next run asks for again."""
    given_up: dict[str, int] | None = None
    """Status → articles that no run asks for again; null if the index cannot be read."""
    unrecorded: int = 0
    """Logs of ended runs that left no record."""
    growth: float | None = None
    """Bytes a day by which the site's files grow; null if it is not known yet."""
    began: str | None = None
    """When the first run ended that was well: since then the site is archived. Null if that is not known."""
    unvisited: int | None = None
    """Days since the last run, if they are so many that the site is not called well: what happened since is not
    known. Null if they are few, or if the site is retired."""
    retired: str | None = None
    """When the site was retired: no run of it is expected. Null if runs are expected."""
    problems: list[str] = field(default_factory=list)
    """What needs a person."""
    called: str = ""
    """The site's name on a command line."""
    advice: list[str] = field(default_factory=list)
    """For each problem what to do, with the command to type."""


def crawled_sites(layout: Layout) -> list[str]:
    """Return the sites that have a run record or a log and are not forgotten.

    Raises ``OSError`` if the directories cannot be read.
    """
    found = set()
    for directory, suffixes in ((layout.root / "runs", {"", ".jsonl"}), (layout.local_root / "logs", {""})):
        with suppress(FileNotFoundError):
            found |= {path.stem for path in directory.iterdir() if path.suffix in suffixes}
    # A forgotten site has no directory of segments: to look for it spares reading the records.
    published = {*layout.sites()}
    there = (name for name in found if name in published or not is_forgotten(layout, name))
    return sorted(name for name in there if not name.startswith("."))


def site_status(layout: Layout, site: str, now: dt.datetime) -> SiteStatus | None:
    """Return the state of a site; None before the end of its first run."""
    last, past, totals = present_and_past(layout, site)
    if not last:
        return _status_without_record(layout, site, now)
    today = now.date()
    channels = {
        channel: _channel_status(entry["days"], today) for channel, entry in last.get("rhythm", {}).items()
    }
    status = SiteStatus(
        site=site,
        outcome=last["outcome"],
        run=last["run"],
        ended=last["ended"],
        reasons=last["reasons"],
        in_a_row=past["in_a_row"],
        since=past["since"],
        newest=max((entry["newest"] for entry in channels.values() if entry["newest"]), default=None),
        channels=channels,
    )
    status.began = past.get("began")
    called = status.called = last.get("called", site)
    status.owed = len(last.get("failed", ()))
    _add_counts(status, totals)
    logs = unrecorded_logs(layout, site, last["run"], latest_finished_run(now))
    if event := retirement(layout, site):
        status.retired = event["at"]
        return status
    status.unrecorded, status.growth = len(logs), site_growth(past, now)
    status.unvisited = _unvisited_days(last["ended"], past["ends"], now)
    status.problems += [unrecorded_runs_text(logs)] if logs else []
    status.advice += [advice(Outcome.ERROR, called)] if logs else []
    # The days of the demo are past: no run of it is late, and no channel silent.
    moment = dt.datetime.fromisoformat(last["ended"]) if last.get("clock") else now
    for problem, what_to_do in _problems(status, called, past, last.get("rhythm", {}), moment):
        status.problems.append(problem)
        status.advice.append(what_to_do)
    return status


def _add_counts(status: SiteStatus, totals: SiteTotals | None) -> None:
    if totals:
        status.bulletins, status.versions, status.withdrawn = totals[:3]
        status.given_up = dict(sorted(totals.given_up.items()))


def has_unread_records(layout: Layout, site: str) -> bool:
    """Whether a site has a file of run records in which no line can be read."""
    if last_run_records(layout, site, 1):
        return False
    lines = sum(path.stat().st_size for path in layout.run_files(site) if path.is_file())
    return bool(lines) and not (last_run_records(layout, site, _RUNS) or last_event(layout, site))


def growth_of(layout: Layout, site: str, now: dt.datetime) -> float | None:
    """Return by how many bytes a day a site grows; None if that is not known."""
    last, past, _ = present_and_past(layout, site)
    return site_growth(past, now) if last else None


def _status_without_record(layout: Layout, site: str, now: dt.datetime) -> SiteStatus | None:
    """Return the state of a site without any run record; None if it has no log of an ended run either."""
    logs = unrecorded_logs(layout, site, "", latest_finished_run(now))
    if not logs:
        return None
    first, last = (
        dt.datetime.strptime(log.stem, RUN_FORMAT).replace(tzinfo=dt.UTC).isoformat(timespec="seconds")
        for log in (logs[0], logs[-1])
    )
    status = SiteStatus(
        site, Outcome.ERROR, logs[-1].stem, last, [unrecorded_runs_text(logs)], len(logs), first, None, {}
    )
    _add_counts(status, read_totals(layout, site))
    status.called, status.unrecorded = site, len(logs)
    status.problems, status.advice = [unrecorded_runs_text(logs)], [advice(Outcome.ERROR, site)]
    return status


def _problems(
    status: SiteStatus, called: str, past: Mapping[str, Any], rhythm: dict[str, Any], now: dt.datetime
) -> Iterator[tuple[str, str]]:
    if needs_person(status.outcome, status.in_a_row):
        since = day_text(status.since)
        runs = f"{status.in_a_row} runs, since {since}" if status.in_a_row > 1 else "the last run"
        why = "".join(f": {reason}" for reason in status.reasons[:1])
        yield f"{status.outcome} ({runs}){why}", advice(status.outcome, called)
    for channel in silent_channels(rhythm, now.date()).values():
        if channel.text not in status.reasons[:1]:
            yield channel.text, f"is it still published? {PROGRAM} doctor {called}"
    if future := future_end_text(status.run, status.ended, now):
        yield future, CHECK_CLOCK
    if problem := _late_run_text(past["ends"], now):
        yield problem, f"is the timer on? {PROGRAM} schedule --every 2h {status.site}"


def _unvisited_days(ended: str, moments: list[str], now: dt.datetime) -> int | None:
    """Return the days since the last run if they are more than its timer and a weekend explain; else None.

    The demo is no exception: its days are past, and nothing is known of those after.
    """
    waited = (now - dt.datetime.fromisoformat(ended)).total_seconds()
    is_long = waited >= max(_UNVISITED, 3 * (_usual_interval(moments) or 0.0))
    return int(waited // 86400) if is_long else None


def _late_run_text(moments: list[str], now: dt.datetime) -> str | None:
    """Return a sentence if no run has ended for much longer than the usual interval; else None."""
    usual = _usual_interval(moments)
    if usual is None:
        return None
    waited = (now - dt.datetime.fromisoformat(moments[0])).total_seconds()
    if waited < max(3 * usual, 3600.0):
        return None
    return f"no run for {duration_text(waited)}; usually every {duration_text(usual)}"


def _usual_interval(moments: list[str]) -> float | None:
    """Return the seconds that usually lie between the ends of two runs; None without enough runs of a timer."""
    ends = [dt.datetime.fromisoformat(moment) for moment in moments]
    if len(ends) < _TIMED:
        return None
    usual = median((later - earlier).total_seconds() for later, earlier in pairwise(ends))
    return None if usual < _BY_HAND else usual


def duration_text(seconds: float) -> str:
    """Return a span of time for a person: ``40 min``, ``2 h``, ``3 days``."""
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"


def _channel_status(days: list[str], today: dt.date) -> dict[str, Any]:
    gaps = publication_gaps(days)
    return {
        "newest": days[0] if days else None,
        "quiet": days_since_newest(days, today) if days else None,
        "usual_gap": round(gaps.usual, 1) if gaps else None,
    }
