"""The one word a run ends with, decided from what was stored, and the exit code that says it to a timer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.listings.walk import Walk


class Meaning(NamedTuple):
    """An outcome's exit code, and what it tells a person."""

    code: int
    sentence: str


OUTCOMES = {
    "ok": Meaning(0, "Every channel was walked to a safe end, and what was new is published."),
    "ok, nothing new": Meaning(0, "Every channel was walked to a safe end, and nothing was new."),
    "error": Meaning(1, "The program stumbled: what was published stays, the next run goes on."),
    "usage": Meaning(2, "What was asked for cannot be meant; nothing was requested."),
    "incomplete": Meaning(
        3, "Something is missing: a listing broke off or an article failed. The next run asks again."
    ),
    "blocked": Meaning(5, "The site turned us away from every listing."),
    "forbidden": Meaning(6, "The site's robots.txt forbids its listings, and is obeyed."),
    "unreachable": Meaning(7, "No listing could be reached."),
    "output failed": Meaning(74, "The archive could not be written."),
    "locked": Meaning(75, "Another run of the same site is under way; nothing was done."),
    "interrupted": Meaning(130, "The run was stopped by a signal; what it had is published."),
}
"""In the order of the exit codes, which follow Scrapy (1, 2), sysexits.h (74, 75) and shells (130; SIGTERM: 143)."""

_ALIKE = ("forbidden", "blocked", "unreachable")


class Outcome(NamedTuple):
    """A word of :data:`OUTCOMES` with what speaks for it."""

    word: str
    reasons: list[str]

    @property
    def code(self) -> int:
        """The exit code."""
        return OUTCOMES[self.word].code


def decide(
    finish: str,
    walks: Mapping[str, Walk],
    failures: Mapping[str, int],
    stored: int,
    scraped: int,
) -> Outcome:
    """Return the outcome of a run.

    ``finish`` is Scrapy's finish reason, ``failures`` counts articles that failed by reason, ``stored`` the
    lines found on disk after the run and ``scraped`` those that should be there.
    """
    if stored != scraped:
        return Outcome("output failed", [f"{scraped} bulletins were to be published, {stored} are on disk"])
    if finish == "shutdown":
        return Outcome("interrupted", ["stopped by a signal"])
    gaps = {walk.channel: walk for walk in walks.values() if walk.gap}
    reasons = [f"{channel}: {walk.gap}" for channel, walk in gaps.items()]
    reasons += [f"{count} article{'s' * (count > 1)} failed: {why}" for why, count in failures.items()]
    words: set[Any] = {walk.gap_word for walk in gaps.values()}
    if walks and len(gaps) == len(walks) and len(words) == 1 and words <= set(_ALIKE):
        return Outcome(words.pop(), reasons)
    if finish.startswith("closespider_"):
        reasons = [f"stopped early by the setting {finish.upper()}", *reasons]
    elif finish != "finished":
        return Outcome("error", [f"Scrapy ended the run: {finish}", *reasons])
    moves = [
        f"{walk.channel}: moved to {walk.url}, the site file has {walk.moved_from}"
        for walk in walks.values()
        if walk.moved_from
    ]
    if reasons:
        return Outcome("incomplete", reasons + moves)
    return Outcome("ok" if stored else "ok, nothing new", moves)
