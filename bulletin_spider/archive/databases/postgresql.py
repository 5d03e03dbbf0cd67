"""Read the address of a PostgreSQL database, and say in one line what is wrong with it."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from bulletin_spider.credentials import without_user
from bulletin_spider.exceptions import UsageFault

VARIABLE = "BULLETIN_DATABASE"
_ADDRESS = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://", re.IGNORECASE)
_TIMEOUT = "10"
"""Seconds until a server that does not answer counts as unreachable; libpq would wait for minutes."""
_UNREADABLE = re.compile(r"[/@].*@|%(?![0-9a-f]{2}).*@|:(?!\d*([,/]|$))[^@]*$", re.IGNORECASE | re.DOTALL)
"""A user or password with a character that ends it, or what is no port: libpq would name a part of the password."""
_IPV6 = re.compile(r"\[[^\]/@]*\]")
_PASSWORD = re.compile(r"(?<=password=)[^&\s\"']+")
_LONGEST_ERROR = 300
"""Characters of an error that a message repeats."""


class ServerAddress(NamedTuple):
    """Where a database is."""

    base: str
    """The address without options, with a password if there is one: never to be shown."""
    options: dict[str, str]
    """The options of libpq."""

    @property
    def shown(self) -> str:
        """The address for people, without user, password and options."""
        return without_user(self.base)

    @property
    def for_libpq(self) -> str:
        """The address as libpq and psycopg read it."""
        return f"{self.base}?{urlencode(self.options, quote_via=quote)}"

    @property
    def for_sqlalchemy(self) -> str:
        """The address as SQLAlchemy reads it."""
        return self.for_libpq.replace("postgresql:", "postgresql+psycopg:", 1)


def is_postgresql(target: str) -> bool:
    """Return whether a text is the address of a PostgreSQL database."""
    return _ADDRESS.match(target) is not None


def server_address(target: str, source: str = VARIABLE) -> ServerAddress:
    """Return where the database of an address like ``postgresql://user@host/database`` is.

    ``source`` is the option or variable that messages name. Raises ``UsageFault`` if it is no such address, or if it
    cannot be said where its password ends.
    """
    base, _, query = target.partition("?")
    base, found = _ADDRESS.subn("postgresql://", base, count=1)
    unreadable = _UNREADABLE.search(_IPV6.sub("", base.partition("://")[2]))
    if not found or unreadable or "@" in query.partition("=")[0]:
        raise UsageFault(
            f"{source}: no address like postgresql://host:5432/database; in a user and a password write @ as %40, / as"
            " %2F, : as %3A, ? as %3F and % as %25"
        )
    options = dict(parse_qsl(query, keep_blank_values=True))
    options.setdefault("connect_timeout", _TIMEOUT)
    return ServerAddress(base, options)


def check_driver() -> None:
    """Raise ``UsageFault`` if the library that speaks to PostgreSQL is not installed."""
    if find_spec("psycopg") is None:
        raise UsageFault(
            f"the database of {VARIABLE} needs psycopg; install it: pip install 'bulletin-spider[cluster]'"
        )


def error_line(error: BaseException) -> str:
    """Return what a library says of an error, in one line of at most 300 characters, without passwords."""
    said = _PASSWORD.sub("***", " ".join(str(error).split())) or type(error).__name__
    return said if len(said) <= _LONGEST_ERROR else f"{said[:_LONGEST_ERROR]} …"
