from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record, last_run_records
from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.statuses import FailureKind, RowStatus
from bulletin_spider.web.site_account.gaps import RUNS, SCROLLED_OFF, ChannelProof, channel_proofs, site_proof
from tests.archive.records import run_record

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "not reached: page 2: no answer"
LASTING = f"not reached: page 1 ends the listing, and {SCROLLED_OFF}"


def day(number: int) -> str:
    return f"2026-09-{number:02}T00:00:00+00:00"


def record(number: int, overlap: str | None = "reached: overlap on page 1", **more: Any) -> dict[str, Any]:
    """Return the record of a day's run; None is a run that reached no channel."""
    walk = {"url": "http://x/", "closed": str(overlap).startswith("reached"), "overlap": overlap}
    channels = {"要闻": walk} if overlap else {}
    return run_record(f"202609{number:02}T000000Z", ended=day(number), channels=channels) | more


def proof(*oldest_first: dict[str, Any], is_whole: bool = True) -> ChannelProof:
    (found,) = channel_proofs(oldest_first[::-1], is_whole=is_whole)
    return found


def test_closed_walks_prove_from_the_first_one() -> None:
    found = proof(record(1), record(2), record(3))
    assert (found.since, found.until, found.gaps) == (day(1), day(3), [])
    assert not found.is_since_earlier
    assert proof(record(2), record(3), is_whole=False).is_since_earlier


def test_a_closed_walk_repairs_a_gap() -> None:
    found = proof(record(1), record(2, BROKEN), record(3, BROKEN), record(4))
    assert (found.since, found.until, found.is_open) == (day(1), day(4), False)
    (gap,) = found.gaps
    assert (gap.began, gap.ended, gap.runs) == (day(2), day(4), 2)
    assert (gap.why, gap.is_lasting) == ("page 2: no answer", False)


def test_an_open_gap_ends_the_proof() -> None:
    found = proof(record(1), record(2), record(3, BROKEN))
    assert (found.since, found.until, found.is_open) == (day(1), day(2), True)


def test_rows_that_scrolled_off_are_never_proven() -> None:
    found = proof(record(1), record(2, LASTING), record(3), record(4))
    assert (found.since, found.until, found.gaps[0].is_lasting) == (day(3), day(4), True)
    found = proof(record(1), record(2, LASTING), is_whole=False)
    assert (found.since, found.until, found.is_since_earlier) == (None, None, False)


def test_a_walk_says_that_rows_scrolled_off() -> None:
    walk = Walk("要闻", "http://x/", past=True, pages=1, last_statuses=[RowStatus.ASKED])
    walk.end("end of the listing")
    assert walk.gap_kind == FailureKind.NO_OVERLAP
    assert walk.account()["overlap"] == LASTING


def test_a_run_without_channels_is_a_gap() -> None:
    found = proof(record(1), record(2, None, outcome="unreachable", reasons=["no answer"]), record(3))
    assert [(gap.began, gap.ended, gap.why) for gap in found.gaps] == [(day(2), day(3), "no answer")]


def test_a_run_that_was_narrowed_proves_nothing() -> None:
    narrowed = record(2, BROKEN, narrowed=True)
    assert proof(record(1), narrowed, record(3)) == proof(record(1), record(3))


def test_a_site_is_proven_as_far_as_all_channels(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert site_proof(layout, "demo", []).since is None
    closed = {"url": "http://x/", "closed": True, "overlap": "reached: overlap on page 1"}
    open_ = closed | {"closed": False, "overlap": BROKEN}
    for number, second in ((1, None), (2, closed), (3, closed), (4, open_)):
        channels = {"要闻": closed} | ({"公告": second} if second else {})
        append_run_record(layout, "demo", record(number) | {"channels": channels})
    append_run_record(layout, "demo", record(5, replay=True))
    found = site_proof(layout, "demo", last_run_records(layout, "demo", RUNS))
    assert (found.since, found.until, found.runs, found.read_since) == (day(2), day(3), 4, day(1))
    assert [(one.channel, one.since, one.until) for one in found.channels] == [
        ("要闻", day(1), day(4)),
        ("公告", day(2), day(3)),
    ]
