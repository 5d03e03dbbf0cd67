"""Deliver what was published since the last time to everybody who watches for it.

There is no list of messages to send: the published versions are that list, and a cursor for each target says how far
it has got. A message is sent first, and then the cursor is saved. So a process that is killed repeats one message at
most, with the same id, and leaves none out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import WatchFault
from bulletin_spider.watches.matching import Matcher
from bulletin_spider.watches.outgoing import Budget, Outgoing
from bulletin_spider.watches.state import adapt, begin, locked, read_state, target_keys, write_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.watches.definition import Watch

MOST_SECONDS = 60.0
"""Seconds after which an evaluation begins no further message. A run of one site takes about as long, and webhooks that
do not answer must not hold the next one."""


@dataclass
class WatchReport:
    """What became of one watch in an evaluation."""

    watch: str
    messages: int = 0
    entries: int = 0
    """Entries that were added to the feed."""
    problems: list[str] = field(default_factory=list)
    """A sentence for each target that could not be reached now, and for a watch that was not evaluated."""
    left: bool = False
    """Whether the time was over before everything was delivered."""
    read: bool = True
    """Whether the published versions could be read; what could not be read comes when they are read again."""


def evaluate(
    layout: Layout,
    watches: Sequence[Watch],
    sites: Sequence[str] | None = None,
    now: dt.datetime | None = None,
    budget: Budget | None = None,
) -> list[WatchReport]:
    """Deliver the hits of each watch and report what was delivered.

    Only ``sites`` are read, by default all; a digest that is due, and what was not delivered before, concern all sites.
    A watch that fails holds no other, and a slow one leaves the others their share of the time, by default
    ``MOST_SECONDS``. Two evaluations at once work on one watch after the other.
    """
    now, whole, reports = now or dt.datetime.now(dt.UTC), budget or Budget(MOST_SECONDS), list[WatchReport]()
    for number, watch in enumerate(watches):
        evaluation = _WatchEvaluation(layout, watch, now)
        reports.append(evaluation.report(sites, whole, len(watches) - number))
    return reports


def begin_watches(layout: Layout, watches: Iterable[Watch], now: dt.datetime | None = None) -> list[str]:
    """Begin the watches that are new: they get what is published from now on. Return what went wrong."""
    problems = []
    for watch in watches:
        path = layout.watch(watch.name)
        try:
            if not path.exists():
                with locked(layout, watch.name):
                    if not path.exists():
                        write_state(path, begin(layout, watch, now or dt.datetime.now(dt.UTC)))
        except OSError as error:
            problems.append(
                f"watch '{watch.name}' cannot begin: {error.filename or path}: {error.strerror or error}"
            )
        except (WatchFault, ValueError) as error:
            problems.append(f"watch '{watch.name}' cannot begin: {error}")
    return problems


class _WatchEvaluation:
    def __init__(self, layout: Layout, watch: Watch, now: dt.datetime) -> None:
        self.layout, self.watch, self.now = layout, watch, now
        self.path = layout.watch(watch.name)

    def report(self, sites: Sequence[str] | None, budget: Budget, number: int) -> WatchReport:
        """Deliver what is due, and report it; ``number`` watches share the time that is left."""
        report = WatchReport(self.watch.name)
        try:
            # Another evaluation ends in its own time: it may have begun with this one, and sends a last message.
            with locked(self.layout, self.watch.name, budget.rest() + 1):
                self._deliver(sites, budget.share(number), report)
        except TimeoutError:
            report.problems.append(
                "another evaluation is delivering it; what it leaves comes with the next one"
            )
            report.read = False
        except WatchFault as fault:
            report.problems.append(str(fault))
        except OSError as error:
            report.problems.append(f"{error.filename or self.path}: {error.strerror or error}")
            report.read = False
        return report

    def _deliver(self, sites: Sequence[str] | None, budget: Budget, report: WatchReport) -> None:
        state = read_state(self.path)
        changed = state is None or adapt(self.layout, self.watch, state, self.now)
        state = state or begin(self.layout, self.watch, self.now)
        if changed:
            write_state(self.path, state)
        matcher = Matcher(self.layout, self.watch)
        for key, target in target_keys(self.watch).items():
            own = state.targets[key]
            outgoing = Outgoing(matcher, key, target, own, self.now, lambda: write_state(self.path, state))
            outgoing.run(self.layout, sites, budget)
            report.messages += outgoing.messages
            report.entries += outgoing.entries
            report.problems += filter(None, [outgoing.problem])
            report.left |= own.left
