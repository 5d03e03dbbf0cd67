"""A published bulletin read again: its page as it was kept, by the rules of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.archive.index.derive import REREAD
from bulletin_spider.exceptions import DamagedCapture, Refusal
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.pipelines.completeness import missing
from bulletin_spider.pipelines.kept_page import kept_page
from bulletin_spider.pipelines.normalize import bulletin_of

if TYPE_CHECKING:
    from pathlib import Path

    from bulletin_spider.archive.segments.latest import Published
    from bulletin_spider.items import Bulletin

SAME, DIFFERS, ROW, REFUSED, DAMAGED, STUMBLED = (
    "as published",
    "read differently",
    "from the row alone",
    "refused",
    "damaged",
    "stumbled",
)


class Reading(NamedTuple):
    """What became of one bulletin: a word of the above, why, and its next version if it is read differently."""

    published: Published
    word: str
    why: str = ""
    bulletin: Bulletin | None = None


def read_again(root: Path, published: Published) -> Reading:
    """Return what the rules of today make of a published bulletin; nothing it meets is raised."""
    try:
        return _read(root, published)
    except DamagedCapture as damage:
        return Reading(published, DAMAGED, str(damage))
    except Refusal as refusal:
        return Reading(published, REFUSED, str(refusal))
    except Exception as error:  # noqa: BLE001 - a rule that stumbles over one page must not hide the others
        return Reading(published, STUMBLED, f"{type(error).__name__}: {error}")


def _read(root: Path, published: Published) -> Reading:
    page = kept_page(root, published._asdict())
    if page is None:
        return Reading(published, ROW)
    bulletin = bulletin_of(page)
    if refusal := missing(bulletin):
        raise refusal
    bulletin.fingerprint = fingerprint(bulletin)
    if bulletin.fingerprint == published.fingerprint:
        return Reading(published, SAME)
    bulletin.change, bulletin.revision = REREAD, published.revision + 1
    bulletin.previous = published.fingerprint
    return Reading(published, DIFFERS, bulletin=bulletin)
