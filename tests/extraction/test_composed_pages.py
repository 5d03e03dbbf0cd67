"""Pages composed at random from the parts of templates, always the same ones."""

from __future__ import annotations

from bulletin_spider.extraction import extract
from tests.extraction.composed import Page, compose

PAGES = 1_000
FIELDS = ("title", "date", "source", "paragraphs", "reporters", "correspondents")


def misread(page: Page) -> dict[str, tuple[object, object]]:
    """Return the fields that are read wrongly, each with the value found and the right value."""
    content = extract(page.markup.encode(), "https://www.example.cn/xw/1.html")
    pairs = {name: (getattr(content, name), getattr(page, name)) for name in FIELDS}
    return {name: (found, right) for name, (found, right) in pairs.items() if found != right}


def test_fields_of_composed_pages_are_read_exactly() -> None:
    failed = {seed: wrong for seed in range(PAGES) if (wrong := misread(compose(seed)))}
    assert failed == {}
