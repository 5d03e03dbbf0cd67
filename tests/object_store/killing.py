"""Kill crawls of the demo site at requests to the store, and crawl on from this machine or another."""

from __future__ import annotations

import itertools
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.statuses import Outcome
from tests.conftest import kill
from tests.crawls.crashing import REVISIT_ALL, assert_same_versions, version_chains
from tests.crawls.waiting import LIMIT, wait_for_end

if TYPE_CHECKING:
    import random
    import subprocess
    from collections.abc import Callable, Iterator

    from tests.conftest import Archive, Ended
    from tests.object_store.holding_proxy import HoldingProxy
    from tests.object_store.machines import Machine

LEASE = 1.0
FIRST_PUTS, LATER_PUTS = 25, 8
"""How many objects a crawl puts at least, as measured: of the first day of the demo, and of the same day or a later one.
A later put would kill nothing."""


class Kill(NamedTuple):
    """What is killed: the crawl that makes the put with this number, before or after the server gets it."""

    put: int
    is_put: bool
    arrives_late: bool
    """Whether the server gets it only after a run on another machine."""


def any_kill(chance: random.Random, puts: int) -> Kill:
    return Kill(chance.randint(1, puts), chance.random() < 0.5, chance.random() < 0.3)


def start_day(machine: Machine, day: int) -> subprocess.Popen[str]:
    return machine.start("crawl", "demo", "-a", f"port={machine.port}", "-a", f"day={day}", *REVISIT_ALL)


def crawl_until_free(machine: Machine, day: int) -> Ended:
    """Crawl a day; try again as long as a run that was killed on another machine has the site."""
    while (ended := machine.demo("-a", f"day={day}", *REVISIT_ALL)).code == Outcome.LOCKED.code:
        assert "is in use by another run" in ended.err, ended.out + ended.err
    assert "Traceback" not in ended.err, ended.err
    return ended


def crawl_day(machine: Machine, day: int) -> None:
    ended = crawl_until_free(machine, day)
    assert ended.code == 0, f"day {day}: {ended.out}{ended.err}"


@contextmanager
def killed_at(machine: Machine, proxy: HoldingProxy, day: int, how: Kill) -> Iterator[bool]:
    """Start a crawl and kill it at a put; yield whether it died of that. A put that arrives late arrives at the end."""
    with _held_at(lambda: start_day(machine, day), proxy, how) as (process, late):
        died = process.poll() is None
        kill(process)
        if not how.arrives_late:
            late.set()
        yield died


def stop_at(
    start: Callable[[], subprocess.Popen[str]], proxy: HoldingProxy, how: Kill, crawl: Callable[[], object]
) -> Ended:
    """Start a crawl, stop it at a put until ``crawl`` has run on another machine, and return how it ended then."""
    with _held_at(start, proxy, how) as (process, late):
        process.send_signal(signal.SIGSTOP)
        crawl()
        late.set()
        process.send_signal(signal.SIGCONT)
        return wait_for_end(process)


@contextmanager
def _held_at(
    start: Callable[[], subprocess.Popen[str]], proxy: HoldingProxy, how: Kill
) -> Iterator[tuple[subprocess.Popen[str], threading.Event]]:
    """Start a crawl, and yield it when it waits at a put, or has ended before; the event lets the put pass."""
    numbers, reached, late = itertools.count(1), threading.Event(), threading.Event()

    def at_put(request: str) -> None:
        if request.startswith("PUT ") and next(numbers) == how.put:
            reached.set()
            late.wait(LIMIT)

    def before(request: str) -> None:
        if not how.is_put:
            at_put(request)

    def after(request: str) -> None:
        if how.is_put:
            at_put(request)

    proxy.before, proxy.after = before, after
    process = start()
    while not reached.wait(0.02) and process.poll() is None:
        pass
    try:
        yield process, late
    finally:
        late.set()
        proxy.before = proxy.after = lambda _request: None


def assert_same_archive(machine: Machine, others: list[Machine], undisturbed: Archive) -> None:
    """Assert that kills cost no version, repeat none, and leave nothing that ``verify`` has a fault to find in."""
    chains, expected = version_chains(machine), version_chains(undisturbed)
    for url in sorted({*chains, *expected}):
        if chains.get(url) != expected.get(url):
            print(f"{url}: {chains.get(url)}, undisturbed {expected.get(url)}")
    assert_same_versions(machine, undisturbed)
    found = [path for one in (machine, *others) for path in one.local_leftovers()]
    assert not found, found
