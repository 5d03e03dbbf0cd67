"""Draw on which of the last days a channel has published, as a strip of marks."""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SPAN = 60
"""Days of a strip: a record holds the last 20 days of publication, which is a month or two of a busy channel."""
_STEP, _WIDTH, _HEIGHT = 4, 3, 12
"""Units from day to day, and the size of a mark."""


def rhythm_strip(days: Iterable[str], today: dt.date, title: str) -> str:
    """Return an SVG element with a mark for each of ``days`` (YYYY-MM-DD) among the last 60, today at the right."""
    first = today - dt.timedelta(days=SPAN - 1)
    places = sorted({(dt.date.fromisoformat(day) - first).days for day in days})
    path = "".join(
        f"M{place * _STEP} 0h{_WIDTH}v{_HEIGHT}h-{_WIDTH}z" for place in places if 0 <= place < SPAN
    )
    width = SPAN * _STEP
    return (
        f'<svg class="strip" role="img" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}">'
        f'<title>{escape(title)}</title><path class="ground" d="M0 {_HEIGHT}h{width}"/>'
        f'<path class="mark" d="{path}"/></svg>'
    )
