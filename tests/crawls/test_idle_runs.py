"""A run that finds nothing new is one short line: no WARC file, no log, no record of its own."""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.captures.reader import read_records
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import read_run_records
from bulletin_spider.archive.verification.confirmations import WRONG
from tests.archive.records import write_chain
from tests.commands.inprocess import scrapy
from tests.conftest import Archive, free_port, kill
from tests.crawls.baishi import article, crawl, listing, start
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crawl


class ChangingPages(Pages):
    """Serves pages in which every ``{counter}`` is the number of the request."""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = super().answer(path)
        return status, headers, body.replace(b"{counter}", b"%d" % len(self.asked))


def rows(numbers: list[int]) -> str:
    """Return a listing that counts its visitors."""
    return listing(numbers, None).replace("</body>", "<p>您是本站第{counter}位访客</p></body>")


HTML = {"Content-Type": "text/html; charset=utf-8"}
FOLDED, VISITED = 300, 60
"""Bytes of the line of an idle run, and for each bulletin that it visits again."""


def site() -> dict[str, object]:
    """Return a site as many are: a redirect, an error page for robots.txt, a counter in the listing, and some ETags."""
    pages: dict[str, object] = {
        "/sq": (301, {"Location": "/sq/"}, b"<h1>moved</h1>"),
        "/robots.txt": (404, HTML, b"<h1>404</h1>{counter}"),
        "/sq/": rows([*range(20, 0, -1)]),
    }
    for number in range(1, 21):
        tag = {"ETag": f'"{number}"'} if number % 2 else {}
        pages[f"/sq/art_{number}.shtml"] = (200, HTML | tag, article(number).encode())
    return pages


def lines(archive: Archive) -> list[bytes]:
    """Return the lines of the run records."""
    return [
        line for path in Layout(archive.root).run_files("baishi") for line in path.read_bytes().splitlines()
    ]


def files(archive: Archive) -> set[Path]:
    """Return the files that runs publish."""
    folders = ("bulletins", "captures", "rejected", "logs")
    return {path for folder in folders for path in archive.root.glob(f"{folder}/baishi/*") if path.is_file()}


class Site:
    """A site, its archive, and the runs so far."""

    def __init__(self, root: Path) -> None:
        self.archive, self.server = Archive(root, free_port()), ChangingPages(site())

    def run(self, *more: str) -> dict[str, Any]:
        """Crawl the site, and return the line of the run."""
        assert crawl(self.archive, f"{self.server.url}/sq", *more) == 0
        return json.loads(lines(self.archive)[-1])


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site after its first run. The tests of this module run on it in their order."""
    one = Site(tmp_path_factory.mktemp("idle") / "archive")
    one.run()
    yield one
    one.server.stop()


def test_an_unchanged_site_leaves_one_short_line(crawled: Site) -> None:
    """Redirects, error pages of robots.txt and counters in listings do not matter."""
    before = files(crawled.archive)
    first = json.loads(lines(crawled.archive)[0])
    line = crawled.run()
    assert files(crawled.archive) == before
    assert len(lines(crawled.archive)[-1]) <= FOLDED
    assert line["as"] == first["run"]
    answers = {f"{page['url']} {page['capture']['digest']}\n" for page in first["pages"]}
    assert len(answers) == 3
    assert line["confirmed"] == hashlib.sha256("".join(sorted(answers)).encode()).hexdigest()


def test_revisits_of_an_idle_run_cost_few_bytes(crawled: Site) -> None:
    before = files(crawled.archive)
    line = crawled.run("-a", "revisit=all")
    assert {result: len(found) for result, found in line["visits"].items()} == {
        "not modified": 10,
        "unchanged": 10,
    }
    assert files(crawled.archive) == before
    assert len(lines(crawled.archive)[-1]) <= FOLDED + VISITED * 20


def test_a_killed_idle_run_leaves_nothing(crawled: Site) -> None:
    """But its log, of which the next run says that it has no record."""
    before, records = files(crawled.archive), lines(crawled.archive)
    gate = crawled.server.hold("/sq/")
    process = start(crawled.archive, f"{crawled.server.url}/sq")
    asked = len(crawled.server.asked)
    while "/sq/" not in crawled.server.paths[asked:]:
        assert process.poll() is None
        time.sleep(0.01)
    kill(process)
    crawled.server.held.clear()
    gate.set()
    (log,) = files(crawled.archive) - before
    assert log.suffix == ".log"
    assert lines(crawled.archive) == records
    line = crawled.run()
    assert "as" not in line
    assert line["captures"] == []
    assert "as" not in crawled.run(), "the run before it had something to say"
    assert "as" in crawled.run()


def test_revisit_records_are_written_on_request(crawled: Site) -> None:
    line = crawled.run("-s", "CAPTURE_REVISITS=1", "-a", "revisit=all")
    assert "as" not in line
    assert "confirmed" not in line
    (file,) = line["captures"]
    kinds = [record.type for record in read_records(crawled.archive.root / file["name"])]
    assert kinds.count("revisit") == 21, "twenty bulletins and the redirect"
    assert kinds.count("response") == 2, "the counters"


def test_a_run_with_news_is_no_idle_run(crawled: Site) -> None:
    """Its record has the answers that were confirmed, too."""
    crawled.server.pages["/sq/art_7.shtml"] = article(
        7, text="　　活动改在十月举行，具体时间另行通知，请相互转告。"
    )
    line = crawled.run("-a", "revisit=all")
    assert "as" not in line
    assert line["confirmed"]["count"] == 22, "nineteen bulletins, the redirect, robots.txt and the listing"


def test_a_listing_is_kept_again_after_a_day(crawled: Site) -> None:
    crawled.run()
    line = crawled.run("-s", "LISTING_CAPTURE_HOURS=0")
    assert [page["url"].rpartition("/")[2] for page in line["pages"]] == ["robots.txt", "sq", ""]
    assert line["captures"][0]["records"] == 4, (
        "warcinfo, robots.txt, the listing, and its request with a Referer"
    )


def test_the_same_404_again_is_noted_not_kept(crawled: Site) -> None:
    """The proof of a withdrawal is the first such answer; a 404 with other bytes is kept each time."""
    same, other = "/sq/art_5.shtml", "/sq/art_3.shtml"
    crawled.server.pages |= {
        "/sq/": rows([number for number in range(20, 0, -1) if number not in {3, 5}]),
        same: (404, HTML, b"<h1>404</h1>"),
        other: (404, HTML, b"<h1>404</h1>{counter}"),
    }
    revisit = ("-a", "revisit=all", "-s", "WITHDRAWN_VISITS=2", "-s", "WITHDRAWN_DAYS=0")
    first, second = crawled.run(*revisit), crawled.run(*revisit)
    withdrawn = {version["url"][-12:]: version for version in crawled.archive.versions("baishi")[-2:]}
    runs = {"/sq/" + name.strip("/"): version["capture"]["file"] for name, version in withdrawn.items()}
    assert runs == {same: first["captures"][0]["name"], other: second["captures"][0]["name"]}
    assert len(second["absent"]) == 1
    crawled.server.pages[other] = crawled.server.pages[same]
    assert len(crawled.run(*revisit)["absent"]) == 1
    line = crawled.run(*revisit)
    assert "as" in line
    assert len(line["visits"]["missing"]) == 2


def test_the_archive_of_idle_runs_is_sound(crawled: Site, capsys: pytest.CaptureFixture[str]) -> None:
    ended = scrapy(capsys, crawled.archive.root, "verify", "--deep")
    assert ended.code == 0, ended.out + ended.err
    records = [record for record, _ in read_run_records(Layout(crawled.archive.root), "baishi")]
    assert len(records) == len(lines(crawled.archive))
    assert scrapy(capsys, crawled.archive.root, "status").code == 0


def test_a_forged_confirmation_is_found(crawled: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who forges it writes a new chain, too."""
    records = [json.loads(line) for line in lines(crawled.archive)]
    folded = next(record for record in records if "as" in record and "visits" in record)
    full = next(record for record in records if "count" in record.get("confirmed", {}))
    for record, forged in ((folded, "0" * 64), (full, full["confirmed"] | {"sha256": "0" * 64})):
        changed = [one | {"confirmed": forged} if one is record else one for one in records]
        write_chain(Layout(crawled.archive.root), "baishi", changed)
        ended = scrapy(capsys, crawled.archive.root, "verify")
        assert ended.code == 1
        assert WRONG in ended.out
