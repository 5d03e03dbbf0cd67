"""A site's offline case: a listing and an article as they came, with what is read from them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.operations.examination.findings import Finding, Sample

_CONTENT_ASIDE = ("evidence", "warnings")


def case_files(place: Path, finding: Finding) -> dict[Path, bytes]:
    """Return the files of a listing and one of its articles, with what they are read as today."""
    assert finding.listing is not None
    following = finding.listing.next_page
    listing = {
        "url": finding.page,
        "rows": [[entry.title, entry.url, str(entry.date)] for entry in finding.listing.entries],
        "next_page": following.url if following else None,
    }
    files = _case(place / "listing", finding.body, listing)
    sample = next((sample for sample in finding.samples if sample.content), None)
    return files | (_case(place / "article", sample.body, _article(sample)) if sample else {})


def _article(sample: Sample) -> dict[str, Any]:
    assert sample.content is not None
    content = {name: value for name, value in asdict(sample.content).items() if name not in _CONTENT_ASIDE}
    day = sample.entry.date.isoformat() if sample.entry.date else None
    return {"url": sample.entry.url, "row": [sample.entry.title, day], "bulletin": content}


def _case(place: Path, page: bytes, expected: dict[str, Any]) -> dict[Path, bytes]:
    text = json.dumps(expected, ensure_ascii=False, indent=2) + "\n"
    return {place / "page.html": page, place / "expected.json": text.encode("utf-8", "replace")}
