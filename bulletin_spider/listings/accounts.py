"""A run's account of every row: asked for, then settled by what its page, its request or its item came to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider, IgnoreRequest

from bulletin_spider.listings.failures import capture_of, reason
from bulletin_spider.listings.visits import Visits
from bulletin_spider.normalization.addresses import bulletin_id, canonical_url, is_home, within

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Request, Response
    from scrapy.signalmanager import SignalManager
    from twisted.python.failure import Failure

    from bulletin_spider.archive.index import Known
    from bulletin_spider.items import Bulletin, Page
    from bulletin_spider.listings.walk import Row, Walk

ENDINGS = {"gone": "gone", "forbidden": "forbidden", "other site": "led away", "blocked": "blocked"}
"""What an article's request came to → the word of its row; any other has failed."""
QUIET = {"gone", "forbidden", "led away"}
"""Failures that are the site's own decision: told in the account, no reason to call the run incomplete."""
HEARD = ("item_scraped", "item_dropped", "item_error", "request_scheduled", "request_dropped", "spider_error")
BLOCKED_IN_A_ROW = 10
"""Articles turned away one after another before the run leaves the site alone."""


class Accounts:
    """The walks of a run, the rows still open, the rows owed to the next run and those settled for good."""

    def __init__(self) -> None:
        self.walks: dict[str, Walk] = {}
        self.asked: set[str] = set()
        self.owed: dict[str, Row] = {}
        """Rows that an earlier run owed and this one asks for."""
        self.owed_words: Counter[str] = Counter()
        """What became of them."""
        self.failed: dict[str, Row] = {}
        """Rows to be asked for again by the next run."""
        self.settled: dict[str, str] = {}
        """Rows not to be asked for again, with the word that says why."""
        self.reasons: Counter[str] = Counter()
        self.visits = Visits()
        """Bulletins that are known and visited again."""
        self._tried: dict[str, str] = {}
        self._open: dict[str, tuple[Row, Walk | None]] = {}
        self._blocked = 0

    def connect(self, manager: SignalManager) -> None:
        """Listen to what becomes of items and requests."""
        for name in HEARD:
            manager.connect(getattr(self, name), getattr(signals, name))

    def open_walk(self, walk: Walk) -> Walk:
        """Begin a channel's account."""
        self.walks[walk.channel] = walk
        return walk

    def ask(self, row: Row, walk: Walk | None = None) -> None:
        """Open a row; one without a walk is owed by an earlier run."""
        self.asked.add(row.id)
        self._open[row.id] = (row, walk)
        if walk is None:
            self.owed[row.id] = row
        else:
            walk.rows["asked"] += 1

    def ask_again(self, known: Known) -> None:
        """Open a visit to a bulletin that is known; nothing is owed if it fails."""
        self.visits.ask(known)

    def settle(self, identity: str, word: str) -> Row | None:
        """Close a row under ``word``; None if it is closed already."""
        if identity in self.visits:
            self.visits.settle(identity, word)
        row, walk = self._open.pop(identity, (None, None))
        if row is None:
            return None
        self.failed.pop(identity, None)
        if walk is None:
            self.owed_words[word] += 1
        else:
            walk.settle(word)
        return row

    def owe(self, identity: str, word: str, why: str | None = None, *, tried: bool = True) -> None:
        """Close a row under ``word`` and leave it to the next run.

        ``why`` makes the run incomplete. ``tried`` says that the site answered for this article, which counts
        towards giving it up; what lies with us, or with the whole site, does not.
        """
        row = self.settle(identity, word)
        if row is None:
            if identity in self.visits and why and not tried:
                self.reasons[why] += 1
            return
        self.failed[row.id] = row
        if tried:
            self._tried[row.id] = word
        if why:
            self.reasons[why] += 1

    def alias(self, identity: str) -> None:
        """Settle for good a row whose address leads to another row's page."""
        if self.settle(identity, "elsewhere"):
            self.settled[identity] = "elsewhere"

    def led_home(self, identity: str, capture: dict[str, Any] | None) -> None:
        """Note that an address leads to the home page: the article is not there, whoever asked for it."""
        if identity in self.visits:
            self.visits.miss(identity, "it leads to the home page", capture)
        else:
            self.owe(identity, "gone")

    @property
    def walking(self) -> bool:
        """Whether any listing has not come to an end yet, safe or not."""
        return any(walk.reached is None and walk.gap is None for walk in self.walks.values())

    @property
    def reached_site(self) -> bool:
        """Whether any listing showed a page."""
        return any(walk.pages for walk in self.walks.values())

    def close(self, attempts: int) -> None:
        """Count this run's attempts, unless the site was down, and give up what has had enough of them."""
        if not self.reached_site:
            return
        for identity, word in self._tried.items():
            row = replace(self.failed[identity], attempts=self.failed[identity].attempts + 1)
            self.failed[identity] = row
            if row.attempts >= attempts:
                del self.failed[identity]
                self.settled[identity] = word
                if word == "failed":
                    self.reasons[f"given up after {attempts} runs"] += 1

    def unfinished(self) -> list[Row]:
        """Return the rows that were asked for and never came to anything."""
        return [row for row, _ in self._open.values()]

    def item_scraped(self, item: Bulletin) -> None:
        """Settle a published row by its change."""
        self._blocked = 0
        self.settle(item.id, item.change)

    def item_dropped(self, item: Page, exception: Exception) -> None:
        """Settle a row that was left out; owe one that was refused, for a page may be out of order for a while."""
        word = getattr(exception, "word", "refused")
        if item.id in self.visits:
            self.visits.dropped(item.id, item.capture, getattr(exception, "refusal", None), word)
        elif word == "refused":
            self.owe(item.id, word)
        else:
            self.settle(item.id, word)

    def item_error(self, item: Page, failure: Failure) -> None:
        """Owe a row whose page a pipeline stumbled over."""
        self.owe(item.id, "failed", f"{type(failure.value).__name__} in a pipeline", tried=False)

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Owe a row that redirects to another site: Scrapy turns such a request away without an errback."""
        if not within(request.url, spider.allowed_domains):  # type: ignore[attr-defined]
            self._turned_away(request, "other site", "another site")
            row = request.cb_kwargs.get("row")
            if row and row.id in self.visits:
                raise IgnoreRequest  # Scrapy lets pass what is not to be filtered; see Revisits

    def request_dropped(self, request: Request) -> None:
        """Settle a row whose page was asked for under another row, or leads home; owe one that redirects elsewhere."""
        row = request.cb_kwargs.get("row")
        redirected = request.meta.get("redirect_times")
        if row and (not redirected or self._elsewhere(row, request.url)):
            self.alias(row.id)
        elif row and is_home(request.url) and not is_home(row.url):
            # The home page was asked for before in this run: what is kept of this article is its redirect.
            self.led_home(row.id, request.meta.get("capture"))
        else:
            self._turned_away(request, "failed", "where this run has been already")

    def _elsewhere(self, row: Row, url: str) -> bool:
        """Whether ``url`` is that of another bulletin of this run; firewalls have pages redirect to themselves."""
        identity = bulletin_id(canonical_url(url))
        return identity != row.id and (identity in self.asked or identity in self.visits)

    def _turned_away(self, request: Request, word: str, where: str) -> None:
        if row := request.cb_kwargs.get("row"):
            away = word == "other site"
            self.owe(
                row.id, "led away" if away else word, None if away else f"redirected to {request.url[:200]}"
            )
        elif walk := request.cb_kwargs.get("walk"):
            walk.break_off(word, f"page {walk.pages + 1} leads to {where}: {request.url[:200]}")

    def spider_error(self, failure: Failure, response: Response | None) -> None:
        """Leave a gap where reading a listing stumbled, owe a row where reading its page did."""
        request = response.request if response is not None else None
        arguments: dict[str, Any] = request.cb_kwargs if request else {}
        why = f"{type(failure.value).__name__} while reading {request.url if request else 'an answer'}"
        if row := arguments.get("row"):
            self.owe(row.id, "failed", why, tried=False)
        elif walk := arguments.get("walk"):
            walk.break_off("failed", why)
        else:
            self.reasons[why] += 1

    def article_failed(self, failure: Failure) -> None:
        """Owe the row whose page did not come; every article request's errback."""
        row = failure.request.cb_kwargs["row"]  # type: ignore[attr-defined]
        word, text = reason(failure)
        self._blocked = self._blocked + 1 if word == "blocked" else 0
        if row.id in self.visits:
            self.visits.failed(row.id, word, text, capture_of(failure))
        else:
            ending = ENDINGS.get(word, "failed")
            self.owe(row.id, ending, None if ending in QUIET else text, tried=word != "blocked")
        if self._blocked >= BLOCKED_IN_A_ROW:
            raise CloseSpider("blocked")
