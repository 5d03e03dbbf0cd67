"""The fenced blocks of README and docs: where each begins, of which kind it is, and the commands in it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELL = frozenset({"sh", "bash"})
COMMANDS = SHELL | {"console", "cron", "python"}
"""Kinds of blocks that hold commands."""
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_SCHEDULE = re.compile(r"^(?:@\w+|(?:\S+\s+){5})\s*(?=\S)")
"""The five fields of a crontab line, or a nickname of them."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    heading: str
    line: int
    kind: str
    text: str

    @property
    def place(self) -> str:
        """Page and line of the first line in the block."""
        return f"{self.page}:{self.line}"

    def commands(self) -> list[tuple[str, str]]:
        """Return each command with the output that the block shows for it.

        A console shows commands behind ``$``, a crontab has one a line behind five fields, the rest is one program.
        """
        if self.kind == "console":
            return [(command, shown) for command, shown in _console(self.text)]
        if self.kind == "cron":
            lines = (line for line in self.text.splitlines() if line and not line.startswith("#"))
            return [(_SCHEDULE.sub("", line), "") for line in lines if not re.match(r"\w+=", line)]
        return [(self.text, "")]


def _console(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        length = 1
        while lines[length - 1].rstrip("\n").endswith("\\"):  # the command goes on in the next line
            length += 1
        yield "".join(lines[:length]).strip(), "".join(lines[length:])


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    text = page.read_text(encoding="utf-8")
    headings = [(match.start(), match[1]) for match in _HEADING.finditer(text)]
    return [
        Block(
            page.relative_to(ROOT).as_posix(),
            next((title for start, title in reversed(headings) if start < match.start()), ""),
            text.count("\n", 0, match.start(3)) + 1,
            match[2],
            textwrap.dedent(match[3]),
        )
        for match in _FENCE.finditer(text)
    ]


def unfenced_commands(page: Path) -> list[str]:
    """Return the indented lines outside fences that are commands: nobody would run them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    pattern = (
        r"^    (?:\$ |(?:[A-Z_]+=\S+ )*(?:bulletin|scrapy|uv|uvx|pipx?|python|systemctl|docker|rsync) ).*$"
    )
    return re.findall(pattern, text, re.MULTILINE)
