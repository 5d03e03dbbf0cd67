"""Count what an archive in an object store costs: requests, bytes and seconds, beside the same archive on the disk.

    uv run python -m benchmarks.store [--sites 1000] [--runs 12] [--bulletins 4] [--skip "verify --deep"]

An archive of one day of all sites is built on the disk and copied to a bucket of the S3 server of the tests, through
a proxy on loopback that counts. Then both archives go through the same commands with the same switches, one after the
other, on this machine: seconds are those of a store without distance, so the requests say more. At the end the
requests are priced for 3,000 sites that are visited every two hours.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.counting_proxy import CountingProxy, Traffic
from benchmarks.store_archive import build
from bulletin_spider.archive.layout import Layout
from tests.conftest import free_port
from tests.object_store.server import BUCKET, S3Server, store_environment

METHODS = ("PUT", "GET", "HEAD", "LIST", "DELETE")
PRICES = {"PUT": 5.0, "LIST": 5.0, "GET": 0.4, "HEAD": 0.4, "DELETE": 0.0}
"""Dollars for a million requests: S3 Standard's list prices in us-east-1."""
NATION, DAYS = 3_000, 30
VISITS = {"idle run": 11, "publishing run": 1}
"""How many of a site's visits a day are of which kind: districts publish in bursts, mostly once a day."""
EACH_DAY = ("status, again", "verify, again", "pack")
"""Commands that are run once a day, over all sites."""


class Step(NamedTuple):
    """A command; ``codes`` are the exit codes that are right."""

    name: str
    arguments: tuple[str, ...]
    codes: tuple[int, ...] = (0,)


class Cost(NamedTuple):
    """What a command took."""

    seconds: float
    cpu: float
    traffic: Traffic

    @property
    def dollars(self) -> float:
        """The price of its requests."""
        return sum(PRICES[method] * count for method, count in self.traffic.requests.items()) / 1_000_000


def main() -> None:
    """Build both archives, run the commands, and print a table and the price of a month."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=12, help="runs of each site")
    parser.add_argument("--bulletins", type=int, default=4, help="bulletins of each site, one a run")
    parser.add_argument("--skip", action="append", default=[], help="a step that is left out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        build(Layout(place / "files"), options.sites, options.runs, options.bulletins)
        server = S3Server.start(place / "server")
        try:
            costs = measure(place, CountingProxy(server.endpoint), options.skip)
        finally:
            server.stop()
    print_month(costs, options.sites)


def steps() -> list[Step]:
    """Return what is measured, in its order; the demo's day 2 publishes three bulletins."""
    demo = ("crawl", "demo", "--quiet", "-a", f"port={free_port()}")
    return [
        Step("reindex, first on a machine", ("reindex",)),
        Step("status, first on a machine", ("status",), (0, 3)),
        Step("status, again", ("status",), (0, 3)),
        Step("verify, first on a machine", ("verify",)),
        Step("verify, again", ("verify",)),
        Step("verify --deep", ("verify", "--deep")),
        Step("first run, 60 bulletins", demo),
        Step("idle run", demo),
        Step("publishing run", (*demo, "-a", "day=2")),
        Step("pack", ("pack",)),
        Step("verify after pack", ("verify",)),
    ]


def measure(place: Path, proxy: CountingProxy, skipped: list[str]) -> dict[str, Cost]:
    """Run the commands on both archives, print a row for each, and return what they cost in the store."""
    address = f"s3://{BUCKET}/measured"
    environment = store_environment(proxy.endpoint) | {"BULLETIN_CACHE": str(place / "cache")}
    on_disk, in_store = {"BULLETIN_ARCHIVE": str(place / "files")}, {"BULLETIN_ARCHIVE": address}
    print(
        f"{'':27} {'files':>14} {'store':>14}",
        *(f"{one:>8}" for one in (*METHODS, "MB sent", "MB recv", "dollars")),
    )
    copied = run(Step("copy --to", ("copy", "--to", address)), environment | on_disk, proxy)
    print_row("copy --to", None, copied)
    costs = {}
    for step in steps():
        if step.name in skipped:
            continue
        files = run(step, environment | on_disk, proxy)
        costs[step.name] = run(step, environment | in_store, proxy)
        print_row(step.name, files, costs[step.name])
    return costs


def run(step: Step, environment: dict[str, str], proxy: CountingProxy) -> Cost:
    """Run a command in a process of its own."""
    proxy.take()
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bulletin_spider", *step.arguments],
        env=os.environ | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
    if done.returncode not in step.codes:
        sys.exit(f"{step.name}: exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, proxy.take())


def print_row(name: str, files: Cost | None, store: Cost) -> None:
    """Print seconds and CPU seconds of both archives, and the requests and bytes of the store."""
    times = [f"{one.seconds:8.2f} {one.cpu:5.1f}" if one else "" for one in (files, store)]
    traffic = store.traffic
    counts = [f"{traffic.requests[method]:8,}" for method in METHODS]
    sizes = [f"{size / 1e6:8.2f}" for size in (traffic.sent, traffic.received)]
    print(f"{name:27} {times[0]:>14} {times[1]:>14}", *counts, *sizes, f"{store.dollars:8.4f}", flush=True)


def print_month(costs: dict[str, Cost], sites: int) -> None:
    """Print the price of the requests of a month, by kind of command."""
    total = 0.0
    print(f"\n{NATION:,} sites, {sum(VISITS.values())} visits a day, {DAYS} days:")
    for name, visits in ((name, visits) for name, visits in VISITS.items() if name in costs):
        dollars = costs[name].dollars * visits * NATION * DAYS
        total += dollars
        print(f"{name:27} {visits * NATION * DAYS:10,} times {dollars:8.2f} dollars")
    for name in (name for name in EACH_DAY if name in costs):
        dollars = costs[name].dollars * NATION / sites * DAYS
        total += dollars
        print(f"{name:27} {DAYS:10,} times {dollars:8.2f} dollars")
    print(f"{'all requests':27} {'':16} {total:8.2f} dollars")


if __name__ == "__main__":
    main()
