from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cluster.tasks.conftest import Office

DAY = 86400
DUE = "SELECT task, to_char(due AT TIME ZONE 'UTC', 'HH24:MI'), due > now(), fault FROM daily ORDER BY task"


def command(office: Office, code: str) -> None:
    office.able(daily=True, command=[sys.executable, "-c", code])
    office.rows("INSERT INTO visits VALUES ('haidian', now(), true) ON CONFLICT DO NOTHING")


def test_daily_tasks_are_done_once_a_day(office: Office) -> None:
    command(office, "import sys; open('done', 'a').write(sys.argv[1] + '\\n')")
    done = office.station.pool.directory / "done"
    office.work()
    assert not done.exists()
    office.pass_seconds(3 * DAY)  # no worker ran for days: that is once, too
    office.work()
    office.work()
    assert sorted(done.read_text().split()) == ["anchor", "pack"]
    assert office.rows(DUE) == [("anchor", "00:10", True, ""), ("pack", "19:30", True, "")]


def test_sites_in_use_are_no_failure(office: Office) -> None:
    command(office, "raise SystemExit(75)")
    office.pass_seconds(DAY)
    office.work()
    assert office.said == []
    assert office.rows("SELECT task FROM daily WHERE due > now()") == [("anchor",), ("pack",)]


def test_failure_is_said_and_tried_again(office: Office) -> None:
    command(office, "print('one'); print('no room'); raise SystemExit(74)")
    office.pass_seconds(DAY)
    office.rows("DELETE FROM daily WHERE task = 'anchor'")
    office.work()
    assert office.said == ["warning: pack has failed with exit code 74; no room", "warning: one"]
    assert office.rows("SELECT fault FROM daily") == [("pack has failed with exit code 74; no room",)]
    command(office, "")
    office.pass_seconds(3601)
    office.work()
    assert office.rows("SELECT fault, due > now() + interval '1 minute' FROM daily") == [("", True)]


def test_stop_ends_a_daily_task(office: Office) -> None:
    """It is due still, so another process does it."""
    command(office, "import time; time.sleep(600)")
    office.pass_seconds(DAY)
    office.station.stopping.set()
    office.work()
    assert office.rows("SELECT task FROM daily WHERE due < now() ORDER BY task") == [("anchor",), ("pack",)]


def test_empty_archive_is_not_packed(office: Office) -> None:
    command(office, "raise SystemExit(2)")
    office.rows("UPDATE visits SET visited = false")
    office.pass_seconds(DAY)
    office.work()
    assert office.said == []
