"""Write a feed as JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.normalization.publishable import publishable

if TYPE_CHECKING:
    from bulletin_spider.web.feeds.feed import Entry, Feed
    from bulletin_spider.web.parameters import Parameters

MEDIA_TYPE = "application/feed+json; charset=utf-8"
_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed, parameters: Parameters) -> bytes:
    """Return the feed as JSON Feed; ``next_url`` leads to its older entries."""
    fields: dict[str, Any] = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": parameters.root + parameters.link(archive=None),
        "feed_url": parameters.root + parameters.link(".feed.json", after=parameters.key() or None),
    }
    if feed.next_page:
        fields["next_url"] = parameters.root + parameters.link(".feed.json", **feed.next_page)
    fields["language"] = "zh-CN"
    fields["items"] = [_entry(one) for one in feed.entries]
    return json.dumps(publishable(fields), ensure_ascii=False, indent=1).encode() + b"\n"


def _entry(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": name} for name in entry.authors],
        "tags": [*entry.tags],
        "language": "zh-CN",
    }
    return fields | ({"_bulletin": entry.fields} if entry.fields else {})
