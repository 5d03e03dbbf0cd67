"""Decide where a link may lead."""

from __future__ import annotations

import re
from html import escape

_FOLLOWED = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def web_address(value: str | None) -> str | None:
    """Return an address that a link may lead to: http, https or mailto; else None, and the address is shown as text."""
    return value if value and _FOLLOWED.match(value) else None


def link_markup(value: str) -> str:
    """Return an address as markup: a link if one may lead there, else its text."""
    shown = escape(value)
    return f'<a href="{shown}">{shown}</a>' if web_address(value) else shown
