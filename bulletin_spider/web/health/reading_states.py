"""Read the states of sites: a few in this process, many in one of its own.

One takes 3 ms of processor, thousands would keep every page waiting for seconds. A thread also gives way to pages: it
rests after each site for as long as that took.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.index.totals import read_together
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.paths import archive_path
from bulletin_spider.exceptions import ArchiveUnread, BulletinSpiderError
from bulletin_spider.operations.reporting.archive_status import Problem
from bulletin_spider.operations.reporting.site_status import SiteStatus, has_unread_records, site_status
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome
from bulletin_spider.web.child_process import child_process, end_with_parent
from bulletin_spider.web.faults import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MODULE = "bulletin_spider.web.health.reading_states"
MANY = 100
"""Sites that are read in this process at most: 0.3 s of processor, as much as a process takes to start."""


FEW = 8
"""Sites whose run records are listed one by one: a list of all may take many requests."""


class SiteState(NamedTuple):
    """What ``bulletin status`` says of a site; neither before the end of its first run."""

    status: SiteStatus | None
    problem: Problem | None


def read_states(layout: Layout, sites: Sequence[str], now: dt.datetime) -> Iterator[tuple[str, SiteState]]:
    """Yield the states of sites, in their order. Raises ``ArchiveUnread`` if the process for many of them fails."""
    if len(sites) > MANY:
        yield from _in_a_process(layout, sites, now)
        return
    with nullcontext() if len(sites) <= FEW else read_together(layout):
        for site in sites:
            begun = time.monotonic()
            yield site, _state(layout, site, now)
            time.sleep(time.monotonic() - begun)


def _state(layout: Layout, site: str, now: dt.datetime) -> SiteState:
    """Read a site. What goes wrong with it is its problem, and hides no other site."""
    status, text = None, ""
    try:
        status = site_status(layout, site, now)
        if not (status and status.channels) and has_unread_records(layout, site):
            text = "no run record of it can be read"
    except (BulletinSpiderError, OSError) as error:
        text = f"its state cannot be read: {reason(error, layout.root)}"
    problem = Problem(site, text, f"{PROGRAM} verify --site {site}", Outcome.ERROR) if text else None
    return SiteState(status, problem)


def _in_a_process(layout: Layout, sites: Sequence[str], now: dt.datetime) -> Iterator[tuple[str, SiteState]]:
    with child_process(_MODULE) as child:
        assert child.stdin
        assert child.stdout
        # Others see the arguments of a process, and the address of an index may have a password.
        task = [str(layout.root), layout.index_address, now.isoformat(), *sites]
        child.stdin.write(f"{json.dumps(task)}\n")
        child.stdin.flush()
        for line in child.stdout:
            site, status, problem = json.loads(line)
            yield site, SiteState(SiteStatus(**status) if status else None, _problem(problem))
    if child.returncode:
        raise ArchiveUnread(f"the process that reads them ended with {child.returncode}")


def _problem(fields: list[str] | None) -> Problem | None:
    if not fields:
        return None
    subject, text, todo, outcome = fields
    return Problem(subject, text, todo, Outcome(outcome))


def main() -> int:
    """Read the sites that the first line of the input names, and write a line for each."""
    root, index_address, now, *sites = json.loads(sys.stdin.readline())
    end_with_parent()
    os.nice(5)  # a reader waits for pages, and nobody for this
    layout = Layout(archive_path(root), index_address)
    try:
        with read_together(layout):
            for site in sites:
                state = _state(layout, site, dt.datetime.fromisoformat(now))
                line = [site, asdict(state.status) if state.status else None, state.problem]
                sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # the parent has ended, and nothing can be written to it
    return 0


if __name__ == "__main__":
    sys.exit(main())
