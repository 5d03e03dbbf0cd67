"""Define the items: a spider yields a Page, the pipelines make a Bulletin of it, which is published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from bulletin_spider.statuses import Change

SCHEMA = 1
GUESSED = "guessed"
"""The value of ``Page.listing_year`` for a year that only the day of the fetch gave."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
DOCUMENT_TEXTS = ("index_number", "document_number", "issuer", "topic", "status")
DOCUMENT_DAYS = ("written_on", "effective_on", "expires_on")
"""Keys of ``Bulletin.document``: each is a text, a day, or null."""
FILE_KEYS = ("state", "digest", "size", "capture")
"""Keys of an attachment that say what became of its file."""


def failure_warning(url: str, why: str) -> str:
    """Return the warning of a bulletin that the file of an attachment could not be kept."""
    return f"attachment {url}: {why}"


@dataclass(slots=True)
class Page:
    """One article page as it was fetched, with the title and day of its listing row.

    A spider needs to give only ``url`` and ``body``; the archive fills the other fields from the response.
    """

    id: str = ""
    """The bulletin's identity, see Bulletin.id."""
    site: str = ""
    """The site's name, which is its spider's name."""
    channel: str = ""
    """The channel in whose listing this run found the row first."""
    url: str = ""
    """Canonical address of the bulletin, made from the link in its row."""
    body: bytes = field(default=b"", repr=False)
    """The body of the response, decompressed and otherwise unchanged."""
    fetched_at: str = ""
    """When the response arrived, ISO 8601 with +08:00."""
    charset: str | None = None
    """The charset in the HTTP header; None if there is none."""
    document: bool = False
    """Whether the address is a file and not a page; then only its row is read."""
    listing_title: str | None = None
    """The row's title; the site may have shortened it."""
    listing_date: str | None = None
    """The row's day, YYYY-MM-DD; None if the row shows none."""
    listing_year: str | None = None
    """What is known of the year of a row that shows none: the year of the rows beside it, or ``guessed`` if only the
    day of the fetch gave one. None if the row shows its year, or if nothing shows one."""
    capture: dict[str, Any] | None = None
    """Where the response is kept, see Bulletin.capture."""


@dataclass(slots=True)
class Bulletin:
    """One version of a bulletin (schema 1), with its fields in the order of the published line.

    The sentence below each field is published too: in the JSON Schema, in ``datapackage.json`` and in the docs.
    """

    id: str
    """Sixteen hexadecimal digits made from the canonical address: the same for every version."""
    url: str
    """Canonical address, as listed."""
    site: str
    """The site's name."""
    channel: str
    """The channel in which the bulletin was first found."""
    title: str
    """The headline, whole; one of more than 500 characters is cut there, with a warning."""
    date: str
    """Publication day in Asia/Shanghai, YYYY-MM-DD."""
    published_at: str | None = None
    """Publication time, ISO 8601 with +08:00; null if the page shows no time of day."""
    paragraphs: list[str] = field(default_factory=list)
    """The body in order, without indents, each row of a data table as one paragraph with `` | `` between its cells;
    empty if the bulletin is pictures or attachments only."""
    reporters: list[str] = field(default_factory=list)
    """Names labelled reporter (记者) of any grade, and text credits (文/X, 采写, 摄影报道), in page order."""
    correspondents: list[str] = field(default_factory=list)
    """Names labelled correspondent (通讯员)."""
    photographers: list[str] = field(default_factory=list)
    """Names with a photo credit (摄, 摄影, 图/X)."""
    editors: list[str] = field(default_factory=list)
    """Names labelled editor (编辑, 责编)."""
    source: str | None = None
    """Where the page says the text comes from (来源); null if it does not say."""
    byline: str | None = None
    """The byline as written: lifted out of the paragraphs where it stands alone or closes the last one in brackets,
    copied where it opens one; null where people are named only in the page's head."""
    images: list[dict[str, Any]] = field(default_factory=list)
    """Pictures of the body: absolute ``url`` and ``caption`` (null if none)."""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    """Files that the body links or shows: absolute ``url``, ``name``, ``kind`` (document, video or audio), ``state`` of
    the file, and of a kept one ``digest`` (SHA-256, hexadecimal), ``size`` in bytes and ``capture``. Lines of release
    0.1.0 have only ``url`` and ``name``."""
    change: str = Change.NEW
    """Why this version exists: new, revised, moved, reread, withdrawn or restored."""
    revision: int = 1
    """1 for the first version, one more for each further one."""
    fingerprint: str = ""
    """SHA-256 over the normalized content: equal wording, equal fingerprint."""
    previous: str | None = None
    """The fingerprint of the version before; null for the first."""
    fetched_at: str = ""
    """When the page was fetched, ISO 8601 with +08:00; if only an attachment was replaced, when its new file was."""
    capture: dict[str, Any] | None = None
    """Where the evidence lies: ``file`` below the archive's root, ``offset`` in it, ``record_id``, and ``digest`` of
    the body as it came; the listing page's where its row is all there is; null if no capture was kept."""
    evidence: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each field the ``rule`` that found it and the ``text`` it was read from."""
    warnings: list[str] = field(default_factory=list)
    """What a careful reader should know: dates that disagree, characters that could not be read,
    a headline that was cut, an attachment that is gone."""
    schema: int = SCHEMA
    """The version of this record's contract."""
    moved_to: str | None = None
    """Canonical address where the site has the bulletin now, if it moved it there; ``id`` and ``url`` stay. Null if it
    did not move; absent in lines of release 0.1.0."""
    tables: list[dict[str, Any]] = field(default_factory=list)
    """Data tables of the body: ``paragraph`` (index of the paragraph that is the first row), ``caption`` (null if
    none) and ``rows``, each a list of cells; a cell that spans rows or columns is repeated in each."""
    document: dict[str, str | None] | None = None
    """What the page says of a government document: ``index_number`` (索引号), ``document_number`` (文号), ``issuer``
    (发文机关), ``topic`` (主题分类), ``status`` (有效性), and the days ``written_on`` (成文日期), ``effective_on``
    (生效日期) and ``expires_on`` (废止日期), YYYY-MM-DD; each is null if it is not on the page, and so is the field if
    nothing is."""
    authors: list[str] = field(default_factory=list)
    """Persons labelled author (作者, 撰稿, 执笔, 整理) who are not labelled reporter, in page order."""
    site_id: str | None = None
    """Identifier of the government website (政府网站标识码), ten digits; the first six are a region code. Null if the
    page does not show it."""
    section: str | None = None
    """Section of the site that the page names in its breadcrumb (当前位置) or in a meta tag, from the outermost to the
    innermost, joined by `` > ``; null if it names none."""
