"""Whole pages, written for these tests in the templates that Chinese content systems share."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Content, Hints, extract

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path.stem for path in PAGES.glob("*.json"))
ADDRESS = "https://www.example.cn/xw/index.html"


def case(name: str) -> tuple[bytes, dict[str, Any]]:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    return (PAGES / f"{name}.html").read_bytes(), expected


def hints_of(expected: dict[str, Any]) -> Hints:
    said = expected.get("hints", {})
    return Hints(
        title=said.get("title"),
        date=dt.date.fromisoformat(said["date"]) if "date" in said else None,
        charset=said.get("charset"),
        fetched_at=dt.datetime.fromisoformat(said["fetched_at"]) if "fetched_at" in said else None,
    )


def read(name: str) -> tuple[Content, dict[str, Any]]:
    body, expected = case(name)
    return extract(body, expected.get("url", ADDRESS), hints_of(expected)), expected


@pytest.mark.parametrize("name", [name for name in CASES if "refused" not in case(name)[1]])
def test_a_page_gives_the_fields_a_reader_would_write_down(name: str) -> None:
    content, expected = read(name)
    optional = set(expected.get("optional", []))
    for field, value in expected.items():
        if field in {"optional", "hints", "url"}:
            continue
        found = getattr(content, field)
        if field in {"images", "attachments"}:
            found = [one["url"] for one in found]
        if field == "paragraphs":
            found = [text for text in found if text not in optional]
            value = [text for text in value if text not in optional]  # noqa: PLW2901 - the loop ends here
        assert found == value, field


@pytest.mark.parametrize("name", [name for name in CASES if "refused" in case(name)[1]])
def test_a_page_that_is_no_article_is_refused_with_its_reason(name: str) -> None:
    body, expected = case(name)
    with pytest.raises(NotABulletin) as caught:
        extract(body, ADDRESS)
    assert caught.value.reason == expected["refused"]
    assert str(caught.value).startswith(expected["refused"])


@pytest.mark.parametrize("name", [name for name in CASES if "refused" not in case(name)[1]])
def test_every_field_that_was_found_has_its_evidence(name: str) -> None:
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


def test_the_same_arguments_give_the_same_content() -> None:
    body, expected = case("trs_news")
    first = extract(body, ADDRESS, hints_of(expected))
    assert extract(body, ADDRESS, hints_of(expected)) == first
