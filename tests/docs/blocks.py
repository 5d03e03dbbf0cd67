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
COMMANDS = SHELL | {"console", "cron", "python", "sql"}
"""Kinds of blocks that hold commands."""
_FENCE = re.compile(r"(?:^ *<!-- file: (\S+) -->\n)?^( *)```(\w*)\n(.*?)^\2```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_SCHEDULE = re.compile(r"^(?:@\w+|(?:\S+\s+){5})\s*(?=\S)")
"""The five fields of a crontab line, or a nickname of them."""
_NO_JOB = re.compile(r"#|\w+=")
"""How a line of a crontab begins that is a remark, or sets a variable."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page. ``file`` is the file of a project whose text it is; empty for a program."""

    page: str
    heading: str
    line: int
    kind: str
    text: str
    file: str = ""

    @property
    def place(self) -> str:
        """Page and line of the first line in the block."""
        return f"{self.page}:{self.line}"

    def commands(self) -> list[tuple[str, str]]:
        """Return each command with the output that the block shows for it.

        A console shows commands behind ``$``, a crontab has one a line behind five fields, the rest is one program.
        """
        if self.file or self.kind not in COMMANDS:
            return []
        if self.kind == "console":
            return [*_console(self.text)]
        if self.kind == "cron":
            lines = self.text.splitlines()
            return [(_SCHEDULE.sub("", line), "") for line in lines if line and not _NO_JOB.match(line)]
        return [(self.text, "")]

    def cron_environment(self) -> dict[str, str]:
        """Return the variables that the lines of a crontab set before its jobs."""
        return dict(re.findall(r"^(\w+)=(.*)$", self.text, re.MULTILINE))


def _console(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        length = 1
        while lines[length - 1].rstrip("\n").endswith("\\"):  # the command goes on in the next line
            length += 1
        yield "".join(lines[:length]).strip(), "".join(lines[length:])


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    text, outside = page.read_text(encoding="utf-8"), text_outside_fences(page)
    headings = [(match.start(), match[1]) for match in _HEADING.finditer(outside)]
    return [
        Block(
            page.relative_to(ROOT).as_posix(),
            next((title for start, title in reversed(headings) if start < match.start()), ""),
            text.count("\n", 0, match.start(4)) + 1,
            match[3],
            textwrap.dedent(match[4]),
            match[1] or "",
        )
        for match in _FENCE.finditer(text)
    ]


def text_outside_fences(page: Path) -> str:
    """Return the text of a page with blanks in the place of blocks: a remark in a program is no heading."""
    text = page.read_text(encoding="utf-8")
    return _FENCE.sub(lambda fence: " " * len(fence[0]), text)


def unfenced_commands(page: Path) -> list[str]:
    """Return the indented lines outside fences that are commands: nobody would run them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    pattern = (
        r"^    (?:\$ |(?:[A-Z_]+=\S+ )*(?:bulletin|scrapy|uv|uvx|pipx?|python|systemctl|docker|rsync) ).*$"
    )
    return re.findall(pattern, text, re.MULTILINE)
