"""Whole crawls: the archive holds the bytes that came over the network."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import time
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.archive.captures.warc_records import payload_digest
from bulletin_spider.demo.content import site_on
from bulletin_spider.demo.pages import PAGER
from bulletin_spider.demo.site import Answer, DemoSite
from tests.conftest import ROOT, Archive, free_port, kill
from tests.crawls.baishi import article, crawl, listing
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_spider.archive.captures.exchange import Exchange

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("captures") / "archive", free_port())
    assert archive.demo("-s", "CAPTURE_ROLL_BYTES=60000").code == 0
    return archive


def files(archive: Archive, site: str = "demo") -> list[Path]:
    """Return the WARC files in the order of the run records."""
    return [archive.root / file["name"] for run in archive.runs(site) for file in run["captures"]]


def kept(archive: Archive, site: str = "demo") -> list[Exchange]:
    """Return every response in the archive."""
    found = []
    for path in files(archive, site):
        name = path.relative_to(archive.root).as_posix()
        found += [
            read_exchange(
                archive.root, {"file": name, "offset": one.offset, "record_id": one.id, "digest": one.digest}
            )
            for one in read_records(path)
            if one.type == "response"
        ]
    return found


def test_every_response_is_kept_byte_for_byte(crawled: Archive) -> None:
    site = DemoSite()
    found = kept(crawled)
    root = f"http://127.0.0.1:{crawled.port}"
    assert len(found) == crawled.runs()[0]["requests"] == 70
    assert found[0].url == f"{root}/robots.txt"
    assert {root + one.path for one in site_on(1)} < {one.url for one in found}
    for one in found:
        answers = possible_answers(site, one.url.removeprefix(root))
        answer = next((answer for answer in answers if answer.body == one.body), answers[0])
        assert (one.status, one.body) == (answer.status, answer.body)
        assert one.header("Content-Type") == answer.content_type
        assert one.ip_address == "127.0.0.1"


def possible_answers(site: DemoSite, path: str) -> list[Answer]:
    """Return the answer to a GET, and those to the forms that lead to further pages of the same address."""
    forms = ["", *(f"__EVENTTARGET={PAGER}&__EVENTARGUMENT={page}" for page in "23")]
    return [site.answer(path, form) for form in forms]


def test_every_version_names_its_capture_with_its_row(crawled: Archive) -> None:
    site = DemoSite()
    root = f"http://127.0.0.1:{crawled.port}"
    for version in crawled.versions():
        capture = read_exchange(crawled.root, version["capture"])
        assert capture.url == version["url"]
        assert capture.payload() == site.answer(version["url"].removeprefix(root)).body
        assert capture.row
        assert capture.row["bulletin"] == version["id"]
        assert capture.row["channel"] == version["channel"]
        assert version["title"].startswith(capture.row["listing-title"].rstrip("…."))
        assert capture.row.get("listing-date") in {None, version["date"]}


def test_the_run_record_describes_every_rolled_over_file(crawled: Archive) -> None:
    record = crawled.runs()[0]
    assert len(record["captures"]) > 1
    assert sorted(files(crawled)) == sorted((crawled.root / "captures" / "demo").iterdir())
    assert record["recovered"] == []
    for file, path in zip(record["captures"], files(crawled), strict=True):
        found = list(read_records(path))
        assert (file["records"], file["bytes"]) == (len(found), found[-1].end)
        about = path.read_bytes()[: found[0].end]
        fields = gzip.decompress(about).decode()
        assert "robots: obey\r\nhttp-header-user-agent: BulletinSpider/" in fields


def test_cdxj_indexer_agrees_on_every_offset(crawled: Archive, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "cdxj_indexer.main",
        "-o",
        str(tmp_path / "x.cdxj"),
        *map(str, files(crawled)),
    ]
    code = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    done = subprocess.run(
        [*command[:1], "-c", code, *command[3:]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "x.cdxj").read_text(encoding="utf-8").splitlines()
    indexed = {}
    for line in lines:
        entry = json.loads(line.split(" ", 2)[2])
        indexed[entry["url"]] = entry
    assert len(lines) == 70
    assert len(indexed) == 68, "two pages of a list are answers to forms"
    for version in crawled.versions():
        entry = indexed[version["url"]]
        capture = version["capture"]
        assert entry["offset"] == str(capture["offset"])
        assert entry["filename"] == capture["file"].rpartition("/")[2]
        assert entry["digest"] in capture["digest"]


def page(number: int) -> bytes:
    return article(number).encode()


ODD: dict[int, Any] = {
    1: (
        200,
        {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"},
        gzip.compress(page(1)),
    ),
    2: (
        200,
        {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "deflate"},
        zlib.compress(page(2)),
    ),
    3: (200, {"Content-Type": "text/html; charset=utf-8", "Transfer-Encoding": "chunked"}, page(3)),
    4: (200, {"Content-Type": "text/html; charset=utf-8", "Connection": "close"}, page(4)),
    5: (302, {"Location": "/sq/art_25.shtml"}, b"moved"),
    6: (404, {"Content-Type": "text/html"}, b"<h1>gone</h1>"),
    7: (503, {"Retry-After": "1"}, b"busy"),
    8: (299, {"X-Note": "\xe5\x8c\xba"}, page(8)),
    9: (
        200,
        {"Content-Type": "text/html; charset=utf-8", "Content-Length": "90000", "Connection": "close"},
        page(9),
    ),
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Pages]]:
    archive = Archive(tmp_path_factory.mktemp("odd") / "archive", free_port())
    pages: dict[str, Any] = {"/sq/": listing(range(10, 0, -1), None)}
    pages |= {f"/sq/art_{number}.shtml": page(number) for number in (10, 25)}
    pages |= {f"/sq/art_{number}.shtml": answer for number, answer in ODD.items()}
    server = Pages(pages)
    settings = ("RETRY_ENABLED=1", "RETRY_TIMES=1", "RETRY_PRIORITY_ADJUST=0", "DOWNLOAD_FAIL_ON_DATALOSS=0")
    crawl(archive, f"{server.url}/sq/", *(part for one in settings for part in ("-s", one)))
    yield archive, server
    server.stop()


def test_unusual_responses_are_kept_byte_for_byte(odd: tuple[Archive, Pages]) -> None:
    archive, server = odd
    found: dict[str, list[Exchange]] = {}
    for one in kept(archive, "baishi"):
        found.setdefault(one.url.removeprefix(server.url), []).append(one)
    assert set(found) == set(server.paths)
    for number, (status, headers, body) in ODD.items():
        one = found[f"/sq/art_{number}.shtml"][0]
        assert (one.status, one.body) == (status, body)
        assert one.header("Transfer-Encoding") is None
        for name in headers.keys() - {"Transfer-Encoding", "Connection", "Content-Length"}:
            assert one.header(name) == headers[name]
        assert one.row
        if number < 5:
            assert one.payload() == page(number)
    assert found["/sq/art_25.shtml"][0].body == page(25)
    assert {number for number in ODD if found[f"/sq/art_{number}.shtml"][0].truncated} == {9}
    assert found["/robots.txt"][0].status == 404


def test_a_retry_with_equal_bytes_is_noted(odd: tuple[Archive, Pages]) -> None:
    archive, server = odd
    (response,) = (one for one in kept(archive, "baishi") if one.url.endswith("/sq/art_7.shtml"))
    assert server.paths.count("/sq/art_7.shtml") == 2
    line = f"{response.url} {payload_digest(response.body)}"
    assert archive.runs("baishi")[0]["confirmed"] == {
        "count": 1,
        "sha256": hashlib.sha256(f"{line}\n".encode()).hexdigest(),
        "also": [line],
    }


def test_a_redirected_version_names_the_page_it_reached(odd: tuple[Archive, Pages]) -> None:
    archive, server = odd
    versions = {version["url"].rpartition("_")[2]: version for version in archive.versions("baishi")}
    assert {"1.shtml", "2.shtml", "3.shtml", "4.shtml", "5.shtml", "10.shtml"} <= versions.keys()
    for name, version in versions.items():
        reached = "25.shtml" if name == "5.shtml" else name
        assert read_exchange(archive.root, version["capture"]).url == f"{server.url}/sq/art_{reached}"


def test_refused_pages_and_documents_name_their_captures(
    archive: Archive, serve: Callable[..., Pages]
) -> None:
    pages = {"/sq/": listing(range(5, 0, -1), None).replace("art_2.shtml", "P2.pdf")}
    pages |= {f"/sq/art_{number}.shtml": article(number) for number in (3, 4, 5)}
    pages["/sq/art_1.shtml"] = "<html><body><h1>404</h1>页面不存在</body></html>"
    server = serve(pages)
    crawl(archive, f"{server.url}/sq/")
    run = archive.runs("baishi")[0]["run"]
    refused = json.loads((archive.root / "rejected" / "baishi" / f"{run}.jsonl").read_text(encoding="utf-8"))
    assert read_exchange(archive.root, refused["capture"]).url == f"{server.url}/sq/art_1.shtml"
    document = next(version for version in archive.versions("baishi") if version["url"].endswith(".pdf"))
    assert read_exchange(archive.root, document["capture"]).url == f"{server.url}/sq/"
    assert document["capture"]["file"] == refused["capture"]["file"]


def test_versions_of_killed_runs_name_existing_captures(archive: Archive) -> None:
    for moment in (3, 6):
        process = archive.start(
            "crawl",
            "demo",
            "-a",
            f"port={archive.port}",
            "-s",
            "SEGMENT_LINES=7",
            "-s",
            "DOWNLOAD_DELAY=0.1",
        )
        while len(list((archive.root / "bulletins" / "demo").glob("[0-9]*.jsonl"))) < moment:
            assert process.poll() is None
            time.sleep(0.005)
        kill(process)
        assert list((archive.root / "captures" / "demo").glob("*.open"))
    assert archive.demo().code == 0
    assert not list((archive.root / "captures" / "demo").glob("*.open"))
    # An attachment that a run has left to the next one makes a second version.
    assert [version["change"] for version in archive.versions()].count("new") == 60
    for version in archive.versions():
        assert read_exchange(archive.root, version["capture"]).url == version["url"]
    record = archive.runs()[-1]
    described = record["files"] + record["captures"] + record["recovered"]
    published = [
        path
        for pattern in ("bulletins/demo/*.jsonl", "captures/demo/*.warc.gz")
        for path in archive.root.glob(pattern)
    ]
    assert sorted(file["name"] for file in described) == sorted(
        path.relative_to(archive.root).as_posix() for path in published
    )
    assert all(file["sha256"] for file in described)
    archive.demo()
    assert archive.runs()[-1]["recovered"] == []


def test_a_run_that_cannot_write_captures_stops(archive: Archive) -> None:
    """The next run publishes what is missing."""
    assert archive.demo("-a", "limit=1").code == 0
    crawl_demo = [sys.executable, "-m", "scrapy", "crawl", "demo", "-a", f"port={archive.port}"]
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 64; exec "$@"', "bash", *crawl_demo, "-s", "DOWNLOAD_DELAY=0.02"],
        cwd=ROOT,
        env=archive.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 74
    assert done.stdout.startswith("demo: output failed - ")
    assert "captures/demo: File too large" in done.stdout
    assert "Traceback" not in done.stderr
    assert done.stderr.count("File too large") <= 3
    assert archive.runs()[1]["requests"] < 60, "nothing is requested that cannot be kept"
    assert archive.demo().code == 0
    # An attachment that a run has left to the next one makes a second version.
    assert [version["change"] for version in archive.versions()].count("new") == 60
    for version in archive.versions():
        assert read_exchange(archive.root, version["capture"]).url == version["url"]


def test_a_run_stops_if_its_captures_are_removed(archive: Archive) -> None:
    """No line is published whose capture is lost; the next run publishes it."""
    process = archive.start(
        "crawl", "demo", "-a", f"port={archive.port}", "-s", "SEGMENT_LINES=7", "-s", "DOWNLOAD_DELAY=0.05"
    )
    segments = archive.root / "bulletins" / "demo"
    while not list(segments.glob("[0-9]*.jsonl")):
        assert process.poll() is None
        time.sleep(0.005)
    shutil.rmtree(archive.root / "captures")
    before = len(archive.versions())
    out, err = process.communicate(timeout=60)
    assert process.returncode == 74
    assert out.startswith("demo: output failed - ")
    assert "the file was removed or moved during the run" in out
    assert "Traceback" not in err
    assert len(archive.versions()) == before
    assert archive.runs()[0]["captures"] == []
    assert archive.demo().code == 0
    assert len({version["id"] for version in archive.versions()}) == 60
