"""Bytes of one page to the content of one bulletin: the order in which the fields are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.exceptions import EmptyPage
from bulletin_spider.extraction.body.captions import body_without_prose
from bulletin_spider.extraction.body.finder import find_body
from bulletin_spider.extraction.content import Content, Hints
from bulletin_spider.extraction.document.document import is_prose
from bulletin_spider.extraction.document.element_flags import BODY
from bulletin_spider.extraction.document.head import Head, read_head
from bulletin_spider.extraction.document.link_rows import has_info_below, shows_listed_title
from bulletin_spider.extraction.document.reader import read
from bulletin_spider.extraction.fields.context import ArticleContext
from bulletin_spider.extraction.fields.date import publication_dates
from bulletin_spider.extraction.fields.media import find_attachments, find_images
from bulletin_spider.extraction.fields.people import fill_people
from bulletin_spider.extraction.fields.source import fill_source
from bulletin_spider.extraction.headline.candidates import (
    fragment_title,
    listing_title_key,
    site_names,
    title_candidates,
)
from bulletin_spider.extraction.headline.finder import find_headline
from bulletin_spider.extraction.headline.headline import Headline
from bulletin_spider.extraction.refusals.error_pages import error_page_refusal
from bulletin_spider.extraction.refusals.listing_pages import listing_page_refusal
from bulletin_spider.extraction.site_rules import (
    active_rules,
    body_by_rules,
    date_by_rules,
    headline_by_rules,
)
from bulletin_spider.markup.encoding import Decoded, decode
from bulletin_spider.markup.parsing import MAX_DEPTH, flatten, parse, shorten
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.date_lines import DateCandidate

_NO_HINTS = Hints()
_FEW = 30
"""Characters of text that make no bulletin if neither a headline nor a day stands on the page."""
_SURE = ("listing row", "meta articletitle")
"""Who is believed to tell the headline even if it reads like the name of a site."""


def extract(body: bytes, url: str, hints: Hints | None = None) -> Content:
    """Return the content fields of the article page ``body``, fetched from ``url``.

    A pure function of its arguments. What the page does not show stays empty. Raises the subclass of
    ``NotABulletin`` that says why, if the page is no article at all.
    """
    hints = hints or _NO_HINTS
    decoded = decode(body, hints.charset)
    markup = shorten(decoded.text)
    whole = decoded.encoding == "utf-8" and not decoded.replaced and markup is decoded.text
    root, document, head = _opened(markup, body if whole else markup)
    rules = active_rules(hints)
    content = Content()
    _tell_encoding(content, decoded, cut=len(markup) < len(decoded.text))
    fragment = fragment_title(markup)
    wanted = listing_title_key(hints.title)
    if fragment is None and (refusal := error_page_refusal(markup, document, head, wanted)):
        raise refusal
    headline = headline_by_rules(root, document, rules) or _headline(document, head, hints, fragment)
    found = body_by_rules(root, document, rules) or find_body(document, headline.line)
    if fragment is None and (refusal := listing_page_refusal(document, head, headline.line, found, wanted)):
        raise refusal
    context = ArticleContext(
        document, head, headline, found or body_without_prose(document, headline.line), url, hints
    )
    dates = publication_dates(context)
    _publication(content, date_by_rules(root, rules, dates[0].day if dates else None) + dates)
    _fill(content, context)
    expected = fragment is not None or has_info_below(document, headline.line) or shows_listed_title(document, wanted)
    if found is None and not expected and (not content.title or _is_bare(content, dates, headline)):
        lacking = (
            "a headline, and no text, day, picture or document" if content.title else "no headline, no text"
        )
        raise EmptyPage(f"empty: {lacking}")
    if not (expected or content.title or dates) and sum(map(len, content.paragraphs)) < _FEW:
        raise EmptyPage("empty: no headline, no day and hardly any text")
    return content


def _is_bare(content: Content, dates: list[DateCandidate], headline: Headline) -> bool:
    """Return whether the page gives nothing but a headline, or a banner and none: what others say is no bulletin."""
    from_page = any(dated.rule not in ("listing row", "address") for dated in dates)
    return not (from_page or (content.images and headline.line >= 0) or content.attachments)


def _opened(markup: str, page: str | bytes) -> tuple[etree._Element, Document, Head]:
    root = parse(page)
    if root is None:
        raise EmptyPage("empty: no markup and no text")
    document = read(root)
    if document.depth > MAX_DEPTH and (flat := parse(flatten(markup))) is not None:
        root = flat
        document = read(root)
    if document.has_hidden and not any(is_prose(line) for line in document.lines):
        shown = read(root, hidden=True)
        if any(is_prose(line) and line.flags & BODY for line in shown.lines):
            document = shown
    return root, document, read_head(root)


def _tell_encoding(content: Content, decoded: Decoded, *, cut: bool) -> None:
    content.note("encoding", "bytes weighed against header and meta", decoded.encoding)
    if decoded.replaced:
        content.warnings.append(
            f"encoding: {decoded.replaced} characters could not be read as {decoded.encoding}"
        )
    if cut:
        content.warnings.append("page: too long or too crowded, it was read in part")


def _headline(document: Document, head: Head, hints: Hints, fragment: str | None) -> Headline:
    if fragment and document.lines and key(document.lines[0].text) == key(fragment):
        return Headline(fragment, 0, "first line of a fragment", fragment)
    told = title_candidates(head.meta, head.title, hints.title, document.card_title)
    names = {key(head.meta[name]) for name in ("sitename", "columnname", "sitedomain") if name in head.meta}
    names |= site_names(head.title)
    return find_headline(
        document, told, names - {candidate.key for candidate in told if candidate.rule in _SURE}
    )


def _fill(content: Content, context: ArticleContext) -> None:
    if context.headline.text:
        content.title = context.headline.text
        content.note("title", context.headline.rule, context.headline.found_in)
    fill_people(content, context)
    fill_source(content, context)
    content.images = find_images(context)
    content.attachments = find_attachments(context)
    for name, value in (("images", content.images), ("attachments", content.attachments)):
        if value:
            content.note(name, "in the body", " ".join(str(one["url"]) for one in value))


def _publication(content: Content, dates: list[DateCandidate]) -> None:
    """Take the most trusted date; a time of day may come from another one of the same day; tell disagreement."""
    if not dates:
        return
    best = dates[0]
    content.date = best.day.isoformat()
    content.note("date", best.rule, best.found_in)
    for other in dates:
        if other.day != best.day:
            warning = f"date: {best.rule} says {best.day}, {other.rule} says {other.day}"
            content.warnings += [] if warning in content.warnings else [warning]
        elif content.published_at is None and (at := other.published_at()):
            content.published_at = at
            content.note("published_at", other.rule, other.found_in)
