"""Record what became of every row of a run: asked for, settled with a status, or owed to the next run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.revisiting.revisit_ledger import RevisitLedger
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.statuses import UNREADABLE, RowStatus

if TYPE_CHECKING:
    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.crawl.listing_walk import Walk
    from bulletin_spider.crawl.row import Row


class Ledger:
    """The walks of a run, and its rows: open, settled, or owed to the next run."""

    def __init__(self) -> None:
        self.walks: dict[str, Walk] = {}
        self.asked: dict[str, str] = {}
        """Each row that was asked for → the channel in which it was."""
        self.owed: dict[str, Row] = {}
        """Rows that an earlier run owed and this one asks for."""
        self.owed_statuses: Counter[RowStatus] = Counter()
        """How many of the owed rows got which status."""
        self.failed: dict[str, Row] = {}
        """Rows that the next run asks for again."""
        self.settled: dict[str, RowStatus] = {}
        """Rows that no later run asks for again."""
        self.reasons: Counter[str] = Counter()
        """Why the run is incomplete, and how often each reason occurred."""
        self.refusals: dict[str, str] = {}
        """Refused rows, with the reason."""
        self.revisits = RevisitLedger()
        self._tried: dict[str, RowStatus] = {}
        self._open: dict[str, tuple[Row, Walk | None]] = {}

    def open_walk(self, walk: Walk) -> Walk:
        """Add the walk of a channel."""
        self.walks[walk.channel] = walk
        return walk

    def ask(self, row: Row, walk: Walk | None = None) -> None:
        """Open a row; a row without a walk is owed by an earlier run."""
        self.asked[row.id] = row.channel
        self._open[row.id] = (row, walk)
        if walk is None:
            self.owed[row.id] = row
        else:
            walk.rows[RowStatus.ASKED] += 1

    def ask_again(self, known: KnownBulletin) -> None:
        """Open the revisit of a known bulletin. If it fails, the next run owes nothing."""
        self.revisits.ask(known)

    def settle(self, identity: str, status: RowStatus) -> Row | None:
        """Close a row with ``status`` and return it; None if it is closed already."""
        if identity in self.revisits:
            self.revisits.settle(identity, status)
        row, walk = self._open.pop(identity, (None, None))
        if row is None:
            return None
        self.failed.pop(identity, None)
        if walk is None:
            self.owed_statuses[status] += 1
        else:
            walk.settle(status)
        return row

    def owe(
        self,
        identity: str,
        status: RowStatus,
        why: str | None = None,
        *,
        tried: bool = True,
        refusal: str | None = None,
    ) -> None:
        """Close a row with ``status`` and leave it to the next run.

        ``why`` makes the run incomplete; ``refusal`` is the reason to refuse its page. With ``tried`` this run counts
        towards giving the article up. Pass False if the cause lies with this program or with the whole site.
        """
        row = self.settle(identity, status)
        if row is None:
            if identity in self.revisits and why and not tried:
                self.reasons[why] += 1
            return
        self.failed[row.id] = row
        if refusal:
            self.refusals[row.id] = refusal
        if tried:
            self._tried[row.id] = status
        if why:
            self.reasons[why] += 1

    def settle_as_alias(self, identity: str) -> None:
        """Settle for good a row whose address leads to the page of another row."""
        if self.settle(identity, RowStatus.ELSEWHERE):
            self.settled[identity] = RowStatus.ELSEWHERE

    def led_home(self, identity: str, capture: dict[str, Any] | None) -> None:
        """Note that an address leads to the home page: the article is gone."""
        if identity in self.revisits:
            self.revisits.miss(identity, EvidenceRule.LEADS_HOME, capture)
        else:
            self.owe(identity, RowStatus.GONE)

    def moved(self, identity: str, row_id: str, status: RowStatus) -> None:
        """Settle the row at the new address of a bulletin; the old address does not count as missing any more."""
        self.settle(row_id, status)
        if identity in self.revisits:
            self.revisits.moved(identity)

    @property
    def walking(self) -> bool:
        """Whether any walk has not ended yet, with or without a gap."""
        return any(walk.reached is None and walk.gap is None for walk in self.walks.values())

    @property
    def reached_site(self) -> bool:
        """Whether any listing showed a page."""
        return any(walk.pages for walk in self.walks.values())

    def close(self, attempts: int) -> None:
        """Count this run's failed attempts, and give up rows that have had ``attempts`` of them.

        If the site was down, nothing is counted.
        """
        if not self.reached_site:
            return
        for identity, status in self._tried.items():
            row = replace(self.failed[identity], attempts=self.failed[identity].attempts + 1)
            self.failed[identity] = row
            if row.attempts >= attempts:
                del self.failed[identity]
                self.settled[identity] = status
                if status == RowStatus.FAILED:
                    self.reasons[f"given up after {attempts} runs"] += 1

    def unread(self) -> dict[str, RowStatus]:
        """Return the rows whose page the site answered for without giving a bulletin."""
        return {identity: status for identity, status in self._tried.items() if status in UNREADABLE}

    def unfinished(self) -> list[Row]:
        """Return the rows that are still open: asked for, without a result."""
        return [row for row, _ in self._open.values()]
