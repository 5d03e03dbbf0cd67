"""Search a site for its channels: say which page to fetch next, and read it. Nothing is fetched here."""

from __future__ import annotations

import heapq
import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bulletin_spider.listings.data.script_rows import with_script_rows
from bulletin_spider.listings.entries import NextPage
from bulletin_spider.listings.home.candidates import Candidate, address_key, read_candidates
from bulletin_spider.listings.home.forwards import forwards, inner_frames
from bulletin_spider.listings.home.names import distinct_names, page_name, title_of
from bulletin_spider.listings.home.verdict import is_front_page, shows_same_rows, why_no_channel
from bulletin_spider.listings.home.words import is_channel_name, may_be_channel_name
from bulletin_spider.listings.page.links import same_page
from bulletin_spider.listings.page.tree import read_tree
from bulletin_spider.listings.reader import read_listing
from bulletin_spider.markup.encoding import decode
from bulletin_spider.normalization.addresses import canonical_url, is_home, within

if TYPE_CHECKING:
    import datetime as dt

    from bulletin_spider.listings.entries import Listing
    from bulletin_spider.listings.page.tree import PageTree

PAGES = 36
"""Pages that a search reads: a minute at the usual pace. Home pages have up to thirty lists among their links."""
_HOPS = 3
"""Pages in a row that only send a browser on before the home page."""
_LEAST_RANK = 1
_OFFICE = 2
"""Points of an office's list if these are wanted."""
_DEEPER = -1
"""Points of a link on the front page of a section: the home page's own links come first."""
_HEADLINE_CHARS = 12
"""Rows of the home page with shorter titles may be the links of a menu."""


class PageKind(StrEnum):
    """What a page is read for."""

    HOME = "home"
    PART = "part"
    """A frame of the home page, or a file that it loads."""
    LIST = "list"


@dataclass(frozen=True, slots=True)
class PageToRead:
    """A page that the search asks for."""

    request: NextPage
    kind: PageKind
    candidate: Candidate
    depth: int = 0
    """0 for links of the home page, 1 for links of the front page of a section."""
    first: bool = True
    """False for the data that a list page asks for."""


@dataclass(slots=True)
class FoundChannel:
    """A list of the site."""

    name: str
    url: str
    page: str
    """The address of the rows; it differs if scripts fetch them."""
    listing: Listing
    encoding: str
    office: bool = False


@dataclass
class ChannelSearch:
    """The search of one site: ``next_page`` says what to fetch, ``read`` and ``fail`` take what came of it."""

    home: str
    offices: bool = False
    """Whether the lists of departments count as channels."""
    channels: list[FoundChannel] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    """Address → why it is no channel, for each link that could have been one."""
    is_list: bool = False
    """The address that was given is itself a list."""
    problem: str | None = None
    """Why the home page could not be read."""
    pages: int = 0
    """Pages asked for."""

    def __post_init__(self) -> None:
        """Begin with the home page."""
        self.domains = site_domains(self.home)
        self._homes: list[str] = [self.home]
        self._seen: set[str] = {address_key(self.home)}
        self._answered: dict[str, str] = {}
        self._title = ""
        self._pushed = 0
        self._queue: list[tuple[int, int, PageToRead]] = []
        self._push(PageToRead(NextPage(self.home), PageKind.HOME, Candidate(self.home, "", 99)))

    def next_page(self) -> PageToRead | None:
        """Return the next page to fetch; None if the search is over."""
        if not self._queue or self.pages >= PAGES:
            self.stop(f"a search reads {PAGES} pages")
            self._name_channels()
            return None
        self.pages += 1
        return heapq.heappop(self._queue)[2]

    def stop(self, why: str) -> None:
        """End the search: no other page is asked for."""
        for _, _, page in sorted(self._queue, key=lambda one: one[:2]):
            self._leave_out(page.candidate.url, f"it was not read: {why}")
        self._queue.clear()

    def fail(self, page: PageToRead, why: str) -> None:
        """Note that a page brought no answer."""
        if page.kind == PageKind.HOME:
            self.problem = why
        self._leave_out(page.candidate.url, why)

    def read(
        self, page: PageToRead, url: str, body: bytes, charset: str | None, today: dt.date | None
    ) -> None:
        """Read the answer for ``page``, which came from ``url``."""
        if not self.is_inside(url):
            self.fail(page, f"it leads to another site: {url}")
        elif page.kind == PageKind.LIST:
            self._read_list(page, url, body, charset, today)
        else:
            self._read_home(page, url, body, charset, today)

    def is_inside(self, url: str) -> bool:
        """Tell whether an address is of the site. Sites on an IP address or localhost differ by their port."""
        return is_inside(url, self.home, self.domains)

    def _read_home(
        self, page: PageToRead, url: str, body: bytes, charset: str | None, today: dt.date | None
    ) -> None:
        tree = read_tree(with_script_rows(decode(body, charset).text), url)
        self._homes.append(url)
        targets = forwards(tree) if page.depth < _HOPS else []
        for target in targets:
            if self.is_inside(target):
                kind = PageKind.HOME if len(targets) == 1 else PageKind.PART
                self._push(PageToRead(NextPage(target), kind, Candidate(target, "", 90), page.depth + 1))
            elif not self.problem:
                self.problem = f"it leads to another site: {target}"
        if targets:
            return
        self.problem = None
        self._title = self._title or title_of(tree.text)
        listing = read_listing(body, url, charset, today)
        if page.kind == PageKind.HOME and self._is_a_list(listing, tree):
            encoding = decode(body, charset).encoding
            self.is_list = True
            self.channels.append(
                FoundChannel(page_name(tree.text) or urlsplit(url).path, self.home, url, listing, encoding)
            )
            return
        if page.kind == PageKind.HOME:
            for frame in filter(self.is_inside, inner_frames(tree)):
                self._push(
                    PageToRead(NextPage(frame), PageKind.PART, Candidate(frame, "", 3), page.depth + 1)
                )
        headlines = {one.url for one in listing.entries if one.date or len(one.title) > _HEADLINE_CHARS}
        for candidate in read_candidates(tree, headlines):
            self._consider(candidate, 0)

    def _is_a_list(self, listing: Listing, tree: PageTree) -> bool:
        """Tell whether the address that was given is a list and no home page."""
        if is_home(self.home) or is_home(tree.url):
            return False
        return why_no_channel(listing, tree, self.domains) is None

    def _consider(self, candidate: Candidate, depth: int) -> None:
        key = address_key(candidate.url)
        if (
            key in self._seen
            or any(same_page(candidate.url, home) for home in self._homes)
            or is_home(candidate.url)
        ):
            return
        self._seen.add(key)
        rank = candidate.rank + depth * _DEEPER + candidate.office * self.offices * _OFFICE
        if not self.is_inside(candidate.url):
            if rank >= _LEAST_RANK + 2:
                self._leave_out(candidate.url, "it leads to another site")
        elif candidate.why_not:
            self._leave_out(candidate.url, candidate.why_not)
        elif candidate.office and not self.offices:
            self._leave_out(
                candidate.url, f"it is the list of an office, {candidate.name}; --all takes it in"
            )
        elif rank >= _LEAST_RANK:
            candidate.rank = rank
            self._push(PageToRead(NextPage(candidate.url), PageKind.LIST, candidate, depth))

    def _read_list(
        self, page: PageToRead, url: str, body: bytes, charset: str | None, today: dt.date | None
    ) -> None:
        candidate = page.candidate
        if page.first and (why := self._why_elsewhere(candidate, url)):
            self._leave_out(candidate.url, why)
            return
        decoded = decode(body, charset)
        listing = read_listing(body, url, charset, today)
        if page.first and not listing.entries and listing.next_page:
            self._push(PageToRead(listing.next_page, PageKind.LIST, candidate, page.depth, first=False))
            return
        tree = read_tree(with_script_rows(decoded.text), url)
        why = why_no_channel(listing, tree, self.domains) or self._why_twin(candidate, listing)
        if why is None:
            name = self._name(candidate, decoded.text)
            self.channels.append(
                FoundChannel(name, candidate.url, url, listing, decoded.encoding, candidate.office)
            )
            return
        self._leave_out(candidate.url, why)
        if page.depth == 0 and _names_a_section(candidate.name) and is_front_page(listing, tree):
            for one in read_candidates(tree, {entry.url for entry in listing.entries}):
                self._consider(one, page.depth + 1)

    def _name(self, candidate: Candidate, text: str) -> str:
        """Return the link's words. Words around the link that name no list must be in the page, too."""
        if (
            candidate.own_words
            or _names_a_section(candidate.name)
            or (candidate.name and candidate.name in text)
        ):
            return candidate.name
        return page_name(text, self._title) or candidate.name or urlsplit(candidate.url).path

    def _why_elsewhere(self, candidate: Candidate, url: str) -> str | None:
        """Return why the answer of a candidate is that of another page."""
        if any(same_page(url, home) for home in self._homes) or is_home(url):
            return "it leads to the home page"
        if address_key(url) != address_key(candidate.url) and address_key(url) in self._seen:
            return f"it leads to {url}, which has a link of its own"
        other = self._answered.setdefault(address_key(url), candidate.url)
        return f"it leads to the same page as {other}" if other != candidate.url else None

    def _why_twin(self, candidate: Candidate, listing: Listing) -> str | None:
        """Return why a list repeats one that was found: the same rows, in a folder above or below it."""
        for channel in list(self.channels):
            if not shows_same_rows(channel.listing, listing):
                continue
            if _is_above(candidate.url, channel.url):
                return f"it shows the same rows as {channel.url}"
            if _is_above(channel.url, candidate.url):
                self.channels.remove(channel)
                self._leave_out(channel.url, f"it shows the same rows as {candidate.url}")
        return None

    def _push(self, page: PageToRead) -> None:
        """Queue a page: by rank, then in page order; the data of a list comes right after its page."""
        self._pushed += 1
        rank = page.candidate.rank + (not page.first)
        heapq.heappush(self._queue, (-rank, self._pushed, page))

    def _leave_out(self, url: str, why: str) -> None:
        self.left_out.setdefault(url, why)

    def _name_channels(self) -> None:
        names = distinct_names([(channel.name, channel.url) for channel in self.channels])
        for channel, name in zip(self.channels, names, strict=True):
            channel.name = name


def _names_a_section(name: str) -> bool:
    """Tell whether a front page is that of news or public information, not of one topic behind a picture."""
    return is_channel_name(name) or may_be_channel_name(name)


def site_domains(home: str) -> list[str]:
    """Return the domain of a site: the host of its home page without ``www``; its sub-domains belong to the site."""
    host = (urlsplit(home).hostname or "").lower()
    return [host if _is_address(host) else host.removeprefix("www.")]


def is_inside(url: str, home: str, domains: list[str]) -> bool:
    """Tell whether an address is of the site of ``home``. Sites on an IP address or localhost differ by their port."""
    try:
        if not within(canonical_url(url), domains):
            return False
        host = urlsplit(home).hostname or ""
        return not (_is_address(host) or host == "localhost") or urlsplit(url).port == urlsplit(home).port
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_above(one: str, other: str) -> bool:
    """Tell whether ``one`` is a folder that holds ``other``, or the same page with more in its query."""
    path, _, query = one.partition("?")
    if path == other.partition("?")[0]:
        return query.startswith(other.partition("?")[2])
    folder = path.rpartition("/")[0] + "/"
    return (
        urlsplit(folder).path != "/" and other.startswith(folder) and folder != other.rpartition("/")[0] + "/"
    )
