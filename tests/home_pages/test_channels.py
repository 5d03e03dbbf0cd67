"""The channels of 26 fictional sites are found from their home pages."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.run_records import last_run_records
from bulletin_spider.operations.examination.home_spider import PAGES
from tests.conftest import HALF_WRITTEN, ROOT, Ended
from tests.crawls.waiting import wait_until
from tests.home_pages import first_half, portals, second_half
from tests.home_pages.searching import score, search_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.home_pages.building import FictionalSite
    from tests.serving import Pages

ROWS = 12
"""Rows of each list of a fictional site."""
SITES = (*first_half.SITES, *second_half.SITES, *portals.SITES)


@pytest.mark.parametrize("build", SITES, ids=lambda build: build.__name__)
def test_channels_of_a_home_page(build: Callable[[], FictionalSite]) -> None:
    site = build()
    search = search_site(site)
    found = score(site, {channel.url: channel.name for channel in search.channels})
    assert (found.missed, found.wrong, found.misnamed) == ([], [], [])
    assert search.pages <= PAGES


def test_departments_count_with_all() -> None:
    site = second_half.menus_of_three_levels()
    search = search_site(site, offices=True)
    found = score(site, {channel.url: channel.name for channel in search.channels}, offices=True)
    assert (found.missed, found.wrong, found.misnamed) == ([], [], [])


def test_every_candidate_left_out_has_a_reason() -> None:
    site = first_half.other_hosts()
    left_out = search_site(site).left_out
    assert (
        left_out["http://jyj.linhe.example/dt/"] == "it is the list of an office, 区教育局; --all takes it in"
    )
    assert left_out["http://www.shengji.example/yw/"] == "it leads to another site"
    assert left_out["http://www.linhe.example/zxdj/"] == "its name says a service: 领导信箱"
    assert all(left_out.values())


def test_a_search_reads_few_pages() -> None:
    site = first_half.drop_down_menu()
    answer = site.pages[site.home]
    links = "".join(f"<a href='/news{n}/'>第{n}类新闻</a>" for n in range(90))
    site.pages[site.home] = (*answer[:2], answer[2].replace(b"<body>", f"<body>{links}".encode()))  # type: ignore[index]
    search = search_site(site)
    assert search.pages <= PAGES
    assert sum("a search reads" in why for why in search.left_out.values()) > 40


FAST = ("-s", "DOWNLOAD_DELAY=0.01", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")


def project(place: Path, sites: list[FictionalSite], *more: str) -> None:
    """Copy the project, and write the table of the sites' home pages."""
    shutil.copytree(ROOT / "bulletin_spider", place / "bulletin_spider", ignore=HALF_WRITTEN)
    shutil.copy(ROOT / "scrapy.cfg", place)
    lines = ["name,home,region", *(f"{site.name},{site.home},110108" for site in sites), *more]
    (place / "homes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def start(place: Path, proxy: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    command = [sys.executable, "-m", "scrapy", "addsites", "homes.csv", *FAST]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=place, env=environment | {"http_proxy": proxy}, stdout=pipe, stderr=pipe, text=True
    )


def addsites(place: Path, proxy: str) -> Ended:
    process = start(place, proxy)
    out, err = process.communicate(timeout=300)
    return Ended(process.returncode, out, err)


@pytest.mark.crawl
def test_many_homes_are_searched_side_by_side(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """One server answers for all hosts, as a proxy. A second call asks for nothing that the report settles."""
    sites = {site.name: site for site in (build() for build in SITES)}
    project(tmp_path, [*sites.values()], "leer,http://www.leer.example/", "weg,http://www.weg.example/")
    server = serve({url: page for site in sites.values() for url, page in site.pages.items()}, delay=0.01)
    server.pages["http://www.leer.example/"] = "<a href='/zjwm/'>走进本地</a>" * 9
    done = addsites(tmp_path, server.url)
    assert (done.code, done.err) == (3, "")
    assert "26 of 28 sites have channels; 2 need a person or another call" in done.out
    with (tmp_path / "homes.report.csv").open(encoding="utf-8") as file:
        report = {line["name"]: line for line in csv.DictReader(file)}
    assert {name for name, line in report.items() if line["result"] == "written"} == {*sites}
    assert all(int(report[name]["channels"]) == len(site.channels) for name, site in sites.items())
    assert "no list was found behind the home page" in report["leer"]["why"]
    assert "gone: HTTP 404" in report["weg"]["why"]
    spiders = tmp_path / "bulletin_spider/spiders"
    assert {*sites} <= {path.stem for path in spiders.glob("*.py")}
    assert not {"leer", "weg"} & {path.stem for path in spiders.glob("*.py")}
    assert_one_at_a_time(server)
    asked = len(server.asked)
    again = addsites(tmp_path, server.url)
    assert (again.code, again.out) == (3, done.out)
    assert len(server.asked) == asked


@pytest.mark.crawl
def test_stopped_search_goes_on_where_it_was(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    project(tmp_path, [build() for build in first_half.SITES[:3]])
    server = serve({url: page for build in first_half.SITES[:3] for url, page in build().pages.items()})
    last = server.hold("http://www.nanhu.example/")
    process = start(tmp_path, server.url)
    report = tmp_path / "homes.report.csv"
    wait_until(lambda: report.exists() and report.read_text(encoding="utf-8").count("written") == 2, process)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "2 of 3 sites have channels" in out
    assert 'region = "110108"' in (tmp_path / "bulletin_spider/spiders/qingyan.py").read_text(
        encoding="utf-8"
    )
    last.set()
    before = len(server.asked)
    assert addsites(tmp_path, server.url).code == 0
    assert {path.split("/")[2] for path in server.paths[before:]} == {"www.nanhu.example"}


@pytest.mark.crawl
def test_site_whose_lists_do_not_answer_is_not_written(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """One turns us away from its lists one after the other, the other from many of them."""
    sites = [first_half.drop_down_menu(), first_half.tab_heads()]
    project(tmp_path, sites)
    server = serve({url: page for site in sites for url, page in site.pages.items()})
    fronts = ["http://www.qingyan.example/xwzx/", "http://www.qingyan.example/zwgk/"]
    for url in [*fronts, *sites[0].channels, *list(sites[1].channels)[::2]]:
        server.pages[url] = (403, {}, b"")
    done = addsites(tmp_path, server.url)
    assert done.code == 3
    report = (tmp_path / "homes.report.csv").read_text(encoding="utf-8")
    assert "the search broke off: the site stopped answering: HTTP 403" in report
    assert "4 links brought no answer, like http://www.nanhu.example/" in report
    assert not {"qingyan", "nanhu"} & {
        path.stem for path in (tmp_path / "bulletin_spider/spiders").glob("*.py")
    }


def assert_one_at_a_time(server: Pages) -> None:
    """Two requests of one host never overlap: each arrives after the answer to the one before was ready."""
    moments = defaultdict(list)
    for path, _, moment in server.asked:
        moments[path.split("/")[2]].append(moment)
    for times in moments.values():
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps, default=1) >= server.delay
    assert max(len(times) for times in moments.values()) <= PAGES + 1  # and robots.txt


@pytest.mark.crawl
def test_found_channels_are_crawled_whole(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """A run is ``incomplete`` only where a list links a page 2 that the site does not have."""
    sites = {site.name: site for site in (build() for build in second_half.SITES)}
    project(tmp_path, [*sites.values()])
    server = serve({url: page for site in sites.values() for url, page in site.pages.items()})
    assert addsites(tmp_path, server.url).code == 0
    environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    environment |= {"http_proxy": server.url, "BULLETIN_ARCHIVE": str(tmp_path / "archive")}
    command = [sys.executable, "-m", "scrapy", "sweep", "--jobs", "2", *sites, *FAST]
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=300)
    for name, site in sites.items():
        (record,) = last_run_records(Layout(tmp_path / "archive"), name, 2)
        assert record["published"] == ROWS * len(site.channels)
        assert {*record["reasons"]} == {
            f"{channel}: page 2: HTTP 404"
            for channel, walk in record["channels"].items()
            if not walk["closed"]
        }
        assert record["outcome"] == ("incomplete" if record["reasons"] else "ok")
