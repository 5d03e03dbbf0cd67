"""Compute the fingerprint of a bulletin's content."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_spider.items import Bulletin

CONTENT = (
    "title",
    "date",
    "paragraphs",
    "reporters",
    "correspondents",
    "photographers",
    "editors",
    "source",
    "byline",
    "images",
    "attachments",
)
"""The fields whose change makes a new version. The time of the fetch, evidence and warnings are not among them."""


def fingerprint(bulletin: Bulletin) -> str:
    """Return the SHA-256 of the bulletin's normalized content in hexadecimal."""
    content = [getattr(bulletin, name) for name in CONTENT]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
