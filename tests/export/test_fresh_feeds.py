from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.export.fresh_feeds import ENTRIES, refresh_feeds
from bulletin_spider.export.selection import Selection, selected_versions
from bulletin_spider.export.writing import export
from tests.archive.wordings import put, wording

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Archive

ATOM = "{http://www.w3.org/2005/Atom}"


def titles(path: Path) -> list[str | None]:
    feed = ET.fromstring(path.read_bytes())  # noqa: S314 - our own
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def refreshed(archive: Path, feeds: Path, channels: list[str], **options: bool) -> list[Path]:
    index = Index.open(Layout(archive), "demo")
    try:
        return refresh_feeds(feeds, index, channels, **options)
    finally:
        index.close()


def batched_pairs(paths: list[Path]) -> list[tuple[Path, Path]]:
    return list(zip(paths[::2], paths[1::2], strict=True))


def test_each_site_and_channel_has_a_feed(tmp_path: Path) -> None:
    many = [wording(n, title=f"第{n}号", date=f"2026-0{n // 28 + 1}-{n % 28 + 1:02}") for n in range(80)]
    put(tmp_path, *many, wording(99, title="公告", channel="通知/公告", date="2026-09-01"))
    put(tmp_path, wording(98, title="外区", site="other"), site="other")
    feeds = tmp_path / "feeds"
    written = refreshed(tmp_path, feeds, ["要闻", "通知/公告"])
    assert [str(path.relative_to(feeds)) for path in written] == [
        "demo.atom",
        "demo.json",
        "demo/要闻.atom",
        "demo/要闻.json",
        "demo/通知_公告.atom",
        "demo/通知_公告.json",
    ]
    assert titles(written[0])[:3] == ["公告", "第79号", "第78号"]
    assert len(titles(written[0])) == len(titles(written[2])) == ENTRIES
    assert titles(written[4]) == ["公告"]
    for atom, json_feed in batched_pairs(written):
        assert [item["title"] for item in json.loads(json_feed.read_bytes())["items"]] == titles(atom)


def test_feed_shows_revisions_and_drops_withdrawn_bulletins(tmp_path: Path) -> None:
    put(tmp_path, wording(1, title="旧"), wording(2, title="撤"))
    before = refreshed(tmp_path, tmp_path / "feeds", [])[0].read_text(encoding="utf-8")
    later = [
        wording(1, title="新", revision=2, change="revised"),
        wording(2, title="撤", revision=2, change="withdrawn"),
    ]
    put(tmp_path, *later, run="20260929T000000Z")
    path, _ = refreshed(tmp_path, tmp_path / "feeds", [])
    assert titles(path) == ["新"]
    identity = path.read_text(encoding="utf-8").split("<entry><id>")[1].split("<")[0]
    assert identity in before
    assert sorted(file.name for file in path.parent.iterdir()) == ["demo.atom", "demo.json"]


def test_a_feed_is_what_an_export_writes(tmp_path: Path) -> None:
    """Also the order of bulletins of one day, and of a revision in a later segment."""
    put(tmp_path, *(wording(number, title=f"第{number}号") for number in range(9)))
    later = wording(3, title="改", revision=2, change="revised")
    put(tmp_path, later, wording(9, title="新"), run="20260929T000000Z")
    path, _ = refreshed(tmp_path, tmp_path / "feeds", [])
    selection = Selection("demo")
    export(selected_versions(tmp_path, selection), f"{tmp_path}/x.atom", selection=selection)
    assert sorted(titles(path), key=str) == sorted(titles(tmp_path / "x.atom"), key=str)
    assert titles(path)[:3] == ["新", "改", "第8号"]


def test_a_run_without_news_writes_missing_feeds_only(tmp_path: Path) -> None:
    put(tmp_path, wording(1))
    feeds = tmp_path / "feeds"
    site, _, channel, _ = refreshed(tmp_path, feeds, ["要闻"])
    before = site.stat()
    channel.unlink()
    put(tmp_path, wording(2), run="20260929T000000Z")
    assert refreshed(tmp_path, feeds, ["要闻"], only_missing=True) == [channel]
    assert site.stat() == before
    assert len(titles(channel)) == 2


@pytest.mark.crawl
def test_crawl_writes_feeds_if_feed_dir_is_set(archive: Archive) -> None:
    feeds = archive.root.parent / "feeds"
    ended = archive.demo("-a", "limit=5", "-s", f"FEED_DIR={feeds}")
    assert (ended.code, ended.err) == (0, "")
    names = sorted(str(path.relative_to(feeds)) for path in feeds.rglob("*.atom"))
    assert names == ["demo.atom", "demo/要闻.atom", "demo/通知公告.atom", "demo/部门动态.atom"]
    assert len(titles(feeds / "demo.atom")) == len(archive.versions())
    assert not (archive.root / "search.sqlite").exists()


@pytest.mark.crawl
def test_unwritable_feeds_are_a_warning_only(archive: Archive) -> None:
    feeds = archive.root.parent / "feeds"
    feeds.write_text("a file is no directory")
    ended = archive.demo("-a", "limit=5", "-s", f"FEED_DIR={feeds}")
    assert ended.code == 0
    assert "the archive is whole, but its manifest or feeds are not fresh" in ended.err
    assert len(ended.err.splitlines()) == 1
    assert (archive.root / "datapackage.json").exists()
