from __future__ import annotations

import datetime as dt
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.anchors import write_anchor
from bulletin_spider.archive.decisions.forgetting import forget
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.record_chain import chain_lines, last_event
from bulletin_spider.archive.run_records import append_event
from bulletin_spider.statuses import RecordEvent
from tests.archive.records import run_file
from tests.commands.inprocess import scrapy
from tests.conftest import Archive, free_port
from tests.crawls.baishi import crawl, site
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.crawl
Capture = pytest.CaptureFixture[str]
NOON = dt.datetime(2026, 9, 28, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Pages]]:
    """Return an archive of demo and baishi, with feeds and a search index, and baishi's server; only for reading."""
    archive = Archive(tmp_path_factory.mktemp("two") / "archive", free_port())
    server = Pages(site())
    archive.demo("-a", "limit=3")
    crawl(archive, f"{server.url}/sq/", "-s", f"FEED_DIR={archive.root.parent / 'feeds'}")
    yield archive, server
    server.stop()


@pytest.fixture
def root(two_sites: tuple[Archive, Pages], tmp_path: Path) -> Path:
    shutil.copytree(two_sites[0].root.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "archive"


def test_retired_site_is_kept_and_not_expected(root: Path, capsys: Capture) -> None:
    assert scrapy(capsys, root, "retire", "demo", "--reason", "its office is closed").code == 0
    event = last_event(Layout(root), "demo")
    assert event
    assert event["reason"] == "its office is closed"
    shown = [line.split()[:2] for line in scrapy(capsys, root, "status", "demo").out.splitlines()]
    assert ["demo", "retired"] in shown
    assert scrapy(capsys, root, "status", "--require", "demo").code == 3
    verified = scrapy(capsys, root, "verify")
    assert (verified.code, "no faults" in verified.out) == (0, True)
    assert scrapy(capsys, root, "retire", "demo").err == "scrapy retire: demo is already retired\n"
    assert scrapy(capsys, root, "retire", "--undo", "demo").code == 0
    assert scrapy(capsys, root, "status", "--require", "demo").code == 0
    assert scrapy(capsys, root, "verify").code == 0


def test_timers_and_sweeps_leave_out_retired_sites(root: Path, capsys: Capture) -> None:
    """A site that is named is not left out."""
    for folder in ("bulletins", "captures"):
        (root / folder / "baishi").rename(root / folder / "haidian")
    (root / "runs" / "baishi").rename(root / "runs" / "haidian")
    assert "crawl --quiet haidian\n" in scrapy(capsys, root, "schedule").out
    assert scrapy(capsys, root, "retire", "haidian").code == 0
    assert "crawl --quiet haidian\n" not in scrapy(capsys, root, "schedule").out
    assert "crawl --quiet haidian\n" in scrapy(capsys, root, "schedule", "haidian").out


def test_forgotten_site_leaves_one_line(root: Path, capsys: Capture) -> None:
    """Everything derived follows, and an older anchor is still accepted."""
    layout = Layout(root)
    anchor = shutil.copy(write_anchor(layout, ["baishi", "demo"], NOON), root.parent / "anchor.json")
    last = layout.head("baishi").read_text(encoding="utf-8")
    assert scrapy(capsys, root, "search", "社区开放日", "--site", "baishi").out
    feeds = ("-s", f"FEED_DIR={root.parent / 'feeds'}")
    ended = scrapy(capsys, root, "forget", "baishi", "--yes", "--reason", "a trial", *feeds)
    assert (ended.code, ended.err) == (0, "")
    assert not [path for path in root.rglob("*baishi*") if path.relative_to(root).parts[0] != "runs"]
    assert not list((root.parent / "feeds").rglob("*"))
    (line,) = chain_lines(layout, "baishi")
    assert json.loads(line)["previous_line"] == json.loads(last)["sha256"]
    assert json.loads(line)["reason"] == "a trial"
    verified = scrapy(capsys, root, "verify", "--anchor", str(anchor))
    assert (verified.code, "no faults, 1 note" in verified.out) == (0, True), verified.out
    assert "the site was forgotten by run " in verified.out
    assert "社区开放日" not in scrapy(capsys, root, "search", "社区开放日").out
    assert "baishi" not in (root / "datapackage.json").read_text(encoding="utf-8")
    assert "baishi" not in scrapy(capsys, root, "status").out


def test_forgotten_site_can_be_crawled_again(
    two_sites: tuple[Archive, Pages], root: Path, capsys: Capture
) -> None:
    again = Archive(root, free_port())
    forget(Layout(root), "baishi", NOON, "")
    assert crawl(again, f"{two_sites[1].url}/sq/", "-a", "limit=2") == 0
    assert len(again.versions("baishi")) == 2
    assert scrapy(capsys, root, "verify").code == 0


def test_killed_forgetting_is_finished_by_the_next(root: Path) -> None:
    """It was killed when only the line was left of the records."""
    layout = Layout(root)
    append_event(layout, "baishi", RecordEvent.FORGOTTEN, NOON)
    run_file(layout, "baishi").write_bytes(
        run_file(layout, "baishi").read_bytes().splitlines(keepends=True)[-1]
    )
    assert layout.segments("baishi")
    forget(layout, "baishi", NOON, "")
    assert not layout.bulletins("baishi").exists()
    assert run_file(layout, "baishi").read_bytes().count(b'{"event": ') == 1


def test_forgetting_asks_first(root: Path, capsys: Capture) -> None:
    ended = scrapy(capsys, root, "forget", "baishi")
    assert ended.code == 2
    assert "would be removed for good; --yes does it without a question" in ended.err
    assert Layout(root).segments("baishi")
