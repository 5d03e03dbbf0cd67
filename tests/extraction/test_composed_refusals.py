"""Composed pages that are no bulletin are refused, and bulletins that look like them are not."""

from __future__ import annotations

import pytest

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Hints, extract
from tests.extraction.composed_lookalikes import compose_lookalike
from tests.extraction.composed_refusals import KINDS, compose_refusable

REFUSABLE, LOOKALIKES = 60, 600
LEAST = dict.fromkeys(KINDS, 0.88) | {"home page": 0.7}
"""Least share of refused pages of each kind; ``benchmarks/refusals.py`` measures it over many more."""
ADDRESS = "https://www.example.cn/xw/index.html"


def refusal(markup: str, hints: Hints | None = None) -> str | None:
    """Return the reason with which a page is refused, None if it is read."""
    try:
        extract(markup.encode(), ADDRESS, hints)
    except NotABulletin as error:
        return error.reason
    return None


@pytest.mark.parametrize("kept", [False, True], ids=["open", "kept"])
@pytest.mark.parametrize("kind", KINDS)
def test_most_pages_of_each_kind_are_refused(kind: str, kept: bool) -> None:
    pages = [compose_refusable(kind, seed, kept=kept) for seed in range(REFUSABLE)]
    read = [page.form for page in pages if refusal(page.markup) is None]
    assert len(read) <= (1 - LEAST[kind]) * REFUSABLE, read


def test_dated_bulletins_that_look_alike_are_read() -> None:
    pages = [compose_lookalike(seed) for seed in range(LOOKALIKES)]
    assert [(page.title, why) for page in pages if (why := refusal(page.markup))] == []


def test_listed_bulletins_that_look_alike_are_read() -> None:
    pages = [compose_lookalike(seed, dated=False) for seed in range(LOOKALIKES // 2)]
    answers = [(page.title, refusal(page.markup, Hints(title=page.title))) for page in pages]
    assert [answer for answer in answers if answer[1]] == []
