"""Read a listing page: its rows and where the next page is. Pure: same bytes and hints, same listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.listings.choice.article_pages import is_article
from bulletin_spider.listings.choice.scoring import choose, weigh
from bulletin_spider.listings.data.json_rows import JsonFields, json_entries, json_rows
from bulletin_spider.listings.data.json_text import inline_json, markup_in, parse_json
from bulletin_spider.listings.data.script_rows import with_written_rows
from bulletin_spider.listings.entries import Entry, Group, Listing
from bulletin_spider.listings.page.links import is_home
from bulletin_spider.listings.page.tree import read_tree, walk
from bulletin_spider.listings.pagination import api
from bulletin_spider.listings.pagination.families import find_next
from bulletin_spider.listings.rows.blocks import find_blocks, join_blocks
from bulletin_spider.listings.rows.parsing import read_block
from bulletin_spider.markup.encoding import decode

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
    """Return the entries of a listing in page order and its next page; any bytes are read, none raises.

    ``url`` is the page's address, ``charset`` what the HTTP header declared, ``reference`` the day from which
    a month and day without a year are dated, ``fields`` where a JSON answer keeps its rows. HTML pages, Hanweb
    data stores and JSON answers are told apart by the body.
    """
    text = decode(body, charset).text
    data = parse_json(text)
    if data is not None:
        return _read_data(data, url, reference, fields or JsonFields())
    return _read_page(text, url, reference)


def _read_page(text: str, url: str, reference: dt.date | None) -> Listing:
    tree = read_tree(with_written_rows(text), url)
    groups = _groups(tree, reference)
    if groups is None:
        return Listing((), None, "none")
    entries = _once(entry for group in groups for entry in group.entries)
    entries = entries or _in_scripts(text, tree.base, reference)
    found = find_next(tree, rows=bool(entries))
    return Listing(entries, found.page, found.family, groups if len(groups) > 1 else ())


def _in_scripts(text: str, base: str, reference: dt.date | None) -> tuple[Entry, ...]:
    """Return the rows that a script holds as JSON, if most show a day: menus are kept that way, too."""
    fields = JsonFields()
    entries = _once(json_entries(json_rows(inline_json(text), fields), base, fields, reference))
    return entries if sum(entry.date is not None for entry in entries) * 2 > len(entries) else ()


def _read_data(data: object, url: str, reference: dt.date | None, fields: JsonFields) -> Listing:
    entries = json_entries(json_rows(data, fields), url, fields, reference)
    if not entries:
        tree = read_tree(markup_in(data), fields.base or url)
        entries = [entry for group in _groups(tree, reference) or () for entry in group.entries]
    found = api.find(data, entries, url, fields)
    return Listing(_once(entries), found.page, found.family)


def _groups(tree: PageTree, reference: dt.date | None) -> tuple[Group, ...] | None:
    """Return the lists of the page, none if it has none; None for an article, whose links are beside the point."""
    candidates = []
    headings: dict[_Element, str | None] = {}
    for block in join_blocks(find_blocks(walk(tree.top))):
        reading = read_block(block, reference)
        if reading.entries:
            candidates.append(weigh(block, reading, tree.url, headings))
    chosen = choose(candidates, tree.pager_at, home=is_home(tree.url))
    titles = sum(len(entry.title) for one in chosen for entry in one.entries)
    if is_article(tree, [row for one in chosen for row in one.block.rows], titles):
        return None
    return tuple(Group(one.heading, one.more, tuple(one.entries)) for one in chosen)


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    unique: dict[str, Entry] = {}
    for entry in entries:
        unique.setdefault(entry.url, entry)
    return tuple(unique.values())
