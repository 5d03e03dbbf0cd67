"""Pages composed at random from the parts of templates, always the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bulletin_spider.extraction import extract
from tests.extraction.composed import Page, compose
from tests.extraction.composed_notices import Notice, compose_notice
from tests.extraction.composed_tables import Table, data_table, layout_table, page_with_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

ADDRESS = "https://www.example.cn/xw/1.html"

PAGES = 1_000
FIELDS = ("title", "date", "source", "paragraphs", "reporters", "correspondents")


def misread(page: Page | Notice) -> dict[str, tuple[object, object]]:
    """Return the fields that are read wrongly, each with the value found and the right value."""
    content = extract(page.markup.encode(), ADDRESS)
    pairs = {name: (getattr(content, name), getattr(page, name)) for name in FIELDS if hasattr(page, name)}
    return {name: (found, right) for name, (found, right) in pairs.items() if found != right}


def test_fields_of_composed_pages_are_read_exactly() -> None:
    failed = {seed: wrong for seed in range(PAGES) if (wrong := misread(compose(seed)))}
    assert failed == {}


@pytest.mark.parametrize("make", [data_table, layout_table])
def test_tables_in_composed_pages_are_read_exactly(make: Callable[[Random], Table]) -> None:
    failed = {}
    for seed in range(PAGES // 2):
        page, table = page_with_table(seed, make)
        found = [(one["caption"], one["rows"]) for one in extract(page.markup.encode(), ADDRESS).tables]
        if wrong := misread(page):
            failed[seed] = wrong
        elif found != ([(table.caption, table.rows)] if table.rows else []):
            failed[seed] = {"tables": (found, table.rows)}
    assert failed == {}


def test_fields_of_composed_notices_are_read_exactly() -> None:
    failed = {seed: wrong for seed in range(PAGES) if (wrong := misread(compose_notice(seed)))}
    assert failed == {}
