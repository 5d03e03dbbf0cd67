"""Cut a list into the documents of an archived feed (RFC 5005, section 4): each entry of the list is in one of them.

Documents have as many entries each and are counted from the oldest, so a later publication does not change them. An
address names the number of a document and the key of its newest entry: if an entry came between older ones, as when a
run of another site ends later, no such document is left, and its address leads to the one that holds the entry now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.web.faults import BadParameter, MovedOn

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_spider.web.parameters import Parameters

PARAMETER = "archive"
ENDINGS = frozenset({".atom", ".feed.json"})
"""Of the addresses that ask for a feed."""


class Listing(NamedTuple):
    """A list with the newest entry first; keys are texts, and the empty one is that of the newest entry."""

    count: Callable[[str], int]
    """Return how many entries there are from a key on to the oldest entry."""
    rows: Callable[[str, int], list[tuple[str, Any]]]
    """Return at most so many entries from a key on, each behind its own key."""


class Document(NamedTuple):
    """A document of a feed."""

    rows: list[Any]
    older: str | None
    """The address of the next older document, as the value of ``PARAMETER``; None for the oldest."""
    is_archived: bool
    """Whether it never changes; the current document has the entries that no such document has."""


def feed_document(listing: Listing, parameters: Parameters) -> Document:
    """Return the document that ``archive=`` asks for, or the current one, with one to two times ``rows=`` entries.

    Raises ``MovedOn`` if the document is no more.
    """
    size, asked = parameters.rows(), parameters.text(PARAMETER)
    if asked:
        number, key = _number_and_key(asked)
        known = listing.count(key)
        if known != number * size:
            raise MovedOn(address=_address_of(listing, parameters, known))
        held = size
    else:
        total, key = listing.count(""), ""
        number = max(total // size - 1, 0) + 1
        held = total - (number - 1) * size
    rows = listing.rows(key, held + 1)
    older = f"{number - 1}.{rows[held][0]}" if len(rows) > held and number > 1 else None
    return Document([row for _, row in rows[:held]], older, bool(asked))


def _address_of(listing: Listing, parameters: Parameters, known: int) -> str:
    """Return the address of the document that has the entry of which ``known`` entries, with itself, are as old."""
    size, total = parameters.rows(), listing.count("")
    number = -(-known // size)
    newer = total - number * size
    if number < 1 or newer < size:
        return parameters.link(parameters.ending, archive=None)
    key, _ = listing.rows("", newer + 1)[newer]
    return parameters.link(parameters.ending, archive=f"{number}.{key}")


def _number_and_key(asked: str) -> tuple[int, str]:
    number, dot, key = asked.partition(".")
    if not (dot and key and number.isascii() and number.isdigit() and len(number) < 10 and int(number)):
        raise BadParameter(name=PARAMETER, value=asked)
    return int(number), key
