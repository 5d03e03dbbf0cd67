"""Write a directory of Markdown files, one for each bulletin, with names that sort by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.export.formats.markdown import section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.rich_bodies import RichBodies


def write(versions: Iterator[dict[str, Any]], path: Path, bodies: RichBodies | None = None) -> None:
    """Write ``<date>-<site>-<id>.md`` for each bulletin; the name of a later revision ends in ``-r2``, ``-r3`` …."""
    path.mkdir()
    for version in versions:
        revision = f"-r{version['revision']}" if version["revision"] > 1 else ""
        name = f"{version['date']}-{version['site']}-{version['id']}{revision}.md"
        (path / name).write_text(section(version, bodies) + "\n", encoding="utf-8", newline="\n")
