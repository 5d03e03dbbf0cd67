"""Whole pages in the templates that Chinese content systems share, written for these tests.

Each folder ``pages/<topic>/<case>`` holds ``page.html`` and ``expected.json``: the fields that a reader would write down, or
``refused`` with the reason. ``hints`` and ``url`` are arguments; paragraphs in ``optional`` may be missing.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Content, Hints, extract

PAGES = Path(__file__).parent / "pages"
ADDRESS = "https://www.example.cn/xw/index.html"


def load(name: str) -> tuple[bytes, dict[str, Any]]:
    expected = json.loads((PAGES / name / "expected.json").read_text(encoding="utf-8"))
    return (PAGES / name / "page.html").read_bytes(), expected


CASES = sorted(path.parent.relative_to(PAGES).as_posix() for path in PAGES.glob("*/*/expected.json"))
REFUSED = [name for name in CASES if "refused" in load(name)[1]]
ARTICLES = [name for name in CASES if name not in REFUSED]


def hints_of(expected: dict[str, Any]) -> Hints:
    hints = expected.get("hints", {})
    return Hints(
        title=hints.get("title"),
        date=dt.date.fromisoformat(hints["date"]) if "date" in hints else None,
        charset=hints.get("charset"),
        fetched_at=dt.datetime.fromisoformat(hints["fetched_at"]) if "fetched_at" in hints else None,
    )


def read(name: str) -> tuple[Content, dict[str, Any]]:
    body, expected = load(name)
    return extract(body, expected.get("url", ADDRESS), hints_of(expected)), expected


@pytest.mark.parametrize("name", ARTICLES)
def test_page_gives_the_expected_fields(name: str) -> None:
    content, expected = read(name)
    optional = set(expected.get("optional", []))
    for field, value in expected.items():
        if field in {"optional", "hints", "url"}:
            continue
        found = getattr(content, field)
        if field in {"images", "attachments"}:
            found = [file["url"] for file in found]
        if field == "paragraphs":
            found = [text for text in found if text not in optional]
            value = [text for text in value if text not in optional]  # noqa: PLW2901 - the loop ends here
        assert found == value, field


@pytest.mark.parametrize("name", REFUSED)
def test_page_is_refused_with_its_reason(name: str) -> None:
    body, expected = load(name)
    with pytest.raises(NotABulletin) as caught:
        extract(body, ADDRESS)
    assert caught.value.reason == expected["refused"]
    assert str(caught.value).startswith(expected["refused"])


@pytest.mark.parametrize("name", ARTICLES)
def test_every_found_field_has_evidence(name: str) -> None:
    content, _ = read(name)
    for field in (
        "title",
        "date",
        "published_at",
        "paragraphs",
        "reporters",
        "source",
        "byline",
        "images",
        "attachments",
    ):
        assert bool(getattr(content, field)) == (field in content.evidence), field
    for proof in content.evidence.values():
        assert set(proof) == {"rule", "text"}
        assert proof["rule"]


def test_same_arguments_give_same_content() -> None:
    body, expected = load("templates/trs_news")
    first = extract(body, ADDRESS, hints_of(expected))
    assert extract(body, ADDRESS, hints_of(expected)) == first
