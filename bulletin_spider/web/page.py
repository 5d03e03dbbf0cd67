"""Describe a page: its address, the function that answers its question, and the forms in which the answer is given.

A page is added by a module of ``pages/`` that has ``PAGE``, a template of ``templates/`` and the words of ``texts/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bulletin_spider.web.feeds.feed import Feed
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the web interface."""

    path: str
    """Address as Starlette writes it, such as ``/s/{site}``; ``/en`` and the endings are put around it."""
    template: str
    """Name of its template; ``answer`` is what :attr:`answer` has returned there."""
    answer: Callable[[Reading, Parameters], dict[str, Any]]
    """Answer the question of the page, as an object that JSON can hold: it is also the page's ``.json``.

    Runs in a thread. Raises :class:`~bulletin_spider.web.faults.PageFault`.
    """
    feed: Callable[[dict[str, Any], Parameters], Feed] | None = None
    """Turn the answer into a feed, for ``.atom`` and ``.feed.json``."""
    rows: Callable[[dict[str, Any], Parameters], Iterable[list[str]]] | None = None
    """Turn the answer into rows, the names of the columns first, for ``.csv``."""
    payload: Callable[[Reading, Parameters], bytes] | None = None
    """Return bytes as they were kept, for ``.bin``: a browser saves them, and never shows them as a page."""
    navigation: int = 0
    """Place in the navigation, from 1; 0 for a page that is not there. Its word is ``navigation.`` and :attr:`name`."""
    more: Callable[[Reading, dict[str, Any], Parameters], dict[str, Any]] | None = None
    """What only the template needs, such as markup; it is no part of the ``.json``."""

    @property
    def name(self) -> str:
        """Return the name by which its words, and the schema of its ``.json``, are found: that of its template."""
        return self.template.removesuffix(".html")

    @property
    def stem(self) -> str:
        """Return the address that endings follow: the overview, which is ``/``, has ``/overview.json``."""
        return self.path if self.path != "/" else "/overview"


class Plain(NamedTuple):
    """An answer for a program, such as a monitor: it has one form and no language."""

    body: str
    media_type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True, slots=True)
class PlainPage:
    """An address that only programs ask for; a module of ``pages/`` has it as ``PLAIN``."""

    path: str
    answer: Callable[[Reading], Plain]
    """Runs in a thread. Raises as :attr:`Page.answer` does; the fault is answered as text."""
