"""What a worker reports to the process that started it: one JSON object a line, with an ``event``."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any


class Event(StrEnum):
    """The events. All but ``BEAT`` name a ``site``."""

    BEAT = "beat"
    """The reactor turns."""
    STARTING = "starting"
    """The worker loads the site and opens its archive: until ``OPEN``, a hang or a crash is most likely its fault.

    It is sent again with a ``limit`` once the site is loaded: the run must end within so many seconds; 0: no limit.
    """
    STUCK = "stuck"
    """The reactor has not turned for some seconds, because of this site."""
    OPEN = "open"
    """The run has begun."""
    RECORD = "record"
    """The run has ended: its ``record``, and the ``lines`` that it has for a person."""


def report_line(event: Event, site: str = "", **more: Any) -> bytes:  # noqa: ANN401 - JSON
    """Return the line of a report."""
    text = json.dumps({"event": event, "site": site} | more, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"
