"""Replays publish a version where today's rules read a kept page differently, and change nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock

from bulletin_spider.actions.replay import replay_options
from bulletin_spider.actions.verify import findings
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.verification.site import VerificationCounts
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.operations.replay.reread import RereadBulletin, read_again
from bulletin_spider.operations.replay.workers import RereadPool
from tests.archive.records import write_chain
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.archive.segments.latest import LatestVersion

pytestmark = pytest.mark.crawl

CHANGED = (2, 9, 30)
"""Versions, by address, that other rules read differently."""
OWED = {
    "id": "0123456789abcdef",
    "url": "http://127.0.0.1/x.html",
    "title": "欠",
    "date": None,
    "channel": "要闻",
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("replay") / "archive", free_port())
    assert archive.demo().code == 0
    return archive


@pytest.fixture
def archive(crawled: Archive, tmp_path: Path) -> Archive:
    shutil.copytree(crawled.root, tmp_path / "copy")
    return Archive(tmp_path / "copy", crawled.port)


@pytest.fixture
def older(archive: Archive) -> Archive:
    """An archive of older rules: three bulletins differ from what today's rules read."""
    rewrite(archive, dict.fromkeys(CHANGED, change_wording), versions={"program": "0", "rules": "older"})
    return archive


def change_wording(version: dict[str, Any]) -> None:
    version["paragraphs"][0] = "旧规则读出的段落。"
    version["reporters"] = ["旧规则"]


def rewrite(archive: Archive, changes: dict[int, Callable[[dict[str, Any]], object]], **record: Any) -> None:
    (path,) = Layout(archive.root).segments("demo")
    # In an order that does not depend on which answer came first.
    versions = sorted(archive.versions(), key=itemgetter("url"))
    for number, change in changes.items():
        change(versions[number])
        versions[number]["fingerprint"] = fingerprint(Bulletin(**versions[number]))
    path.write_text(lines(versions), encoding="utf-8")
    (run,) = archive.runs()
    body = path.read_bytes()
    run["files"][0] |= {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    write_chain(Layout(archive.root), "demo", [run | record])
    for derived in (*archive.root.glob("index/demo.sqlite*"), *archive.root.rglob("datapackage.json")):
        derived.unlink(missing_ok=True)


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def files(archive: Archive) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}


def faults(archive: Archive) -> list[str]:
    found = findings(Layout(archive.root), [], VerificationCounts(), deep=True)
    return [str(finding) for finding in found if finding.is_fault]


def test_dry_run_shows_changes_and_writes_nothing(older: Archive) -> None:
    before = files(older)
    with FileLock(older.root / "runs" / ".demo.lock"):
        ended = older.scrapy("replay", "--dry-run", "--jobs", "2")
    assert (ended.code, ended.err) == (0, "")
    version = older.versions()[CHANGED[0]]
    shown = ended.out.split("http://")
    assert len(shown) == 1 + len(CHANGED)
    (block,) = (part for part in shown if f"http://{part}".startswith(version["url"]))
    block_lines = block.splitlines()[1:6]
    assert block_lines[:3] == ["  paragraphs:", "    - [-旧规则读出的段落。-]", block_lines[2]]
    assert block_lines[2].startswith("    + {+")
    assert block_lines[3:] == ["  reporters:", "    - [-旧规则-]"]
    assert ended.out.splitlines()[-3:] == [
        "demo: 60 bulletins: 57 as published, 3 read differently",
        "  fields that differ: paragraphs 3, reporters 3",
        "  Nothing was published (--dry-run).",
    ]
    assert files(older) == before


def test_replay_publishes_each_difference_once(older: Archive) -> None:
    """A second replay and the next crawl find nothing new."""
    old_versions = {version["id"]: version for version in older.versions()}
    ended = older.scrapy("replay", "demo", "--jobs", "1", "-s", "SEGMENT_LINES=2")
    assert (ended.code, ended.err) == (0, "")
    versions, run = older.versions()[60:], older.runs()[-1]
    assert [file["lines"] for file in run["files"]] == [2, 1]
    assert (run["outcome"], run["published"], run["replay"]) == ("ok", 3, True)
    for version in versions:
        before = old_versions[version["id"]]
        assert list(version) == list(before)
        assert (version["change"], version["revision"]) == ("reread", 2)
        assert version["previous"] == before["fingerprint"] != version["fingerprint"]
        assert version["capture"] == before["capture"]
        assert version["channel"] == before["channel"]
        assert "旧规则" not in json.dumps(version, ensure_ascii=False)
    assert faults(older) == []
    (part,) = (older.root / "bulletins" / "demo").glob("*.resource.json")
    assert json.loads(part.read_bytes())["rows"] == 63
    again = older.scrapy("replay", "demo")
    assert again.out.startswith("demo: 60 bulletins: 60 as published, 0 read differently\n")
    crawl = older.demo("-a", "revisit=all")
    assert crawl.out.startswith("demo: ok, nothing new")
    assert len(older.versions()) == 63
    assert faults(older) == []


def test_replay_hands_on_owed_rows_and_pages(archive: Archive) -> None:
    rewrite(archive, {}, failed=[OWED | {"attempts": 1}])
    assert archive.scrapy("replay").code == 0
    crawled, replayed = archive.runs()
    assert replayed["failed"] == [OWED | {"attempts": 1}]
    assert replayed["pages"] == crawled["pages"] != []
    assert replayed.keys() >= crawled.keys()


def test_reread_version_stays_missing(older: Archive) -> None:
    identity = older.versions()[CHANGED[0]]["id"]
    (first,) = older.runs()
    visited = {
        "run": "20990101T000000Z",
        "ended": "2099-01-01T00:00:00+00:00",
        "visits": {"missing": [identity]},
    }
    empty = {"files": [], "captures": [], "recovered": [], "channels": {}, "seen": {}}
    with older.run_file().open("a", encoding="utf-8") as runs:
        runs.write(lines([first | visited | empty]))
    assert older.scrapy("replay").code == 0
    assert older.versions()[-1]["change"] == "reread"
    for _ in range(2):
        index = Index.open(Layout(older.root), "demo")
        known = index.known([identity])[identity]
        index.close()
        assert (known.change, known.missing, known.missing_since) == ("reread", 1, 4070908800)
        for path in older.root.glob("index/demo.sqlite*"):
            path.unlink()


def test_replay_reports_failures_and_publishes_the_rest(older: Archive) -> None:
    (path,) = Layout(older.root).captures("demo")
    body = bytearray(path.read_bytes())
    body[older.versions()[CHANGED[0]]["capture"]["offset"] + 300] ^= 1
    path.write_bytes(body)
    robots = older.runs()[0]["pages"][0]["capture"]
    rewrite(
        older,
        {5: lambda version: version.update(capture=None), 6: lambda version: version.update(capture=robots)},
    )
    ended = older.scrapy("replay")
    assert ended.code == 3
    damaged, total, *_ = ended.out.splitlines()
    assert damaged.startswith(
        f"damaged: {older.versions()[CHANGED[0]]['url']}: captures/demo/{path.name} at "
    )
    assert total == "demo: 60 bulletins: 55 as published, 2 read differently, 2 from the row alone, 1 damaged"
    assert older.runs()[-1]["outcome"] == "incomplete"


def test_since_narrows_and_invalid_arguments_are_refused(older: Archive) -> None:
    newest = max(version["date"] for version in older.versions())
    count = sum(version["date"] == newest for version in older.versions())
    ended = older.scrapy("replay", "--dry-run", "--since", newest)
    assert f"demo: {count} bulletin" in ended.out
    refused = older.scrapy("replay", "demi")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(
        "scrapy replay: usage: the archive has no site 'demi' (did you mean 'demo'?)"
    )
    for since, jobs in (("yesterday", None), (None, "0"), (None, "many")):
        with pytest.raises(UsageFault):
            replay_options(since, jobs)


def test_locked_site_is_reported_and_left_alone(older: Archive) -> None:
    with FileLock(older.root / "runs" / ".demo.lock"):
        ended = older.scrapy("replay")
    assert ended.code == 75
    assert ended.err.startswith("scrapy replay: locked: demo is in use")
    assert len(older.runs()) == 1


def test_replay_ended_by_signal_is_completed_later(older: Archive) -> None:
    process = older.start("replay", "--jobs", "1")
    workers = wait_for_workers(process.pid)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (143, "")
    assert "Stopped by a signal." in out
    assert older.runs()[-1]["outcome"] == "interrupted"
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert older.scrapy("replay").code == 0
    assert [version["change"] for version in older.versions()[60:]] == ["reread"] * 3
    assert faults(older) == []


def test_no_worker_outlives_a_killed_replay(older: Archive) -> None:
    process = older.start("replay", "--jobs", "2")
    workers = wait_for_workers(process.pid)
    process.kill()
    process.communicate(timeout=30)
    end = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert older.scrapy("replay").code == 0
    assert len(older.versions()) == 63


def test_killed_worker_costs_no_bulletin(archive: Archive) -> None:
    latest = LatestVersions.from_segments(Layout(archive.root), "demo")
    published = list(latest.in_capture_order()) * 20
    latest.close()
    readings = RereadPool(archive.root, 1, chunk_size=20).reread(published)
    results = [next(readings).result for _ in range(20)]
    for pid in worker_pids(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    results += [reading.result for reading in readings]
    assert results == ["as published"] * len(published)


def test_bulletin_that_breaks_workers_is_named_and_skipped(archive: Archive) -> None:
    latest = LatestVersions.from_segments(Layout(archive.root), "demo")
    published = list(latest.in_capture_order())
    latest.close()
    pool = RereadPool(archive.root, 2, timeout=20, read=read_with_trouble, chunk_size=6)
    fatal, hanging = (
        replaced(published[number], channel) for number, channel in ((4, "fatal"), (21, "hanging"))
    )
    readings = list(pool.reread([*published[:4], fatal, *published[5:21], hanging, *published[22:30]]))
    assert [(number, one.why) for number, one in enumerate(readings) if one.result == "stumbled"] == [
        (4, "its worker process died"),
        (21, "not read within 20 seconds"),
    ]
    assert sum(one.result == "as published" for one in readings) == 28


def replaced(published: LatestVersion, channel: str) -> LatestVersion:
    return published._replace(channel=channel)


def read_with_trouble(root: Path, published: LatestVersion) -> RereadBulletin:
    """Kill or hang the worker in the test above, as no page is known that does."""
    if published.channel == "fatal":
        os.kill(os.getpid(), signal.SIGKILL)
    if published.channel == "hanging":
        time.sleep(600)
    return read_again(root, published)


def wait_for_workers(parent: int) -> list[int]:
    end = time.monotonic() + 60
    while not (workers := worker_pids(parent)) and time.monotonic() < end:
        time.sleep(0.01)
    assert workers
    return workers


def worker_pids(parent: int) -> list[int]:
    """Return the worker processes of ``parent``: the children of the server that forks them."""
    servers = [pid for pid in children(parent) if b"forkserver" in command_line(pid)]
    return [worker for server in servers for worker in children(server)]


def children(parent: int) -> list[int]:
    place = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in place.read_text().split()] if place.exists() else []


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_replay_keeps_the_states_of_files(archive: Archive) -> None:
    """The rules of before read another name of the file, and no file of another bulletin."""
    versions = sorted(archive.versions(), key=itemgetter("url"))
    (place,) = (number for number, version in enumerate(versions) if version["attachments"])
    (kept,) = versions[place]["attachments"]

    def rename(version: dict[str, Any]) -> None:
        version["attachments"] = [kept | {"name": "旧名"}]

    rewrite(archive, {place: rename}, versions={"program": "0", "rules": "older"})
    assert archive.scrapy("replay", "--jobs", "1").code == 0
    version = archive.versions()[-1]
    assert version["change"] == "reread"
    assert version["attachments"] == [kept]
    assert faults(archive) == []
