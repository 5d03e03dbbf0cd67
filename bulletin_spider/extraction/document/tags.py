"""The parts that HTML tags play: blocks, frames, what is skipped, what may be a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document.element_flags import CHROME, MENU

if TYPE_CHECKING:
    from lxml import etree


class Traits(NamedTuple):
    """Of a block: 1 if it is a frame (what layouts are built of), its heading level or 0, the flags it earns."""

    framed: int = 0
    heading: int = 0
    flags: int = 0


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS = _tags(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tbody thead tfoot tr td th caption section article header footer"
    " nav aside main form blockquote pre center figure figcaption fieldset legend address body html hr details summary"
    " ucapcontent ucaptitle dir noframes"
)
SKIPPED = _tags(
    "script style noscript template iframe object embed select textarea button input svg math head title video audio"
    " canvas map frame frameset option link meta"
)
STYLED = _tags("span strong b font em label i")
TEXTUAL = ("p", "h1", "h2", "h3", "td", "br", "article")
"""Tags of which one at least stands in any text."""
DOCUMENTS = _tags("pdf doc docx xls xlsx ppt pptx wps et ofd rtf zip rar 7z csv txt ceb")
"""File name endings of what is attached to a bulletin."""
PAGES = (".html", ".htm", ".shtml", "/", "#", ";")
"""How most addresses of links end: they lead to pages, never to documents."""

_FRAMES = _tags("div article table ul ol dl form main aside header footer nav center fieldset body html")
_CHROME = _tags("nav footer aside")


def _traits(tag: str) -> Traits:
    level = int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else 0
    return Traits(int(tag in _FRAMES), level, CHROME | MENU if tag in _CHROME else 0)


TRAITS = {tag: _traits(tag) for tag in BLOCKS}
NO_TRAITS = Traits()


def _names_document(text: str) -> bool:
    return "." in text[-5:] and text[-5:].rpartition(".")[2].lower() in DOCUMENTS


def leads_to_document(node: etree._Element, address: str) -> bool:
    """Return whether the address of a link names a document; or its words do, while the address ends in no name."""
    if "." in address[-5:]:
        return _names_document(address)
    words = node.text or (node[0].text if len(node) else None)
    return (
        bool(words) and _names_document(str(words).rstrip()) and not address.startswith(("#", "javascript:"))
    )
