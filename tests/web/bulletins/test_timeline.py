from __future__ import annotations

from bulletin_spider.web.bulletins.timeline import timeline
from tests.archive.wordings import wording

OLD = wording(1, "惠及居民300户。")
EDITED = OLD | {"paragraphs": ["惠及居民320户。"], "revision": 2, "change": "revised", "fetched_at": "2026-10-05T11:00:00+08:00"}  # fmt: skip


def test_time_line_says_what_differs() -> None:
    first, second = timeline([OLD, EDITED])
    assert (first["kinds"], first["size"], first["days"], first["comparison"]) == (None, None, None, None)
    assert (second["kinds"], second["size"], second["days"]) == (["figures"], 6, 6)
    assert second["comparison"].endswith("/1..2")


def test_only_newest_versions_are_compared() -> None:
    found = timeline([OLD | {"revision": number} for number in range(1, 61)])
    assert [one["kinds"] is None for one in found].count(False) == 30
    assert found[-1]["kinds"] == []
    assert all(one["comparison"] for one in found[1:])
