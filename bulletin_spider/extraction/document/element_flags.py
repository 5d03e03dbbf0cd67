"""What class and id names say about a block, in the words government and news templates share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    Attributes = Sequence[tuple[str | bytes, str | bytes]]
    from lxml import etree

BODY, CHROME, HIDDEN, HEADLINE, INFO, CAPTION = 1, 2, 4, 8, 16, 32
OUTER = 8
ATTACHMENT = 512
"""A line that links to a document: an attachment, whatever its words."""
MENU = 1024
"""A block named as menu or footer: it is not read at all if nothing in it is built like text."""
TITLE_CLASS = HEADLINE | HEADLINE * OUTER
"""A line in a block that is named as a title, or right inside one."""
INHERITED = BODY | CHROME | HIDDEN
"""Flags that hold for everything inside."""
NEAR = HEADLINE | INFO | CAPTION
"""Flags that hold for the block itself and, times ``OUTER``, for the blocks directly in it."""


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _each(names: str, form: str) -> str:
    """Return the alternatives of a pattern: ``form`` behind each name. Apart, ``re`` finds them much faster."""
    return "|".join(name + form for name in names.split())


_BODY = re.compile(
    r"zoom(?:con)?\b|ucap-?content|trs_?(?:ue)?editor|easysite-?(?:news-?)?text|js_content|rich_media_content"
    r"|custom_unionstyle|arti(?:cle)?[-_]?(?:content|body|text|con|txt|main)\b|artibody|main-?_?te?xt\b"
    r"|cont?(?:ent)?[-_]?(?:text|txt|body|article|detail)\b|zhengwen|neirong|endtext|vsb_content|"
    + _each(
        "news detail post entry page view wz xl zw info", r"[-_]?(?:content|text|txt|body|con|nr|editor)\b"
    )
)
_ALONE = _words("content article text txt nr editor zw main-content")
"""Names of a body that are no part of a longer name."""
_WORD = re.compile(r"(?<![^\s_-])[a-z]+(?![^\s_\d-])")
"""A word of a name: blanks, dashes, underscores and digits part them."""
_CHROME = _words(
    "nav navbar menu footer foot copyright crumb crumbs breadcrumb breadcrumbs dqwz weizhi sidebar aside"
    " relate related relation xgyd xgxw xgwz xglj recommend tuijian hot hots rank ranking comment comments cmt pinglun"
    " review reviews share bdsharebuttonbox bshare jiathis toolbar tools qrcode ewm erweima pager pagination prevnext"
    " login search banner friendlink friendlinks sitemap advert ad ads"
)
_MENU = _words("nav navbar topnav mainnav menu footer foot friendlink friendlinks sitemap")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HEADLINE = re.compile(r"tit(?:le|_?\d?\b)|bt(?<![^\s_-]bt)(?:\b|_|\d)|biaot|headline|subject")
_INFO = re.compile(
    r"info|source|ly(?<!\wly)\b|xinxi|time|date|meta|author|fbt(?<!\wfbt)|property|attr|laiyuan"
)
_CAPTION = re.compile(r"caption|tushuo|" + _each("pic img image photo", "[-_]?(?:text|desc|title|note|info)"))


def flags_of_attributes(attributes: Attributes) -> int:
    """Return the flags that the attributes of a block earn."""
    if len(attributes) == 1 and attributes[0][0] == "class":
        return _flags_of_names(str(attributes[0][1])[:200])
    names, flags = "", 0
    for name, said in attributes:
        value = str(said)
        if name in {"class", "id"}:
            names = f"{names} {value}" if names else value
        elif name == "hidden" or (name == "style" and "none" in value and is_hidden(value)):
            flags = HIDDEN
    return flags | flags_of_names(names) if names else flags


def is_hidden(style: str) -> bool:
    """Return whether a style has_hidden its element."""
    return "display:none" in style.replace(" ", "").lower()


def flags_of_names(names: str) -> int:
    """Return the flags that ``names``, an element's class and id, earn; only 200 characters are looked at."""
    return _flags_of_names(names[:200])


@lru_cache(maxsize=4096)
def _flags_of_names(names: str) -> int:
    names = names if names.islower() else _HUMP.sub("-", names).lower()
    found = 0
    if _BODY.search(names) or not _ALONE.isdisjoint(names.split()):
        found |= BODY
    elif not _CHROME.isdisjoint(words := _WORD.findall(names)):
        found |= CHROME | (0 if _MENU.isdisjoint(words) else MENU)
    for pattern, flag in ((_HEADLINE, HEADLINE), (_INFO, INFO), (_CAPTION, CAPTION)):
        if pattern.search(names):
            found |= flag
    return found


class ElementTraits(NamedTuple):
    """Of a block: 1 if it is a frame (what layouts are built of), its heading level or 0, the flags it earns."""

    framed: int = 0
    heading: int = 0
    flags: int = 0


BLOCK_TAGS = _words(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tbody thead tfoot tr td th caption section article header footer"
    " nav aside main form blockquote pre center figure figcaption fieldset legend address body html hr details summary"
    " ucapcontent ucaptitle dir noframes"
)
SKIPPED_TAGS = _words(
    "script style noscript template iframe object embed select textarea button input svg math head title video audio"
    " canvas map frame frameset option link meta"
)
STYLED_TAGS = _words("span strong b font em label i")
TEXT_TAGS = ("p", "h1", "h2", "h3", "td", "br", "article")
"""Tags of which one at least stands in any text."""
FILE_ENDINGS = _words("pdf doc docx xls xlsx ppt pptx wps et ofd rtf zip rar 7z csv txt ceb")
"""File name endings of what is attached to a bulletin."""
PAGE_ENDINGS = (".html", ".htm", ".shtml", "/", "#", ";")
"""How most addresses of links end: they lead to pages, never to documents."""

_FRAMES = _words("div article table ul ol dl form main aside header footer nav center fieldset body html")
_CHROME_TAGS = _words("nav footer aside")


def _traits(tag: str) -> ElementTraits:
    level = int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else 0
    return ElementTraits(int(tag in _FRAMES), level, CHROME | MENU if tag in _CHROME_TAGS else 0)


TRAITS = {tag: _traits(tag) for tag in BLOCK_TAGS}
NO_TRAITS = ElementTraits()


def _names_file(text: str) -> bool:
    return "." in text[-5:] and text[-5:].rpartition(".")[2].lower() in FILE_ENDINGS


def leads_to_file(node: etree._Element, address: str) -> bool:
    """Return whether the address of a link names a document; or its words do, while the address ends in no name."""
    if "." in address[-5:]:
        return _names_file(address)
    words = node.text or (node[0].text if len(node) else None)
    return bool(words) and _names_file(str(words).rstrip()) and not address.startswith(("#", "javascript:"))
