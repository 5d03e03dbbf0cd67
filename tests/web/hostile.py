"""Versions with attacks in their texts, and what an attack would have left in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

import html5lib

from tests.archive.wordings import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTACKS = (
    "<script>alert(1)</script>",
    "</title></h1></p><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "</script><!--<script>",
    "{braces} {0} {name}",
    "//evil.example/x",
    "<svg/onload=alert(1)>]]>",
    "\u202e\u2028\ufeff\u0000<b>",
)
"""Of each kind one; :mod:`tests.extraction.body_html.attacks` has more of markup."""
_HARMLESS = ("/", "#", "http://", "https://", "mailto:")
_STATIC = "/static/"
_FOLLOWED = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "cite",
    "longdesc",
    "{http://www.w3.org/1999/xlink}href",
}
_REFUSED = {
    "iframe",
    "object",
    "embed",
    "base",
    "frame",
    "frameset",
    "applet",
    "style",
    "portal",
    "template",
    "noscript",
    "plaintext",
}
_DRAWN = {"svg", "g", "path", "rect", "title", "desc", "text"}
"""The elements of our own drawings."""


def hostile(number: int, text: str) -> dict[str, Any]:
    """Return a version with an attack in every text."""
    texts = dict.fromkeys(("title", "source", "byline", "channel", "section"), text)
    rule = {"rule": text, "text": text}
    return wording(
        number,
        **texts,
        url=text,
        paragraphs=[text, text],
        tables=[{"paragraph": 1, "caption": text, "rows": [[text, text]]}],
        reporters=[text],
        images=[{"url": text, "caption": text}],
        attachments=[{"url": text, "name": text, "kind": text, "state": text}],
        document={"document_number": text, "issuer": text},
        warnings=[text],
        evidence={"title": rule, "source": rule, "reporters": rule, "document": rule, "change": rule},
    )


def faults(page: str, *, figures: bool = False) -> list[str]:
    """Return what could run, or ask another host for something."""
    return looked_at(page, figures=figures).faults


class Looked(NamedTuple):
    """What a parser makes of a page."""

    faults: list[str]
    errors: list[str]
    """Where the markup is wrong, but for characters that no markup may have: a text may have them."""
    text: str
    """All text, as :func:`comparable` returns it."""


def looked_at(page: str, *, figures: bool = False) -> Looked:
    """Return what could run or ask another host in a page, and what it says; ``figures``: it has drawings of ours."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    found = [
        fault for one in tree.iter() if isinstance(one.tag, str) for fault in _faults(one, figures=figures)
    ]
    errors = [f"{place}: {code}" for place, code, _ in parser.errors if "codepoint" not in code]
    return Looked(found, errors, comparable("".join(tree.itertext())))


def comparable(text: str) -> str:
    """Return the signs of a text that a page must show: no blanks, and nothing that UTF-8 or HTML cannot hold."""
    encodable = normalize("NFD", text).encode(errors="replace").decode()  # names are shown in NFC
    return "".join(filter(str.isprintable, encodable)).replace(" ", "").replace("\ufffd", "")


def _faults(element: Any, *, figures: bool) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    is_drawn = element.tag != tag
    if tag in _REFUSED or (is_drawn and not (figures and tag in _DRAWN)):
        yield tag
    if tag == "script" and not _is_our_script(element):
        yield "script"
    if (
        tag == "link"
        and "stylesheet" in element.get("rel", "")
        and not element.get("href", "").startswith(_STATIC)
    ):
        yield "link"
    for name, value in element.attrib.items():
        if str(name).lower().startswith("on") or name in {
            "style",
            "srcdoc",
            "ping",
            "background",
            "http-equiv",
        }:
            yield f"{tag} {name}"
        if name in _FOLLOWED and not _leads_well(value):
            yield f"{tag} {name}={value}"
        if name in {"src", "srcset", "data", "poster"} and not value.startswith(_STATIC):
            yield f"{tag} {name}={value}"


def _is_our_script(element: Any) -> bool:
    return element.get("src", "").startswith(_STATIC) or element.get("type") == "application/ld+json"


def _leads_well(address: str) -> bool:
    """Whether a browser stays on this server or follows http, https or mailto."""
    return address.lower().startswith(_HARMLESS) and not address.startswith(("//", "/\\"))
