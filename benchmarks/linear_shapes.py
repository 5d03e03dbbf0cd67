"""Read hostile pages of growing size: no reader may take more than linear time.

Usage: python benchmarks/linear_shapes.py [--only WORD] [--base 96] [--readers article,listing,menu,home]

Each shape of ``shapes.py`` is read at ×1 ×2 ×4 ×8 of 96 KB: as an article (to the check of the published line), as a
listing (to the addresses of its rows), and as a home page (its menu, and its channels). It prints the growth exponents,
the steepest first, and returns 1 if one is above linear or a page is slow. Times are CPU times.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from shapes import SHAPES, TITLE

from bulletin_spider.contract.check import faults
from bulletin_spider.crawl.row import Row
from bulletin_spider.exceptions import NotABulletin, TooExpensive
from bulletin_spider.items import Page
from bulletin_spider.listings.home.candidates import read_candidates
from bulletin_spider.listings.home.forwards import forwards, inner_frames
from bulletin_spider.listings.home.names import page_name
from bulletin_spider.listings.page.menu import find_channel, read_menu
from bulletin_spider.listings.page.tree import read_tree
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.markup.encoding import decode
from bulletin_spider.pipelines.normalize import bulletin_of
from bulletin_spider.reading_time import read_in_time

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "http://www.example.cn/xw/index.html"
TODAY = dt.date(2026, 3, 9)
STEPS = (1, 2, 4, 8)
FURTHER = (8, 16, 32)
"""Sizes at which a steep shape is measured again: a bound of the reader that begins to hold (on tags, on attributes)
is a step in its time, and no growth."""
MOST = 1.35
"""Largest exponent that counts as linear: quadratic growth gives 2, and caches, the allocator and the collector of
garbage add up to 0.2 to linear growth."""
FLOOR = 0.06
"""Seconds below which a time is not judged: a quadratic step this fast is a hundredth of the time of a run at 10 MB."""
MOST_SECONDS = 20.0
"""Seconds after which a reading is given up, so that a quadratic shape does not stop the others."""
MOST_AT_ALL, MOST_FOR_A_MB = 0.5, 1.0
"""Seconds of CPU time that a page may take, and more for each MB: what grows fast up to a bound is found too."""


def read_article(body: bytes) -> None:
    """Read a page to the check of its published line."""
    page = Page("0" * 16, "s", "c", URL, body, "2026-03-05T10:00:00+08:00", listing_title=TITLE)
    with suppress(NotABulletin):
        faults(asdict(bulletin_of(page, seconds=0)))


def read_rows(body: bytes) -> None:
    """Read a listing to the addresses of its rows."""
    for entry in read_listing(body, URL, reference=TODAY).entries:
        try:
            Row.of(entry, "c")
        except ValueError:
            continue


def read_home(body: bytes) -> None:
    """Look for a channel in the menu of a home page."""
    find_channel(read_menu(body, URL), ("通知公告", "要闻"))


def read_channels(body: bytes) -> None:
    """Look for the channels of a site in its home page."""
    tree = read_tree(decode(body).text, URL)
    read_candidates(tree, set())
    forwards(tree)
    inner_frames(tree)
    page_name(tree.text)


READERS: dict[str, Callable[[bytes], None]] = {
    "article": read_article,
    "listing": read_rows,
    "menu": read_home,
    "home": read_channels,
}


class Growth(NamedTuple):
    """The CPU times of a shape at the four sizes."""

    shape: str
    reader: str
    base: int
    seconds: list[float]
    further: list[float]

    @property
    def exponent(self) -> float:
        """Return the exponent of the growth; 0 if the times are too short to be judged."""
        steep = _exponent(self.seconds[1], self.seconds[-1], STEPS[-1] / STEPS[1])
        if self.further:
            return min(steep, _exponent(self.further[0], self.further[-1], FURTHER[-1] / FURTHER[0]))
        return steep

    @property
    def is_steep(self) -> bool:
        """Whether the growth is more than linear."""
        return self.exponent > MOST

    @property
    def is_bad(self) -> bool:
        """Whether the growth is more than linear, or the page too slow."""
        return self.is_steep or self.is_slow

    @property
    def is_slow(self) -> bool:
        """Whether the page takes too long at one of its sizes."""
        most = (MOST_AT_ALL + MOST_FOR_A_MB * self.base * step / 1_000_000 for step in STEPS)
        return any(took > limit for took, limit in zip(self.seconds, most, strict=True))

    def __str__(self) -> str:
        """Return one line of the table."""
        times = " ".join(f"{seconds * 1000:7.1f}" for seconds in self.seconds)
        return f"{'!' if self.is_bad else ' '} {self.exponent:5.2f}  {times} ms  {self.reader:8} {self.shape}"


def _exponent(first: float, last: float, step: float) -> float:
    return math.log(last / first) / math.log(step) if last > FLOOR and first > 0 else 0.0


def seconds(read: Callable[[bytes], None], body: bytes, tries: int) -> float:
    """Return the least CPU time of ``tries`` readings."""
    least = math.inf
    for _ in range(tries):
        begun = time.process_time()
        with suppress(TooExpensive):
            read_in_time(MOST_SECONDS, read, body)
        least = min(least, time.process_time() - begun)
    return least


def measured(shape: str, reader: str, base: int) -> Growth:
    """Return the growth of one shape in one reader; a bad one is measured again, as a machine may be busy."""

    def times(steps: tuple[int, ...], tries: int) -> list[float]:
        return [seconds(READERS[reader], SHAPES[shape].page(base * step), tries) for step in steps]

    growth = Growth(shape, reader, base, times(STEPS, 1), [])
    if growth.is_bad:
        growth = growth._replace(seconds=times(STEPS, 3))
    if growth.is_steep:
        growth = growth._replace(further=times(FURTHER, 1))
    return growth


def main() -> int:
    """Measure, print, and return 1 if a growth is more than linear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="measure the shapes with this word in their names")
    parser.add_argument("--base", type=int, default=96, help="KB of the smallest page")
    parser.add_argument("--readers", default=",".join(READERS))
    parser.add_argument("--verbose", action="store_true", help="print each growth once it is measured")
    options = parser.parse_args()
    for read in READERS.values():  # what is compiled or cached once
        read(SHAPES["rows"].page(10_000))
        read(SHAPES["lines of prose"].page(10_000))
    growths = []
    for shape in SHAPES:
        for reader in options.readers.split(","):
            if options.only in shape:
                growths.append(measured(shape, reader, options.base * 1000))
                if growths[-1].is_bad or options.verbose:
                    print(growths[-1], flush=True)
    growths.sort(key=lambda growth: -growth.exponent)
    print(f"exponent  ×1 ×2 ×4 ×8 of {options.base} KB")
    for growth in growths:
        print(growth)
    bad = sum(growth.is_bad for growth in growths)
    shapes = len({growth.shape for growth in growths})
    slowest = max(growth.seconds[-1] for growth in growths)
    print(f"{shapes} shapes × {len(STEPS)} sizes: {bad} above linear; slowest page {slowest * 1000:.0f} ms")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
