"""What keeps an archive works on one in a store: anchor, replay, retire, reindex, forget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.packing.tiering import tier_site
from tests.archive.packing.building import NOW, SITE, three_months
from tests.commands.inprocess import scrapy
from tests.conftest import free_port
from tests.object_store.archives import copy_of, delete, faults, forget_lists, names, new_prefix, notes, put
from tests.object_store.machines import machine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ended

    Command = Callable[..., Ended]

pytestmark = [pytest.mark.s3, pytest.mark.crawl]


@pytest.fixture(scope="module")
def crawled(store_of_module: str, s3_endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """An archive of one crawl by another machine."""
    cache = tmp_path_factory.mktemp("another")
    ended = machine(store_of_module, free_port(), cache, s3_endpoint).demo("-a", "limit=6")
    assert ended.code == 0, ended.err
    return Layout(archive_path(store_of_module))


@pytest.fixture
def layout(crawled: Layout) -> Layout:
    return copy_of(crawled)


@pytest.fixture
def command(layout: Layout, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command on the archive in this process; return how it ended."""

    def run(*arguments: str) -> Ended:
        forget_lists(layout)
        return scrapy(capsys, layout.root, *arguments)

    return run


def test_verify_by_checksums_and_pages(command: Command) -> None:
    found = command("verify")
    assert (found.code, found.out) == (
        0,
        "6 versions of 1 site (2 files by the checksums that the store keeps; --deep reads every byte): no faults\n",
    )
    assert command("verify", "--deep").out == "6 versions of 1 site: no faults\n"


def test_pages_are_read_again(command: Command) -> None:
    """Worker processes read them out of the store."""
    for arguments in (("--dry-run",), ()):
        found = command("replay", "--jobs", "2", *arguments)
        assert found.code == 0
        assert "6 bulletins: 6 as published, 0 read differently" in found.out
    assert command("verify").code == 0


def test_anchor_holds_head(command: Command, layout: Layout) -> None:
    assert "the last records of 1 site" in command("anchor").out
    (anchor,) = (name for name in names(layout, "anchors") if name.endswith(".json"))
    assert command("anchor").out.startswith(f"{layout.root}/{anchor}: ")
    assert command("verify").code == 0
    delete(layout, f"{anchor}.sha256")
    assert f"note: {anchor}: has no " in command("verify").out


def test_retired_site_is_expected_again(command: Command, layout: Layout) -> None:
    assert command("retire", "demo", "--reason", "merged").code == 0
    assert "retired" in command("status").out
    assert command("retire", "demo", "--undo").code == 0
    assert faults(layout) == []


def test_index_is_rebuilt(command: Command, layout: Layout) -> None:
    assert command("reindex").out == "demo: 6 bulletins in 6 versions, 1 runs\n"
    assert layout.index("demo").is_file()
    assert faults(layout) == []


def test_forgotten_site_leaves_one_line(command: Command, layout: Layout) -> None:
    assert command("search", "区").code == 0
    assert command("pack").code == 0
    assert command("forget", "demo", "--yes").code == 0
    assert [name for name in names(layout) if name.startswith(("bulletins", "captures", "rejected"))] == []
    forget_lists(layout)
    (records,) = layout.run_files("demo")
    assert records.read_bytes().count(b"\n") == 1
    assert (faults(layout), notes(layout)) == ([], [])
    assert command("search", "区").err == "no bulletins\n"


def test_moving_packs_is_left_to_store(command: Command) -> None:
    found = command("tier", "--before", "2026-01", "--to", "/")
    assert found.code == 2
    assert found.err.count("\n") == 1
    assert "lifecycle rule" in found.err


@pytest.mark.usefixtures("store_of_module")
def test_moved_pack_is_fetched_into_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pack had been moved away before the archive was copied from a disk."""
    on_disk, elsewhere, copied = three_months(tmp_path / "disk", (5,)), tmp_path / "elsewhere", new_prefix()
    elsewhere.mkdir()
    list(pack_site(on_disk, SITE, "2026-10", NOW))
    moved = list(tier_site(on_disk, SITE, "2026-10", elsewhere, schedule=Schedule.parse(""), now=NOW))
    assert [one.problem for one in moved] == [""]
    assert scrapy(capsys, on_disk.root, "copy", "--to", copied).code == 0
    layout = Layout(archive_path(copied))
    assert "was moved to" in notes(layout)[0]
    found = scrapy(capsys, layout.root, "tier", "--fetch", SITE)
    assert (found.code, found.err) == (0, "")
    assert (faults(layout, deep=True), notes(layout)) == ([], [])


def test_earlier_form_is_refused(command: Command, layout: Layout) -> None:
    """It is upgraded on a disk, where a directory of months appears at once."""
    put(layout, "runs/old.jsonl", b'{"run": "20261101T060000Z"}\n')
    found = command("upgrade", "old")
    assert found.code != 0
    assert "upgraded on a disk" in found.err
    assert "Traceback" not in found.err
