"""Pages as they were kept are read by the rules of today; what differs becomes a version, and nothing else changes."""

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

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.latest import LatestVersions
from bulletin_spider.archive.verification.site import VerificationCounts
from bulletin_spider.commands.replay import replay_options
from bulletin_spider.commands.verify import findings
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.operations.replay.reread import RereadBulletin, read_again
from bulletin_spider.operations.replay.workers import RereadPool
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.archive.segments.latest import LatestVersion

CHANGED = (2, 9, 30)
"""Lines whose published wording another rule had read."""
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
def elder(archive: Archive) -> Archive:
    """The archive as elder rules would have left it: three bulletins in other words than today's rules read."""
    rewrite(archive, dict.fromkeys(CHANGED, other_words), versions={"program": "0", "rules": "elder"})
    return archive


def other_words(version: dict[str, Any]) -> None:
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
    (archive.root / "runs" / "demo.jsonl").write_text(lines([run | record]), encoding="utf-8")
    for derived in (*archive.root.glob("index.sqlite*"), archive.root / "datapackage.json"):
        derived.unlink(missing_ok=True)


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def files(archive: Archive) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in archive.root.rglob("*") if path.is_file()}


def faults(archive: Archive) -> list[str]:
    told = findings(Layout(archive.root), None, VerificationCounts(), deep=True)
    return [str(finding) for finding in told if finding.is_fault]


def test_a_dry_run_shows_what_would_change_and_changes_nothing(elder: Archive) -> None:
    before = files(elder)
    with FileLock(elder.root / "runs" / ".demo.lock"):
        ended = elder.scrapy("replay", "--dry-run", "--jobs", "2")
    assert (ended.code, ended.err) == (0, "")
    version = elder.versions()[CHANGED[0]]
    shown = ended.out.split("http://")
    assert len(shown) == 1 + len(CHANGED)
    (block,) = (part for part in shown if f"http://{part}".startswith(version["url"]))
    told = block.splitlines()[1:6]
    assert told[:3] == ["  paragraphs:", "    - [-旧规则读出的段落。-]", told[2]]
    assert told[2].startswith("    + {+")
    assert told[3:] == ["  reporters:", "    - [-旧规则-]"]
    assert ended.out.splitlines()[-3:] == [
        "demo: 60 bulletins: 57 as published, 3 read differently",
        "  fields that differ: paragraphs 3, reporters 3",
        "  Nothing was published (--dry-run).",
    ]
    assert files(elder) == before


def test_what_is_read_differently_is_published_once_and_the_next_crawl_finds_nothing_new(
    elder: Archive,
) -> None:
    elder_words = {version["id"]: version for version in elder.versions()}
    ended = elder.scrapy("replay", "demo", "--jobs", "1", "-s", "SEGMENT_LINES=2")
    assert (ended.code, ended.err) == (0, "")
    versions, run = elder.versions()[60:], elder.runs()[-1]
    assert [file["lines"] for file in run["files"]] == [2, 1]
    assert (run["outcome"], run["published"], run["replay"]) == ("ok", 3, True)
    for version in versions:
        before = elder_words[version["id"]]
        assert list(version) == list(before)
        assert (version["change"], version["revision"]) == ("reread", 2)
        assert version["previous"] == before["fingerprint"] != version["fingerprint"]
        assert version["capture"] == before["capture"]
        assert version["channel"] == before["channel"]
        assert "旧规则" not in json.dumps(version, ensure_ascii=False)
    assert faults(elder) == []
    manifest = json.loads((elder.root / "datapackage.json").read_bytes())
    assert [resource["rows"] for resource in manifest["resources"]] == [63]
    again = elder.scrapy("replay", "demo")
    assert again.out.startswith("demo: 60 bulletins: 60 as published, 0 read differently\n")
    crawl = elder.demo("-a", "revisit=all")
    assert crawl.out.startswith("demo: ok, nothing new")
    assert len(elder.versions()) == 63
    assert faults(elder) == []


def test_what_the_last_run_owed_and_remembered_is_handed_on(archive: Archive) -> None:
    rewrite(archive, {}, failed=[OWED | {"attempts": 1}])
    assert archive.scrapy("replay").code == 0
    crawled, replayed = archive.runs()
    assert replayed["failed"] == [OWED | {"attempts": 1}]
    assert replayed["pages"] == crawled["pages"] != []
    assert replayed.keys() >= crawled.keys()


def test_a_version_read_again_does_not_hide_that_its_page_is_missing(elder: Archive) -> None:
    identity = elder.versions()[CHANGED[0]]["id"]
    (first,) = elder.runs()
    visited = {
        "run": "20990101T000000Z",
        "ended": "2099-01-01T00:00:00+00:00",
        "visits": {"missing": [identity]},
    }
    empty = {"files": [], "captures": [], "recovered": [], "channels": {}, "seen": {}}
    with (elder.root / "runs" / "demo.jsonl").open("a", encoding="utf-8") as runs:
        runs.write(lines([first | visited | empty]))
    assert elder.scrapy("replay").code == 0
    assert elder.versions()[-1]["change"] == "reread"
    for _ in range(2):
        index = Index.open(Layout(elder.root), "demo")
        known = index.known([identity])[identity]
        index.close()
        assert (known.change, known.missing, known.missing_since) == ("reread", 1, 4070908800)
        for path in elder.root.glob("index.sqlite*"):
            path.unlink()


def test_damaged_refused_and_rowless_captures_are_told_and_the_rest_is_published(elder: Archive) -> None:
    (path,) = Layout(elder.root).captures("demo")
    body = bytearray(path.read_bytes())
    body[elder.versions()[CHANGED[0]]["capture"]["offset"] + 300] ^= 1
    path.write_bytes(body)
    robots = elder.runs()[0]["pages"][0]["capture"]
    rewrite(
        elder,
        {5: lambda version: version.update(capture=None), 6: lambda version: version.update(capture=robots)},
    )
    ended = elder.scrapy("replay")
    assert ended.code == 3
    damaged, total, *_ = ended.out.splitlines()
    assert damaged.startswith(
        f"damaged: {elder.versions()[CHANGED[0]]['url']}: captures/demo/{path.name} at "
    )
    assert total == "demo: 60 bulletins: 55 as published, 2 read differently, 2 from the row alone, 1 damaged"
    assert elder.runs()[-1]["outcome"] == "incomplete"


def test_since_narrows_and_what_cannot_be_meant_is_refused(elder: Archive) -> None:
    newest = max(version["date"] for version in elder.versions())
    count = sum(version["date"] == newest for version in elder.versions())
    ended = elder.scrapy("replay", "--dry-run", "--since", newest)
    assert f"demo: {count} bulletin" in ended.out
    refused = elder.scrapy("replay", "demi")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(
        "scrapy replay: usage: the archive has no site 'demi' (did you mean 'demo'?)"
    )
    for since, jobs in (("yesterday", None), (None, "0"), (None, "many")):
        with pytest.raises(UsageFault):
            replay_options(since, jobs)


def test_a_site_under_way_is_told_and_left_alone(elder: Archive) -> None:
    with FileLock(elder.root / "runs" / ".demo.lock"):
        ended = elder.scrapy("replay")
    assert ended.code == 75
    assert ended.err.startswith("scrapy replay: locked: demo is being crawled")
    assert len(elder.runs()) == 1


def test_a_signal_ends_a_replay_cleanly_and_the_next_one_completes_it(elder: Archive) -> None:
    process = elder.start("replay", "--jobs", "1")
    workers = wait_for_workers(process.pid)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (143, "")
    assert "Stopped by a signal." in out
    assert elder.runs()[-1]["outcome"] == "interrupted"
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert elder.scrapy("replay").code == 0
    assert [version["change"] for version in elder.versions()[60:]] == ["reread"] * 3
    assert faults(elder) == []


def test_no_worker_outlives_a_replay_that_is_killed(elder: Archive) -> None:
    process = elder.start("replay", "--jobs", "2")
    workers = wait_for_workers(process.pid)
    process.kill()
    process.communicate(timeout=30)
    end = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert elder.scrapy("replay").code == 0
    assert len(elder.versions()) == 63


def test_a_worker_that_is_killed_from_outside_costs_no_bulletin(archive: Archive) -> None:
    latest = LatestVersions.from_segments(Layout(archive.root), "demo")
    published = list(latest.in_capture_order()) * 20
    latest.close()
    readings = RereadPool(archive.root, 1, chunk_size=20).reread(published)
    words = [next(readings).result for _ in range(20)]
    for pid in worker_pids(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    words += [reading.result for reading in readings]
    assert words == ["as published"] * len(published)


def test_a_bulletin_over_which_a_worker_dies_or_hangs_is_named_and_skipped(archive: Archive) -> None:
    latest = LatestVersions.from_segments(Layout(archive.root), "demo")
    published = list(latest.in_capture_order())
    latest.close()
    pool = RereadPool(archive.root, 2, timeout=10, read=read_with_trouble, chunk_size=6)
    fatal, hanging = (replaced(published[number], word) for number, word in ((4, "fatal"), (21, "hanging")))
    readings = list(pool.reread([*published[:4], fatal, *published[5:21], hanging, *published[22:30]]))
    assert [(number, one.why) for number, one in enumerate(readings) if one.result == "stumbled"] == [
        (4, "its worker process died"),
        (21, "not read within 10 seconds"),
    ]
    assert sum(one.result == "as published" for one in readings) == 28


def replaced(published: LatestVersion, channel: str) -> LatestVersion:
    return published._replace(channel=channel)


def read_with_trouble(root: Path, published: LatestVersion) -> RereadBulletin:
    """What a worker does in the test above: no page is known that kills or stops the real one."""
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
