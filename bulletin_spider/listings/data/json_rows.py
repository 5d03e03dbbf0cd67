"""Read rows from JSON: objects with a headline, an address and a day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from bulletin_spider.listings.data.json_text import MAX_VALUES, nested_values, value_at
from bulletin_spider.listings.entries import Entry
from bulletin_spider.listings.page.links import absolute_url, is_document
from bulletin_spider.normalization.dates import find_day
from bulletin_spider.normalization.text import clean

_TAGS = re.compile(r"<[^>]{0,500}>")
# Keys that APIs of Chinese content systems use, the surest first.
_TITLE_KEYS = ("title", "doctitle", "articletitle", "infotitle", "name", "subject", "bt", "headline")
_URL_KEYS = (
    "url", "docpuburl", "link", "href", "puburl", "linkurl", "articleurl", "infourl", "contenturl", "path",
)  # fmt: skip
_DATE_KEYS = (
    "pubdate", "publishtime", "docreltime", "docpubtime", "publishdate", "pubtime", "releasetime", "date", "createtime",
    "displaydate", "showdate", "publish_date", "publish_time", "create_time", "infodate", "time",
)  # fmt: skip
_TOTAL_KEYS = (
    "total",
    "totalcount",
    "totalrecord",
    "totalelements",
    "recordcount",
    "count",
    "post_count",
    "records",
)
_CHINA = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class JsonFields:
    """Where a JSON listing keeps its rows; for a None field the common names are tried."""

    rows: str | None = None
    """Path of the list of rows, with dots between keys: ``data.rows``."""
    title: str | None = None
    """Key of the headline."""
    url: str | None = None
    """Key of the address, which is resolved against ``base``."""
    date: str | None = None
    """Key of the day; its value is a text, or milliseconds or seconds since 1970."""
    total: str | None = None
    """Path of the number of all rows."""
    page: str | None = None
    """Name of the query parameter that turns pages."""
    size: str | None = None
    """Name of the query parameter that holds the number of rows on a page."""
    base: str | None = None
    """Address against which the rows' addresses are resolved; None for the answer's own address."""


def json_rows(data: object, fields: JsonFields) -> list[dict[str, Any]]:
    """Return the objects that are rows: those at ``fields.rows``, else those of the longest list of titled links."""
    if fields.rows is not None:
        found = value_at(data, fields.rows)
        return [row for row in found[:MAX_VALUES] if isinstance(row, dict)] if isinstance(found, list) else []
    lists = [value[:MAX_VALUES] for value in nested_values(data) if isinstance(value, list)]
    rows = [
        [row for row in one if isinstance(row, dict) and _has_title_and_url(row, fields)] for one in lists
    ]
    return max(rows, key=len, default=[])


def json_entries(
    rows: list[dict[str, Any]], base: str, fields: JsonFields, reference: dt.date | None
) -> list[Entry]:
    """Return the entries of JSON rows, without rows that lack a headline or an address."""
    entries = []
    for row in rows:
        title = clean(_TAGS.sub("", str(_field(row, fields.title, _TITLE_KEYS) or "")))
        url = absolute_url(str(_field(row, fields.url, _URL_KEYS) or ""), fields.base or base)
        if title and url:
            day = _day(_field(row, fields.date, _DATE_KEYS), reference)
            pinned = str(_field(row, None, ("istop", "is_top", "top"))) in {"1", "True", "true"}
            entries.append(Entry(title, url, day, pinned, is_document(url)))
    return entries


def json_total(data: object, fields: JsonFields) -> int | None:
    """Return the number of all rows according to the answer; None if it does not say."""
    if fields.total is not None:
        return _whole_number(value_at(data, fields.total))
    for value in nested_values(data):
        if isinstance(value, dict):
            total = _whole_number(_field(value, None, _TOTAL_KEYS))
            if total is not None:
                return total
    return None


def _has_title_and_url(row: dict[str, Any], fields: JsonFields) -> bool:
    return bool(_field(row, fields.title, _TITLE_KEYS)) and bool(_field(row, fields.url, _URL_KEYS))


def _field(row: dict[str, Any], name: str | None, common: tuple[str, ...]) -> object:
    if name is not None:
        return value_at(row, name)
    lowered = {str(key).lower(): value for key, value in row.items()}
    return next((lowered[key] for key in common if lowered.get(key) not in (None, "")), None)


def _whole_number(value: object) -> int | None:
    return int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else None


def _day(value: object, reference: dt.date | None) -> dt.date | None:
    text = str(value if value is not None else "")
    if re.fullmatch(r"[0-9]{10}(?:[0-9]{3})?", text):
        return dt.datetime.fromtimestamp(int(text[:10]), _CHINA).date()
    if re.fullmatch(r"[0-9]{8}(?:[0-9]{6})?", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    return find_day(text, reference)
