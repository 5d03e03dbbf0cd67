"""Read the address of a database and a table in it: ``postgresql://user@host/database?table=bulletins``."""

from __future__ import annotations

import re
from typing import NamedTuple

from bulletin_spider.archive.databases.postgresql import server_address
from bulletin_spider.exceptions import UsageFault

_TABLE = re.compile(r"(?:([a-z_][a-z0-9_]{0,55})\.)?([a-z_][a-z0-9_]{0,55})")
"""PostgreSQL cuts names after 63 bytes; the name of the view is 7 longer than that of its table."""
DEFAULT_TABLE = "bulletins"


class Database(NamedTuple):
    """A database and the table in it."""

    address: str
    """What libpq reads, with a password if there is one: never to be shown."""
    schema: str | None
    """The schema of the table; None for the first one of the user's search path."""
    table: str
    shown: str
    """The address and the table for people, without user, password and options."""


def parse_address(target: str) -> Database:
    """Return the database that an address names.

    Raises ``UsageFault`` if the name of its table is invalid, or if it cannot be said where its password ends.
    """
    server = server_address(target, "--to")
    name = server.options.pop("table", DEFAULT_TABLE)
    found = _TABLE.fullmatch(name)
    if not found:
        raise UsageFault(
            f"--to {server.shown}: table={name} is not the name of a table in small letters, digits and _,"
            " like table=bulletins or table=news.bulletins"
        )
    return Database(server.for_libpq, found[1], found[2], f"{server.shown} ({name})")
