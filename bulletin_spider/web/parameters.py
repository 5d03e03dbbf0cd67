"""Read the parameters of an address; a wrong one is a fault that is shown, and never an error of the program."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bulletin_spider.web.faults import BadParameter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LONGEST_TEXT = 200
"""Characters of a parameter: a query of a person has less than 50, and each pair of them is a term of the search."""
MOST_ROWS = 200
"""Rows of one page of a list: 50 are shown by default, and 200 are about 100 KB of HTML."""
_KEY = re.compile(r"[0-9A-Za-z_.:+-]{1,600}")
"""The name of a site may have 255 bytes, and two digits stand for each in a key."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What an address says: the parts of its path, its parameters, and the language."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    language: str
    """``zh`` or ``en``."""
    address: str
    """The path of the page without language and ending, percent-encoded, such as ``/s/haidian``."""
    root: str
    """Scheme and host by which the page was asked for, such as ``http://127.0.0.1:8420``."""
    ending: str = ""
    """What the address ends with, such as ``.json``; empty for the page itself."""
    mount: str = ""
    """What the paths of all pages begin with, such as ``/archive``."""

    def text(self, name: str, default: str = "") -> str:
        """Return a parameter, or a part of the path, without blanks around it."""
        value = self.path.get(name) or self.query.get(name, default)
        value = value.strip()
        if len(value) > LONGEST_TEXT or "\0" in value:
            raise BadParameter(name=name, value=value[:LONGEST_TEXT])
        return value

    def optional(self, name: str) -> str | None:
        """Return a parameter; None if it is missing or blank."""
        return self.text(name) or None

    def number(self, name: str, default: int, most: int) -> int:
        """Return a parameter that is a number from 1 to ``most``."""
        value = str(self.path.get(name) or self.text(name))
        if not value:
            return default
        if value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= most:
            return int(value)
        raise BadParameter(name=name, value=value)

    def rows(self, default: int = 50) -> int:
        """Return how many rows of a list are wanted (``rows=``)."""
        return self.number("rows", default, MOST_ROWS)

    def day(self, name: str) -> dt.date | None:
        """Return a parameter that is a day; None if it is missing or blank."""
        value = self.text(name)
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            raise BadParameter(name=name, value=value) from None

    def choice(self, name: str, choices: Collection[str], default: str = "") -> str:
        """Return a parameter that is one of ``choices``."""
        value = self.text(name)
        if value and value not in choices:
            raise BadParameter(name=name, value=value)
        return value or default

    def choices(self, name: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return a parameter that is a list of some of ``choices``, separated by commas."""
        values = tuple(filter(None, self.text(name).split(",")))
        for value in values:
            if value not in choices:
                raise BadParameter(name=name, value=value)
        return values

    def flag(self, name: str) -> bool:
        """Return whether a parameter is set to something else than 0."""
        return self.text(name) not in {"", "0"}

    def key(self, name: str = "after") -> str:
        """Return the key behind which a list continues; empty at its beginning."""
        value = self.query.get(name, "").strip()
        if value and not _KEY.fullmatch(value):
            raise BadParameter(name=name, value=value[:LONGEST_TEXT])
        return value

    def link(self, ending: str = "", /, **changes: str | None) -> str:
        """Return the address of this page with other parameters: None removes one, and ``after`` is never kept."""
        kept = {name: value for name, value in self.query.items() if name != "after" and value}
        kept |= {name: value for name, value in changes.items() if value is not None}
        wanted = {
            name: value for name, value in kept.items() if not (name in changes and changes[name] is None)
        }
        query = f"?{urlencode(wanted)}" if wanted else ""
        stem = "/overview" if ending and self.address == "/" else self.address
        return f"{self.prefix}{stem}{ending}{query}"

    @property
    def valid_key(self) -> str | None:
        """Return the key as :meth:`key` does; None if there is none, or if it is not valid."""
        value = self.query.get("after", "")
        return value if _KEY.fullmatch(value) else None

    @property
    def prefix(self) -> str:
        """Return what the paths of this language begin with."""
        return f"{self.mount}/en" if self.language == "en" else self.mount
