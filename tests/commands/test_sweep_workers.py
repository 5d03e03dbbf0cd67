from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.conftest import ROOT
from tests.crawls.baishi import article, site
from tests.crawls.talking_sites import WAYS
from tests.crawls.waiting import is_closing, wait_for_end, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

HOSTILE = ("-s", "SPIDER_MODULES=tests.crawls.hostile_sweep_sites", "-s", "WORKER_SILENCE=6")
TALKING = ("-s", "SPIDER_MODULES=tests.crawls.talking_sites")


def below(folder: str, number: int) -> dict[str, object]:
    """Return Baishi's pages in another folder, with one article that holds the folder's name."""
    pages = {path.replace("/sq/", f"/{folder}/"): page for path, page in site().items()}
    return pages | {f"/{folder}/art_{number}.shtml": article(number).replace("居民", f"{folder} 居民")}


def test_hostile_sites_harm_no_neighbour(
    archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One raises, one hangs and one kills the worker; the others publish all, and nothing twice."""
    monkeypatch.setenv("SWEEP_SITE", serve(site() | below("poisoned", 14) | below("sleepy", 19)).url)
    names = ("calm", "gentle", "leaky", "poisoned", "sleepy")
    ended = archive.scrapy("sweep", *HOSTILE, "--json", "--jobs", "5", *names)
    assert ended.code == 1, ended.err
    runs = json.loads(ended.out)["sites"]
    assert {name: run["outcome"] for name, run in runs.items()} == {
        "calm": "ok",
        "gentle": "ok",
        "leaky": "error",
        "poisoned": "error",
        "sleepy": "error",
    }
    assert [runs[name]["reasons"][0] for name in ("leaky", "poisoned", "sleepy")] == [
        "LookupError: no spider today (-L DEBUG shows where)",
        "SIGKILL ended it",
        "it hung and its time limit ended it",
    ]
    assert "sleepy: its worker was silent for 6 s; it runs again alone" in ended.err
    assert "poisoned: its worker ended; it runs again alone" in ended.err
    assert "Traceback" not in ended.err
    for name in ("calm", "gentle"):
        assert sorted(version["revision"] for version in archive.versions(name)) == [1] * 20
        assert len({version["id"] for version in archive.versions(name)}) == 20
    verified = archive.scrapy("verify")
    assert verified.code == 0, verified.out


def test_endless_site_ends_at_its_time_limit(
    archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list is never answered, and the limit is shorter than a closing run is patient."""
    server = serve(site())
    server.hold("/endless/")
    monkeypatch.setenv("SWEEP_SITE", server.url)
    ended = archive.scrapy("sweep", *HOSTILE, "--json", "calm", "endless")
    runs = json.loads(ended.out)["sites"]
    assert runs["endless"]["reasons"] == ["it hung and its time limit ended it"]
    assert (runs["calm"]["outcome"], runs["calm"]["reasons"]) == ("ok", [])
    with FileLock(archive.root / "runs" / ".endless.lock", timeout=0):
        pass


def test_second_signal_stops_a_sweep_at_once(
    archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server does not answer, so a sweep that ends has not waited."""
    server = serve(site())
    server.hold("/sq/")
    monkeypatch.setenv("SWEEP_SITE", server.url)
    process = archive.start(
        "sweep", *HOSTILE, "calm", "-s", "DOWNLOAD_TIMEOUT=600", "-s", "CLOSESPIDER_TIMEOUT=0"
    )
    wait_until(lambda: "/sq/" in server.paths, process)
    process.send_signal(signal.SIGINT)
    wait_until(lambda: is_closing(archive, "calm"), process)
    assert process.poll() is None, "the first signal lets the run wait for the answer"
    process.send_signal(signal.SIGINT)
    ended = wait_for_end(process)
    assert (ended.code, ended.err) == (130, "")
    assert "stopped at once" in ended.out
    with FileLock(archive.root / "runs" / ".calm.lock", timeout=0):
        pass


def test_no_log_line_crosses_between_sites(archive: Archive, serve: Callable[..., Pages]) -> None:
    """Both sites talk through loggers, timers, threads and Twisted, on connections to a name that is resolved."""
    urls = {name: serve(site()).url.replace("127.0.0.1", "localhost") for name in ("loud", "noisy")}
    environment = archive.environment() | {name.upper(): url for name, url in urls.items()}
    del environment["PYTHONWARNINGS"]  # with it, Python's warnings are errors and not logged
    command = [sys.executable, "-m", "scrapy", "sweep", *TALKING]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    for own, other in (("loud", "noisy"), ("noisy", "loud")):
        (path,) = (archive.root / "logs" / own).glob("*.log")
        log = path.read_text(encoding="utf-8")
        assert [way for way in WAYS if f"{way}: {own} says it" not in log] == []
        assert "download warn size" in log
        assert other not in log
        assert urls[other] not in log
        counted = re.search(r"'log_count/WARNING': (\d+)", log)
        assert counted
        assert int(counted[1]) == log.count(" WARNING [")
        shown = [line for line in done.stderr.splitlines() if line.startswith(f"{own}: ")]
        assert 0 < len(shown) <= 20
        assert not [line for line in shown if other in line or urls[other] in line]
