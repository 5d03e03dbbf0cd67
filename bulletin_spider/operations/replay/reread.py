"""Read a published bulletin again from its kept page, with today's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.segments.reader import read_version
from bulletin_spider.exceptions import DamagedCapture, Refusal, TieredCapture
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.pipelines.archived_page import archived_page
from bulletin_spider.pipelines.attachments import begin_states
from bulletin_spider.pipelines.completeness import incompleteness
from bulletin_spider.pipelines.normalize import bulletin_of
from bulletin_spider.reading_time import READING_SECONDS
from bulletin_spider.statuses import AttachmentState, Change, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bulletin_spider.archive.segments.latest import LatestVersion
    from bulletin_spider.extraction.content import Rules
    from bulletin_spider.items import Bulletin


class RereadResult(Status):
    """What became of a bulletin that today's rules read again."""

    SAME = "as published", "Today's rules read the published content."
    DIFFERS = "read differently", "Today's rules read other content."
    ROW = "from the row alone", "There is no page to read: the bulletin was made from its listing row."
    OWN = "read by its spider", "The site's spider read the page itself, not our rules."
    REFUSED = "refused", "Today's rules refuse the page."
    DAMAGED = "damaged", "The capture is missing or damaged."
    ELSEWHERE = "elsewhere", "The capture is in a pack that `bulletin tier` has moved out of the archive."
    STUMBLED = "stumbled", "Reading the page raised an error."


class RereadBulletin(NamedTuple):
    """One bulletin that was read again: the result, why, and the next version if the content differs."""

    published: LatestVersion
    result: RereadResult
    why: str = ""
    bulletin: Bulletin | None = None


def read_again(
    root: Path,
    published: LatestVersion,
    rules: Mapping[str, tuple[Rules, ...]] | None = None,
    seconds: float = READING_SECONDS,
) -> RereadBulletin:
    """Return the result of reading a published bulletin again; never raise.

    ``rules`` are the site's own by channel, as ``archived_rules`` returns them. A page that takes more than
    ``seconds`` of CPU time is refused.
    """
    try:
        own = rules or {}
        return _read(root, published, own.get(published.channel, own.get("", ())), seconds)
    except TieredCapture as tiered:
        return RereadBulletin(published, RereadResult.ELSEWHERE, str(tiered))
    except DamagedCapture as damage:
        return RereadBulletin(published, RereadResult.DAMAGED, str(damage))
    except Refusal as refusal:
        return RereadBulletin(published, RereadResult.REFUSED, str(refusal))
    except Exception as error:  # noqa: BLE001 - an error on one page must not stop the replay
        return RereadBulletin(published, RereadResult.STUMBLED, f"{type(error).__name__}: {error}")


def _read(root: Path, published: LatestVersion, rules: tuple[Rules, ...], seconds: float) -> RereadBulletin:
    page = archived_page(root, published._asdict())
    if page is None:
        return RereadBulletin(published, RereadResult.ROW)
    line = read_version(Layout(root).bulletins(published.site) / published.segment, published.offset)
    # Our rules leave evidence for the title. A spider that reads bulletins itself does not.
    if "title" not in line["evidence"]:
        return RereadBulletin(published, RereadResult.OWN)
    bulletin = bulletin_of(page, rules, seconds)
    if refusal := incompleteness(bulletin):
        raise refusal
    bulletin.fingerprint = fingerprint(bulletin)
    if bulletin.fingerprint == published.fingerprint:
        return RereadBulletin(published, RereadResult.SAME)
    bulletin.url, bulletin.moved_to = published.url, published.moved_to
    bulletin.change, bulletin.revision = Change.REREAD, published.revision + 1
    bulletin.previous = published.fingerprint
    begin_states(bulletin, line, asks=not _is_off(line))
    return RereadBulletin(published, RereadResult.DIFFERS, bulletin=bulletin)


def _is_off(line: Mapping[str, Any]) -> bool:
    """Return whether the site's files are not asked for: then a file that is new to the rules is not owed either."""
    return any(file.get("state") == AttachmentState.OFF for file in line["attachments"])
