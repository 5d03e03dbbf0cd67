"""Hold what a search of a site's home page finds: its channels, a sample of each, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import FailureKind, Outcome, Status

if TYPE_CHECKING:
    from bulletin_spider.listings.home.search import ChannelSearch, FoundChannel
    from bulletin_spider.operations.examination.findings import ArticleSample


class SearchResult(Status):
    """What became of the search of one site; the sentence says what a person does about it."""

    FOUND = "found", "nothing was written; without --dry-run the site's file is written"
    WRITTEN = "written", "check the site's file, then crawl"
    THERE = "there already", f"the project has a site of this name; {PROGRAM} doctor looks at it"
    NEEDS_PERSON = "needs a person", "open the home page in a browser and look for its lists"
    NO_ANSWER = "no answer", "try again later; if it lasts, check the scheme and the host name"
    BROKE_OFF = "broke off", "run the command again"


_OUTCOMES = {
    FailureKind.BLOCKED: Outcome.BLOCKED,
    FailureKind.UNREACHABLE: Outcome.UNREACHABLE,
    FailureKind.FORBIDDEN: Outcome.FORBIDDEN,
}
_ADVICE = {
    FailureKind.GONE: "check the address in a browser",
    FailureKind.OTHER_SITE: "give that address, if it is the site's",
    FailureKind.BLOCKED: "the site turns us away: set BULLETIN_CONTACT, slow down, ask its operators",
    FailureKind.FORBIDDEN: "robots.txt forbids it, and we obey it",
    FailureKind.UNREACHABLE: "try again later; if it lasts, check the scheme and the host name",
    FailureKind.FAILED: "look at the address in a browser",
}

_MANY_UNANSWERED = 3
"""Links without an answer that keep a site from being written, if no more lists were found: one or two are stale."""


@dataclass
class FoundSite:
    """A site that was searched; ``search`` holds its channels and what was left out."""

    name: str
    search: ChannelSearch
    region: str = ""
    """Code of the district, see ``HomeToSearch``."""
    samples: dict[str, ArticleSample] = field(default_factory=dict)
    """Address of a channel → one of its articles."""
    failure: FailureKind | None = None
    """Why the home page could not be read, or why the site stopped answering."""
    unanswered: list[str] = field(default_factory=list)
    """Addresses of possible lists from which no answer came."""
    finished: bool = False
    broke_off: str = "it was stopped"
    """Why the search is not finished."""

    @property
    def channels(self) -> list[FoundChannel]:
        """The lists that were found."""
        return self.search.channels

    @property
    def home(self) -> str:
        """The home page: the address that was given, or that of its host if a list was given."""
        given = urlsplit(self.search.home)
        root = f"{given.scheme}://{given.netloc.rpartition('@')[2]}/"
        return root if self.search.is_list else self.search.home

    @property
    def passes(self) -> bool:
        """Whether the site can be written: it has a channel, and an article of it can be published."""
        return self.why_not is None

    @property
    def why_not(self) -> str | None:
        """Why the site cannot be written, and what to do; None if it can."""
        if not self.finished:
            return f"the search broke off: {self.broke_off}; {SearchResult.BROKE_OFF.sentence}"
        if self.search.problem:
            kind = self.failure or FailureKind.FAILED
            return f"{kind}: {self.search.problem}; {_ADVICE.get(kind, _ADVICE[FailureKind.FAILED])}"
        if self._is_mostly_unanswered:
            return f"{self.note}; try again later"
        if not self.channels:
            return (
                "no list was found behind the home page, and a home page is no channel; open it in a browser,"
                " follow 更多 to a page of titles and days, and give that address"
            )
        tried = list(self.samples.values())
        if tried and not any(sample.is_publishable for sample in tried):
            problem = tried[0].problem or "it has no title or no date"
            return f"no article could be read, like {tried[0].entry.url}: {problem}; look at it in a browser"
        return None

    @property
    def _is_mostly_unanswered(self) -> bool:
        return len(self.unanswered) >= max(_MANY_UNANSWERED, len(self.channels))

    @property
    def note(self) -> str:
        """What a person has to know of a site that passes; empty if there is nothing."""
        if not self.unanswered:
            return ""
        return f"{len(self.unanswered)} links brought no answer, like {self.unanswered[0]}"

    @property
    def outcome(self) -> Outcome:
        """The outcome of a command that searches only this site."""
        if self.passes:
            return Outcome.OK
        return _OUTCOMES.get(self.failure, Outcome.INCOMPLETE) if self.failure else Outcome.INCOMPLETE

    @property
    def result(self) -> SearchResult:
        """What became of the search, before anything is written."""
        if self.passes:
            return SearchResult.FOUND
        if not self.finished:
            return SearchResult.BROKE_OFF
        away = self.failure == FailureKind.UNREACHABLE or self._is_mostly_unanswered
        return SearchResult.NO_ANSWER if away else SearchResult.NEEDS_PERSON

    def as_json(self) -> dict[str, Any]:
        """Return the site as ``bulletin addsite --json`` prints it."""
        channels = [
            {
                "name": channel.name,
                "url": channel.url,
                "rows": len(channel.listing.entries),
                "family": channel.listing.family,
            }
            for channel in self.channels
        ]
        left_out = [{"url": url, "why": why} for url, why in self.search.left_out.items()]
        return {"site": self.name, "home": self.home, "channels": channels, "left_out": left_out}
