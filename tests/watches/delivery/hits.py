"""Hits and digests to deliver."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from bulletin_spider.statuses import Pace
from bulletin_spider.watches.definition import Watch
from bulletin_spider.watches.hit import Digest, Hit
from tests.archive.wordings import wording

if TYPE_CHECKING:
    from pathlib import Path

CAPTURE = {
    "file": "captures/haidian/x.warc.gz",
    "offset": 7,
    "record_id": "<urn:uuid:1>",
    "digest": "sha1:ABC",
}


def watch(*targets: str, feed: Path | None = None, **more: Any) -> Watch:
    return Watch(**({"name": "养老", "words": "养老 -招聘", "targets": targets, "feed": feed} | more))


def new(number: int = 1, of: Watch | None = None, **fields: Any) -> Hit:
    """Return the hit of a new bulletin."""
    version = wording(
        number,
        f"第{number}条养老服务。",
        **({"site": "haidian", "title": f"题{number}", "capture": CAPTURE} | fields),
    )
    return Hit(of or watch(), version)


def edit(number: int = 1, of: Watch | None = None) -> Hit:
    """Return the hit of a figure that was edited."""
    before = wording(number, "共有3万人参加。", site="haidian", title="养老", fingerprint="1" * 64)
    after = before | {
        "paragraphs": ["共有2万人参加。"], "change": "revised", "revision": 2, "fingerprint": "2" * 64, "capture": CAPTURE,
        "previous": "1" * 64, "fetched_at": "2026-09-29T08:30:00+08:00",
    }  # fmt: skip
    return Hit(of or watch(), after, before)


def digest(*hits: Hit, more: int = 0, coverage: tuple[str, ...] = (), of: Watch | None = None) -> Digest:
    since = dt.datetime(2026, 9, 28, tzinfo=dt.UTC)
    made = of or watch(every=Pace.DAILY)
    return Digest(made, hits, more, since, since + dt.timedelta(days=1), coverage)
