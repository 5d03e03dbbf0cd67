"""A site that changes under a running archive: what its own past says against a run, in whole crawls."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.items import SHANGHAI
from tests.crawls.baishi import article, crawl, site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Archive
    from tests.serving import Pages
    from tests.sinks import Sink

pytestmark = pytest.mark.crawl

TODAY = dt.datetime.now(SHANGHAI).date()
SHELL = "<html><body><div id='app'></div><script src='/app.js'></script></body></html>"
CHALLENGE = "<html><head><script>var a='__jsl_clearance'</script></head><body>人机验证</body></html>"


def added(pages: dict[str, object], count: int, page: str) -> None:
    """Put rows at the top of the first page that lead to ``page``."""
    rows = "".join(
        f"<tr><td><a href='new_{number}.shtml'>第{number}届白石论坛举行</a></td><td>2025-09-{number:02}</td></tr>"
        for number in range(21, 21 + count)
    )
    pages["/sq/"] = str(pages["/sq/"]).replace("<table>", f"<table>{rows}")
    pages |= {f"/sq/new_{number}.shtml": page for number in range(21, 21 + count)}


def test_articles_that_cannot_be_read_any_more_are_drift_and_stay_owed_until_they_can(
    archive: Archive, serve: Callable[..., Pages], sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person is told when it begins and when it is over."""
    monkeypatch.setenv("BULLETIN_NOTIFY", sink.url)
    server = serve(site())
    url = f"{server.url}/sq/"
    assert crawl(archive, url) == 0
    added(server.pages, 4, SHELL)
    server.pages |= dict.fromkeys(["/sq/new_21.shtml", "/sq/new_22.shtml"], (404, {}, b""))
    for _ in range(2):
        assert crawl(archive, url, "-s", "ARTICLE_ATTEMPTS=1") == 4
    first, second = archive.runs("baishi")[1:]
    assert first["reasons"] == ["all 4 new articles were refused or gone: rejected/ says why"]
    assert sum(first["refused"].values()) == 2
    assert len(second["failed"]) == 4, "what no rule of ours can read is not given up"
    server.pages |= {f"/sq/new_{number}.shtml": article(number) for number in range(21, 25)}
    assert crawl(archive, url) == 0
    assert len(archive.versions("baishi")) == 24
    assert archive.runs("baishi")[3]["health"]["alarms"] == []
    titles = [message["title"] for message in sink.received]
    assert titles == ["Bulletin Spider: baishi: drift", "Bulletin Spider: baishi: recovered"]


def test_a_listing_whose_rows_are_gone_is_drift_and_a_challenge_is_none(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    url = f"{server.url}/sq/"
    assert crawl(archive, url) == 0
    pages = dict(server.pages)
    server.pages["/sq/"] = "<html><body><div>全新改版，敬请期待</div></body></html>"
    assert crawl(archive, url) == 4
    assert archive.runs("baishi")[1]["reasons"][0] == "/sq/: its listing shows no rows any more"
    server.pages["/sq/"] = CHALLENGE
    assert crawl(archive, url) == 5
    assert "page 1 is a challenge" in archive.runs("baishi")[2]["reasons"][0]
    server.pages = pages
    added(server.pages, 3, CHALLENGE)
    assert crawl(archive, url) == 5
    assert archive.runs("baishi")[3]["reasons"][0].startswith(
        "all 3 articles were turned away or stubs (challenge)"
    )
    server.pages |= {f"/sq/new_{number}.shtml": (412, {}, CHALLENGE.encode()) for number in range(21, 24)}
    assert crawl(archive, url) == 5
    assert archive.runs("baishi")[4]["reasons"][0] == "all 3 articles were turned away"
    assert archive.runs("baishi")[4]["owed"] == {"blocked": 3}


def test_a_channel_that_has_gone_silent_is_told_and_far_beyond_its_rhythm_it_is_drift(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    url = f"{serve(site()).url}/sq/"
    assert crawl(archive, url) == 0
    for days, code in ((9, 0), (40, 4)):
        silent_for(days, archive.root / "runs" / "baishi.jsonl")
        assert crawl(archive, url) == code
        assert archive.runs("baishi")[-1]["reasons"][0].startswith(f"/sq/: nothing new for {days}")


def silent_for(days: int, path: Path) -> None:
    """Let a site's last record say that its daily channel's newest bulletin is so many days old."""
    lines = path.read_text(encoding="utf-8").splitlines()
    newest = [str(TODAY - dt.timedelta(days=days + number)) for number in range(12)]
    record = json.loads(lines[-1]) | {"rhythm": {"/sq/": {"days": newest, "alive": True}}}
    path.write_text("\n".join([*lines[:-1], json.dumps(record), ""]), encoding="utf-8")


def test_json_prints_the_record_that_is_kept(archive: Archive) -> None:
    ended = archive.demo("-a", "limit=5", "--json")
    assert ended.code == 0
    record = json.loads(ended.out)
    assert record == archive.runs()[0]
    assert record["fields"]["paragraphs"] == 1.0
    assert record["versions"]["program"]
    assert len(record["versions"]["rules"]) == 12
    assert record["seconds"] > 0
    assert record["retries"] == 0
