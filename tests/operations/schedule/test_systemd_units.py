from __future__ import annotations

from pathlib import Path

import pytest

from bulletin_spider.operations.schedule.systemd_units import Sandbox, Units
from bulletin_spider.operations.schedule.timers import Job, site_schedule

ODD = Job("/opt/my venv/50%/bin/python", Path("/srv/bulletin spider"), {"BULLETIN_ARCHIVE": '/srv/"a" 5%'})
SYSTEM = Units(ODD, Sandbox("bulletin", (Path("/srv/a b%"), Path("/srv/feeds"))))
OF_A_USER = Units(ODD, None)


def test_units_escape_what_systemd_would_expand() -> None:
    files = SYSTEM.of_sites(["haidian", "xicheng"], 120)
    service = files["bulletin-spider@.service"]
    assert 'ExecStart="/opt/my venv/50%%/bin/python" -m bulletin_spider crawl --quiet %i' in service
    assert r'Environment="BULLETIN_ARCHIVE=/srv/\"a\" 5%%"' in service
    assert 'ReadWritePaths="/srv/a b%%" "/srv/feeds"\n' in service
    assert list(files)[2:] == ["bulletin-spider@haidian.timer", "bulletin-spider@xicheng.timer"]
    assert f"OnCalendar={site_schedule('xicheng', 120).calendar}\n" in files["bulletin-spider@xicheng.timer"]


def test_sweep_has_one_service_and_one_timer() -> None:
    files = SYSTEM.of_sweep(["haidian"], 240)
    assert [*files] == [
        "bulletin-spider-sweep.service",
        "bulletin-spider-sweep-failed.service",
        "bulletin-spider-sweep.timer",
    ]
    assert " -m bulletin_spider sweep --quiet haidian\n" in files["bulletin-spider-sweep.service"]
    assert " -m bulletin_spider status haidian\n" in files["bulletin-spider-sweep-failed.service"]


@pytest.mark.parametrize("units", [SYSTEM, OF_A_USER], ids=["system", "user"])
def test_failure_of_each_service_has_a_unit(units: Units) -> None:
    for files in (units.of_sites(["haidian"], 120), units.of_sweep([], 120)):
        wanted = next(iter(files.values())).partition("\nOnFailure=")[2].partition("\n")[0]
        assert wanted.replace("@%i.", "@.") in files


def test_units_of_a_user_need_no_privileges() -> None:
    service = OF_A_USER.of_sites(["haidian"], 120)["bulletin-spider@.service"]
    assert "NoNewPrivileges=yes\n" in service
    for name in ("User=", "ProtectSystem=", "PrivateTmp=", "network-online.target", "/etc/"):
        assert name not in service
