"""`scrapy doctor` and `scrapy addsite`: looking at a site before, and after, it is crawled."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, Archive, Ended
from tests.test_listing_crawl import site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving import Pages

FAST = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_START_DELAY=0.01", "-s", "RETRY_TIMES=0")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that may be written to."""
    place = tmp_path / "project"
    for name in ("bulletin_spider", "tests/sites"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "scrapy.cfg", place)
    return place


def addsite(project: Path, *arguments: str) -> Ended:
    command = [sys.executable, "-m", "scrapy", "addsite", *FAST, *arguments]
    done = subprocess.run(
        command,
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def test_doctor_tells_what_can_be_read_and_leaves_no_trace(archive: Archive) -> None:
    ended = archive.scrapy("doctor", "demo", "-a", f"port={archive.port}")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == "demo"
    assert "    10 rows, 10 with a date; gb18030" in lines
    assert f"    next page: http://127.0.0.1:{archive.port}/xw/yw/index_1.html (trs)" in lines
    assert lines[-1] == "3 of 3 channels are well"
    assert not archive.root.exists()


def test_doctor_tells_what_is_wrong_and_what_to_do(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (403, {}, b"")})
    ended = archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")
    assert ended.code == 5
    assert "blocked: HTTP 403; the site turns us away" in ended.out
    assert "Traceback" not in ended.err


def test_doctor_obeys_robots_txt(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/robots.txt": b"User-agent: *\nDisallow: /"})
    ended = archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")
    assert ended.code == 6
    assert server.paths == ["/robots.txt"]


def test_doctor_tells_a_page_that_is_no_listing(archive: Archive, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": "<html><body><script>location.href='/check'</script></body></html>"})
    ended = archive.scrapy("doctor", "listing", *FAST, "-a", f"url={server.url}/sq/")
    assert ended.code == 3
    assert "incomplete: the page shows no rows" in ended.out


def test_doctor_names_the_sites_there_are(archive: Archive) -> None:
    ended = archive.scrapy("doctor", "hadian")
    assert ended.code == 2
    assert "did you mean 'haidian'?" in ended.err
    assert archive.scrapy("doctor").code == 2


def test_addsite_shows_what_it_found_and_writes_nothing_unasked(
    project: Path, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    ended = addsite(project, "baishi", f"{server.url}/sq/")
    assert (ended.code, ended.err) == (0, "")
    assert "10 rows, 10 with a date" in ended.out
    assert ended.out.count("    article 2025-09-") == 3
    assert "nothing was written; --yes writes the site's file" in ended.out
    assert not (project / "bulletin_spider/spiders/baishi.py").exists()


def test_addsite_writes_a_site_that_can_be_crawled_and_its_offline_case(
    project: Path, archive: Archive, serve: Callable[..., Pages]
) -> None:
    server = serve(site())
    ended = addsite(project, "baishi", f"{server.url}/sq/", "--yes")
    assert ended.code == 0
    text = (project / "bulletin_spider/spiders/baishi.py").read_text(encoding="utf-8")
    assert f'"社区动态": Channel("{server.url}/sq/"),' in text
    assert {path.name for path in (project / "tests/sites/baishi").iterdir()} == {"listing", "article"}
    crawl = [sys.executable, "-m", "scrapy", "crawl", "baishi", *FAST]
    done = subprocess.run(
        crawl, cwd=project, env=replace(archive).environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(archive.versions("baishi")) == 20


def test_addsite_never_overwrites(project: Path) -> None:
    kept = project / "bulletin_spider/spiders/baishi.py"
    kept.write_text("# mine\n")
    ended = addsite(project, "baishi", "http://127.0.0.1:9/sq/", "--yes")
    assert ended.code == 2
    assert "is there already, and is not overwritten" in ended.err
    assert kept.read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["baishi"], "give a name and an address"),
        (["Bai-shi", "http://x/"], "'Bai-shi' cannot be a site's name"),
        (["class", "http://x/"], "'class' cannot be a site's name"),
        (["demo", "http://x/"], "there is a site 'demo' already"),
        (["baishi", "x.gov.cn"], "x.gov.cn is no address"),
    ],
)
def test_addsite_refuses_what_cannot_be_meant_in_one_line(
    project: Path, arguments: list[str], says: str
) -> None:
    ended = addsite(project, *arguments)
    assert ended.code == 2
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_addsite_writes_nothing_where_nothing_can_be_read(project: Path, serve: Callable[..., Pages]) -> None:
    server = serve({"/sq/": (404, {}, b"")})
    ended = addsite(project, "baishi", f"{server.url}/sq/", "--yes")
    assert ended.code == 3
    assert "gone: HTTP 404" in ended.out
    assert not (project / "bulletin_spider/spiders/baishi.py").exists()
