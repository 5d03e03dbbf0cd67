"""Check the name of a site that an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.web.faults import NotThere

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout

_HIDDEN = "."
_SEPARATORS = frozenset("/\\\0")


def known_site(layout: Layout, name: str) -> str:
    """Return the name of a site that has segments, run records or logs; raise ``NotThere`` for another.

    A name that leads out of the directories of sites is none.
    """
    if not name or name.startswith(_HIDDEN) or _SEPARATORS & {*name}:
        raise NotThere
    directories = (layout.bulletins(name), layout.runs(name), layout.local_root / "logs" / name)
    try:
        is_there = any(path.is_dir() for path in directories) or bool(layout.run_files(name))
    except StoreFault:
        raise
    except (OSError, ValueError):  # too long for a file, or not to be encoded
        is_there = False
    if not is_there:
        raise NotThere
    return name
