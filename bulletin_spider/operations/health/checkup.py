"""Check the health of a site: compare the figures of a run with those of earlier runs."""

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
    from bulletin_spider.crawl.run_state import RunState
    from bulletin_spider.operations.health.measures import RunMeasures

_PAST = 20
"""A channel is compared with its past once that holds this many bulletins: first runs raise no alarm."""
_CHANCE = 0.0001
"""A drop is a sign only if chance alone would cause it more rarely than this: see benchmarks/health.py."""
_ODD = 0.001
"""The same for refused articles: larger, as there are only a few of them."""
EMPTY_SIGN, REFUSED_SIGN = "no rows", "refused"
"""Names of two signs, as run records hold them."""


@dataclass
class HealthSigns:
    """The signs that a run shows, which of them are alarms, and the figures behind them."""

    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    """Name of the sign → sentence for a person."""
    alarms: list[str] = field(default_factory=list)
    accepted: bool = False
    """Whether a person accepted the site as it is (``HEALTH_ACCEPT``). Later runs compare back to here only."""

    @property
    def reasons(self) -> list[str]:
        """The sentences of the alarms."""
        return [self.signs[name] for name in self.alarms]


def find_signs(
    channels: dict[str, dict[str, Any]],
    walks: Mapping[str, Walk],
    owed: Mapping[RowStatus, int],
    past: Sequence[dict[str, Any]],
) -> HealthSigns:
    """Return the signs of a run. ``owed`` counts the statuses of rows from earlier runs; ``past`` is newest first.

    A hard sign is an alarm at once, a soft sign in the second run that shows it. A sign of the last run remains until
    a run shows that it has passed; a run that reads nothing shows nothing.
    """
    last = past[0].get("health", {}) if past else {}
    before = last.get("signs", {})
    hard = dict(_hard_signs(channels, walks, past))
    if REFUSED_SIGN in before and any(map(owed.get, UNREADABLE)) and not _readable(walks, owed):
        hard[REFUSED_SIGN] = before[REFUSED_SIGN]
    soft = dict(_soft_signs(channels, past))
    kept = {name: text for name, text in before.items() if not _passed(name, channels, walks, owed)}
    signs = kept | soft | hard
    alarms = [name for name in signs if name in hard or (name in before and name in {*soft, *last["alarms"]})]
    return HealthSigns(channels, signs, alarms)


def _passed(
    name: str, channels: Mapping[str, Any], walks: Mapping[str, Walk], owed: Mapping[RowStatus, int]
) -> bool:
    """Return whether this run shows that a sign of the last run has passed."""
    channel, _, sign = name.rpartition(": ")
    if sign == REFUSED_SIGN:
        return _readable(walks, owed) > 0
    if sign == EMPTY_SIGN:
        return channel in walks and bool(walks[channel].seen)
    enough = 3 if sign in {"dates", "characters"} else 1
    return bool(channels.get(channel, {}).get("measured", 0) >= enough)


def _readable(walks: Mapping[str, Walk], owed: Mapping[RowStatus, int]) -> int:
    rows = [owed, *(walk.rows for walk in walks.values())]
    return sum(counts.get(status, 0) for counts in rows for status in READABLE)


def _hard_signs(
    channels: Mapping[str, dict[str, Any]], walks: Mapping[str, Walk], past: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    unread = {status: sum(walk.rows[status] for walk in walks.values()) for status in UNREADABLE}
    count = sum(unread.values())
    if count >= 3 and not _readable(walks, {}) and unread_share(past) ** count < _ODD:
        statuses = " or ".join(status for status in UNREADABLE if unread[status])
        why = ": rejected/ says why" if unread[RowStatus.REFUSED] else ""
        yield REFUSED_SIGN, f"all {count} new articles were {statuses}{why}"
    for walk in walks.values():
        if walk.gap_kind == FailureKind.EMPTY and not walk.seen and had_rows(walk.channel, past):
            yield f"{walk.channel}: {EMPTY_SIGN}", f"{walk.channel}: its listing shows no rows any more"
    for channel, figures in channels.items():
        count = figures["measured"]
        if figures["days"] == 1 and count >= 10 and figures["row_days"] >= 3:
            yield f"{channel}: dates", f"{channel}: all {count} bulletins have one date, their rows several"
        if figures["garbled"] > max(1, count / 5):
            garbled = f"{figures['garbled']} of {count} bulletins hold characters that could not be read"
            yield f"{channel}: characters", f"{channel}: {garbled}"
        before = present_and_past(channel, figures, past)[1]
        if before.measured >= _PAST and count >= 10 and figures["body"] < before.body / 4:
            yield f"{channel}: body", _shorter_bodies_text(channel, figures["body"], before)


def _soft_signs(
    channels: Mapping[str, dict[str, Any]], past: Sequence[dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    for channel, figures in channels.items():
        present, before = present_and_past(channel, figures, past)
        if before.measured < _PAST:
            continue
        for name, filled in before.filled.items():
            now, share = present.filled[name], filled / before.measured
            if (
                now < present.measured * share / 2
                and chance_of_at_most(now, present.measured, share) < _CHANCE
            ):
                drop = f"{name} in {now} of {present.measured} bulletins, usually in {share:.0%}"
                yield f"{channel}: {name}", f"{channel}: {drop}"
        if present.measured >= 20 and present.body < before.body / 3:
            yield f"{channel}: body", _shorter_bodies_text(channel, present.body, before)


def _shorter_bodies_text(channel: str, body: float, before: PooledFigures) -> str:
    return f"{channel}: bodies of {body:.0f} characters, usually {before.body:.0f}"


def chance_of_at_most(count: int, of: int, share: float) -> float:
    """Return the probability that at most ``count`` of ``of`` bulletins fill a field that ``share`` of all fill."""
    terms = (math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(count + 1))
    return sum(terms)


@dataclass
class HealthReport:
    """The health of a site after a run."""

    health: HealthSigns = field(default_factory=HealthSigns)
    changes: dict[str, int] = field(default_factory=dict)
    fields: dict[str, float] = field(default_factory=dict)
    rhythm: dict[str, Any] = field(default_factory=dict)
    drifts: list[str] = field(default_factory=list)
    """Sentences that make the outcome ``drift``."""
    warnings: list[str] = field(default_factory=list)


def check_health(run: RunState, measures: RunMeasures, today: dt.date, *, accept: bool) -> HealthReport:
    """Return the health of a run's site. With ``accept`` nothing is compared: the past starts with this run."""
    past = crawl_records(run.archive.layout, run.site, RUNS)
    ledger, channels = run.ledger, measures.channels()
    if accept:
        health = HealthSigns(channels, accepted=True)
        rhythm = update_rhythm({}, measures.days, today)
        return HealthReport(health, measures.changes, measures.fields(), rhythm)
    health = find_signs(channels, ledger.walks, ledger.owed_statuses, past)
    rhythm = update_rhythm(past[0].get("rhythm", {}) if past else {}, measures.days, today)
    silent = silent_channels(rhythm, today).values()
    logs = unrecorded_logs(run.archive.layout, run.site, past[0]["run"] if past else "", run.run)
    return HealthReport(
        health,
        measures.changes,
        measures.fields(),
        rhythm,
        drifts=health.reasons + [channel.text for channel in silent if channel.is_lost],
        warnings=[channel.text for channel in silent if not channel.is_lost]
        + ([unrecorded_runs_text(logs)] if logs else []),
    )
