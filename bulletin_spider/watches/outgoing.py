"""Deliver to one target of a watch what it has not got yet."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.items import SHANGHAI
from bulletin_spider.statuses import Pace
from bulletin_spider.watches.coverage import coverage
from bulletin_spider.watches.cursor import Place, steps_after
from bulletin_spider.watches.definition import is_webhook
from bulletin_spider.watches.delivery.back_off import wait_after
from bulletin_spider.watches.delivery.delivering import deliver, write_feed
from bulletin_spider.watches.hit import Digest, Hit
from bulletin_spider.watches.state import FEED, Failure
from bulletin_spider.watches.target_names import target_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.cursor import Step
    from bulletin_spider.watches.matching import Matcher
    from bulletin_spider.watches.state import TargetState

MOST_MESSAGES = 20
"""Messages to a person in one evaluation; further hits come as one digest. A day of one district has about as many
bulletins, and the first run of a new site may have thousands."""
MOST_HITS = 200
"""Hits that a digest holds; it says how many more there are. Nobody reads more in one message."""
BATCH = 100
"""Hits that are added to a feed at once, so that memory is bounded."""
_SPANS = {Pace.DAILY: dt.timedelta(days=1), Pace.WEEKLY: dt.timedelta(days=7)}


class Budget:
    """The time of an evaluation, which is over at once when it is ``stopped``."""

    def __init__(self, seconds: float, stopped: Callable[[], bool] = lambda: False) -> None:
        self._end, self._stopped = time.monotonic() + seconds, stopped

    def rest(self) -> float:
        """Return the seconds that are left; 0 if the time is over."""
        return 0.0 if self._stopped() else max(0.0, self._end - time.monotonic())

    def share(self, number: int) -> Budget:
        """Return the time that each of ``number`` has of what is left."""
        return Budget(self.rest() / number, self._stopped)


@dataclass
class Outgoing:
    """What is delivered to one target in one evaluation."""

    matcher: Matcher
    key: str
    """The key of the target in the state of its watch."""
    target: str
    state: TargetState
    now: dt.datetime
    save: Callable[[], None]
    """Saves the state of the watch."""
    messages: int = 0
    entries: int = 0
    problem: str = ""

    def run(self, layout: Layout, sites: Sequence[str] | None, budget: Budget) -> None:
        """Deliver what is due, and save the cursor after each message. A failure is noted, and tried again later."""
        state = self.state
        if not is_due(state, self._pace, self.now):
            return
        catches_up = state.failure or state.left or self._pace != Pace.AT_ONCE
        before, state.left = (dict(state.cursor), state.digest, state.failure, state.left), False
        steps = self._steps(layout, None if catches_up else sites)
        try:
            if self.is_feed:
                self._add_to_feed(steps)
            elif self._pace == Pace.AT_ONCE:
                self._send_each(layout, steps, budget)
            else:
                self._send_digest(layout, steps, budget)
        except DeliveryFault as fault:
            self._note_failure(str(fault))
        else:
            state.failure = None
        if before != (state.cursor, state.digest, state.failure, state.left):
            self.save()

    @property
    def is_feed(self) -> bool:
        """Whether the target is the feed of the watch."""
        return self.key == FEED

    @property
    def _pace(self) -> Pace:
        return Pace.AT_ONCE if self.is_feed else self.matcher.watch.every

    def _steps(self, layout: Layout, sites: Sequence[str] | None) -> Iterator[Step]:
        for site in layout.sites() if sites is None else sites:
            if self.matcher.watches_site(site):
                yield from steps_after(layout, site, self.state.cursor.get(site))

    def _hit(self, step: Step) -> Hit | None:
        return self.matcher.hit(step.version) if step.version else None

    def _send_each(self, layout: Layout, steps: Iterator[Step], budget: Budget) -> None:
        for step in steps:
            hit = self._hit(step)
            if hit and self.messages >= MOST_MESSAGES and not is_webhook(self.target):
                self._send_digest(layout, chain([step], steps), budget)
                return
            if hit and not budget.rest():
                self.state.left = True
                return
            if hit:
                self._deliver(hit)
            self.state.cursor[step.site] = step.place
            if hit:
                self.save()

    def _send_digest(self, layout: Layout, steps: Iterable[Step], budget: Budget) -> None:
        hits, found, ends = list[Hit](), 0, dict[str, Place]()
        for step in steps:
            ends[step.site] = step.place
            if hit := self._hit(step):
                found += 1
                hits += [hit] if found <= MOST_HITS else []
        if hits and not budget.rest():
            self.state.left = True
            return
        if hits:
            since = self._since(hits)
            sites = self.matcher.watch.sites or layout.sites()
            known = tuple(coverage(layout, sites, since, self.now))
            digest = Digest(self.matcher.watch, tuple(hits), found - len(hits), since, self.now, known)
            self._deliver(digest)
        self.state.cursor |= ends
        self.state.digest = self.now

    def _deliver(self, message: Hit | Digest) -> None:
        if not self.messages:
            self.save()  # if the disk takes no cursor, nothing is sent: each run would send it again
        deliver(self.target, message)
        self.messages += 1

    def _since(self, hits: Sequence[Hit]) -> dt.datetime:
        if self._pace != Pace.AT_ONCE and self.state.digest:
            return self.state.digest
        return min(dt.datetime.fromisoformat(hit.version["fetched_at"]) for hit in hits)

    def _add_to_feed(self, steps: Iterable[Step]) -> None:
        batch, ends = list[Hit](), dict[str, Place]()
        for step in steps:
            ends[step.site] = step.place
            if hit := self._hit(step):
                batch.append(hit)
            if len(batch) >= BATCH:
                self._write_batch(batch, ends)
                self.save()
                batch.clear()
        self._write_batch(batch, ends)

    def _write_batch(self, batch: Sequence[Hit], ends: dict[str, Place]) -> None:
        if batch or not Path(self.target).exists():  # a reader subscribes before there is an entry
            write_feed(self.matcher.watch, batch)
            self.entries += len(batch)
        self.state.cursor |= ends

    def _note_failure(self, reason: str) -> None:
        earlier = self.state.failure
        attempts = earlier.attempts + 1 if earlier else 1
        again = self.now + wait_after(attempts)
        self.state.failure = Failure(earlier.since if earlier else self.now, attempts, again, reason)
        self.problem = f"{target_name(self.target, is_feed=self.is_feed)}: {reason}"


def is_due(state: TargetState, pace: Pace, now: dt.datetime) -> bool:
    """Return whether something may be delivered now: no retry is waited for, and the day of a digest has come."""
    if state.failure:  # noted in the future: the clock was wrong then, or is now
        return not state.failure.since <= now < state.failure.next
    if pace == Pace.AT_ONCE or state.left or not state.digest:
        return True
    days = now.astimezone(SHANGHAI).date() - state.digest.astimezone(SHANGHAI).date()
    return not dt.timedelta() <= days < _SPANS[pace]
