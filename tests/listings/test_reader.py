from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_spider.listings import read_listing
from bulletin_spider.listings.entries import NextPage
from tests.listings.pages import FOLDER, SIDE_MENU, URL, expected_rows, page, plain_list, sample_rows


def test_row_listed_twice_is_one_entry() -> None:
    rows = sample_rows(5)
    entries = read_listing(page(plain_list([*rows, rows[1]])), URL).entries
    assert [entry.url for entry in entries] == [url for _, url, _ in expected_rows(rows)]


def test_base_element_resolves_row_addresses() -> None:
    rows = sample_rows(4)
    body = page(plain_list(rows), head="<base href='http://www.baishi.example/other/'>")
    assert read_listing(body, URL).entries[0].url == f"http://www.baishi.example/other/{rows[0].href[2:]}"


@pytest.mark.parametrize(
    "closing", ["</html>", "</body>", "</BODY ></html>", "</html>\n<!DOCTYPE html><html><body>"]
)
def test_rows_behind_an_early_closing_tag_are_read(closing: str) -> None:
    rows = sample_rows(6)
    body = page(f"{closing}{plain_list(rows)}<a href='index_1.html'>下一页</a>")
    listing = read_listing(body, URL)
    assert [entry.title for entry in listing.entries] == [row.title for row in rows]
    assert listing.next_page == NextPage(FOLDER + "index_1.html")


def test_page_with_an_xml_declaration_is_read() -> None:
    rows = sample_rows(3)
    body = b"<?xml version='1.0' encoding='gb2312'?>" + page(plain_list(rows))
    assert [entry.title for entry in read_listing(body, URL).entries] == [row.title for row in rows]


def test_rows_behind_large_embedded_pictures_are_read() -> None:
    rows = sample_rows(3)
    picture = f"<img src='data:image/png;base64,{'A' * 3_000_000}'>"
    body = page(picture * 2 + plain_list(rows))
    assert [entry.title for entry in read_listing(body, URL).entries] == [row.title for row in rows]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"\x00" * 50,
        b"<",
        b"<html>",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe<\x00",
        "无".encode("gb18030"),
    ],
)
def test_body_that_is_no_page_has_no_rows(body: bytes) -> None:
    listing = read_listing(body, URL)
    assert (listing.entries, listing.next_page) == ((), None)


def test_gb18030_page_is_read_despite_a_wrong_header() -> None:
    rows = sample_rows(5)
    body = page(plain_list(rows)).decode().replace("utf-8", "gb2312").encode("gb18030")
    assert [entry.title for entry in read_listing(body, URL, "utf-8").entries] == [row.title for row in rows]


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=3000))
def test_any_bytes_are_read_without_an_exception(body: bytes) -> None:
    read_listing(body, URL)


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            ["<ul>", "</ul>", "<li>", "</li>", "<table>", "<tr>", "<td>", "</td>", "<div class=a>", "</div>", "<a href='/a/12345.html'>",
             "<a href='//[bad'>", "<a>", "</a>", "白石区召开工作部署会议", "2026-03-05", "<script>", "</script>", "document.write('<a href=x>')",
             "createPageHTML(3,0,'index','html')", "<select><option value='x.html'>2</option>", "下一页", "<base href='::'>", "&#0;", "<h3>"]
        ),
        max_size=60,
    )
)  # fmt: skip
def test_random_markup_gives_only_complete_entries(pieces: list[str]) -> None:
    listing = read_listing("".join(pieces).encode(), URL)
    assert all(entry.title and entry.url.startswith(("http://", "https://")) for entry in listing.entries)
    assert len({entry.url for entry in listing.entries}) == len(listing.entries)
    assert listing.next_page is None or listing.next_page.url != URL


@given(count=st.integers(3, 40), seed=st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_rows_keep_their_number_and_order(count: int, seed: int) -> None:
    rows = sample_rows(count, dt.date(2026, 1 + seed, 5))
    assert [entry.title for entry in read_listing(page(plain_list(rows), side=SIDE_MENU), URL).entries] == [
        row.title for row in rows
    ]


def test_four_hundred_rows_are_all_read() -> None:
    rows = sample_rows(400)
    assert len(read_listing(page(plain_list(rows)), FOLDER).entries) == 400
