"""Compose pages that are no bulletin, of nine kinds, from the forms in ``refusable``.

Each kind has two groups of forms. The rules were written with the open forms. The kept forms were written before the
rules and put aside, so they measure what the rules do on forms that they were not made with.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from tests.extraction.refusable import (
    applications,
    contacts,
    errors,
    home_pages,
    logins,
    parked,
    searches,
    summaries,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Forms = tuple[Callable[[random.Random], str], ...]


class Kind(NamedTuple):
    """The forms of a kind of page: those the rules were made with, and those kept aside."""

    open: Forms
    kept: Forms


KINDS = {
    "application": Kind(applications.OPEN, applications.KEPT),
    "search": Kind(searches.OPEN, searches.KEPT),
    "contact": Kind(contacts.OPEN, contacts.KEPT),
    "home page": Kind(home_pages.OPEN_HOME, home_pages.KEPT_HOME),
    "directory": Kind(home_pages.OPEN_DIRECTORY, home_pages.KEPT_DIRECTORY),
    "login": Kind(logins.OPEN, logins.KEPT),
    "error": Kind(errors.OPEN, errors.KEPT),
    "parked": Kind(parked.OPEN, parked.KEPT),
    "summaries": Kind(summaries.OPEN, summaries.KEPT),
}


class RefusablePage(NamedTuple):
    """The markup of a page that is no bulletin, and the name of the form that made it."""

    markup: str
    form: str


def compose_refusable(kind: str, seed: int, *, kept: bool) -> RefusablePage:
    """Return the page of ``seed``, which is always the same."""
    forms = KINDS[kind].kept if kept else KINDS[kind].open
    form = forms[seed % len(forms)]
    return RefusablePage(form(random.Random(f"{kind} {seed}")), form.__name__)
