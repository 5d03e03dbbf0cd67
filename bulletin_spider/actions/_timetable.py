"""``bulletin schedule --cluster``: set how often the cluster visits sites, or show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._cluster import check_cluster_libraries
from bulletin_spider.actions._options import one_site
from bulletin_spider.actions._output import print_line
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.operations.reporting.site_status import duration_text
from bulletin_spider.operations.schedule.timers import interval_minutes
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

_NEVER = "never"


def schedule_cluster(settings: Settings, sites: list[str], opts: argparse.Namespace) -> None:
    """Set the interval of the sites, of all others if none is named; without ``--every`` show the timetable."""
    check_cluster_libraries()
    from bulletin_spider.cluster.database.connection import cluster_address, connected  # noqa: PLC0415 - of an extra
    from bulletin_spider.cluster.database.timetable import (  # noqa: PLC0415
        ALL_SITES,
        entered_sites,
        intervals,
        set_interval,
    )

    if opts.sweep or opts.into or opts.user or opts.run_as:
        raise UsageFault("--cluster writes no units: it goes with --every and SITE only")
    known = get_spider_loader(settings).list() if sites else []
    seconds = None if opts.every in {None, _NEVER} else 60 * interval_minutes(opts.every)
    with connected(cluster_address(settings)) as connection:
        in_timetable = intervals(connection)
        # Also those whose file is gone.
        choices = sorted({*known, *in_timetable, *entered_sites(connection)} - {ALL_SITES})
        named = [one_site([site], choices) for site in dict.fromkeys(sites)]
        if opts.every:
            set_interval(connection, named, seconds)
            in_timetable = intervals(connection)
    if not in_timetable:
        print_line(f"the timetable is empty; set it: {PROGRAM} schedule --cluster --every 2h")
    for site, span in in_timetable.items():
        name = site if site != ALL_SITES else "all other sites" if len(in_timetable) > 1 else "all sites"
        print_line(f"{name}: {f'every {duration_text(span)}' if span else 'never'}")
