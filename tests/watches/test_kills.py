"""Evaluations that are killed leave no version out; ``benchmarks/watch_kills.py`` is the long form with crawls."""

from __future__ import annotations

import os
import random
import signal
import time
from itertools import count
from typing import TYPE_CHECKING

import feedparser
import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.watches.evaluation import begin_watches
from bulletin_spider.watches.watch_file import read_watches
from tests.archive.wordings import put, wording
from tests.watches.counting_webhook import CountingWebhook
from tests.watches.evaluating import Evaluations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

KILLS = 25
MOST = 190
"""Bulletins, so that the feed, which keeps 200 entries, holds them all."""


class Watched:
    """An archive that grows, and a watch of all of it with a webhook and a feed."""

    def __init__(self, directory: Path) -> None:
        self.archive, self.feed = directory / "archive", directory / "feed.atom"
        self.file = directory / "watches.toml"
        self.hook = CountingWebhook(delay=0.002)
        text = f'[all]\nnotify = ["{self.hook.address}/all"]\nfeed = "{self.feed}"\n'
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(0o600)
        begin_watches(Layout(self.archive), read_watches(self.file).watches)
        self.evaluations = Evaluations(self.archive, self.file)
        self.published, self.killed = list[str](), 0

    def publish(self, count: int, site: str = "haidian") -> None:
        """Publish a segment with so many new bulletins."""
        first = len(self.published) + 1
        numbers = range(first, first + count)
        versions = [wording(number, f"第{number}条", title=str(number)) for number in numbers]
        put(self.archive, *versions, site=site, run=f"20260928T{first:06}Z")
        self.published += map(str, numbers)

    def end(self) -> bool:
        """Wait for the end of the evaluation that was started; return whether it was killed."""
        was_killed = self.evaluations.end()
        self.killed += was_killed
        return was_killed

    def complete(self) -> None:
        """Evaluate to the end."""
        self.evaluations.start()
        assert not self.end()

    def check(self) -> None:
        """Assert that everything was delivered, and twice only what was in flight."""
        delivered = {message["version"]["title"] for message in self.hook.received["/all"]}
        assert delivered == {*self.published}
        assert self.hook.doubles("/all") <= self.killed
        entries = [entry.title for entry in feedparser.parse(self.feed.read_bytes()).entries]
        assert sorted(entries) == sorted(f"new: {title}" for title in self.published)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    with made.evaluations:
        yield made
    made.hook.stop()


def test_kill_at_each_call_leaves_nothing_out(watched: Watched) -> None:
    """The calls are those that sync or rename a file of the state or of the feed."""
    for call in count(1):
        watched.publish(1)
        watched.evaluations.start(call)
        if not watched.end():
            break
        watched.complete()
    watched.check()
    assert watched.killed >= 9, "the webhook's state, the feed and its state take three calls each"
    assert watched.hook.doubles("/all") >= 1


def test_kill_at_any_moment_leaves_nothing_out(watched: Watched) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    while watched.killed < KILLS and len(watched.published) < MOST:
        watched.publish(chance.randint(1, 3), chance.choice(("haidian", "xicheng")))
        process = watched.evaluations.start()
        time.sleep(chance.uniform(0, 0.02))
        os.kill(process, signal.SIGKILL)
        watched.end()
    watched.complete()
    watched.check()
