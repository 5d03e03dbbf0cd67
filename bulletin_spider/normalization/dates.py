"""One spelling of days: what Chinese pages write as a date, as ``datetime.date``."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?[-./月]\s?(\d{1,2})(?!\d)")


def find_day(text: str, reference: dt.date | None = None) -> dt.date | None:
    """Return the first day written in ``text``; a day without a year takes the latest past one at ``reference``."""
    for year, month, day in _DAY.findall(text[:500]):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
