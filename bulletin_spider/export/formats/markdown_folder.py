"""A directory of Markdown files, one a bulletin, named so that they sort by day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bulletin_spider.export.formats.markdown import section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = re.compile(r"\d{4}-\d{2}-\d{2}-.+-[0-9a-f]{16}(-r\d+)?\.md")
"""What a file of such a directory is called; a directory that holds anything else is not replaced."""


def write(versions: Iterator[dict[str, Any]], part: Path) -> None:
    """Write ``<date>-<site>-<id>.md`` for each bulletin; a further revision has ``-r2`` and so on in its name."""
    part.mkdir()
    for version in versions:
        revision = f"-r{version['revision']}" if version["revision"] > 1 else ""
        name = f"{version['date']}-{version['site']}-{version['id']}{revision}.md"
        (part / name).write_text(section(version) + "\n", encoding="utf-8", newline="\n")
