"""`demo` lets seven days pass in one process; what it prints is the same each time."""

from __future__ import annotations

import re
import shutil
from typing import NamedTuple

import pytest

from bulletin_spider.demo.server import DemoServer
from bulletin_spider.demo.site import DemoSite
from bulletin_spider.operations.reporting.table import display_width
from tests.conftest import Archive, Ended, free_port

pytestmark = pytest.mark.crawl
PRINTED = """\
day 1, 2026-09-28: 60 new (2 list pages behind a postback, 1 file kept)
day 2, 2026-09-29: 3 new, 1 revised
  revised: …步道铺装已完成23%，夜间照明同步启动，预计惠及居民[-339-]{+239+}户。
day 3, 2026-09-30: 3 new, 1 revised (1 file kept)
  revised: 区领导段其昌、[-苏蔓-]{+韩栖云+}参加。
day 4, 2026-10-01: 3 new, 1 revised, 1 moved
  moved: 石桥镇：路面修补完成过半
    now at http://127.0.0.1:PORT/zwgk/bmdt/202609/t20260927_1011.html
  revised: 桂花街道 | [-365-]{+356+} | [-54.7-]{+53.4+}
day 5, 2026-10-02: 3 new, 1 withdrawn
  withdrawn: 陆清和调研实验小学中小学课后服务情况 (HTTP 404)
    missing on 4 visits in a row since 2026-09-29 20:30
day 6, 2026-10-03: 3 new, 1 withdrawn
  withdrawn: 全区乡村道路养护工作推进会召开 (a page that says it is not there)
    missing on 4 visits in a row since 2026-09-30 20:30
day 7, 2026-10-04: 3 new, 1 restored
  restored: 陆清和调研实验小学中小学课后服务情况
all 7 days are in output, and nothing was missed; times are +08:00
"""


class Days(NamedTuple):
    """An archive with all days of the demo, and the ended command."""

    archive: Archive
    ended: Ended


def demo(archive: Archive) -> Ended:
    return archive.scrapy("demo", "-a", f"port={archive.port}")


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Only for reading."""
    archive = Archive(tmp_path_factory.mktemp("demo") / "output", free_port())
    return Days(archive, demo(archive))


def test_each_day_is_a_few_lines(days: Days) -> None:
    archive, ended = days
    assert (ended.code, ended.err) == (0, "")
    printed = ended.out.replace(f":{archive.port}/", ":PORT/").replace(str(archive.root), "output")
    assert printed.partition("  try: ")[0] == PRINTED
    assert all(display_width(line) <= 80 for line in printed.splitlines())


def test_archive_of_the_days_is_whole(days: Days) -> None:
    archive = days.archive
    assert {run["outcome"] for run in archive.runs()} == {"ok"}
    assert len(archive.versions()) == 60 + 6 * 3 + 7
    assert archive.scrapy("verify", "--deep").code == 0


def test_texts_agree_with_their_days(days: Days) -> None:
    for version in days.archive.versions():
        _, month, day = map(int, version["date"].split("-"))
        named = {text for one in version["paragraphs"] for text in re.findall(r"\d+月\d+日", one)}
        assert named <= {f"{month}月{day}日"}


def test_past_days_need_nobody(days: Days) -> None:
    ended = days.archive.scrapy("status", "demo")
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "nothing that is known needs a person")
    assert "not visited lately, so what happened since is not known: demo (" in " ".join(ended.out.split())


def test_second_call_adds_nothing(days: Days) -> None:
    before = days.archive.run_file().read_bytes()
    ended = demo(days.archive)
    assert (ended.code, ended.out.splitlines()[0]) == (0, f"all 7 days are in {days.archive.root} already")
    assert days.archive.run_file().read_bytes() == before


def test_later_call_goes_on_with_the_next_day(archive: Archive) -> None:
    assert archive.demo("-a", "day=6", "-a", "clock=day", "-a", "limit=3").code == 0
    ended = demo(archive)
    assert (ended.code, ended.out.startswith("day 7, 2026-10-04: ")) == (0, True)


def test_runs_of_other_days_are_refused(crawled_demo: Archive) -> None:
    ended = demo(crawled_demo)
    assert (ended.code, ended.out) == (2, "")
    assert (
        "has records of demo on other days than 2026-09-28 to 2026-10-04; name another directory" in ended.err
    )
    assert len(ended.err.splitlines()) == 1


def test_port_of_another_program_is_one_line(archive: Archive) -> None:
    with DemoServer(DemoSite(), archive.port):
        ended = demo(archive)
    assert (ended.code, ended.out) == (2, "")
    assert f"port {archive.port} on 127.0.0.1 cannot be used" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_later_crawl_is_the_next_day(days: Days, archive: Archive) -> None:
    shutil.copytree(days.archive.root, archive.root)
    later = Archive(archive.root, days.archive.port)
    ended = later.demo()
    assert ended.code == 0
    assert ended.out.startswith("demo: ok - 3 bulletins published (run 20261005T123000Z)")
    assert (later.demo("-a", "day=8", "-a", "clock=day").code, len(later.versions())) == (0, 88)
