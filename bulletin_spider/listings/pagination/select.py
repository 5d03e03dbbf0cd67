"""A drop-down of pages whose options are addresses: the option after the selected one is the next page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.listings.page.links import absolute_url, same_page
from bulletin_spider.listings.page.tree import link_text
from bulletin_spider.listings.pagination.found import Found, linked

if TYPE_CHECKING:
    from bulletin_spider.listings.page.tree import PageTree

_NUMBER = re.compile(r"第?\s*\d{1,5}\s*页?")


def find(tree: PageTree) -> Found | None:
    """Return the page of the option after the current one; None without such a drop-down.

    ``page`` of the result is None on the last page.
    """
    for box in tree.root.iter("select"):
        options = list(box.iter("option"))
        addresses = [absolute_url(option.get("value") or "", tree.base) for option in options]
        labels = [link_text(option) for option in options]
        pages = all(_NUMBER.fullmatch(label) for label in labels) and len(options) > 1
        if not pages or any(
            "." not in (o.get("value") or "") and "?" not in (o.get("value") or "") for o in options
        ):
            continue
        selected = [at for at, url in enumerate(addresses) if url and same_page(url, tree.url)]
        selected += [at for at, option in enumerate(options) if option.get("selected") is not None]
        at = selected[0] if selected else 0
        if at + 1 >= len(options):
            return Found("select", None)
        return linked("select", options[at + 1].get("value") or "", tree.base, tree.url)
    return None
