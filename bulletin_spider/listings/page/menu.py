"""Where a site's menu says that a channel is now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from lxml import etree

from bulletin_spider.markup.encoding import decode
from bulletin_spider.markup.parsing import with_few_attributes
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARS = 3_000_000
_DECORATION = re.compile(r"[\s>»›·•|\[\]【】（）()]+|更多|more", re.IGNORECASE)


def read_menu(body: bytes, url: str, charset: str | None = None) -> list[tuple[str, str]]:
    """Return what the links of a home page are called, by text and by ``title``, each with its address."""
    text = with_few_attributes(clean_source(decode(body, charset).text[:MAX_CHARS]))
    root = etree.fromstring(text, etree.HTMLParser(recover=True, huge_tree=True))
    menu: list[tuple[str, str]] = []
    for anchor in root.iter("a") if root is not None else ():
        address = _address(anchor.get("href") or "", url)
        words = ("".join(map(str, anchor.itertext())), anchor.get("title") or "")
        menu += [(_plain(called), address) for called in words if address and called.strip()]
    return menu


def find_channel(menu: Iterable[tuple[str, str]], names: Iterable[str]) -> str | None:
    """Return the address of the first link called by one of ``names``, tried in order; None if there is none."""
    called = dict(reversed(list(menu)))
    return next((called[_plain(name)] for name in names if _plain(name) in called), None)


def _plain(called: str) -> str:
    return _DECORATION.sub("", clean(called[:200]))


def clean_source(text: str) -> str:
    """Return markup without what lxml does not take: NUL, surrogates and an XML declaration."""
    return re.sub(r"\A\s*<\?xml[^>]{0,200}>|[\x00\ud800-\udfff]", "", text) or "<html/>"


def _address(href: str, url: str) -> str | None:
    try:
        address = urljoin(url, href.strip())
        return address if urlsplit(address).scheme in {"http", "https"} and href.strip(" #") else None
    except ValueError:
        return None
