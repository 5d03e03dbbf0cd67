"""A run killed at any moment leaves whole segments only; the next one completes what was missing."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.demo.content import site_on
from tests.conftest import ROOT, Archive, kill
from tests.crawls.crashing import check as compare
from tests.crawls.crashing import disturbed, undisturbed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.crawl

SMALL = ("-s", "SEGMENT_LINES=7", "-s", "DOWNLOAD_DELAY=0.02")


def segments(archive: Archive) -> int:
    return len(list((archive.root / "bulletins" / "demo").glob("[0-9]*.jsonl")))


def wait_for(archive: Archive, count: int, process: subprocess.Popen[str]) -> None:
    while segments(archive) < count and process.poll() is None:
        time.sleep(0.005)


def check(archive: Archive, day: int = 1) -> None:
    root = f"http://127.0.0.1:{archive.port}"
    urls = [version["url"] for version in archive.versions()]
    assert len(urls) == len(set(urls)), "a bulletin was published twice"
    assert set(urls) == {root + article.path for article in site_on(day)}, "a bulletin was lost"
    assert not list(archive.root.rglob(".*.part"))
    assert not list(archive.root.rglob("*.open"))


def test_runs_killed_at_any_moment_leave_the_archive_of_an_undisturbed_series(
    archive: Archive, tmp_path: Path
) -> None:
    quiet, days = Archive(tmp_path / "quiet", archive.port), range(1, 4)
    longest = undisturbed(quiet, days)
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    disturbed(archive, days, 3, random.Random(seed), longest)
    compare(archive, quiet)


def test_a_run_killed_before_its_record_does_not_hide_the_older_pages(archive: Archive) -> None:
    process = archive.start("crawl", "demo", "-a", f"port={archive.port}", *SMALL)
    wait_for(archive, 2, process)
    kill(process)
    assert 1 < segments(archive) < 9
    assert archive.demo().code == 0
    check(archive)


def test_a_lost_or_damaged_index_is_rebuilt_and_nothing_is_published_twice(archive: Archive) -> None:
    archive.demo()
    for damage in (b"", b"not a database at all, not a database at all, not a database at all" * 100):
        for path in archive.root.glob("index.sqlite*"):
            path.unlink()
        if damage:
            (archive.root / "index.sqlite").write_bytes(damage)
        ended = archive.demo()
        assert ended.out.startswith("demo: ok, nothing new")
    check(archive)


def test_a_run_that_is_asked_to_stop_publishes_what_it_has_and_the_next_goes_on(archive: Archive) -> None:
    process = archive.start(
        "crawl", "demo", "-a", f"port={archive.port}", "-s", "SEGMENT_LINES=7", "-s", "DOWNLOAD_DELAY=0.1"
    )
    wait_for(archive, 1, process)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert "Traceback" not in err
    assert out.startswith("demo: interrupted")
    record = archive.runs()[0]
    assert record["outcome"] == "interrupted"
    assert len(archive.versions()) == record["published"] >= 7
    assert [file["name"] for file in record["captures"]] == [f"captures/demo/{record['run']}.warc.gz"]
    archive.demo()
    check(archive)


def test_a_file_that_cannot_be_written_is_told_and_made_good_by_the_next_run(archive: Archive) -> None:
    crawl = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "demo",
        "-a",
        f"port={archive.port}",
        "-s",
        "SEGMENT_LINES=30",
        "-s",
        "CAPTURE_ROLL_BYTES=20000",
    ]
    first = archive.demo("-a", "limit=40", "-s", "SEGMENT_LINES=5")
    assert first.code == 0
    limited = ["bash", "-c", 'ulimit -f 40; exec "$@"', "bash", *crawl]
    done = subprocess.run(
        limited, cwd=ROOT, env=archive.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 74
    assert done.stdout.startswith("demo: output failed - ")
    assert re.search(r"20 bulletins were to be published, 1?\d are on disk", done.stdout), "whole lines only"
    assert "Traceback" not in done.stderr
    assert archive.demo().code == 0
    check(archive)


def test_a_segment_directory_removed_during_a_run_is_told_and_the_next_run_publishes_again(
    archive: Archive,
) -> None:
    process = archive.start(
        "crawl", "demo", "-a", f"port={archive.port}", "-s", "SEGMENT_LINES=7", "-s", "DOWNLOAD_DELAY=0.1"
    )
    wait_for(archive, 2, process)
    shutil.rmtree(archive.root / "bulletins" / "demo")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 74, out + err
    assert out.startswith("demo: output failed - ")
    assert "Traceback" not in err
    assert archive.demo().code == 0
    check(archive)
    assert archive.scrapy("verify").code == 0
