"""Does this server answer, and can it read the archive? For monitors: 200 or 503, and one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.web.page import Plain, PlainPage

if TYPE_CHECKING:
    from bulletin_spider.web.reading import Reading


def answer(reading: Reading) -> Plain:
    """Return ``ok``, or why the pages cannot be served. How the sites are is no part of it: ``/metrics`` has that."""
    try:
        next((reading.archive / "bulletins").iterdir(), None)
    except OSError as error:
        return Plain(f"the archive cannot be read: {error.strerror or error}\n", status=503)
    reading.index()
    return Plain("ok\n")


PLAIN = PlainPage("/healthz", answer)
