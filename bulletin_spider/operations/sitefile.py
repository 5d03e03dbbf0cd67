"""A site's file and its offline case, written from what an examination found."""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.extraction.encoding import decode
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.operations.examination import Finding, Sample

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_COLUMN = re.compile(
    r"""<meta[^>]{0,99}["']ColumnName["'][^>]{0,99}?content\s*=\s*["']([^"'<>]{1,60})["']""", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,99}>([^<]{1,200})</title", re.IGNORECASE)
_TEMPLATE = '''"""{title}."""

from bulletin_spider.listings.base import DistrictSpider
from bulletin_spider.listings.channel import Channel


class {class_name}Spider(DistrictSpider):
    """{title}.

    Domain
        {host}, seen {day}.
    Channels
        {channels}.
    CMS
        pagination family: {family}; {encoding}.
    Caveats
        none known yet.
    Seen
        {day}, by scrapy addsite from {url}
    """

    name = "{name}"
    home = "{home}"
    allowed_domains = ["{host}"]
    channels = {{
{lines}
    }}
'''
_CONTENT_ASIDE = ("evidence", "warnings")


def check_name(name: str, sites: list[str]) -> None:
    """Raise ``UsageFault`` for what cannot be a new site's name."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageFault(
            f"'{name}' cannot be a site's name; use a-z, 0-9 and _, beginning with a letter, like baishi"
        )
    if name in sites:
        raise UsageFault(f"there is a site '{name}' already; scrapy doctor {name} looks at it")


def channel_name(finding: Finding) -> str:
    """Return what a listing page calls itself: its column, else the first part of its title, else its path."""
    text = decode(finding.body).text[:20_000]
    column, title = _COLUMN.search(text), _TITLE.search(text)
    called = column.group(1) if column else re.split(r"[-_|—>]", title.group(1))[0] if title else ""
    return re.sub(r'["\\{}]', "", clean(called)) or urlsplit(finding.url).path


def site_file(name: str, url: str, findings: list[Finding], day: dt.date) -> str:
    """Return the text of the spider file; ``findings`` are the channels that can be read."""
    first, host = findings[0], urlsplit(url).hostname or ""
    names = [finding.channel for finding in findings]
    return _TEMPLATE.format(
        title=f"{host}: {', '.join(names)}",
        class_name="".join(part.capitalize() for part in name.split("_")),
        host=host,
        day=day,
        channels=", ".join(f"{called} (seen {day}, high confidence)" for called in names),
        family=first.listing.family if first.listing else "unknown",
        encoding=first.encoding,
        url=url,
        name=name,
        home=f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/",
        lines="\n".join(f'        "{finding.channel}": Channel("{finding.url}"),' for finding in findings),
    )


def write_case(place: Path, finding: Finding) -> list[Path]:
    """Write a listing and one of its articles with what they are read as today; return the files."""
    assert finding.listing is not None
    following = finding.listing.next_page
    listing = {
        "url": finding.answered,
        "rows": [[entry.title, entry.url, str(entry.date)] for entry in finding.listing.entries],
        "next_page": following.url if following else None,
    }
    written = _put(place / "listing", finding.body, listing)
    sample = next((sample for sample in finding.samples if sample.content), None)
    return written + (_put(place / "article", sample.body, _article(sample)) if sample else [])


def _article(sample: Sample) -> dict[str, Any]:
    assert sample.content is not None
    content = {name: value for name, value in asdict(sample.content).items() if name not in _CONTENT_ASIDE}
    day = sample.entry.date.isoformat() if sample.entry.date else None
    return {"url": sample.entry.url, "row": [sample.entry.title, day], "bulletin": content}


def _put(place: Path, page: bytes, expected: dict[str, Any]) -> list[Path]:
    place.mkdir(parents=True)
    files = [place / "page.html", place / "expected.json"]
    files[0].write_bytes(page)
    files[1].write_text(json.dumps(expected, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return files
