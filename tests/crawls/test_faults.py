"""Hostile and broken servers: no run crashes, hangs or stores rubbish, and each ends with the right outcome."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.crawls.baishi import article, crawl
from tests.crawls.faults import FaultServer, answer, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Archive
    from tests.crawls.faults import Fault
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

FAULTS = faults()
AWAY = {
    "private", "octal", "hexadecimal", "decimal", "sixth", "mapped", "named", "disguised", "metadata", "file",
}  # fmt: skip
OUTCOMES = {
    **dict.fromkeys(["reset", "cut", "drip", "silent", "nothing", "storm", "garbage"], 7),
    "challenge": 5,
}
"""Fault of a listing's first page → exit code; any other leaves the run incomplete."""


@pytest.fixture
def faulty() -> Iterator[Callable[[dict[str, bytes | Fault]], FaultServer]]:
    running: list[FaultServer] = []

    def start(pages: dict[str, bytes | Fault]) -> FaultServer:
        running.append(FaultServer(pages))
        return running[-1]

    yield start
    for server in running:
        server.stop()


def rows(names: list[str]) -> str:
    lines = "".join(
        f"<tr><td><a href='{name}.shtml'>{name}：第{number}期社区开放日举行</a></td><td>2025-09-{number:02}</td></tr>"
        for number, name in enumerate(names, 1)
    )
    return f"<html><head><title>社区动态</title></head><body><table>{lines}</table></body></html>"


def test_articles_that_misbehave_in_every_way_harm_no_other(
    archive: Archive, faulty: Callable[[dict[str, bytes | Fault]], FaultServer]
) -> None:
    names = [*FAULTS, "wide", "good"]
    wide = says_wrong_charset()
    pages: dict[str, bytes | Fault] = {f"/sq/{name}.shtml": fault for name, fault in FAULTS.items()}
    pages |= {"/sq/": answer(rows(names)), "/sq/good.shtml": answer(article(1)), "/sq/wide.shtml": wide}
    server = faulty(pages)
    begun = time.monotonic()
    assert crawl(archive, f"{server.url}/sq/", "-s", "DOWNLOAD_TIMEOUT=2", "-s", "MEMUSAGE_LIMIT_MB=600") == 3
    assert time.monotonic() - begun < 60
    record = archive.runs("baishi")[0]
    stored = {version["url"].rpartition("/")[2].partition(".")[0] for version in archive.versions("baishi")}
    assert stored == {"good", "wide", "binary"}
    file = next(version for version in archive.versions("baishi") if "binary" in version["url"])
    assert file["paragraphs"] == []
    assert [attachment["name"] for attachment in file["attachments"]] == ["binary.shtml"]
    assert "\ufffd" not in "".join(version["title"] for version in archive.versions("baishi"))
    owed = {row["url"].rpartition("/")[2].partition(".")[0] for row in record["failed"]}
    assert owed == set(FAULTS) - {"binary"}, "each is asked for again"
    assert record["channels"]["/sq/"]["rows"].get("led away") == len(AWAY - {"file"})
    assert not any("admin" in path or "meta-data" in path for path in server.asked)


def says_wrong_charset() -> bytes:
    """Return a page in GB18030 whose header says something else."""
    page = article(2).replace("<head>", "<head><meta charset='gb18030'>")
    return answer(page.encode("gb18030"), "Content-Type: text/html; charset=utf-8")


@pytest.mark.parametrize("name", ["drip", "gzip", "loop", "garbage", "private", "huge"])
def test_a_listing_that_misbehaves_ends_the_run_with_the_right_outcome(
    archive: Archive, faulty: Callable[[dict[str, bytes | Fault]], FaultServer], name: str
) -> None:
    server = faulty({"/sq/": FAULTS[name], "/sq/loop.shtml": FAULTS["loop"]})
    code = crawl(archive, f"{server.url}/sq/", "-s", "DOWNLOAD_TIMEOUT=2")
    assert code == OUTCOMES.get(name, 3)
    assert not (archive.root / "bulletins" / "baishi").is_dir() or archive.versions("baishi") == []


REBOUND = """
import socket, sys
socket.gethostbyname = lambda name: "10.255.255.1"  # what a name server of somebody else's says
from scrapy.cmdline import execute
execute(["scrapy", "crawl", "listing", "-a", "url=http://news.baishi.example/sq/", "-a", "site=baishi",
         "-s", "DOWNLOAD_DELAY=0.01", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=5"])
"""


def test_a_name_that_leads_to_a_private_address_is_not_followed(archive: Archive) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REBOUND], cwd=ROOT, env=archive.environment(), capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode != 0
    assert "not public" in archive.runs("baishi")[0]["reasons"][0], done.stderr


def test_a_site_on_loopback_may_stay_there_and_reach_no_other_host_by_a_redirect(
    archive: Archive, serve: Callable[..., Pages], faulty: Callable[[dict[str, bytes | Fault]], FaultServer]
) -> None:
    """Scrapy lets a request that was tried again go anywhere: it is not filtered any more."""
    neighbour = serve({})
    away = neighbour.url.replace("127.0.0.1", "localhost")
    answers = iter([answer("", status="503 Busy"), answer("", f"Location: {away}/x", status="302 Found")])
    server = faulty({"/sq/": lambda connection: connection.sendall(next(answers))})
    assert crawl(archive, f"{server.url}/sq/", "-s", "RETRY_TIMES=1") == 3
    assert server.asked == ["/robots.txt", "/sq/", "/sq/"]
    assert neighbour.asked == []
