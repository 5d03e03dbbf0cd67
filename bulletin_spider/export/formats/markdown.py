"""Markdown: a section for each bulletin, its words as words whatever signs they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ACTING = re.compile(r"([\\`*_\[\]<>#|~&])")
_AT_BEGIN = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write one file."""
    with part.open("w", encoding="utf-8", newline="\n") as file:
        for version in versions:
            file.write(section(version) + "\n\n")


def section(version: dict[str, Any]) -> str:
    """Return a bulletin: its title as a heading, where and when it stood, its words, pictures and files."""
    facts = [version["date"], version["site"], version["channel"], version["source"], *version["reporters"]]
    if version["revision"] > 1:
        facts.append(f"{version['change']}, revision {version['revision']}")
    blocks = [
        f"## {plain(version['title'])}",
        f"{' · '.join(plain(fact) for fact in facts if fact)}  \n<{address(version['url'])}>",
        *map(plain, version["paragraphs"]),
        *[f"![{plain(one['caption'] or '')}]({address(one['url'])})" for one in version["images"]],
        *[f"[{plain(one['name'] or 'file')}]({address(one['url'])})" for one in version["attachments"]],
    ]
    return "\n\n".join(blocks)


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    text = _ACTING.sub(r"\\\1", text)
    return _AT_BEGIN.sub(lambda begin: f"{begin[1]}{_escaped(begin[2])}", text)


def address(url: str) -> str:
    """Return an address that ends no link early."""
    return quote(url, safe="%/:=&?~#+!$,;'@*[]-._")


def _escaped(sign: str) -> str:
    return f"&#{ord(sign[0])};{sign[1:]}" if sign[0].isdigit() else f"\\{sign}"
