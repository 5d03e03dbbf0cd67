"""Make a bulletin of a page or of a spider's own item, or refuse it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from itemadapter import ItemAdapter

from bulletin_spider.archive.extension import reading_journal
from bulletin_spider.exceptions import BrokenContract, Refusal
from bulletin_spider.extraction import Content, Hints, extract
from bulletin_spider.items import Bulletin, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url
from bulletin_spider.normalization.dates import find_day
from bulletin_spider.normalization.names import split_names
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.normalization.text import clean, cut_title
from bulletin_spider.pipelines.drop_reasons import RefusedPage
from bulletin_spider.pipelines.provenance import is_bulletin
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import Change, EvidenceRule

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.extraction.content import Rules

_CONTENT = [field.name for field in fields(Content)]
_BULLETIN = [field.name for field in fields(Bulletin)]
_PEOPLE = ("reporters", "correspondents", "photographers", "editors")


class NormalizePipeline:
    """Gives each page to extraction, and the fields of pages and items to normalization."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - a spider may yield items of other kinds
        """Return the bulletin of a page or of an item with ``url`` and ``title``; any other item passes unchanged.

        Raises ``RefusedPage``.
        """
        try:
            if isinstance(item, Page):
                seconds = self.crawler.settings.getfloat("READING_SECONDS", READING_SECONDS)
                with reading_journal(self.crawler).reading(item.body, item.url, item.id):
                    return bulletin_of(item, own_rules(self.crawler, item.channel), seconds)
            if isinstance(item, Bulletin):
                return item if item.change == Change.WITHDRAWN else with_normal_fields(item)
            if is_bulletin(item):
                values = {name: value for name, value in ItemAdapter(item).items() if name in _BULLETIN}
                required = {"id": "", "site": "", "channel": "", "date": ""}
                return with_normal_fields(Bulletin(**required | values))
        except Refusal as refusal:
            self.stats.inc_value(f"bulletin/refused/{refusal.reason}")
            raise RefusedPage(refusal) from None
        return item


def own_rules(crawler: Crawler, channel: str) -> tuple[Rules, ...]:
    """Return the spider's own rules for the articles of a channel."""
    rules_for = getattr(crawler.spider, "rules_for", None)
    return rules_for(channel) if rules_for else ()


def bulletin_of(page: Page, rules: tuple[Rules, ...] = (), seconds: float = READING_SECONDS) -> Bulletin:
    """Return the bulletin of a page; a site's own ``rules`` come first.

    Raises ``Refusal`` if it is no bulletin, or if reading it takes more than ``seconds`` of CPU time.
    """
    return read_in_time(seconds, _bulletin_of, page, rules)


def _bulletin_of(page: Page, rules: tuple[Rules, ...]) -> Bulletin:
    content = row_content(page) if page.document else extract(page.body, page.url, hints(page, rules))
    return Bulletin(
        id=page.id,
        url=page.url,
        site=page.site,
        channel=publishable(page.channel),
        fetched_at=page.fetched_at,
        capture=page.capture,
        **{name: publishable(getattr(content, name)) for name in _CONTENT},
    )


def with_normal_fields(bulletin: Bulletin) -> Bulletin:
    """Give the fields that a spider has filled itself their normal spelling, and the bulletin its id; return it.

    ``date`` may be a date or a text that shows one, ``paragraphs`` one text with line ends, people one text of names.
    Raises ``BrokenContract`` if a field cannot be read so.
    """
    try:
        bulletin.url = canonical_url(str(bulletin.url))
        bulletin.id = bulletin_id(bulletin.url)
        bulletin.title, warnings = cut_title(clean(bulletin.title))
        bulletin.date, bulletin.warnings = _iso_day(bulletin.date), [*bulletin.warnings, *warnings]
        bulletin.paragraphs = _texts(bulletin.paragraphs, str.splitlines)
        for name in _PEOPLE:
            setattr(bulletin, name, _texts(getattr(bulletin, name), split_names))
    except (TypeError, ValueError, AttributeError) as error:
        raise BrokenContract(f"{bulletin.url!r:.200}: {error}") from None
    for name in _CONTENT:
        setattr(bulletin, name, publishable(getattr(bulletin, name)))
    bulletin.channel = publishable(bulletin.channel)
    return bulletin


def _iso_day(value: Any) -> str:  # noqa: ANN401 - a date, or a text of any kind
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    day = find_day(value) if value else None
    return day.isoformat() if day else ""


def _texts(value: Any, split: Any) -> list[str]:  # noqa: ANN401 - a list, or one text
    texts = split(value) if isinstance(value, str) else list(value or ())
    return [text for one in texts if (text := clean(one))]


def row_content(page: Page) -> Content:
    """Return the content of a file's row: title and day, and the file as the only attachment."""
    name = unquote(urlsplit(page.url).path.rpartition("/")[2])
    title, warnings = cut_title(page.listing_title or "")
    content = Content(
        title=title,
        date=page.listing_date,
        attachments=[{"url": page.url, "name": name}],
        warnings=warnings,
    )
    content.note("title", EvidenceRule.LISTING_ROW)
    if page.listing_date:
        content.note("date", EvidenceRule.LISTING_ROW)
    return content


def hints(page: Page, rules: tuple[Rules, ...] = ()) -> Hints:
    """Return what the listing and the HTTP headers say about a page."""
    return Hints(
        title=page.listing_title,
        date=dt.date.fromisoformat(page.listing_date) if page.listing_date else None,
        charset=page.charset,
        fetched_at=dt.datetime.fromisoformat(page.fetched_at),
        rules=rules,
    )
