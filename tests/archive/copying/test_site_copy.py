from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bulletin_spider.archive.copying.archive_copy import ArchiveCopy
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.locks.unfinished_copy import mark_copy
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.packing.tiering import fetch_site, tier_site
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.exceptions import ArchiveUnread, LockedSite, OtherArchive, UsageFault
from tests.archive.copying.copies import copied, difference, faults_beside_mark
from tests.archive.packing.building import NOW, SITE, faults, run, three_months
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.exceptions import RunFault

NEVER = Schedule(())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_months(tmp_path_factory.mktemp("months") / "archive").root


@pytest.fixture
def source(built: Path, tmp_path: Path) -> Layout:
    return Layout(shutil.copytree(built, tmp_path / "archive"))


@pytest.fixture
def target(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "copy")


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, 20 + number, 6, tzinfo=dt.UTC)


def fault_of(source: Layout, target: Layout) -> RunFault | None:
    """Copy the site, and return why it could not be copied."""
    (done,) = ArchiveCopy(source, target, lambda _size: None).sites([SITE])
    return done.fault


def test_copy_is_the_same_and_has_no_fault(source: Layout, target: Layout) -> None:
    assert copied(source, target).there == 1  # the manifest of the archive: the site named itself in one
    assert difference(source.root, target.root) == []
    assert faults(target) == []


def test_open_capture_is_recovered_first(source: Layout, target: Layout) -> None:
    """A run that was killed amid its second record has left it."""
    whole = source.captures(SITE)[-1]
    left = source.captures_file(SITE, "20261120T070000Z")
    left.with_name(f"{left.name}.open").write_bytes(whole.read_bytes() + b"half of a record")
    with source.run_files(SITE)[-1].open("ab") as records:
        records.write(b'{"run": "202611')
    copied(source, target)
    assert (target.root / left.relative_to(source.root)).read_bytes() == whole.read_bytes()
    assert difference(source.root, target.root) == []
    run(target, day(1), range(100, 103))
    assert faults(target) == []
    assert len([*chain_lines(target, SITE)]) == 8


def test_archive_that_went_on_elsewhere_is_kept(source: Layout, target: Layout) -> None:
    copied(source, target)
    name = run(target, day(0), range(100, 103))
    fault = fault_of(source, target)
    assert isinstance(fault, OtherArchive)
    assert f"has runs of demo that {source.root} does not have, the first is {name}; " in str(fault)
    run(source, day(1), range(103, 106))
    assert "has another archive of demo: line 7 of its run records" in str(fault_of(source, target))
    assert "has another archive of demo: line 7 of its run records" in str(fault_of(target, source))


@pytest.mark.parametrize("folder", ["bulletins", "captures", "rejected"])
def test_other_file_is_not_replaced(source: Layout, target: Layout, folder: str) -> None:
    copied(source, target)
    path = min((target.root / folder / SITE).glob("2026*Z*"))
    content = path.read_bytes()
    path.write_bytes(content[:-2] + b"?" + content[-1:])
    fault = fault_of(source, target)
    assert isinstance(fault, OtherArchive)
    assert f"such as {path.name}, which is another file" in str(fault)
    path.write_bytes(content)
    more = path.with_name(path.name.replace("2026", "2027"))
    more.write_bytes(b"x")
    assert f"such as {more.name}, which {source.root} does not have" in str(fault_of(source, target))
    assert more.read_bytes() == b"x"


def test_other_anchor_is_not_replaced(source: Layout, target: Layout) -> None:
    for layout in (source, target):
        layout.anchors.mkdir(parents=True)
        (layout.anchors / "2026-11-20.json").write_text(json.dumps(str(layout.root)))
    with pytest.raises(OtherArchive, match=r"2026-11-20\.json is another anchor than"):
        copied(source, target)


def test_packed_and_moved_months_are_followed(source: Layout, target: Layout, tmp_path: Path) -> None:
    cold = tmp_path / "cold"
    cold.mkdir()
    copied(source, target)
    list(pack_site(source, SITE, "", NOW, segments=True))
    assert copied(source, target).removed == 16
    assert difference(source.root, target.root) == []
    (moved,) = tier_site(source, SITE, "2026-10", cold, schedule=NEVER, now=NOW)
    copied(source, target)
    assert difference(source.root, target.root) == [moved.name]  # a pack is never removed from a copy
    assert faults(target) == []
    list(fetch_site(source, SITE, "", None, NOW))
    copied(source, target)
    assert difference(source.root, target.root) == []
    assert faults(target) == []


def test_site_in_use_is_not_copied(source: Layout, target: Layout) -> None:
    for layout in (source, target):
        layout.lock(SITE).parent.mkdir(parents=True, exist_ok=True)
        with FileLock(layout.lock(SITE)):
            assert isinstance(fault_of(source, target), LockedSite)
    assert not target.captures_dir(SITE).exists()
    assert fault_of(source, target) is None


def test_copy_into_itself_is_refused(source: Layout) -> None:
    for place in (source.root, source.root / "copy", source.root.parent):
        with pytest.raises(UsageFault, match="are not two places"):
            ArchiveCopy(source, Layout(place), lambda _size: None).check_places()


def test_unfinished_copy_does_not_go_on(source: Layout, target: Layout, tmp_path: Path) -> None:
    mark_copy(source, target, SITE)
    finished = f"'scrapy copy --from {source.root} --to {target.root} demo' finishes it"
    with pytest.raises(ArchiveUnread, match=finished):
        run(target, day(0), range(100, 103))
    (fault,) = faults(target)
    assert finished in fault
    with pytest.raises(AssertionError, match=f"is itself a copy that is not finished: {finished}"):
        copied(target, Layout(tmp_path / "third"))
    copied(source, target)
    assert not target.unfinished_copy(SITE).exists()
    run(target, day(0), range(100, 103))
    assert faults(target) == []


def test_killed_copy_of_packs_is_completed(source: Layout, tmp_path: Path) -> None:
    empty, copies = tmp_path / "empty", tmp_path / "copies"
    empty.mkdir()
    list(pack_site(source, SITE, "", NOW, segments=True))
    command = [sys.executable, "-m", "tests.archive.copying.killed"]
    subprocess.run([*command, str(source.root), str(empty), str(copies), "25"], check=True, cwd=ROOT)
    for copy in copies.iterdir():
        copied(source, Layout(copy))
        assert difference(source.root, copy) == [], copy.name
        assert faults(Layout(copy)) == [], copy.name


def test_killed_copy_is_completed(built: Path, source: Layout, tmp_path: Path) -> None:
    """The copy of an earlier state gets packs, segments, records and manifests, and loses what was packed."""
    earlier, copies = Layout(tmp_path / "earlier"), tmp_path / "copies"
    copied(Layout(built), earlier)
    list(pack_site(source, SITE, "2026-10", NOW, segments=True))
    run(source, day(0), range(100, 103))
    command = [sys.executable, "-m", "tests.archive.copying.killed"]
    subprocess.run([*command, str(source.root), str(earlier.root), str(copies), "13"], check=True, cwd=ROOT)
    killed = sorted(copies.iterdir(), key=lambda path: int(path.name))
    assert len(killed) > 7
    for copy in killed:
        assert faults_beside_mark(Layout(copy)) == [], copy.name
        copied(source, Layout(copy))
        assert difference(source.root, copy) == [], copy.name
        assert faults(Layout(copy)) == [], copy.name
