"""A run's account of the bulletins it visits again, and when one that is missing is called withdrawn."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.index.derive import ANSWERED, MISSING, WITHDRAWN
from bulletin_spider.exceptions import SoftNotFound

if TYPE_CHECKING:
    from bulletin_spider.archive.index.queries import Known
    from bulletin_spider.exceptions import Refusal

SUSPENDED = "missing, not counted"
"""The article was not there, in a run in which that proves nothing."""
UNREAD = {"refused", "blocked", "unreachable", "failed"}
"""A visit's words for a site that did not say whether the article is there."""
FEW = 3
"""So many bulletins may vanish at once, whatever their share."""


class Sighting(NamedTuple):
    """A visit that did not find the article: how the site put it, and the answer."""

    why: str
    capture: dict[str, Any] | None


class RevisitLedger:
    """The bulletins visited again in this run, each under one word."""

    def __init__(self) -> None:
        self.asked: dict[str, Known] = {}
        self.words: dict[str, str] = {}
        self.sightings: dict[str, Sighting] = {}
        self.captures: dict[str, dict[str, Any]] = {}
        """The answers that hold an article as it is now."""

    def __contains__(self, identity: object) -> bool:
        """Whether a bulletin is visited again in this run."""
        return identity in self.asked

    def ask(self, known: Known) -> None:
        """Open the account of a bulletin."""
        self.asked[known.id] = known
        self.words[known.id] = "asked"

    def settle(self, identity: str, word: str) -> None:
        """Note what became of a visit; the first word stands."""
        if self.words[identity] == "asked":
            self.words[identity] = word

    def keep(self, identity: str, capture: dict[str, Any] | None) -> None:
        """Note the answer that holds the article as it is now, if it is another one than before."""
        if capture and capture != self.asked[identity].capture:
            self.captures[identity] = capture

    def dropped(
        self, identity: str, capture: dict[str, Any] | None, refusal: Refusal | None, word: str
    ) -> None:
        """Note that a visit's page was not published: no news, no article, or the article's absence in words."""
        if isinstance(refusal, SoftNotFound):
            self.miss(identity, "a page that says it is not there", capture)
            return
        if refusal is None:
            self.keep(identity, capture)
        self.settle(identity, word)

    def failed(self, identity: str, word: str, text: str, capture: dict[str, Any] | None) -> None:
        """Note that a visit brought no page."""
        if word == "gone":
            self.miss(identity, text, capture)
        else:
            self.settle(identity, word)

    def miss(self, identity: str, why: str, capture: dict[str, Any] | None) -> None:
        """Note that the article was not there."""
        self.sightings[identity] = Sighting(why, capture)
        self.settle(identity, MISSING)

    @property
    def answered(self) -> int:
        """How many of the bulletins were there."""
        return sum(word in ANSWERED for word in self.words.values())

    def suspect(self) -> str | None:
        """Return why the missing prove nothing, None if they do.

        Where more than half of what was looked at is gone or cannot be read, the site has moved, is failing or keeps us
        out. What is called withdrawn already is no surprise.
        """
        missing = sum(self.asked[identity].change != WITHDRAWN for identity in self.sightings)
        unread = sum(word in UNREAD for word in self.words.values())
        lacking, there = missing + unread, self.answered
        if lacking <= FEW or lacking <= there:
            return None
        counts = {"missing": missing, "not to be read": unread}
        told = " and ".join(
            f"{count} {'is' if count == 1 else 'are'} {what}" for what, count in counts.items() if count
        )
        return f"of {lacking + there} pages visited again {told}: none is called withdrawn"

    def withdrawn(self, now: float, visits: int, days: float) -> list[tuple[Known, Sighting]]:
        """Return what was missing on ``visits`` visits in a row over ``days`` days; ``now`` in seconds since 1970."""
        if self.suspect():
            return []
        return [
            (known, self.sightings[identity])
            for identity, known in self.asked.items()
            if self.words[identity] == MISSING
            and known.change != WITHDRAWN
            and known.missing + 1 >= visits
            and now - (now if known.missing_since is None else known.missing_since) >= days * 86400
        ]

    def account(self) -> dict[str, Any]:
        """Return what the run's record says: word → bulletins, and where the articles of today are kept."""
        if self.suspect():
            self.words |= dict.fromkeys(self.sightings, SUSPENDED)
        visits: defaultdict[str, list[str]] = defaultdict(list)
        for identity, word in self.words.items():
            visits[word].append(identity)
        return {"visits": visits, "seen": self.captures}
