"""Keep the user and password of an address out of everything that is kept or shown."""

from __future__ import annotations

import re

_USER = re.compile(r"(\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]{2})[^/?#\\]*@", re.IGNORECASE)
_USER_IN_TEXT = re.compile(r"(?<=//)[^/?#@\s'\"<>]{1,500}@")
HIDDEN = "***@"


def has_user(address: str) -> bool:
    """Return whether an address has a user, or a user and a password, before its host."""
    return "@" in address and _USER.match(address) is not None


def without_user(address: str) -> str:
    """Return an address without its user and password."""
    return _USER.sub(r"\1", address, count=1) if "@" in address else address


def without_passwords(text: str) -> str:
    """Return a text for people with ``***`` for the user and password of each address in it."""
    return _USER_IN_TEXT.sub(HIDDEN, text) if "@" in text else text
