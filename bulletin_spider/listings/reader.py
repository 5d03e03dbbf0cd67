"""Read a listing page: its rows and its next page. The result depends on the arguments only."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.listings.choice.article_pages import is_article
from bulletin_spider.listings.choice.scoring import choose_listing, score_block
from bulletin_spider.listings.data.json_rows import JsonFields, json_entries, json_rows
from bulletin_spider.listings.data.json_text import inline_json, longest_markup, parse_json
from bulletin_spider.listings.data.script_rows import with_script_rows
from bulletin_spider.listings.entries import NOT_WALKED, Entry, Listing, PortalGroup, Walked
from bulletin_spider.listings.page.tree import nodes_in_page_order, read_tree
from bulletin_spider.listings.pagination import api, series, site_rule
from bulletin_spider.listings.pagination.ending import says_empty
from bulletin_spider.listings.pagination.families import find_next
from bulletin_spider.listings.pagination.found import Found
from bulletin_spider.listings.rows.blocks import find_blocks, join_blocks
from bulletin_spider.listings.rows.parsing import read_block
from bulletin_spider.listings.rows.selected import fields_without_result, selected_block
from bulletin_spider.listings.rows.torn_blocks import join_torn
from bulletin_spider.listings.rules import NO_RULES, ListingRules, active_rules
from bulletin_spider.listings.years import with_years_of_rows_beside
from bulletin_spider.markup.encoding import decode
from bulletin_spider.normalization.addresses import is_home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from bulletin_spider.listings.page.tree import PageTree
    from bulletin_spider.listings.rows.row_block import ListingRow


class _Rows(NamedTuple):
    """The lists of a page, and the rows that they were read from."""

    groups: tuple[PortalGroup, ...]
    rows: list[ListingRow]


def read_listing(  # noqa: PLR0913 - the page, and what is known of it from outside
    body: bytes,
    url: str,
    charset: str | None = None,
    reference: dt.date | None = None,
    fields: JsonFields | None = None,
    *,
    rules: tuple[ListingRules, ...] = (),
    walked: Walked = NOT_WALKED,
) -> Listing:
    """Return the entries of a listing in page order and its next page. Any bytes are accepted; none raise an error.

    ``url`` is the page's address. ``charset`` is the one that the HTTP header declares. ``reference`` is the day from
    which a month and day without a year take their year, or the moment of the fetch in the site's time, from which
    今天 and 3小时前 take their day. ``fields`` says where a JSON answer keeps its rows. ``rules`` are the site's own
    for HTML pages; the first that apply on the day ``reference`` come before the reader's. ``walked`` is what the pages
    before this one have shown. The body itself shows whether it is HTML, a Hanweb data store or a JSON answer.

    The listing has one of three answers: ``next_page``, or ``more``, why there is more that cannot be reached, or
    ``last``, what says that this is the last page. A page that shows neither rows nor a pager has no answer.
    """
    text = decode(body, charset).text
    data = parse_json(text)
    day = _day_of(reference)
    if data is not None:
        return _read_data(data, url, day, fields or JsonFields(), walked)
    tree = read_tree(with_script_rows(text), url)
    tree.domains = walked.domains
    return _read_page(tree, text, active_rules(rules, day), reference, walked)


def _read_page(
    tree: PageTree, text: str, rules: ListingRules, fetched: dt.date | None, walked: Walked
) -> Listing:
    selected = _selected_rows(tree, fetched, rules)
    found = selected or _chosen_rows(tree, fetched, rules)
    missing = ["rows"] if rules.rows is not None and selected is None else []
    if found is None:
        return Listing((), None, "none", missing_rules=_sentences(missing, rules))
    entries = _unique(entry for group in found.groups for entry in group.entries)
    entries = entries or _entries_in_scripts(text, tree.base, _day_of(fetched))
    missing += fields_without_result(found.rows, rules, fetched)
    following = _ruled_next(tree, rules)
    if following is None:
        missing += ["next_page"] if rules.next_page is not None else []
        following = _added(walked, text, entries) or find_next(
            tree, [row.element for row in found.rows], len(entries), walked.rows
        )
    groups = found.groups if len(found.groups) > 1 else ()
    return Listing(
        entries,
        following.page,
        following.family,
        groups,
        _sentences(missing, rules),
        following.more,
        following.last,
    )


def _added(walked: Walked, text: str, entries: tuple[Entry, ...]) -> Found | None:
    """Return the answer for a page that only adds rows; without rows it has to be empty, or nothing is known."""
    if walked.request is None or not walked.request.adds_rows:
        return None
    if not entries and text.strip() and not says_empty(text):
        return Found("load more", None)
    return series.after(walked.request, rows=bool(entries))


def _day_of(moment: dt.date | None) -> dt.date | None:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _sentences(missing: list[str], rules: ListingRules) -> tuple[str, ...]:
    return tuple(f"site rule for {name} found nothing: {getattr(rules, name)}" for name in missing)


def _ruled_next(tree: PageTree, rules: ListingRules) -> Found | None:
    if rules.one_page:
        return Found("one page", None, last="the site's rule one_page")
    return site_rule.find(tree, rules.next_page) if rules.next_page is not None else None


def _selected_rows(tree: PageTree, fetched: dt.date | None, rules: ListingRules) -> _Rows | None:
    """Return the rows that the site's rule selects; None if there is no rule, or if it selects no row with a link."""
    if rules.rows is None:
        return None
    block = selected_block(tree, rules.rows)
    entries = read_block(block, fetched, rules).entries if block.rows else []
    return (
        _Rows((PortalGroup("", None, with_years_of_rows_beside(entries)),), block.rows) if entries else None
    )


def _entries_in_scripts(text: str, base: str, reference: dt.date | None) -> tuple[Entry, ...]:
    """Return the entries that a script holds as JSON, if most have a day; scripts hold menus in the same form."""
    fields = JsonFields()
    entries = _unique(json_entries(json_rows(inline_json(text), fields), base, fields, reference))
    return entries if sum(entry.date is not None for entry in entries) * 2 > len(entries) else ()


def _read_data(
    data: object, url: str, reference: dt.date | None, fields: JsonFields, walked: Walked
) -> Listing:
    entries = json_entries(json_rows(data, fields), url, fields, reference)
    if not entries:
        tree = read_tree(longest_markup(data), fields.base or url)
        found_rows = _chosen_rows(tree, reference)
        entries = [entry for group in found_rows.groups for entry in group.entries] if found_rows else []
    found = api.find(data, entries, url, fields)
    if walked.request is not None and walked.request.adds_rows and found.page is None and found.last is None:
        found = series.after(walked.request, rows=bool(entries))
    return Listing(_unique(entries), found.page, found.family, more=found.more, last=found.last)


def _chosen_rows(tree: PageTree, fetched: dt.date | None, rules: ListingRules = NO_RULES) -> _Rows | None:
    """Return the lists of the page, empty if it has no list; None for an article, whose links are no listing.

    The site's rules for title and date are applied to the rows of the lists that are chosen.
    """
    candidates = []
    headings: dict[_Element, str | None] = {}
    for block in join_blocks(join_torn(find_blocks(nodes_in_page_order(tree.top)))):
        block_entries = read_block(block, fetched)
        if block_entries.entries:
            candidates.append(score_block(block, block_entries, tree.url, headings))
    chosen = choose_listing(candidates, tree.pager_index, home=is_home(tree.url))
    rows = [row for one in chosen for row in one.block.rows]
    title_chars = sum(len(entry.title) for one in chosen for entry in one.entries)
    if is_article(tree, rows, title_chars):
        return None
    if rules.title is not None or rules.date is not None:
        for one in chosen:
            one.entries = read_block(one.block, fetched, rules).entries
    groups = (PortalGroup(one.heading, one.more, with_years_of_rows_beside(one.entries)) for one in chosen)
    return _Rows(tuple(groups), rows)


def _unique(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    by_url: dict[str, Entry] = {}
    for entry in entries:
        by_url.setdefault(entry.url, entry)
    return tuple(by_url.values())
