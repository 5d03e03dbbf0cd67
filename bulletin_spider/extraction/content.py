"""Input and output of extraction: hints, rules of a site and content fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Rules:
    """CSS selectors of one site for fields of its articles; ``until`` is the last publication day they apply to."""

    title: str | None = None
    body: str | None = None
    date: str | None = None
    people: str | None = None
    source: str | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What the listing row and the HTTP response say about a page. Each hint can be missing.

    ``charset`` is the one in the HTTP header, ``date`` the one on the listing row. ``list_year`` is the year that the
    rows beside a row show if it shows none itself, ``guessed_year`` says that the year of ``date`` is a guess.
    """

    title: str | None = None
    date: dt.date | None = None
    charset: str | None = None
    fetched_at: dt.datetime | None = None
    rules: tuple[Rules, ...] = ()
    list_year: int | None = None
    guessed_year: bool = False


@dataclass(slots=True)
class Content:
    """The content fields of a bulletin, named as in ``items.Bulletin``. A field that is not on the page is empty."""

    title: str = ""
    date: str | None = None
    published_at: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    reporters: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    photographers: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    source: str | None = None
    byline: str | None = None
    images: list[dict[str, str | None]] = field(default_factory=list)
    attachments: list[dict[str, str]] = field(default_factory=list)
    evidence: dict[str, dict[str, str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    document: dict[str, str | None] | None = None
    authors: list[str] = field(default_factory=list)
    site_id: str | None = None
    section: str | None = None

    def note(self, name: str, rule: str, text: str = "") -> None:
        """Keep as evidence that ``rule`` found the field ``name`` in ``text``, of which 200 characters are kept.

        ``rule`` is an ``EvidenceRule``, or several, separated by blanks. The text of a value that is read whole is the
        value itself: it is left empty.
        """
        self.evidence[name] = {
            "rule": str(rule),
            "text": "" if text == getattr(self, name, None) else text[:200],
        }
