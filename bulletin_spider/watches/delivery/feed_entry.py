"""Return what every form of feed says of a hit."""

from __future__ import annotations

import uuid
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.watches.delivery.fields import hit_fields
from bulletin_spider.watches.delivery.message_text import evidence_text, parts_text
from bulletin_spider.watches.delivery.phrases import phrases_in

if TYPE_CHECKING:
    from bulletin_spider.watches.hit import Hit

NAMESPACE = uuid.UUID("0f8f4a3c-6f6e-5f7b-9a55-3d1c8a7be0d4")
"""Used for watches of this program only, so that an id made from it never equals another one (RFC 9562, version 5)."""


class Entry(NamedTuple):
    """An entry of a feed."""

    id: str
    address: str
    title: str
    html: str
    published: str
    updated: str
    authors: list[str]
    tags: list[str]
    fields: dict[str, Any]
    """The JSON that a webhook gets."""


def entry_of(hit: Hit) -> Entry:
    """Return the entry of a hit."""
    version, phrases = publishable(hit.version), phrases_in(hit.watch.language)
    fields = publishable(hit_fields(hit))
    lines = [fields["sentence"] or parts_text(fields["parts"], phrases)]
    lines.append(f"{phrases.evidence}{phrases.colon}{evidence_text(version, phrases)}")
    return Entry(
        id=uuid.uuid5(NAMESPACE, hit.id).urn,
        address=version.get("moved_to") or version["url"],
        title=f"{phrases.changes[version['change']]}{phrases.colon}{version['title']}",
        html="".join(f"<p>{escape(line)}</p>" for line in lines if line),
        published=version["published_at"] or f"{version['date']}T00:00:00+08:00",
        updated=version["fetched_at"],
        authors=version["reporters"] or [version["source"] or version["site"]],
        tags=[version["site"], version["channel"], version["change"]],
        fields=fields,
    )
