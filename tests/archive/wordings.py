"""Archives of a few bulletins, for tests of what reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

RUN = "20260928T000000Z"
EMPTY: dict[str, Any] = {
    "url": "http://x/", "site": "demo", "channel": "要闻", "title": "题", "date": "2026-09-28", "published_at": None,
    "paragraphs": [], "reporters": [], "correspondents": [], "photographers": [], "editors": [], "source": None,
    "byline": None, "images": [], "attachments": [], "change": "new", "revision": 1, "fingerprint": "0" * 64,
    "previous": None, "fetched_at": "2026-09-28T12:00:00+08:00", "capture": None, "evidence": {}, "warnings": [],
    "schema": 1, "moved_to": None, "tables": [], "document": None, "authors": [], "site_id": None, "section": None,
}  # fmt: skip


def wording(number: int, text: str = "", **fields: Any) -> dict[str, Any]:
    """Return a version whose only paragraph is ``text``."""
    identity = {"id": f"{number:016x}", "url": f"http://x.gov.cn/{number}.html"}
    return identity | {name: EMPTY[name] for name in EMPTY if name != "url"} | {"paragraphs": [text]} | fields


def put(
    archive: Path, *versions: dict[str, Any], run: str = RUN, number: int = 1, site: str = "demo"
) -> Path:
    """Publish a segment; it appears whole, for whoever reads the archive meanwhile."""
    place = archive / "bulletins" / site
    place.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(version | {"site": site}, ensure_ascii=False) + "\n" for version in versions)
    path = place / f"{run}-{number:05}.jsonl"
    unfinished = place / f".{path.name}"
    unfinished.write_text("".join(lines), encoding="utf-8")
    return unfinished.rename(path)
