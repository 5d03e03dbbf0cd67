"""What every feed says of a bulletin, in whichever format: the newest ones, their ids, their content as HTML."""

from __future__ import annotations

import heapq
import uuid
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.export.body_blocks import body_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bulletin_spider.export.body_blocks import Rows
    from bulletin_spider.export.rich_bodies import RichBodies

MOST_ENTRIES = 1_000
"""Entries of an exported feed. Another format is better for more."""
PROGRAM_NAME = "Bulletin Spider"
"""The author of a feed. The authors of its entries are the people and offices that their pages name."""
_NAMESPACE = uuid.UUID("5b0c4d0e-2f64-5d0a-9c53-6f1c2a7e9b11")
"""Used by this program only, so that an id made from it never equals another program's id (RFC 9562, version 5)."""


class FeedName(NamedTuple):
    """What a feed is of: a site, one of its channels, or all sites. Its id does not depend on where it is written."""

    site: str | None = None
    channel: str | None = None
    topic: str = ""
    """The words or the person that narrow it further."""

    @property
    def title(self) -> str:
        """The title for people."""
        return " · ".join(filter(None, self)) or "政务新闻"

    @property
    def id(self) -> str:
        """The id of the feed."""
        name = "/".join(filter(None, (self.site or "bulletins", self.channel)))
        return _urn(f"feed:{name}?{self.topic}" if self.topic else f"feed:{name}")


def newest(versions: Iterable[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Return the latest version of each of the newest bulletins, newest first."""
    heap: list[tuple[str, str, int, dict[str, Any]]] = []
    latest: dict[tuple[str, str], int] = {}
    for count, version in enumerate(versions):
        if version["revision"] > 1:
            latest[version["site"], version["id"]] = version["revision"]
        # -count is unique, so two entries never compare their versions, which are dicts.
        entry = (version["date"], version["published_at"] or "", -count, version)
        if len(heap) < limit:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)
    found = [version for *_, version in sorted(heap, key=lambda entry: entry[:3], reverse=True)]
    return [one for one in found if latest.get((one["site"], one["id"]), 1) == one["revision"]]


def entry_id(version: dict[str, Any]) -> str:
    """Return the id of a bulletin in every feed; it stays when the bulletin is revised."""
    return _urn(f"{version['site']}/{version['id']}")


def entry_address(version: dict[str, Any]) -> str:
    """Return the address at which the site has the bulletin now."""
    return str(version.get("moved_to") or version["url"])


def entry_published(version: dict[str, Any]) -> str:
    """Return the time of publication, or the beginning of its day."""
    return version["published_at"] or f"{version['date']}T00:00:00+08:00"


def entry_authors(version: dict[str, Any]) -> list[str]:
    """Return the reporters, else the source, else the site."""
    return version["reporters"] or [version["source"] or version["site"]]


def content_html(version: dict[str, Any], bodies: RichBodies | None = None) -> str:
    """Return the body with its pictures and links to its attachments; ``bodies`` makes it as its page has it."""
    rich = bodies.body(version) if bodies else None
    if rich:
        parts = [rich.text]
    else:
        parts = [
            _table(block) if isinstance(block, list) else f"<p>{escape(block)}</p>"
            for block in body_blocks(version)
        ]
    parts += [
        f'<p><img src="{escape(image["url"])}" alt="{escape(image["caption"] or "")}"></p>'
        for image in (rich.other_images if rich else version["images"])
    ]
    parts += [
        f'<p><a href="{escape(file["url"])}">{escape(file["name"])}</a></p>'
        for file in version["attachments"]
    ]
    return "\n".join(parts)


def _table(rows: Rows) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn
