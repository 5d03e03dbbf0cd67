"""A run's account of every row: asked for, then settled under a word, or owed to the next run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.revisit_ledger import RevisitLedger

if TYPE_CHECKING:
    from bulletin_spider.archive.index.queries import Known
    from bulletin_spider.crawl.listing_walk import Walk
    from bulletin_spider.crawl.row import Row


class Ledger:
    """The walks of a run, the rows still open, the rows owed to the next run and those settled for good."""

    def __init__(self) -> None:
        self.walks: dict[str, Walk] = {}
        self.asked: set[str] = set()
        self.owed: dict[str, Row] = {}
        """Rows that an earlier run owed and this one asks for."""
        self.owed_words: Counter[str] = Counter()
        """What became of them."""
        self.failed: dict[str, Row] = {}
        """Rows to be asked for again by the next run."""
        self.settled: dict[str, str] = {}
        """Rows not to be asked for again, with the word that says why."""
        self.reasons: Counter[str] = Counter()
        self.revisits = RevisitLedger()
        """Bulletins that are known and visited again."""
        self._tried: dict[str, str] = {}
        self._open: dict[str, tuple[Row, Walk | None]] = {}

    def open_walk(self, walk: Walk) -> Walk:
        """Begin a channel's account."""
        self.walks[walk.channel] = walk
        return walk

    def ask(self, row: Row, walk: Walk | None = None) -> None:
        """Open a row; one without a walk is owed by an earlier run."""
        self.asked.add(row.id)
        self._open[row.id] = (row, walk)
        if walk is None:
            self.owed[row.id] = row
        else:
            walk.rows["asked"] += 1

    def ask_again(self, known: Known) -> None:
        """Open a visit to a bulletin that is known; nothing is owed if it fails."""
        self.revisits.ask(known)

    def settle(self, identity: str, word: str) -> Row | None:
        """Close a row under ``word``; None if it is closed already."""
        if identity in self.revisits:
            self.revisits.settle(identity, word)
        row, walk = self._open.pop(identity, (None, None))
        if row is None:
            return None
        self.failed.pop(identity, None)
        if walk is None:
            self.owed_words[word] += 1
        else:
            walk.settle(word)
        return row

    def owe(self, identity: str, word: str, why: str | None = None, *, tried: bool = True) -> None:
        """Close a row under ``word`` and leave it to the next run.

        ``why`` makes the run incomplete. ``tried`` says that the site answered for this article, which counts
        towards giving it up; what lies with us, or with the whole site, does not.
        """
        row = self.settle(identity, word)
        if row is None:
            if identity in self.revisits and why and not tried:
                self.reasons[why] += 1
            return
        self.failed[row.id] = row
        if tried:
            self._tried[row.id] = word
        if why:
            self.reasons[why] += 1

    def alias(self, identity: str) -> None:
        """Settle for good a row whose address leads to another row's page."""
        if self.settle(identity, "elsewhere"):
            self.settled[identity] = "elsewhere"

    def led_home(self, identity: str, capture: dict[str, Any] | None) -> None:
        """Note that an address leads to the home page: the article is not there, whoever asked for it."""
        if identity in self.revisits:
            self.revisits.miss(identity, "it leads to the home page", capture)
        else:
            self.owe(identity, "gone")

    @property
    def walking(self) -> bool:
        """Whether any listing has not come to an end yet, safe or not."""
        return any(walk.reached is None and walk.gap is None for walk in self.walks.values())

    @property
    def reached_site(self) -> bool:
        """Whether any listing showed a page."""
        return any(walk.pages for walk in self.walks.values())

    def close(self, attempts: int) -> None:
        """Count this run's attempts, unless the site was down, and give up what has had enough of them."""
        if not self.reached_site:
            return
        for identity, word in self._tried.items():
            row = replace(self.failed[identity], attempts=self.failed[identity].attempts + 1)
            self.failed[identity] = row
            if row.attempts >= attempts:
                del self.failed[identity]
                self.settled[identity] = word
                if word == "failed":
                    self.reasons[f"given up after {attempts} runs"] += 1

    def unfinished(self) -> list[Row]:
        """Return the rows that were asked for and never came to anything."""
        return [row for row, _ in self._open.values()]
