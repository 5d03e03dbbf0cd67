"""Figures on saved pages that are not part of the project; skipped where they are not at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider.listings import read_listing
from bulletin_spider.listings.page.links import absolute_url

SHARED = Path(__file__).parents[3] / "shared"
FOLDERS = [folder for folder in (SHARED / "realpages", SHARED / "realpages2") if folder.is_dir()]

pytestmark = pytest.mark.skipif(not FOLDERS, reason="no saved pages beside the project")


def records(kind: str) -> list[tuple[Path, dict[str, Any]]]:
    found = []
    for folder in FOLDERS:
        for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["kind"] == kind:
                found.append((folder, record))
    return found


def address(record: dict[str, Any]) -> str:
    return (
        record["url"]
        if str(record.get("url")).startswith("http")
        else "http://www.unknown.example/a/b/index.html"
    )


def test_rows_and_days_of_real_listings_are_right() -> None:
    wanted = given = right = days = 0
    for folder, record in records("listing"):
        url = address(record)
        items = {
            absolute_url(item["href"], url): item
            for item in record["items"]
            if not item.get("dead_in_mirror")
        }
        entries = read_listing((folder / record["file"]).read_bytes(), url, record["encoding"]).entries
        for entry in entries:
            item = items.get(entry.url)
            titles = (
                {"".join((text or "").split()) for text in (item["title"], item.get("title_attr"))}
                if item
                else set()
            )
            if "".join(entry.title.split()) in titles:
                right += 1
                days += (entry.date.isoformat() if entry.date else None) == (
                    (item["date"] or "")[:10] or None
                )
        wanted += len(items)
        given += len(entries)
    assert 2 * right / (wanted + given) >= 0.98
    assert days / right >= 0.98


def test_pages_to_refuse_have_no_rows() -> None:
    for folder, record in records("refuse"):
        listing = read_listing((folder / record["file"]).read_bytes(), address(record))
        assert (listing.entries, listing.next_page) == ((), None), record["id"]


def test_real_articles_are_rarely_taken_for_listings() -> None:
    articles = records("article")
    taken = [
        record["id"]
        for folder, record in articles
        if read_listing((folder / record["file"]).read_bytes(), address(record)).entries
    ]
    assert len(taken) <= len(articles) * 0.03, taken
