"""A site that changes is compared with its own past: articles, rows or news that stop are drift."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.items import SHANGHAI
from tests.crawls.baishi import article, crawl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive
    from tests.serving import Pages
    from tests.sinks import Sink

pytestmark = pytest.mark.crawl

SHELL = "<html><body><div id='app'></div><script src='/app.js'></script></body></html>"
CHALLENGE = "<html><head><script>var a='__jsl_clearance'</script></head><body>人机验证</body></html>"


def add_rows(pages: dict[str, object], count: int, page: str) -> None:
    """Add rows at the top of the listing that lead to ``page``."""
    rows = "".join(
        f"<tr><td><a href='new_{number}.shtml'>第{number}届白石论坛举行</a></td><td>2025-09-{number:02}</td></tr>"
        for number in range(21, 21 + count)
    )
    pages["/sq/"] = str(pages["/sq/"]).replace("<table>", f"<table>{rows}")
    pages |= {f"/sq/new_{number}.shtml": page for number in range(21, 21 + count)}


def test_unreadable_articles_are_drift_and_stay_owed(
    archive: Archive, crawled_site: Pages, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person is notified when drift begins and when it ends."""
    monkeypatch.setenv("BULLETIN_NOTIFY", sink.url)
    url = f"{crawled_site.url}/sq/"
    add_rows(crawled_site.pages, 4, SHELL)
    crawled_site.pages |= dict.fromkeys(["/sq/new_21.shtml", "/sq/new_22.shtml"], (404, {}, b""))
    for _ in range(2):
        assert crawl(archive, url, "-s", "ARTICLE_ATTEMPTS=1") == 4
    first, second = archive.runs("baishi")[1:]
    assert first["reasons"] == ["all 4 new articles were refused or gone: rejected/ says why"]
    assert sum(first["refused"].values()) == 2
    assert len(second["failed"]) == 4, "an article that no rule can read is not given up"
    crawled_site.pages |= {f"/sq/new_{number}.shtml": article(number) for number in range(21, 25)}
    assert crawl(archive, url) == 0
    assert len(archive.versions("baishi")) == 24
    assert archive.runs("baishi")[3]["health"]["alarms"] == []
    titles = [message["title"] for message in sink.received]
    assert titles == ["Bulletin Spider: baishi: drift", "Bulletin Spider: baishi: recovered"]


def test_lost_rows_are_drift_and_challenges_are_not(archive: Archive, crawled_site: Pages) -> None:
    url, pages = f"{crawled_site.url}/sq/", dict(crawled_site.pages)
    crawled_site.pages["/sq/"] = "<html><body><div>全新改版，敬请期待</div></body></html>"
    assert crawl(archive, url) == 4
    assert archive.runs("baishi")[1]["reasons"][0] == "/sq/: its listing shows no rows any more"
    crawled_site.pages["/sq/"] = CHALLENGE
    assert crawl(archive, url) == 5
    assert "page 1 is a challenge" in archive.runs("baishi")[2]["reasons"][0]
    crawled_site.pages = pages
    add_rows(crawled_site.pages, 3, CHALLENGE)
    assert crawl(archive, url) == 5
    assert archive.runs("baishi")[3]["reasons"][0].startswith(
        "all 3 articles were turned away or stubs (challenge)"
    )
    refused = (412, {}, CHALLENGE.encode())
    crawled_site.pages |= {f"/sq/new_{number}.shtml": refused for number in range(21, 24)}
    assert crawl(archive, url) == 5
    assert archive.runs("baishi")[4]["reasons"][0] == "all 3 articles were turned away"
    assert archive.runs("baishi")[4]["owed"] == {"blocked": 3}


@pytest.mark.parametrize(("days", "code"), [(9, 0), (40, 4)], ids=["warning", "drift"])
def test_silent_channel_is_reported(archive: Archive, crawled_site: Pages, days: int, code: int) -> None:
    """A channel that had news every day is silent for some days, or far longer than it ever was."""
    newest = dt.datetime.now(SHANGHAI).date() - dt.timedelta(days=days)
    make_daily_channel(archive.run_file("baishi"), newest)
    assert crawl(archive, f"{crawled_site.url}/sq/") == code
    later = (dt.datetime.now(SHANGHAI).date() - newest).days  # one more if midnight passed
    assert archive.runs("baishi")[-1]["reasons"][0].startswith(
        (f"/sq/: nothing new for {days}", f"/sq/: nothing new for {later}")
    )


def make_daily_channel(path: Path, newest: dt.date) -> None:
    """Change a site's last record: its channel had a bulletin on each of the twelve days up to ``newest``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    days = [str(newest - dt.timedelta(days=number)) for number in range(12)]
    record = json.loads(lines[-1]) | {"rhythm": {"/sq/": {"days": days, "alive": True}}}
    path.write_text("\n".join([*lines[:-1], json.dumps(record), ""]), encoding="utf-8")


def test_json_prints_the_stored_record(archive: Archive) -> None:
    ended = archive.demo("-a", "limit=5", "--json")
    assert ended.code == 0
    record = json.loads(ended.out)
    assert record == archive.runs()[0]
    assert record["fields"]["paragraphs"] == 1.0
    assert record["versions"]["program"]
    assert len(record["versions"]["rules"]) == 12
    assert record["seconds"] > 0
    assert record["retries"] == 0
