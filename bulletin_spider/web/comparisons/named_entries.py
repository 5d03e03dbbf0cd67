"""Compare what a version names beside its text: people by role, attachments, pictures, links, and single fields."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS
from bulletin_spider.web.bulletins.people import ROLES
from bulletin_spider.web.comparisons.rows import RowKind, compared_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bulletin_spider.comparison.alignment import Budget

_FIELDS = ("title", "date", "published_at", "source", "byline", "section", "site_id", "moved_to")
"""Fields that hold one text."""


def compared_fields(
    old: Mapping[str, Any], new: Mapping[str, Any], budget: Budget
) -> Iterator[dict[str, Any]]:
    """Yield each field of one text that differs, with its ``kind`` and ``parts``; the last are of the catalogue card.

    A field that an earlier release did not publish counts as empty.
    """
    pairs = [(name, old.get(name), new.get(name)) for name in _FIELDS]
    card, new_card = old.get("document") or {}, new.get("document") or {}
    pairs += [
        (f"document.{key}", card.get(key), new_card.get(key)) for key in (*DOCUMENT_TEXTS, *DOCUMENT_DAYS)
    ]
    for name, before, after in pairs:
        if before != after:
            kind, parts = compared_pair(before, after, budget)
            yield {"name": name, "kind": kind, "parts": [part._asdict() for part in parts]}


def compared_people(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each role in which the names differ, with the ``state`` of each name: equal, removed or added."""
    for role in ROLES:
        before, after = old.get(role) or [], new.get(role) or []
        if before != after:
            yield {"role": role, "names": list(_states(before, after))}


def compared_files(
    old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]], name: str
) -> Iterator[dict[str, Any]]:
    """Yield each attachment or picture with its ``state``; ``name`` is the key of its words, ``name`` or ``caption``.

    The address says which is which. ``edited``: other words; ``replaced``: another file under the same address, or
    under the same words, which no other file of the version has, at another address.
    """
    before, after = {one["url"]: one for one in old}, {one["url"]: one for one in new}
    moved = _moved(before, after, name)
    for url in dict.fromkeys([*before, *after]):
        if url in moved.values():
            continue
        one, other = before.get(url), after.get(moved.get(url, url))
        yield {
            "url": url,
            "state": _state(one, other, name),
            "old": _shown(one, name),
            "new": _shown(other, name),
            "new_url": moved.get(url),
        }


def compared_links(
    old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """Yield each link of the text, an address with its words, that only one version has, or with other words."""
    before, after = dict(old), dict(new)
    for url in dict.fromkeys([*before, *after]):
        words, new_words = before.get(url), after.get(url)
        if words != new_words:
            kind = (
                RowKind.ADDED if words is None else RowKind.REMOVED if new_words is None else RowKind.EDITED
            )
            yield {"url": url, "state": kind, "old": words, "new": new_words}


def _moved(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], name: str
) -> dict[str, str]:
    """Return old address → new address of files that only their words join: they are the only ones with these words."""
    gone, come = ({url: one.get(name) for url, one in side.items()} for side in (old, new))
    only, only_new = (Counter(filter(None, side.values())) for side in (gone, come))
    places = {words: url for url, words in come.items() if only_new[words] == 1 and url not in old}
    return {
        url: places[words]
        for url, words in gone.items()
        if only[words] == 1 and url not in new and words in places
    }


def _states(old: list[str], new: list[str]) -> Iterator[dict[str, str]]:
    yield from ({"name": name, "state": RowKind.EQUAL if name in new else RowKind.REMOVED} for name in old)
    yield from ({"name": name, "state": RowKind.ADDED} for name in new if name not in old)


def _state(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, name: str) -> RowKind:
    if old is None or new is None:
        return RowKind.ADDED if old is None else RowKind.REMOVED
    digest, new_digest = old.get("digest"), new.get("digest")
    if (digest and new_digest and digest != new_digest) or old["url"] != new["url"]:
        return RowKind.REPLACED
    return RowKind.EQUAL if old.get(name) == new.get(name) else RowKind.EDITED


def _shown(file: Mapping[str, Any] | None, name: str) -> dict[str, Any] | None:
    if file is None:
        return None
    return {key: file.get(key) for key in dict.fromkeys((name, "state", "digest", "size")) if key in file}
