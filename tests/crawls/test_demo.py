"""The demo site is published exactly as its articles were made, each once; later days add what is new."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.demo.article import CHANNELS, Article
from bulletin_spider.demo.content import site_on
from bulletin_spider.demo.server import DemoServer
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.items import SCHEMA, Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.statuses import Outcome
from tests.commands.imported import imported_modules
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crawls.conftest import FirstDay

pytestmark = pytest.mark.crawl

FIELDS = [field.name for field in fields(Bulletin)]
BYLINES = {
    "none": None,
    "tail": "（记者 {reporters}）",
    "own": "（{reporters}/文 {photographers}/摄）",
    "head": "本报讯（记者{reporters} 通讯员{correspondents}）",
    "line": None,
    "correspondent": "（通讯员 {correspondents}）",
    "both": "文/图 {reporters}",
}


def expected(article: Article, root: str) -> dict[str, Any]:
    """Return the published record of an article, without the fields that depend on the run or on evidence."""
    people = {
        name: list(getattr(article, name))
        for name in ("reporters", "correspondents", "photographers", "editors")
    }
    byline = BYLINES[article.byline]
    shows_time = article.time and article.dated in {"meta", "line"}
    url = root + article.path
    return {
        "id": bulletin_id(url),
        "url": url,
        "site": "demo",
        "channel": article.channel,
        "title": article.title,
        "date": article.date.isoformat(),
        "published_at": f"{article.date}T{article.time}:00+08:00" if shows_time else None,
        "paragraphs": paragraphs(article),
        **people,
        "source": article.source,
        "byline": byline and byline.format(**{name: "".join(names) for name, names in people.items()}),
        "images": [{"url": root + path, "caption": caption} for path, caption in article.images],
        "attachments": [kept_file(root, path, name) for path, name in article.attachments],
        "change": "new",
        "revision": 1,
        "previous": None,
        "schema": SCHEMA,
    }


def kept_file(root: str, path: str, name: str) -> dict[str, Any]:
    """Return an attachment, without its capture, which depends on the run."""
    body = DemoSite().answer(path).body
    digest = hashlib.sha256(body).hexdigest()
    said = {"url": root + path, "name": name, "kind": "document", "state": "kept"}
    return said | {"digest": digest, "size": len(body)}


def paragraphs(article: Article) -> list[str]:
    texts = list(article.paragraphs)
    if article.byline == "head":
        texts[0] = f"本报讯（记者{article.reporters[0]} 通讯员{article.correspondents[0]}）{texts[0]}"
    return texts


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive in small segments, with copies of its lines in ``x.jsonl`` and ``x.csv`` beside it."""
    place = tmp_path_factory.mktemp("copied")
    archive = Archive(place / "archive", free_port())
    ended = archive.demo("-s", "SEGMENT_LINES=7", "-O", f"{place}/x.jsonl", "-O", f"{place}/x.csv")
    assert ended.code == 0
    return archive


def test_every_bulletin_has_the_expected_record(first_day: FirstDay) -> None:
    root = f"http://127.0.0.1:{first_day.archive.port}"
    wanted = {record["url"]: record for record in (expected(article, root) for article in site_on(1))}
    found = {}
    for version in first_day.archive.versions():
        assert list(version) == FIELDS
        assert version["url"] not in found
        assert all(file.pop("capture") for file in version["attachments"])
        found[version["url"]] = {name: version[name] for name in wanted[version["url"]]}
    assert found.keys() == wanted.keys()
    assert found == wanted


def test_every_line_has_fingerprint_evidence_and_moment(first_day: FirstDay) -> None:
    for version in first_day.archive.versions():
        assert len(version["fingerprint"]) == 64
        assert version["fetched_at"].endswith("+08:00")
        assert {"title", "date"} <= version["evidence"].keys()
        for evidence in version["evidence"].values():
            assert set(evidence) == {"rule", "text"}


def test_demo_site_shows_every_variety() -> None:
    articles = site_on(1)
    assert 55 <= len(articles) <= 65
    assert {article.form for article in articles} == {"p", "span", "br"}
    assert {article.byline for article in articles} == set(BYLINES)
    assert {article.dated for article in articles} == {"meta", "line", "row", "dateline"}
    assert {article.channel for article in articles} == set(CHANNELS)
    assert any(article.images and not article.paragraphs for article in articles)
    assert any(article.attachments for article in articles)
    assert any(article.also_in for article in articles)
    assert any(article.edits for article in articles)
    assert any(article.gone_day for article in articles)


def test_summary_names_channels_and_files(first_day: FirstDay) -> None:
    ended = first_day.ended
    assert ended.code == 0
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0].startswith("demo: ok - 60 bulletins published (run ")
    for channel in CHANNELS:
        assert any(line.startswith(f"  {channel}: ") for line in lines)
    assert str(first_day.archive.root / "bulletins" / "demo") in ended.out
    assert len(lines) <= 24


def test_run_record_counts_every_row(first_day: FirstDay) -> None:
    record = first_day.archive.runs()[0]
    assert record["outcome"] == "ok"
    assert record["published"] == 60
    for account in record["channels"].values():
        assert account["listed"] == sum(account["rows"].values())
        assert account["closed"]
        assert account["overlap"].startswith("reached: end of the listing")
    assert sum(account["rows"]["new"] for account in record["channels"].values()) == 60
    assert record["channels"]["要闻"]["rows"]["other site"] == 1
    assert record["channels"]["通知公告"]["rows"]["elsewhere"] == 1
    assert record["failed"] == []


def test_second_run_requests_only_listings(first_day: FirstDay, crawled_demo: Archive) -> None:
    """It publishes nothing, and no bulletin is due for a revisit on the same day."""
    ended = crawled_demo.demo()
    record = crawled_demo.runs()[-1]
    assert ended.code == 0
    assert ended.out.startswith("demo: ok, nothing new")
    assert record["outcome"] == "ok, nothing new"
    assert record["requests"] == len(CHANNELS) + 1, "robots.txt and one page of each listing"
    assert record["files"] == []
    assert record["visits"] == {}
    assert crawled_demo.versions() == first_day.archive.versions()
    for account in record["channels"].values():
        assert account["overlap"] == "reached: overlap on page 1"


def test_later_day_publishes_only_new_bulletins(crawled_demo: Archive) -> None:
    ended = crawled_demo.demo("-a", "day=3")
    assert ended.code == 0
    new = crawled_demo.versions(run=crawled_demo.runs()[-1]["run"])
    root = f"http://127.0.0.1:{crawled_demo.port}"
    wanted = {root + article.path for article in site_on(3)} - {root + article.path for article in site_on(1)}
    assert len(wanted) == 6
    assert {version["url"] for version in new} == wanted


def test_feed_options_write_copies_beside_the_archive(copied: Archive) -> None:
    place = copied.root.parent
    lines = [json.loads(line) for line in (place / "x.jsonl").read_bytes().splitlines()]
    assert lines == copied.versions()
    assert (place / "x.csv").read_text(encoding="utf-8").startswith("id,url,site,channel,title,date,")


def test_segments_sort_in_order_of_publication(copied: Archive) -> None:
    names = [path.name for path in sorted((copied.root / "bulletins" / "demo").glob("*.jsonl"))]
    run = copied.runs()[0]["run"]
    assert names == [f"{run}-{number:05}.jsonl" for number in range(1, 10)]
    assert [file["name"] for file in copied.runs()[0]["files"]] == [
        f"bulletins/demo/{name}" for name in names
    ]


def test_copy_on_stdout_excludes_the_summary(archive: Archive) -> None:
    ended = archive.demo("-a", "limit=2", "-o", "-:jsonlines")
    assert len([json.loads(line) for line in ended.out.splitlines()]) == 2
    assert ended.err.startswith("demo: ok - 2 bulletins published")


def test_narrow_runs_prove_nothing(archive: Archive) -> None:
    """A run with a window or a limit publishes no more than that; the next run publishes the rest."""
    archive.demo("-a", "since=2026-09-24", "-a", "until=2026-09-26", "-a", "channel=要闻")
    narrow = archive.versions()
    assert narrow
    assert {version["date"] for version in narrow} == {"2026-09-24", "2026-09-25", "2026-09-26"}
    assert {version["channel"] for version in narrow} == {"要闻"}
    assert list(archive.runs()[0]["channels"]) == ["要闻"]
    assert not archive.runs()[0]["channels"]["要闻"]["closed"]
    archive.demo("-a", "limit=7")
    assert len(archive.versions()) == len(narrow) + 7
    archive.demo()
    changes = [version["change"] for version in archive.versions()]
    assert changes == ["new"] * 60 + ["reread"]  # the limit left no request for an attachment


def test_taken_port_is_one_line(archive: Archive) -> None:
    with DemoServer(DemoSite(), archive.port):
        ended = archive.demo()
    assert ended.code == 2
    assert f"port {archive.port} on 127.0.0.1 cannot be used" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_scrapys_own_commands_ignore_the_archive(archive: Archive) -> None:
    with DemoServer(DemoSite(), port=0) as server:
        ended = archive.scrapy("fetch", f"{server.url}xw/yw/")
    assert (ended.code, ended.err) == (0, "")
    assert "createPageHTML" in ended.out
    assert not archive.root.exists()


def test_crawl_imports_no_html_library(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """BeautifulSoup, nh3 and markdownify are for showing and exporting."""
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    ended = archive.demo("-a", "limit=3")
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ended.err.splitlines()}
    assert ended.code == 0, ended.err[-1000:]
    assert "lxml" in imported
    assert imported.isdisjoint({"bs4", "nh3", "markdownify"})


@pytest.mark.parametrize("name", ["x.md", "x.atom", "x/"])
def test_rich_export_reads_every_page_of_the_archive(first_day: FirstDay, tmp_path: Path, name: str) -> None:
    target = f"{tmp_path}/{name}"
    ended = first_day.archive.scrapy("export", "--to", target, "--rich")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == f"wrote {target}: {len(first_day.archive.versions())} bulletins\n"


UNUSED = (
    "aiohttp", "bulletin_spider.archive.search", "bulletin_spider.archive.verification", "bulletin_spider.export",
    "bulletin_spider.extraction.article", "bulletin_spider.operations.examination", "bulletin_spider.operations.replay",
    "requests",
)  # fmt: skip
"""What a run that finds nothing new does not use: other commands, the readers of articles, and what is switched off."""


def test_idle_run_imports_only_what_it_uses(crawled_demo: Archive) -> None:
    found = imported_modules(
        "crawl", "demo", "-a", f"port={crawled_demo.port}", environment=crawled_demo.environment()
    )
    assert crawled_demo.runs()[-1]["outcome"] == Outcome.NOTHING_NEW
    assert [name for name in UNUSED if name in found] == []
