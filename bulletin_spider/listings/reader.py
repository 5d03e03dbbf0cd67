"""Read a listing page: its rows and its next page. The result depends on the arguments only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.choice.article_pages import is_article
from bulletin_spider.listings.choice.scoring import choose_listing, score_block
from bulletin_spider.listings.data.json_rows import JsonFields, json_entries, json_rows
from bulletin_spider.listings.data.json_text import inline_json, longest_markup, parse_json
from bulletin_spider.listings.data.script_rows import with_script_rows
from bulletin_spider.listings.entries import Entry, Listing, PortalGroup
from bulletin_spider.listings.page.tree import nodes_in_page_order, read_tree
from bulletin_spider.listings.pagination import api
from bulletin_spider.listings.pagination.families import find_next
from bulletin_spider.listings.rows.blocks import find_blocks, join_blocks
from bulletin_spider.listings.rows.parsing import read_block
from bulletin_spider.markup.encoding import decode
from bulletin_spider.normalization.addresses import is_home

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree


def read_listing(
    body: bytes,
    url: str,
    charset: str | None = None,
    reference: dt.date | None = None,
    fields: JsonFields | None = None,
) -> Listing:
    """Return the entries of a listing in page order and its next page. Any bytes are accepted; none raise an error.

    ``url`` is the page's address. ``charset`` is the one that the HTTP header declares. ``reference`` is the day from
    which a month and day without a year take their year. ``fields`` says where a JSON answer keeps its rows. The body
    itself shows whether it is an HTML page, a Hanweb data store or a JSON answer.
    """
    text = decode(body, charset).text
    data = parse_json(text)
    if data is not None:
        return _read_data(data, url, reference, fields or JsonFields())
    return _read_page(text, url, reference)


def _read_page(text: str, url: str, reference: dt.date | None) -> Listing:
    tree = read_tree(with_script_rows(text), url)
    groups = _groups(tree, reference)
    if groups is None:
        return Listing((), None, "none")
    entries = _unique(entry for group in groups for entry in group.entries)
    entries = entries or _entries_in_scripts(text, tree.base, reference)
    found = find_next(tree, rows=bool(entries))
    return Listing(entries, found.page, found.family, groups if len(groups) > 1 else ())


def _entries_in_scripts(text: str, base: str, reference: dt.date | None) -> tuple[Entry, ...]:
    """Return the entries that a script holds as JSON, if most have a day; scripts hold menus in the same form."""
    fields = JsonFields()
    entries = _unique(json_entries(json_rows(inline_json(text), fields), base, fields, reference))
    return entries if sum(entry.date is not None for entry in entries) * 2 > len(entries) else ()


def _read_data(data: object, url: str, reference: dt.date | None, fields: JsonFields) -> Listing:
    entries = json_entries(json_rows(data, fields), url, fields, reference)
    if not entries:
        tree = read_tree(longest_markup(data), fields.base or url)
        entries = [entry for group in _groups(tree, reference) or () for entry in group.entries]
    found = api.find(data, entries, url, fields)
    return Listing(_unique(entries), found.page, found.family)


def _groups(tree: PageTree, reference: dt.date | None) -> tuple[PortalGroup, ...] | None:
    """Return the lists of the page, empty if it has no list; None for an article, whose links are no listing."""
    candidates = []
    headings: dict[_Element, str | None] = {}
    for block in join_blocks(find_blocks(nodes_in_page_order(tree.top))):
        block_entries = read_block(block, reference)
        if block_entries.entries:
            candidates.append(score_block(block, block_entries, tree.url, headings))
    chosen = choose_listing(candidates, tree.pager_index, home=is_home(tree.url))
    title_chars = sum(len(entry.title) for one in chosen for entry in one.entries)
    if is_article(tree, [row for one in chosen for row in one.block.rows], title_chars):
        return None
    return tuple(PortalGroup(one.heading, one.more, tuple(one.entries)) for one in chosen)


def _unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    by_url: dict[str, Entry] = {}
    for entry in entries:
        by_url.setdefault(entry.url, entry)
    return tuple(by_url.values())
