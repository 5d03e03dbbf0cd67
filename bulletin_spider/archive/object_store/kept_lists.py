"""Use a list of a store again for a moment, in commands that only read and look at the same directory many times."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.object_store.client import ObjectStore, StoredObject

_FRESH = 2.0
"""Seconds for which a list is used, as that of a site's run records (``run_objects``)."""
_MOST = 64
"""Lists that are kept: those of the sites that are read at the moment."""


class Children(NamedTuple):
    """What is right below a prefix: the objects by their names, and the names of what has objects below it."""

    objects: dict[str, StoredObject]
    directories: list[str]


class _Kept(NamedTuple):
    until: float
    children: Children


class KeptLists:
    """The lists of this process, while :meth:`keep` holds."""

    _lists: dict[tuple[str, str], _Kept] | None = None

    @classmethod
    @contextmanager
    def keep(cls) -> Iterator[None]:
        """Use each list again for a moment. The block only reads."""
        before, cls._lists = cls._lists, {}
        try:
            yield
        finally:
            cls._lists = before

    @classmethod
    def children(cls, store: ObjectStore, prefix: str) -> Children:
        """Return what is right below a prefix."""
        if kept := cls._fresh(store, prefix):
            return kept
        objects, directories = store.children(prefix)
        found = Children({one.key.rpartition("/")[2]: one for one in objects}, directories)
        if cls._lists is not None:
            if len(cls._lists) >= _MOST:
                cls._lists.clear()
            cls._lists[store.bucket, prefix] = _Kept(time.monotonic() + _FRESH, found)
        return found

    @classmethod
    def head(cls, store: ObjectStore, key: str) -> StoredObject | None:
        """Return what the store lists of an object; None if there is none."""
        prefix, _, name = key.rpartition("/")
        kept = cls._fresh(store, prefix)
        return kept.objects.get(name) if kept else store.head(key)

    @classmethod
    def _fresh(cls, store: ObjectStore, prefix: str) -> Children | None:
        kept = cls._lists.get((store.bucket, prefix)) if cls._lists is not None else None
        return kept.children if kept and time.monotonic() < kept.until else None
