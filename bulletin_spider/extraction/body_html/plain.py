"""Make HTML of paragraphs and pictures alone, for a body whose page is not at hand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def plain_body(paragraphs: Iterable[str], images: Iterable[Mapping[str, Any]]) -> str:
    """Return a paragraph for each text and, behind them, for each picture, one a line."""
    texts = [f"<p>{escape(text)}</p>" for text in paragraphs]
    pictures = [
        f'<p><img src="{escape(image["url"])}" alt="{escape(image["caption"] or "")}"></p>'
        for image in images
    ]
    return "\n".join(texts + pictures)
