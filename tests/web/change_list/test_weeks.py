from __future__ import annotations

import datetime as dt

from bulletin_spider.web.change_list.weeks import weeks_of

TODAY = dt.date(2026, 11, 28)
"""A Saturday."""


def test_changes_are_parted_at_mondays() -> None:
    days = ["2026-11-28", "2026-11-23", "2026-11-22", "2026-11-16", "2026-01-01", "2025-12-29"]
    found = weeks_of([{"at": f"{day}T00:00:00+08:00"} for day in days], TODAY)
    assert [(week.name, str(week.first), str(week.last), len(week.rows)) for week in found] == [
        ("this", "2026-11-23", "2026-11-29", 2),
        ("last", "2026-11-16", "2026-11-22", 2),
        ("earlier", "2025-12-29", "2026-01-04", 2),
    ]
