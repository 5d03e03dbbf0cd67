"""A site's own rules for its listings come before the generic reader."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.listings import ListingRules, check_listing_rules, read_listing
from bulletin_spider.listings.entries import Entry, Listing, NextPage, Walked
from tests.listings.pages import FOLDER, URL, page, plain_list, sample_rows

DAY = dt.date(2026, 3, 25)
ROWS = sample_rows(6)
# The reader takes the longer list; the site's own list is the one with the class.
SHORT_LIST = """<div class="own">
<p class="row"><b>关于春季绿化的通知</b><i>公告〔2026〕3号</i><a href="/own/t1.html" title="查看">查看详情</a><em>3</em>/<em>2026-02</em></p>
<p class="row"><b>关于夏季防汛的…</b><i>公告〔2026〕4号</i><a href="/own/t2.pdf" title="关于夏季防汛的通知">查看详情</a><em>4</em>/<em>2026-02</em></p>
</div>"""
BODY = page(plain_list(ROWS) + SHORT_LIST)


def read(body: bytes = BODY, *, url: str = URL, day: dt.date | None = DAY, **rules: object) -> Listing:
    return read_listing(body, url, None, day, rules=(ListingRules(**rules),))  # type: ignore[arg-type]


def titles(listing: Listing) -> list[str]:
    return [entry.title for entry in listing.entries]


def test_rule_selects_the_rows() -> None:
    listing = read(rows=".own .row")
    assert [entry.url for entry in listing.entries] == [
        "http://www.baishi.example/own/t1.html",
        "http://www.baishi.example/own/t2.pdf",
    ]
    assert [entry.document for entry in listing.entries] == [False, True]
    assert listing.missing_rules == ()
    assert titles(read_listing(BODY, URL)) == [row.title for row in ROWS]


def test_rules_select_headline_and_day_of_a_row() -> None:
    """A headline that is cut is completed from its link, and a day may be in several elements."""
    assert read(rows=".own .row", title="b", date="em").entries == (
        Entry("关于春季绿化的通知", "http://www.baishi.example/own/t1.html", dt.date(2026, 2, 3)),
        Entry(
            "关于夏季防汛的通知", "http://www.baishi.example/own/t2.pdf", dt.date(2026, 2, 4), document=True
        ),
    )


def test_selected_headline_decides_the_address() -> None:
    row = "<li><a href='/dept/1234.html'>白石区人力资源和社会保障局办公室</a><h4><a href='/a/{0}.html'>短讯{0}</a></h4></li>"
    body = page("<ul>" + "".join(row.format(number) for number in range(1000, 1005)) + "</ul>")
    listing = read(body, rows="li:has(h4)", title="h4")
    assert [(entry.title, entry.url.rpartition("/")[2]) for entry in listing.entries] == [
        (f"短讯{number}", f"{number}.html") for number in range(1000, 1005)
    ]


def test_title_and_day_are_selected_in_rows_of_the_reader() -> None:
    rows = "".join(
        f"<li><a href='{row.href}'>{row.title}</a><u>内容摘要</u><time>2025-01-0{number}</time><span>{row.day}</span></li>"
        for number, row in enumerate(ROWS, 1)
    )
    listing = read(page(f"<ul>{rows}</ul>"), title="u", date="time")
    assert titles(listing) == ["内容摘要"] * 6
    assert [entry.date for entry in listing.entries] == [dt.date(2025, 1, number) for number in range(1, 7)]
    assert listing.missing_rules == ()


def test_link_around_a_row_is_its_link() -> None:
    body = page("".join(f"<a href='/a/{n}.html'><div class='row'>短讯{n}</div></a>" for n in range(3)))
    assert [entry.url for entry in read(body, rows="div.row").entries] == [
        f"http://www.baishi.example/a/{n}.html" for n in range(3)
    ]


def test_element_inside_a_row_is_no_row() -> None:
    body = page(
        "<ul><li><a href='/a/1.html'>短讯一</a><ul><li><a href='/a/1.pdf'>附件</a></li></ul></li></ul>"
    )
    assert [entry.url for entry in read(body, rows=".main li").entries] == [
        "http://www.baishi.example/a/1.html"
    ]


def test_rows_are_read_from_a_page_like_an_article() -> None:
    prose = "<p>" + "白石区政府召开常务会议，研究部署近期重点工作，相关负责同志参加会议。" * 20 + "</p>"
    assert read_listing(page(prose + plain_list(ROWS[:2])), URL).entries == ()
    assert titles(read(page(prose + plain_list(ROWS[:2])), rows=".main li")) == [
        row.title for row in ROWS[:2]
    ]


@pytest.mark.parametrize(
    "link",
    [
        "<a class='go' href='more.html'>向后</a>",
        "<span class='go'><a href='more.html'>向后</a></span>",
        "<a href='more.html'><img class='go'></a>",
        "<a class='go' href='javascript:;' onclick=\"location.href='more.html'\">向后</a>",
        "<a class='go' href='#'>0</a><a class='go' href='more.html'>向后</a>",
    ],
)
def test_rule_selects_the_next_page(link: str) -> None:
    body = page(plain_list(ROWS) + link + "<a href='index_1.html'>下一页</a>")
    listing = read(body, next_page=".go")
    assert (listing.next_page, listing.family) == (NextPage(FOLDER + "more.html"), "site rule")
    assert titles(listing) == [row.title for row in ROWS]


@pytest.mark.parametrize(
    "link",
    [
        "<a class='go' href='index.html'>向后</a>",
        "<a class='go disabled' href='more.html'>向后</a>",
        "<span class='go'>向后</span>",
    ],
)
def test_selected_link_without_another_address_is_the_end(link: str) -> None:
    listing = read(page(plain_list(ROWS) + link + "<a href='index_1.html'>下一页</a>"), next_page=".go")
    assert (listing.next_page, listing.family, listing.missing_rules) == (None, "site rule", ())


def test_selected_link_that_runs_a_script_is_unknown() -> None:
    listing = read(page(plain_list(ROWS) + "<a class='go' onclick='turn(2)'>向后</a>"), next_page=".go")
    assert listing.next_page is None
    assert listing.family.startswith("unknown: ")


def test_list_of_one_page_has_no_next_page() -> None:
    body = page(plain_list(ROWS) + "<a href='index_1.html'>下一页</a>")
    assert read(body).next_page == NextPage(FOLDER + "index_1.html")
    listing = read(body, one_page=True, next_page=".no")
    assert (listing.next_page, listing.family, listing.missing_rules) == (None, "one page", ())


def test_rules_that_find_nothing_are_named_and_left_out() -> None:
    body = page(plain_list(ROWS) + "<a href='index_1.html'>下一页</a>")
    generic = read_listing(body, URL, None, DAY)
    listing = read(body, rows=".no-row", title=".no-title", date=".no-date", next_page=".no-next")
    assert (listing.entries, listing.next_page) == (generic.entries, generic.next_page)
    assert listing.missing_rules == (
        "site rule for rows found nothing: .no-row",
        "site rule for title found nothing: .no-title",
        "site rule for date found nothing: .no-date",
        "site rule for next_page found nothing: .no-next",
    )


def test_selected_rows_without_a_link_are_nothing() -> None:
    listing = read(rows="title")
    assert titles(listing) == [row.title for row in ROWS]
    assert listing.missing_rules == ("site rule for rows found nothing: title",)


def test_row_without_the_selected_element_is_read_by_the_reader() -> None:
    body = page(plain_list(ROWS).replace("<span>", "<span class='day'>", 3))
    listing = read(body, rows=".main li", date=".day")
    assert [entry.date for entry in listing.entries] == [row.date for row in ROWS]
    assert listing.missing_rules == ()


def test_article_without_the_selected_rows_is_no_listing() -> None:
    prose = "<p>" + "白石区政府召开常务会议，研究部署近期重点工作，相关负责同志参加会议。" * 20 + "</p>"
    listing = read(page(prose), rows=".row", title="b")
    assert listing == Listing((), None, "none", missing_rules=("site rule for rows found nothing: .row",))


def test_first_rules_that_have_not_ended_apply() -> None:
    rules = (ListingRules(rows=".own .row", until=DAY), ListingRules(one_page=True))

    def family(day: dt.date | None) -> tuple[int, str]:
        listing = read_listing(BODY, URL, None, day, rules=rules)
        return len(listing.entries), listing.family

    assert family(DAY) == (2, "none")
    assert family(DAY + dt.timedelta(days=1)) == (6, "one page")
    assert family(None) == (6, "one page")


def test_json_listing_ignores_the_rules() -> None:
    data = {"total": 40, "rows": [{"title": row.title, "url": row.href, "date": row.day} for row in ROWS]}
    body, url = json.dumps(data).encode(), FOLDER + "list?page=1&size=6"
    listing = read(body, url=url, rows=".row", title="b", one_page=True)
    assert listing == read_listing(body, url, None, DAY)
    assert len(listing.entries) == 6


@pytest.mark.parametrize("name", ["rows", "title", "date", "next_page"])
@pytest.mark.parametrize("selector", ["li..x[", "", "a::text", "svg|a"])
def test_invalid_selector_is_named_with_its_field(name: str, selector: str) -> None:
    rules = [ListingRules(rows="li"), ListingRules(**{name: selector})]  # type: ignore[arg-type]
    with pytest.raises(UsageFault, match=f"^site rule for a listing's {name}: '"):
        check_listing_rules(rules)


def test_valid_selectors_pass_the_check() -> None:
    check_listing_rules(
        [ListingRules(rows="ul.list > li:not(.ad)", title="a[title]"), ListingRules(one_page=True)]
    )


SCRIPT_PAGER = "<div class='page'>共9页 <a href='javascript:go(2)'>下一页</a></div>"


def test_one_page_silences_signs_of_more() -> None:
    body = page(plain_list(ROWS) + SCRIPT_PAGER)
    assert read_listing(body, URL).more is not None
    listing = read(body, one_page=True)
    assert (listing.next_page, listing.more, listing.last) == (None, None, "the site's rule one_page")


def test_next_page_on_another_host_is_followed_by_rule() -> None:
    """Follow a host of the site, too; report any other."""
    link = "http://cms.baishi.example:8080/list_2.html"
    body = page(plain_list(ROWS) + f"<div class='page'><a class='n' href='{link}'>下一页</a></div>")
    told = read_listing(body, URL)
    assert told.next_page is None
    assert told.more == f"the next page is on another host: {link}"
    assert read(body, next_page=".n").next_page == NextPage(link)
    assert read_listing(body, URL, walked=Walked(domains=("baishi.example",))).next_page == NextPage(link)
