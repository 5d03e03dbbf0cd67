"""One number for one wording."""

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
"""The fields whose change is a change of the bulletin; times of fetching, evidence and warnings are not."""


def fingerprint(bulletin: Bulletin) -> str:
    """Return the SHA-256, in hexadecimal, of the bulletin's normalized content."""
    content = [getattr(bulletin, name) for name in CONTENT]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
