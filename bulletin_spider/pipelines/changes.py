"""Drop bulletins whose content is unchanged; label the others new, revised, reread or restored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.contract.check import faults
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import AnotherPage, BrokenContract, DamagedCapture, Refusal
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import CONTENT, fingerprint
from bulletin_spider.normalization.text import key
from bulletin_spider.pipelines.archived_page import archived_page
from bulletin_spider.pipelines.attachments import archives_files, begin_states
from bulletin_spider.pipelines.drop_reasons import RefusedPage, Unchanged
from bulletin_spider.pipelines.moves import Moves
from bulletin_spider.pipelines.normalize import bulletin_of, own_rules
from bulletin_spider.reading_time import READING_SECONDS
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scrapy.crawler import Crawler

    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.extraction.content import Rules

_NOT_ON_THE_PAGE = {EvidenceRule.LISTING_ROW, EvidenceRule.ADDRESS}
"""Rules of evidence that did not read the page."""


def shows_bulletin(bulletin: Bulletin, before: Mapping[str, Any]) -> bool:
    """Return whether the page shows a day, or the headline or a paragraph of the version ``before``.

    An error page that no rule knows lacks all three: its title and day come from the row and the address.
    """
    day, title = (bulletin.evidence.get(name, {}).get("rule") for name in ("date", "title"))
    return (
        (day is not None and day.split()[0] not in _NOT_ON_THE_PAGE)
        or (title not in _NOT_ON_THE_PAGE and key(bulletin.title) == key(before["title"]))
        or not {*bulletin.paragraphs}.isdisjoint(before["paragraphs"])
    )


_MADE_BY_THE_SITE = (Change.REVISED, Change.RESTORED)
"""Only the site can make these changes, so the page must be the bulletin's own."""


class ChangesPipeline:
    """Compares a bulletin with its latest published version."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.moves = Moves(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:  # noqa: ANN401 - a spider may yield items of other kinds
        """Return the version. Raises ``Unchanged``, or ``RefusedPage`` if another page is at the bulletin's address."""
        if not isinstance(item, Bulletin):
            return item
        archive, is_archived = opened_archive(self.crawler), item.change != Change.NEW
        try:
            item.fingerprint = fingerprint(item)
        except (TypeError, ValueError) as error:
            wrong = BrokenContract(_content_fault(item) or f"cannot be written as JSON: {error}")
            self.crawler.stats.inc_value(f"bulletin/refused/{wrong.reason}")
            raise RefusedPage(wrong) from None
        known = archive.index.known([item.id]).get(item.id)
        if known is None:
            known = await self._compare_words(item)
        else:
            with archive.reading.reading_on(item.id, item.url):
                self._compare(item, known)
        asks = archives_files(self.crawler)
        if asks is not None and not is_archived:
            begin_states(item, archive.index.version(known) if known else {}, asks=asks)
        return item

    def _compare(self, item: Bulletin, known: KnownBulletin) -> None:
        archive, is_archived = opened_archive(self.crawler), item.change != Change.NEW
        if known.address != known.url:
            item.id, item.url, item.moved_to = known.id, known.url, known.moved_to
        seconds = self.crawler.settings.getfloat("READING_SECONDS", READING_SECONDS)
        rules = own_rules(self.crawler, known.channel)
        item.change = change_of(item, known, archive.layout.root, rules, seconds)
        made_by_the_site = item.change in _MADE_BY_THE_SITE and not is_archived
        if made_by_the_site and not shows_bulletin(item, archive.index.version(known)):
            refusal = AnotherPage(f"shows nothing of '{known.url}' as it was published")
            self.crawler.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal)
        item.revision = known.revision + 1
        item.previous = known.fingerprint

    async def _compare_words(self, item: Bulletin) -> KnownBulletin | None:
        """Make a new bulletin the ``moved`` version of a known one that it repeats, or warn of the same words.

        Return the known bulletin if it has moved.
        """
        found = await self.moves.find(item)
        if isinstance(found, str):
            item.warnings = [*item.warnings, f"same words as {found}"]
            return None
        if found is None:
            return None
        known = found.known
        item.evidence = item.evidence | {"change": {"rule": str(found.why), "text": known.address}}
        item.id, item.url, item.moved_to = known.id, known.url, item.url
        item.channel = known.channel
        item.change = Change.RESTORED if known.change == Change.WITHDRAWN else Change.MOVED
        item.revision, item.previous = known.revision + 1, known.fingerprint
        return known


def _content_fault(item: Bulletin) -> str | None:
    """Return the first fault of a field that the fingerprint is made of."""
    found = faults(ItemAdapter(item).asdict())
    return next((fault for fault in found if re.split(r"[\[.:]", fault)[0] in CONTENT), None)


def change_of(
    item: Bulletin,
    known: KnownBulletin,
    root: Path,
    rules: tuple[Rules, ...] = (),
    seconds: float = READING_SECONDS,
) -> Change:
    """Return why a known bulletin gets another version. Raises ``Unchanged`` if it gets none."""
    if item.change != Change.NEW:  # made of a published version: its maker knows why
        return Change(item.change)
    if known.change == Change.WITHDRAWN:
        return Change.RESTORED
    if known.fingerprint == item.fingerprint:
        raise Unchanged(f"unchanged since revision {known.revision}: {item.url}")
    return Change.REREAD if _same_by_todays_rules(item, known, root, rules, seconds) else Change.REVISED


def _is_read_from_row(item: Bulletin) -> bool:
    """Return whether title or day come from the listing row, which the site may change without changing the page."""
    return any(
        EvidenceRule.LISTING_ROW in item.evidence.get(name, {}).get("rule", "").split()
        for name in ("title", "date")
    )


def _same_by_todays_rules(
    item: Bulletin, known: KnownBulletin, root: Path, rules: tuple[Rules, ...], seconds: float
) -> bool:
    """Whether today's rules read the same bulletin from the page that was kept before."""
    same_page = item.capture and known.capture and item.capture["digest"] == known.capture["digest"]
    if same_page and not _is_read_from_row(item):
        return True
    try:
        page = archived_page(root, known._asdict() | {"site": item.site})
        return page is not None and fingerprint(bulletin_of(page, rules, seconds)) == item.fingerprint
    except (DamagedCapture, Refusal):
        return False
