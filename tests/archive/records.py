"""Records of runs for tests: complete ones, and files of them with a whole chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.record_chain import PREVIOUS, UNCHAINED
from bulletin_spider.archive.run_records import append_run_record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bulletin_spider.archive.layout import Layout


def run_record(run: str, **more: Any) -> dict[str, Any]:
    """Return a record with every key that a reader needs."""
    return {
        "run": run,
        "site": "demo",
        "outcome": "ok",
        "reasons": [],
        "ended": "2026-09-28T00:00:00+00:00",
        "channels": {},
        "files": [],
        "captures": [],
        "rejected": [],
        "recovered": [],
    } | more


def run_file(layout: Layout, site: str = "demo") -> Path:
    """Return the only file of a site's run records."""
    (path,) = layout.run_files(site)
    return path


def write_chain(layout: Layout, site: str, records: Iterable[dict[str, Any]]) -> None:
    """Write records with a new chain and head, as somebody who hides an edit would do."""
    for path in (layout.head(site), *layout.run_files(site)):
        path.unlink(missing_ok=True)
    for one in records:
        append_run_record(
            layout, site, {name: one[name] for name in one if name not in {PREVIOUS, UNCHAINED}}
        )
