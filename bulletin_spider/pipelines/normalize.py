"""Make a bulletin of a page or of a spider's own item, or refuse it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from itemadapter import ItemAdapter

from bulletin_spider.archive.extension import reading_journal
from bulletin_spider.contract.fields import is_bulletin
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import BrokenContract, Refusal
from bulletin_spider.extraction import Content, Hints
from bulletin_spider.extraction.embedded.file_kinds import kind_of_address
from bulletin_spider.extraction.fields.year_warnings import inferred_year, unsupported_year
from bulletin_spider.items import GUESSED, SHANGHAI, Bulletin, Page
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url
from bulletin_spider.normalization.dates import find_day
from bulletin_spider.normalization.names import split_names
from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.normalization.text import clean, cut_title
from bulletin_spider.pipelines.attachments import kept_file
from bulletin_spider.pipelines.drop_reasons import RefusedPage
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import Change, FileKind

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from bulletin_spider.extraction.content import Rules

    Extract = Callable[[bytes, str, Hints], Content]

_CONTENT = [field.name for field in fields(Content)]
_BULLETIN = [field.name for field in fields(Bulletin)]
_PEOPLE = ("reporters", "correspondents", "photographers", "editors", "authors")


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
                _check_page(item)
                seconds = self.crawler.settings.getfloat("READING_SECONDS", READING_SECONDS)
                article_reader()  # a run that dies while it is imported does not die of this page
                with reading_journal(self.crawler).reading(item.body, item.url, item.id):
                    return bulletin_of(item, own_rules(self.crawler, item.channel), seconds)
            if isinstance(item, Bulletin):
                return with_normal_fields(item) if item.change == Change.NEW else item
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
    return rules_for(channel) if callable(rules_for) else ()


def _check_page(page: Page) -> None:
    """Raise ``BrokenContract`` if a field that a spider has to give is wrong."""
    for name, kind in (
        ("url", str),
        ("body", bytes),
        ("listing_title", str | None),
        ("listing_date", str | None),
    ):
        if not isinstance(value := getattr(page, name), kind):
            raise BrokenContract(f"{name}: {value!r:.80} is not {getattr(kind, '__name__', kind)}")


def bulletin_of(page: Page, rules: tuple[Rules, ...] = (), seconds: float = READING_SECONDS) -> Bulletin:
    """Return the bulletin of a page; a site's own ``rules`` come first.

    Raises ``Refusal`` if it is no bulletin, or if reading it takes more than ``seconds`` of CPU time.
    """
    # The import is no part of the page's time.
    return read_in_time(seconds, _bulletin_of, page, rules, article_reader())


def article_reader() -> Extract:
    """Return the function that reads an article; it is imported with the first one, as an idle run reads none."""
    from bulletin_spider.extraction.article import extract  # noqa: PLC0415

    return extract


def _bulletin_of(page: Page, rules: tuple[Rules, ...], extract: Extract) -> Bulletin:
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

    ``date`` may be a date or a text that shows one, ``published_at`` a moment, ``paragraphs`` one text with line ends,
    people one text of names. Raises ``BrokenContract`` with the first field that cannot be read so.
    """
    for name, normal in _NORMAL.items():
        value = getattr(bulletin, name)
        try:
            setattr(bulletin, name, normal(value))
        except (TypeError, ValueError) as error:
            raise BrokenContract(f"{name}: {value!r:.80} {error}") from None
    bulletin.id = bulletin_id(bulletin.url)
    bulletin.title, cut = cut_title(bulletin.title)
    if cut:
        bulletin.warnings = [*bulletin.warnings, *cut]
    for name in (*_CONTENT, "channel"):
        setattr(bulletin, name, publishable(getattr(bulletin, name)))
    return bulletin


def _address(value: Any) -> str:  # noqa: ANN401 - what a spider has yielded, here and below
    return canonical_url(_text(value))


def _text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str | None):
        raise TypeError("is not a text")
    return clean(value or "")


def _text_or_none(value: Any) -> str | None:  # noqa: ANN401
    return _text(value) or None


def _iso_day(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dt.datetime):
        value = _in_shanghai(value).date()
    if isinstance(value, dt.date):
        return value.isoformat()
    day = find_day(text) if (text := _text(value)) else None
    return day.isoformat() if day else ""


def _iso_moment(value: Any) -> str | None:  # noqa: ANN401
    if isinstance(value, dt.datetime):
        return _in_shanghai(value).isoformat(timespec="seconds")
    return _text_or_none(value)


def _in_shanghai(moment: dt.datetime) -> dt.datetime:
    """Return the moment in Shanghai's time; one without a zone is taken as that already."""
    return moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _paragraphs(value: Any) -> list[str]:  # noqa: ANN401
    return _texts(value, str.splitlines)


def _people(value: Any) -> list[str]:  # noqa: ANN401
    return _texts(value, split_names)


def _texts(value: Any, split: Callable[[str], Iterable[str]]) -> list[str]:  # noqa: ANN401
    """Return the texts of a list, or of one text. The order of a set or the keys of a dict are no reading order."""
    if isinstance(value, str):
        return [text for one in split(value) if (text := clean(one))]
    if not isinstance(value, Iterable | None) or isinstance(value, bytes | Mapping | AbstractSet):
        raise TypeError("is not a list of texts")
    return [text for one in value or () if (text := _text(one))]


_NORMAL: dict[str, Callable[[Any], Any]] = {
    "url": _address,
    "title": _text,
    "date": _iso_day,
    "published_at": _iso_moment,
    "paragraphs": _paragraphs,
    **dict.fromkeys(_PEOPLE, _people),
    "source": _text_or_none,
    "byline": _text_or_none,
    "site_id": _text_or_none,
    "section": _text_or_none,
}
"""A field that a spider may fill → what gives it its normal spelling."""


def row_content(page: Page) -> Content:
    """Return the content of a file's row: title and day, and the file as the only attachment."""
    name = unquote(urlsplit(page.url).path.rpartition("/")[2])
    title, warnings = cut_title(page.listing_title or "")
    # The answer to the request for the row may be the file itself.
    kept = kept_file(page.body, page.capture) if page.body and page.capture else {}
    content = Content(
        title=title,
        date=page.listing_date,
        attachments=[
            {"url": page.url, "name": name, "kind": str(kind_of_address(page.url) or FileKind.DOCUMENT)}
            | kept
        ],
        warnings=warnings,
    )
    content.note("title", EvidenceRule.LISTING_ROW)
    if page.listing_date:
        content.note("date", EvidenceRule.LISTING_ROW)
    if page.listing_date and page.listing_year:
        _note_year(content, dt.date.fromisoformat(page.listing_date), page.listing_year)
    return content


def _note_year(content: Content, day: dt.date, year: str) -> None:
    """Note where the year of a row's day comes from. A guessed year leaves the content without a day."""
    if year == GUESSED:
        content.date = None
        del content.evidence["date"]
        content.warnings.append(unsupported_year(EvidenceRule.LISTING_ROW, day))
        return
    content.note("date", f"{EvidenceRule.LISTING_ROW} {EvidenceRule.YEAR_IN_LIST}", f"{day:%m-%d}")
    content.warnings.append(inferred_year(EvidenceRule.LISTING_ROW, day, (EvidenceRule.YEAR_IN_LIST,)))


def hints(page: Page, rules: tuple[Rules, ...] = ()) -> Hints:
    """Return what the listing and the HTTP headers say about a page."""
    return Hints(
        title=page.listing_title,
        date=dt.date.fromisoformat(page.listing_date) if page.listing_date else None,
        charset=page.charset,
        fetched_at=dt.datetime.fromisoformat(page.fetched_at),
        rules=rules,
        list_year=int(year) if (year := page.listing_year or "").isdigit() else None,
        guessed_year=page.listing_year == GUESSED,
    )
