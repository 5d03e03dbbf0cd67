"""`bulletin status` and the page of health say how a cluster does, from what is in a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.cluster.database import state
from bulletin_spider.cluster.database.connection import cluster_address, connected
from bulletin_spider.cluster.database.state import cluster_status
from bulletin_spider.exceptions import DatabaseFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.cluster.checks import missing
from tests.cluster.districts import DistrictSites
from tests.cluster.filled_queue import HOUR, FilledQueue
from tests.cluster.machines import WorkerMachine, wait_until
from tests.cluster.stalling_proxy import StallingProxy
from tests.commands.inprocess import scrapy
from tests.conftest import free_port
from tests.object_store.archives import stored
from tests.web.schemas.test_schemas import assert_valid
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bulletin_spider.operations.reporting.cluster_status import ClusterStatus
    from tests.conftest import Ended

    Status = Callable[..., Ended]

pytestmark = pytest.mark.s3
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def archive(store_of_module: str) -> Path:
    """An archive in which one site was visited just now."""
    root, now = archive_path(store_of_module), dt.datetime.now(dt.UTC)
    layout, run = Layout(root), f"{now:%Y%m%dT%H%M%SZ}"
    claim = SiteClaim.take(stored(layout.runs("haidian")), run)
    append_run_record(
        layout, "haidian", run_record(run, site="haidian", ended=now.isoformat(timespec="seconds"))
    )
    claim.release()
    return root


@pytest.fixture
def queue(database: str, archive: Path) -> FilledQueue:
    return FilledQueue(database, str(archive))


@pytest.fixture
def status(database: str, archive: Path, capsys: Capture) -> Status:
    """Run the command over the archive and the database, or another one."""

    def run(*arguments: str, address: str = database) -> Ended:
        return scrapy(capsys, archive, "status", *arguments, "-s", f"DATABASE={address}")

    return run


def cluster_lines(out: str) -> list[str]:
    """Return what is said below the line of the archive."""
    lines = out.splitlines()
    return lines[next(number for number, line in enumerate(lines, 1) if line.startswith("archive ")) :]


def fill(queue: FilledQueue) -> None:
    """Let each state of a visit be there; nothing of it needs a person."""
    queue.timetable("haidian", "miyun", "daxing", "fengtai", "shunyi")
    queue.execute("UPDATE visits SET visited = false WHERE site = 'daxing'")
    queue.worker("one", "haidian", silent=4)
    queue.worker("two")
    queue.wait("fengtai", minutes=3)
    queue.wait("daxing", minutes=5, first=True)
    queue.fail("miyun", 2)
    queue.wait("miyun", pause=300)


def test_status_shows_the_whole_cluster(queue: FilledQueue, status: Status) -> None:
    fill(queue)
    found = status()
    head, one, two, waiting, timetable, failed, *others = cluster_lines(found.out)
    assert head == f"cluster {queue.address.shown}: 2 workers on 2 machines, 80 slots"
    assert one.startswith("  one (process 7): heard ")
    assert one.endswith(" s ago; visits 1 of 40: haidian")
    assert two.endswith(" s ago; visits 0 of 40")
    assert waiting == (
        "  queue: 2 visits wait (1 of a site never visited before), the longest for 5 min; 1 run;"
        " 1 are tried again later"
    )
    assert timetable.startswith("  timetable: all sites every 60 min; 5 sites, 0 due, the next at ")
    assert failed.startswith("miyun: the last 2 visits left no record, the last one at ")
    assert " on one: it hung; it is tried again at " in failed
    assert (found.code, [line for line in others if line.startswith("cluster")]) == (0, [])


def test_a_named_site_is_shown_alone(queue: FilledQueue, status: Status) -> None:
    fill(queue)
    queue.fail("shunyi", 3)
    found = status("haidian")
    line, *others = cluster_lines(found.out)
    assert line.startswith("haidian: visited every 60 min; due at ")
    assert line.endswith(" on one (process 7)")
    assert (found.code, others) == (0, ["nothing needs a person"])


@pytest.mark.parametrize(
    ("prepared", "code", "text", "advice"),
    [
        (lambda _: None, 3, "cluster: no worker is there, so no site is visited", f"on each machine: {PROGRAM} worker"),
        (
            lambda queue: queue.worker("one", silent=300),
            3,
            "cluster: no worker has given a sign of life for 5 min, so no site is visited",
            f"on each machine: {PROGRAM} worker",
        ),
        (
            lambda queue: (queue.worker("one"), queue.timetable(seconds=None)),
            2,
            "cluster: the timetable is empty, so no site is visited",
            f"set it: {PROGRAM} schedule --cluster --every 2h",
        ),
        (
            lambda queue: (queue.worker("one"), queue.worker("two", version="2")),
            3,
            "cluster: the workers are of different versions: 1 on one; 2 on two",
            "install the same version everywhere, and start the workers again",
        ),
        (
            lambda queue: (queue.worker("one"), queue.wait("miyun", minutes=61)),
            3,
            "cluster: 1 site is overdue by more than the interval, miyun since ",
            "start more workers, or visit less often",
        ),
        (
            lambda queue: (queue.worker("one"), queue.execute("UPDATE daily SET fault = 'it broke' WHERE task = 'pack'")),
            3,
            "cluster: it broke",
            f"look: {PROGRAM} pack",
        ),
        (
            lambda queue: (queue.worker("one"), queue.fail("miyun", 3, "it ended with\n exit code 9")),
            1,
            "miyun: the last 3 visits left no record, the last one at ",
            f"look: {PROGRAM} doctor miyun; then {PROGRAM} retry miyun",
        ),
    ],
    ids=["no worker", "silent worker", "empty timetable", "versions", "overdue", "daily task", "dead letter"],
)  # fmt: skip
def test_a_problem_has_advice_and_code(  # noqa: PLR0913, PLR0917 - what is prepared, and what follows
    queue: FilledQueue,
    status: Status,
    prepared: Callable[[FilledQueue], object],
    code: int,
    text: str,
    advice: str,
) -> None:
    queue.timetable("haidian", "miyun")
    prepared(queue)
    found = status()
    *_, said, todo = found.out.splitlines()
    assert said.startswith(text)
    assert (found.code, todo, found.err) == (code, f"  {advice}", "")


def test_a_database_that_is_away_hides_nothing_else(status: Status, archive: Path) -> None:
    nowhere = f"postgresql://me:secret@127.0.0.1:{free_port()}/news"
    found = status(address=nowhere)
    assert found.code == 74
    assert "\nhaidian  ok " in found.out
    assert f"\narchive {archive}: " in found.out
    said = [line for line in found.out.splitlines() if line.startswith("cluster")]
    assert len(said) == 1
    assert "Connection refused" in said[0]
    assert "secret" not in found.out
    as_json = status("--json", address=nowhere)
    assert "Connection refused" in json.loads(as_json.out)["cluster"]["unread"]
    assert (as_json.code, len(as_json.err.splitlines())) == (74, 1)


def test_an_answer_that_does_not_come_ends(
    queue: FilledQueue, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection stalls after it was opened, while the first question is asked."""
    proxy = StallingProxy(int(queue.address.base.rpartition(":")[2].partition("/")[0]))

    def stall(*_: object) -> None:
        proxy.stall()

    monkeypatch.setattr(state, "_SECONDS", 1.0)
    monkeypatch.setattr(state, "check_archive", stall)
    server, _, name = queue.address.base.rpartition(":")
    through = queue.address._replace(base=f"{server}:{proxy.port}/{name.partition('/')[2]}")
    try:
        with pytest.raises(DatabaseFault, match="no answer in 1 seconds; check that it runs"):
            cluster_status(through, str(archive))
    finally:
        proxy.stop()


@pytest.mark.parametrize(
    ("archive_there", "code", "said"),
    [
        ("", 74, f"it has no tables of a cluster\n  make them: {PROGRAM} cluster init\n"),
        (
            "s3://archives/other",
            2,
            """the database belongs to the archive s3://archives/other, and BULLETIN_ARCHIVE is {archive}
  set one of them to the other's
""",
        ),
    ],
    ids=["without tables", "of another archive"],
)
def test_a_database_of_no_use_is_a_problem(  # noqa: PLR0913, PLR0917 - what is prepared, and what follows
    database: str, archive: Path, status: Status, archive_there: str, code: int, said: str
) -> None:
    if archive_there:
        FilledQueue(database, archive_there)
    found = status()
    assert found.out.endswith(said.format(archive=archive))
    assert found.code == code


def test_a_user_without_rights_is_told_so(queue: FilledQueue, database: str, status: Status) -> None:
    user = f"user_{database.rpartition('_')[2]}"
    queue.execute(f"CREATE ROLE {user} LOGIN")
    said = "its user may not use the schema bulletin\n  name its owner in BULLETIN_DATABASE\n"
    assert status(address=database.replace("postgres@", f"{user}@")).out.endswith(said)


def test_a_missing_library_is_named(archive: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as if the variable is left over, and another environment is active."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = "psycopg; install it: pip install 'bulletin-spider[cluster]'\n"
    for command in ("status", "reindex", "retry --all"):
        ended = scrapy(capsys, archive, *command.split(), "-s", "DATABASE=postgresql://127.0.0.1:1/news")
        assert (ended.code, ended.err[-len(said) :]) == (2, said)


@pytest.mark.usefixtures("queue")
def test_another_archive_takes_no_index(database: str, tmp_path: Path, capsys: Capture) -> None:
    """It would be a mistake in BULLETIN_ARCHIVE, after which workers could visit no site."""
    ended = scrapy(capsys, tmp_path / "other", "reindex", "-s", f"DATABASE={database}")
    assert ended.code == 2
    assert ended.err.startswith("scrapy reindex: usage: the database belongs to the archive s3://archives/")


def test_json_has_the_cluster_on_each_line(queue: FilledQueue, status: Status) -> None:
    fill(queue)
    found = json.loads(status("--json").out)["cluster"]
    assert [(one["host"], one["visits"], one["is_alive"]) for one in found["workers"]] == [("one", 1, True), ("two", 0, True)]  # fmt: skip
    numbers = {
        "running": 1,
        "waiting": 2,
        "waiting_first_visits": 1,
        "later": 1,
        "failed": 1,
        "dead": 0,
        "overdue": 0,
    }
    assert {name: found[name] for name in numbers} == numbers
    assert (found["site"]["interval"], found["site"]["runs_on"]) == (HOUR, "one (process 7)")


def test_metrics_have_the_cluster(queue: FilledQueue, status: Status) -> None:
    fill(queue)
    families = text_string_to_metric_families(status("--prometheus").out)
    found = {one.name: one.value for family in families for one in family.samples if "_cluster_" in one.name}
    assert 290 < found.pop("bulletin_cluster_oldest_wait_seconds") < 600
    assert found == {
        "bulletin_cluster_workers": 2, "bulletin_cluster_slots": 80, "bulletin_cluster_running_visits": 1,
        "bulletin_cluster_waiting_visits": 2, "bulletin_cluster_later_visits": 1, "bulletin_cluster_sites": 5,
        "bulletin_cluster_overdue_sites": 0, "bulletin_cluster_dead_letters": 0, "bulletin_cluster_problems": 0,
    }  # fmt: skip


def test_the_page_of_health_shows_the_cluster(queue: FilledQueue, archive: Path, tmp_path: Path) -> None:
    fill(queue)
    queue.fail("shunyi", 3)

    def read() -> ClusterStatus:
        return cluster_status(queue.address, str(archive))

    reading = Reading(tmp_path, cluster=read)
    assert reading.cluster.known(patience=60)
    with served(reading) as server:
        answer = server.get("/health.json").json
        english, chinese = server.get("/en/health").text, server.get("/health").text
        metrics = server.get("/metrics").text
    assert_valid("health", answer)
    cluster = answer["cluster"]
    assert (cluster["readable"], cluster["needs_person"]) == (True, True)
    assert (cluster["workers"], cluster["slots"], cluster["waiting"], cluster["sites"]) == (2, 80, 2, 5)
    assert [(one["site"], one["times"]) for one in cluster["dead"]] == [("shunyi", 3)]
    assert "2, for 80 sites at the same time" in english
    assert "shunyi: 3 visits in a row" in english
    assert "2 个，可同时访问 80 个站点" in chinese
    assert "\nbulletin_cluster_dead_letters 1\n" in metrics
    assert '\nbulletin_site_problems{site="shunyi"} 1\n' in metrics
    assert queue.address.shown not in english


def test_a_page_without_its_database_says_so(tmp_path: Path) -> None:
    address = cluster_address({"DATABASE": f"postgresql://127.0.0.1:{free_port()}/news"})

    def read() -> ClusterStatus:
        return cluster_status(address, "s3://archives/any")

    reading = Reading(tmp_path, cluster=read)
    assert reading.cluster.known(patience=60)
    with served(reading) as server:
        answer, page = server.get("/health.json").json, server.get("/en/health").text
        metrics = server.get("/metrics").text
    assert_valid("health", answer)
    assert (answer["cluster"]["readable"], answer["exit_code"]) == (False, 74)
    assert "The state of the cluster cannot be read: bulletin status says why." in page
    assert address.shown not in page
    assert "\nbulletin_cluster_problems 1\n" in metrics
    assert "bulletin_cluster_workers" not in metrics


@pytest.mark.crawl
def test_a_worker_is_seen_and_missed(database: str, store: str, s3_endpoint: str, tmp_path: Path) -> None:
    sites = DistrictSites(2)
    one = WorkerMachine(archive_path(store), sites.port, tmp_path, s3_endpoint, {}, database=database, contact="one@example.org")  # fmt: skip
    one.write_project(sites.table())
    try:
        for command in (["cluster", "init"], ["schedule", "--cluster", "--every", "2h"]):
            made = one.bulletin(*command)
            assert made.code == 0, made.err
        one.start_worker("--jobs", "2")
        wait_until(lambda: not missing(one, sites), "bulletins")
        found = one.bulletin("status")
        assert "1 worker on 1 machine, 10 slots" in found.out
        assert one.process
        assert f"(process {one.process.pid}): heard " in found.out
        assert "timetable: all sites every 2 h; 2 sites, 0 due" in found.out
        assert found.code == 0, found.out
        one.kill_worker()
        with connected(cluster_address({"DATABASE": database})) as connection:
            connection.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'"
            )
        found = one.bulletin("status", "site1")
        assert "no worker has given a sign of life for 2 min, so no site is visited" in found.out
        assert found.code == 3
    finally:
        one.kill_all()
        sites.stop()
