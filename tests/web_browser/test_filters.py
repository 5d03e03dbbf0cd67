"""Every filter is used as a person does, without script, and shows those rows and no others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bulletin_spider.archive.search.catalogue import facets
from bulletin_spider.web.texts import text
from tests.web_browser.kept import MANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

Version = dict[str, Any]
TITLES = ".row h3 a[href*='/b/']"


@pytest.fixture
def page(reader: Reader) -> Page:
    """Return a page of a browser that runs no script."""
    return reader.page(java_script_enabled=False)


def label(page: Page, key: str) -> Locator:
    return page.locator("main").get_by_label(text("zh", key), exact=True)


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and wait until all of that page is there."""
    with page.expect_navigation():
        link.click()


def submit(page: Page) -> None:
    follow(page, page.locator("main form button").first)


def narrow(page: Page, value: str) -> None:
    """Follow the link of a value in the column that narrows a list."""
    follow(page, page.locator(".narrow").get_by_role("link", name=value, exact=True))


def shown(page: Page) -> list[str]:
    """Return what the rows are about, on this page and on those that follow it."""
    found: list[str] = []
    while True:
        addresses = [one.get_attribute("href") or "" for one in page.locator(TITLES).all()]
        found += [re.sub(r"^.*/b/([^/]+/[^/]+).*$", r"\1", one) for one in addresses]
        following = page.locator("main nav a[rel~=next]")
        if not following.count():
            return found
        follow(page, following)


def expected(versions: list[Version], wanted: Callable[[Version], Any]) -> list[str]:
    return sorted(f"{one['site']}/{one['id']}" for one in versions if wanted(one))


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


FIELDS: dict[str, tuple[str, Callable[[Version], Any]]] = {
    "site": (MANY, lambda one: one["site"] == MANY),
    "channel": ("通知公告", lambda one: one["channel"] == "通知公告"),
    "reporter": ("唐炜", lambda one: "唐炜" in one["reporters"]),
    "since": ("2026-10-01", lambda one: one["date"] >= "2026-10-01"),
    "until": ("2025-05-31", lambda one: one["date"] <= "2025-05-31"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_field_of_the_search_narrows_it(page: Page, kept: Kept, name: str) -> None:
    value, wanted = FIELDS[name]
    page.goto("/search")
    page.get_by_text(text("zh", "search.more_filters")).click()
    label(page, f"search.{name}").fill(value)
    submit(page)
    assert sorted(shown(page)) == expected(kept.latest(), wanted) != []


FACETS: dict[str, tuple[str, Callable[[Version], Any]]] = {
    "site": (MANY, lambda one: one["site"] == MANY),
    "channel": ("部门动态", lambda one: one["channel"] == "部门动态"),
    "year": ("2025", lambda one: one["date"].startswith("2025")),
    "reporter": ("叶知秋", lambda one: "叶知秋" in one["reporters"]),
    "table": (text("zh", "search.trait.table"), lambda one: one["tables"]),
    "document": (text("zh", "search.trait.document"), lambda one: one["attachments"]),
    "card": (text("zh", "search.trait.card"), lambda one: one["document"]),
}


@pytest.mark.parametrize("name", FACETS)
def test_facet_of_the_search_narrows_it(page: Page, kept: Kept, name: str) -> None:
    value, wanted = FACETS[name]
    page.goto("/search")
    for more in page.locator(".narrow details").all():
        more.locator("summary").click()
    kind = name if name in {"site", "channel", "year", "reporter"} else "has"
    values = page.locator(f"//li[preceding::h3[1][.='{text('zh', f'search.{kind}')}']]")
    row = values.filter(has=page.get_by_role("link", name=value, exact=True))
    counted = int(row.locator(".number").inner_text())
    follow(page, row.get_by_role("link"))
    found = shown(page)
    assert sorted(found) == expected(kept.latest(), wanted)
    assert len(found) == counted > 0


@pytest.mark.parametrize("change", ["revised", "withdrawn", "restored", "moved"])
def test_kind_of_change_narrows_the_search(page: Page, kept: Kept, change: str) -> None:
    page.goto("/search")
    for more in page.locator(".narrow details").all():
        more.locator("summary").click()
    narrow(page, text("zh", f"frame.kind.{change}"))
    assert sorted(shown(page)) == sorted({*expected(kept.versions, lambda one: one["change"] == change)})


def test_words_narrow_the_search(page: Page, kept: Kept) -> None:
    page.goto("/search")
    label(page, "search.words").fill("在建 OR 个老旧小区的改造")
    submit(page)
    found = shown(page)
    assert sorted(found) == expected(kept.latest(), lambda one: one["title"].startswith("改造第"))
    page.goto(f"/search?q=改造&site={MANY}")
    assert {one.inner_text() for one in page.locator("h3 mark").all()} == {"改造"}


def test_a_condition_can_be_taken_away(page: Page, kept: Kept) -> None:
    page.goto(f"/search?site={MANY}&channel=公告")
    follow(page, page.locator(".chips a").filter(has_text="公告"))
    assert asked(page) == {"site": [MANY]}
    narrow(page, MANY)
    assert asked(page) == {}
    assert len(shown(page)) == len(kept.latest())


def test_best_hits_come_first_on_request(page: Page) -> None:
    page.goto("/search?q=老旧小区")
    follow(page, page.get_by_role("link", name=text("zh", "search.best")))
    assert page.locator(".order [aria-current]").inner_text() == text("zh", "search.best")
    best = shown(page)
    page.goto("/search?q=老旧小区")
    assert sorted(shown(page)) == sorted(best)


def test_all_hits_are_counted_on_request(page: Page, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "LOOKED_AT", 10)
    page.goto("/search")
    assert page.get_by_text(text("zh", "search.newest_hits", count="10")).is_visible()
    follow(page, page.get_by_role("link", name=text("zh", "search.count_all")))
    assert page.get_by_text(text("zh", "search.all_hits")).is_visible()
    found = page.locator(".narrow li").filter(has_text=MANY).locator(".number").inner_text()
    assert int(found) == len(expected(kept.latest(), lambda one: one["site"] == MANY))


CHANGED: dict[str, tuple[str, Callable[[Version], Any]]] = {
    "site": (MANY, lambda one: one["site"] == MANY),
    "since": ("2026-10-02", lambda one: one["fetched_at"] >= "2026-10-02"),
    "until": ("2026-09-30", lambda one: one["fetched_at"] < "2026-10-01"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_field_narrows_the_changes(page: Page, kept: Kept, name: str) -> None:
    value, wanted = CHANGED[name]
    page.goto("/changes?rows=5")
    page.locator("main form summary").click()
    label(page, f"changes.{name}").fill(value)
    submit(page)
    assert sorted(shown(page)) == expected(
        kept.versions, lambda one: one["change"] not in {"new", "reread"} and wanted(one)
    )


def test_size_narrows_the_changes(page: Page, kept: Kept) -> None:
    page.goto("/changes")
    page.locator("main form summary").click()
    label(page, "changes.size").fill("30")
    submit(page)
    found = shown(page)
    assert {one.partition("/")[0] for one in found} >= {MANY}
    revised = expected(kept.versions, lambda one: one["change"] == "revised" and one["site"] == MANY)
    assert {*revised} <= {*found}
    assert all(int(re.sub(r"\D", "", one)) >= 30 for one in sizes(page))


def test_list_of_changes_begins_on_the_first_screen(reader: Reader) -> None:
    """A phone shows the first change and the conditions in use, each of which a tap removes."""
    page = reader.page(width=360)
    page.goto(f"/changes?site={MANY}&kind=revised,wording")
    assert page.locator(".row").first.bounding_box()["y"] < 640  # type: ignore[index]
    assert page.locator(".chips a").count() == 3
    page.locator(".chips a").first.click()
    page.wait_for_url(lambda url: "kind=" not in url and "site=" in url)


def sizes(page: Page) -> list[str]:
    words = text("zh", "changes.characters", count=r"[\d,]+")
    return re.findall(words, page.locator("main").inner_text())


@pytest.mark.parametrize("change", ["revised", "moved", "withdrawn", "restored"])
def test_kind_narrows_the_changes(page: Page, kept: Kept, change: str) -> None:
    page.goto("/changes")
    narrow(page, text("zh", f"frame.change.{change}"))
    assert sorted(shown(page)) == expected(kept.versions, lambda one: one["change"] == change)


def test_changed_part_narrows_the_changes(page: Page, kept: Kept) -> None:
    page.goto("/changes?site=demo")
    narrow(page, text("zh", "frame.part.table"))
    assert shown(page) == expected(
        kept.versions, lambda one: one["tables"] and one["revision"] == 2 and one["site"] == "demo"
    )


def test_site_narrows_what_was_withdrawn(page: Page, kept: Kept) -> None:
    page.goto("/withdrawn")
    assert sorted(shown(page)) == expected(kept.latest(), lambda one: one["change"] == "withdrawn")
    label(page, "withdrawn.site").fill(MANY)
    submit(page)
    assert shown(page) == expected(
        kept.latest(), lambda one: one["change"] == "withdrawn" and one["site"] == MANY
    )


def test_reason_narrows_the_refused_pages(page: Page) -> None:
    page.goto(f"/s/{MANY}/refused")
    assert page.locator(".row").count() == 3
    row = page.locator(".row").filter(has_text="被拒61")
    follow(page, row.get_by_role("link", name=text("zh", "refused.reason_of")))
    assert [one.inner_text()[:4] for one in page.locator(".row h3").all()] == ["被拒61"]
    follow(page, page.get_by_role("link", name=text("zh", "refused.all")))
    assert page.locator(".row").count() == 3


def test_state_narrows_the_sites(page: Page) -> None:
    page.goto("/sites")
    assert page.locator(".row").count() == 2
    follow(page, page.locator(".order").get_by_role("link", name=text("zh", "states.state.troubled")))
    assert [one.inner_text() for one in page.locator(".row th").all()] == [MANY]


def test_calendar_of_a_site_shows_the_year(page: Page, kept: Kept) -> None:
    page.goto(f"/s/{MANY}")
    follow(page, page.get_by_role("link", name="2025", exact=True))
    page.locator("section[aria-labelledby=year] summary").click()
    months = page.locator("section[aria-labelledby=year] tbody tr")
    totals = [int(one.locator("td").first.inner_text()) for one in months.all()]
    of_year = expected(kept.latest(), lambda one: one["site"] == MANY and one["date"].startswith("2025"))
    assert sum(totals) == len(of_year) > 0
    month = months.filter(has_text="2025-02")
    follow(page, month.get_by_role("link").first)
    assert sorted(shown(page)) == expected(
        kept.latest(), lambda one: one["site"] == MANY and one["date"].startswith("2025-02")
    )
