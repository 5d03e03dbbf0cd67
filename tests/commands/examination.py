"""Read the tables that ``scrapy doctor`` and ``scrapy addsite`` print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Ended

FAST = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_START_DELAY=0.01", "-s", "RETRY_TIMES=0")


def cells(ended: Ended, channel: str) -> list[str]:
    """The words of a channel's row in the table."""
    row = next(
        line for line in ended.out.splitlines() if line.startswith(f"  {channel} ") and "http" not in line
    )
    return re.split(r"\s{2,}", row.strip())[1:]
