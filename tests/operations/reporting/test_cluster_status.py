"""What a cluster's state means: which of its visits wait, run and are overdue, and what needs a person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.operations.reporting.cluster_status import (
    ClusterStatus,
    FailedVisits,
    SiteVisits,
    WorkerStatus,
)
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
HOUR = 3600


def ago(minutes: float) -> dt.datetime:
    return NOW - dt.timedelta(minutes=minutes)


def worker(
    host: str, *visits: str, version: str = "1", silent: float = 0, alive: bool = True
) -> WorkerStatus:
    return WorkerStatus(host, 7, 40, version, ago(60), ago(silent), alive, visits)


def cluster(
    sites: Mapping[str, SiteVisits] | None = None,
    workers: Sequence[WorkerStatus] = (worker("one"),),
    every: Mapping[str, int | None] | None = None,
) -> ClusterStatus:
    intervals = {"": HOUR} if every is None else every
    return ClusterStatus("postgresql://db/news", NOW, workers, intervals, sites or {})


def known(**more: object) -> SiteVisits:
    return SiteVisits(HOUR, is_visited=True)._replace(**more)  # type: ignore[arg-type]


def test_visits_are_counted_where_they_are() -> None:
    sites = {
        "changping": known(due=ago(-30), runs_since=ago(5)),
        "daxing": known(due=ago(-10), runs_since=ago(5)),
        "fengtai": known(due=ago(-20), waits_since=ago(10)),
        "haidian": SiteVisits(HOUR, ago(-5), is_visited=False, waits_since=ago(20)),
        "miyun": known(due=ago(1), again_at=ago(-4)),
    }
    silent = worker("two", "daxing", silent=9, alive=False)
    found = cluster(sites, [worker("one", "changping"), silent])
    assert (found.running, found.lost, found.later, found.due) == (1, 1, 1, 1)
    assert [*found.waiting] == ["haidian", "fengtai"]
    assert (found.waiting_first_visits, found.oldest_wait) == (1, 20 * 60)
    assert next(iter(found.entered)) == "miyun"
    assert found.worker_of["daxing"] is silent


@pytest.mark.parametrize(
    ("visits", "since"),
    [
        (known(waits_since=ago(61), due=ago(-1)), ago(61)),
        (known(waits_since=ago(59), due=ago(-1)), None),
        (known(due=ago(61)), ago(61)),
        (SiteVisits(HOUR, ago(61)), ago(61)),
        (SiteVisits(HOUR, ago(-1), is_visited=False, waits_since=ago(61)), None),
        (known(due=ago(61), runs_since=ago(61)), None),
        (known(due=ago(-1), again_at=ago(-1)), None),
        (SiteVisits(None, ago(61)), None),
    ],
    ids=["waits", "waits not long", "due", "due first visit", "first visit waits", "runs", "paused", "never"],
)
def test_overdue_is_longer_than_the_interval(visits: SiteVisits, since: dt.datetime | None) -> None:
    assert visits.overdue_since(NOW) == since


def test_a_cluster_that_is_well_has_no_problem() -> None:
    failed = FailedVisits(2, ago(3), "one", "it crashed", is_dead=False)
    sites = {"haidian": known(due=ago(-5)), "miyun": known(again_at=ago(-2), failed=failed)}
    assert [*cluster(sites).problems()] == []


def test_silent_workers_hide_what_follows_from_it() -> None:
    sites = {"haidian": known(due=ago(600))}
    for workers, text in (
        ([], "no worker is there, so no site is visited"),
        (
            [worker("one", silent=5, alive=False)],
            "no worker has given a sign of life for 5 min, so no site is visited",
        ),
    ):
        (found,) = cluster(sites, workers).problems()
        assert found == ("cluster", text, f"on each machine: {PROGRAM} worker", Outcome.INCOMPLETE)


def test_overdue_visits_say_what_stands_still() -> None:
    (waits,) = cluster({"haidian": known(waits_since=ago(90)), "miyun": known(due=ago(61))}).problems()
    assert waits.text == "2 sites are overdue by more than the interval, haidian since 2026-11-24 08:30"
    assert waits.advice == "start more workers, or visit less often"
    (due,) = cluster({"miyun": known(due=ago(90))}).problems()
    assert due.text.endswith("miyun since 2026-11-24 08:30: nothing puts the visits into the queue")


def test_different_versions_are_a_problem() -> None:
    workers = [worker("b", version="2"), worker("a", version="2"), worker("c", version="1")]
    (found,) = cluster(workers=workers).problems()
    assert found.text == "the workers are of different versions: 1 on c; 2 on a, b"
    gone = worker("c", version="1", alive=False)
    assert [*cluster(workers=[workers[0], gone]).problems()] == []


@pytest.mark.parametrize("every", [{}, {"": None}, {"haidian": None}])
def test_empty_timetable_is_a_problem(every: Mapping[str, int | None]) -> None:
    (found,) = cluster(every=every).problems()
    assert (found.text, found.outcome) == ("the timetable is empty, so no site is visited", Outcome.USAGE)


def test_dead_letter_is_a_problem_of_its_site() -> None:
    dead = FailedVisits(4, ago(30), "one", "the process ended with 9", is_dead=True)
    (found,) = cluster({"miyun": known(failed=dead)}).problems()
    assert (found.subject, found.outcome) == ("miyun", Outcome.ERROR)
    assert found.text == (
        "the last 4 visits left no record, the last one at 2026-11-24 09:30 on one: the process ended with 9"
    )
    assert found.advice == f"look: {PROGRAM} doctor miyun; then {PROGRAM} retry miyun"


def test_a_named_site_has_its_own_problems_only() -> None:
    dead = FailedVisits(3, ago(30), "", "it hung", is_dead=True)
    sites = {"haidian": known(waits_since=ago(90)), "miyun": known(failed=dead)}
    workers = [worker("a", version="1"), worker("b", version="2")]
    found = cluster(sites, workers, {"haidian": HOUR, "miyun": HOUR})
    assert [one.subject for one in found.problems()] == ["cluster", "cluster", "miyun"]
    assert [one.subject for one in found.problems({"miyun"})] == ["miyun"]
    assert [one.text for one in found.problems({"haidian"})] == [
        "1 site is overdue by more than the interval, haidian since 2026-11-24 08:30"
    ]
    assert [*found.problems({"daxing"})] == []


def test_json_has_the_whole_and_the_site() -> None:
    failed = FailedVisits(1, ago(3), "one", "it crashed", is_dead=False)
    sites = {"haidian": known(due=ago(-5), runs_since=ago(1)), "miyun": known(failed=failed)}
    found = cluster(sites, [worker("one", "haidian")], {"": HOUR, "daxing": 60}).as_json("haidian")
    assert found["workers"] == [
        {
            "host": "one", "pid": 7, "slots": 40, "version": "1", "started": "2026-11-24T01:00:00+00:00",
            "heard": "2026-11-24T02:00:00+00:00", "is_alive": True, "visits": 1,
        }
    ]  # fmt: skip
    assert (found["running"], found["failed"], found["dead"], found["sites"]) == (1, 1, 0, 1)
    assert (found["interval"], found["next_due"], found["waiting_since"]) == (
        HOUR,
        "2026-11-24T02:05:00+00:00",
        None,
    )
    assert found["site"] == {
        "interval": HOUR, "due": "2026-11-24T02:05:00+00:00", "waits_since": None, "again_at": None,
        "runs_since": "2026-11-24T01:59:00+00:00", "runs_on": "one (process 7)", "failed": None,
    }  # fmt: skip
    again = cluster(sites).as_json("miyun")["site"]["failed"]
    assert again == {"times": 1, "at": "2026-11-24T01:57:00+00:00", "host": "one", "reason": "it crashed", "is_dead": False}  # fmt: skip
    assert cluster(sites, every={"": HOUR, "daxing": 60}).as_json("daxing")["site"]["interval"] == 60


@pytest.mark.parametrize(("count", "said"), [(3, 3), (4, 1)])
def test_many_failures_of_one_reason_are_one_problem(count: int, said: int) -> None:
    """A store that is away fails every site; another site has a reason of its own."""
    failed = FailedVisits(3, ago(1), "one", "the store is away", is_dead=True)
    sites = {f"site{number}": known(failed=failed) for number in range(count)}
    sites["zone"] = known(failed=failed._replace(reason="it hung"))
    problems = [one for one in cluster(sites).problems() if one.outcome == Outcome.ERROR]
    assert len(problems) == said + 1
    if said == 1:
        assert problems[0].text.startswith(
            "the last visits of 4 sites left no record (site0, site1, site2 and 1 more)"
        )
        assert problems[0].advice == f"once that is mended: {PROGRAM} retry --all"
    assert problems[-1].subject == "zone"
