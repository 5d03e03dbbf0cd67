"""Flags of elements, from the class and id names that templates of government and news sites share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.embedded.file_kinds import kind_of_address, kind_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    Attributes = Sequence[tuple[str | bytes, str | bytes]]

BODY, CHROME, HIDDEN, HEADLINE, INFO, CAPTION = 1, 2, 4, 8, 16, 32
"""What a block is by its names. CHROME is what surrounds articles: menus, footers, side boxes, comments."""
OUTER = 8
"""Factor that turns HEADLINE, INFO or CAPTION into the flag "directly inside such a block" (64, 128, 256)."""
ATTACHMENT = 512
"""A line that links to a file: it is an attachment, whatever its text."""
MENU = 1024
"""A block with the name of a menu or footer. It is left out if no element inside holds text."""
PREFORMATTED = 4096
"""A block whose line breaks are those of its text."""
TABLE = 8192
"""A table, of data or of the layout."""
ROW = 16384
"""A line that is a row of a data table: it is text, whatever its words say."""
TITLE_CLASS = HEADLINE | HEADLINE * OUTER
"""A line in a block with the name of a title, or in a block directly inside one."""
INHERITED = BODY | CHROME | HIDDEN | PREFORMATTED
"""Flags that hold for everything inside."""
NEAR = HEADLINE | INFO | CAPTION
"""Flags that hold for the block itself and, times ``OUTER``, for the blocks directly inside it."""


def _name_set(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _alternatives(names: str, form: str) -> str:
    """Return the alternatives of a pattern: each name with ``form`` behind it.

    ``re`` finds separate alternatives much faster than one group of names.
    """
    return "|".join(name + form for name in names.split())


_BODY_PATTERN = re.compile(
    r"zoom(?:con)?\b|ucap-?content|trs_?(?:ue)?editor|easysite-?(?:news-?)?text|js_content|rich_media_content"
    r"|custom_unionstyle|arti(?:cle)?[-_]?(?:content|body|text|con|txt|main)\b|artibody|main-?_?te?xt\b"
    r"|cont?(?:ent)?[-_]?(?:text|txt|body|article|detail)\b|zhengwen|neirong|endtext|vsb_content|"
    + _alternatives(
        "news detail post entry page view wz xl zw info", r"[-_]?(?:content|text|txt|body|con|nr|editor)\b"
    )
)
_BODY_NAMES = _name_set("content article text txt nr editor zw main-content")
"""Names of a body that count only as a whole name, not as part of a longer one."""
_NAME_WORD = re.compile(r"(?<![^\s_-])[a-z]+(?![^\s_\d-])")
"""A word inside a name: spaces, dashes, underscores and digits separate words."""
_CHROME_NAMES = _name_set(
    "nav navbar menu footer foot copyright crumb crumbs breadcrumb breadcrumbs dqwz weizhi sidebar aside"
    " relate related relation xgyd xgxw xgwz xglj recommend tuijian hot hots rank ranking comment comments cmt pinglun"
    " review reviews share bdsharebuttonbox bshare jiathis toolbar tools qrcode ewm erweima pager pagination prevnext"
    " login search banner friendlink friendlinks sitemap advert ad ads"
)
_MENU_NAMES = _name_set("nav navbar topnav mainnav menu footer foot friendlink friendlinks sitemap")
_CAMEL_CASE_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HEADLINE_PATTERN = re.compile(r"tit(?:le|_?\d?\b)|bt(?<![^\s_-]bt)(?:\b|_|\d)|biaot|headline|subject")
_INFO_PATTERN = re.compile(
    r"info|source|ly(?<!\wly)\b|xinxi|time|date|meta|author|fbt(?<!\wfbt)|property|attr|laiyuan"
)
_CAPTION_PATTERN = re.compile(
    r"caption|tushuo|" + _alternatives("pic img image photo", "[-_]?(?:text|desc|title|note|info)")
)


_MAX_NAMES = 200
"""Characters of class and id that are read, so that no page makes the patterns slow."""


def flags_of_attributes(attributes: Attributes) -> int:
    """Return the flags that the attributes of a block give it."""
    if len(attributes) == 1 and attributes[0][0] == "class":
        return _flags_of_names(str(attributes[0][1])[:_MAX_NAMES])
    names, flags = "", 0
    for name, raw_value in attributes:
        value = str(raw_value)
        if name in {"class", "id"}:
            names = f"{names} {value}" if names else value
        elif name == "hidden" or (name == "style" and "none" in value and is_hidden(value)):
            flags = HIDDEN
    return flags | flags_of_names(names) if names else flags


def is_hidden(style: str) -> bool:
    """Return whether a style hides its element."""
    return "display:none" in style.replace(" ", "").lower()


def flags_of_names(names: str) -> int:
    """Return the flags that ``names``, the class and id of an element, give it."""
    return _flags_of_names(names[:_MAX_NAMES])


# The pages of a site share their class names, so most answers come from the cache.
@lru_cache(maxsize=4096)
def _flags_of_names(names: str) -> int:
    names = names if names.islower() else _CAMEL_CASE_BORDER.sub("-", names).lower()
    flags = 0
    if _BODY_PATTERN.search(names) or not _BODY_NAMES.isdisjoint(names.split()):
        flags |= BODY
    elif not _CHROME_NAMES.isdisjoint(words := _NAME_WORD.findall(names)):
        flags |= CHROME | (0 if _MENU_NAMES.isdisjoint(words) else MENU)
    for pattern, flag in ((_HEADLINE_PATTERN, HEADLINE), (_INFO_PATTERN, INFO), (_CAPTION_PATTERN, CAPTION)):
        if pattern.search(names):
            flags |= flag
    return flags


class ElementTraits(NamedTuple):
    """What the tag of a block says: 1 if it is a frame of the layout, its heading level or 0, its flags."""

    framed: int = 0
    heading: int = 0
    flags: int = 0


BLOCK_TAGS = _name_set(
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tbody thead tfoot tr td th caption section article header footer"
    " nav aside main form blockquote pre center figure figcaption fieldset legend address body html hr details summary"
    " ucapcontent ucaptitle dir noframes"
)
SKIPPED_TAGS = _name_set(
    "script style noscript template iframe object embed select textarea button input svg math head title video audio"
    " canvas map frame frameset option link meta"
)
FIELD_TAGS = ("input", "select", "textarea")
"""Tags of fields that a reader of the page fills in."""
STYLED_TAGS = _name_set("span strong b font em label i")
"""Inline tags whose class and style are read."""
TEXT_TAGS = ("p", "h1", "h2", "h3", "td", "br", "article")
"""Tags of which every text has at least one."""
EMBEDDED_TAGS = _name_set("video audio iframe embed object script")
"""Skipped tags that can show a film or a document."""
PAGE_ENDINGS = (".html", ".htm", ".shtml", "/", "#", ";")
"""Endings of most link addresses: they lead to pages, never to files."""

_FRAME_TAGS = _name_set(
    "div article table ul ol dl form main aside header footer nav center fieldset body html"
)
_CHROME_TAGS = _name_set("nav footer aside")


def _traits(tag: str) -> ElementTraits:
    level = int(tag[1]) if tag[0] == "h" and tag[1:].isdigit() else 0
    flags = CHROME | MENU if tag in _CHROME_TAGS else TABLE if tag == "table" else 0
    return ElementTraits(int(tag in _FRAME_TAGS), level, flags)


TRAITS = {tag: _traits(tag) for tag in BLOCK_TAGS} | {"pre": ElementTraits(flags=PREFORMATTED)}
NO_TRAITS = ElementTraits()


def leads_to_file(node: etree._Element, address: str) -> bool:
    """Return whether a link leads to a file: by the ending of its address, or of its text if the address has none."""
    if "." in address[-5:]:
        return kind_of_name(address) is not None
    if "?" in address and kind_of_address(address):
        return True
    text = node.text or (node[0].text if len(node) else None)
    if not text or "." not in text:
        return False
    return kind_of_name(str(text).rstrip()) is not None and not address.startswith(("#", "javascript:"))
