"""Of all machines one alone extends a site. A claim of this machine is taken over at once, as by a run after a crash."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.locks.site_lock import lock_site
from bulletin_spider.archive.object_store.chain import site_claim, takeover
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects, place_name
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.chain.takeover import ClaimedElsewhere, Holder
from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from bulletin_spider.archive.object_store.requests.client import ChangedObject, ObjectStore, StoreFault
from bulletin_spider.archive.object_store.writing import create_object, put_object
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.statuses import Outcome
from tests.crawls.waiting import LIMIT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.s3
FIRST, SECOND, THIRD = "20261128T080000Z", "20261128T080001Z", "20261128T080002Z"


@pytest.fixture
def runs(store: str) -> StorePath:
    path = archive_path(store) / "runs" / "demo"
    assert isinstance(path, StorePath)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"{}\n")
    return path


def line(run: str) -> bytes:
    return b'{"run": "%s"}\n' % run.encode()


def segment(runs: StorePath, run: str, number: int = 1) -> StorePath:
    return runs.parent.parent / "bulletins" / "demo" / f"{run}-{number:05d}.jsonl"


def published(runs: StorePath) -> list[str]:
    return [path.name for path in segment(runs, FIRST).parent.iterdir()]


def place(runs: StorePath, number: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(runs.store.get(f"{runs.key}/{place_name(number)}"))
    return content


def test_lines_are_files_of_months(runs: StorePath) -> None:
    for run in ("20261031T235959Z", "20261101T000000Z", "20261101T000001Z"):
        claim = SiteClaim.take(runs, run)
        claim.write_line(line(run))
        claim.release()
    assert [path.name for path in runs.iterdir()] == ["2026-10.jsonl", "2026-11.jsonl"]
    november = runs / "2026-11.jsonl"
    assert november.read_bytes() == line("20261101T000000Z") + line("20261101T000001Z")
    assert november.stat().st_size == len(november.read_bytes())


def test_claim_keeps_another_machine_out(runs: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = SiteClaim.take(runs, FIRST)
    monkeypatch.setattr(site_claim, "locked_with", lambda: "another")
    with pytest.raises(ClaimedElsewhere, match=f"run {FIRST} on "):
        SiteClaim.take(runs, SECOND)
    claim.release()


def test_released_claim_leaves_no_line(runs: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    SiteClaim.take(runs, FIRST).release()
    assert [*runs.iterdir()] == []
    monkeypatch.setattr(site_claim, "locked_with", lambda: "another")
    SiteClaim.take(runs, SECOND).release()


def test_run_that_was_cut_off_extends_nothing(runs: StorePath, file: Path) -> None:
    cut_off = SiteClaim.take(runs, FIRST)
    create_object(file, segment(runs, FIRST))
    successor = SiteClaim.take(runs, SECOND)
    with pytest.raises(FileExistsError):
        segment(runs, FIRST).store.create(segment(runs, FIRST, 2).key, b"{}\n")
    with pytest.raises(ChangedObject, match=f"run {SECOND} on .+ took the site demo over at 20"):
        cut_off.write_line(line(FIRST))
    with pytest.raises(ChangedObject):
        cut_off.put_segment(segment(runs, FIRST, 2).name, list)
    assert cut_off.lost
    assert ArchiveFault(runs, cut_off.lost).outcome == Outcome.LOCKED
    successor.write_line(line(SECOND))
    assert (runs / "2026-11.jsonl").read_bytes() == line(SECOND)
    assert published(runs) == [segment(runs, FIRST).name]
    assert place(runs, 1)["last_segment"] == segment(runs, FIRST).name


def test_late_segment_counts_before_the_end_of_segments(runs: StorePath, file: Path) -> None:
    """It arrives when the claim is closed and its name is not taken yet."""
    SiteClaim.take(runs, FIRST)
    objects = RunObjects(runs.store, runs.key)
    content = json.loads(objects.contents[1]) | {"cut_off_by": Holder(SECOND)._asdict()}
    runs.store.update(objects.places[1].key, json.dumps(content).encode(), objects.places[1].etag)
    runs.store.create(segment(runs, FIRST).key, file)
    SiteClaim.take(runs, THIRD)  # goes on where the second run was killed
    assert place(runs, 1)["cut_off_by"]["run"] == SECOND
    assert place(runs, 1)["last_segment"] == segment(runs, FIRST).name
    with pytest.raises(FileExistsError):
        runs.store.create(segment(runs, FIRST, 2).key, file)


def test_renewal_prevents_a_takeover(runs: StorePath) -> None:
    """The claim is renewed between the list of the other run and its closing."""
    alive = SiteClaim.take(runs, FIRST)
    seen = RunObjects(runs.store, runs.key)
    assert seen.contents
    alive.confirm()
    assert not takeover.close_last(runs, seen, Holder(SECOND, site_claim.locked_with()))
    alive.write_line(line(FIRST))
    assert not published(runs)


def test_segments_have_no_gap(runs: StorePath, file: Path) -> None:
    claim = SiteClaim.take(runs, FIRST)
    with pytest.raises(StoreFault, match="a segment before this one was not published"):
        create_object(file, segment(runs, FIRST, 2))
    create_object(file, segment(runs, FIRST))
    create_object(file, segment(runs, FIRST, 2))
    assert len(published(runs)) == 2
    claim.release()


def test_unanswered_segment_cannot_arrive_after_the_record(runs: StorePath, file: Path) -> None:
    claim = SiteClaim.take(runs, FIRST)

    def fail() -> None:
        raise StoreFault(5, "the store does not answer", "", "")

    with pytest.raises(StoreFault):
        claim.put_segment(segment(runs, FIRST).name, fail)
    claim.write_line(line(FIRST))
    with pytest.raises(FileExistsError):
        runs.store.create(segment(runs, FIRST).key, file)


@pytest.mark.parametrize("ended", [False, True], ids=["before the record", "after the record"])
def test_manifest_of_a_successor_stays(
    runs: StorePath, monkeypatch: pytest.MonkeyPatch, *, ended: bool
) -> None:
    first = SiteClaim.take(runs, FIRST)
    if ended:
        first.write_line(line(FIRST))
    second = SiteClaim.take(runs, SECOND)
    manifest = segment(runs, FIRST).with_name("datapackage.json")
    put_object(b"of the second run", manifest)
    monkeypatch.setitem(SiteClaim._held, str(runs), first)  # noqa: SLF001 - as in the process of the first run
    with pytest.raises(ChangedObject, match=SECOND):
        put_object(b"of the first run", manifest)
    assert manifest.read_bytes() == b"of the second run"
    second.release()


def test_line_with_a_lost_answer_stays(runs: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is put, its answer is lost, and the place is given back: the line stays."""
    claim = SiteClaim.take(runs, FIRST)
    update = ObjectStore.update

    def lose_the_answer(self: ObjectStore, key: str, content: bytes, etag: str) -> str:
        update(self, key, content, etag)
        raise StoreFault(5, "the store does not answer", key, "")

    with monkeypatch.context() as patched:
        patched.setattr(ObjectStore, "update", lose_the_answer)
        with pytest.raises(StoreFault):
            claim.write_line(line(FIRST))
    claim.release()
    assert (runs / "2026-11.jsonl").read_bytes() == line(FIRST)


def test_run_with_a_slow_clock_gets_a_later_name(store: str) -> None:
    layout = Layout(archive_path(store))
    SiteClaim.take(layout.runs("demo"), "20261128T080500Z")  # type: ignore[arg-type]
    lock = lock_site(layout, "demo", dt.datetime(2026, 11, 28, 8, tzinfo=dt.UTC))
    assert lock.run == "20261128T080501Z"
    assert place(layout.runs("demo"), 2)["claim"]["run"] == lock.run  # type: ignore[arg-type]
    lock.release()


def test_damaged_claim_keeps_others_out(runs: StorePath) -> None:
    runs.store.create(f"{runs.key}/{place_name(1)}", b'{"claim": [}')
    with pytest.raises(ClaimedElsewhere, match=r"run \(unknown\) on an unknown machine"):
        SiteClaim.take(runs, SECOND)


def test_pack_takes_the_end_of_segments(runs: StorePath, file: Path) -> None:
    """A pack of segments has the name behind its last one, which is that of the object without bytes."""
    SiteClaim.take(runs, FIRST)
    packing = SiteClaim.take(runs, SECOND)
    create_object(file, segment(runs, FIRST))
    assert segment(runs, FIRST).read_bytes() == b"{}\n"
    packing.release()


def test_renewals_go_on_during_a_claim(runs: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_claim, "lease", lambda: 0.05)
    claim, until = SiteClaim.take(runs, FIRST), time.monotonic() + LIMIT
    while not place(runs, 1)["claim"]["beats"]:
        assert time.monotonic() < until
    claim.release()
    assert place(runs, 1)["released"]


def test_claim_that_nobody_holds_is_not_renewed(runs: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run failed to start in a process that goes on with other sites."""
    monkeypatch.setattr(site_claim, "lease", lambda: 0.05)
    lost = SiteClaim.take(runs, FIRST)
    other = SiteClaim.take(runs.with_name("other"), FIRST)
    del lost
    until = time.monotonic() + LIMIT
    while SiteClaim.of(runs):  # a renewal may be on its way
        assert time.monotonic() < until
        time.sleep(0.001)
    beats, before = (place(one, 1)["claim"]["beats"] for one in (runs, other.runs))
    while place(other.runs, 1)["claim"]["beats"] < before + 3:
        assert time.monotonic() < until
    assert place(runs, 1)["claim"]["beats"] == beats
    other.release()
