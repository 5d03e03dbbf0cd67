"""Report an examination: a table of a site's channels, then the problems and the articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.operations.examination.findings import NEEDED, ChannelStatus
from bulletin_spider.operations.reporting.table import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_spider.operations.examination.findings import ArticleSample, ChannelFinding

HEAD = ("channel", "answer", "rows", "dated", "next page", "encoding", "robots", "articles")


def examination_report(site: str, findings: Iterable[ChannelFinding]) -> str:
    """Return the report on a site: a table with a row for each channel, then lines about single channels."""
    findings = list(findings)
    lines = [site, *table([HEAD, *map(_row, findings)], ("encoding", "dated", "robots"), indent="  ")]
    for finding in findings:
        lines_below = [f"    {line}" for line in _finding_lines(finding)]
        if lines_below:
            lines += [f"  {finding.channel}  {finding.url}", *lines_below]
    return "\n".join(lines)


def examination_data(site: str, findings: Iterable[ChannelFinding]) -> dict[str, Any]:
    """Return the report on a site for programs."""
    return {"site": site, "channels": [_channel_data(finding) for finding in findings]}


def _channel_data(finding: ChannelFinding) -> dict[str, Any]:
    listing, second = finding.listing, finding.second
    return {
        "channel": finding.channel,
        "url": finding.url,
        "well": finding.status == ChannelStatus.OK,
        "answer": finding.status,
        "problem": finding.problem,
        "rows": len(listing.entries) if listing else 0,
        "dated": sum(entry.date is not None for entry in listing.entries) if listing else 0,
        "lists": [group.name for group in listing.groups] if listing else [],
        "family": listing.family if listing else None,
        "next_page": listing.next_page.url if listing and listing.next_page else None,
        "more": listing.more if listing else None,
        "last": listing.last if listing else None,
        "second_page": {
            "url": second.request.url,
            "method": second.request.method,
            "rows": len(second.listing.entries) if second.listing else 0,
            "problem": second.problem,
        }
        if second
        else None,
        "encoding": finding.encoding,
        "robots": finding.robots,
        "articles": [
            {"url": sample.entry.url, "publishable": sample.is_publishable, "problem": sample.problem}
            for sample in finding.samples
        ],
    }


def _row(finding: ChannelFinding) -> tuple[str, ...]:
    listing = finding.listing
    if listing is None:
        return (finding.channel, finding.status, "-", "-", "-", "-", finding.robots, "-")
    dated = sum(entry.date is not None for entry in listing.entries)
    following = f"yes, {listing.family.partition(':')[0]}" if listing.next_page else "no"
    if listing.more is not None:
        following = "more, unreachable"
    publishable = sum(sample.is_publishable for sample in finding.samples)
    return (
        finding.channel,
        finding.status,
        str(len(listing.entries)),
        str(dated),
        following,
        finding.encoding or "-",
        finding.robots,
        f"{publishable} of {len(finding.samples)}" if finding.samples else "-",
    )


def _finding_lines(finding: ChannelFinding) -> Iterator[str]:
    if finding.problem:
        yield f"{finding.status}: {finding.problem}; {finding.status.sentence}"
    if finding.answered and finding.answered != finding.url:
        yield f"redirected to {finding.answered}"
    if finding.page != finding.answered:
        yield f"its rows come from {finding.page}"
    if finding.listing and finding.listing.family.startswith("unknown"):
        yield f"next page: {finding.listing.family}"
    if finding.listing and finding.listing.groups:
        names = ", ".join(group.name or "(no heading)" for group in finding.listing.groups)
        yield f"the page holds {len(finding.listing.groups)} lists: {names}"
    for sample in finding.samples:
        yield from _article_lines(sample)


def _article_lines(sample: ArticleSample) -> Iterator[str]:
    if sample.content is None:
        yield f"article {sample.entry.url}: {sample.problem}"
        return
    content = sample.content
    yield f"article {content.date or 'no date'} {content.title or 'no title'}"
    people = "、".join([*content.reporters, *content.correspondents]) or "nobody named"
    size = f"{len(content.paragraphs)} paragraphs, {len(content.images)} pictures"
    yield f"  {size}; {people}; source {content.source or '-'}"
    for name in sample.missing:
        if name in NEEDED:
            yield f"  lacks a {name}: it would be refused; {sample.entry.url}"
    for warning in content.warnings:
        yield f"  warning: {warning}"
