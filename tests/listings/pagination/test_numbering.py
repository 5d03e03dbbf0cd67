from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from bulletin_spider.listings import read_listing
from bulletin_spider.listings.data.json_rows import JsonFields
from bulletin_spider.listings.pagination.numbering import whole_number
from tests.listings.pages import FOLDER, sample_rows

DIGITS = "9" * 5_000
"""Python refuses to convert more than 4,300 digits."""
ROWS = [{"title": row.title, "url": row.href, "pubDate": row.day} for row in sample_rows(5)]
RECORDS = "".join(
    f"<record><![CDATA[<li><a href='{row.href}'>{row.title}</a>{row.day}</li>]]></record>"
    for row in sample_rows(5)
)


@pytest.mark.parametrize(
    ("query", "body", "fields"),
    [
        ({"page": DIGITS}, json.dumps(ROWS), JsonFields(page="page")),
        ({"page": "1", "pageSize": DIGITS}, json.dumps(ROWS), None),
        ({"n": "1", "rows": DIGITS}, json.dumps(ROWS), JsonFields(page="n", size="rows")),
        ({"tagId": "1", "paramJson": json.dumps({"pageNo": DIGITS})}, json.dumps(ROWS), None),
        ({"startrecord": DIGITS, "endrecord": DIGITS}, f"<datastore>{RECORDS}</datastore>", None),
        ({"startrecord": "1", "endrecord": DIGITS}, f"<datastore>{RECORDS}</datastore>", None),
    ],
    ids=["page", "size", "named size", "unit", "records", "last record"],
)
def test_numbers_of_many_digits_raise_no_error(
    query: dict[str, str], body: str, fields: JsonFields | None
) -> None:
    assert len(read_listing(body.encode(), f"{FOLDER}?{urlencode(query)}", fields=fields).entries) == 5


def test_only_short_decimal_numbers_are_numbers() -> None:
    assert whole_number("017") == 17
    assert [whole_number(text) for text in ("", "-1", "1.5", "²", DIGITS)] == [None] * 5
