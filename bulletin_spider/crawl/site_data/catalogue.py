"""Find sites in TOML files without parsing all of them: a run reads the lines of its own site only."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path  # noqa: TC003 - the NamedTuple below has one
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from bulletin_spider.exceptions import BrokenSite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bulletin_spider.crawl.site_data.structure import SiteTable
    from bulletin_spider.crawl.spider import DistrictSpider

_Used = TypeVar("_Used")

_TABLE = re.compile(r"^[ \t]*\[\[?[ \t]*(?P<name>[A-Za-z0-9_-]+|\"[^\"\n]*\")[ \t]*[.\]]", re.MULTILINE)
"""The line that begins a table: ``[baishi]``, ``[[baishi.channels]]``. The name is that of the site."""


SITE_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""A site's name: it is a file name and a Python name too."""


class _Place(NamedTuple):
    path: Path
    table: list[str] | dict[str, Any]
    """The texts of the site's tables in the order of the file, or the parsed table."""


class SiteCatalogue:
    """The sites in the TOML files at ``paths``; a directory stands for the ``*.toml`` files in it."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._places: dict[str, _Place] = {}
        self._twice: dict[str, str] = {}
        self.broken_files: dict[str, BrokenSite] = {}
        """File that cannot be read → why. It may hold any site."""
        for path in paths:
            for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
                self._add(file)

    def __contains__(self, name: object) -> bool:
        """Whether there is a site of this name."""
        return name in self._places

    def names(self) -> list[str]:
        """Return the names of the sites in the order of the files."""
        return [*self._places]

    def path(self, name: str) -> Path:
        """Return the file of a site."""
        return self._places[name].path

    def spider(self, name: str) -> type[DistrictSpider]:
        """Return the spider of a site. Raises ``BrokenSite`` with one line if its table is not valid."""
        return self._read(name, lambda table: table.spider(name))

    def check(self, name: str) -> None:
        """Raise ``BrokenSite`` with one line if the table of a site is not valid. No class is made."""
        self._read(name, lambda table: table.check())

    def _read(self, name: str, use: Callable[[SiteTable], _Used]) -> _Used:
        # Importing it takes longer than listing the names, which most commands only need.
        from bulletin_spider.crawl.site_data.structure import SiteTable  # noqa: PLC0415

        path, table = self._places[name]
        place = f"{path}: site '{name}'"
        if name in self._twice:
            raise BrokenSite(place, f"{self._twice[name]} has a site of this name, too")
        if not SITE_NAME.fullmatch(name):
            raise BrokenSite(place, "a site's name has a-z, 0-9 and _, and begins with a letter")
        try:
            content = table if isinstance(table, dict) else tomllib.loads("".join(table)).get(name)
            return use(msgspec.convert(content, SiteTable))
        except (ValueError, RecursionError) as error:
            raise BrokenSite(place, str(error).replace("`$", f"`{name}")) from None

    def _add(self, path: Path) -> None:
        try:
            tables = _tables(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError) as error:
            self.broken_files[path.stem] = BrokenSite(f"{path}", str(error))
            return
        for name, table in tables.items():
            if name in self._places:
                self._twice[name] = str(path)
            else:
                self._places[name] = _Place(path, table)


def _tables(text: str) -> dict[str, list[str]] | dict[str, dict[str, Any]]:
    """Return site → its lines; or parsed tables, if a text over several lines may hold what looks like a table.

    Raises ``ValueError`` for a file that is not TOML, as far as that shows, and for keys outside a table.
    """
    if '"""' in text or "'''" in text:
        return _only_tables(tomllib.loads(text))
    starts = [*_TABLE.finditer(text)]
    _only_tables(tomllib.loads(text[: starts[0].start() if starts else len(text)]))
    tables: dict[str, list[str]] = {}
    ends = [*(match.start() for match in starts[1:]), len(text)]
    for match, end in zip(starts, ends, strict=False):
        tables.setdefault(match["name"].strip('"'), []).append(text[match.start() : end])
    return tables


def _only_tables(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    for key, value in content.items():
        if not isinstance(value, dict):
            raise ValueError(  # noqa: TRY004 - a fault of the file
                f"the key '{key}' is outside a site's table, which begins with [NAME]"
            )
    return content
