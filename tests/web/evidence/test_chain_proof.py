from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.anchors import write_anchor
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.web.evidence import chain_proof
from bulletin_spider.web.evidence.capture_address import CaptureAddress, capture_address
from bulletin_spider.web.evidence.chain_proof import RecordedFile, check_file, covering_anchor, recorded_file
from tests.archive.packing.building import NOW, SITE, lines, run
from tests.archive.records import run_file

if TYPE_CHECKING:
    from pathlib import Path

DAYS = (5, 6, 7)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """Three runs; an anchor was made after the second."""
    layout = Layout(tmp_path / "archive")
    for day in DAYS:
        moment = dt.datetime(2026, 9, day, 6, tzinfo=dt.UTC)
        run(layout, moment, range(day, day + 1))
        if day == 6:
            write_anchor(layout, [SITE], moment + dt.timedelta(hours=1))
    return layout


def addresses(layout: Layout) -> list[CaptureAddress]:
    found = [capture_address(one["capture"]) for one in lines(layout)]
    return [one for one in found if one]


def recorded(layout: Layout, number: int) -> RecordedFile:
    found = recorded_file(layout, addresses(layout)[number])
    assert found
    return found


def test_run_record_names_the_file(layout: Layout) -> None:
    for number, address in enumerate(addresses(layout)):
        found = recorded(layout, number)
        assert (found.run, len(found.lines), found.is_chained) == (address.name[:16], 3 - number, True)
        assert check_file(layout, address, found) == "agrees"


def test_the_first_anchor_after_a_run_covers_it(layout: Layout) -> None:
    for number, lines_between in ((0, 1), (1, 0)):
        anchor = covering_anchor(layout, SITE, recorded(layout, number))
        assert anchor
        assert (anchor["name"], anchor["state"], anchor["lines_between"]) == (
            "2026-09-06.json",
            "agrees",
            lines_between,
        )
        assert not anchor["time_stamp"]
    assert covering_anchor(layout, SITE, recorded(layout, 2)) is None


def test_anchors_of_one_day_are_read_in_order(layout: Layout) -> None:
    for hour in range(8, 20):
        run(layout, dt.datetime(2026, 9, 8, hour, tzinfo=dt.UTC), range(0))
        write_anchor(layout, [SITE], dt.datetime(2026, 9, 8, hour, 30, tzinfo=dt.UTC))
    anchor = covering_anchor(layout, SITE, recorded(layout, 2))
    assert anchor
    assert (anchor["name"], anchor["lines_between"]) == ("2026-09-08.json", 1)


def test_an_edited_record_breaks_the_chain(layout: Layout) -> None:
    path = run_file(layout)
    path.write_text(path.read_text().replace('"outcome": "ok"', '"outcome": "no"', 2))
    found = recorded(layout, 0)
    assert not found.is_chained
    anchor = covering_anchor(layout, SITE, found)
    assert anchor
    assert anchor["state"] == "differs"


def test_a_changed_file_is_not_the_recorded_one(layout: Layout) -> None:
    address = addresses(layout)[0]
    path = layout.root / address.file
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert check_file(layout, address, recorded(layout, 0)) == "differs"


def test_packed_file_is_still_the_recorded_one(layout: Layout) -> None:
    address = addresses(layout)[0]
    list(pack_site(layout, SITE, "", NOW))
    assert not (layout.root / address.file).exists()
    assert check_file(layout, address, recorded(layout, 0)) == "agrees"


def test_file_without_record_has_no_proof(layout: Layout) -> None:
    assert recorded_file(layout, CaptureAddress(SITE, "20260901T000000Z.warc.gz", 0)) is None
    assert recorded_file(layout, CaptureAddress("other", "20260901T000000Z.warc.gz", 0)) is None


def test_damaged_anchor_is_passed_over(layout: Layout) -> None:
    (layout.anchors / "2026-09-05.json").write_text("{")
    anchor = covering_anchor(layout, SITE, recorded(layout, 0))
    assert anchor
    assert anchor["name"] == "2026-09-06.json"


def test_an_anchor_far_away_is_no_fault(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    (layout.anchors / "2026-09-06.json").unlink()
    write_anchor(layout, [SITE], dt.datetime(2026, 9, 8, tzinfo=dt.UTC))
    monkeypatch.setattr(chain_proof, "LINES", 1)
    found = recorded(layout, 0)
    assert (len(found.lines), found.last_run) == (2, "20260906T060000Z")
    anchor = covering_anchor(layout, SITE, found)
    assert anchor
    assert anchor["state"] == "not checked"
