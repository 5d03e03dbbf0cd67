"""Evaluations of archives that grow, with a real server that receives the messages."""

from __future__ import annotations

import datetime as dt
import json
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.statuses import Pace
from bulletin_spider.watches.definition import Watch
from bulletin_spider.watches.evaluation import WatchReport, begin_watches, evaluate
from bulletin_spider.watches.outgoing import MOST_HITS, MOST_MESSAGES, Budget
from bulletin_spider.watches.state import forget_site, locked, read_state
from bulletin_spider.watches.undelivered import undelivered
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sinks import Sink

NOW = dt.datetime(2026, 9, 28, 4, tzinfo=dt.UTC)
"""Noon in the districts."""
HOUR = dt.timedelta(hours=1)


class Growing:
    """An archive that grows run by run, and a watch that everything matches."""

    def __init__(self, root: Path, sink: Sink) -> None:
        self.root, self.layout, self.sink = root, Layout(root), sink
        self.url = sink.url.replace("json://", "http://")
        self.watch = Watch("w", targets=(self.url,))
        self.now, self.number = NOW, 0

    def publish(self, count: int = 1, site: str = "demo", **fields: Any) -> None:
        """Publish a segment an hour later."""
        self.now += HOUR
        numbers = range(self.number + 1, self.number + count + 1)
        self.number += count
        fields = {"fetched_at": self.now.isoformat()} | fields
        versions = [wording(number, title=f"题{number}", **fields) for number in numbers]
        put(self.root, *versions, run=f"{self.now:%Y%m%dT%H%M%SZ}", site=site)

    def begin(self, *watches: Watch) -> None:
        assert begin_watches(self.layout, watches or [self.watch], self.now) == []

    def evaluate(self, *watches: Watch, **options: Any) -> WatchReport:
        """Evaluate the watches, and return the report of the first."""
        return evaluate(self.layout, watches or [self.watch], now=self.now, **options)[0]

    def titles(self) -> list[str]:
        """Return what the server has received since it was asked last."""
        got = [one["version"]["title"] for one in self.sink.received]
        self.sink.received.clear()
        return got

    def cursor(self, name: str = "w") -> dict[str, Any]:
        state = read_state(self.layout.watch(name))
        assert state
        return next(iter(state.targets.values())).cursor


@pytest.fixture
def growing(tmp_path: Path, sink: Sink) -> Growing:
    return Growing(tmp_path, sink)


def test_watch_begins_with_what_comes(growing: Growing) -> None:
    growing.publish(3)
    growing.begin()
    assert growing.evaluate().messages == 0
    growing.publish(2)
    assert growing.evaluate().messages == 2
    assert growing.titles() == ["题4", "题5"]
    assert growing.evaluate().messages == 0
    assert growing.titles() == []


def test_watch_that_nobody_began_begins_now(growing: Growing) -> None:
    growing.publish()
    assert growing.evaluate().messages == 0
    growing.publish()
    assert growing.evaluate().messages == 1


def test_only_the_named_sites_are_read(growing: Growing) -> None:
    growing.begin()
    growing.publish(site="haidian")
    growing.publish(site="daxing")
    assert growing.evaluate(sites=["daxing"]).messages == 1
    assert growing.titles() == ["题2"]
    assert growing.evaluate().messages == 1
    assert growing.titles() == ["题1"]


def test_later_site_is_read_from_its_beginning(growing: Growing) -> None:
    growing.publish(site="haidian")
    growing.begin()
    growing.publish(2, site="daxing")
    growing.publish(1, site="daxing")
    assert growing.evaluate().messages == 3


def test_site_that_is_watched_later_begins_at_its_end(growing: Growing) -> None:
    few, more = (
        Watch("w", sites=sites, targets=(growing.url,)) for sites in (("haidian",), ("haidian", "daxing"))
    )
    growing.begin(few)
    growing.publish(site="daxing")
    assert growing.evaluate(few).messages == 0
    assert growing.evaluate(more).messages == 0
    growing.publish(site="daxing")
    assert growing.evaluate(more).messages == 1


def test_failure_keeps_the_cursor_and_is_tried_again(growing: Growing) -> None:
    growing.begin()
    growing.publish(2)
    growing.sink.status = 503
    (problem,) = growing.evaluate().problems
    assert problem.startswith("http://127.0.0.1: ")
    (one,) = undelivered(growing.layout, [growing.watch], growing.now)
    assert (one.watch, one.attempts, one.lasts(growing.now)) == ("w", 1, False)
    growing.titles()
    growing.sink.status = 200
    growing.now += dt.timedelta(seconds=59)
    assert growing.evaluate().messages == 0  # it waits a minute after the first failure
    growing.now += dt.timedelta(seconds=1)
    assert growing.evaluate(sites=["other"]).messages == 2  # what is late does not wait for its site
    assert growing.titles() == ["题1", "题2"]
    assert list(undelivered(growing.layout, [growing.watch], growing.now)) == []


def test_attempts_wait_longer_and_longer(growing: Growing) -> None:
    growing.begin()
    growing.publish()
    growing.sink.status = 503
    waits = []
    for _ in range(11):
        growing.evaluate()
        (one,) = undelivered(growing.layout, [growing.watch], growing.now)
        again = dt.datetime.fromisoformat(one.next_attempt)
        waits.append((again - growing.now) // dt.timedelta(minutes=1))
        growing.now = again
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert not one.lasts(NOW + 24 * HOUR)
    assert one.lasts(NOW + 26 * HOUR)


def test_wrong_clock_holds_no_target_for_ever(growing: Growing) -> None:
    """A failure, and a digest, that were noted in the year 2036."""
    daily = Watch("daily", targets=(growing.url,), every=Pace.DAILY)
    now, growing.now = growing.now, growing.now + 3650 * 24 * HOUR
    growing.begin(daily, growing.watch)
    growing.now = now
    growing.publish()
    later, growing.now, growing.sink.status = growing.now, growing.now + 3650 * 24 * HOUR, 503
    assert growing.evaluate(growing.watch).problems
    growing.now, growing.sink.status = later, 200
    assert growing.evaluate(growing.watch).messages == 1
    assert growing.evaluate(daily).messages == 1


def test_one_target_holds_no_other(growing: Growing) -> None:
    dead = Watch("dead", targets=("http://127.0.0.1:1/", growing.url))
    growing.begin(dead, growing.watch)
    growing.publish()
    report = growing.evaluate(dead, growing.watch)
    assert (report.messages, len(report.problems)) == (1, 1)
    assert growing.titles() == ["题1", "题1"]


def test_corrected_address_gets_what_the_wrong_one_missed(growing: Growing) -> None:
    wrong = Watch("w", targets=("http://127.0.0.1:1/", growing.url))
    growing.begin(wrong)
    growing.publish(2)
    assert growing.evaluate(wrong).messages == 2
    assert growing.evaluate(Watch("w", targets=(f"{growing.url}/right", growing.url))).messages == 2
    assert growing.titles() == ["题1", "题2"] * 2


def test_added_address_gets_no_history(growing: Growing) -> None:
    growing.begin()
    growing.publish(2)
    more = Watch("w", targets=(growing.url, f"{growing.url}/second"))
    assert growing.evaluate(more).messages == 2
    growing.publish()
    assert growing.evaluate(more).messages == 2


def test_repeated_message_has_the_same_id(growing: Growing) -> None:
    """A process that is killed after a message and before its cursor is saved."""
    growing.begin()
    growing.publish(2)
    path = growing.layout.watch("w")
    before = path.read_bytes()
    growing.evaluate()
    path.write_bytes(before)
    growing.evaluate()
    first, second, *again = [one["id"] for one in growing.sink.received]
    assert again == [first, second]
    assert first != second


def test_rest_comes_next_if_the_time_is_over(growing: Growing) -> None:
    growing.begin()
    growing.publish(2)
    report = growing.evaluate(budget=Budget(0))
    assert (report.messages, report.left, report.problems) == (0, True, [])
    assert growing.evaluate(sites=["other"]).messages == 2


def test_digest_comes_once_a_day(growing: Growing) -> None:
    daily = Watch("w", targets=(growing.url,), every=Pace.DAILY)
    growing.begin(daily)
    growing.publish(2)
    assert growing.evaluate(daily).messages == 0
    growing.now = NOW + 12 * HOUR  # midnight in the districts
    assert growing.evaluate(daily).messages == 1
    (message,) = growing.sink.received
    assert [hit["version"]["title"] for hit in message["hits"]] == ["题1", "题2"]
    assert message["coverage"] == ["demo: it is not known whether its runs were well"]
    assert growing.evaluate(daily).messages == 0


def test_digest_of_nothing_is_no_message(growing: Growing) -> None:
    weekly = Watch("w", words="无", targets=(growing.url,), every=Pace.WEEKLY)
    growing.begin(weekly)
    growing.publish()
    growing.now = NOW + 8 * 24 * HOUR
    assert growing.evaluate(weekly).messages == 0
    state = read_state(growing.layout.watch("w"))
    assert state
    assert [target.digest for target in state.targets.values()] == [growing.now]


def test_weekly_digest_waits_for_seven_days(growing: Growing) -> None:
    weekly = Watch("w", targets=(growing.url,), every=Pace.WEEKLY)
    growing.begin(weekly)
    growing.publish()
    growing.now = NOW + 6 * 24 * HOUR
    assert growing.evaluate(weekly).messages == 0
    growing.now += 24 * HOUR
    assert growing.evaluate(weekly).messages == 1


@pytest.mark.slow
def test_flood_is_one_digest_for_people(growing: Growing) -> None:
    """The first run of a new site publishes all that it lists."""
    people = Watch("people", targets=(growing.sink.url,))
    growing.begin(people)
    growing.publish(MOST_MESSAGES + MOST_HITS + 3)
    assert growing.evaluate(people).messages == MOST_MESSAGES + 1
    assert str(MOST_HITS + 3) in growing.sink.received[-1]["title"]
    assert growing.evaluate(people).messages == 0


def test_feed_has_each_hit_once(growing: Growing) -> None:
    feed = growing.root.parent / "feed.json"
    watch = Watch("w", feed=feed)
    growing.begin(watch)
    assert growing.evaluate(watch).entries == 0
    assert json.loads(feed.read_bytes())["items"] == []
    growing.publish(120)
    path = growing.layout.watch("w")
    before = path.read_bytes()
    for _ in range(2):  # the second time as if the first had been killed before its cursor was saved
        growing.evaluate(watch)
        path.write_bytes(before)
    assert len({item["id"] for item in json.loads(feed.read_bytes())["items"]}) == 120


def test_cursor_stays_right_in_a_pack(growing: Growing) -> None:
    growing.begin()
    growing.publish(2)
    assert growing.evaluate().messages == 2
    growing.titles()
    growing.publish(2)
    place = growing.layout.bulletins("demo")
    names = [path.name for path in growing.layout.segments("demo")]
    growing.now += 24 * 31 * HOUR
    growing.publish(1)
    pack, start, table = f"{names[-1][:-11]}00002.jsonl", 0, []
    with (place / pack).open("wb") as file:
        for name in names:
            content = (place / name).read_bytes()
            table.append({"name": name, "pack": pack, "start": start, "bytes": len(content)})
            start += file.write(content)
            (place / name).unlink()
    (place / "packed.json").write_text(json.dumps({"segments": table}), encoding="utf-8")
    assert growing.evaluate().messages == 3
    assert growing.titles() == ["题3", "题4", "题5"]


def test_forgotten_site_leaves_the_cursor(growing: Growing) -> None:
    growing.publish()
    growing.publish(site="haidian")
    growing.begin()
    forget_site(growing.layout, "demo")
    assert [*growing.cursor()] == ["haidian"]


def test_wrong_line_is_left_out(growing: Growing, caplog: pytest.LogCaptureFixture) -> None:
    growing.begin()
    growing.publish()
    (path,) = growing.layout.segments("demo")
    path.write_bytes(b'{"id": 3}\n' + path.read_bytes())
    assert growing.evaluate().messages == 1
    assert "the line that ends at byte 10 lacks" in caplog.text


BEGUN = '{"schema": 1, "begun": "2026-01-01T00:00:00+00:00", "sites": [], "targets": {"x": {"cursor": '


@pytest.mark.parametrize(
    "state",
    [
        '{"schema": 1',
        '{"schema": 1, "begun": "2026-01-01T00:00:00", "sites": [], "targets": {}}',
        BEGUN + '{"demo": ["20260928T000000Z-00001.jsonl", "5"]}}}}',
        BEGUN + '{"demo": ["20260928T000000Z-00001.jsonl", -5]}}}}',
        BEGUN + '{"demo": ["../../x", 0]}}}}',
    ],
)
def test_damaged_state_holds_no_other_watch(growing: Growing, state: str) -> None:
    damaged = Watch("damaged", targets=(growing.url,))
    growing.begin(damaged, growing.watch)
    growing.layout.watch("damaged").write_text(state, encoding="utf-8")
    growing.publish()
    (problem,) = growing.evaluate(damaged, growing.watch).problems
    assert "damaged.json is damaged" in problem
    assert growing.titles() == ["题1"]
    (one,) = undelivered(growing.layout, [damaged, growing.watch], growing.now)
    assert one.lasts(growing.now)


@pytest.mark.slow
def test_second_evaluation_takes_what_is_left(growing: Growing) -> None:
    growing.begin()
    growing.publish()
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(growing.layout, "w"):
            held.set()
            release.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(30)
    assert growing.evaluate(budget=Budget(0)).problems == [
        "another evaluation is delivering it; what it leaves comes with the next one"
    ]
    threading.Timer(0.2, release.set).start()
    assert growing.evaluate().messages == 1
    holder.join()


def test_full_disk_repeats_no_message(small_disk: Callable[..., Path], sink: Sink) -> None:
    """A message whose cursor cannot be kept would come again with each run."""
    place = small_disk("size=128k")
    growing = Growing(place, sink)
    growing.begin()
    growing.publish()
    with (place / "rest").open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1024)):
            pass
    for _ in range(2):
        (problem,) = growing.evaluate().problems
        assert "No space left on device" in problem
    assert growing.titles() == []
    (place / "rest").unlink()
    assert growing.evaluate().messages == 1
