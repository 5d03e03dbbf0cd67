"""Cases of pagers: a folder with the pages of an invented list, and ``case.json`` with what is true of them.

``made_before_rules`` holds forms that were written before the reader had a rule for them, ``made_after_rules`` forms
that were written afterwards, by varying vendors. ``pages`` names the request that each file answers, and the answer
that is expected of it: ``next`` (a request), ``more`` (there is more, out of reach) or neither (the last page).
``well`` tells whether a crawl of the list misses nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin

HOST = "http://www.yunxi.example"
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class PagerCase:
    """One list."""

    name: str
    folder: Path
    start: str
    """Path of its first page."""
    rows: int
    well: bool
    pages: tuple[dict[str, Any], ...]

    def body(self, page: dict[str, Any]) -> bytes:
        """Return the page file."""
        return (self.folder / page["file"]).read_bytes()

    def answer(self, method: str, path: str, sent: bytes = b"") -> dict[str, Any] | None:
        """Return the page that answers a request; None if the list has no such page."""
        for page in self.pages:
            if page["method"] == method and page["path"] == path and sends(sent, page.get("fields", {})):
                return page
        return None


def sends(body: bytes, fields: dict[str, str]) -> bool:
    """Tell whether a request body holds all ``fields``."""
    sent = dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True))
    return all(sent.get(name) == value for name, value in fields.items())


@cache
def pager_cases() -> tuple[PagerCase, ...]:
    """Return every case of both sets."""
    found = []
    for place in sorted(FOLDER.glob("made_*/*/case.json")):
        case = json.loads(place.read_text(encoding="utf-8"))
        found.append(
            PagerCase(
                place.parent.name,
                place.parent,
                case["start"],
                case["rows"],
                case["well"],
                tuple(case["pages"]),
            )
        )
    return tuple(found)


def is_request(request: Any, expected: dict[str, Any], host: str = HOST) -> bool:
    """Tell whether a next page is the expected request."""
    url = urljoin(host, expected["url"])
    return (request.method, request.url) == (expected["method"], url) and sends(
        request.body or b"", expected.get("fields", {})
    )
