from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from prometheus_client.parser import text_string_to_metric_families

from bulletin_spider.operations.reporting.archive_status import ArchiveStatus, Problem
from bulletin_spider.operations.reporting.cluster_status import (
    ClusterStatus,
    FailedVisits,
    SiteVisits,
    WorkerStatus,
)
from bulletin_spider.operations.reporting.prometheus import METRICS, Report, prometheus_text
from bulletin_spider.operations.reporting.site_status import SiteStatus
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = dt.datetime(2026, 9, 30, 12, tzinfo=dt.UTC)
ODD = '要"闻\\n\n'


def site(**more: Any) -> SiteStatus:
    channels = {
        ODD: {"newest": "2026-09-28", "quiet": 2, "usual_gap": 1.5},
        "空": dict.fromkeys(("newest", "quiet", "usual_gap")),
    }
    known = {
        "site": "haidian", "outcome": "drift", "run": "20260930T110000Z", "ended": "2026-09-30T11:00:00+00:00",
        "reasons": [], "in_a_row": 2, "since": "2026-09-29T11:00:00+00:00", "newest": "2026-09-28",
        "channels": channels, "bulletins": 60, "versions": 70, "withdrawn": 1, "owed": 3,
        "given_up": {"gone": 2}, "problems": ["drift"],
    }  # fmt: skip
    return SiteStatus(**(known | more))


def figures(
    sites: Sequence[SiteStatus] = (),
    problems: Sequence[Problem] = (),
    cluster: ClusterStatus | None = None,
    **archive: Any,
) -> dict[Any, float]:
    """Return (name, labels) → value, as Prometheus reads them."""
    text = prometheus_text(Report(sites, ArchiveStatus("/a", **archive), problems, 4, NOW, cluster=cluster))
    families = [*text_string_to_metric_families(text)]
    assert all(family.type == "gauge" and family.documentation for family in families)
    samples = [one for family in families for one in family.samples]
    found = {(one.name, *sorted(one.labels.items())): one.value for one in samples}
    assert len(found) == len(samples), "no figure is given twice"
    return found


def test_prometheus_reads_every_figure() -> None:
    found = figures([site()], free=5_000_000_000, growth=1_000, days_left=9)
    label = ("site", "haidian")
    assert found["bulletin_site_last_run_end_timestamp_seconds", label] == 1790766000
    assert found["bulletin_site_last_run_age_seconds", label] == 3600
    assert found["bulletin_site_outcome_info", ("outcome", "drift"), label] == 1
    assert found["bulletin_site_exit_code", label] == 4
    assert found["bulletin_site_owed_articles", label] == 3
    assert found["bulletin_site_given_up_articles", label, ("status", "gone")] == 2
    assert found["bulletin_site_problems", label] == 1
    assert found["bulletin_archive_free_bytes",] == 5_000_000_000
    assert found["bulletin_archive_room_days",] == 9
    assert found["bulletin_status_exit_code",] == 4
    assert found["bulletin_status_generated_timestamp_seconds",] == NOW.timestamp()


def test_label_may_hold_any_character() -> None:
    found = figures([site()])
    assert found["bulletin_channel_quiet_days", ("channel", ODD), ("site", "haidian")] == 2
    assert found["bulletin_channel_usual_gap_days", ("channel", ODD), ("site", "haidian")] == 1.5
    assert "空" not in str(found), "what is not known is left out"


def test_site_without_an_index_has_no_counts() -> None:
    found = figures([site(bulletins=None, versions=None, withdrawn=None, given_up=None)])
    names = {name for name, *_ in found}
    assert not names & {"bulletin_site_bulletins", "bulletin_site_given_up_articles"}
    assert "bulletin_archive_free_bytes" not in names


def test_outcome_of_a_later_release_is_a_label_only() -> None:
    found = figures([site(outcome="eclipsed")])
    assert found["bulletin_site_outcome_info", ("outcome", "eclipsed"), ("site", "haidian")] == 1
    assert not any(name == "bulletin_site_exit_code" for name, *_ in found)


def test_problems_count_for_sites_and_archive() -> None:
    problems = [
        Problem("archive", "cannot write", "", Outcome.OUTPUT_FAILED),
        Problem("haidian", "no file", "", Outcome.INCOMPLETE),
        Problem("broken", "no file", "", Outcome.ERROR),
    ]
    found = figures([site()], problems, free=1)
    assert found["bulletin_archive_problems",] == 1
    assert found["bulletin_archive_writable",] == 0
    assert found["bulletin_site_problems", ("site", "haidian")] == 2
    assert found["bulletin_site_problems", ("site", "broken")] == 1
    assert figures(free=1)["bulletin_archive_writable",] == 1
    assert figures()["bulletin_archive_writable",] == 0, "an archive that is not there cannot be written"


UNDELIVERED = {
    "watch": "养老", "target": "https://example.org", "since": "2026-09-29T12:00:00+00:00", "attempts": 7,
    "next_attempt": "2026-09-30T13:00:00+00:00", "reason": "HTTP 500",
}  # fmt: skip


def test_undelivered_watch_is_a_figure() -> None:
    problems = [
        Problem("watch 养老", "it has got nothing", "", Outcome.INCOMPLETE),
        Problem("watches", "a mistake", "", Outcome.USAGE),
    ]
    found = figures(problems=problems, free=1, undelivered=[UNDELIVERED])
    labels = (("target", "https://example.org"), ("watch", "养老"))
    assert found["bulletin_watch_undelivered_targets",] == 1
    assert found[("bulletin_watch_undelivered_seconds", *labels)] == 24 * 3600
    assert found[("bulletin_watch_failed_attempts", *labels)] == 7
    assert found["bulletin_watch_problems",] == 2
    assert not any(name == "bulletin_site_problems" for name, *_ in found)
    assert figures(free=1)["bulletin_watch_undelivered_targets",] == 0


CLUSTER = ClusterStatus(
    "postgresql://db/news",
    NOW,
    [WorkerStatus("one", 7, 40, "1", NOW, NOW, is_alive=True, visits=["miyun"])],
    {"": 3600},
    {
        "haidian": SiteVisits(3600, NOW, is_visited=True, waits_since=NOW - dt.timedelta(hours=2)),
        "miyun": SiteVisits(
            3600, runs_since=NOW, failed=FailedVisits(3, NOW, "one", "it hung", is_dead=True)
        ),
    },
)


def test_state_of_the_cluster_is_a_figure() -> None:
    problems = [*CLUSTER.problems()]
    found = figures(problems=problems, cluster=CLUSTER)
    assert found["bulletin_cluster_workers",] == 1
    assert found["bulletin_cluster_slots",] == 40
    assert found["bulletin_cluster_running_visits",] == 1
    assert found["bulletin_cluster_waiting_visits",] == 1
    assert found["bulletin_cluster_oldest_wait_seconds",] == 7200
    assert found["bulletin_cluster_overdue_sites",] == 1
    assert found["bulletin_cluster_dead_letters",] == 1
    assert found["bulletin_cluster_problems",] == 1
    assert found["bulletin_site_problems", ("site", "miyun")] == 1
    assert ("bulletin_site_problems", ("site", "cluster")) not in found


def test_a_cluster_that_does_not_answer_is_a_problem() -> None:
    found = figures(problems=[Problem("cluster", "no answer", "", Outcome.OUTPUT_FAILED)])
    assert {name: value for (name, *_), value in found.items() if "_cluster_" in name} == {
        "bulletin_cluster_problems": 1
    }
    assert not any("_cluster_" in name for name, *_ in figures())


def test_every_metric_is_written() -> None:
    known = {"growth": 1, "days_left": 1, "undelivered": [UNDELIVERED]}
    found = figures([site(growth=1.5)], cluster=CLUSTER, free=1, **known)
    of_pages = "bulletin_search_behind_segments"
    assert {f"bulletin_{metric.name}" for metric in METRICS} - {of_pages} == {name for name, *_ in found}


def test_a_reader_gives_no_figure_that_it_did_not_look_at() -> None:
    report = Report([site()], ArchiveStatus("/a", free=1), [], 0, NOW, only_read=True)
    names = {family.name for family in text_string_to_metric_families(prometheus_text(report))}
    others = {"archive_writable", "watch_undelivered_targets", "watch_problems", "status_exit_code"}
    assert not {f"bulletin_{name}" for name in others} & names
    assert {"bulletin_archive_free_bytes", "bulletin_site_problems", "bulletin_archive_problems"} <= names
