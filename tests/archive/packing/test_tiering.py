from __future__ import annotations

import datetime as dt
import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from bulletin_spider import reader
from bulletin_spider.archive import atomic_files
from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.archive.index.schedule import Schedule
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing import tiering
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.packing.pack_history import pack_events
from bulletin_spider.archive.packing.tiering import MovedPack, fetch_site, tier_site
from bulletin_spider.exceptions import LockedSite, TieredCapture
from bulletin_spider.normalization.addresses import bulletin_id
from tests.archive.packing.building import (
    NOW,
    SITE,
    faults,
    lines,
    names,
    notes,
    page,
    page_address,
    run,
    three_months,
)

if TYPE_CHECKING:
    from pathlib import Path

SEPTEMBER = f"captures/{SITE}/2026-09.warc.gz"
SOON = Schedule.parse("every 1d for 30d")
"""On the day of packing, bulletins of September are not visited any more, and those of October are."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    layout = three_months(tmp_path_factory.mktemp("months") / "archive", days=(25,))
    list(pack_site(layout, SITE, "", NOW))
    return layout.root


@pytest.fixture
def layout(built: Path, tmp_path: Path) -> Layout:
    shutil.copytree(built, tmp_path / "archive")
    return Layout(tmp_path / "archive")


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    (tmp_path / "cold").mkdir()
    return tmp_path / "cold"


def tier(layout: Layout, cold: Path, before: str = "2026-11", schedule: Schedule = SOON) -> list[MovedPack]:
    return list(tier_site(layout, SITE, before, cold, schedule=schedule, now=NOW))


def fetch(layout: Layout, source: Path | None = None) -> list[MovedPack]:
    return list(fetch_site(layout, SITE, "", source, NOW))


def test_a_pack_is_moved_and_fetched_back(layout: Layout, cold: Path) -> None:
    before, content = names(layout), (layout.root / SEPTEMBER).read_bytes()
    moved = tier(layout, cold, "2026-10")
    assert [(one.name, one.place, one.problem) for one in moved] == [(SEPTEMBER, str(cold), "")]
    assert (cold / SEPTEMBER).read_bytes() == content
    assert not (layout.root / SEPTEMBER).exists()
    assert tier(layout, cold, "2026-10") == []
    fetched = fetch(layout)
    assert [(one.name, one.problem) for one in fetched] == [(SEPTEMBER, "")]
    assert names(layout) == before
    assert fetch(layout) == []
    assert [event["event"] for event in pack_events(layout, SITE)] == [
        "packed",
        "packed",
        "tiered",
        "fetched",
    ]


def test_verify_accepts_a_moved_pack_with_a_note(layout: Layout, cold: Path) -> None:
    before = notes(layout)
    tier(layout, cold, "2026-10")
    assert faults(layout) == []
    more = [line for line in notes(layout) if line not in before]
    assert more == [
        f"note: {SEPTEMBER}: was moved to {cold}, with the captures of 1 runs",
        f"note: captures/{SITE}: 4 references point to captures in packs that were moved elsewhere",
    ]
    fetch(layout)
    assert (faults(layout), notes(layout)) == ([], before)


def test_readers_say_where_a_moved_capture_is(layout: Layout, cold: Path) -> None:
    version = lines(layout)[0]
    tier(layout, cold, "2026-10")
    with pytest.raises(TieredCapture, match=f"was moved to {cold}: 'scrapy tier --fetch {SITE}'"):
        read_exchange(layout.root, version["capture"])
    with pytest.raises(FileNotFoundError, match=f"was moved to {cold}"):
        reader.capture(layout.root, version)
    fetch(layout)
    assert read_exchange(layout.root, version["capture"]).body == page(1)


def test_what_is_visited_again_stays(layout: Layout, cold: Path) -> None:
    september, october = tier(layout, cold)
    assert not september.problem
    assert (october.name, october.problem) == (
        f"captures/{SITE}/2026-10.warc.gz",
        "bulletins in it, or their files, are asked for again until 2026-11-24",
    )
    later = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
    (october,) = tier_site(layout, SITE, "2026-11", cold, schedule=SOON, now=later)
    assert not october.problem


def test_a_kept_file_that_is_asked_for_again_stays(tmp_path: Path, cold: Path) -> None:
    layout = Layout(tmp_path / "archive")
    run(layout, dt.datetime(2026, 9, 25, tzinfo=dt.UTC), range(1, 3), with_file=True)
    list(pack_site(layout, SITE, "", NOW))
    assert faults(layout) == []
    (one,) = tier(layout, cold, "2026-10", Schedule.parse(""))
    assert one.problem == "bulletins in it, or their files, are asked for again until 2027-09-25"


def test_a_missing_bulletin_stays(tmp_path: Path, cold: Path) -> None:
    layout = Layout(tmp_path / "archive")
    run(layout, dt.datetime(2026, 9, 25, tzinfo=dt.UTC), range(1, 3))
    missing = {"missing": [bulletin_id(page_address(1))]}
    run(layout, dt.datetime(2026, 11, 1, tzinfo=dt.UTC), range(0), visits=missing)
    list(pack_site(layout, SITE, "", NOW))
    (one,) = tier(layout, cold, "2026-10")
    assert one.problem.endswith("are asked for again until they are found or withdrawn")


def test_no_schedule_keeps_nothing(layout: Layout, cold: Path) -> None:
    assert [one.problem for one in tier(layout, cold, schedule=Schedule.parse(""))] == ["", ""]


def test_a_changed_pack_is_not_moved(layout: Layout, cold: Path) -> None:
    (layout.root / SEPTEMBER).write_bytes(b"?")
    (one,) = tier(layout, cold, "2026-10")
    assert (
        one.problem == f"{layout.root / SEPTEMBER} is not the pack that was written: restore it from a copy"
    )
    assert (list(cold.rglob("*.gz*")), (layout.root / SEPTEMBER).exists()) == ([], True)


def test_a_changed_copy_is_not_fetched(layout: Layout, cold: Path) -> None:
    tier(layout, cold, "2026-10")
    content = (cold / SEPTEMBER).read_bytes()
    (cold / SEPTEMBER).write_bytes(content[:-1])
    (one,) = fetch(layout)
    assert "is not the pack that was written" in one.problem
    assert faults(layout) == []
    (cold / SEPTEMBER).write_bytes(content)
    assert [one.problem for one in fetch(layout)] == [""]


@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_a_lost_tombstone_is_found_and_written_again(
    layout: Layout, cold: Path, content: bytes | None
) -> None:
    tier(layout, cold, "2026-10")
    path = layout.root / f"{SEPTEMBER}.tiered"
    before = path.read_bytes()
    path.unlink() if content is None else path.write_bytes(content)
    (fault,) = faults(layout)
    assert fault == (
        f"table: {SEPTEMBER}.tiered: does not say that the pack was moved to {cold} (scrapy tier writes it again)"
    )
    tier(layout, cold, "2026-10")
    assert path.read_bytes() == before
    assert faults(layout) == []


def test_a_directory_that_moved_is_named(layout: Layout, cold: Path, tmp_path: Path) -> None:
    tier(layout, cold, "2026-10")
    cold.rename(tmp_path / "colder")
    (one,) = fetch(layout)
    assert one.problem.endswith("No such file or directory")
    assert [one.problem for one in fetch(layout, tmp_path / "colder")] == [""]


def test_a_full_disk_moves_nothing(layout: Layout, cold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(cold)._replace(free=10)
    monkeypatch.setattr(tiering.shutil, "disk_usage", lambda _place: usage)
    (one,) = tier(layout, cold, "2026-10")
    assert "10 are free" in one.problem
    assert (layout.root / SEPTEMBER).exists()


class Stopped(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("steps", range(8))
@pytest.mark.parametrize("fetching", [False, True])
def test_an_interrupted_move_is_finished(
    layout: Layout, cold: Path, monkeypatch: pytest.MonkeyPatch, steps: int, *, fetching: bool
) -> None:
    """It stops after a number of syncs of a directory: each comes after a change of names."""
    expected = [version["title"] for version in lines(layout)]
    if fetching:
        tier(layout, cold, "2026-10")
    left = iter(range(steps))
    sync = atomic_files.sync_directory

    def stopping(directory: Path) -> None:
        sync(directory)
        if next(left, None) is None:
            raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(atomic_files, "sync_directory", stopping)
        with suppress(Stopped):
            fetch(layout) if fetching else tier(layout, cold, "2026-10")
    assert (layout.root / SEPTEMBER).exists() or (cold / SEPTEMBER).exists()
    assert faults(layout) == []
    assert [version["title"] for version in lines(layout)] == expected
    if fetching:
        fetch(layout)
        assert (layout.root / SEPTEMBER).exists()
    else:
        tier(layout, cold, "2026-10")
        assert not (layout.root / SEPTEMBER).exists()
        assert json.loads((layout.root / f"{SEPTEMBER}.tiered").read_bytes())["to"] == str(cold)
    assert not [line for line in notes(layout) if "killed" in line]


def test_a_run_goes_on_without_the_moved_captures(layout: Layout, cold: Path) -> None:
    tier(layout, cold, "2026-10")
    run(layout, NOW, range(40, 42))
    assert faults(layout) == []


def test_a_site_in_use_is_not_moved(layout: Layout, cold: Path) -> None:
    with FileLock(layout.lock(SITE)), pytest.raises(LockedSite):
        tier(layout, cold)
