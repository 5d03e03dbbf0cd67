"""Test that crawls that are cut off lose nothing in an object store: 100 kills and 40 stops, from two machines.

    uv run python -m benchmarks.store_kills [--kills 100] [--days 3] [--stops 40] [--races 20] [--seed N]

On each day of the demo crawls of either machine are killed with SIGKILL at one of their puts, before or after the
server has got it; three in ten of these puts arrive only after a run of the other machine. Then the day is completed.
At the end the archive must hold the same versions as an undisturbed one on a disk, in the same order, no line twice, no
half-written file on either machine, and ``bulletin verify --deep`` must find no fault. Only crawls that really died of
it count. Then crawls are stopped with SIGSTOP at one of their puts until the other machine has crawled, and go on. Then
both machines put a claim of a new site at the same moment: one crawls, the other is locked.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.statuses import Outcome
from tests.conftest import Archive, free_port
from tests.crawls.baishi import FAST, site
from tests.crawls.crashing import crawl_day as crawl_day_on_disk
from tests.crawls.crashing import version_chains
from tests.crawls.waiting import LIMIT, wait_for_end
from tests.object_store.holding_proxy import HoldingProxy
from tests.object_store.killing import (
    FIRST_PUTS,
    LATER_PUTS,
    LEASE,
    any_kill,
    assert_same_archive,
    crawl_day,
    killed_at,
    stop_at,
)
from tests.object_store.machines import Machine, machine
from tests.object_store.server import BUCKET, S3Server
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOP_PUTS = 20
"""How many objects a crawl of twenty articles puts, three in a segment, as measured."""
_TWICE = 2
"""Times that the last day is completed, as the second run asks again for a file that did not come."""


def main() -> None:
    """Kill crawls, compare with an undisturbed archive, and let machines race."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--stops", type=int, default=40)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        server = S3Server.start(place / "s3")
        os.environ |= server.environment | {"BULLETIN_CACHE": str(place / "cache")}
        proxy = HoldingProxy(server.endpoint)
        address, port = f"s3://{BUCKET}/kills", free_port()
        both = [machine(address, port, place / name, proxy.endpoint, LEASE) for name in ("one", "two")]
        try:
            print(kills(both, proxy, Archive(place / "undisturbed", port), options), flush=True)
            print(stops(both, proxy, options.stops, random.Random(options.seed)), flush=True)  # noqa: S311
            print(races(both, proxy, options.races))
        finally:
            proxy.stop()
            server.stop()


def kills(
    both: Sequence[Machine], proxy: HoldingProxy, undisturbed: Archive, options: argparse.Namespace
) -> str:
    """Kill crawls on each day, and return what came of it."""
    chance, days = random.Random(options.seed), range(1, options.days + 1)  # noqa: S311
    for day in days:
        for _ in range(_TWICE):
            crawl_day_on_disk(undisturbed, day)
    died: Counter[str] = Counter()
    started = time.monotonic()
    for day in days:
        wanted, is_complete = _dead(died) + -(-options.kills // options.days), False
        while _dead(died) < wanted:
            one, other = chance.sample(both, 2)
            how = any_kill(chance, LATER_PUTS if is_complete or day > 1 else FIRST_PUTS)
            with killed_at(one, proxy, day, how) as is_dead:
                if is_dead:
                    died["after the put" if how.is_put else "before the put"] += 1
                    died["put late"] += how.arrives_late and not how.is_put
                    died["then another machine"] += how.arrives_late
                if how.arrives_late and chance.random() < 0.5:
                    crawl_day(other, day)
                    is_complete = True
        for _ in range(_TWICE):
            crawl_day(chance.choice(both), day)
        print(f"day {day}: {died}", flush=True)
    seconds = time.monotonic() - started
    for one in both:  # each puts what it could not put
        crawl_day(one, days[-1])
    assert_same_archive(both[0], [*both[1:]], undisturbed)
    verified = both[0].scrapy("verify", "--deep")
    assert verified.code == 0, verified.out
    notes = Counter(line.partition(" was cut off")[1] or line for line in verified.out.splitlines())
    bulletins = version_chains(both[0])
    return (
        f"seed {options.seed}: {_dead(died)} killed crawls over {options.days} days"
        f" in {seconds:.0f} s ({died}); {sum(map(len, bulletins.values()))} versions of {len(bulletins)} bulletins,"
        f" equal to the undisturbed archive; verify --deep: {notes}"
    )


def _dead(died: Counter[str]) -> int:
    return died["before the put"] + died["after the put"]


def stops(both: Sequence[Machine], proxy: HoldingProxy, count: int, chance: random.Random) -> str:
    """Stop crawls of new sites at a put until the other machine has crawled, and return what came of it."""
    pages = Pages(site())
    codes: Counter[int] = Counter()
    for number in range(count):
        name, (one, other) = f"stop{number}", chance.sample(both, 2)
        more = ("-a", f"url={pages.url}/sq/", "-a", f"site={name}", *FAST, "-s", "SEGMENT_LINES=3")

        def crawl(machine: Machine = other, arguments: Sequence[str] = more) -> None:
            while (ended := machine.scrapy("crawl", "listing", *arguments)).code == Outcome.LOCKED.code:
                pass
            assert ended.code == 0, ended.out + ended.err

        how = any_kill(chance, _STOP_PUTS)
        ended = stop_at(lambda one=one, more=more: one.start("crawl", "listing", *more), proxy, how, crawl)  # type: ignore[misc]
        assert ended.code in {0, Outcome.LOCKED.code}, ended.out + ended.err
        assert "Traceback" not in ended.err, ended.err
        codes[ended.code] += 1
        found = [version["url"] for version in one.versions(name)]
        assert len(found) == len(set(found)) == 20, (number, how, found)
    pages.stop()
    for one in both:
        verified = one.scrapy("verify", "--deep")
        assert verified.code == 0, verified.out
    return f"{count} stopped crawls: exit codes {dict(codes)}; no bulletin lost or doubled, verify --deep: no faults"


def races(both: Sequence[Machine], proxy: HoldingProxy, count: int) -> str:
    """Let both machines put a claim of a new site at the same moment, and return what came of it."""
    pages = Pages(site())
    codes: Counter[tuple[int, ...]] = Counter()
    for number in range(count):
        name = f"race{number}"
        arguments = ("crawl", "listing", "-a", f"url={pages.url}/sq/", "-a", f"site={name}", *FAST)
        claims = proxy.hold(rf"PUT \S+/runs/{name}/00000001 {{.claim")
        started = [one.start(*arguments) for one in both]
        assert all(claims.arrived.acquire(timeout=LIMIT) for _ in both)
        claims.go.set()
        ended = [wait_for_end(process) for process in started]
        codes[tuple(sorted(one.code for one in ended))] += 1
        assert [run["published"] for run in both[0].runs(name)] == [len(both[0].versions(name))] == [20]
    pages.stop()
    assert set(codes) == {(0, Outcome.LOCKED.code)} or not count, codes
    return f"{count} races of two machines for a site: exit codes {dict(codes)}; one record and each bulletin once"


if __name__ == "__main__":
    main()
