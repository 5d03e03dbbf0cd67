"""Record what a run found of the bulletins that it visits again."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bulletin_spider.crawl.revisiting.withdrawals import Absence, found_count, is_withdrawn, suspicion
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import SoftNotFound
from bulletin_spider.statuses import FailureKind, RevisitResult, RowStatus

if TYPE_CHECKING:
    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.exceptions import Refusal

_GONE_RULES = {rule.label: rule for rule in (EvidenceRule.HTTP_404, EvidenceRule.HTTP_410)}
"""Rules of evidence by the text of the failure."""


class RevisitLedger:
    """The bulletins that a run visits again, each with one result."""

    def __init__(self) -> None:
        self.asked: dict[str, KnownBulletin] = {}
        self.results: dict[str, RevisitResult] = {}
        self.absences: dict[str, Absence] = {}
        self.captures: dict[str, dict[str, Any]] = {}
        """Where the answers are kept that hold an article as it is now."""

    def __contains__(self, identity: object) -> bool:
        """Whether this run visits the bulletin again."""
        return identity in self.asked

    def ask(self, known: KnownBulletin) -> None:
        """Open the revisit of a bulletin."""
        self.asked[known.id] = known
        self.results[known.id] = RevisitResult.ASKED

    def settle(self, identity: str, result: RevisitResult | RowStatus | FailureKind) -> None:
        """Note the result of a revisit. Only the first one counts."""
        if self.results[identity] == RevisitResult.ASKED:
            self.results[identity] = RevisitResult(result)

    def keep(self, identity: str, capture: dict[str, Any] | None) -> None:
        """Note the answer that holds the article as it is now, if it is another one than before."""
        if capture and capture != self.asked[identity].capture:
            self.captures[identity] = capture

    def dropped(
        self, identity: str, capture: dict[str, Any] | None, refusal: Refusal | None, status: RowStatus
    ) -> None:
        """Note that the page of a revisit was not published: unchanged, refused, or a page that says "not here"."""
        if isinstance(refusal, SoftNotFound):
            self.miss(identity, EvidenceRule.SAYS_NOT_THERE, capture)
            return
        if refusal is None:
            self.keep(identity, capture)
        self.settle(identity, status)

    def failed(self, identity: str, kind: FailureKind, text: str, capture: dict[str, Any] | None) -> None:
        """Note that a revisit brought no page."""
        if kind == FailureKind.GONE:
            self.miss(identity, _GONE_RULES.get(text, EvidenceRule.HTTP_404), capture)
        else:
            self.settle(identity, kind)

    def miss(self, identity: str, why: EvidenceRule, capture: dict[str, Any] | None) -> None:
        """Note that the article was not there."""
        self.absences[identity] = Absence(why, capture)
        self.settle(identity, RevisitResult.MISSING)

    def moved(self, identity: str) -> None:
        """Note that the bulletin is at a new address, whatever its old address answered."""
        self.absences.pop(identity, None)
        self.results[identity] = RevisitResult.MOVED

    @property
    def found(self) -> int:
        """How many of the bulletins were there."""
        return found_count(self.results)

    def suspicion(self) -> str | None:
        """Return why missing bulletins prove nothing in this run; None if they count."""
        return suspicion([self.asked[identity] for identity in self.absences], self.results)

    def withdrawn(self, now: float, visits: int, days: float) -> list[tuple[KnownBulletin, Absence]]:
        """Return the bulletins that were missing on ``visits`` visits in a row, over ``days`` days.

        ``now`` is in seconds since 1970.
        """
        if self.suspicion():
            return []
        return [
            (known, self.absences[identity])
            for identity, known in self.asked.items()
            if self.results[identity] == RevisitResult.MISSING and is_withdrawn(known, now, visits, days)
        ]

    def account(self) -> dict[str, Any]:
        """Return the part of the run's record: result → bulletins, and where the answers are kept that are new.

        ``seen`` are those that have the article, ``absent`` those that lack it.
        """
        if self.suspicion():
            self.results |= dict.fromkeys(self.absences, RevisitResult.SUSPENDED)
        visits: defaultdict[str, list[str]] = defaultdict(list)
        for identity, result in self.results.items():
            visits[result].append(identity)
        lacking = {identity: absence.capture for identity, absence in self.absences.items()}
        absent = {
            identity: capture
            for identity, capture in lacking.items()
            if capture and capture != self.asked[identity].absent
        }
        return {"visits": visits, "seen": self.captures, "absent": absent}
