from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from bulletin_spider.exceptions import DeliveryFault
from bulletin_spider.watches.delivery.delivering import write_feed
from bulletin_spider.watches.delivery.feed_file import ENTRIES
from tests.watches.delivery.hits import edit, new, watch

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = pytest.mark.parametrize("ending", ["atom", "xml", "json"])


def titles(path: Path) -> list[str]:
    """Return the titles of a feed's entries, as a reader of feeds sees them."""
    if path.suffix == ".json":
        return [item["title"] for item in json.loads(path.read_bytes())["items"]]
    parsed = feedparser.parse(path.read_bytes())
    assert not parsed.bozo
    return [entry.title for entry in parsed.entries]


@ENDINGS
def test_hit_is_in_the_feed_once(tmp_path: Path, ending: str) -> None:
    made = watch(feed=tmp_path / "sub" / f"feed.{ending}")
    assert made.feed
    write_feed(made, [new(1, made), new(2, made)])
    before = made.feed.read_bytes()
    write_feed(made, [new(2, made)])
    assert made.feed.read_bytes() == before
    write_feed(made, [new(2, made), edit(3, made)])
    assert titles(made.feed) == ["revised: 养老", "new: 题2", "new: 题1"]
    assert [path.name for path in made.feed.parent.iterdir()] == [made.feed.name]


@ENDINGS
def test_feed_keeps_the_newest(tmp_path: Path, ending: str) -> None:
    made = watch(feed=tmp_path / f"feed.{ending}")
    assert made.feed
    for start in (1, 101, 201):
        write_feed(made, [new(number, made) for number in range(start, start + 100)])
    assert titles(made.feed) == [f"new: 题{number}" for number in range(300, 300 - ENTRIES, -1)]


@ENDINGS
def test_empty_feed_is_a_feed(tmp_path: Path, ending: str) -> None:
    made = watch(feed=tmp_path / f"feed.{ending}")
    assert made.feed
    write_feed(made, [])
    assert titles(made.feed) == []


@ENDINGS
def test_what_is_no_feed_is_not_replaced(tmp_path: Path, ending: str) -> None:
    made = watch(feed=tmp_path / f"feed.{ending}")
    assert made.feed
    others = ["my notes", "[]", "{}", "<feed/>", "null", ""]
    write_feed(watch(name="other", feed=made.feed), [new()])
    for content in [made.feed.read_text(encoding="utf-8"), *others]:
        made.feed.write_text(content, encoding="utf-8")
        with pytest.raises(DeliveryFault, match="it is no feed of this watch"):
            write_feed(made, [new(1, made)])
        assert made.feed.read_text(encoding="utf-8") == content


@ENDINGS
def test_any_text_makes_a_valid_feed(tmp_path: Path, ending: str) -> None:
    odd = "\x00<script>&]]>\ud800\u2028" + '"'
    made = watch(feed=tmp_path / f"feed.{ending}", name=odd.replace("\ud800", ""))
    assert made.feed
    for number in (1, 2):
        write_feed(made, [new(number, made, title=odd, paragraphs=[odd], channel=odd, reporters=[odd])])
    assert titles(made.feed) == ['new: <script>&]]> "'] * 2
    assert "<p><script>" not in made.feed.read_text(encoding="utf-8")


def test_feed_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DeliveryFault, match=r"^(Not a directory|File exists)$"):
        write_feed(watch(feed=tmp_path / "file" / "feed.atom"), [new()])
    with pytest.raises(DeliveryFault, match=r"a feed ends with one of: \.atom, \.xml, \.json"):
        write_feed(watch(feed=tmp_path / "feed.txt"), [new()])


def test_json_feed_follows_its_rules(tmp_path: Path) -> None:
    """https://www.jsonfeed.org/version/1.1/"""
    made = watch(feed=tmp_path / "feed.json")
    assert made.feed
    write_feed(made, [edit(1, made), new(2, made)])
    feed: dict[str, Any] = json.loads(made.feed.read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["url"].startswith("http://")
        assert all(
            dt.datetime.fromisoformat(item[name]).tzinfo for name in ("date_published", "date_modified")
        )
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item["tags"])
    assert feed["items"][1]["_bulletin"]["sentence"] == "共有[-3-]{+2+}万人参加。"


def test_atom_entry_has_what_atom_asks_for(tmp_path: Path) -> None:
    made = watch(feed=tmp_path / "feed.atom")
    assert made.feed
    write_feed(made, [edit(1, made)])
    parsed = feedparser.parse(made.feed.read_bytes())
    (entry,) = parsed.entries
    assert parsed.feed.id
    assert parsed.feed.updated == entry.updated == "2026-09-29T08:30:00+08:00"
    assert entry.id.startswith("urn:uuid:")
    assert entry.link == "http://x.gov.cn/1.html"
    assert "共有[-3-]{+2+}万人参加。" in entry.content[0].value
    assert "captures/haidian/x.warc.gz" in entry.content[0].value
