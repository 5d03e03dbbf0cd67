"""Days of the demo site, with runs killed at random moments, beside the same days undisturbed."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.conftest import Archive, kill

if TYPE_CHECKING:
    import random

# One sighting is enough: a run that was killed after its record has looked too, and a patient series would count it.
AGAIN = ("-a", "revisit=all", "-s", "WITHDRAWN_VISITS=1", "-s", "WITHDRAWN_DAYS=0", "-s", "SEGMENT_LINES=7")


def crawl(archive: Archive, day: int) -> None:
    """Visit everything on ``day``, undisturbed."""
    ended = archive.demo("-a", f"day={day}", *AGAIN)
    assert ended.code == 0, f"day {day}: {ended.out}{ended.err}"
    assert "Traceback" not in ended.err, ended.err


def killed(archive: Archive, day: int, chance: random.Random, longest: float) -> None:
    """Begin to visit everything on ``day`` and end it with SIGKILL after up to ``longest`` seconds."""
    process = archive.start("crawl", "demo", "-a", f"port={archive.port}", "-a", f"day={day}", *AGAIN)
    time.sleep(chance.uniform(0, longest))
    kill(process)
    assert all(version["title"] for version in archive.versions()), "every line is whole"


def undisturbed(archive: Archive, days: range) -> float:
    """Crawl the days and return the seconds of the longest run."""
    longest = 0.0
    for day in days:
        began = time.monotonic()
        crawl(archive, day)
        longest = max(longest, time.monotonic() - began)
    return longest


def disturbed(archive: Archive, days: range, kills: int, chance: random.Random, longest: float) -> None:
    """Crawl the days, each begun and killed ``kills`` times before it is gone through with."""
    for day in days:
        for _ in range(kills):
            killed(archive, day, chance, longest)
        crawl(archive, day)


def wordings(archive: Archive) -> dict[str, list[tuple[str, int, str, str | None]]]:
    """Return each bulletin's versions in the order in which they were published."""
    found = defaultdict(list)
    for version in archive.versions():
        told = (version["change"], version["revision"], version["fingerprint"], version["previous"])
        found[version["url"]].append(told)
    return dict(found)


def check(disturbed_one: Archive, quiet: Archive) -> None:
    """Compare an archive with that of an undisturbed series: the same versions, none twice, nothing torn."""
    assert wordings(disturbed_one) == wordings(quiet)
    torn = [path for suffix in ("*.part", "*.open") for path in disturbed_one.root.rglob(suffix)]
    assert not torn, torn
    verified = disturbed_one.scrapy("verify")
    assert verified.code == 0, verified.out + verified.err
