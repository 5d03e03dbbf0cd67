from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from filelock import FileLock

from bulletin_spider.archive.layout import Layout
from bulletin_spider.operations.schedule import site_pool
from bulletin_spider.operations.schedule.parent_process import VARIABLE
from bulletin_spider.operations.schedule.site_pool import SitePool
from bulletin_spider.statuses import Outcome
from tests.conftest import ROOT
from tests.crawls.baishi import article, site
from tests.crawls.waiting import LIMIT, is_closing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Archive
    from tests.serving import Pages

OPTIONS = ("-s", "SPIDER_MODULES=tests.crawls.hostile_sweep_sites", "-s", "DOWNLOAD_TIMEOUT=600")
COMMAND = (sys.executable, "-m", "bulletin_spider", "crawl", "--json", *OPTIONS)
BULLETIN = [sys.executable, "-m", "bulletin_spider", "--version"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")


class Sites(NamedTuple):
    """A pool that runs in a thread, and the server of its sites."""

    pool: SitePool
    thread: threading.Thread
    server: Pages


@pytest.fixture
def sites(archive: Archive, serve: Callable[..., Pages], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    server = serve(
        site() | {"/poisoned/": site()["/sq/"], "/poisoned/art_20.shtml": article(20) + "poisoned"}
    )
    for name, value in (archive.environment() | {"SWEEP_SITE": server.url}).items():
        monkeypatch.setenv(name, value)
    pool = SitePool(COMMAND, OPTIONS, ROOT, Layout(archive.root), jobs=2)
    thread = threading.Thread(target=pool.run)
    thread.start()
    yield Sites(pool, thread, server)
    pool.stop(signal.SIGKILL)
    thread.join()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def children(process: int) -> set[int]:
    """Return the processes that the threads of one have started and not yet waited for."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for path in lists for child in path.read_text().split()}


@pytest.mark.crawl
@linux_only
def test_worker_waits_for_later_sites(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    pool, thread, server = sites
    pool.jobs = 1
    others, held = children(os.getpid()), server.hold("/sq/")
    first, waiting = pool.crawl("calm"), pool.crawl("gentle")
    assert pool.crawl("calm") is first
    wait_for(lambda: "/sq/" in server.paths)
    assert pool.running == ["calm"]
    assert not first.cancel()
    assert pool.withdraw() == ["gentle"]
    unstarted = waiting.result(0)
    assert (unstarted.started, unstarted.left_record) == (False, False)
    assert (unstarted.record["outcome"], unstarted.record["reasons"]) == ("interrupted", ["not started"])
    (worker,) = children(os.getpid()) - others
    held.set()
    later = pool.crawl("gentle")
    for result in (first.result(LIMIT), later.result(LIMIT)):
        assert (result.record["outcome"], result.left_record, result.started) == ("ok", True, True)
    assert children(os.getpid()) - others == {worker}
    assert pool.crawl("nowhere").result(LIMIT).record["reasons"] == ["unknown site 'nowhere'"]
    monkeypatch.setattr(site_pool, "IDLE", 0.0)
    wait_for(lambda: children(os.getpid()) == others)
    pool.end()
    thread.join(LIMIT)
    assert not thread.is_alive()
    assert not pool.crawl("calm").result(0).started


@pytest.mark.crawl
def test_suspected_site_does_not_wait_for_others(sites: Sites) -> None:
    """It kills the worker, and then its own process, while its neighbour still waits for an answer."""
    pool, _, server = sites
    held = server.hold("/sq/")
    calm = pool.crawl("calm")
    wait_for(lambda: "/sq/" in server.paths)
    poisoned = pool.crawl("poisoned").result(LIMIT)
    assert poisoned.record["reasons"] == ["SIGKILL ended it"]
    assert poisoned.lines[0] == "its worker ended; it runs again alone"
    assert not poisoned.left_record
    assert not calm.done()
    held.set()
    assert calm.result(LIMIT).record["outcome"] == "ok"


@pytest.mark.crawl
def test_second_signal_ends_all_crawls_at_once(sites: Sites, archive: Archive) -> None:
    pool, thread, server = sites
    server.hold("/sq/")
    ends = [pool.crawl("calm"), pool.crawl("gentle", alone=True)]
    wait_for(lambda: server.paths.count("/sq/") == 2)
    third = pool.crawl("endless")
    pool.stop(signal.SIGTERM)
    wait_for(lambda: is_closing(archive, "calm") and is_closing(archive, "gentle"))
    assert not third.result(LIMIT).started
    assert pool.running == ["calm", "gentle"]
    pool.stop(signal.SIGTERM)
    thread.join(LIMIT)
    for end in ends:
        record = end.result(0).record
        assert (record["outcome"], record["reasons"]) == (Outcome.INTERRUPTED, ["stopped at once"])


@pytest.mark.parametrize("alone", [True, False])
def test_process_that_cannot_start_is_an_error(tmp_path: Path, alone: bool) -> None:
    pool = SitePool(COMMAND, OPTIONS, tmp_path / "gone", Layout(tmp_path))
    result = pool.crawl("calm", alone=alone)
    pool.end()
    pool.run()
    reason = f"its process cannot be started: {tmp_path / 'gone'}: No such file or directory"
    assert result.result(0).record["reasons"] == [reason]


PARENT = f"""
import sys
from pathlib import Path
from bulletin_spider.archive.layout import Layout
from bulletin_spider.operations.schedule.site_pool import SitePool
pool = SitePool({COMMAND}, {OPTIONS}, Path.cwd(), Layout(Path(sys.argv[1])), ends_with_parent=True)
pool.crawl("calm")
pool.crawl("gentle", alone=True)
pool.run()
"""


@pytest.mark.crawl
@linux_only
def test_killed_parent_takes_its_crawls_along(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve(site())
    server.hold("/sq/")
    environment = archive.environment() | {"SWEEP_SITE": server.url}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(archive.root)], cwd=ROOT, env=environment
    ) as parent:
        try:
            wait_for(lambda: server.paths.count("/sq/") == 2)
            crawls = children(parent.pid)
        finally:
            parent.kill()
    assert len(crawls) == 2
    for name in ("calm", "gentle"):
        with FileLock(
            archive.root / "runs" / f".{name}.lock", timeout=LIMIT
        ):  # until the kernel has ended it
            pass
    assert not any(Path(f"/proc/{crawl}/exe").exists() for crawl in crawls)


@linux_only
def test_crawl_ends_if_parent_has_gone_before() -> None:
    """The number is that of another process, as if the parent had been replaced by it."""
    environments = [os.environ | {VARIABLE: str(number)} for number in (os.getpid(), os.getppid())]
    done = [subprocess.run(BULLETIN, cwd=ROOT, env=one, check=False) for one in environments]
    assert [one.returncode for one in done] == [0, -signal.SIGKILL]


@linux_only
def test_processes_of_a_crawl_do_not_inherit_its_end() -> None:
    code = (
        "import os; from bulletin_spider.operations.schedule.parent_process import *; obey_variable();"
        "print([name for name in os.environ if name == VARIABLE])"
    )
    environment = os.environ | {VARIABLE: str(os.getpid())}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout == b"[]\n"
