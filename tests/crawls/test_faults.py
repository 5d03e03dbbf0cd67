"""Hostile and broken servers make no run crash, hang or publish garbage."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.crawls.baishi import FAST, article, crawl, listing, site
from tests.crawls.faults import FaultServer, answer, faults
from tests.crawls.waiting import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Archive
    from tests.crawls.faults import Fault
    from tests.serving import Pages

pytestmark = pytest.mark.crawl

FAULTS = faults()
LEADING_AWAY = {
    "private", "octal", "hexadecimal", "decimal", "sixth", "mapped", "named", "disguised", "metadata", "file",
}  # fmt: skip
"""Faults that redirect to an address that must not be asked."""
PATIENT = ("-s", "DOWNLOAD_TIMEOUT=5")
"""Seconds to wait for a server that does not end its answer: long enough for a good answer on a busy machine."""


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


def wrong_charset() -> bytes:
    """Return a page in GB18030 whose header names another charset."""
    page = article(2).replace("<head>", "<head><meta charset='gb18030'>")
    return answer(page.encode("gb18030"), "Content-Type: text/html; charset=utf-8")


def test_faulty_articles_harm_no_other(
    archive: Archive, faulty: Callable[[dict[str, bytes | Fault]], FaultServer]
) -> None:
    """Two of the servers never end their answer, so a run that waits for them does not end in time."""
    names = [*FAULTS, "wide", "good"]
    pages: dict[str, bytes | Fault] = {f"/sq/{name}.shtml": fault for name, fault in FAULTS.items()}
    pages |= {
        "/sq/": answer(rows(names)),
        "/sq/good.shtml": answer(article(1)),
        "/sq/wide.shtml": wrong_charset(),
    }
    server = faulty(pages)
    assert crawl(archive, f"{server.url}/sq/", *PATIENT, "-s", "MEMUSAGE_LIMIT_MB=1000") == 3
    record = archive.runs("baishi")[0]
    published = {
        version["url"].rpartition("/")[2].partition(".")[0] for version in archive.versions("baishi")
    }
    assert published == {"good", "wide", "binary"}
    file = next(version for version in archive.versions("baishi") if "binary" in version["url"])
    assert file["paragraphs"] == []
    assert [attachment["name"] for attachment in file["attachments"]] == ["binary.shtml"]
    assert "\ufffd" not in "".join(version["title"] for version in archive.versions("baishi"))
    failed = {row["url"].rpartition("/")[2].partition(".")[0] for row in record["failed"]}
    assert failed == set(FAULTS) - {"binary"}, "the next run requests each of them again"
    assert record["channels"]["/sq/"]["rows"].get("led away") == len(LEADING_AWAY - {"file"})
    assert not any("admin" in path or "meta-data" in path for path in server.asked)


@pytest.mark.parametrize(
    ("name", "code"),
    [("drip", 7), ("garbage", 7), ("gzip", 3), ("loop", 3), ("private", 3), ("huge", 3)],
)
def test_faulty_listing_publishes_nothing(
    archive: Archive, faulty: Callable[[dict[str, bytes | Fault]], FaultServer], name: str, code: int
) -> None:
    """The outcome is unreachable (7) or incomplete (3)."""
    server = faulty({"/sq/": FAULTS[name], "/sq/loop.shtml": FAULTS["loop"]})
    assert crawl(archive, f"{server.url}/sq/", *PATIENT) == code
    assert not (archive.root / "bulletins" / "baishi").is_dir() or archive.versions("baishi") == []


def test_cut_listing_has_no_end(
    archive: Archive, faulty: Callable[[dict[str, bytes | Fault]], FaultServer]
) -> None:
    """The stated length is too short. What is left looks like a listing of one page, and the run was called ok."""
    page = listing(range(20, 10, -1), "list_2.shtml")
    length = len(page[: page.index("art_15")].encode())
    pages: dict[str, bytes | Fault] = {
        f"/sq/art_{number}.shtml": answer(article(number)) for number in range(1, 21)
    }
    server = faulty(pages | {"/sq/": answer(page, length=length)})
    assert crawl(archive, f"{server.url}/sq/") == 3
    record = archive.runs("baishi")[0]
    assert record["reasons"] == ["/sq/: page 1 ends in the middle, without </html>"]
    assert record["published"] == 5


def test_enormous_listing_is_not_called_whole(
    archive: Archive, faulty: Callable[[dict[str, bytes | Fault]], FaultServer]
) -> None:
    """The readers see the first 50,000 tags, so that the next link behind them is lost."""
    page = listing(range(20, 10, -1), "list_2.shtml").replace("</table>", "</table>" + "<i></i>" * 50_000)
    pages: dict[str, bytes | Fault] = {
        f"/sq/art_{number}.shtml": answer(article(number)) for number in range(1, 21)
    }
    server = faulty(pages | {"/sq/": answer(page)})
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 1 is too large to be read whole"]


REBOUND = """
import socket
socket.gethostbyname = lambda name: "10.255.255.1"  # as a hostile name server answers
from scrapy.cmdline import execute
execute(["scrapy", "crawl", "listing", "-a", "url=http://news.baishi.example/sq/", "-a", "site=baishi",
         "-s", "DOWNLOAD_DELAY=0.01", "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=5"])
"""


def test_public_name_of_a_private_address_is_refused(archive: Archive) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REBOUND], cwd=ROOT, env=archive.environment(), capture_output=True, text=True,
        check=False, timeout=LIMIT,
    )  # fmt: skip
    assert done.returncode != 0
    assert "not public" in archive.runs("baishi")[0]["reasons"][0], done.stderr


def test_redirect_from_loopback_reaches_no_other_host(
    archive: Archive, serve: Callable[..., Pages], faulty: Callable[[dict[str, bytes | Fault]], FaultServer]
) -> None:
    """A site on loopback may stay there. Scrapy does not filter a request that it retries, so we do."""
    neighbour = serve({})
    away = neighbour.url.replace("127.0.0.1", "localhost")
    answers = iter([answer("", status="503 Busy"), answer("", f"Location: {away}/x", status="302 Found")])
    server = faulty({"/sq/": lambda connection: connection.sendall(next(answers))})
    assert crawl(archive, f"{server.url}/sq/", "-s", "RETRY_TIMES=1") == 3
    assert server.asked == ["/robots.txt", "/sq/", "/sq/"]
    assert neighbour.asked == []


@pytest.mark.parametrize(("limit", "code"), [("-n", 1), ("-Sn", 0)])
def test_few_open_files_are_named_as_such(
    archive: Archive, serve: Callable[..., Pages], limit: str, code: int
) -> None:
    """A run raises a soft limit itself. With 20 files it called the site unreachable, or a directory not writable."""
    server = serve(site())
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "listing",
        "-a",
        f"url={server.url}/sq/",
        "-a",
        "site=baishi",
        *FAST,
    ]
    done = subprocess.run(
        ["bash", "-c", f'ulimit {limit} 20; exec "$@"', "bash", *command], cwd=ROOT, env=archive.environment(),
        capture_output=True, text=True, check=False, timeout=LIMIT,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    if code:
        assert (
            done.stderr
            == "scrapy crawl: error: too many open files: the limit is 20, a run needs 64; raise it: ulimit -n 64\n"
        )
        assert server.asked == []
