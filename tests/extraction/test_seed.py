"""The first page of this project and similar ones in ``../shared/seed``. Skipped if that folder is absent."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider.extraction import Content, Hints, extract

SEED = Path(__file__).parents[3] / "shared" / "seed"
CASES = (
    [json.loads(line) for line in (SEED / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    if SEED.exists()
    else []
)

CREDITS = {"f056": (["唐炜"], ["张洪军"])}
"""唐炜/文 张洪军/摄: the list of the seed has only people labelled 记者, the record also has credits for text and pictures."""


def read(case: dict[str, Any]) -> Content:
    body = (SEED / case["file"]).read_bytes()
    return extract(body, "http://example.com/a.htm", Hints(date=dt.date.fromisoformat(case["listing_date"])))


@pytest.mark.skipif(not CASES, reason="../shared/seed is absent")
def test_seed_has_nine_pages() -> None:
    assert len(CASES) == 9
    assert len(next(case for case in CASES if case["id"] == "f000")["paragraphs"]) == 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_seed_page_gives_right_fields(case: dict[str, Any]) -> None:
    content = read(case)
    assert content.title == case["title"]
    assert content.date == case["listing_date"]
    reporters, photographers = CREDITS.get(case["id"], (case["reporters"], case["photographers"]))
    assert (content.reporters, content.photographers) == (reporters, photographers)
    text = "".join([*content.paragraphs, content.byline or ""])
    assert letters(text) == letters("".join(case["paragraphs"]))
    assert set(map(letters, content.paragraphs[:-1])) <= set(map(letters, case["paragraphs"]))


def letters(text: str) -> str:
    return "".join(text.split())
