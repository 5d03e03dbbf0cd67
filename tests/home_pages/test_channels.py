"""The channels of 26 fictional sites are found from their home pages."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.operations.examination.home_spider import PAGES
from tests.conftest import ROOT
from tests.home_pages import first_half, portals, second_half
from tests.home_pages.searching import score, search_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.home_pages.building import FictionalSite
    from tests.serving import Pages

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


def addsites(project: Path, proxy: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    command = [sys.executable, "-m", "scrapy", "addsites", "homes.csv", *FAST, *arguments]
    return subprocess.run(
        command,
        cwd=project,
        env=environment | {"http_proxy": proxy},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.crawl
def test_many_homes_are_searched_side_by_side(tmp_path: Path, serve: Callable[..., Pages]) -> None:
    """One server answers for all hosts, as a proxy. A second call asks for nothing that the report settles."""
    shutil.copytree(
        ROOT / "bulletin_spider", tmp_path / "bulletin_spider", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    sites = {site.name: site for site in (build() for build in SITES)}
    lines = [f"{site.name},{site.home}" for site in sites.values()]
    bad = ["leer,http://www.leer.example/", "weg,http://www.weg.example/"]
    (tmp_path / "homes.csv").write_text("name,home\n" + "\n".join([*lines, *bad]) + "\n", encoding="utf-8")
    server = serve({url: page for site in sites.values() for url, page in site.pages.items()}, delay=0.01)
    server.pages["http://www.leer.example/"] = "<a href='/zjwm/'>走进本地</a>" * 9
    done = addsites(tmp_path, server.url)
    assert (done.returncode, done.stderr) == (3, "")
    assert "26 of 28 sites have channels; 2 need a person or another call" in done.stdout
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
    assert (again.returncode, again.stdout) == (3, done.stdout)
    assert len(server.asked) == asked


def assert_one_at_a_time(server: Pages) -> None:
    """Two requests of one host never overlap: each arrives after the answer to the one before was ready."""
    moments = defaultdict(list)
    for path, _, moment in server.asked:
        moments[path.split("/")[2]].append(moment)
    for times in moments.values():
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps, default=1) >= server.delay
    assert max(len(times) for times in moments.values()) <= PAGES + 1  # and robots.txt
