"""An archive with everything that pages show: the demo's seven days, and a site with many and with hostile rows."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.anchors import write_anchor
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.clock import DemoClock
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS, SHANGHAI
from bulletin_spider.web.catching_up import catch_up
from tests.archive.records import run_record
from tests.archive.wordings import put, wording
from tests.conftest import ROOT, free_port

if TYPE_CHECKING:
    from pathlib import Path

NOW = DemoClock(dt.datetime(2026, 10, 5, 12, tzinfo=SHANGHAI))
"""The morning after the last day of the demo."""
MANY = "miyun"
"""The site with many rows."""
LONG = 999
"""Number of the bulletin of that site whose words are longer than a screen."""
RUN, LATER = "20261001T000000Z", "20261003T000000Z"
_WORD = "Donaudampfschifffahrt" * 15


class Kept(NamedTuple):
    """The archive, and every version that is published in it, the oldest first."""

    root: Path
    port: int
    """At which the site of the demo was served: a later day needs it again."""
    versions: list[dict[str, Any]]

    def one(self, **fields: Any) -> dict[str, Any]:
        """Return the first version with these values."""
        return next(one for one in self.versions if all(one[name] == fields[name] for name in fields))

    def latest(self) -> list[dict[str, Any]]:
        """Return the latest version of each bulletin."""
        return list({(one["site"], one["id"]): one for one in self.versions}.values())


def kept_archive(place: Path) -> Kept:
    """Make the archive below ``place``, or read the one that another worker has made there."""
    root = place / "archive"
    if not (place / "done").exists():
        port = free_port()
        _let_days_pass(root, port)
        _publish_many(root)
        write_anchor(Layout(root), ["demo"], dt.datetime(2026, 10, 5, tzinfo=dt.UTC))
        catch_up(root, None, lambda _done, _total: None)
        (place / "done").write_text(str(port))
    segments = sorted((root / "bulletins").glob("*/*.jsonl"), key=lambda path: path.name)
    lines = (line for path in segments for line in path.read_bytes().splitlines())
    return Kept(root, int((place / "done").read_text()), [json.loads(line) for line in lines])


def _let_days_pass(root: Path, port: int) -> None:
    command = [sys.executable, "-m", "bulletin_spider", "demo", "-a", f"port={port}"]
    environment = os.environ | {"BULLETIN_ARCHIVE": str(root)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)


def _publish_many(root: Path) -> None:
    """Publish rows for every filter, revise some, refuse two pages, and end with a run that needs a person."""
    first = [_row(number) for number in range(1, 25)]
    put(root, *first, _long(), site=MANY, run=RUN)
    revised = [
        one | {"change": "revised", "revision": 2, "paragraphs": [f"{one['paragraphs'][0]}又{'补' * 30}。"]}
        for one in first[:12]
    ]
    gone = first[-1] | {"change": "withdrawn", "revision": 2}
    put(root, *revised, gone, _long(revision=2, change="revised"), site=MANY, run=LATER)
    layout = Layout(root)
    Index.open(layout, MANY).close()
    for run, day, outcome in ((RUN, 1, "ok"), (LATER, 3, "drift")):
        reasons = ["要闻: its <listing> shows no rows"] * (outcome != "ok")
        ended = f"2026-10-0{day}T00:01:00+00:00"
        append_run_record(
            layout, MANY, run_record(run, site=MANY, ended=ended, outcome=outcome, reasons=reasons)
        )
    path = layout.rejected(MANY, LATER)
    path.parent.mkdir(parents=True)
    refused = [_refused(number) for number in range(61, 64)]
    path.write_text("".join(json.dumps(one) + "\n" for one in refused), encoding="utf-8")


def _row(number: int) -> dict[str, Any]:
    year, kinds = 2025 + number % 2, number % 3
    return wording(
        number,
        f"第{number}个老旧小区的改造工程。",
        title=f"改造第{number}号",
        date=f"{year}-0{number % 9 + 1}-{number % 28 + 1:02}",
        channel="公告" if kinds == 1 else "要闻",
        reporters=["唐炜"] if number % 4 == 0 else [],
        tables=[{"paragraph": 0, "caption": "统计", "rows": [["街道", "户数"], ["石桥镇", "298"]]}]
        * (number % 5 == 0),
        attachments=[{"url": "http://x.gov.cn/a.pdf", "name": "附件.pdf", "kind": "document"}]
        * (number % 7 == 0),
    )


def _long(**fields: Any) -> dict[str, Any]:
    """Return a version of which every text is longer than a phone is wide."""
    cells = [_WORD, "街道" * 40, "12,345,678,901"] * 5
    return wording(
        LONG,
        title=f"长{_WORD}",
        url=f"http://x.gov.cn/{'a' * 400}.html?{'b=' * 100}",
        paragraphs=[_WORD + str(fields), "字" * 2_000, _WORD, _WORD + str(fields)],
        channel=f"栏目{_WORD}",
        source=_WORD,
        byline=f"（记者 {_WORD}）",
        reporters=[_WORD],
        tables=[{"paragraph": 1, "caption": _WORD, "rows": [cells, cells]}],
        images=[{"url": f"http://x.gov.cn/{_WORD}.png", "caption": _WORD}],
        attachments=[
            {"url": f"http://x.gov.cn/{_WORD}.pdf", "name": f"{_WORD}.pdf", "kind": "document", "state": "pending"}
        ],
        document=dict.fromkeys(DOCUMENT_TEXTS, _WORD) | dict.fromkeys(DOCUMENT_DAYS),
        warnings=[_WORD],
        evidence={"title": {"rule": "labelled-line", "text": _WORD}},
        **fields,
    )  # fmt: skip


def _refused(number: int) -> dict[str, Any]:
    reason = "listing" if number == 61 else "soft404"
    return {
        "id": f"{number:016x}",
        "url": f"http://x.gov.cn/{number}.html",
        "reason": reason,
        "channel": "要闻",
        "message": f"{reason}: {_WORD}",
        "listing_title": f"被拒{number}{_WORD}",
        "listing_date": "2026-10-03",
        "fetched_at": "2026-10-03T08:00:00+08:00",
        "capture": None,
    }
