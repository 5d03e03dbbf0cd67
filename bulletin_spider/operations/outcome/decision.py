"""Decide the outcome of a run from what is stored, not from what was logged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.exceptions import ChallengePage, EmptyPage, LoginPage
from bulletin_spider.statuses import READABLE, FailureKind, Outcome, RowStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.crawl.listing_walk import Walk

_SHARED_FAILURES = (FailureKind.BLOCKED, FailureKind.UNREACHABLE, FailureKind.FORBIDDEN)
"""Failures that the site causes. If the listings show several of these, the first names the outcome."""
_FEW = 3
"""A site turns us away only if it turned away at least this many articles, and all of them."""
_STUBS = {ChallengePage.reason, LoginPage.reason, EmptyPage.reason}
"""Pages that a site sends, with status 200, in place of an article to visitors it does not want."""


class Unread(NamedTuple):
    """The articles that a run asked for, and those whose page the site answered for without giving a bulletin."""

    asked: int
    """Articles that the run asked for, those that earlier runs owed included."""
    statuses: Mapping[RowStatus, int]
    """How many of them have which status of ``UNREADABLE``."""
    refusals: Mapping[str, int]
    """How many of them were refused for which reason."""
    share: float
    """A larger share of the articles than this (setting UNREAD_SHARE) …"""
    few: int
    """… makes the run incomplete, from this number on (setting UNREAD_ARTICLES)."""

    @property
    def reason(self) -> str:
        """Why the run is incomplete, by kind; empty if no more than a few odd pages gave no bulletin."""
        count = sum(self.statuses.values())
        if count < self.few or count <= self.share * self.asked:
            return ""
        kinds = ", ".join(
            f"{number} {status}{self._refusals() if status == RowStatus.REFUSED else ''}"
            for status, number in self.statuses.items()
        )
        return f"{count} of {self.asked} articles gave no bulletin: {kinds}"

    def _refusals(self) -> str:
        return f" ({', '.join(f'{number} {reason}' for reason, number in self.refusals.items())})"


class RunFacts(NamedTuple):
    """What a run's outcome is decided from."""

    finish: str
    """Scrapy's reason for the end."""
    walks: Mapping[str, Walk]
    failures: Mapping[str, int] = {}
    """Articles that failed, by reason."""
    unfinished: int = 0
    """Rows that were asked for and have no result."""
    stored: int = 0
    """Lines found on disk after the run."""
    scraped: int = 0
    """Lines that should be on disk."""
    found_again: int = 0
    """Known bulletins that were there when the run visited them again."""
    suspicion: str | None = None
    """Why missing bulletins prove nothing in this run."""
    unkept: str = ""
    """Why captures or refused pages could not be kept; empty if all were."""
    unasked: str = ""
    """Why the index could not be asked any more; empty if it could."""
    copies_failed: int = 0
    """Feeds of ``-o`` and ``-O`` that were not written."""
    refused: Mapping[str, int] = {}
    """Pages that are no bulletin, by reason."""
    owed: Mapping[RowStatus, int] = {}
    """Statuses of the rows that earlier runs owed, if these say something about the whole site."""
    unread: Unread | None = None
    """The articles that gave no bulletin."""
    drifts: Sequence[str] = ()
    """Signs that the site is not read as it used to be."""
    warnings: Sequence[str] = ()
    """Notes for a person that do not change the outcome."""
    unwalked: Sequence[str] | None = None
    """None if the spider walks channels; else what went wrong: nothing proves that no bulletin is missing."""


class Decision(NamedTuple):
    """An outcome, and the reasons for it."""

    outcome: Outcome
    reasons: list[str]


def decide(facts: RunFacts) -> Decision:  # noqa: PLR0911 - one return for each outcome
    """Return the outcome of a run."""
    if unwritten := _unwritten(facts):
        return Decision(Outcome.OUTPUT_FAILED, unwritten)
    if facts.finish == "shutdown":
        return Decision(Outcome.INTERRUPTED, ["stopped by a signal"])
    reasons = _reasons(facts)
    if failure := _shared_failure(facts.walks):
        return Decision(Outcome(failure), reasons)
    if shut_out := _shut_out(facts):
        return Decision(shut_out.outcome, shut_out.reasons + reasons)
    if facts.finish != "finished" and not facts.finish.startswith("closespider_"):
        return Decision(Outcome.ERROR, [f"Scrapy ended the run: {facts.finish}", *reasons])
    notes = [
        f"{walk.channel}: moved to {walk.url}, the site file has {walk.moved_from}"
        for walk in facts.walks.values()
        if walk.moved_from
    ]
    notes += [
        f"{walk.channel}: {moved} of {len(walk.seen)} rows are known bulletins at new addresses"
        for walk in facts.walks.values()
        if (moved := walk.rows[RowStatus.MOVED]) * 2 > len(walk.seen)
    ]
    notes += facts.warnings
    if facts.drifts:
        return Decision(Outcome.DRIFT, [*facts.drifts, *reasons, *notes])
    if reasons:
        return Decision(Outcome.INCOMPLETE, reasons + notes)
    if facts.copies_failed:
        why = "a file named with -o or -O was not written; the archive is whole"
        return Decision(Outcome.OUTPUT_FAILED, [why])
    if facts.unwalked is not None:
        why = "the spider walks no channels, so nothing proves that no bulletin is missing"
        return Decision(Outcome.UNPROVEN, [why, *notes])
    return Decision(Outcome.OK if facts.stored else Outcome.NOTHING_NEW, notes)


def _unwritten(facts: RunFacts) -> list[str]:
    reasons = [*filter(None, (facts.unasked, facts.unkept))]
    if facts.stored != facts.scraped:
        reasons.append(f"{facts.scraped} bulletins were to be published, {facts.stored} are on disk")
    return reasons


def _shut_out(facts: RunFacts) -> Decision | None:
    """Return the outcome if the site showed its listings but no article; else None."""
    if facts.finish == FailureKind.BLOCKED:
        return Decision(Outcome.BLOCKED, ["article after article was turned away"])
    rows = count_rows(facts.walks, facts.owed)
    if reason := turned_away(facts.refused, rows, facts.found_again):
        return Decision(Outcome.BLOCKED, [reason])
    forbidden = rows[RowStatus.FORBIDDEN]
    if forbidden >= _FEW and not facts.found_again and not _any_readable(rows):
        return Decision(Outcome.FORBIDDEN, [f"all {forbidden} articles are forbidden by robots.txt"])
    return None


def _shared_failure(walks: Mapping[str, Walk]) -> FailureKind | None:
    """Return how all listings failed, if no listing showed a row and the site caused every failure."""
    kinds = {walk.gap_kind if walk.gap and not walk.seen else None for walk in walks.values()}
    if not kinds <= {*_SHARED_FAILURES}:
        return None
    return next((kind for kind in _SHARED_FAILURES if kind in kinds), None)


def turned_away(refused: Mapping[str, int], rows: Mapping[RowStatus, int], found_again: int) -> str | None:
    """Return a sentence if every article, new or revisited, was blocked or answered with a stub; else None."""
    stubs, blocked = sum(refused.get(reason, 0) for reason in _STUBS), rows.get(RowStatus.BLOCKED, 0)
    every = sum(refused.values()) + blocked
    if stubs + blocked < _FEW or stubs + blocked <= every / 2 or found_again or _any_readable(rows):
        return None
    if not stubs:
        return f"all {every} articles were turned away"
    reasons = ", ".join(sorted(_STUBS & refused.keys()))
    return f"all {every} articles were turned away or stubs ({reasons}): rejected/ has their addresses"


def count_rows(walks: Mapping[str, Walk], owed: Mapping[RowStatus, int]) -> Counter[RowStatus]:
    """Return how many rows of a run have which status, including the rows that earlier runs owed."""
    return sum((walk.rows for walk in walks.values()), Counter(owed))


def _any_readable(rows: Mapping[RowStatus, int]) -> bool:
    return any(rows.get(status) for status in READABLE)


def _reasons(facts: RunFacts) -> list[str]:
    reasons = []
    if facts.finish.startswith("closespider_"):
        limit = "the time limit" if facts.finish == "closespider_timeout" else "a limit"
        reasons.append(f"stopped early by {limit} (setting {facts.finish.upper()}); the next run goes on")
    reasons += [
        f"{walk.channel}: {walk.gap or 'the walk stopped short of an end'}"
        for walk in facts.walks.values()
        if walk.gap or (walk.reached is None and facts.finish == "finished")
    ]
    reasons += [f"{count} article{'s' * (count > 1)} failed: {why}" for why, count in facts.failures.items()]
    if facts.suspicion:
        reasons.append(facts.suspicion)
    reasons += facts.unwalked or ()
    if facts.unfinished and facts.finish == "finished":
        reasons.append(f"{facts.unfinished} rows came to nothing")
    refused = sum(walk.rows[RowStatus.REFUSED] for walk in facts.walks.values())
    if facts.drifts:
        return reasons
    if refused and not _any_readable(count_rows(facts.walks, {})):
        reasons.append(f"all {refused} articles were refused: rejected/ says why")
    elif facts.unread and facts.unread.reason:
        reasons.append(facts.unread.reason)
    return reasons
