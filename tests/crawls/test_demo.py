"""The main job: what the demo district meant is what is published, once, and later days add what changed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.demo.content import CHANNELS, Article, site_on
from bulletin_spider.items import SCHEMA, Bulletin
from bulletin_spider.normalization.addresses import bulletin_id
from tests.conftest import Archive, free_port

if TYPE_CHECKING:
    from pathlib import Path

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
    """Return the record an article must be published as, but for what a run or its reading adds."""
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
        "attachments": [{"url": root + path, "name": name} for path, name in article.attachments],
        "change": "new",
        "revision": 1,
        "previous": None,
        "schema": SCHEMA,
    }


def paragraphs(article: Article) -> list[str]:
    texts = list(article.paragraphs)
    if article.byline == "head":
        texts[0] = f"本报讯（记者{article.reporters[0]} 通讯员{article.correspondents[0]}）{texts[0]}"
    return texts


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive after the demo's first day, with the ended command as ``first``."""
    archive = Archive(tmp_path_factory.mktemp("demo") / "archive", free_port())
    archive.first = archive.demo()  # type: ignore[attr-defined]
    return archive


def test_every_demo_bulletin_is_published_with_exactly_the_expected_record(crawled: Archive) -> None:
    root = f"http://127.0.0.1:{crawled.port}"
    wanted = {record["url"]: record for record in (expected(article, root) for article in site_on(1))}
    found = {}
    for version in crawled.versions():
        assert list(version) == FIELDS
        assert version["url"] not in found
        found[version["url"]] = {name: version[name] for name in wanted[version["url"]]}
    assert found.keys() == wanted.keys()
    assert found == wanted


def test_every_published_line_carries_its_fingerprint_its_evidence_and_its_moment(crawled: Archive) -> None:
    for version in crawled.versions():
        assert len(version["fingerprint"]) == 64
        assert version["fetched_at"].endswith("+08:00")
        assert {"title", "date"} <= version["evidence"].keys()
        for evidence in version["evidence"].values():
            assert set(evidence) == {"rule", "text"}


def test_the_demo_shows_the_variety_it_promises() -> None:
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


def test_the_run_ends_with_a_summary_that_names_channels_and_files(crawled: Archive) -> None:
    ended = crawled.first  # type: ignore[attr-defined]
    assert ended.code == 0
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0].startswith("demo: ok - 60 bulletins published (run ")
    for channel in CHANNELS:
        assert any(line.startswith(f"  {channel}: ") for line in lines)
    assert str(crawled.root / "bulletins" / "demo") in ended.out
    assert len(lines) <= 24


def test_every_row_is_accounted_for_in_the_record_of_the_run(crawled: Archive) -> None:
    record = crawled.runs()[0]
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


def test_a_second_run_publishes_nothing_and_asks_for_listings_only(crawled: Archive) -> None:
    before = crawled.versions()
    ended = crawled.demo()
    record = crawled.runs()[-1]
    assert ended.code == 0
    assert record["outcome"] == "ok, nothing new"
    assert record["requests"] == len(CHANNELS) + 1, "robots.txt and one page of each listing"
    assert record["files"] == []
    assert crawled.versions() == before
    for account in record["channels"].values():
        assert account["overlap"] == "reached: overlap on page 1"


def test_a_later_day_publishes_only_what_changed(crawled: Archive) -> None:
    crawled.demo()
    ended = crawled.demo("-a", "day=3")
    assert ended.code == 0
    new = crawled.versions(run=crawled.runs()[-1]["run"])
    root = f"http://127.0.0.1:{crawled.port}"
    wanted = {root + article.path for article in site_on(3)} - {root + article.path for article in site_on(1)}
    assert len(wanted) == 6
    assert {version["url"] for version in new} == wanted


def test_scrapys_own_output_options_still_work_beside_the_archive(archive: Archive, tmp_path: Path) -> None:
    ended = archive.demo("-O", f"{tmp_path}/x.jsonl", "-O", f"{tmp_path}/x.csv")
    assert ended.code == 0
    copied = [json.loads(line) for line in (tmp_path / "x.jsonl").read_bytes().splitlines()]
    assert copied == archive.versions()
    assert (tmp_path / "x.csv").read_text(encoding="utf-8").startswith("id,url,site,channel,title,date,")


def test_output_to_the_terminal_is_not_mixed_with_the_summary(archive: Archive) -> None:
    ended = archive.demo("-a", "limit=2", "-o", "-:jsonlines")
    assert len([json.loads(line) for line in ended.out.splitlines()]) == 2
    assert ended.err.startswith("demo: ok - 2 bulletins published")


def test_the_window_narrows_a_run_and_a_narrow_run_proves_nothing(archive: Archive) -> None:
    archive.demo("-a", "since=2026-09-24", "-a", "until=2026-09-26", "-a", "channel=要闻")
    narrow = archive.versions()
    assert narrow
    assert {version["date"] for version in narrow} == {"2026-09-24", "2026-09-25", "2026-09-26"}
    assert {version["channel"] for version in narrow} == {"要闻"}
    assert list(archive.runs()[0]["channels"]) == ["要闻"]
    assert not archive.runs()[0]["channels"]["要闻"]["closed"]
    archive.demo()
    assert len(archive.versions()) == 60


def test_a_limit_is_kept(archive: Archive) -> None:
    archive.demo("-a", "limit=7")
    assert len(archive.versions()) == 7
    archive.demo()
    assert len(archive.versions()) == 60


def test_many_segments_sort_into_the_order_of_publication(archive: Archive) -> None:
    archive.demo("-s", "SEGMENT_LINES=7")
    names = [path.name for path in sorted((archive.root / "bulletins" / "demo").iterdir())]
    run = archive.runs()[0]["run"]
    assert names == [f"{run}-{number:05}.jsonl" for number in range(1, 10)]
    assert [file["name"] for file in archive.runs()[0]["files"]] == [
        f"bulletins/demo/{name}" for name in names
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["crawl", "hadian"], "unknown site 'hadian' (did you mean 'haidian'?)"),
        (["crawl"], "name one site"),
        (["crawl", "demo", "-a", "sinc=2020-01-01"], "unknown argument 'sinc' (did you mean 'since'?)"),
        (["crawl", "demo", "-a", "since=2020-02-30"], "since=2020-02-30 is not a day"),
        (
            ["crawl", "demo", "-a", "since=2021-01-01", "-a", "until=2020-01-01"],
            "since=2021-01-01 is after until",
        ),
        (["crawl", "demo", "-a", "channel=要问"], "unknown channel '要问' (did you mean '要闻'?)"),
        (["crawl", "demo", "-a", "limit=many"], "limit=many is not a whole number"),
        (["crawl", "demo", "-a", "limit=0"], "limit=0 is not a whole number"),
        (
            ["crawl", "demo", "-o", "ufo://x/y.csv"],
            "cannot write a copy to ufo://x/y.csv: Unknown feed storage scheme: ufo",
        ),
        (["crawl", "demo", "-s", "CLOSESPIDER_TIMEOUT=soon"], "CLOSESPIDER_TIMEOUT: 'soon' is not a number"),
        (["crawl", "demo", "-a", "day=²"], "day=² is not a whole number"),
        (["crawl", "demo", "-a", "port=80"], "port=80 is not a whole number from 1024"),
        (["crawl", "listing"], "is no address of a listing"),
        (["crawl", "listing", "-a", "url=ftp://x/"], "'ftp://x/' is no address of a listing"),
        (["crawl", "listing", "-a", "url=http://[bad/x"], "is no address of a listing"),
        (["crawl", "listing", "-a", "url=http://x:99999/"], "is no address of a listing"),
        (
            ["crawl", "listing", "-a", "url=http://x/", "-a", "site=../x"],
            "site=../x cannot be a directory's name",
        ),
    ],
)
def test_a_wrong_value_is_one_line_and_exit_code_2_before_any_request(
    archive: Archive, arguments: list[str], says: str
) -> None:
    ended = archive.scrapy(*arguments)
    assert ended.code == 2
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1
    assert ended.out == ""
    assert not archive.root.exists()


def test_a_taken_port_is_one_line_that_names_another(archive: Archive) -> None:
    command = [sys.executable, "-m", "bulletin_spider.demo", "--port", str(archive.port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        other.stdout.readline()
        ended = archive.demo()
        other.terminate()
    assert ended.code == 2
    assert f"port {archive.port} on 127.0.0.1 cannot be used" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_scrapys_other_commands_work_in_the_project_and_leave_the_archive_alone(archive: Archive) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bulletin_spider.demo", "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        ended = archive.scrapy("fetch", server.stdout.readline().strip() + "xw/yw/")
        server.terminate()
    assert (ended.code, ended.err) == (0, "")
    assert "createPageHTML" in ended.out
    assert not archive.root.exists()
