"""Report what was found at a home page: a table of the channels, then what was left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.operations.reporting.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.listings.home.search import FoundChannel
    from bulletin_spider.operations.examination.findings import ArticleSample
    from bulletin_spider.operations.examination.found_site import FoundSite

_HEAD = ("channel", "rows", "dates", "family", "newest row")
_TITLE_CHARS = 24
_MOST_LEFT_OUT = 30
"""Lines about links that were left out; ``--json`` prints all."""


def site_report(site: FoundSite) -> str:
    """Return the report: what a person checks before the site's file is written."""
    lines = [f"{site.name}  {site.home}"]
    if site.channels:
        lines += table([_HEAD, *map(_row, site.channels)], ("family",), indent="  ")
    for channel in site.channels:
        lines += [f"  {channel.name}  {channel.url}", *_sample_lines(channel, site.samples.get(channel.url))]
    if site.note:
        lines.append(f"  {site.note}")
    left_out = list(site.search.left_out.items())
    lines += [f"  left out: {url}: {why}" for url, why in left_out[:_MOST_LEFT_OUT]]
    if len(left_out) > _MOST_LEFT_OUT:
        lines.append(f"  left out: {len(left_out) - _MOST_LEFT_OUT} more; --json prints all")
    return "\n".join(lines)


def _row(channel: FoundChannel) -> tuple[str, ...]:
    listing = channel.listing
    days = sorted(entry.date for entry in listing.entries if entry.date)
    newest = max(listing.entries, key=lambda entry: (entry.date is not None, entry.date or 0))
    title = newest.title if len(newest.title) <= _TITLE_CHARS else f"{newest.title[: _TITLE_CHARS - 1]}…"
    dates = f"{days[0]} … {days[-1]}" if days else "-"
    return (channel.name, str(len(listing.entries)), dates, listing.family.partition(":")[0], title)


def _sample_lines(channel: FoundChannel, sample: ArticleSample | None) -> Iterator[str]:
    if channel.page != channel.url:
        yield f"    its rows come from {channel.page}"
    if channel.listing.more:
        yield f"    it goes on, and that cannot be reached: {channel.listing.more}"
    if sample is None:
        return
    content = sample.content
    if content is None:
        yield f"    article {sample.entry.url}: {sample.problem}"
        return
    yield f"    article {content.date or 'no date'} {content.title or 'no title'}"
    people = "、".join([*content.reporters, *content.correspondents]) or "nobody named"
    size = f"{len(content.paragraphs)} paragraphs, {len(content.images)} pictures"
    yield f"      {size}; {people}; source {content.source or '-'}"
