from __future__ import annotations

import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest import MANIFEST, refresh_manifest
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.contract.tables import table_schema
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path


def put(layout: Layout, site: str, run: str, *, lines: int = 2, recorded: bool = True) -> dict[str, Any]:
    path = layout.bulletins(site) / f"{run}-00001.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = f'{{"run": "{run}"}}\n'.encode() * lines
    path.write_bytes(body)
    name = path.relative_to(layout.root).as_posix()
    file = {"name": name, "lines": lines, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    record = run_record(run, files=[file])
    if recorded:
        append_run_record(layout, site, record)
    return record


def resources(layout: Layout) -> dict[str, dict[str, Any]]:
    package = json.loads((layout.root / MANIFEST).read_bytes())
    return {resource["name"]: resource for resource in package["resources"]}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "archive")


def test_each_site_is_a_resource_with_its_segments(layout: Layout) -> None:
    put(layout, "demo", "20260928T000000Z")
    put(layout, "other", "20260928T000000Z", lines=5)
    refresh_manifest(layout, "demo", put(layout, "demo", "20260929T000000Z", lines=3))
    found = resources(layout)
    assert list(found) == ["demo", "other"]
    demo = found["demo"]
    assert demo["path"] == [f"bulletins/demo/202609{day}T000000Z-00001.jsonl" for day in (28, 29)]
    assert (demo["rows"], found["other"]["rows"]) == (5, 5)
    assert demo["schema"] == table_schema()
    for file in demo["files"]:
        body = (layout.root / file["path"]).read_bytes()
        assert file["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert (file["rows"], file["bytes"]) == (body.count(b"\n"), len(body))
    assert demo["bytes"] == sum(file["bytes"] for file in demo["files"])


def test_a_refresh_reads_no_segment_with_an_entry(layout: Layout) -> None:
    records = [put(layout, "demo", f"202609{day}T000000Z") for day in (25, 26, 27)]
    hashes = [file["sha256"] for record in records for file in record["files"]]
    for path in layout.segments("demo"):
        path.write_bytes(b"a reader would count other bytes")
    refresh_manifest(layout, "demo")
    assert [file["hash"] for file in resources(layout)["demo"]["files"]] == [
        f"sha256:{sha}" for sha in hashes
    ]
    layout.earlier_runs("demo").unlink()
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    assert [file["hash"] for file in resources(layout)["demo"]["files"]][:3] == [
        f"sha256:{sha}" for sha in hashes
    ]


def test_segments_of_a_killed_run_are_read_once(layout: Layout) -> None:
    put(layout, "demo", "20260928T000000Z")
    put(layout, "demo", "20260929T000000Z", recorded=False)
    refresh_manifest(layout, "demo", put(layout, "demo", "20260930T000000Z"))
    whole = resources(layout)
    assert whole["demo"]["rows"] == 6
    (layout.bulletins("demo") / "20260929T000000Z-00001.jsonl").write_bytes(b"not read again")
    refresh_manifest(layout, "demo")
    assert resources(layout) == whole


@pytest.mark.parametrize("damage", [b"", b"{", b'{"resources": 3}', b'{"resources": [{}]}', None])
def test_a_lost_or_damaged_manifest_is_rebuilt(layout: Layout, damage: bytes | None) -> None:
    put(layout, "other", "20260928T000000Z")
    record = put(layout, "demo", "20260928T000000Z")
    refresh_manifest(layout, "demo", record)
    whole = resources(layout)
    if damage is None:
        (layout.root / MANIFEST).unlink()
    else:
        (layout.root / MANIFEST).write_bytes(damage)
    refresh_manifest(layout, "demo", record)
    assert resources(layout) == whole


def test_a_removed_segment_leaves_the_manifest(layout: Layout) -> None:
    put(layout, "demo", "20260928T000000Z")
    put(layout, "demo", "20260929T000000Z", lines=7)
    refresh_manifest(layout, "demo")
    next(iter(layout.segments("demo"))).unlink()
    refresh_manifest(layout, "demo")
    assert resources(layout)["demo"]["rows"] == 7


def test_a_reader_never_sees_half_a_manifest(layout: Layout) -> None:
    put(layout, "demo", "20260928T000000Z")
    refresh_manifest(layout, "demo")
    ended = threading.Event()
    seen: list[int] = []

    def read() -> None:
        last = False
        while not last:
            last = ended.is_set()  # read once more after the end, so that there is always a reading
            seen.append(len(resources(layout)))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(20):
        put(layout, f"s{number}", "20260928T000000Z")
        refresh_manifest(layout, f"s{number}")
    ended.set()
    reader.join()
    assert len(resources(layout)) == 21
    assert seen
    assert sorted(seen) == seen
    assert not list(layout.root.glob(".*.part"))


def test_simultaneous_refreshes_lose_no_site(layout: Layout) -> None:
    records = {f"s{number}": put(layout, f"s{number}", "20260928T000000Z") for number in range(8)}
    (layout.root / MANIFEST).write_text('{"resources": []}')
    runs = [
        threading.Thread(target=refresh_manifest, args=(layout, site, record))
        for site, record in records.items()
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert list(resources(layout)) == list(records)
