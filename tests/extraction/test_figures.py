"""The figures we promise, measured on real pages beside the project. Skipped if they are absent."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Content, extract, rich_body
from bulletin_spider.extraction.bylines.places import (
    caption_credits,
    closing_credits,
    opening_credits,
    whole_line_credits,
)
from bulletin_spider.normalization.dates import find_moment
from tests.conftest import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from html_lines import cells, shown_lines

SHARED = Path(__file__).parents[3] / "shared"
CORPORA = [SHARED / "realpages", SHARED / "realpages2"]
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="no corpus of real pages beside the project")
CREDIT = re.compile(
    r"\s?[（(【][^（）()【】]{0,80}(?:记者|通讯员|摄|文|报道|编辑|图)[^（）()【】]{0,80}[)）】]。?$"
)


def records(folder: Path, kind: str) -> list[tuple[dict[str, Any], bytes]]:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(row, (folder / row["file"]).read_bytes()) for row in rows if row["kind"] == kind]


def read(row: dict[str, Any], body: bytes) -> Content:
    return extract(body, row.get("url") or "http://example.invalid/")


def bare(text: str) -> str:
    return CREDIT.sub("", re.sub(r"\s+", " ", text).strip())


@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_titles_and_days_are_exact(folder: Path) -> None:
    rows = [(row, read(row, body)) for row, body in records(folder, "article")]
    titles = [content.title in (row["title"], row.get("title_alt")) for row, content in rows]
    days = [
        (content.date or "") == (row["date"] or "")[:10] or content.date == row.get("date_alt")
        for row, content in rows
    ]
    assert sum(titles) / len(titles) >= 0.98
    assert all(days)


@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_paragraphs_match_those_a_person_marked(folder: Path) -> None:
    figures = []
    for row, body in records(folder, "article"):
        optional = {bare(text) for text in row.get("optional_paragraphs") or []}
        right = Counter(filter(None, map(bare, row["paragraphs"])))
        found = Counter(
            text
            for text in map(bare, read(row, body).paragraphs)
            if text and (text not in optional or text in right)
        )
        total = right.total() + found.total()
        figures.append(2 * (right & found).total() / total if total else 1.0)
    assert sum(figures) / len(figures) >= 0.97


@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_people_are_neither_missed_nor_invented(folder: Path) -> None:
    hits = found_count = true_count = 0
    for row, body in records(folder, "article"):
        if row.get("reporters") is None:
            continue
        content = read(row, body)
        names, found = (
            {*row["reporters"], *(row.get("correspondents") or [])},
            {*content.reporters, *content.correspondents},
        )
        hits += len(names & found)
        found_count += len(found)
        true_count += len(names)
    assert 2 * hits / (found_count + true_count) >= 0.95


@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_rich_bodies_have_the_lines_of_the_paragraphs(folder: Path) -> None:
    answers = []
    for row, body in records(folder, "article"):
        content = read(row, body)
        html = rich_body(body, row.get("url") or "http://example.invalid/", content)
        answers.append(shown_lines(html) == cells(content.paragraphs))
    assert sum(answers) / len(answers) >= 0.97


@pytest.mark.parametrize("folder", CORPORA, ids=lambda folder: folder.name)
def test_pages_without_article_are_refused(folder: Path) -> None:
    answers = []
    for kind in ("refuse", "listing"):
        for row, body in records(folder, kind):
            try:
                read(row, body)
                answers.append((row["id"], "an article"))
            except NotABulletin as refusal:
                answers.append((row["id"], refusal.reason == row.get("reason", "listing")))
    assert [answer for answer in answers if answer[1] is not True] == []


def test_real_bylines_are_read_exactly() -> None:
    rows = [
        json.loads(line)
        for line in (SHARED / "facts" / "bylines.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    right = sum(reporters(re.sub(r"<[^>]*>", "", row["text"])) == set(row["reporters"]) for row in rows)
    assert right / len(rows) >= 0.97


def reporters(text: str) -> set[str]:
    if alone := whole_line_credits(text):
        return set(alone.reporters)
    closed = closing_credits(text)
    opened = opening_credits(text)
    found = [closed[0] if closed else None, opened[0] if opened else None, caption_credits(text)]
    return {name for one in found if one for name in one.reporters}


def test_real_dates_are_read_exactly() -> None:
    rows = [
        json.loads(line)
        for line in (SHARED / "facts" / "dates.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    plain = [
        row
        for row in rows
        if not row["kind"].startswith(("meta_tag", "url")) and row["kind"] != "meta_line_negative"
    ]
    right = 0
    for row in plain:
        moment = find_moment(
            row["text"],
            None if row["ref_date"] is None else dt.date.fromisoformat(row["ref_date"]),
        )
        right += bool(moment) == bool(row["expected"]) and (
            moment is None or moment.day.isoformat() == row["expected"][:10]
        )
    assert right / len(plain) >= 0.97
