from __future__ import annotations

import datetime as dt
import json

from bulletin_spider.listings import read_listing
from bulletin_spider.listings.data.json_rows import JsonFields
from tests.listings.pages import sample_rows

API = "https://www.baishi.example/api/catalog/search?channelId=76770&pageNum={}&pageSize=5"


def answer(total: int, count: int = 5) -> bytes:
    rows = [
        {"id": n, "title": row.title, "docPubUrl": f"/a/{n}.html", "pubDate": f"{row.day} 09:00:00"}
        for n, row in enumerate(sample_rows(count))
    ]
    return json.dumps({"code": 0, "data": {"total": total, "rows": rows}}, ensure_ascii=False).encode()


def test_page_parameter_is_raised_up_to_the_total() -> None:
    first = read_listing(answer(11), API.format(1))
    assert [(entry.title, entry.date) for entry in first.entries] == [
        (row.title, row.date) for row in sample_rows(5)
    ]
    assert first.entries[0].url == "https://www.baishi.example/a/0.html"
    assert first.next_page is not None
    assert first.next_page.url == API.format(2)
    assert read_listing(answer(11, 1), API.format(3)).next_page is None


def test_answer_without_rows_is_the_end() -> None:
    assert read_listing(b'{"data":{"rows":[]}}', API.format(7)).next_page is None


def test_address_without_a_page_parameter_is_unknown() -> None:
    listing = read_listing(answer(11), "https://www.baishi.example/api/list.json")
    assert len(listing.entries) == 5
    assert (listing.next_page, listing.family) == (
        None,
        "unknown: a JSON answer whose address has no page parameter",
    )


def test_fields_may_be_configured() -> None:
    body = json.dumps(
        {"r": {"l": [{"bt2": "白石区发布公告", "dz": "x/1.html", "sj": 1772676000000}], "n": "40"}}
    ).encode()
    fields = JsonFields(
        rows="r.l",
        title="bt2",
        url="dz",
        date="sj",
        total="r.n",
        page="seite",
        base="https://www.baishi.example/gg/",
    )
    listing = read_listing(body, "https://api.baishi.example/q?seite=2&size=15", None, None, fields)
    assert [(entry.title, entry.url, entry.date) for entry in listing.entries] == [
        ("白石区发布公告", "https://www.baishi.example/gg/x/1.html", dt.date(2026, 3, 5))
    ]
    assert listing.next_page is not None
    assert listing.next_page.url == "https://api.baishi.example/q?seite=3&size=15"


def test_answer_wrapped_in_a_call_is_read() -> None:
    body = b"callback_12(" + answer(5) + b");"
    assert len(read_listing(body, API.format(1)).entries) == 5
