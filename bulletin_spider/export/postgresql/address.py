"""Read the address of a database: ``postgresql://user@host/database?table=bulletins``."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from bulletin_spider.credentials import without_user
from bulletin_spider.exceptions import UsageFault

_ADDRESS = re.compile(r"postgres(ql)?://", re.IGNORECASE)
_TABLE = re.compile(r"(?:([a-z_][a-z0-9_]{0,55})\.)?([a-z_][a-z0-9_]{0,55})")
"""PostgreSQL cuts names after 63 bytes; the name of the view is 7 longer than that of its table."""
DEFAULT_TABLE = "bulletins"
_TIMEOUT = "10"
"""Seconds until a server that does not answer counts as unreachable; libpq would wait for minutes."""


_UNREADABLE = re.compile(r"[/@].*@|%(?![0-9a-f]{2}).*@|:(?!\d*([,/]|$))[^@]*$", re.IGNORECASE | re.DOTALL)
"""A user or password with a character that ends it, or what is no port: libpq would name a part of the password."""
_IPV6 = re.compile(r"\[[^\]/@]*\]")


class Database(NamedTuple):
    """A database and the table in it."""

    address: str
    """What libpq reads, with a password if there is one: never to be shown."""
    schema: str | None
    """The schema of the table; None for the first one of the user's search path."""
    table: str
    shown: str
    """The address and the table for people, without user, password and options."""


def is_database(target: str) -> bool:
    """Return whether the target of an export is the address of a database."""
    return _ADDRESS.match(target) is not None


def parse_address(target: str) -> Database:
    """Return the database that an address names.

    Raises ``UsageFault`` if the name of its table is invalid, or if it cannot be said where its password ends.
    """
    base, _, query = target.partition("?")
    base = _ADDRESS.sub(lambda scheme: scheme[0].lower(), base, count=1)
    if _UNREADABLE.search(_IPV6.sub("", base.partition("://")[2])) or "@" in query.partition("=")[0]:
        raise UsageFault(
            "--to: no address like postgresql://host:5432/database; in a user and a password write @ as %40, / as %2F,"
            " : as %3A, ? as %3F and % as %25"
        )
    options = dict(parse_qsl(query, keep_blank_values=True))
    name = options.pop("table", DEFAULT_TABLE)
    found = _TABLE.fullmatch(name)
    if not found:
        raise UsageFault(
            f"--to {without_user(base)}: table={name} is not the name of a table in small letters, digits and _,"
            " like table=bulletins or table=news.bulletins"
        )
    options.setdefault("connect_timeout", _TIMEOUT)
    address = f"{base}?{urlencode(options, quote_via=quote)}"
    return Database(address, found[1], found[2], f"{without_user(base)} ({name})")
