"""Make the entry of a bulletin in a feed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from bulletin_spider.web.bulletins.paths import version_path
from bulletin_spider.web.feeds.feed import Entry
from bulletin_spider.web.feeds.stable_id import stable_id
from bulletin_spider.web.security.links import link_markup

if TYPE_CHECKING:
    from bulletin_spider.web.parameters import Parameters


def bulletin_entry(version: dict[str, Any], text: str, parameters: Parameters) -> Entry:
    """Return the entry of a bulletin by its latest version: its id stays when it is revised, ``updated`` does not."""
    return Entry(
        id=stable_id("bulletin", version["site"], version["id"]),
        address=parameters.root + parameters.prefix + version_path(version),
        title=version["title"],
        html=f"<p>{escape(text)}</p><p>{link_markup(version['url'])}</p>",
        published=version["published_at"] or f"{version['date']}T00:00:00+08:00",
        updated=version["fetched_at"],
        authors=version["reporters"] or [version["source"] or version["site"]],
        tags=[version["site"], version["channel"]],
        fields={name: version[name] for name in ("site", "id", "revision", "change", "url")},
    )
