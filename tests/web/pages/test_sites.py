from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import append_run_record
from bulletin_spider.clock import DemoClock
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.pages import health
from bulletin_spider.web.parameters import Parameters
from bulletin_spider.web.reading import Reading
from tests.archive.records import run_record
from tests.archive.wordings import put, wording
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.served import Served

NOW = DemoClock(dt.datetime(2026, 9, 30, 12, tzinfo=SHANGHAI))
CHANNELS = {
    "要闻": {"url": "http://x/yw", "closed": True, "overlap": "reached: overlap on page 1"},
    "公告": {"url": "http://x/gg", "closed": True, "overlap": "reached: overlap on page 1"},
}
BROKEN = CHANNELS["公告"] | {"closed": False, "overlap": "not reached: page 2: <no answer>"}


def end_run(layout: Layout, site: str, day: int, **more: Any) -> str:
    run = f"202609{day:02}T000000Z"
    rhythm = {"要闻": {"days": [f"2026-09-{one:02}" for one in range(day, 14, -1)], "alive": True}}
    shown = {"channels": CHANNELS, "rhythm": rhythm, "ended": f"2026-09-{day:02}T00:01:00+00:00"}
    append_run_record(layout, site, run_record(run, site=site, **(shown | more)))
    return run


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    archive: Path = tmp_path_factory.mktemp("archive")
    layout = Layout(archive)
    news = [wording(one, "文", date=f"2026-09-{20 + one}", reporters=["王小明"]) for one in range(1, 4)]
    put(
        archive,
        *news,
        wording(4, "旧文", date="2024-02-29", channel="旧栏目", reporters=["李雪"]),
        site="haidian",
    )
    put(archive, wording(5, "文"), site="miyun")
    for day in (24, 25, 26):
        more = {"channels": CHANNELS | {"公告": BROKEN}, "outcome": "incomplete"} if day == 25 else {}
        run = end_run(layout, "haidian", day, **more)
    end_run(layout, "miyun", 29, outcome="drift", reasons=["要闻: its <listing> shows no rows"])
    layout.runs("begun").mkdir(parents=True)
    refused = [
        {"id": f"{number:016x}", "url": f"http://x.gov.cn/{number}.html", "reason": reason,
         "message": f"{reason}: <b>", "listing_title": "<i>题</i>", "fetched_at": "2026-09-26T08:00:00+08:00",
         "capture": {"file": f"captures/haidian/{run}.warc.gz", "offset": 9, "record_id": "x", "digest": "y"}}
        for number, reason in ((1, "soft404"), (9, "listing"), (8, "soft404"), (8, "soft404"))
    ]  # fmt: skip
    path = layout.rejected("haidian", run)
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in refused), encoding="utf-8")
    with served(Reading(archive, clock=NOW)) as serving:
        yield serving


@pytest.mark.parametrize(
    "address", ["/sites", "/s/haidian", "/s/haidian/refused", "/health", "/s/miyun", "/s/begun"]
)
def test_pages_come_in_both_languages(server: Served, address: str) -> None:
    chinese, english = server.get(address), server.get(f"/en{address}")
    assert (chinese.status, english.status) == (200, 200)
    assert chinese.text != english.text
    assert server.get(f"{address}.json").json == server.get(f"/en{address}.json").json


def test_sites_are_listed_by_name(server: Served) -> None:
    found = server.get("/sites.json").json
    assert [one["site"] for one in found["sites"]] == ["begun", "haidian", "miyun"]
    assert [one["state"] for one in found["sites"]] == [None, "unvisited", "troubled"]
    assert found["counts"] == {"troubled": 1, "unvisited": 1, "well": 0, "retired": 0}
    assert found["sites"][1]["bulletins"] == 4
    first = server.get("/sites.json?rows=1").json
    assert server.get(f"/sites.json?rows=1&after={first['after']}").json["sites"][0]["site"] == "haidian"


def test_sites_are_narrowed_by_state(server: Served) -> None:
    assert [one["site"] for one in server.get("/sites.json?state=troubled").json["sites"]] == ["miyun"]
    assert server.get("/sites?state=retired").status == 200
    assert server.get("/sites?state=x").status == 400


def test_sites_are_listed_by_their_beginning(server: Served) -> None:
    first = server.get("/sites.json?order=began&rows=1").json
    assert [(one["site"], one["began"]) for one in first["sites"]] == [
        ("haidian", "2026-09-24T00:01:00+00:00")
    ]
    rest = server.get(f"/sites.json?order=began&after={first['after']}").json
    assert [one["site"] for one in rest["sites"]] == ["miyun", "begun"]
    assert server.get("/en/sites?order=x").status == 400


def test_the_overview_knows_what_is_covered_and_quiet(server: Served) -> None:
    """Of a site that was not visited lately nobody knows whether it is quiet."""
    found = server.get("/overview.json").json
    assert found["covered"] == {
        "sites": 2, "since": "2026-09-24T00:01:00+00:00", "site": "haidian", "last_since": "2026-09-29T00:01:00+00:00",
    }  # fmt: skip
    assert [(one["site"], one["usual_gap"]) for one in found["quiet"]] == [("miyun", 1.0)]
    assert [one["site"] for one in found["state"]["longest_unvisited"]] == ["haidian"]
    assert "很久没有访问" in server.get("/").text


def test_all_reporters_of_a_site_are_paged(server: Served) -> None:
    found = server.get("/s/haidian/reporters.json?rows=1").json
    assert [(one["name"], one["bulletins"]) for one in found["reporters"]] == [("王小明", 3)]
    after = found["after"].replace("+", "%2B")
    assert server.get(f"/s/haidian/reporters.json?after={after}").json["reporters"] == [
        {"name": "李雪", "bulletins": 1}
    ]
    assert "/search?site=haidian&amp;reporter=" in server.get("/en/s/haidian/reporters").text
    assert server.get("/s/haidian/reporters.csv").text.splitlines()[1] == "王小明,3"
    assert server.get("/s/haidian/reporters?after=x").status == 400
    assert server.get("/s/nowhere/reporters").status == 404


def test_all_runs_of_a_site_are_paged(server: Served) -> None:
    found = server.get("/s/haidian/runs.json?rows=2").json
    assert [one["run"][6:8] for one in found["runs"]] == ["26", "25"]
    rest = server.get(f"/s/haidian/runs.json?after={found['after']}").json
    assert ([one["run"][6:8] for one in rest["runs"]], rest["after"]) == (["24"], None)
    assert "没有读到底：公告" in server.get("/s/haidian/runs").text
    assert server.get("/s/haidian/runs.csv").text.splitlines()[2].startswith("20260925T000000Z,")
    assert server.get("/s/haidian/runs?after=x").status == 400
    assert server.get("/s/nowhere/runs").status == 404


def test_a_site_shows_its_year(server: Served) -> None:
    found = server.get("/s/haidian.json").json
    assert (found["year"], found["years"]) == (2026, [2026, 2025, 2024])
    assert found["days"] == {"2026-09-21": 1, "2026-09-22": 1, "2026-09-23": 1}
    assert found["known_until"] == "2026-09-26"
    assert server.get("/s/haidian.json?year=2024").json["days"] == {"2024-02-29": 1}
    page = server.get("/s/haidian?year=2024").text
    assert "2024-02-29：1 条" in page
    assert "/search?site=haidian&amp;since=2024-02-01&amp;until=2024-02-29" in page


def test_a_site_says_since_when_nothing_is_missing(server: Served) -> None:
    found = server.get("/s/haidian.json").json
    assert (found["proof"]["since"], found["proof"]["until"]) == (
        "2026-09-24T00:01:00+00:00",
        "2026-09-26T00:01:00+00:00",
    )
    gap = next(one for one in found["channels"] if one["channel"] == "公告")["gaps"][0]
    assert (gap["why"], gap["ended"]) == ("page 2: <no answer>", "2026-09-26T00:01:00+00:00")
    page = server.get("/en/s/haidian").text
    assert "Proven without a gap from 2026-09-24 08:01 to 2026-09-26 08:01" in page
    assert "page 2: &lt;no answer&gt;" in page
    assert "Not proven yet" in server.get("/en/s/begun").text


def test_a_site_lists_channels_and_people(server: Served) -> None:
    found = server.get("/s/haidian.json").json
    by_name = {one["channel"]: one for one in found["channels"]}
    assert list(by_name) == ["要闻", "公告", "旧栏目"]
    assert (by_name["要闻"]["bulletins"], by_name["要闻"]["usual_gap"], by_name["要闻"]["quiet"]) == (
        3,
        1.0,
        4,
    )
    assert not by_name["旧栏目"]["is_listed"]
    assert found["reporters"] == [{"name": "王小明", "bulletins": 3}, {"name": "李雪", "bulletins": 1}]


def test_runs_of_a_site_go_on(server: Served) -> None:
    first = server.get("/s/haidian.json?rows=2").json
    assert [one["run"][6:8] for one in first["runs"]] == ["26", "25"]
    second = server.get(f"/s/haidian.json?rows=2&after={first['after']}").json
    assert ([one["run"][6:8] for one in second["runs"]], second["after"]) == (["24"], None)
    assert server.get("/s/haidian?after=x").status == 400


@pytest.mark.parametrize("name", ["nowhere", "..", "%2e%2e", "a%00b", ".haidian", "%5C", "x" * 300])
def test_a_name_that_is_no_site_is_not_there(server: Served, name: str) -> None:
    assert server.get(f"/s/{name}").status in {400, 404}
    assert server.get(f"/s/{name}/refused").status in {400, 404}


def test_refused_pages_lead_to_what_was_kept(server: Served) -> None:
    found = server.get("/s/haidian/refused.json").json
    assert [one["id"][-1] for one in found["pages"]] == ["8", "9", "1"]
    assert [one["is_published"] for one in found["pages"]] == [False, False, True]
    assert found["pages"][0]["capture_address"] == "/c/haidian/20260926T000000Z.warc.gz/9"
    page = server.get("/s/haidian/refused").text
    assert "&lt;i&gt;题&lt;/i&gt;" in page
    assert "/c/haidian/20260926T000000Z.warc.gz/9" in page
    assert f"/b/haidian/{1:016x}" in page


def test_refused_pages_are_narrowed_by_reason(server: Served) -> None:
    first = server.get("/s/haidian/refused.json?reason=soft404&rows=1").json
    assert [one["id"][-1] for one in first["pages"]] == ["8"]
    second = server.get(f"/s/haidian/refused.json?reason=soft404&rows=1&after={first['after']}").json
    assert ([one["id"][-1] for one in second["pages"]], second["after"]) == (["1"], None)
    assert server.get("/s/haidian/refused?after=x").status == 400


def test_a_page_refused_again_and_again_is_shown_once(server: Served) -> None:
    pages = server.get("/s/haidian/refused.json").json["pages"]
    assert [one["times"] for one in pages] == [2, 1, 1]
    assert "on 2 visits" in server.get("/en/s/haidian/refused").text


def test_refusals_and_troubles_are_feeds(server: Served) -> None:
    refused = feedparser.parse(server.get("/s/haidian/refused.atom").text.encode())
    assert (refused.bozo, len(refused.entries)) == (False, 3)
    assert refused.entries[0].title == "soft404: <i>题</i>"
    assert "/c/haidian/" in refused.entries[0].link
    feed = feedparser.parse(server.get("/health.atom").text.encode())
    assert [entry.link.rpartition("/")[2] for entry in feed.entries] == ["miyun"]
    assert server.get("/health.feed.json").json["items"][0]["id"] == feed.entries[0].id


def test_health_says_who_needs_a_person(server: Served) -> None:
    found = server.get("/health.json").json
    assert [one["site"] for one in found["sites"]] == ["miyun"]
    assert (found["troubled"], found["exit_code"], found["begun"]) == (1, 4, ["begun"])
    assert found["outcomes"] == {"drift": 1, "ok": 1}
    page = server.get("/en/health").text
    assert "its &lt;listing&gt; shows no rows" in page
    assert "doctor miyun" in page


@pytest.mark.parametrize(
    ("growth", "days", "far"), [(None, None, False), (0, None, True), (9, 3651, True), (9, 30, False)]
)
def test_health_makes_no_forecast_of_decades(
    tmp_path: Path, growth: int | None, days: int | None, far: bool
) -> None:
    """It says what ``bulletin status`` says: more than ten years, not that it is unknown."""
    answered = {"archive": {"growth": growth, "days_left": days}}
    parameters = Parameters({}, {}, "en", "/health", "http://127.0.0.1")
    assert health.PAGE.more is not None
    assert health.PAGE.more(Reading(tmp_path), answered, parameters)["is_far"] is far


def test_an_archive_without_sites_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bulletins").mkdir()
    with served(Reading(tmp_path)) as empty:
        assert "bulletin demo" in empty.get("/en/sites").text
        assert empty.get("/health").status == 200
