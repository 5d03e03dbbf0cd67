from __future__ import annotations

import hashlib
import json
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.locks.limited_lock import limited_lock
from bulletin_spider.archive.manifest.archive_manifest import name_site
from bulletin_spider.archive.manifest.descriptors import before_version_2, write_descriptor
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.archive.verification.derived_data.manifest import check_manifest
from bulletin_spider.contract.tables import table_schema
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path


def put(
    layout: Layout, site: str, run: str, *, lines: int = 2, recorded: bool = True, **more: str
) -> dict[str, Any]:
    path = layout.bulletins(site) / f"{run}-00001.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    body = f'{{"run": "{run}"}}\n'.encode() * lines
    path.write_bytes(body)
    name = path.relative_to(layout.root).as_posix()
    file = {"name": name, "lines": lines, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    record = run_record(run, files=[file], **more)
    if recorded:
        append_run_record(layout, site, record)
    return record


def content(path: Path) -> dict[str, Any]:
    return json.loads(path.read_bytes())  # type: ignore[no-any-return]


def sites(layout: Layout) -> list[str]:
    return [resource["name"] for resource in content(layout.manifest())["resources"]]


def months(layout: Layout, site: str = "demo") -> dict[str, dict[str, Any]]:
    """Return month → its part, as a reader finds it from the manifest of the archive."""
    (path,) = [one["path"] for one in content(layout.manifest())["resources"] if one["name"] == site]
    manifest = layout.root / path
    return {one["name"]: content(manifest.parent / one["path"]) for one in content(manifest)["resources"]}


def whole(layout: Layout) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in layout.root.rglob("*.json")}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "archive")


def test_each_month_of_a_site_lists_its_segments(layout: Layout) -> None:
    put(layout, "demo", "20260928T000000Z")
    put(layout, "other", "20260928T000000Z", lines=5)
    refresh_manifest(layout, "demo", put(layout, "demo", "20260929T000000Z", lines=3))
    refresh_manifest(layout, "demo", put(layout, "demo", "20261001T000000Z", lines=4))
    assert sites(layout) == ["demo", "other"]
    found = months(layout)
    assert list(found) == ["2026-09", "2026-10"]
    september = found["2026-09"]
    assert september["path"] == [f"202609{day}T000000Z-00001.jsonl" for day in (28, 29)]
    assert (september["rows"], found["2026-10"]["rows"]) == (5, 4)
    assert content(layout.bulletins("demo") / september["schema"]) == table_schema()
    for file in september["files"]:
        body = (layout.bulletins("demo") / file["path"]).read_bytes()
        assert file["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert (file["rows"], file["bytes"]) == (body.count(b"\n"), len(body))
    assert september["bytes"] == sum(file["bytes"] for file in september["files"])


def test_a_run_writes_the_part_of_its_month_only(layout: Layout) -> None:
    """It reads no other segment, no older record, and writes neither the site's manifest nor the archive's."""
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    refresh_manifest(layout, "demo", put(layout, "demo", "20261001T000000Z"))
    before = whole(layout)
    for path in layout.segments("demo"):
        path.write_bytes(b"a reader would count other bytes")
    refresh_manifest(layout, "demo", put(layout, "demo", "20261002T000000Z"))
    after = whole(layout)
    assert [name for name in after if after[name] != before[name]] == ["2026-10.resource.json"]
    assert months(layout)["2026-10"]["rows"] == 4


def test_segments_of_a_killed_run_are_read_once(layout: Layout) -> None:
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    put(layout, "demo", "20260929T000000Z", recorded=False)
    refresh_manifest(layout, "demo", put(layout, "demo", "20260930T000000Z"), stale=True)
    before = whole(layout)
    assert months(layout)["2026-09"]["rows"] == 6
    (layout.bulletins("demo") / "20260929T000000Z-00001.jsonl").write_bytes(b"not read again")
    refresh_manifest(layout, "demo", run_record("20260930T000001Z"), stale=True)
    assert whole(layout) == before


def test_a_run_without_news_opens_no_manifest(layout: Layout) -> None:
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    for path in layout.root.rglob("*.json"):
        path.write_bytes(b"{")
    refresh_manifest(layout, "demo", run_record("20260929T000000Z"))
    assert set(whole(layout).values()) == {b"{"}


@pytest.mark.parametrize("damage", [b"", b"{", b'{"resources": 3}', b'{"resources": [{}]}', None])
@pytest.mark.parametrize("name", ["datapackage.json", "bulletins/demo/datapackage.json"])
def test_a_lost_or_damaged_manifest_is_rebuilt(layout: Layout, name: str, damage: bytes | None) -> None:
    put(layout, "other", "20260828T000000Z", region="110105")
    refresh_manifest(layout, "other")
    record = put(layout, "demo", "20260928T000000Z", region="110108")
    refresh_manifest(layout, "demo", record)
    before = whole(layout)
    if damage is None:
        (layout.root / name).unlink()
        record = run_record("20260929T000000Z", region="110108")
    else:
        (layout.root / name).write_bytes(damage)
        layout.manifest("demo").unlink()
    refresh_manifest(layout, "demo", record)
    assert whole(layout) == before


def test_a_damaged_part_is_derived_from_run_records(layout: Layout) -> None:
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    layout.month_manifest("demo", "2026-09").write_bytes(b"{")
    refresh_manifest(layout, "demo", put(layout, "demo", "20260929T000000Z"))
    assert months(layout)["2026-09"]["rows"] == 4


@pytest.mark.parametrize(("month", "kind"), [("2026-09", "note"), ("2026-08", "manifest")])
def test_a_month_that_is_not_named_is_found(layout: Layout, month: str, kind: str) -> None:
    """A run that was killed in a new month is no fault."""
    for run in ("20260828T000000Z", "20260928T000000Z"):
        refresh_manifest(layout, "demo", put(layout, "demo", run))
    package = content(layout.manifest("demo"))
    package["resources"] = [one for one in package["resources"] if one["name"] != month]
    layout.manifest("demo").write_text(json.dumps(package), encoding="utf-8")
    assert {finding.kind for finding in check_manifest(layout, ["demo"], ["demo"])} == {kind}


def test_a_removed_segment_leaves_the_manifest(layout: Layout) -> None:
    put(layout, "demo", "20260828T000000Z")
    put(layout, "demo", "20260928T000000Z")
    put(layout, "demo", "20260929T000000Z", lines=7)
    refresh_manifest(layout, "demo")
    for path in layout.segments("demo")[:2]:
        path.unlink()
    refresh_manifest(layout, "demo", run_record("20260930T000000Z"), stale=True)
    assert {month: part["rows"] for month, part in months(layout).items()} == {"2026-09": 7}
    assert not layout.month_manifest("demo", "2026-08").exists()


def test_a_site_without_segments_leaves_the_archive(layout: Layout) -> None:
    for site in ("demo", "other"):
        refresh_manifest(layout, site, put(layout, site, "20260928T000000Z"))
    layout.segments("demo")[0].unlink()
    refresh_manifest(layout, "demo")
    assert sites(layout) == ["other"]
    assert list(layout.bulletins("demo").iterdir()) == []


def test_another_region_reaches_both_manifests(layout: Layout) -> None:
    for day, region in ((28, "110105"), (29, "110108")):
        refresh_manifest(layout, "demo", put(layout, "demo", f"202609{day}T000000Z", region=region))
        named = content(layout.manifest())["resources"][0]
        assert named["region"] == content(layout.manifest("demo"))["region"] == region


def test_the_earlier_form_is_replaced(layout: Layout) -> None:
    put(layout, "other", "20260928T000000Z")
    layout.manifest().write_text('{"resources": [{"name": "other", "files": []}]}')
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    assert sites(layout) == ["demo", "other"]


def test_a_reader_never_sees_half_a_manifest(layout: Layout) -> None:
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    ended = threading.Event()
    seen: list[int] = []

    def read() -> None:
        last = False
        while not last:
            last = ended.is_set()  # read once more after the end, so that there is always a reading
            seen.append(len(sites(layout)) + len(months(layout)["2026-09"]["files"]))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(10, 20):
        refresh_manifest(layout, f"s{number}", put(layout, f"s{number}", "20260928T000000Z"))
        refresh_manifest(layout, "demo", put(layout, "demo", f"202609{number}T000000Z"))
    ended.set()
    reader.join()
    assert len(sites(layout)) == 11
    assert seen
    assert sorted(seen) == seen
    assert not list(layout.root.rglob(".*.part"))


def test_simultaneous_refreshes_lose_no_site(layout: Layout) -> None:
    records = {f"s{number}": put(layout, f"s{number}", "20260928T000000Z") for number in range(8)}
    layout.manifest().write_text('{"resources": []}')
    runs = [
        threading.Thread(target=refresh_manifest, args=(layout, site, record))
        for site, record in records.items()
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sites(layout) == list(records)


def test_a_wait_for_the_archive_names_the_holder(layout: Layout) -> None:
    put(layout, "demo", "20260928T000000Z")
    with (
        limited_lock(layout.manifest(), "other"),
        pytest.raises(TimeoutError, match=r"other \(process [0-9]+\) has held the lock for more than 0.1 s"),
        limited_lock(layout.manifest(), "demo", 0.1),
    ):
        pass
    name_site(layout, "demo", "")
    assert sites(layout) == ["demo"]


def test_manifests_are_data_packages_of_version_2(layout: Layout) -> None:
    """The rules are those of https://datapackage.org/profiles/2.0/; readers of version 1 need ``profile``."""
    for site, run in (
        ("demo", "20260928T000000Z"),
        ("other", "20260827T010203Z"),
        ("demo", "20260929T000000Z"),
    ):
        refresh_manifest(layout, site, put(layout, site, run))
    created = {"demo": "2026-09-28T00:00:00Z", "": "2026-08-27T01:02:03Z"}
    for site, moment in created.items():
        package = content(layout.manifest(site) if site else layout.manifest())
        assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
        assert package["profile"] == "data-package"
        assert package["created"] == moment
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert all("name" in licence or "path" in licence for licence in package["licenses"])
        assert all(source["title"] for source in package["sources"])
        assert all(isinstance(one["roles"], list) for one in package["contributors"])
    (part,) = months(layout).values()
    assert part["$schema"] == "https://datapackage.org/profiles/2.0/dataresource.json"
    assert content(layout.table_schema("demo"))["$schema"].endswith("/2.0/tableschema.json")
    assert list(check_manifest(layout, ["demo", "other"], ["demo", "other"])) == []


def test_manifests_of_version_1_are_valid_until_rewritten(layout: Layout) -> None:
    for site, run in (
        ("demo", "20260828T000000Z"),
        ("demo", "20260928T000000Z"),
        ("other", "20260928T000000Z"),
    ):
        refresh_manifest(layout, site, put(layout, site, run))
    before = whole(layout)
    for path in layout.root.rglob("*.json"):
        write_descriptor(path, before_version_2(content(path)))
    assert whole(layout) != before
    assert list(check_manifest(layout, ["demo", "other"], ["demo", "other"])) == []
    refresh_manifest(layout, "demo", put(layout, "demo", "20260929T000000Z"))
    after = {
        path.relative_to(layout.root).as_posix()
        for path in layout.root.rglob("*.json")
        if "$schema" in content(path)
    }
    of_demo = {"datapackage.json", "schema.json", "2026-09.resource.json"}
    assert after == {"datapackage.json"} | {f"bulletins/demo/{name}" for name in of_demo}
    assert list(check_manifest(layout, ["demo", "other"], ["demo", "other"])) == []


def test_wrong_time_of_creation_is_found(layout: Layout) -> None:
    refresh_manifest(layout, "demo", put(layout, "demo", "20260928T000000Z"))
    for path in (layout.manifest("demo"), layout.manifest()):
        body = path.read_bytes()
        path.write_bytes(body.replace(b"2026-09-28T00", b"2026-09-28T01"))
        assert [one.kind for one in check_manifest(layout, ["demo"], ["demo"])] == ["manifest"]
        path.write_bytes(body)
