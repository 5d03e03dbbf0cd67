"""Hold what an examination finds: a finding for each channel, a sample for each article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import Refusal
from bulletin_spider.extraction import Content, Hints
from bulletin_spider.extraction.article import extract
from bulletin_spider.reading_time import READING_SECONDS, read_in_time
from bulletin_spider.statuses import FailureKind, Outcome, Status

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.extraction.content import Rules
    from bulletin_spider.listings.data.json_rows import JsonFields
    from bulletin_spider.listings.entries import Entry, Listing, NextPage
    from bulletin_spider.listings.rules import ListingRules

WANTED = ("title", "date", "paragraphs", "reporters", "source")
"""Fields that a person checks; a page may well lack the last two."""
NEEDED = ("title", "date")
"""Fields without which a bulletin is refused."""


class ChannelStatus(Status):
    """How the first page of a channel answered; the sentence says what a person does about it."""

    OK = "ok", ""
    GONE = "gone", "the address is gone: look for the channel in the site's menu and correct the site file"
    OTHER_SITE = "other site", "correct the address or allowed_domains"
    ELSEWHERE = (
        "elsewhere",
        "two channels have one address, or one redirects to the other: correct the site file",
    )
    BLOCKED = "blocked", "the site turns us away: set BULLETIN_CONTACT, slow down, ask its operators"
    FORBIDDEN = "forbidden", "robots.txt forbids it, and we obey it"
    UNREACHABLE = "unreachable", "no answer: try again later; if it lasts, check the scheme and the host name"
    UNANSWERED = "unanswered", "the examination was stopped: try again, with -L INFO to see Scrapy's log"
    INCOMPLETE = "incomplete", "look at the page: is it a listing, filled by scripts, or a challenge?"
    MORE = (
        "more",
        "a crawl ends here with a gap; if the first page is enough, set one_page in the site's listing rules",
    )
    ERROR = "error", "the program failed on the page: report it with what -L ERROR shows"
    NOT_MODIFIED = "not modified", "look at the address in a browser"
    FAILED = "failed", "look at the address in a browser"

    @property
    def outcome(self) -> Outcome:
        """The outcome of a command that examines only this channel."""
        return Outcome(self) if self in _OUTCOMES else Outcome.INCOMPLETE


_OUTCOMES = frozenset(
    {
        ChannelStatus.OK,
        ChannelStatus.ERROR,
        ChannelStatus.UNREACHABLE,
        ChannelStatus.BLOCKED,
        ChannelStatus.FORBIDDEN,
    }
)


@dataclass
class ArticleSample:
    """One article; ``problem`` says why it gives no bulletin."""

    entry: Entry
    body: bytes = b""
    charset: str | None = None
    fetched_at: dt.datetime | None = None
    content: Content | None = None
    problem: str | None = "it was not answered"
    rules: tuple[Rules, ...] = ()
    """The site's own rules for the articles of the channel."""

    @property
    def missing(self) -> list[str]:
        """The wanted fields that the article does not fill."""
        return [name for name in WANTED if not getattr(self.content, name, None)]

    @property
    def is_publishable(self) -> bool:
        """Whether the article would be published."""
        return self.content is not None and not set(NEEDED) & set(self.missing)

    def read(self) -> None:
        """Extract the article, with the title and the day of its row as hints."""
        entry = self.entry
        hints = Hints(
            entry.title,
            entry.date,
            charset=self.charset,
            fetched_at=self.fetched_at,
            rules=self.rules,
            list_year=entry.list_year,
            guessed_year=entry.guessed,
        )
        self.problem = None
        try:
            self.content = read_in_time(READING_SECONDS, extract, self.body, self.entry.url, hints)
        except Refusal as refusal:
            self.problem = f"refused: {refusal.reason}"


@dataclass
class SecondPage:
    """The second page of a channel; ``problem`` says why a crawl would not get past it."""

    request: NextPage
    problem: str | None = "it was not answered"
    listing: Listing | None = None

    def fail(self, kind: FailureKind, text: str) -> None:
        """Set why the page did not come; a computed address that is gone is the end of the listing."""
        is_end = kind == FailureKind.GONE and self.request.computed
        self.problem = None if is_end else text

    def read(self, listing: Listing, shown: set[str]) -> None:
        """Take the listing of the page; ``shown`` are the addresses of the rows of the first page."""
        self.listing = listing
        urls = {entry.url for entry in listing.entries}
        if not urls and listing.last is None:
            self.problem = "it shows no rows"
        elif urls and urls <= shown:
            self.problem = "it repeats the rows of the first page"
        else:
            self.problem = f"more, unreachable: {listing.more}" if listing.more else None


@dataclass
class ChannelFinding:
    """What an examination finds of one channel; ``status`` says how its first page answered."""

    channel: str
    url: str
    fields: JsonFields | None = None
    article_rules: tuple[Rules, ...] = ()
    listing_rules: tuple[ListingRules, ...] = ()
    status: ChannelStatus = ChannelStatus.UNANSWERED
    problem: str | None = "nothing came back"
    robots: str = "-"
    """What the robots.txt of the host says: allowed, Crawl-delay or forbidden; ``-`` if it was not read."""
    answered: str | None = None
    """The address that answered, after redirects."""
    page: str | None = None
    """The address of the rows; it differs if scripts fetch them."""
    body: bytes = b""
    encoding: str | None = None
    listing: Listing | None = None
    second: SecondPage | None = None
    samples: list[ArticleSample] = field(default_factory=list)

    def fail(self, status: ChannelStatus, problem: str) -> None:
        """Set why the channel failed."""
        self.status, self.problem = status, problem

    def settle(self) -> None:
        """Set the problem of a channel whose page answered, once all responses are in."""
        if self.status != ChannelStatus.OK or self.listing is None:
            return
        if not self.listing.entries:
            self.fail(ChannelStatus.INCOMPLETE, "the page shows no rows")
        elif not self.samples and not any(entry.document for entry in self.listing.entries):
            self.fail(
                ChannelStatus.OTHER_SITE, f"its rows lead to other sites, like {self.listing.entries[0].url}"
            )
        elif self.samples and not any(sample.is_publishable for sample in self.samples):
            self.fail(ChannelStatus.INCOMPLETE, "no article could be read")
        elif self.listing.more is not None:
            self.fail(ChannelStatus.MORE, f"more, unreachable: {self.listing.more}")
        elif self.second is not None and self.second.problem is not None:
            self.fail(ChannelStatus.MORE, f"page 2, {self.second.request.url[:200]}: {self.second.problem}")
