"""The counts of the catalogue are those of the segments, however these were published and read."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_spider.archive.search.catalogue.changes import ChangeRequest, change_page
from bulletin_spider.archive.search.catalogue.days import days
from bulletin_spider.archive.search.catalogue.facets import count_facets
from bulletin_spider.archive.search.catalogue.hits import hit_page
from bulletin_spider.archive.search.catalogue.sites import SiteRow, channels_of, reporter_page, site_page
from bulletin_spider.archive.search.catalogue.withdrawn import withdrawn_page
from bulletin_spider.archive.search.comparison import compare_search
from bulletin_spider.archive.search.search import SearchRequest
from bulletin_spider.archive.search.word_index import WordIndex
from bulletin_spider.reader import latest, versions
from bulletin_spider.statuses import Change
from tests.archive.search.catalogue.opened import catalogue
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from bulletin_spider.archive.search.catalogue.facets import Count

NOTHING = SiteRow("", 0, 0, None)
SITES = ("demo", "other")
WORDINGS = st.fixed_dictionaries(
    {
        "site": st.sampled_from(SITES),
        "number": st.integers(1, 4),
        "channel": st.sampled_from(["要闻", "公告"]),
        "date": st.sampled_from(["2026-09-26", "2026-09-27", "2025-01-01", "unknown"]),
        "reporters": st.lists(st.sampled_from(["唐炜", "何川", "叶 知秋"]), max_size=3),
        "change": st.sampled_from([change for change in Change if change != Change.NEW]),
        "hour": st.integers(0, 23),
        "text": st.sampled_from(["老旧小区", "老旧小区改造", "电梯12部"]),
    }
)


def publish(archive: Path, runs: list[list[dict[str, Any]]], *, open_each: bool) -> None:
    """Publish versions, each with the next revision of its bulletin, run by run."""
    revisions = Counter[tuple[str, int]]()
    for number, run in enumerate(runs, 1):
        for site in SITES:
            lines = []
            for chosen in (one for one in run if one["site"] == site):
                revisions[site, chosen["number"]] += 1
                revision = revisions[site, chosen["number"]]
                fields = {name: chosen[name] for name in ("channel", "date", "reporters")}
                change = chosen["change"] if revision > 1 else Change.NEW
                fetched_at = f"2026-10-{number:02}T{chosen['hour']:02}:00:00+08:00"
                more = fields | {"change": change, "revision": revision, "fetched_at": fetched_at}
                lines.append(wording(chosen["number"], chosen["text"], **more))
            put(archive, *lines, run=f"202610{number:02}T000000Z", site=site)
        if open_each:
            WordIndex.open(archive).close()


def counted(counts: list[Count]) -> dict[str, int]:
    return {str(one.value): one.hits for one in counts}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(WORDINGS, max_size=6), min_size=1, max_size=3), st.booleans())
def test_counts_are_those_of_the_segments(runs: list[list[dict[str, Any]]], open_each: bool) -> None:
    with tempfile.TemporaryDirectory() as directory:
        archive = Path(directory)
        publish(archive, runs, open_each=open_each)
        newest = list(latest(archive, withdrawn=True))
        changes = [one for one in versions(archive) if one["revision"] > 1]
        with catalogue(archive) as index:
            for site in SITES:
                ours = [one for one in newest if one["site"] == site]
                assert dict(reporter_page(index, site)) == Counter(
                    name for one in ours for name in {*one["reporters"]}
                )
                assert {row.channel: row.bulletins for row in channels_of(index, site)} == Counter(
                    one["channel"] for one in ours
                )
                row = next((one for one in site_page(index) if one.site == site), NOTHING)
                assert row.bulletins == len(ours)
                gone = [one["id"] for one in ours if one["change"] == Change.WITHDRAWN]
                assert row.withdrawn == len(gone)
                assert {one.key.id for one in withdrawn_page(index, site).bulletins} == {*gone}
                by_day = days(index, dt.date(2000, 1, 1), dt.date(2030, 1, 1), site)
                assert {row.day.isoformat(): row.bulletins for row in by_day if row.bulletins} == Counter(
                    one["date"] for one in ours if one["date"] != "unknown"
                )
            real = [one for one in changes if one["change"] != Change.REREAD]
            by_day = days(index, dt.date(2000, 1, 1), dt.date(2030, 1, 1))
            assert sum(row.changed + row.withdrawn for row in by_day) == len(real)
            listed = [
                (row.key.site, row.key.id, row.key.revision)
                for row in change_page(index, ChangeRequest()).changes
            ]
            assert sorted(listed) == sorted((one["site"], one["id"], one["revision"]) for one in real)
            facets = count_facets(index, SearchRequest())
            assert facets.hits == len(newest)
            assert counted(facets.sites) == Counter(one["site"] for one in newest)
            for kind in facets.kinds:
                assert len(hit_page(index, SearchRequest(kinds=(kind.value,))).hits) == kind.hits
        assert compare_search(archive) == (None, "", "", 0)
