"""What an examination found, as lines that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.operations.examination import NEEDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bulletin_spider.operations.examination import Finding, Sample

ADVICE = {
    "gone": "the address is gone: look for the channel in the site's menu and mend the site file",
    "other site": "it leads to another site: mend the address or allowed_domains",
    "blocked": "the site turns us away: set BULLETIN_CONTACT, slow down, ask its operators",
    "forbidden": "robots.txt forbids it, and is obeyed",
    "unreachable": "no answer: try again later; if it lasts, check the scheme and the host name",
    "incomplete": "look at the page: is it a listing, filled by scripts, or a challenge?",
    "failed": "look at the address in a browser",
}


def report(site: str, findings: Iterable[Finding]) -> str:
    """Return what was found of a site, channel by channel."""
    lines = [site]
    for finding in findings:
        lines += [f"  {finding.channel}  {finding.url}", *(f"    {line}" for line in _about(finding))]
    return "\n".join(lines)


def _about(finding: Finding) -> Iterator[str]:
    if finding.problem:
        yield f"{finding.word}: {finding.problem}; {ADVICE.get(finding.word, ADVICE['failed'])}"
    if finding.answered and finding.answered != finding.url:
        yield f"redirected to {finding.answered}"
    if finding.listing is None:
        return
    entries = finding.listing.entries
    dated = sum(entry.date is not None for entry in entries)
    following = finding.listing.next_page.url if finding.listing.next_page else "none"
    yield f"{len(entries)} rows, {dated} with a date; {finding.encoding}"
    yield f"next page: {following} ({finding.listing.family})"
    for sample in finding.samples:
        yield from _sample(sample)


def _sample(sample: Sample) -> Iterator[str]:
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
            yield f"  lacks a {name}: it would be refused"
    for warning in content.warnings:
        yield f"  warning: {warning}"
