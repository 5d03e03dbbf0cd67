"""Every text of a version may be an attack: it stays a text in every page about the version."""

from __future__ import annotations

import pytest

from bulletin_spider.web.comparisons.versions import compared_versions
from bulletin_spider.web.pages import bulletin, comparison
from bulletin_spider.web.pages.bulletin import answer_of
from bulletin_spider.web.parameters import Parameters
from bulletin_spider.web.rendering import render
from tests.extraction.body_html.test_attacks import SMALL_ATTACKS
from tests.web.hostile import faults, hostile

TOGETHER = 24
"""Attacks in one page: to parse a page takes as long as to render it."""


def address(language: str) -> Parameters:
    return Parameters({"site": "demo", "id": "1"}, {}, language, "/b/demo/1", "http://127.0.0.1")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("start", range(0, len(SMALL_ATTACKS), TOGETHER))
def test_no_attack_becomes_markup(start: int, language: str) -> None:
    attacks = SMALL_ATTACKS[start : start + TOGETHER]
    version = hostile(1, attacks[0]) | {
        "paragraphs": attacks,
        "tables": [],
        "reporters": attacks,
        "warnings": attacks,
        "attachments": [{"url": text, "name": text} for text in attacks],
        "images": [{"url": text, "caption": text} for text in attacks],
    }
    answer = answer_of([version], version, address(language))
    more = bulletin.more(None, answer, address(language))  # type: ignore[arg-type] # asks for no capture
    assert faults(render("bulletin.html", address(language), bulletin.PAGE, answer=answer, **more)) == []


@pytest.mark.parametrize("start", range(0, len(SMALL_ATTACKS), TOGETHER))
def test_no_attack_becomes_markup_in_a_comparison(start: int) -> None:
    attacks = SMALL_ATTACKS[start : start + TOGETHER]
    old, new = (
        hostile(1, attacks[-1])
        | {
            "paragraphs": attacks,
            "tables": [{"paragraph": 0, "caption": text, "rows": [[one] for one in attacks]}],
        }
        for text in (attacks[0], "统计")
    )
    new |= {
        "paragraphs": [text[::-1] + text for text in attacks],
        "title": attacks[0],
        "attachments": [],
        "reporters": attacks,
    }
    side = {
        name: new[name]
        for name in ("revision", "change", "fetched_at", "title", "date", "fingerprint", "capture")
    }
    answer = {
        "id": "1", "site": attacks[0], "url": attacks[0], "path": "/b/demo/1", "comparison": "/b/demo/1/1..2",
        "versions": [{name: side[name] for name in ("revision", "change", "fetched_at")}], "context": "changes",
        "old": side | {"path": "/b/demo/1/1", "capture_path": None}, "new": side | {"path": "/b/demo/1/2", "capture_path": None},
        "previous": None, "next": None, "is_reread": False, "difference": compared_versions(old, new), "links": None,
    }  # fmt: skip
    for view in ("sides", "line"):
        page = render("comparison.html", address("zh"), comparison.PAGE, answer=answer | {"view": view})
        assert faults(page) == []


@pytest.mark.parametrize("text", ["\ud800", "\x00\x1f\x7f", "\u202e\u2066", "\ufffe", "%", "a" * 100_000])
def test_odd_characters_are_shown(text: str) -> None:
    """Our pipelines never publish the first ones; a line that somebody wrote by hand may hold them."""
    version = hostile(1, text) | {"site": "demo", "id": "0" * 16}
    answer = answer_of([version], version, address("zh"))
    more = bulletin.more(None, answer, address("zh"))  # type: ignore[arg-type]
    page = render("bulletin.html", address("zh"), bulletin.PAGE, answer=answer, **more)
    assert page.encode(errors="replace")
    assert compared_versions(version, version | {"title": "别的题目"})["kinds"] == ["headline"]


def test_faults_are_found() -> None:
    """The check itself sees what an attack would leave."""
    for left in (
        "<script>x()</script>",
        "<p onclick=x()>",
        "<a href=javascript:x()>",
        "<img src=//evil.example/x>",
        "<a href=//x>",
    ):
        assert faults(f"<!doctype html><body>{left}") != [], left
