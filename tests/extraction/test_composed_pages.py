"""Whatever parts of templates stand together, the fields are read: many pages composed at random, always the same ones."""

from __future__ import annotations

from bulletin_spider.extraction import extract
from tests.extraction.composed import Page, compose

PAGES = 1_000
FIELDS = ("title", "date", "source", "paragraphs", "reporters", "correspondents")


def misread(page: Page) -> dict[str, tuple[object, object]]:
    """Return the fields that come out otherwise than they were put in, each with what came out and what is right."""
    content = extract(page.markup.encode(), "https://www.example.cn/xw/1.html")
    pairs = {name: (getattr(content, name), getattr(page, name)) for name in FIELDS}
    return {name: (found, right) for name, (found, right) in pairs.items() if found != right}


def test_each_field_is_read_whatever_stands_around_it() -> None:
    failed = {seed: wrong for seed in range(PAGES) if (wrong := misread(compose(seed)))}
    assert failed == {}
