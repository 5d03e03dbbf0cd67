"""Write Markdown, one section for each bulletin; Markdown's own signs in a text are escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bulletin_spider.export.body_blocks import body_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.body_blocks import Rows
    from bulletin_spider.export.rich_bodies import RichBodies

_MARKUP_SIGN = re.compile(r"([\\`*_\[\]<>#|~&])")
_BLOCK_START = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")
"""The begin of a list, an underlined heading or a definition."""


def write(versions: Iterator[dict[str, Any]], path: Path, bodies: RichBodies | None = None) -> None:
    """Write one file with a section for each version; ``bodies`` makes their bodies."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for version in versions:
            file.write(section(version, bodies) + "\n\n")


def section(version: dict[str, Any], bodies: RichBodies | None = None) -> str:
    """Return a version as Markdown: title, day, site and people, address, body, pictures, attachments."""
    facts = [version["date"], version["site"], version["channel"], version["source"], *version["reporters"]]
    if version["revision"] > 1:
        facts.append(f"{version['change']}, revision {version['revision']}")
    rich = bodies.body(version, _markdown) if bodies else None
    blocks = (
        [rich.text]
        if rich
        else [_table(one) if isinstance(one, list) else escaped(one) for one in body_blocks(version)]
    )
    images = rich.other_images if rich else version["images"]
    address = version.get("moved_to") or version["url"]
    parts = [
        f"## {escaped(version['title'])}",
        f"{' · '.join(escaped(fact) for fact in facts if fact)}  \n<{link_target(address)}>",
        *blocks,
        *[f"![{escaped(one['caption'] or '')}]({link_target(one['url'])})" for one in images],
        *[f"[{escaped(one['name'] or 'file')}]({link_target(one['url'])})" for one in version["attachments"]],
    ]
    return "\n\n".join(parts)


def _markdown(html: str) -> str:
    from bulletin_spider.export.html_to_markdown import markdown  # noqa: PLC0415 - of the extra ``markdown``

    return markdown(html)


def _table(rows: Rows) -> str:
    """Return a table with its first row as the head, which a table of Markdown must have."""
    head, *others = (f"| {' | '.join(map(escaped, row))} |" for row in rows)
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *others])


def escaped(text: str) -> str:
    """Return a text that Markdown renders unchanged."""
    text = _MARKUP_SIGN.sub(r"\\\1", text)
    return _BLOCK_START.sub(lambda start: f"{start[1]}{_escaped_start(start[2])}", text)


def link_target(url: str) -> str:
    """Return an address without characters that would end the link early, such as a closing bracket."""
    return quote(url, safe="%/:=&?~#+!$,;'@*[]-._")


def _escaped_start(text: str) -> str:
    # Markdown cannot escape a digit with a backslash.
    return f"&#{ord(text[0])};{text[1:]}" if text[0].isdigit() else f"\\{text}"
