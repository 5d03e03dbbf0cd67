"""What can be said of the markup of every page without a browser."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import html5lib
import pytest

from bulletin_spider.web.reading import Reading
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.served import Served

PLACE = f"/b/demo/{1:016x}"
PAGES = [
    "/", "/search", "/search?after=%3Cb%3E", "/search?q=改造&site=demo&rows=1", "/search?q=没有&site=demo", "/changes", "/changes?kind=moved", "/withdrawn",
    "/sites", "/help", "/search?q=改造 没有 -x&site=demo&has=table", "/s/demo", "/s/demo/refused", "/health", "/nothing", PLACE, f"{PLACE}/1", f"{PLACE}/1..2",
    f"{PLACE}/1..2?view=line&context=all",
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive = tmp_path_factory.mktemp("archive")
    put(
        archive,
        wording(1, "改造12个小区。", reporters=["唐炜"]),
        wording(2, "改造完成。", tables=[{"paragraph": 0, "caption": None, "rows": [["改造完成。"]]}]),
    )
    put(
        archive,
        wording(1, "改造13个小区。", change="revised", revision=2, reporters=["唐炜"]),
        wording(2, "改造完成。", change="withdrawn", revision=2),
        run="20261001T000000Z",
    )
    with served(Reading(archive)) as running:
        yield running


@pytest.fixture(params=[prefix + page for page in PAGES for prefix in ("", "/en")])
def page(server: Served, request: pytest.FixtureRequest) -> str:
    found = server.get(request.param)
    assert found.status == {"/nothing": 404, "/search?after=%3Cb%3E": 400}.get(
        request.param.removeprefix("/en"), 200
    )
    return found.text


def test_markup_of_a_page_is_right(page: str) -> None:
    """In every way that axe and a parser can tell from the text."""
    parser = html5lib.HTMLParser()
    parser.parse(page)
    assert parser.errors == []
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [one for one, count in ids.items() if count > 1] == []
    named = " ".join(re.findall(r'\s(?:aria-labelledby|for)="([^"]+)"', page)).split()
    assert {*named} <= {*ids}
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    inputs = re.findall(r"<(?:input|select)\b[^>]*>", page)
    fields = {
        found[1]
        for one in inputs
        if 'type="hidden"' not in one
        if (found := re.search(r'\sid="([^"]+)"', one))
    }
    assert fields <= {*re.findall(r'<label[^>]* for="([^"]+)"', page), "keys-off"}
    assert len(fields) == len([one for one in inputs if 'type="hidden"' not in one])


def test_every_row_can_be_reached_with_the_keys(page: str) -> None:
    rows = re.findall(r'<article class="row">.*?</article>', page, re.DOTALL)
    assert all("<a href=" in row for row in rows)
