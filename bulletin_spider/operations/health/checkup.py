"""A run's look at its site's health: this run's figures against those of the runs before it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.health.baseline import (
    RUNS,
    PooledFigures,
    crawl_records,
    had_rows,
    present_and_past,
    unread_share,
)
from bulletin_spider.operations.health.rhythm import silent_channels, update_rhythm
from bulletin_spider.operations.outcome.unrecorded_runs import unrecorded_logs, unrecorded_runs_text
from bulletin_spider.statuses import READABLE, UNREADABLE, FailureKind, RowStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from bulletin_spider.crawl.listing_walk import Walk
    from bulletin_spider.crawl.spider import DistrictSpider
    from bulletin_spider.operations.health.measures import RunMeasures

_PAST = 20
"""Bulletins of a channel's past before it is compared with: the grace of first runs."""
_CHANCE = 0.0001
"""A sign that chance alone would bring more often than this is none: see benchmarks/health.py."""
_ODD = 0.001
"""The same for refused articles, of which there are few."""
_EMPTY, _REFUSED = "no rows", "refused"


@dataclass
class HealthSigns:
    """The signs that a run shows, those of them that are an alarm, and the figures they are seen in."""

    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    """Name of the sign → what it says to a person."""
    alarms: list[str] = field(default_factory=list)
    accepted: bool = False
    """Whether a person has said in this run that the site is as it should be; the past begins anew here."""

    @property
    def reasons(self) -> list[str]:
        """What is wrong, for a person."""
        return [self.signs[name] for name in self.alarms]


def find_signs(
    channels: dict[str, dict[str, Any]],
    walks: Mapping[str, Walk],
    owed: Mapping[RowStatus, int],
    past: Sequence[dict[str, Any]],
) -> HealthSigns:
    """Return the health of a run; ``owed`` says what became of rows of earlier runs, ``past`` is newest first.

    A sign of the last run holds until a run shows that it has passed: where nothing was read, nothing is known.
    """
    last = past[0].get("health", {}) if past else {}
    before = last.get("signs", {})
    hard = dict(_hard(channels, walks, past))
    if _REFUSED in before and any(map(owed.get, UNREADABLE)) and not _readable(walks, owed):
        hard[_REFUSED] = before[_REFUSED]
    soft = dict(_soft(channels, past))
    kept = {name: text for name, text in before.items() if not _passed(name, channels, walks, owed)}
    signs = kept | soft | hard
    alarms = [name for name in signs if name in hard or (name in before and name in {*soft, *last["alarms"]})]
    return HealthSigns(channels, signs, alarms)


def _passed(
    name: str, channels: Mapping[str, Any], walks: Mapping[str, Walk], owed: Mapping[RowStatus, int]
) -> bool:
    """Return whether a run that does not show a sign of the last one can tell that it has passed."""
    channel, _, sign = name.rpartition(": ")
    if sign == _REFUSED:
        return _readable(walks, owed) > 0
    if sign == _EMPTY:
        return channel in walks and bool(walks[channel].seen)
    enough = 3 if sign in {"dates", "characters"} else 1
    return bool(channels.get(channel, {}).get("measured", 0) >= enough)


def _readable(walks: Mapping[str, Walk], owed: Mapping[RowStatus, int]) -> int:
    rows = [owed, *(walk.rows for walk in walks.values())]
    return sum(words.get(word, 0) for words in rows for word in READABLE)


def _hard(
    channels: Mapping[str, dict[str, Any]], walks: Mapping[str, Walk], past: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    unread = {word: sum(walk.rows[word] for walk in walks.values()) for word in UNREADABLE}
    count = sum(unread.values())
    if count >= 3 and not _readable(walks, {}) and unread_share(past) ** count < _ODD:
        words = " or ".join(word for word in UNREADABLE if unread[word])
        why = ": rejected/ says why" if unread[RowStatus.REFUSED] else ""
        yield _REFUSED, f"all {count} new articles were {words}{why}"
    for walk in walks.values():
        if walk.gap_kind == FailureKind.EMPTY and not walk.seen and had_rows(walk.channel, past):
            yield f"{walk.channel}: {_EMPTY}", f"{walk.channel}: its listing shows no rows any more"
    for channel, figures in channels.items():
        count = figures["measured"]
        if figures["days"] == 1 and count >= 10 and figures["row_days"] >= 3:
            yield f"{channel}: dates", f"{channel}: all {count} bulletins have one date, their rows several"
        if figures["garbled"] > max(1, count / 5):
            told = f"{figures['garbled']} of {count} bulletins hold characters that could not be read"
            yield f"{channel}: characters", f"{channel}: {told}"
        before = present_and_past(channel, figures, past)[1]
        if before.measured >= _PAST and count >= 10 and figures["body"] < before.body / 4:
            yield f"{channel}: body", _shorter(channel, figures["body"], before)


def _soft(
    channels: Mapping[str, dict[str, Any]], past: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    for channel, figures in channels.items():
        present, before = present_and_past(channel, figures, past)
        if before.measured < _PAST:
            continue
        for name, filled in before.filled.items():
            now, share = present.filled[name], filled / before.measured
            if now < present.measured * share / 2 and binomial_tail(now, present.measured, share) < _CHANCE:
                told = f"{name} in {now} of {present.measured} bulletins, usually in {share:.0%}"
                yield f"{channel}: {name}", f"{channel}: {told}"
        if present.measured >= 20 and present.body < before.body / 3:
            yield f"{channel}: body", _shorter(channel, present.body, before)


def _shorter(channel: str, body: float, before: PooledFigures) -> str:
    return f"{channel}: bodies of {body:.0f} characters, usually {before.body:.0f}"


def binomial_tail(count: int, of: int, share: float) -> float:
    """Return the chance that at most ``count`` of ``of`` bulletins fill a field that ``share`` of all fill."""
    terms = (math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count + 1))
    return sum(terms)


@dataclass
class HealthReport:
    """What was found."""

    health: HealthSigns = field(default_factory=HealthSigns)
    changes: dict[str, int] = field(default_factory=dict)
    fields: dict[str, float] = field(default_factory=dict)
    rhythm: dict[str, Any] = field(default_factory=dict)
    drifts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check_health(
    spider: DistrictSpider, measures: RunMeasures, today: dt.date, *, accept: bool
) -> HealthReport:
    """Return a run's checkup; with ``accept`` the site is taken to be as it should, and compared from here on."""
    past = crawl_records(spider.site_archive.layout, spider.site, RUNS)
    ledger, channels = spider.ledger, measures.channels()
    if accept:
        health = HealthSigns(channels, accepted=True)
        rhythm = update_rhythm({}, measures.days, today)
        return HealthReport(health, measures.changes, measures.fields(), rhythm)
    health = find_signs(channels, ledger.walks, ledger.owed_statuses, past)
    rhythm = update_rhythm(past[0].get("rhythm", {}) if past else {}, measures.days, today)
    silent = silent_channels(rhythm, today).values()
    lost = unrecorded_logs(
        spider.site_archive.layout, spider.site, past[0]["run"] if past else "", spider.run
    )
    return HealthReport(
        health,
        measures.changes,
        measures.fields(),
        rhythm,
        drifts=health.reasons + [one.text for one in silent if one.far],
        warnings=[one.text for one in silent if not one.far] + ([unrecorded_runs_text(lost)] if lost else []),
    )
