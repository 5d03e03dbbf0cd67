from __future__ import annotations

from pathlib import Path

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.schedule.timers import Job, crontab, site_schedule, systemd_units

ODD = Job("/opt/my venv/50%/bin/python", Path("/srv/bulletin spider"), {"BULLETIN_ARCHIVE": '/srv/"a" 5%'})


def test_a_crontab_line_survives_blanks_quotes_and_percent_signs() -> None:
    environment, line = crontab(ODD, ["haidian"], 120).splitlines()
    assert environment == "BULLETIN_ARCHIVE='/srv/\"a\" 5%'"
    assert line == (
        f"{site_schedule('haidian', 120).cron}  cd '/srv/bulletin spider' &&"
        r" exec '/opt/my venv/50\%/bin/python' -m scrapy crawl --quiet haidian"
    )


def test_units_escape_what_systemd_would_expand() -> None:
    files = systemd_units(ODD, ["haidian", "xicheng"], 120)
    service = files["bulletin-spider@.service"]
    assert 'ExecStart="/opt/my venv/50%%/bin/python" -m scrapy crawl --quiet %i' in service
    assert r'Environment="BULLETIN_ARCHIVE=/srv/\"a\" 5%%"' in service
    assert list(files)[1:] == ["bulletin-spider@haidian.timer", "bulletin-spider@xicheng.timer"]
    assert f"OnCalendar={site_schedule('xicheng', 120).calendar}\n" in files["bulletin-spider@xicheng.timer"]


@pytest.mark.parametrize("value", ["a\nb", "\"'"])
def test_a_value_that_no_crontab_can_hold_is_refused(value: str) -> None:
    with pytest.raises(UsageFault):
        crontab(Job("/python", Path("/srv"), {"BULLETIN_CONTACT": value}), ["haidian"], 120)
