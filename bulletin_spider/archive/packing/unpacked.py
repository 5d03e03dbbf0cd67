"""Tell from the names of a site's files alone whether a closed month has something that is not packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.layout import packed_places
from bulletin_spider.archive.packing.pack_history import file_month

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout


def has_unpacked(layout: Layout, site: str, before: str, *, segments: bool) -> bool:
    """Whether a month before ``before``, YYYY-MM, has captures or refused pages outside of packs.

    With ``segments`` also whether it has segments outside of packs; without, whether a pack of them was begun.
    """
    others = [*layout.captures(site), *layout.rejections(site)]
    if any(file_month(path.name) < before for path in others):
        return True
    names = {path.name for path in layout.bulletins(site).iterdir() if file_month(path.name)}
    packed = packed_places(layout.bulletins(site))
    if not segments:
        return not names.isdisjoint(packed)
    names -= {place.pack for place in packed.values()}
    last = max(map(file_month, names), default="")
    return any(file_month(name) < min(before, last) for name in names)
