"""Score the channels that are found from home pages, on the fictional sites of ``tests/home_pages``.

    uv run python -m benchmarks.channels

A channel is right if its address is that of a list in the site's truth; a folder and its index page are the same.
``first half`` are the sites that the rules were written with, ``second half`` those that were kept aside until the
rules stood, ``portals`` two large sites that were made after that. ``pages`` is the largest number of pages read of
one site, articles left out. With folders of saved pages (``truth.jsonl``), ``links`` also counts the links of saved
pages to lists of the truth, and how many of them a search would read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin_spider.listings.home.candidates import address_key, read_candidates
from bulletin_spider.listings.home.search import PAGES, is_inside, site_domains
from bulletin_spider.listings.page.links import absolute_url
from bulletin_spider.listings.page.tree import read_tree
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.markup.encoding import decode
from tests.home_pages import first_half, portals, second_half
from tests.home_pages.searching import score, search_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.home_pages.building import FictionalSite


def score_sites(name: str, builders: Iterable[Callable[[], FictionalSite]]) -> str:
    """Return one line of figures for some fictional sites; print errors to stderr."""
    right = wrong = missed = misnamed = most = sites = 0
    for build in builders:
        site = build()
        search = search_site(site)
        found = score(site, {channel.url: channel.name for channel in search.channels})
        for kind, urls in (("missed", found.missed), ("wrong", found.wrong), ("misnamed", found.misnamed)):
            if urls:
                print(f"{build.__name__}: {kind}: {urls}", file=sys.stderr)
        right, wrong, missed = right + len(found.right), wrong + len(found.wrong), missed + len(found.missed)
        misnamed, most, sites = misnamed + len(found.misnamed), max(most, search.pages), sites + 1
    recall, precision = right / max(right + missed, 1), right / max(right + wrong, 1)
    return f"{name:14} {sites:5} {right + missed:8}   {recall:.3f}     {precision:.3f} {misnamed:9} {most:5}"


def score_links(folders: Iterable[Path]) -> str:
    """Return how many links of saved pages to lists of the truth are among the first candidates of their page."""
    records = [
        record | {"path": folder / record["file"]}
        for folder in folders
        for record in map(json.loads, (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines())
        if str(record.get("url")).startswith("http")
    ]
    lists = {address_key(record["url"]) for record in records if record["kind"] == "listing"}
    linked = read = 0
    for record in records:
        url, body, encoding = record["url"], record["path"].read_bytes(), record.get("encoding")
        tree = read_tree(decode(body, encoding).text, url)
        headlines = {one.url for one in read_listing(body, url, encoding).entries if one.date}
        domains = site_domains(url)
        candidates = [
            one
            for one in read_candidates(tree, headlines)
            if is_inside(one.url, url, domains) and one.url != url
        ]
        first = sorted(candidates, key=lambda one: -one.rank)[: PAGES - 1]
        addresses = (absolute_url(anchor.get("href") or "", tree.base) for anchor in tree.anchors)
        known = {address_key(one) for one in addresses if one} & lists - {address_key(url)}
        linked += len(known)
        if missed := known - {address_key(one.url) for one in first}:
            print(f"{record['id']}: not read: {sorted(missed)}", file=sys.stderr)
        read += len(known & {address_key(one.url) for one in first if one.rank > 0 and one.why_not is None})
    return f"links of saved pages to lists of the truth: {linked}, of them read: {read}"


def main(folders: list[str]) -> None:
    """Print the table."""
    print("home pages     sites channels  recall precision  misnamed pages")
    for name, module in (("first half", first_half), ("second half", second_half), ("portals", portals)):
        print(score_sites(name, module.SITES))
    if folders:
        print(score_links(map(Path, folders)))


if __name__ == "__main__":
    main(sys.argv[1:])
