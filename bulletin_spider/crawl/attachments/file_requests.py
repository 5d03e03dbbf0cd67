"""Ask for the files of a run: those of its own bulletins, those that earlier runs owe, and those due for a check."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals

from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.crawl.attachments.answers import FileAnswer, failed_answer, file_answer
from bulletin_spider.crawl.attachments.limits import LARGEST_FILE, RunLimits, largest_file
from bulletin_spider.crawl.attachments.versions import file_warning, next_version, with_answer
from bulletin_spider.crawl.revisiting.revisits import VALIDATORS
from bulletin_spider.exceptions import ArchiveUnread, DamagedCapture
from bulletin_spider.items import SHANGHAI, Bulletin
from bulletin_spider.network.closing import RunClosing
from bulletin_spider.statuses import AttachmentState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scrapy.http import Request, Response
    from twisted.python.failure import Failure

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.index.attachments import FileRequests as KnownRequests
    from bulletin_spider.archive.index.queries import KnownBulletin
    from bulletin_spider.crawl.article_spider import ArticleSpider

_MOST_BULLETINS = 1_000
"""Bulletins that one run looks at for owed files, and for files to check: more than a quarter of half an hour allows at
a request a second."""
_SILENT = 2
"""After so many requests in a row without an answer, the other files of a host are left to the next run."""


class Attachments:
    """The files of one run. They are asked for one after the other, when no article is left to ask for."""

    def __init__(self, spider: ArticleSpider) -> None:
        self.spider = spider
        self.states: Counter[str] = Counter()
        """How many of the files that this run owed or asked for have which state now."""
        self.tried: dict[tuple[str, str], None] = {}
        """(bulletin, address) of the files that a request did not bring."""
        self.checked: dict[tuple[str, str], None] = {}
        """(bulletin, address) of the kept files that were due for a check."""
        self.limits = RunLimits(spider)
        self._now = spider.site_archive.clock.now(SHANGHAI)
        self._answers: dict[str, FileAnswer] = {}
        self._kept: dict[str, Mapping[str, Any]] = {}
        self._silence: Counter[str] = Counter()
        self._published: set[str] = set()
        self._made: set[str] = set()
        """Bulletins of which this run has made a version without reading a page."""
        self._requests = self._all_requests()
        spider.crawler.signals.connect(self._item_scraped, signals.item_scraped)

    def next_request(self) -> Request | None:
        """Return the next request, to be sent when the spider is idle; None if nothing is left to ask for."""
        return next(self._requests, None)

    def account(self) -> dict[str, Any]:
        """Return the part of the run's record."""
        states = {state: count for state, count in self.states.items() if count}
        return {"states": states, "tried": [*self.tried], "checked": [*self.checked]}

    def _item_scraped(self, item: object) -> None:
        if isinstance(item, Bulletin):
            self._published.add(item.id)
            if item.id not in self._made:
                owed = sum(file.get("state") == AttachmentState.OWED for file in item.attachments)
                self.states[AttachmentState.OWED] += owed

    def _all_requests(self) -> Iterator[Request]:
        if self.spider.settings["ATTACHMENTS"] != "capture" or not self.spider.ledger.reached_site:
            return
        self.limits.begin()
        yield from self._for_waiting_lines()
        window, index = self.spider.window, self.spider.site_archive.index
        if window.narrow:
            return
        yield from self._for_known(index.with_owed_files(_MOST_BULLETINS))
        if window.revisit != "none":
            yield from self._for_known(index.with_due_files(self._now, _MOST_BULLETINS))

    def _for_waiting_lines(self) -> Iterator[Request]:
        """Yield the requests for the bulletins of this run; their lines wait in the open segment."""
        waiting, done = self.spider.site_archive.waiting, set[str]()
        while item := next((one for one in waiting.values() if one.id not in done), None):
            done.add(item.id)
            for number, file in enumerate(item.attachments):
                if file.get("state") != AttachmentState.OWED:
                    continue
                yield from self._ask(item.id, file, item.attachments)
                answer = self._final(item.id, file["url"], 0)
                if item.id not in waiting:  # its segment was due meanwhile
                    break
                if answer:
                    item.attachments[number] = with_answer(file, answer)
                    item.warnings = [*item.warnings, *file_warning(file, answer)]
                    self.states[AttachmentState.OWED] -= 1
                    self.states[answer.state] += 1

    def _for_known(self, bulletins: Iterable[KnownBulletin]) -> Iterator[Request]:
        """Yield the requests for published bulletins, and one that publishes what is new of each."""
        window, ledger, index = self.spider.window, self.spider.ledger, self.spider.site_archive.index
        for known in bulletins:
            if self.limits.reached():
                return
            elsewhere = window.channel not in {None, known.channel}
            if elsewhere or known.id in self._published or known.id in ledger.revisits.absences:
                continue
            if version := self._version(known):
                yield from self._for_version(version, index.file_requests(known.id, self._now))

    def _for_version(self, version: dict[str, Any], known: Mapping[str, KnownRequests]) -> Iterator[Request]:
        answers: dict[str, FileAnswer] = {}
        files = [*version["attachments"]]
        for number, file in enumerate(version["attachments"]):
            url, before = file["url"], known.get(file["url"])
            if before is None or not (before.is_due or before.state == AttachmentState.OWED):
                continue
            if before.is_due and not self._conditions(file):
                self.checked[version["id"], url] = None  # without conditions the file would be sent again
                continue
            yield from self._ask(version["id"], file, files)
            answer = self._final(version["id"], url, before.attempts, is_due=before.is_due)
            if answer:
                answers[url] = answer
                files[number] = with_answer(file, answer)
            if not before.is_due:
                self.states[answer.state if answer else AttachmentState.OWED] += 1
        if made := next_version(version, answers, self.spider.site_archive.clock.now(SHANGHAI)):
            self._made.add(made.id)
            # Its address asks no server. Its callback publishes the version.
            meta = {"allow_offsite": True, "archived": True}
            yield scrapy.Request(
                "data:,", self._publish, cb_kwargs={"made": made}, dont_filter=True, meta=meta
            )

    def _publish(self, _: Response, made: Bulletin) -> Iterator[Bulletin]:
        yield made

    def _ask(
        self, identity: str, file: Mapping[str, Any], files: Iterable[Mapping[str, Any]]
    ) -> Iterator[Request]:
        """Yield the request for a file, unless this run has its answer or asks for no more files."""
        url = file["url"]
        if url in self._answers or self.limits.reached():
            return
        if self._silence[_host(url)] >= _SILENT:
            self._answers[url] = FileAnswer(AttachmentState.OWED, "its host does not answer")
            return
        most = largest_file(files)
        if not most:
            self._answers[url] = FileAnswer(AttachmentState.OVER_LIMIT)
            return
        largest = self.limits.bytes_of(most)
        meta = {
            "evidence": {"attachment-of": identity},
            "allow_offsite": True,
            "dont_retry": True,  # the next run asks again
            "download_maxsize": largest,
            "download_timeout": self.limits.seconds,
        }
        try:
            request = scrapy.Request(
                url,
                self._answered,
                errback=self._failed,
                # Compressed bytes would have another digest than the file.
                headers={"Accept": "*/*", "Accept-Encoding": "identity"} | self._conditions(file),
                meta=meta,
                cb_kwargs={"file": url},
                dont_filter=True,
            )
        except ValueError:
            self._answers[url] = FileAnswer(AttachmentState.FAILED, "not a valid address")
            return
        self.limits.asked += 1
        yield request

    def _answered(self, response: Response, file: str) -> None:
        self._silence[_host(file)] = 0
        self._answers[file] = file_answer(response)

    def _failed(self, failure: Failure) -> None:
        if isinstance(failure.value, RunClosing) or self.spider.site_archive.captures.fault:
            return  # the file stays owed, and this run does not count
        request: Request = failure.request  # type: ignore[attr-defined]
        url, answer = request.cb_kwargs["file"], failed_answer(failure)
        is_rest = request.meta["download_maxsize"] < self.limits.bytes_of(LARGEST_FILE)
        if answer.state == AttachmentState.TOO_LARGE and is_rest:
            answer = FileAnswer(AttachmentState.OVER_LIMIT)
        self._silence[_host(url)] = self._silence[_host(url)] + 1 if answer.is_silent else 0
        if answer.is_confirmed:
            answer = self._confirmed(url)
        self._answers[url] = answer

    def _confirmed(self, url: str) -> FileAnswer:
        if url not in self._kept:
            return FileAnswer(AttachmentState.OWED, "HTTP 304 without a condition")
        kept = {name: self._kept[url][name] for name in ("digest", "size", "capture")}
        return FileAnswer(AttachmentState.KEPT, kept=kept)

    def _final(self, identity: str, url: str, attempts: int, *, is_due: bool = False) -> FileAnswer | None:
        """Return the answer for a file; None if there is none, or if it leaves the file owed.

        A file that was owed fails for good after as many runs as the setting ``ARTICLE_ATTEMPTS`` says.
        """
        answer = self._answers.get(url)
        if answer is None:
            return None
        if is_due:
            self.checked[identity, url] = None
            return answer
        if answer.state != AttachmentState.OWED:
            return answer
        self.tried[identity, url] = None
        if attempts + 1 < self.spider.settings.getint("ARTICLE_ATTEMPTS"):
            return None
        return answer._replace(state=AttachmentState.FAILED)

    def _conditions(self, file: Mapping[str, Any]) -> dict[str, str]:
        """Return the headers of a conditional request for a file that the archive has, else no header."""
        url = file["url"]
        kept = file if file.get("state") == AttachmentState.KEPT else self._kept_elsewhere(url)
        exchange = self._exchange(kept) if kept else None
        if kept is None or exchange is None:
            return {}
        self._kept[url] = kept
        found = {condition: exchange.header(name) for name, condition in VALIDATORS.items()}
        return {condition: value for condition, value in found.items() if value}

    def _kept_elsewhere(self, url: str) -> Mapping[str, Any] | None:
        """Return the attachment of another bulletin with the file of this address; None if there is none."""
        known = self.spider.site_archive.index.with_kept_file(url)
        version = self._version(known) if known else None
        files = version["attachments"] if version else ()
        return next((file for file in files if file["url"] == url and "capture" in file), None)

    def _version(self, known: KnownBulletin) -> dict[str, Any] | None:
        try:
            return self.spider.site_archive.index.version(known)
        except ArchiveUnread as fault:
            self.spider.logger.warning("%s", fault)
            return None

    def _exchange(self, file: Mapping[str, Any]) -> Exchange | None:
        archive = self.spider.site_archive
        try:
            exchange = read_exchange(archive.layout.root, file["capture"])
        except DamagedCapture as damage:
            self.spider.logger.warning("%s", damage)
            return None
        archive.archived_responses.remember(exchange, file["capture"])
        return exchange


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""
