"""A known bulletin for tests; each test sets only the fields it is about."""

from __future__ import annotations

from typing import Any

from bulletin_spider.archive.index.queries import KnownBulletin


def known_bulletin(identity: str = "a", **more: Any) -> KnownBulletin:
    facts = {
        "id": identity,
        "url": f"http://www.baishi.gov.cn/{identity}.html",
        "channel": "要闻",
        "date": "2026-09-28",
        "run": "20260928T000000Z",
        "change": "new",
        "revision": 1,
        "fingerprint": "f",
        "segment": "20260928T000000Z-00001.jsonl",
        "offset": 0,
        "capture": None,
        "missing": 0,
        "missing_since": None,
    }
    return KnownBulletin(**facts | more)
