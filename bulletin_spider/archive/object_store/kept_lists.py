"""Use again what a store has said a moment ago, in commands that only read, and look at the same site many times."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.object_store.requests.client import ObjectStore, StoredObject

_FRESH = 2.0
"""Seconds for which a list is used, as that of a site's run records (``run_objects``)."""
_MOST = 64
"""Lists that are kept: those of the sites that are read at the moment."""


_SMALL = 1 << 20
"""Bytes of an object that is kept whole, such as the run records of a month."""
_CONTENTS = 16
"""Objects that are kept whole."""


class Children(NamedTuple):
    """What is right below a prefix: the objects by their names, and the names of what has objects below it."""

    objects: dict[str, StoredObject]
    directories: list[str]


class _Kept(NamedTuple):
    until: float
    children: Children


class KeptLists:
    """The lists and small objects of this process, while :meth:`keep` holds."""

    _lists: dict[tuple[str, str], _Kept] | None = None
    _contents: dict[tuple[str, str, str], bytes] = {}
    """Bucket, key and etag → the bytes."""

    @classmethod
    @contextmanager
    def keep(cls) -> Iterator[None]:
        """Use each list again for a moment, and the content of a small object that has not changed. Only read."""
        before, cls._lists = cls._lists, {}
        try:
            yield
        finally:
            cls._lists = before
            cls._contents.clear()

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
    def is_missing(cls, store: ObjectStore, key: str) -> bool:
        """Return whether a list of a moment ago shows that there is no such object."""
        prefix, _, name = key.rpartition("/")
        kept = cls._fresh(store, prefix)
        return kept is not None and name not in kept.objects

    @classmethod
    def forget(cls, store: ObjectStore, key: str) -> None:
        """Ask for the list of an object's prefix again: the object is gone, though the list shows it."""
        if cls._lists is not None:
            cls._lists.pop((store.bucket, key.rpartition("/")[0]), None)

    @classmethod
    def content(cls, store: ObjectStore, stored: StoredObject) -> bytes | None:
        """Return the bytes of a listed object; None if they are not kept, as it is large or nothing is."""
        if cls._lists is None or stored.size > _SMALL:
            return None
        place = store.bucket, stored.key, stored.etag
        if place not in cls._contents:
            if len(cls._contents) >= _CONTENTS:
                cls._contents.clear()
            cls._contents[place] = store.get(stored.key)
        return cls._contents[place]

    @classmethod
    def _fresh(cls, store: ObjectStore, prefix: str) -> Children | None:
        kept = cls._lists.get((store.bucket, prefix)) if cls._lists is not None else None
        return kept.children if kept and time.monotonic() < kept.until else None
