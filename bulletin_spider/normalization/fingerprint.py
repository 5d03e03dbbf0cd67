"""Compute the fingerprint of a bulletin's content."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

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

_NAMED = ("url", "name")
"""What of an attachment is content; whether it is kept, and where, is not."""
_WORDS = ("title", "date", "paragraphs")
_BORDERS = ("|", "｜")
"""What separates the cells of a row, beside blanks."""


def words_digest(content: Mapping[str, Any]) -> str | None:
    """Return a short digest of title, day and paragraphs, by which a moved bulletin is found.

    Where paragraphs begin and end does not count: other rules may part the same text in another way, such as the cells
    of a table. Thirty-two hexadecimal digits; None without paragraphs, as a title alone is no proof.
    """
    return digest_of_words(*(content.get(name) for name in _WORDS))


def digest_of_words(title: object, day: object, paragraphs: Any) -> str | None:  # noqa: ANN401 - JSON
    """Return the digest of :func:`words_digest`; the index asks for it with each line that it reads."""
    if not paragraphs:
        return None
    words = "".join("".join(map(str, paragraphs)).split())
    for border in _BORDERS:
        words = words.replace(border, "")
    text = f"{title}\n{day}\n{words}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fingerprint(bulletin: Bulletin) -> str:
    """Return the SHA-256 of the bulletin's normalized content in hexadecimal."""
    content = [getattr(bulletin, name) for name in CONTENT[:-1]]
    content.append([named_file(file) for file in bulletin.attachments])
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def named_file(file: object) -> object:
    """Return url and name of an attachment; what a spider gives in another form stays, for the contract to refuse."""
    return {key: file[key] for key in _NAMED if key in file} if isinstance(file, dict) else file
