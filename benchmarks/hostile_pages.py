"""Show hostile bulletins in every page of the web interface: nothing may run, lead elsewhere, fail or get lost.

    uv run python -m benchmarks.hostile_pages [--size 100000] [--browser 2000] [--jobs 2]

Every text of each bulletin is another attack (``tests/web/attack_texts.py``). Each is published in two versions, with
the captures of a hostile server. The page of each bulletin is asked for over HTTP, parsed by html5lib, and must say
every text; one bulletin in four is asked for in another form too. So are the lists, their feeds and CSV. All this takes
0.05 s of CPU time for a bulletin; with ``--every 10`` the lists have all of them, and one in ten has pages.

With ``--browser`` so many are opened in Chromium, which finds no other host. The exit code is 1 if anything is found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from bulletin_spider.web.reading import Reading
from tests.web.hostile_archive import write_hostile_archive
from tests.web.hostile_views import Judgement, judge_archive
from tests.web.served import served

ARCHIVE = 500
"""Bulletins of one archive: more keep the processes from working side by side."""
IN_BROWSER = 100
"""Bulletins of an archive that the browser looks at: their sites have other names."""
SHOWN = 20
"""Findings that are printed."""


def main() -> int:
    """Judge the pages of all bulletins; return 1 if one of them is bad."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--browser", type=int, default=0, help="bulletins that are opened in Chromium")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="one in so many is shown in pages of its own")
    parser.add_argument("--first", type=int, default=0, help="the number of the first bulletin")
    options = parser.parse_args()
    parts = [
        (first, min(ARCHIVE, options.first + options.size - first))
        for first in range(options.first, options.first + options.size, ARCHIVE)
    ]
    judged = Judgement()
    started = time.monotonic()
    with ProcessPoolExecutor(options.jobs, get_context("spawn")) as processes:
        for done, one in enumerate(
            as_completed([processes.submit(judge, *part, options.every) for part in parts]), 1
        ):
            judged.add(one.result())
            if done % 10 == 0 or done == len(parts):
                print(f"{judged.summary()}, {time.monotonic() - started:,.0f} s", flush=True)
    if options.browser:
        judged.add(in_browser(options.browser))
    for finding in judged.findings[:SHOWN]:
        print(f"  {finding}")
    return int(bool(judged.findings))


def judge(first: int, count: int, every: int = 1) -> Judgement:
    """Judge the pages of an archive of its own."""
    with tempfile.TemporaryDirectory() as place:
        site, versions = write_hostile_archive(Path(place), first, count)
        with served(Reading(Path(place))) as server:
            return judge_archive(server, site, versions, every)


def in_browser(size: int) -> Judgement:
    """Judge bulletins in Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who asks for it needs it

    from tests.web_browser.chromium import chromium  # noqa: PLC0415
    from tests.web_browser.hostile_pages import OTHER_HOSTS, judge_in_browser  # noqa: PLC0415

    judged = Judgement()
    started = time.monotonic()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[OTHER_HOSTS])
        for first in range(0, size, IN_BROWSER):
            with tempfile.TemporaryDirectory() as place:
                site, versions = write_hostile_archive(Path(place), first, min(IN_BROWSER, size - first))
                reading = Reading(Path(place))
                reading.search.follow()
                with served(reading) as server:
                    root = f"http://127.0.0.1:{server.port}"
                    judged.add(judge_in_browser(browser, root, site, versions))
            print(f"{judged.summary()}, {time.monotonic() - started:,.0f} s", flush=True)
        browser.close()
    return judged


if __name__ == "__main__":
    sys.exit(main())
