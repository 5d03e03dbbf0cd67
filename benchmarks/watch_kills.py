"""Test that killed processes leave no version out: 200 kills while an archive grows and watches deliver.

    uv run python -m benchmarks.watch_kills [--kills 200] [--seed N]

A site on loopback gets bulletins and edits. In each step it is crawled, and processes are killed with SIGKILL: the
crawl, which delivers at its end, or ``bulletin watch run`` after a crawl without watches, again and again until one
ends. Half of them are killed at any moment, half while they deliver. Two watches post to a webhook that takes 5 ms for
each message, and write feeds.

At the end every version that was published must have come to the webhook, at most one message twice for each kill, and
that one the one in flight; each feed must hold its newest 200 hits, each once; ``bulletin verify`` must find no fault.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser

from bulletin_spider.statuses import Change
from bulletin_spider.watches.delivery.feed_file import ENTRIES
from tests.conftest import Archive, free_port, kill
from tests.crawls.baishi import FAST
from tests.serving import Pages
from tests.watches.counting_webhook import CountingWebhook
from tests.watches.growing_site import GrowingSite

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

_ANSWER = 0.005
"""Seconds for each message: a kill while messages are sent meets one in flight."""
_SENDING = 0.15
"""Seconds in which the messages of one step are sent."""
_CRAWL = ("crawl", "listing", "-a", "site=baishi", "-a", "revisit=all", "-s", "REVISIT_LIMIT=15", *FAST)
_KILLED_CRAWLS = 0.5
"""The share of steps in which the crawl is killed. In the others the delivery after it is, until one ends."""
_WITHOUT_WATCHES = ("-s", "WATCHES=")


class Bench:
    """An archive that grows, its watches, and the processes that are killed."""

    def __init__(self, directory: Path, chance: random.Random) -> None:
        self.chance, self.hook = chance, CountingWebhook(_ANSWER)
        self.site = GrowingSite(chance)
        self.server = Pages(self.site.pages)
        self.archive = Archive(directory / "archive", free_port())
        self.feeds = directory / "all.atom", directory / "edits.json"
        self.file = directory / "watches.toml"
        self.file.write_text(
            f'[all]\nnotify = ["{self.hook.address}/all"]\nfeed = "{self.feeds[0]}"\n'
            f'[edits]\nkinds = ["revised"]\nnotify = ["{self.hook.address}/edits"]\nfeed = "{self.feeds[1]}"\n',
            encoding="utf-8",
        )
        self.file.chmod(0o600)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command; a later ``-s`` wins over that of the watches."""
        return self.archive.start(arguments[0], "-s", f"WATCHES={self.file}", *arguments[1:])

    def run(self, *arguments: str) -> float:
        """Run a command to its end, and return the seconds."""
        began = time.monotonic()
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, f"{arguments}: {out}{err}"
        return time.monotonic() - began

    def crawl(self, *more: str) -> float:
        """Crawl the site to the end."""
        return self.run(*_CRAWL, "-a", f"url={self.server.url}/sq/", *more)

    def step(self, longest: float) -> Iterator[str]:
        """Let the site grow, crawl it, and kill processes. Yield the name of each that died of it."""
        self.site.grow()
        if self.chance.random() < _KILLED_CRAWLS:
            if name := self.start_and_kill(
                "crawl", *_CRAWL[1:], "-a", f"url={self.server.url}/sq/", longest=longest
            ):
                yield name
            return
        self.crawl(*_WITHOUT_WATCHES)
        while name := self.start_and_kill("watch", "run", longest=longest / 2):
            yield name

    def start_and_kill(self, *command: str, longest: float) -> str:
        """Start a command and kill it. Return its name; empty if it had ended before."""
        self.hook.arrived.clear()
        process, name = self.start(*command), command[0]
        if self.chance.random() < 0.5 and self.hook.arrived.wait(longest * 2):
            time.sleep(self.chance.uniform(0, _SENDING))
            name += " that delivers"
        else:
            time.sleep(self.chance.uniform(0, longest))
        kill(process)
        return name if process.returncode == -signal.SIGKILL else ""

    def check(self, kills: int) -> str:
        """Assert what the watches have got, and return the figures."""
        published = [
            version for version in self.archive.versions("baishi") if version["change"] != Change.REREAD
        ]
        edits = [version for version in published if version["change"] == Change.REVISED]
        doubles = {}
        for path, versions in (("/all", published), ("/edits", edits)):
            delivered = {
                (one["version"]["id"], one["version"]["revision"]) for one in self.hook.received[path]
            }
            assert delivered == {(version["id"], version["revision"]) for version in versions}, path
            doubles[path] = self.hook.doubles(path)
        assert sum(doubles.values()) <= kills, doubles
        links = [entry.id for entry in feedparser.parse(self.feeds[0].read_bytes()).entries]
        items = [item["id"] for item in json.loads(self.feeds[1].read_bytes())["items"]]
        for ids, versions in ((links, published), (items, edits)):
            assert len(ids) == len({*ids}) == min(ENTRIES, len(versions))
        return (
            f"{len(published)} versions, {len(edits)} of them edits: all were delivered;"
            f" {sum(doubles.values())} of {sum(map(len, self.hook.received.values()))} messages came twice, each"
            f" the one in flight; each of {len(links)} and {len(items)} entries is in its feed once"
        )

    def stop(self) -> None:
        """Stop the servers."""
        self.server.stop()
        self.hook.stop()


def main() -> None:
    """Kill processes, complete the work, and check what was delivered."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    died: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(Path(directory), random.Random(options.seed))  # noqa: S311
        bench.run("watch", "run")  # the watches begin before anything is published
        longest, began = bench.crawl(), time.monotonic()
        while died.total() < options.kills:
            for name in bench.step(longest):
                died[name] += 1
                print(f"{died.total()} killed", end="\r", flush=True)
        bench.crawl()
        bench.run("watch", "run")
        seconds = time.monotonic() - began
        figures = bench.check(died.total())
        verified = bench.archive.scrapy("verify")
        assert verified.code == 0, verified.out
        bench.stop()
    by_name = ", ".join(f"{count} {name}" for name, count in sorted(died.items()))
    print(
        f"seed {options.seed}: {died.total()} killed processes in {seconds:.0f} s ({by_name}); {figures};"
        " verify finds no fault"
    )


if __name__ == "__main__":
    main()
