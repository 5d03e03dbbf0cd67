"""Find the files that elements (video, iframe, embed …) and scripts inside the page's text show."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.extraction.document import line_kinds
from bulletin_spider.extraction.document.element_flags import CHROME, TITLE_CLASS
from bulletin_spider.extraction.document.link_rows import is_headline_link
from bulletin_spider.extraction.embedded.file_kinds import KINDS, file_in_parameters, kind_of_address
from bulletin_spider.normalization.text import clean
from bulletin_spider.statuses import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from bulletin_spider.extraction.document.document import Document

_NEAR_HEADLINE = 8
"""Lines below a headline in which the file is: date, source, tools and a subtitle can be between."""
_SMALL_PAGE = 20
"""Lines of a page that may be nothing but a file."""
_MIN_HEADLINE = 8
"""Characters of the shortest headline that is surely no name of a channel, such as 视频新闻 or 政策解读."""
_MAX_EMBEDDED = 200
"""Elements and scripts of one page that are read."""
_MAX_CHILDREN = 20
"""Parameters and sources of an element that are read."""
_MAX_SCRIPT = 20_000
"""Characters of the longest script that is read: longer ones are libraries."""
_MAX_IN_SCRIPT = 10
"""Most files of one script: more are the data of a list."""
_MAX_PROOF = 200
"""Characters that are kept of the text that a file was found in."""
_ADDRESS_ATTRIBUTES = ("src", "data-src", "data-url", "data", "vurl", "url")
_FILE_PARAMETERS = ("src", "movie", "url", "filename", "flashvars", "file", "value")
"""Names of the parameters of an object that hold an address."""
_TYPES = (("pdf", FileKind.DOCUMENT), ("video/", FileKind.VIDEO), ("audio/", FileKind.AUDIO))
"""Parts of the attribute ``type`` with the kind of file that they tell."""
_PLAYER = re.compile(r"(?:^|[/.])player[./?]|/embed/|/player/|player\.html?", re.IGNORECASE)
"""The address of a page that is nothing but a player."""
_FLASH_FILE = re.compile(r"(?:file|url|video|src|vcastr_file)=([^&\s]{4,400})", re.IGNORECASE)
_FILE_ENDING = re.compile(rf"\.(?:{'|'.join(sorted(KINDS))})\b", re.IGNORECASE)
"""A text without it holds no address of a file. It begins with a literal, so it is searched fast."""
_COMMENT = re.compile(r"^[ \t]{0,200}//.*$|/\*[^*]{0,2000}\*/", re.MULTILINE)
_LITERAL = re.compile(r"""["']((?:https?:)?[^"'\s<>\\{}$+]{0,40}/[^"'\s<>\\{}$+]{2,400})["']""")
"""A text in a script that can be an address."""


class ShownFile(NamedTuple):
    """A file that the page shows in front of the line ``at``.

    ``name`` is empty if the page gives none, ``proof`` is the text it was found in, ``is_chrome`` whether it is in a
    menu, a side box or a footer.
    """

    at: int
    address: str
    kind: FileKind
    name: str
    rule: EvidenceRule
    proof: str
    is_chrome: bool


def shown_files(document: Document, start: int, end: int) -> Iterator[tuple[ShownFile, etree._Element]]:
    """Yield the files that elements and scripts in front of the lines ``start`` to ``end`` show, with the element."""
    hidden = ((at, node, flags) for at, flags, node in document.fields if node.get("type") == "hidden")
    embedded = (one for one in chain(document.embedded, hidden) if start <= one[0] <= end)
    for at, node, flags in islice(embedded, _MAX_EMBEDDED):
        is_script = node.tag == "script"
        rule = EvidenceRule.SHOWN_BY_SCRIPT if is_script else EvidenceRule.SHOWN_BY_ELEMENT
        name = "" if is_script else clean((node.get("title") or "")[:_MAX_PROOF])
        for address, kind, proof in _in_script(node) if is_script else _in_element(node):
            yield ShownFile(at, address, kind, name, rule, proof, bool(flags & CHROME)), node


def shows_file_below(document: Document, headline: int) -> bool:
    """Return whether a file is shown right below the headline, which is a heading and no link, before any other link.

    A heading above a list or a box of films has links below it.
    """
    if headline < 0 or document.kinds[headline] is not line_kinds.TEXT:
        return False
    line = document.lines[headline]
    if not (line.heading or line.flags & TITLE_CLASS) or len(line.text) < _MIN_HEADLINE:
        return False
    return any(
        not file.is_chrome and not any(is_headline_link(document, i) for i in range(headline + 1, file.at))
        for file, _ in shown_files(document, headline + 1, headline + _NEAR_HEADLINE)
    )


def shows_only_file(document: Document) -> bool:
    """Return whether a document or a film is shown outside menus and side boxes: a page may consist of it alone."""
    return any(
        not file.is_chrome and kind_of_address(file.address)
        for file, _ in shown_files(document, 0, _SMALL_PAGE)
    )


def _in_element(node: etree._Element) -> Iterator[tuple[str, FileKind, str]]:
    """Yield the file of an element: of several sources, which are the same film in several forms, the first."""
    if node.tag == "input":
        address = (node.get("value") or "").strip()
        if "/" in address and (kind := kind_of_address(address)):
            yield address, kind, f"input {address}"[:_MAX_PROOF]
        return
    is_player = node.tag in ("video", "audio")
    kind_of_type = _kind_of_type(node)
    for address in _addresses(node):
        inner = file_in_parameters(address) if not is_player else ""
        kind = kind_of_address(inner or address) or kind_of_type
        if not kind and is_player:
            kind = FileKind.VIDEO if node.tag == "video" else FileKind.AUDIO
        if not kind and node.tag == "iframe" and _PLAYER.search(address.partition("?")[0]):
            kind = FileKind.VIDEO
        if kind and not address.startswith(("blob:", "data:", "javascript:", "about:")):
            # What follows # tells the viewer which page to open.
            yield (inner or address).partition("#")[0], kind, f"{node.tag} {address}"[:_MAX_PROOF]
            return


def _addresses(node: etree._Element) -> Iterator[str]:
    """Yield the addresses in the attributes of an element, its sources and its parameters."""
    for name in _ADDRESS_ATTRIBUTES:
        if address := (node.get(name) or "").strip():
            yield address
    yield from _FLASH_FILE.findall((node.get("flashvars") or "")[: 4 * _MAX_PROOF])
    for child in islice(node.iter("source", "param", "embed"), _MAX_CHILDREN):
        if child is node:
            continue
        if child.tag != "param":
            yield from filter(None, ((child.get("src") or "").strip(),))
        elif (child.get("name") or "").lower() in _FILE_PARAMETERS:
            value = (child.get("value") or "").strip()
            yield from [*_FLASH_FILE.findall(value[: 4 * _MAX_PROOF])] or [value]


def _kind_of_type(node: etree._Element) -> FileKind | None:
    type_ = (node.get("type") or "").lower()
    return next((kind for part, kind in _TYPES if part in type_), None)


def _in_script(node: etree._Element) -> Iterator[tuple[str, FileKind, str]]:
    """Yield the files whose address a script holds as a whole, or carries as an attribute."""
    carried = (node.get("vurl") or "").strip()
    if carried and (kind := kind_of_address(carried)):
        yield carried, kind, f"script vurl={carried}"[:_MAX_PROOF]
        return
    script = node.text or ""
    if len(script) > _MAX_SCRIPT or not _FILE_ENDING.search(script):
        return
    script = _COMMENT.sub("", script)
    found: dict[str, tuple[FileKind, str]] = {}
    for match in _LITERAL.finditer(script):
        address = file_in_parameters(match[1]) or match[1]
        is_part = script[: match.start()].rstrip()[-1:] == "+" or script[match.end() :].lstrip()[:1] == "+"
        if not is_part and (kind := kind_of_address(address)):
            start = script.rfind("\n", 0, match.start()) + 1
            found.setdefault(address, (kind, clean(script[start : match.end()])[-_MAX_PROOF:]))
    if len(found) <= _MAX_IN_SCRIPT:
        yield from ((address, kind, proof) for address, (kind, proof) in found.items())
