"""A killed run leaves only whole segments; the next run publishes what is missing."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bulletin_spider.demo.content import site_on
from tests.conftest import ROOT, Archive, kill
from tests.crawls.baishi import crawl, site, start
from tests.crawls.crashing import (
    KILLED_COMMANDS,
    assert_same_versions,
    crawl_day,
    crawl_days,
    crawl_days_with_kills,
    kill_command,
)
from tests.crawls.waiting import LIMIT, is_closing, wait_for_end, wait_until

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.serving import Pages

pytestmark = pytest.mark.crawl


class PausedRun(NamedTuple):
    """A run of Baishi that has published two segments and waits for the answer to its next request."""

    process: subprocess.Popen[str]
    answer: threading.Event
    url: str


def segments(archive: Archive) -> int:
    return len(list((archive.root / "bulletins" / "baishi").glob("[0-9]*.jsonl")))


@pytest.fixture
def paused(archive: Archive, serve: Callable[..., Pages]) -> Iterator[PausedRun]:
    """The server answers the request for the sixteenth of twenty articles when the test sets ``answer``."""
    server = serve(site())
    answer = server.hold("/sq/art_5.shtml")
    process = start(archive, f"{server.url}/sq/", "-s", "SEGMENT_LINES=7")
    wait_until(lambda: "/sq/art_5.shtml" in server.paths and segments(archive) == 2, process)
    yield PausedRun(process, answer, f"{server.url}/sq/")
    if process.poll() is None:
        kill(process)


def assert_complete(archive: Archive, urls: set[str], name: str) -> None:
    found = [version["url"] for version in archive.versions(name)]
    assert len(found) == len(set(found)), "a bulletin was published twice"
    assert set(found) == urls, "a bulletin was lost"
    assert not list(archive.root.rglob(".*.part"))
    assert not list(archive.root.rglob("*.open"))


def assert_demo_complete(archive: Archive) -> None:
    root = f"http://127.0.0.1:{archive.port}"
    assert_complete(archive, {root + article.path for article in site_on(1)}, "demo")


def assert_baishi_complete(archive: Archive, url: str) -> None:
    assert_complete(archive, {f"{url}art_{number}.shtml" for number in range(1, 21)}, "baishi")


def test_killed_runs_change_no_version(archive: Archive, tmp_path: Path) -> None:
    undisturbed, days = Archive(tmp_path / "undisturbed", archive.port), range(1, 4)
    longest = crawl_days(undisturbed, days)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    crawl_days_with_kills(archive, days, 2, random.Random(seed), longest)
    assert_same_versions(archive, undisturbed)


def test_killed_commands_change_no_version(archive: Archive, tmp_path: Path) -> None:
    """One kill of each command; ``benchmarks/kills.py`` makes 500."""
    undisturbed, days = Archive(tmp_path / "undisturbed", archive.port), range(1, 3)
    longest = crawl_days(undisturbed, days)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    crawl_day(archive, 1)
    for name in KILLED_COMMANDS:
        kill_command(archive, name, 2, chance, longest)
    crawl_day(archive, 2)
    assert_same_versions(archive, undisturbed)


def test_killed_run_does_not_hide_older_pages(archive: Archive, paused: PausedRun) -> None:
    """It has published the whole first page of the listing, but has no record."""
    kill(paused.process)
    assert segments(archive) == 2
    paused.answer.set()
    assert crawl(archive, paused.url) == 0
    assert_baishi_complete(archive, paused.url)


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 300], ids=["lost", "damaged"])
def test_index_is_rebuilt(crawled_demo: Archive, damage: bytes) -> None:
    """Nothing is published twice."""
    for path in crawled_demo.root.glob("index/demo.sqlite*"):
        path.unlink()
    if damage:
        (crawled_demo.root / "index" / "demo.sqlite").write_bytes(damage)
    ended = crawled_demo.demo()
    assert ended.out.startswith("demo: ok, nothing new")
    assert_demo_complete(crawled_demo)


def test_stopped_run_publishes_what_it_has(archive: Archive, paused: PausedRun) -> None:
    """The next run goes on."""
    paused.process.send_signal(signal.SIGTERM)
    wait_until(lambda: is_closing(archive), paused.process)
    paused.answer.set()
    ended = wait_for_end(paused.process)
    assert ended.code == 143
    assert "Traceback" not in ended.err
    assert ended.out.startswith("baishi: interrupted")
    record = archive.runs("baishi")[0]
    assert record["outcome"] == "interrupted"
    assert {row["url"].rpartition("/")[2] for row in record["failed"]} == {
        f"art_{number}.shtml" for number in range(1, 5)
    }
    assert len(archive.versions("baishi")) == record["published"] >= 7
    assert [file["name"] for file in record["captures"]] == [f"captures/baishi/{record['run']}.warc.gz"]
    crawl(archive, paused.url)
    assert_baishi_complete(archive, paused.url)


def test_next_run_replaces_unwritable_files(archive: Archive) -> None:
    command = [
        sys.executable, "-m", "scrapy", "crawl", "demo", "-a", f"port={archive.port}",
        "-s", "SEGMENT_LINES=30", "-s", "CAPTURE_ROLL_BYTES=20000",
    ]  # fmt: skip
    first = archive.demo("-a", "limit=40", "-s", "SEGMENT_LINES=5", "-s", "ATTACHMENTS=off")
    assert first.code == 0
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 40; exec "$@"', "bash", *command],
        cwd=ROOT,
        env=archive.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 74
    assert done.stdout.startswith("demo: output failed - ")
    assert re.search(r"20 bulletins were to be published, 1?\d are on disk", done.stdout), (
        "only whole lines count"
    )
    assert "Traceback" not in done.stderr
    assert archive.demo().code == 0
    assert_demo_complete(archive)


def test_record_names_no_removed_capture(archive: Archive, paused: PausedRun) -> None:
    shutil.rmtree(archive.root / "captures" / "baishi")
    paused.answer.set()
    ended = wait_for_end(paused.process)
    assert ended.out.startswith("baishi: output failed - ")
    (record,) = archive.runs("baishi")
    assert (record["captures"], record["pages"], record["seen"]) == ([], [], {})
    assert crawl(archive, paused.url) == 0
    assert_baishi_complete(archive, paused.url)
    found = [line.partition(":")[0] for line in archive.scrapy("verify").out.splitlines()]
    assert found[:-2] == ["version"] * 14, "only the published lines miss their captures"


def test_next_run_replaces_a_removed_segment_directory(archive: Archive, paused: PausedRun) -> None:
    shutil.rmtree(archive.root / "bulletins" / "baishi")
    paused.answer.set()
    ended = wait_for_end(paused.process)
    assert ended.code == 74, ended.out + ended.err
    assert ended.out.startswith("baishi: output failed - ")
    assert "Traceback" not in ended.err
    assert crawl(archive, paused.url) == 0
    assert_baishi_complete(archive, paused.url)
    assert archive.scrapy("verify").code == 0
