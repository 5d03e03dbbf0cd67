"""A site's file, written from what an examination found: words of the site's own pages, so never trusted."""

from __future__ import annotations

import ast
import json
import keyword
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.markup.encoding import decode
from bulletin_spider.normalization.text import clean

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from bulletin_spider.operations.examination.findings import ArticleSample, ChannelFinding

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_COLUMN = re.compile(
    r"""<meta[^>]{0,99}["']ColumnName["'][^>]{0,99}?content\s*=\s*["']([^"'<>]{1,60})["']""", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,99}>([^<]{1,200})</title", re.IGNORECASE)
_TEMPLATE = '''"""{title}."""

from bulletin_spider.crawl import Channel, DistrictSpider


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

    name = {name}
    home = {home}
    allowed_domains = [{domain}]
    channels = {{
{lines}
    }}
'''
_UNSAFE = re.compile(r"""["'\\{}]""")


def check_site_name(name: str, sites: list[str]) -> None:
    """Raise ``UsageFault`` for what cannot be a new site's name."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageFault(
            f"'{name}' cannot be a site's name; use a-z, 0-9 and _, beginning with a letter, like baishi"
        )
    if name in sites:
        raise UsageFault(f"there is a site '{name}' already; scrapy doctor {name} looks at it")


def channel_name(finding: ChannelFinding) -> str:
    """Return what a listing page calls itself: its column, else the first part of its title, else its path."""
    text = decode(finding.body).text[:20_000]
    column, title = _COLUMN.search(text), _TITLE.search(text)
    called = column.group(1) if column else re.split(r"[-_|—>]", title.group(1))[0] if title else ""
    return _plain(called) or urlsplit(finding.url).path or "/"


def site_file(name: str, url: str, findings: list[ChannelFinding], day: dt.date) -> str:
    """Return the text of the spider file; ``findings`` are the channels that can be read.

    What the site says of itself is in it as literals and as plain words, never as code.
    """
    first, parts = findings[0], urlsplit(url)
    host = parts.hostname or ""
    names = [_plain(finding.channel) for finding in findings]
    text = _TEMPLATE.format(
        title=_plain(f"{host}: {', '.join(names)}"),
        class_name="".join(part.capitalize() for part in name.split("_")),
        host=_plain(host),
        day=day,
        channels=", ".join(f"{called} (seen {day}, high confidence)" for called in names),
        family=_plain(first.listing.family if first.listing else "unknown"),
        encoding=_plain(first.encoding or "unknown encoding"),
        url=_plain(url),
        name=_literal(name),
        domain=_literal(host),
        home=_literal(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"),
        lines="\n".join(
            f"        {_literal(finding.channel)}: Channel({_literal(finding.url)})," for finding in findings
        ),
    )
    return _checked(text)


def _plain(text: str) -> str:
    """Return ``text`` as a docstring can hold it: one line without quotes, backslashes and braces."""
    return clean(_UNSAFE.sub("", text))


def _literal(text: str) -> str:
    """Return ``text`` as a string literal; JSON's are Python's, too."""
    return json.dumps(text, ensure_ascii=False)


def _checked(text: str) -> str:
    try:
        ast.parse(text)
        text.encode()
    except (SyntaxError, ValueError) as error:
        raise UsageFault(f"the names and addresses of this site make no site file: {error}") from error
    return text


def write_new_files(files: dict[Path, bytes]) -> None:
    """Write files that are not there yet, with the directories they need; all of them, or none and a fault."""
    made: list[Path] = []
    try:
        for path, body in files.items():
            for place in reversed([place for place in path.parents if not place.exists()]):
                place.mkdir()
                made.append(place)
            with path.open("xb") as file:
                made.append(path)
                file.write(body)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        told = f"{error.filename or path}: {error.strerror or error}"
        raise RunFault(f"cannot write {told}; nothing was written") from error


_CONTENT_ASIDE = ("evidence", "warnings")


def case_files(place: Path, finding: ChannelFinding) -> dict[Path, bytes]:
    """Return the files of a listing and one of its articles, with what they are read as today."""
    assert finding.listing is not None
    following = finding.listing.next_page
    listing = {
        "url": finding.page,
        "rows": [[entry.title, entry.url, str(entry.date)] for entry in finding.listing.entries],
        "next_page": following.url if following else None,
    }
    files = _case(place / "listing", finding.body, listing)
    sample = next((sample for sample in finding.samples if sample.content), None)
    return files | (_case(place / "article", sample.body, _article(sample)) if sample else {})


def _article(sample: ArticleSample) -> dict[str, Any]:
    assert sample.content is not None
    content = {name: value for name, value in asdict(sample.content).items() if name not in _CONTENT_ASIDE}
    day = sample.entry.date.isoformat() if sample.entry.date else None
    return {"url": sample.entry.url, "row": [sample.entry.title, day], "bulletin": content}


def _case(place: Path, page: bytes, expected: dict[str, Any]) -> dict[Path, bytes]:
    text = json.dumps(expected, ensure_ascii=False, indent=2) + "\n"
    return {place / "page.html": page, place / "expected.json": text.encode("utf-8", "replace")}
