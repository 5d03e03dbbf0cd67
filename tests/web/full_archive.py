"""An archive in which every page and every feed has something to show."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.clock import DemoClock
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND, LAST = "20260924T000000Z", "20260925T000000Z", "20260926T000000Z"
LATER = "2026-09-25T08:00:00+08:00"


def full_archive(archive: Path) -> Reading:
    """Return the pages over it: a site with revised, moved, withdrawn and refused pages, and one in trouble."""
    layout = Layout(archive)
    first = wording(1, "改造12个小区。", reporters=["唐炜"], byline="记者 唐炜")
    table = {"paragraph": 0, "caption": "表", "rows": [["街道", "户数"], ["桂花", "356"]]}
    second = wording(2, "改造完成。", tables=[table], title="<b>&", date="2026-09-20")
    put(archive, first, second, wording(3, "工程。", channel="公告", date="2026-09-21"), run=FIRST)
    put(
        archive,
        first | {"paragraphs": ["改造13个小区。"], "change": "revised", "revision": 2, "fetched_at": LATER},
        second | {"change": "withdrawn", "revision": 2, "fetched_at": LATER},
        run=SECOND,
    )
    put(archive, wording(4, "外区的工程。"), site="miyun", run=FIRST)
    _end_run(layout, "demo", FIRST, published=3)
    _end_run(layout, "demo", SECOND, published=2)
    _end_run(layout, "miyun", LAST, outcome="drift", reasons=["要闻: its listing shows no rows"])
    path = layout.rejected("demo", SECOND)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(_refused(9)) + "\n", encoding="utf-8")
    return Reading(archive, clock=DemoClock(dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI)))


def _end_run(layout: Layout, site: str, run: str, **more: Any) -> None:
    channels = {"要闻": {"url": "http://x/yw", "closed": True, "overlap": "reached: overlap on page 1"}}
    rhythm = {"要闻": {"days": ["2026-09-24", "2026-09-22"], "alive": True}}
    ended = dt.datetime.strptime(run, "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC, minute=1).isoformat()
    shown = {"channels": channels, "rhythm": rhythm, "ended": ended, **more}
    append_run_record(layout, site, run_record(run, site=site, **shown))


def _refused(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:016x}", "url": f"http://x.gov.cn/{number}.html", "reason": "soft404", "message": "soft404: <b>",
        "listing_title": "<i>题</i>", "listing_date": "2026-09-24", "channel": "要闻", "fetched_at": LATER,
        "capture": {"file": f"captures/demo/{SECOND}.warc.gz", "offset": 9, "record_id": "x", "digest": "y"},
    }  # fmt: skip
