"""Write a site's file and its test case from an examination. Texts of the site's pages are never trusted."""

from __future__ import annotations

import ast
import json
import keyword
import re
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.archive.atomic_files import open_part, publish, publish_directory, remove
from bulletin_spider.archive.layout import PART_SUFFIX
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
    """Raise ``UsageFault`` if ``name`` is invalid for a site, or taken."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UsageFault(
            f"'{name}' cannot be a site's name; use a-z, 0-9 and _, beginning with a letter, like baishi"
        )
    if name in sites:
        raise UsageFault(f"there is a site '{name}' already; scrapy doctor {name} looks at it")


def channel_name(finding: ChannelFinding) -> str:
    """Return the name of a channel: its page's column, else the first part of its title, else its path."""
    text = decode(finding.body).text[:20_000]
    column, title = _COLUMN.search(text), _TITLE.search(text)
    name = column.group(1) if column else re.split(r"[-_|—>]", title.group(1))[0] if title else ""
    return _plain_text(name) or urlsplit(finding.url).path or "/"


def site_file(name: str, url: str, findings: list[ChannelFinding], day: dt.date) -> str:
    """Return the text of the spider file; ``findings`` are the channels that can be read.

    Texts of the site appear in it as literals and in the docstring, never as code.
    """
    first, parts = findings[0], urlsplit(url)
    host = parts.hostname or ""
    names = [_plain_text(finding.channel) for finding in findings]
    text = _TEMPLATE.format(
        title=_plain_text(f"{host}: {', '.join(names)}"),
        class_name="".join(part.capitalize() for part in name.split("_")),
        host=_plain_text(host),
        day=day,
        channels=", ".join(f"{channel} (seen {day}, high confidence)" for channel in names),
        family=_plain_text(first.listing.family if first.listing else "unknown"),
        encoding=_plain_text(first.encoding or "unknown encoding"),
        url=_plain_text(url),
        name=_literal(name),
        domain=_literal(host),
        home=_literal(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"),
        lines="\n".join(
            f"        {_literal(finding.channel)}: Channel({_literal(finding.url)})," for finding in findings
        ),
    )
    return _valid_code(text)


def _plain_text(text: str) -> str:
    """Return ``text`` in one line without quotes, backslashes and braces, as a docstring can hold it."""
    return clean(_UNSAFE.sub("", text))


def _literal(text: str) -> str:
    """Return ``text`` as a string literal; JSON's literals are valid in Python."""
    return json.dumps(text, ensure_ascii=False)


def _valid_code(text: str) -> str:
    try:
        ast.parse(text)
        text.encode()
    except (SyntaxError, ValueError) as error:
        raise UsageFault(
            f"the names and addresses of this site cannot be written as a site file: {error}"
        ) from error
    return text


def write_new_files(files: dict[Path, bytes]) -> None:
    """Write new files and their directories: all of them, or none and raise ``RunFault``."""
    made: list[Path] = []
    try:
        for path, body in files.items():
            for directory in reversed([parent for parent in path.parents if not parent.exists()]):
                directory.mkdir()
                made.append(directory)
            with path.open("xb") as file:
                made.append(path)
                file.write(body)
    except OSError as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        cause = f"{error.filename or path}: {error.strerror or error}"
        raise RunFault(f"cannot write {cause}; nothing was written") from error


_UNFINISHED = ".unfinished"
"""A file in the directory of a test case while its site has no file yet."""


def remove_unfinished(spider: Path, case: Path) -> None:
    """Remove the test case that a killed ``write_site`` left without the site's file."""
    if not spider.exists() and (case / _UNFINISHED).exists():
        remove(case)


def write_site(spider: Path, code: bytes, case: Path, pages: dict[str, bytes]) -> None:
    """Write a site's new file and the files of its test case: all of them, or none and raise ``RunFault``.

    The site's file comes last. So a process that is killed leaves no site, and at most the whole test case, which
    :func:`remove_unfinished` knows by its mark.
    """
    stage, own = (
        case.with_name(f".{case.name}{PART_SUFFIX}"),
        [spider.with_name(f".{spider.name}{PART_SUFFIX}")],
    )
    parents = sorted({parent for path in (spider, case) for parent in path.parents if not parent.exists()})
    try:
        remove(stage)
        for name, body in (pages | {_UNFINISHED: b""}).items():
            with open_part(stage / name) as page:
                page.write(body)
                publish(page, stage / name)
        with open_part(spider) as part:
            part.write(code)
            own.append(case)
            publish_directory(stage, case)
            own.append(spider)
            publish(part, spider)
        (case / _UNFINISHED).unlink()
    except OSError as error:
        if isinstance(error, FileExistsError):
            own.pop()  # somebody else's
        for path in (stage, *own):
            remove(path)
        for parent in reversed(parents):
            with suppress(OSError):
                parent.rmdir()
        cause = f"{error.filename or case}: {error.strerror or error}"
        raise RunFault(f"cannot write {cause}; nothing was written") from error


_LEFT_OUT = ("evidence", "warnings")


def case_files(finding: ChannelFinding) -> dict[str, bytes]:
    """Return the files of a test case: a listing and one of its articles, with what is read from them today."""
    assert finding.listing is not None
    next_page = finding.listing.next_page
    listing = {
        "url": finding.page,
        "rows": [[entry.title, entry.url, str(entry.date)] for entry in finding.listing.entries],
        "next_page": next_page.url if next_page else None,
    }
    files = _case("listing", finding.body, listing)
    sample = next((sample for sample in finding.samples if sample.content), None)
    return files | (_case("article", sample.body, _article(sample)) if sample else {})


def _article(sample: ArticleSample) -> dict[str, Any]:
    assert sample.content is not None
    content = {name: value for name, value in asdict(sample.content).items() if name not in _LEFT_OUT}
    day = sample.entry.date.isoformat() if sample.entry.date else None
    return {"url": sample.entry.url, "row": [sample.entry.title, day], "bulletin": content}


def _case(directory: str, page: bytes, expected: dict[str, Any]) -> dict[str, bytes]:
    text = json.dumps(expected, ensure_ascii=False, indent=2) + "\n"
    return {f"{directory}/page.html": page, f"{directory}/expected.json": text.encode("utf-8", "replace")}
