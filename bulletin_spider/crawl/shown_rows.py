"""Notice known bulletins whose row shows another day or another title than before: the site may have edited them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.normalization.text import key
from bulletin_spider.statuses import ARTICLE_SEEN, RevisitResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bulletin_spider.archive.index.index import Index
    from bulletin_spider.crawl.row import Row
    from bulletin_spider.listings.entries import Entry

    Shown = tuple[str, str | None]
    """Title and day of a row; the day is None if the row does not show a whole one."""

_CUT_MARK = re.compile(r"[….·]+$")
_ANSWERED = ARTICLE_SEEN | {RevisitResult.MISSING, RevisitResult.SUSPENDED, RevisitResult.REFUSED}
"""Results of a visit after which the changed row asks for no further one."""


class ShownRows:
    """What the rows of known bulletins show, compared with what they showed last.

    The index keeps that. After it was rebuilt, the first run only notes what the rows show.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._changed: dict[tuple[str, str], Shown] = {}
        """Channel and id → what the row shows now, for each row that must be visited."""

    def changed(self, channel: str, rows: Iterable[tuple[Row, Entry]]) -> set[str]:
        """Return the ids of rows that show another whole day or another title; note what the others show."""
        shown = {row.id: _shown(entry) for row, entry in rows}
        before = self._index.shown_rows(channel, shown)
        changed = {
            identity
            for identity, now in shown.items()
            if identity in before and _differ(before[identity], now)
        }
        self._changed |= {(channel, identity): shown[identity] for identity in changed}
        self._index.note_rows(
            channel,
            {
                identity: now
                for identity, value in shown.items()
                if identity not in changed
                and (now := _merged(before.get(identity), value)) != before.get(identity)
            },
        )
        return changed

    def note_visited(self, results: Mapping[str, RevisitResult]) -> None:
        """Note what the changed rows show whose visit had an answer; the next run visits the others."""
        for (channel, identity), shown in list(self._changed.items()):
            if results.get(identity) in _ANSWERED:
                self._index.note_rows(channel, {identity: shown})
                del self._changed[channel, identity]


def _shown(entry: Entry) -> Shown:
    return entry.title, entry.date.isoformat() if entry.date and not entry.inferred else None


def _differ(before: Shown, now: Shown) -> bool:
    (old_title, old_day), (title, day) = before, now
    if old_day and day and old_day != day:
        return True
    old_key, new_key = key(_CUT_MARK.sub("", old_title)), key(_CUT_MARK.sub("", title))
    return not (old_key.startswith(new_key) or new_key.startswith(old_key))


def _merged(before: Shown | None, now: Shown) -> Shown:
    """Return what is known of a row that did not change: the longer title, and the day if it was ever shown."""
    if before is None:
        return now
    return max(before[0], now[0], key=len), now[1] or before[1]
