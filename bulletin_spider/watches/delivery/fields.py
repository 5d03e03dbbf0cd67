"""Return a hit or a digest as the JSON that webhooks get and feeds hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.watches.delivery.sentence import changed_parts, first_sentence
from bulletin_spider.watches.hit import Digest

if TYPE_CHECKING:
    from bulletin_spider.watches.definition import Watch
    from bulletin_spider.watches.hit import Hit

SCHEMA = 1
"""The number of this form. An added field does not change it; one that is removed or means something else does."""
_VERSION = (
    "id", "url", "moved_to", "site", "channel", "title", "date", "published_at", "change", "revision", "fingerprint",
    "fetched_at", "capture",
)  # fmt: skip
"""The fields of a version that are sent; its text is read from the archive."""


def message_fields(message: Hit | Digest) -> dict[str, Any]:
    """Return the JSON object of one message."""
    if isinstance(message, Digest):
        fields = {
            "schema": SCHEMA,
            "id": message.id,
            "type": "digest",
            "watch": _watch_fields(message.watch),
            "since": message.since.isoformat(),
            "until": message.until.isoformat(),
            "hits": [hit_fields(hit) for hit in message.hits],
            "more": message.more,
            "coverage": [*message.coverage],
        }
    else:
        fields = {"schema": SCHEMA, "id": message.id, "type": "hit", "watch": _watch_fields(message.watch)}
        fields |= {"test": message.test} | hit_fields(message)
    cleaned: dict[str, Any] = publishable(fields)
    return cleaned


def hit_fields(hit: Hit) -> dict[str, Any]:
    """Return what is said of one version."""
    version, previous = hit.version, hit.previous
    return {
        "id": hit.id,
        "change": version["change"],
        "parts": changed_parts(hit),
        "sentence": first_sentence(hit),
        "version": {name: version.get(name) for name in _VERSION},
        "previous": previous
        and {name: previous.get(name) for name in ("revision", "fingerprint", "fetched_at")},
    }


def _watch_fields(watch: Watch) -> dict[str, Any]:
    return {"name": watch.name, "words": watch.words, "every": watch.every.value}
