"""A JSON Feed obeys the rules of version 1.1, and names bulletins as the Atom feed does."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from bulletin_spider.export.feed_entries import MOST_ENTRIES
from bulletin_spider.export.selection import Selection
from bulletin_spider.export.writing import export
from tests.archive.wordings import wording
from tests.export.exported import several, written

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
OF_FEED = {
    "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon",
    "authors", "language", "expired", "hubs", "items",
}  # fmt: skip
OF_ITEM = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image",
    "date_published", "date_modified", "authors", "tags", "language", "attachments",
}  # fmt: skip


def faults(feed: dict[str, Any]) -> list[str]:
    """Return what the specification forbids, or does not know without a leading underscore."""
    found = [f"feed: {name}" for name in feed if name not in OF_FEED and not name.startswith("_")]
    found += ["version"] * (feed["version"] != "https://jsonfeed.org/version/1.1")
    found += ["title"] * (not isinstance(feed["title"], str))
    for item in feed["items"]:
        found += [f"item: {name}" for name in item if name not in OF_ITEM and not name.startswith("_")]
        found += ["id"] * (not isinstance(item["id"], str) or not item["id"])
        found += ["content"] * ("content_html" not in item and "content_text" not in item)
        found += [
            name for name in ("date_published", "date_modified") if not MOMENT.fullmatch(item.get(name, ""))
        ]
        found += ["author"] * any(not {"name", "url", "avatar"} & one.keys() for one in item["authors"])
        found += ["tag"] * any(not isinstance(tag, str) for tag in item["tags"])
        for file in item.get("attachments", []):
            found += ["attachment"] * (not {"url", "mime_type"} <= file.keys())
            found += ["size"] * (not isinstance(file.get("size_in_bytes", 0), int))
    identities = [item["id"] for item in feed["items"]]
    return found + ["ids"] * (len({*identities}) != len(identities))


def feed_of(path: Path) -> dict[str, Any]:
    feed: dict[str, Any] = json.loads(path.read_bytes())
    assert faults(feed) == []
    return feed


def test_rules_of_the_specification_are_checked() -> None:
    wrong = {"version": "1", "title": "x", "more": 1, "items": [{"id": "", "authors": [{}], "tags": [1]}]}
    assert len(faults(wrong)) == 8


@pytest.mark.parametrize("versions", [several(), []], ids=["some", "none"])
def test_json_feed_names_bulletins_as_atom(tmp_path: Path, versions: list[dict[str, Any]]) -> None:
    feed = feed_of(written(tmp_path, "x.feed.json", versions))
    atom = ET.fromstring(written(tmp_path, "x.atom", versions).read_bytes())  # noqa: S314 - our own
    assert [one["id"] for one in feed["items"]] == [
        entry.findtext(f"{ATOM}id") for entry in atom.findall(f"{ATOM}entry")
    ]
    assert [one["content_html"] for one in feed["items"]] == [
        entry.findtext(f"{ATOM}content") for entry in atom.findall(f"{ATOM}entry")
    ]
    assert feed["_bulletin_spider"]["id"] == atom.findtext(f"{ATOM}id")


def test_item_has_picture_attachment_and_people(tmp_path: Path) -> None:
    items = {item["title"]: item for item in feed_of(written(tmp_path, "x.feed.json"))["items"]}
    assert items["甲<乙>&丙"]["authors"] == [{"name": "唐炜"}, {"name": "何川"}]
    item = next(item for item in items.values() if "attachments" in item)
    (file,) = item["attachments"]
    assert (file["url"], file["title"], file["size_in_bytes"]) == ("http://x/a.docx", "表.docx", 3)
    assert item["image"] == "http://x/1 (1).png"
    assert item["tags"] == ["要闻", "demo"]


def test_json_feed_holds_only_the_newest_entries(tmp_path: Path) -> None:
    many = [wording(number, date=f"20{number % 90 + 10}-01-01") for number in range(2 * MOST_ENTRIES)]
    days = [item["date_published"] for item in feed_of(written(tmp_path, "x.feed.json", many))["items"]]
    assert len(days) == MOST_ENTRIES
    assert days == sorted(days, reverse=True)


def test_title_says_site_and_channel(tmp_path: Path) -> None:
    selection = Selection("demo", channel="要闻")
    export(several(), f"{tmp_path}/x.feed.json", selection=selection)
    assert feed_of(tmp_path / "x.feed.json")["title"] == "demo · 要闻"
