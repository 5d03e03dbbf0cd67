"""Read the lines of an HTML fragment as a browser shows them, with a parser of HTML5."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib

from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_IN_A_LINE = {
    f"{{http://www.w3.org/1999/xhtml}}{tag}"
    for tag in (
        *("a", "strong", "b", "em", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup"),
        *("ruby", "rt", "rp", "q", "img", "span", "font"),
    )
}


def shown_lines(markup: str) -> list[str]:
    """Return the lines of text in ``markup``: breaks, blocks and cells part them."""
    lines = [""]

    def read(element: Element) -> None:
        is_block = element.tag not in _IN_A_LINE
        lines[-1:] += [""] * is_block
        lines[-1] += element.text or ""
        for child in element:
            read(child)
            lines[-1] += child.tail or ""
        lines[-1:] += [""] * is_block

    read(html5lib.parseFragment(markup))
    return [line for line in map(clean, lines) if line]


def cells(paragraphs: list[str]) -> list[str]:
    """Return the paragraphs, those of a table's row parted into the filled cells, as :func:`shown_lines` has them."""
    parts = [
        part.strip().replace("｜", "|") for text in paragraphs for part in re.split(r"(?:^| )\|(?= |$)", text)
    ]
    return [part for part in parts if part]


def bare(texts: list[str]) -> str:
    """Return the characters of ``texts`` without blanks and the bars between cells."""
    return re.sub(r"[\s|｜]", "", "".join(texts))
