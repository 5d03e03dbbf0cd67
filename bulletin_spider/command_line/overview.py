"""Say what to type first, and list the commands in groups."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.metadata import entry_points
from textwrap import wrap
from typing import TYPE_CHECKING

from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COMMANDS = "bulletin_spider.commands"
_SCRAPYS = "scrapy.commands"

_FIRST = (
    ("demo", "watch a fictional district for some days"),
    ("addsite NAME HOME", "find the channels of your first site"),
    ("crawl NAME", "visit it, and publish what is new"),
    ("status", "see what needs a person"),
    ("search WORDS", "find bulletins by their text"),
)
GROUPS: dict[str, tuple[str, ...]] = {
    "read": ("status", "search", "show", "changes", "history", "browse", "export", "watch"),
    "crawl": ("demo", "crawl", "sweep", "doctor", "addsite", "addsites", "init", "genspider", "list"),
    "keep": ("verify", "anchor", "copy", "pack", "tier", "replay", "reindex", "upgrade", "retire", "forget"),
    "operate": ("schedule", "notify", "extract", "schema", "completion"),
    "many machines": ("cluster", "worker", "retry"),
}
"""What a person wants to do → commands, the most used first. A command that is not here is listed as one of Scrapy."""


def command_names(theirs: str | None = None) -> list[str]:
    """Return the names of all commands: ours, those of Scrapy and its plugins, and those of the module ``theirs``."""
    packages = [_COMMANDS, _SCRAPYS, *([theirs] if theirs else [])]
    names = {name for package in packages for name in _modules(package)}
    return sorted(names | {point.name for point in entry_points(group=_SCRAPYS)})


def _modules(package: str) -> Iterator[str]:
    places = getattr(import_module(package), "__path__", [])
    return (found.name for found in pkgutil.iter_modules(places) if not found.name.startswith("_"))


def overview(names: Iterable[str]) -> str:
    """Return what ``bulletin`` alone prints: the commands of ``names``, in groups."""
    names = {*names}
    lines = [f"usage: {PROGRAM} COMMAND [options] [arguments]", "", "begin with:"]
    lines += [f"  {f'{PROGRAM} {typed}':<28} {what}" for typed, what in _FIRST if typed.split()[0] in names]
    for group, commands in GROUPS.items():
        lines += ["", f"{group}:"]
        lines += [f"  {name:<10} {_short_description(name)}" for name in commands if name in names]
    more = sorted(names - {name for commands in GROUPS.values() for name in commands})
    lines += ["", "of Scrapy:", *wrap(", ".join(more), 76, initial_indent="  ", subsequent_indent="  ")]
    lines += ["", f"the options of a command: {PROGRAM} COMMAND -h"]
    return "\n".join(lines)


def _short_description(name: str) -> str:
    package = _COMMANDS if name in _modules(_COMMANDS) else _SCRAPYS
    command = import_module(f"{package}.{name}").Command()
    return str(command.short_desc())
