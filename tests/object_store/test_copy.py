"""An archive is copied into a store and back, and goes on at either place."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.copying.archive_copy import ArchiveCopy
from bulletin_spider.archive.copying.file_copy import content_of, copy_file
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.locks.site_lock import lock_for_copy
from bulletin_spider.archive.object_store.chain import site_claim
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
from bulletin_spider.archive.object_store.paths import StorePath, archive_path, store_of
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.record_chain import chain_lines
from bulletin_spider.reader import versions
from tests.archive.copying.copies import copied, difference, tree
from tests.archive.packing.building import NOW, SITE, faults, run, three_months
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.s3
RELEASES = sorted((ROOT / "tests" / "releases").glob("*.tar.xz"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_months(tmp_path_factory.mktemp("months") / "archive").root


@pytest.fixture
def source(built: Path, tmp_path: Path) -> Layout:
    return Layout(shutil.copytree(built, tmp_path / "archive"))


@pytest.fixture
def target(store: str) -> Layout:
    return Layout(archive_path(store))


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, 20 + number, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_release_comes_back_unchanged(
    release: Path, store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, back = tmp_path / "archive", tmp_path / "back"
    with tarfile.open(release) as packed:
        packed.extractall(root, filter="data")
    refused = scrapy(capsys, root, "copy", "--to", store)
    assert (refused.code, refused.out) == (2, "")
    assert "'scrapy upgrade demo' moves it to the present one" in refused.err
    assert scrapy(capsys, root, "upgrade").code == 0
    (root / "README.md").write_text("whose archive this is\n")
    for command in (("--to", store), ("--from", store, "--to", str(back))):
        ended = scrapy(capsys, root, "copy", *command)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.endswith("compared by SHA-256\n")
    assert difference(root, back) == []
    assert faults(Layout(back)) == faults(Layout(archive_path(store))) == []


def test_chain_goes_on_at_either_place(source: Layout, target: Layout, tmp_path: Path) -> None:
    third, number = Layout(tmp_path / "third"), 100
    for days in ((0, 1), (2, 3)):
        copied(source, target)
        run(target, day(days[0]), range(number, number + 3))
        copied(target, source)
        run(source, day(days[1]), range(number + 3, number + 6))
        number += 6
    copied(source, target)
    copied(target, third)
    assert faults(source) == faults(target) == faults(third) == []
    assert difference(source.root, third.root) == []
    assert len([*chain_lines(third, SITE)]) == 10
    ids = [version["id"] for version in versions(third.root)]
    assert len(ids) == len({*ids}) == 30


def test_second_copy_copies_nothing(source: Layout, target: Layout) -> None:
    copied(source, target)
    second = copied(source, target)
    assert (second.copied, second.there) == (0, len(tree(source.root)))


def test_reader_of_the_store_copies_it(
    source: Layout, target: Layout, tmp_path: Path, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written at the source, and nothing into a store that has everything."""
    copied(source, target)
    proxy, back = FaultProxy(s3_endpoint), Layout(tmp_path / "back")
    proxy.add(Rule(Fault.DENIED, method="PUT"), Rule(Fault.DENIED, method="DELETE"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.endpoint)
    store_of.cache_clear()
    try:
        copied(target, back)
        copied(source, target)
        assert (proxy.failed, difference(source.root, back.root)) == ([], [])
        (denied,) = ArchiveCopy(source, Layout(target.root / "other"), lambda _size: None).sites([SITE])
        assert "cannot write the archive at s3://" in str(denied.fault)
        assert "AccessDenied" in str(denied.fault)
    finally:
        proxy.stop()
        store_of.cache_clear()


def test_packed_months_replace_their_files(source: Layout, target: Layout, tmp_path: Path) -> None:
    copied(source, target)
    list(pack_site(source, SITE, "", NOW, segments=True))
    assert copied(source, target).removed == 16
    back = Layout(tmp_path / "back")
    copied(target, back)
    assert difference(source.root, back.root) == []
    assert faults(target) == []


def test_runs_of_months_are_few_objects(source: Layout, target: Layout) -> None:
    copied(source, target)
    run(target, day(0), range(100, 103))
    copied(target, source)
    run(source, day(1), range(103, 106))
    copied(source, target)
    runs = target.runs(SITE)
    assert isinstance(runs, StorePath)
    objects = RunObjects(runs.store, runs.key)
    assert [*objects.folds] == ["2026-09", "2026-10", "2026-11"]
    assert objects.lines == []


def test_site_in_use_at_the_store_is_locked(
    source: Layout, target: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(source, target)
    claim = lock_for_copy(target, SITE)
    monkeypatch.setattr(site_claim, "locked_with", lambda: "another")
    monkeypatch.setenv("BULLETIN_CACHE", str(tmp_path / "another"))
    with pytest.raises(AssertionError, match="demo is in use by another run"):
        copied(source, target)
    with pytest.raises(AssertionError, match="demo is in use by another run"):
        copied(target, Layout(tmp_path / "back"))
    claim.release()
    copied(target, Layout(tmp_path / "back"))


def test_large_file_takes_little_memory(target: Layout, tmp_path: Path) -> None:
    """A process of its own copies 60 MB there and back: memory is a part of that."""
    large, back = tmp_path / "2026-09.warc.gz", tmp_path / "back.warc.gz"
    large.write_bytes(bytes(60_000_000))
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from bulletin_spider.archive.copying.file_copy import copy_file\n"
        "from bulletin_spider.archive.object_store.paths import archive_path\n"
        "stored = archive_path(sys.argv[1]) / 'captures' / 'demo' / '2026-09.warc.gz'\n"
        "begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "copy_file(Path(sys.argv[2]), stored, replaces=False)\n"
        "copy_file(stored, Path(sys.argv[3]), replaces=False)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun)\n"
    )
    arguments = [sys.executable, "-c", script, str(target.root), str(large), str(back)]
    ended = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(ended.stdout) * 1024 < 55_000_000
    assert content_of(back) == content_of(large)


def test_another_object_is_not_replaced(target: Layout, tmp_path: Path) -> None:
    for size in (3, 9_000_000):
        file, stored = tmp_path / str(size), target.captures_file(SITE, f"20261128T0800{size % 60:02d}Z")
        file.write_bytes(b"x" * size)
        copy_file(file, stored, replaces=False)
        file.write_bytes(b"y" * size)
        with pytest.raises(FileExistsError):
            copy_file(file, stored, replaces=False)
        assert stored.read_bytes() == b"x" * size


@pytest.mark.parametrize("has_earlier", [False, True], ids=["empty place", "earlier copy"])
def test_killed_copy_is_completed(
    built: Path, source: Layout, store: str, tmp_path: Path, has_earlier: bool
) -> None:
    if has_earlier:
        list(pack_site(source, SITE, "2026-10", NOW, segments=True))
        run(source, day(0), range(100, 103))
    command = [
        sys.executable,
        "-m",
        "tests.object_store.killed_copies",
        str(source.root),
        store,
        str(tmp_path),
        "7",
    ]
    command += [str(built)] if has_earlier else []
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 2
