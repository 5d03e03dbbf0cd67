"""Pack an archive in a store: run records into objects of months, files of closed months into packs."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider import reader
from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.archive.object_store.chain import site_claim
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.chain.takeover import close_last
from bulletin_spider.archive.object_store.requests.client import ObjectStore
from bulletin_spider.archive.packing import run_folding
from bulletin_spider.archive.packing.month_packing import PackedMonth, pack_site
from bulletin_spider.archive.packing.run_folding import FoldedRuns
from tests.archive.packing.building import NOW, SITE, page, run
from tests.object_store.archives import (
    build,
    claim_without_end,
    content,
    copy_of,
    faults,
    findings,
    forget_lists,
    names,
    notes,
    stored,
)

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
    from bulletin_spider.archive.object_store.chain.takeover import Holder
    from bulletin_spider.archive.object_store.paths import StorePath

pytestmark = pytest.mark.s3
OCTOBER, NOVEMBER = f"runs/{SITE}/2026-10.00000001.jsonl", f"runs/{SITE}/2026-11.00000002.jsonl"


@pytest.fixture(scope="module")
def built(store_of_module: str) -> Layout:
    return build(store_of_module, "2026-10", "2026-11", days=(5,))


@pytest.fixture
def layout(built: Layout) -> Layout:
    return copy_of(built)


def pack(layout: Layout, **options: Any) -> list[PackedMonth | FoldedRuns]:
    forget_lists(layout)
    return list(pack_site(layout, SITE, "", NOW, **options))


def fold(layout: Layout) -> FoldedRuns:
    """Fold the run records, and pack no month."""
    forget_lists(layout)
    (folded,) = pack_site(layout, SITE, "2026-01", NOW)
    assert isinstance(folded, FoldedRuns)
    return folded


def month_files(layout: Layout) -> dict[str, bytes]:
    forget_lists(layout)
    return {path.name: path.read_bytes() for path in layout.run_files(SITE)}


def test_lines_are_folded_by_month(layout: Layout) -> None:
    before = month_files(layout)
    assert fold(layout) == FoldedRuns(SITE, 2)
    assert content(layout, OCTOBER) == before["2026-10.jsonl"]
    assert content(layout, NOVEMBER) == before["2026-11.jsonl"]
    assert month_files(layout) == before
    assert findings(layout) == []


def test_what_was_folded_goes_later(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers that have listed it before may still ask for it."""
    before = month_files(layout)
    fold(layout)
    run(layout, dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC), range(7, 10))
    fold(layout)
    assert {f"runs/{SITE}/{place:08d}" for place in (1, 2, 4)} <= {*names(layout, f"runs/{SITE}")}
    assert NOVEMBER in names(layout)
    monkeypatch.setattr(run_folding, "GRACE", 0.0)
    pack(layout, named=False)
    newest = f"runs/{SITE}/2026-11.00000004.jsonl"
    left = names(layout, f"runs/{SITE}")
    assert {*left} >= {OCTOBER, newest}
    assert not {NOVEMBER, *(f"runs/{SITE}/{place:08d}" for place in (1, 2, 4))} & {*left}
    assert month_files(layout)["2026-10.jsonl"] == before["2026-10.jsonl"]
    assert month_files(layout)["2026-11.jsonl"].startswith(before["2026-11.jsonl"])
    assert faults(layout, deep=True) == []


def test_claim_of_run_that_was_cut_off_stays(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_folding, "GRACE", 0.0)
    claim_without_end(layout, "20261116T060000Z")
    run(layout, dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC), range(7, 10))
    told = notes(layout)
    fold(layout)
    pack(layout)
    assert f"runs/{SITE}/00000003" in names(layout)
    assert told == notes(layout)
    assert "was cut off" in told[0]


def test_month_becomes_packs(layout: Layout) -> None:
    before = [*reader.versions(layout.root)]
    packed = [one for one in pack(layout, segments=True) if isinstance(one, PackedMonth)]
    assert [(one.month, one.packs, one.problem) for one in packed] == [("2026-10", 3, "")]
    assert [name for name in names(layout) if "/20261005T" in name] == [
        f"bulletins/{SITE}/20261005T060000Z-00003.jsonl"
    ]
    assert [*reader.versions(layout.root)] == before
    assert read_exchange(layout.root, before[0]["capture"]).body == page(1)
    assert findings(layout) == []
    assert findings(layout, deep=True) == []


def test_nothing_to_do_takes_no_claim(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_folding, "GRACE", 0.0)
    for _ in range(
        3
    ):  # the event of the month is folded by the second call, what is folded goes with the third
        pack(layout)
    before = names(layout)
    assert pack(layout, named=False) == []
    assert names(layout) == before


def test_changed_fold_is_not_folded_again(layout: Layout) -> None:
    fold(layout)
    path = stored(layout.root / NOVEMBER)
    changed = path.store.get(path.key).replace(b'"published": 3', b'"published": 4', 1)
    path.store.put(path.key, changed, path.store.metadata(path.key)[1])
    assert "it was changed" in faults(layout)[0]
    run(layout, dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC), range(7, 10))
    assert fold(layout).problem.startswith(f"{NOVEMBER} is not the object that was put")


class Killed(BaseException):
    """The process was killed."""


def pack_until(layout: Layout, deaths: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Pack in a process whose writing requests fail from one on, as if it were killed; return whether it was."""
    written = count()

    def killing(call: Any) -> Any:
        def calling(*arguments: Any, **options: Any) -> Any:
            if next(written) >= deaths:
                raise Killed
            return call(*arguments, **options)

        return calling

    with monkeypatch.context() as patch:
        for name in ("_put", "delete"):
            patch.setattr(ObjectStore, name, killing(getattr(ObjectStore, name)))
        try:
            pack(layout, segments=True)
        except Killed:
            return True
    return False


@pytest.mark.slow
def test_kill_before_any_request(built: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever it is killed, readers miss nothing, verify finds no fault, and the next call finishes."""
    monkeypatch.setattr(run_folding, "GRACE", 0.0)
    fold_once, before = copy_of(built), [*reader.versions(built.root)]
    fold(fold_once)
    whole = None
    for deaths in count():
        layout = copy_of(fold_once)
        was_killed = pack_until(layout, deaths, monkeypatch)
        forget_lists(layout)
        assert [*reader.versions(layout.root)] == before, deaths
        assert faults(layout) == [], deaths
        pack(layout, segments=True)
        assert [*reader.versions(layout.root)] == before, deaths
        assert faults(layout) == [], deaths
        packs = [name for name in names(layout) if not name.startswith(("runs/", "clocks/"))]
        whole = whole or packs
        assert packs == whole, deaths
        if not was_killed:
            assert deaths > 15
            return


def test_claim_by_old_list_is_not_of_folded_place(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process slept between its list and its claim, until other runs had recorded, and their lines were folded."""
    monkeypatch.setattr(run_folding, "GRACE", 0.0)
    monkeypatch.setattr(site_claim, "_LIST_HOLDS", -1.0)
    asked = count()

    def sleep(runs: StorePath, objects: RunObjects, holder: Holder) -> bool:
        if not next(asked):
            assert len(objects.contents) == 2
            forget_lists(layout)  # the others are other processes
            for day in (16, 17):
                run(layout, dt.datetime(2026, 11, day, 6, tzinfo=dt.UTC), range(3 * day, 3 * day + 3))
            fold(layout)
            pack(layout)
            assert f"runs/{SITE}/00000003" not in names(layout)
        return close_last(runs, objects, holder)

    with monkeypatch.context() as patch:
        patch.setattr(site_claim, "close_last", sleep)
        claim = SiteClaim.take(stored(layout.runs(SITE)), "20261118T060000Z")
    assert claim.number > 4
    claim.release()
    assert faults(layout) == []
    pack(layout)
    assert f"runs/{SITE}/00000003" not in names(layout)
