"""Which word a run ends with: decided from what was stored, not from what was logged."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.operations.health.baseline import READ
from bulletin_spider.operations.outcome.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.crawl.listing_walk import Walk

_ALIKE = ("blocked", "unreachable", "forbidden")
"""How listings fail that lie not with us to mend; where several of these are seen, the first names the outcome."""
_FEW = 3
"""Articles that must be turned away, all of them, before the site is said to do so."""
STUBS = {"challenge", "login", "empty"}
"""What a site serves in place of an article, with status 200, to those it does not want."""


class Books(NamedTuple):
    """What a run's outcome is decided from."""

    finish: str
    """Scrapy's reason for the end."""
    walks: Mapping[str, Walk]
    failures: Mapping[str, int] = {}
    """Articles that failed, by reason."""
    unfinished: int = 0
    """Rows that were asked for and came to nothing."""
    stored: int = 0
    """Lines found on disk after the run."""
    scraped: int = 0
    """Lines that should be there."""
    answered: int = 0
    """Known bulletins that were there when they were visited again."""
    suspicion: str | None = None
    """Why the missing of this run's visits prove nothing."""
    unkept: str = ""
    """Why captures or refused pages could not be kept; empty if all were."""
    copies_failed: int = 0
    """Feeds of the person's own that were not written."""
    refused: Mapping[str, int] = {}
    """Pages that gave no bulletin, by reason."""
    owed: Mapping[str, int] = {}
    """What became of the rows that earlier runs owed."""
    drifts: Sequence[str] = ()
    """What the site's own past says against this run."""
    warnings: Sequence[str] = ()
    """What a person should know, though the run is well."""


def decide(books: Books) -> Outcome:  # noqa: PLR0911 - an outcome, a return
    """Return the outcome of a run."""
    if unwritten := _unwritten(books):
        return Outcome("output failed", unwritten)
    if books.finish == "shutdown":
        return Outcome("interrupted", ["stopped by a signal"])
    reasons = _reasons(books)
    if alike := _alike(books.walks):
        return Outcome(alike, reasons)
    if shut := _shut(books):
        return Outcome(shut.word, shut.reasons + reasons)
    if books.finish != "finished" and not books.finish.startswith("closespider_"):
        return Outcome("error", [f"Scrapy ended the run: {books.finish}", *reasons])
    notes = [
        f"{walk.channel}: moved to {walk.url}, the site file has {walk.moved_from}"
        for walk in books.walks.values()
        if walk.moved_from
    ] + list(books.warnings)
    if books.drifts:
        return Outcome("drift", [*books.drifts, *reasons, *notes])
    if reasons:
        return Outcome("incomplete", reasons + notes)
    if books.copies_failed:
        return Outcome("output failed", ["a file named with -o or -O was not written; the archive is whole"])
    return Outcome("ok" if books.stored else "ok, nothing new", notes)


def _unwritten(books: Books) -> list[str]:
    told = [books.unkept] if books.unkept else []
    if books.stored != books.scraped:
        told.append(f"{books.scraped} bulletins were to be published, {books.stored} are on disk")
    return told


def _shut(books: Books) -> Outcome | None:
    """Return the outcome of a run to which the site showed its listings but no article; None of any other."""
    if books.finish == "blocked":
        return Outcome("blocked", ["article after article was turned away"])
    rows = rows_of(books.walks, books.owed)
    if told := turned_away(books.refused, rows, books.answered):
        return Outcome("blocked", [told])
    if rows["forbidden"] >= _FEW and not books.answered and not _read(rows):
        return Outcome("forbidden", [f"all {rows['forbidden']} articles are forbidden by robots.txt"])
    return None


def _alike(walks: Mapping[str, Walk]) -> str | None:
    """Return how the listings failed, if none showed a row and none lies with us to mend."""
    words = {walk.gap_word if walk.gap and not walk.seen else None for walk in walks.values()}
    return next((word for word in _ALIKE if word in words), None) if words <= {*_ALIKE} else None


def turned_away(refused: Mapping[str, int], rows: Mapping[str, int], answered: int) -> str | None:
    """Return what to say if every article, new or visited again, was answered by a block or a stub, like a captcha."""
    stubs, blocked = sum(refused.get(word, 0) for word in STUBS), rows.get("blocked", 0)
    every = sum(refused.values()) + blocked
    if stubs + blocked < _FEW or stubs + blocked <= every / 2 or answered or _read(rows):
        return None
    if not stubs:
        return f"all {every} articles were turned away"
    words = ", ".join(sorted(STUBS & refused.keys()))
    return f"all {every} articles were turned away or stubs ({words}): rejected/ has their addresses"


def rows_of(walks: Mapping[str, Walk], owed: Mapping[str, int]) -> Counter[str]:
    """Return how many rows of a run came to what, those that earlier runs owed among them."""
    return sum((walk.rows for walk in walks.values()), Counter(owed))


def _read(rows: Mapping[str, int]) -> bool:
    """Return whether an article gave a bulletin."""
    return any(rows.get(word) for word in READ)


def _reasons(books: Books) -> list[str]:
    reasons = []
    if books.finish.startswith("closespider_"):
        limit = "the time limit" if books.finish == "closespider_timeout" else "a limit"
        reasons.append(f"stopped early by {limit} (setting {books.finish.upper()}); the next run goes on")
    reasons += [
        f"{walk.channel}: {walk.gap or 'the walk stopped short of an end'}"
        for walk in books.walks.values()
        if walk.gap or (walk.reached is None and books.finish == "finished")
    ]
    reasons += [f"{count} article{'s' * (count > 1)} failed: {why}" for why, count in books.failures.items()]
    if books.suspicion:
        reasons.append(books.suspicion)
    if books.unfinished and books.finish == "finished":
        reasons.append(f"{books.unfinished} rows came to nothing")
    refused = sum(walk.rows["refused"] for walk in books.walks.values())
    if refused and not _read(rows_of(books.walks, {})) and not books.drifts:
        reasons.append(f"all {refused} articles were refused: rejected/ says why")
    return reasons
