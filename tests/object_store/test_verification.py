"""Verify finds each damage to an archive in a store, by checksums and by every byte."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bulletin_spider.actions.verify import summary_line
from bulletin_spider.archive.object_store.paths import store_of
from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from bulletin_spider.archive.verification.site import VerificationCounts, check_archive
from tests.archive.packing.building import SITE, run
from tests.object_store.archives import (
    build,
    claim_without_end,
    content,
    copy_of,
    delete,
    faults,
    findings,
    names,
    notes,
    put,
    stored,
)
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.verification.finding import Finding

pytestmark = pytest.mark.s3
RUN = "20261105T060000Z"
CUT_OFF = "20261120T060000Z"
SEGMENT, CAPTURES = f"bulletins/{SITE}/{RUN}-00001.jsonl", f"captures/{SITE}/{RUN}.warc.gz"
REJECTED, HEAD = f"rejected/{SITE}/{RUN}.jsonl", f"runs/{SITE}.head"
FIRST, LAST = f"runs/{SITE}/00000001", f"runs/{SITE}/00000002"


@pytest.fixture(scope="module")
def built(store_of_module: str) -> Layout:
    return build(store_of_module, "2026-11")


@pytest.fixture
def layout(built: Layout) -> Layout:
    return copy_of(built)


def replace(old: bytes, new: bytes, name: str) -> Callable[[Layout], None]:
    def plant(layout: Layout) -> None:
        before = content(layout, name)
        assert old in before
        put(layout, name, before.replace(old, new, 1))

    return plant


class Damage(NamedTuple):
    plant: Callable[[Layout], object]
    finding: str


DAMAGES = {
    "segment deleted": Damage(lambda it: delete(it, SEGMENT), f"missing: {SEGMENT}"),
    "segment emptied": Damage(lambda it: put(it, SEGMENT, b""), f"missing: {SEGMENT}"),
    "segment cut": Damage(lambda it: put(it, SEGMENT, content(it, SEGMENT)[:-9]), f": {SEGMENT}"),
    "segment replaced": Damage(replace("正文".encode(), "正又".encode(), SEGMENT), f": {SEGMENT}"),
    "captures deleted": Damage(lambda it: delete(it, CAPTURES), f"missing: {CAPTURES}"),
    "captures cut": Damage(lambda it: put(it, CAPTURES, content(it, CAPTURES)[:-9]), f"capture: {CAPTURES}"),
    "refused pages replaced": Damage(replace(b"empty", b"other", REJECTED), f"rejection: {REJECTED}"),
    "first line deleted": Damage(lambda it: delete(it, FIRST), f"missing: {FIRST}"),
    "last line deleted": Damage(lambda it: delete(it, LAST), "lacks the record of run"),
    "line replaced": Damage(replace(b'"published": 3', b'"published": 4', FIRST), "it was changed"),
    "last line replaced": Damage(replace(b'"published": 3', b'"published": 4', LAST), "it was changed"),
    "line is no line": Damage(lambda it: put(it, FIRST, b"x"), "run: runs/demo"),
    "head lies": Damage(replace(b"20261115", b"20261116", HEAD), f"run: {HEAD}"),
    "head deleted": Damage(lambda it: delete(it, HEAD), f"missing: {HEAD}"),
    "claim amid lines": Damage(
        lambda it: put(it, FIRST, b'{"claim": {"run": "%s", "host": "h"}}\n' % RUN.encode()),
        "though places after it are taken",
    ),
    "object of others": Damage(lambda it: put(it, f"runs/{SITE}/notes", b"x"), f"stray: runs/{SITE}/notes"),
    "capture of no run": Damage(
        lambda it: put(it, f"captures/{SITE}/20261101T000000Z.warc.gz", content(it, CAPTURES)),
        "is in no run record",
    ),
}


def test_sound_archive(built: Layout) -> None:
    assert findings(built) == []
    assert findings(built, deep=True) == []


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found(layout: Layout, damage: Damage) -> None:
    damage.plant(layout)
    for deep in (False, True):
        found = faults(layout, deep=deep)
        assert [one for one in found if damage.finding in one], (deep, found)


def test_what_was_checked_is_counted(layout: Layout) -> None:
    """An object that the store keeps no checksum of is read."""
    put(layout, SEGMENT, content(layout, SEGMENT))
    counts = VerificationCounts()
    assert [*check_archive(layout, [SITE], counts, whole=True)] == []
    assert (counts.versions, counts.compared, counts.read) == (6, 7, 1)


def test_bytes_behind_right_checksum(layout: Layout) -> None:
    """Only a check of every byte finds what the store itself has changed."""
    path = stored(layout.root / SEGMENT)
    _, metadata = path.store.metadata(path.key)
    path.store.put(path.key, path.read_bytes().replace("正文".encode(), "正又".encode()), metadata)
    assert faults(layout) == []
    assert len(faults(layout, deep=True)) > 0


@pytest.fixture
def cut_off(layout: Layout) -> Layout:
    """An archive whose last run was cut off: the next one of this machine takes the site over at once."""
    claim_without_end(layout, CUT_OFF)
    return layout


def test_open_claim_is_note(cut_off: Layout) -> None:
    assert faults(cut_off) == []
    (told,) = notes(cut_off)
    assert told.startswith(f"note: runs/{SITE}/00000003: is claimed by run {CUT_OFF} on ")


def test_run_that_was_cut_off_is_note(cut_off: Layout) -> None:
    """What it puts after another run has taken the site over counts for nothing."""
    successor = run(cut_off, dt.datetime(2026, 11, 21, 6, tzinfo=dt.UTC), range(7, 10))
    late = f"captures/{SITE}/{CUT_OFF}.warc.gz"
    put(cut_off, late, content(cut_off, CAPTURES))
    for deep in (False, True):
        assert faults(cut_off, deep=deep) == []
    of_claim, of_captures = notes(cut_off)
    assert of_claim.startswith(f"note: runs/{SITE}/00000003: run {CUT_OFF} on ")
    assert f"run {successor} on " in of_claim
    assert of_captures == f"note: {late}: run {CUT_OFF} put it after it was cut off: it counts for nothing"


def test_summary_says_what_was_checked(built: Layout) -> None:
    for check, text in (
        (None, "8 files by the checksums that the store keeps"),
        (lambda _: iter(()), "site: no"),
    ):
        counts = VerificationCounts()
        assert [*check_archive(built, [SITE], counts, check, whole=True)] == []
        assert text in summary_line(counts)


@pytest.mark.parametrize("kind", ["capture", "claim", "segment"])
def test_refused_requests_are_no_damage(
    layout: Layout, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Nothing is known of an archive that the store does not show."""
    proxy = FaultProxy(s3_endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.endpoint)
    store_of.cache_clear()
    try:
        for deep in (False, True):
            proxy.heal()
            proxy.add(Rule(Fault.DENIED, kind, after=1, times=1))
            with pytest.raises(StoreFault, match="the store refuses the request"):
                findings(layout, deep=deep)
    finally:
        proxy.stop()
        store_of.cache_clear()


@pytest.mark.parametrize("deep", [False, True], ids=["checksums", "bytes"])
def test_month_is_packed_meanwhile(layout: Layout, monkeypatch: pytest.MonkeyPatch, *, deep: bool) -> None:
    """Verify takes no lock: files go between their list and the question about them."""
    check = RunRecordCheck.check

    def packing(self: RunRecordCheck) -> Iterator[Finding]:
        yield from check(self)
        list(pack_site(layout, SITE, "", dt.datetime(2026, 12, 1, tzinfo=dt.UTC)))

    monkeypatch.setattr(RunRecordCheck, "check", packing)
    assert faults(layout, deep=deep) == []
    assert f"captures/{SITE}/2026-11.warc.gz" in names(layout)
