"""Write what ``status`` knows as metrics in the text format of Prometheus, for node_exporter's textfile collector."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.atomic_files import replace_unsynced
from bulletin_spider.exceptions import ExportFault, UsageFault
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.operations.reporting.archive_status import ArchiveStatus, Problem
    from bulletin_spider.operations.reporting.cluster_status import ClusterStatus
    from bulletin_spider.operations.reporting.site_status import SiteStatus


class Metric(NamedTuple):
    """A figure. Its name ends with its unit; a truth value has none."""

    name: str
    sentence: str


class Sample(NamedTuple):
    """A value of a metric."""

    metric: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """What one call of ``status`` found."""

    sites: Sequence[SiteStatus]
    archive: ArchiveStatus
    problems: Sequence[Problem]
    exit_code: int
    now: dt.datetime
    only_read: bool = False
    """Whether nothing was tried that writes, and no watch was looked at, as by ``bulletin browse``."""
    search_behind: int | None = None
    """Published segments that the search database of ``bulletin browse`` lacks; None if that is not known."""
    cluster: ClusterStatus | None = None
    """None without a cluster, and if it cannot be read."""


METRICS = (
    Metric("site_last_run_end_timestamp_seconds", "When the last run ended, in seconds since 1970."),
    Metric("site_last_run_age_seconds", "Seconds from the end of the last run until this file was written."),
    Metric("site_outcome_info", "1; the label outcome says how the last run ended."),
    Metric("site_exit_code", "The exit code of the last run's outcome; 0 is well."),
    Metric(
        "site_same_outcome_runs",
        "How many of the latest runs in a row were well, or were not, like the last one.",
    ),
    Metric("site_bulletins", "Bulletins in the archive."),
    Metric("site_versions", "Versions of bulletins in the archive."),
    Metric("site_withdrawn_bulletins", "Bulletins that the site has withdrawn."),
    Metric("site_owed_articles", "Articles that the next run asks for again."),
    Metric("site_given_up_articles", "Articles that no run asks for any more; the label status says why."),
    Metric("site_unrecorded_runs", "Ended runs that left a log and no record."),
    Metric("site_growth_bytes_per_day", "Bytes by which the site's files grow in a day."),
    Metric("site_retired", "1 if no run of the site is expected any more, else 0."),
    Metric("site_problems", "Problems of the site that need a person."),
    Metric("channel_quiet_days", "Days since the newest bulletin of the channel."),
    Metric("channel_usual_gap_days", "Days that usually lie between two bulletins of the channel."),
    Metric(
        "archive_free_bytes",
        "Bytes that are free for this user on the disk of the archive, or of its local files.",
    ),
    Metric("archive_growth_bytes_per_day", "Bytes by which the archive grows in a day."),
    Metric("archive_room_days", "Days until the disk is full at this pace."),
    Metric("archive_writable", "1 if a run could write the archive, else 0; absent if that is not checked."),
    Metric("archive_problems", "Problems of the archive that need a person."),
    Metric(
        "search_behind_segments",
        "Published segments that the search database of bulletin browse lacks; only it gives this.",
    ),
    Metric("watch_undelivered_targets", "Targets of watches that have not got everything."),
    Metric(
        "watch_undelivered_seconds",
        "Seconds since the first of the failed attempts at a target, without a success.",
    ),
    Metric("watch_failed_attempts", "How many attempts at a target have failed, one after the other."),
    Metric("watch_problems", "Problems of watches that need a person."),
    Metric("cluster_workers", "Worker processes of the cluster that give signs of life."),
    Metric("cluster_slots", "Sites that these workers visit at the same time."),
    Metric("cluster_running_visits", "Visits that these workers run."),
    Metric("cluster_waiting_visits", "Visits in the queue that wait for a slot."),
    Metric("cluster_oldest_wait_seconds", "How long the first of them waits; 0 if none does."),
    Metric("cluster_later_visits", "Visits in the queue that are tried again after a pause."),
    Metric("cluster_sites", "Sites in the timetable."),
    Metric("cluster_overdue_sites", "Sites whose visit is overdue by more than their interval."),
    Metric("cluster_dead_letters", "Sites whose visits left no record, and are not tried again at once."),
    Metric("cluster_problems", "Problems of the cluster that need a person; dead letters are of their site."),
    Metric("status_exit_code", "The exit code of the status command that wrote this file."),
    Metric("status_generated_timestamp_seconds", "When this file was written, in seconds since 1970."),
)
_OF_STATUS = frozenset(
    {
        "archive_writable",
        "watch_undelivered_targets",
        "watch_problems",
        "status_exit_code",
    }
)
"""What only ``bulletin status`` looks at."""
PREFIX = "bulletin_"
_SUFFIX = ".prom"
STDOUT = "-"
"""The name of a file that is none: the metrics are printed."""
_CODES = {outcome.value: outcome.code for outcome in Outcome}
_ARCHIVE = "archive"
"""The subject of problems that are of no site."""
_WATCHES, _WATCH = "watches", "watch "
"""The subject of problems of the file of watches, and how that of one watch begins; no site has a space in its name."""
_CLUSTER = "cluster"
"""The subject of problems of the cluster as a whole."""


def prometheus_text(report: Report) -> str:
    """Return the metrics of a report: a figure that is not known is left out."""
    samples = [
        *_archive_samples(report),
        *_problem_samples(report),
        *_watch_samples(report),
        *_cluster_samples(report),
    ]
    if report.only_read:
        samples = [one for one in samples if one.metric not in _OF_STATUS]
    for site in report.sites:
        samples += _site_samples(site, report.now)
    by_metric: dict[str, list[Sample]] = {}
    for sample in samples:
        by_metric.setdefault(sample.metric, []).append(sample)
    labels: dict[tuple[tuple[str, str], ...], str] = {}
    lines = (
        line for metric in METRICS for line in _metric_lines(metric, by_metric.get(metric.name, ()), labels)
    )
    return "".join(f"{line}\n" for line in lines)


def check_metrics_file(layout: Layout, name: str, *, has_other_form: bool) -> None:
    """Raise ``UsageFault`` if the metrics cannot be written to the file ``name``. ``-`` is no file."""
    if has_other_form:
        raise UsageFault("--json and --prometheus are two forms of the same: give one of them")
    if name == STDOUT:
        return
    path = Path(name)
    if path.suffix != _SUFFIX:
        raise UsageFault(f"--prometheus: '{name}' does not end with {_SUFFIX}, and node_exporter reads no other file;"
                         " name sites before the option")  # fmt: skip
    if layout.owns(path):
        raise UsageFault(f"--prometheus: only the archive itself writes to {name}")
    if not path.parent.is_dir():
        raise UsageFault(f"--prometheus: there is no directory {path.parent}")


def write_metrics(path: Path, text: str) -> None:
    """Write a text to a file, which a reader sees whole or not at all. Raises ``ExportFault``."""
    try:
        replace_unsynced(path, text.encode())
    except OSError as error:
        raise ExportFault(f"cannot write {path}: {error.strerror}") from error


def _metric_lines(
    metric: Metric, samples: Sequence[Sample], written: dict[tuple[tuple[str, str], ...], str]
) -> Iterator[str]:
    """Yield the lines of a metric; ``written`` keeps the text of labels, which many metrics share."""
    if not samples:
        return
    name = f"{PREFIX}{metric.name}"
    yield f"# HELP {name} {metric.sentence}"
    yield f"# TYPE {name} gauge"
    for sample in samples:
        labels = written.get(sample.labels)
        if labels is None:
            labels = written[sample.labels] = _label_text(sample.labels)
        yield f"{name}{labels} {sample.value}"


def _label_text(labels: Sequence[tuple[str, str]]) -> str:
    pairs = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels)
    return f"{{{pairs}}}" if pairs else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _archive_samples(report: Report) -> Iterator[Sample]:
    archive = report.archive
    for name, value in (
        ("archive_free_bytes", archive.free),
        ("archive_growth_bytes_per_day", archive.growth),
        ("archive_room_days", archive.days_left),
        ("archive_writable", None if archive.unchecked else int(_is_writable(report))),
        ("search_behind_segments", report.search_behind),
        ("status_exit_code", report.exit_code),
        ("status_generated_timestamp_seconds", round(report.now.timestamp())),
    ):
        if value is not None:
            yield Sample(name, value)


def _is_writable(report: Report) -> bool:
    failed = any(one.subject == _ARCHIVE and one.outcome == Outcome.OUTPUT_FAILED for one in report.problems)
    return report.archive.free is not None and not failed


def _problem_samples(report: Report) -> Iterator[Sample]:
    """Yield how many problems each site and the archive have; a site that was never crawled may have some, too."""
    counts = Counter({site.site: len(site.problems) for site in report.sites})
    counts.update(problem.subject for problem in report.problems)
    yield Sample("archive_problems", counts.pop(_ARCHIVE, 0))
    of_watches = [one for one in counts if one == _WATCHES or one.startswith(_WATCH)]
    yield Sample("watch_problems", sum(counts.pop(subject) for subject in of_watches))
    of_cluster = counts.pop(_CLUSTER, 0)
    if report.cluster or of_cluster:
        yield Sample("cluster_problems", of_cluster)
    for subject, count in counts.items():
        yield Sample("site_problems", count, (("site", subject),))


def _watch_samples(report: Report) -> Iterator[Sample]:
    yield Sample("watch_undelivered_targets", len(report.archive.undelivered))
    for one in report.archive.undelivered:
        labels = (("watch", one["watch"]), ("target", one["target"]))
        since = dt.datetime.fromisoformat(one["since"])
        yield Sample("watch_undelivered_seconds", round((report.now - since).total_seconds()), labels)
        yield Sample("watch_failed_attempts", one["attempts"], labels)


def _cluster_samples(report: Report) -> Iterator[Sample]:
    if (cluster := report.cluster) is None:
        return
    for name, value in (
        ("cluster_workers", len(cluster.alive)),
        ("cluster_slots", sum(one.slots for one in cluster.alive)),
        ("cluster_running_visits", cluster.running),
        ("cluster_waiting_visits", len(cluster.waiting)),
        ("cluster_oldest_wait_seconds", round(cluster.oldest_wait)),
        ("cluster_later_visits", cluster.later),
        ("cluster_sites", len(cluster.entered)),
        ("cluster_overdue_sites", len(cluster.overdue)),
        ("cluster_dead_letters", len(cluster.dead)),
    ):
        yield Sample(name, value)


def _site_samples(site: SiteStatus, now: dt.datetime) -> Iterator[Sample]:
    label = ("site", site.site)
    ended = dt.datetime.fromisoformat(site.ended)
    for name, value in (
        ("site_last_run_end_timestamp_seconds", round(ended.timestamp())),
        ("site_last_run_age_seconds", round((now - ended).total_seconds())),
        ("site_exit_code", _CODES.get(site.outcome)),
        ("site_same_outcome_runs", site.in_a_row),
        ("site_bulletins", site.bulletins),
        ("site_versions", site.versions),
        ("site_withdrawn_bulletins", site.withdrawn),
        ("site_owed_articles", site.owed),
        ("site_unrecorded_runs", site.unrecorded),
        ("site_growth_bytes_per_day", site.growth),
        ("site_retired", int(site.retired is not None)),
    ):
        if value is not None:
            yield Sample(name, value, (label,))
    yield Sample("site_outcome_info", 1, (label, ("outcome", site.outcome)))
    for status, count in (site.given_up or {}).items():
        yield Sample("site_given_up_articles", count, (label, ("status", status)))
    yield from _channel_samples(label, site)


def _channel_samples(label: tuple[str, str], site: SiteStatus) -> Iterable[Sample]:
    for channel, pace in site.channels.items():
        for name, key in (("channel_quiet_days", "quiet"), ("channel_usual_gap_days", "usual_gap")):
            if pace[key] is not None:
                yield Sample(name, pace[key], (label, ("channel", channel)))
