"""Find the bulletin that a new page repeats, and ask whether the site has moved it to the new address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scrapy import Request
from w3lib.encoding import http_content_type_encoding

from bulletin_spider.archive.extension import opened_archive
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import Refusal, SoftNotFound
from bulletin_spider.items import SHANGHAI, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url, is_home
from bulletin_spider.normalization.fingerprint import words_digest
from bulletin_spider.pipelines.normalize import bulletin_of, own_rules
from bulletin_spider.reading_time import READING_SECONDS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.items import Bulletin

_GONE = {404: EvidenceRule.HTTP_404, 410: EvidenceRule.HTTP_410}


class Move(NamedTuple):
    """The bulletin that a page repeats, and what says that it is no more at its old address."""

    known: KnownBulletin
    why: EvidenceRule


class Moves:
    """Decides for each new bulletin of a run whether it is a known one at a new address."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._claimed: set[str] = set()
        """Bulletins that a page of this run repeats: a second page cannot be the same bulletin."""

    async def find(self, item: Bulletin) -> Move | str | None:
        """Return the move; the id of a bulletin with the same words that has not moved; None if there is none.

        A bulletin has moved if it is the only one of the site with this title, day and text, if no listing of this run
        shows its old address, and if that address does not answer with it.
        """
        words = _words(item)
        ledger = getattr(self.crawler.spider, "ledger", None)
        if words is None or ledger is None:
            return None
        same = opened_archive(self.crawler).index.with_words(words)
        if not same:
            return None
        known = same[0]
        if len(same) > 1 or known.id in self._claimed:
            return known.id
        self._claimed.add(known.id)
        address = bulletin_id(known.address)
        if any(address in walk.seen for walk in ledger.walks.values()):
            return known.id
        why = await self._absence(known, item, words)
        return Move(known, why) if why else known.id

    async def _absence(self, known: KnownBulletin, item: Bulletin, words: str) -> EvidenceRule | None:
        """Return what shows that the article is not at its old address; None if it is, or if nothing shows it."""
        evidence = {"bulletin": known.id, "channel": known.channel}
        request = Request(known.address, dont_filter=True, meta={"evidence": evidence, "allow_offsite": True})
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception:  # noqa: BLE001 - an address that cannot be asked proves nothing
            return None
        if response.status in _GONE:
            return _GONE[response.status]
        if canonical_url(response.url) == item.url:
            return EvidenceRule.LEADS_TO_NEW_ADDRESS
        if is_home(response.url) and not is_home(known.address):
            return EvidenceRule.LEADS_HOME
        return self._absence_on_page(known, response, words) if response.status == 200 else None

    def _absence_on_page(self, known: KnownBulletin, response: Response, words: str) -> EvidenceRule | None:
        page = Page(
            id=known.id,
            site=opened_archive(self.crawler).site,
            channel=known.channel,
            url=known.address,
            body=response.body,
            fetched_at=opened_archive(self.crawler).clock.now(SHANGHAI).isoformat(timespec="seconds"),
            charset=http_content_type_encoding(
                (response.headers.get(b"Content-Type") or b"").decode("latin-1")
            ),
        )
        seconds = self.crawler.settings.getfloat("READING_SECONDS", READING_SECONDS)
        try:
            with opened_archive(self.crawler).reading.reading(response.body, response.url):
                found = bulletin_of(page, own_rules(self.crawler, known.channel), seconds)
        except SoftNotFound:
            return EvidenceRule.SAYS_NOT_THERE
        except Refusal:
            return None
        before = opened_archive(self.crawler).index.version(known)
        same = _words(found) == words or not {*found.paragraphs}.isdisjoint(before["paragraphs"])
        return None if same else EvidenceRule.SHOWS_ANOTHER_PAGE


def _words(bulletin: Bulletin) -> str | None:
    content = {"title": bulletin.title, "date": bulletin.date, "paragraphs": bulletin.paragraphs}
    return words_digest(content)
