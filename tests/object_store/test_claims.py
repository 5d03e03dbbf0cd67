"""Of all machines one alone extends a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.object_store import site_claim
from bulletin_spider.archive.object_store.client import ChangedObject
from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from bulletin_spider.archive.object_store.site_claim import ClaimedElsewhere, SiteClaim
from bulletin_spider.archive.object_store.writing import create_object

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.s3
FIRST, SECOND = "20261128T080000Z", "20261128T080001Z"


@pytest.fixture
def runs(store: str) -> StorePath:
    path = archive_path(store) / "runs" / "demo"
    assert isinstance(path, StorePath)
    return path


def on_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_claim, "machine", lambda: "another")


def line(run: str) -> bytes:
    return b'{"run": "%s"}\n' % run.encode()


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
    SiteClaim.take(runs, FIRST)
    on_another_machine(monkeypatch)
    with pytest.raises(ClaimedElsewhere, match=FIRST):
        SiteClaim.take(runs, SECOND)


def test_released_claim_leaves_no_line(runs: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    SiteClaim.take(runs, FIRST).release()
    assert [*runs.iterdir()] == []
    on_another_machine(monkeypatch)
    SiteClaim.take(runs, SECOND).release()


def test_run_that_was_cut_off_extends_nothing(
    runs: StorePath, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(site_claim, "LEASE", 0.0)
    segment = runs.parent.parent / "bulletins" / "demo" / f"{FIRST}-00001.jsonl"
    (tmp_path / "file").write_bytes(b"{}\n")
    cut_off = SiteClaim.take(runs, FIRST)
    create_object(tmp_path / "file", segment)
    on_another_machine(monkeypatch)
    successor = SiteClaim.take(runs, SECOND)
    late = segment.with_name(f"{FIRST}-00002.jsonl")
    with pytest.raises(FileExistsError):
        late.store.create(late.key, b"{}\n")
    with pytest.raises(ChangedObject):
        cut_off.write_line(line(FIRST))
    successor.write_line(line(SECOND))
    assert (runs / "2026-11.jsonl").read_bytes() == line(SECOND)
    assert [path.name for path in segment.parent.iterdir()] == [segment.name]
