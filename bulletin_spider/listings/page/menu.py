"""Find the address of a channel in the menu of a home page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.page.tree import link_text
from bulletin_spider.markup.encoding import decode
from bulletin_spider.markup.parsing import parse, shorten
from bulletin_spider.normalization.addresses import resolved
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

# Marks that menus put around a name.
_DECORATION = re.compile(r"[\s>»›·•|\[\]【】（）()]+|更多|more", re.IGNORECASE)


def read_menu(body: bytes, url: str, charset: str | None = None) -> list[tuple[str, str]]:
    """Return the name and address of each link on a home page; its text and its ``title`` are both names."""
    root = parse(shorten(decode(body, charset).text))
    menu: list[tuple[str, str]] = []
    for anchor in root.iter("a") if root is not None else ():
        address = _web_address(anchor.get("href") or "", url)
        names = (link_text(anchor), anchor.get("title") or "")
        menu += [(_undecorated(name), address) for name in names if address and name.strip()]
    return menu


def find_channel(menu: Iterable[tuple[str, str]], names: Iterable[str]) -> str | None:
    """Return the address of the first link that has one of ``names``, tried in order; None if no link has one."""
    addresses = dict(reversed(list(menu)))
    return next((addresses[_undecorated(name)] for name in names if _undecorated(name) in addresses), None)


def _undecorated(name: str) -> str:
    return _DECORATION.sub("", clean(name[:200]))


def _web_address(href: str, url: str) -> str | None:
    try:
        address = resolved(href.strip(), url)
        return address if urlsplit(address).scheme in {"http", "https"} and href.strip(" #") else None
    except ValueError:
        return None
