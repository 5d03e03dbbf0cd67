"""Extract the content of a bulletin from the bytes or the text of its page, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.exceptions import EmptyPage
from bulletin_spider.extraction.body.captions import body_without_prose, place_in_named_body
from bulletin_spider.extraction.body.finder import find_body
from bulletin_spider.extraction.body.left_out import left_out, left_out_warning, left_out_words
from bulletin_spider.extraction.content import Content, Hints
from bulletin_spider.extraction.document.document import is_prose
from bulletin_spider.extraction.document.element_flags import BODY
from bulletin_spider.extraction.document.head import Head, read_head
from bulletin_spider.extraction.document.link_rows import has_info_below, shows_listed_title
from bulletin_spider.extraction.document.reader import read_document
from bulletin_spider.extraction.fields.context import ArticleContext
from bulletin_spider.extraction.fields.date import PublicationDates, publication_dates
from bulletin_spider.extraction.fields.government_document import fill_document
from bulletin_spider.extraction.fields.media import fill_attachments, find_images
from bulletin_spider.extraction.fields.paragraphs import find_paragraphs
from bulletin_spider.extraction.fields.people import fill_people
from bulletin_spider.extraction.fields.section import fill_section, fill_site_id
from bulletin_spider.extraction.fields.source import fill_source
from bulletin_spider.extraction.fields.tables import find_tables
from bulletin_spider.extraction.fields.year_warnings import inferred_year, unsupported_year
from bulletin_spider.extraction.fields.years import fetched_day
from bulletin_spider.extraction.headline.candidates import (
    fragment_title,
    listing_title_key,
    site_names,
    title_candidates,
)
from bulletin_spider.extraction.headline.finder import find_headline
from bulletin_spider.extraction.headline.headline import Headline
from bulletin_spider.extraction.refusals.contact_pages import contact_page_refusal
from bulletin_spider.extraction.refusals.error_pages import error_page_refusal
from bulletin_spider.extraction.refusals.form_pages import form_page_refusal
from bulletin_spider.extraction.refusals.listing_pages import listing_page_refusal
from bulletin_spider.extraction.refusals.parked_pages import parked_page_refusal
from bulletin_spider.extraction.site_rules import RuledPage, active_rules
from bulletin_spider.markup.encoding import Decoded, decode
from bulletin_spider.markup.parsing import MAX_DEPTH, flatten, parse, shorten
from bulletin_spider.normalization.text import cut_title, key

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.fields.date_lines import DateCandidate

_NO_HINTS = Hints()
_NOT_ON_THE_PAGE = (EvidenceRule.LISTING_ROW, EvidenceRule.ADDRESS)
"""Rules that give a date that is not on the page."""
_MIN_TITLE = 8
"""Fewest characters of a headline to which a film or a document belongs: a shorter one can name a channel."""
_MIN_TEXT = 30
"""Fewest characters of text that make a bulletin if the page has neither a headline nor a date."""
_TRUSTED_RULES = (EvidenceRule.LISTING_ROW, EvidenceRule.META_ARTICLETITLE)
"""Sources of title candidates that are trusted even if the title reads like the name of a site."""


def extract(body: bytes | str, url: str, hints: Hints | None = None) -> Content:
    """Return the content fields of the article page ``body``, fetched from ``url``.

    A text counts as decoded: no evidence names its encoding.

    A pure function of its arguments. A field that is not on the page stays empty. Raise the subclass of
    ``NotABulletin`` that gives the reason if the page is not an article.
    """
    hints = hints or _NO_HINTS
    decoded = decode(body, hints.charset)
    markup = shorten(decoded.text)
    is_unchanged = decoded.encoding == "utf-8" and not decoded.replaced and markup is decoded.text
    root, document, head = _read_page(markup, body if is_unchanged else markup)
    ruled = RuledPage(root, document, active_rules(hints))
    content = Content()
    _note_encoding(content, decoded, is_cut=len(markup) < len(decoded.text))
    fragment = fragment_title(markup)
    listed_title = listing_title_key(hints.title)
    if fragment is None and (refusal := error_page_refusal(markup, document, head, listed_title)):
        raise refusal
    headline = ruled.headline() or _find_headline(document, head, hints, fragment)
    found = ruled.body() or find_body(document, headline.line)
    is_listed = shows_listed_title(document, listed_title)
    is_article = is_listed or has_info_below(document, headline.line)
    if fragment is None and (
        refusal := parked_page_refusal(document, head, is_article=is_article)
        or listing_page_refusal(document, head, headline.line, found, listed_title)
        or form_page_refusal(document, head, headline.line, listed_title)
        or (None if is_article else contact_page_refusal(document, head, headline.line))
    ):
        raise refusal
    context = ArticleContext(
        document, head, headline, found or body_without_prose(document, headline.line), url, hints
    )
    dates = publication_dates(context, ruled.date(fetched_day(hints)))
    _set_date(content, dates)
    _fill_fields(content, context, ruled)
    content.warnings += ruled.warnings
    if (
        fragment is None
        and not is_article
        and (refusal := _empty_page_refusal(content, dates.found, context, has_prose=found is not None))
    ):
        raise refusal
    return content


def _empty_page_refusal(
    content: Content, dates: list[DateCandidate], context: ArticleContext, *, has_prose: bool
) -> EmptyPage | None:
    if not has_prose and (not content.title or _has_only_headline(content, dates, context)):
        missing = (
            "a headline, and no text, day, picture or document" if content.title else "no headline, no text"
        )
        return EmptyPage(f"empty: {missing}")
    if not (content.title or dates) and sum(map(len, content.paragraphs)) < _MIN_TEXT:
        return EmptyPage("empty: no headline, no day and hardly any text")
    return None


def _has_only_headline(content: Content, dates: list[DateCandidate], context: ArticleContext) -> bool:
    """Return whether the page has no date of its own, no attachment and no picture of an article.

    A date from the listing row or the address does not come from the page. A picture without a headline on a line can
    be a banner, unless it is in a block with the name of a body.
    """
    has_date = any(date.rule not in _NOT_ON_THE_PAGE for date in dates)
    has_picture = content.images and (
        context.headline.line >= 0 or place_in_named_body(context.document) is not None
    )
    has_file = content.attachments and (
        EvidenceRule.IN_BODY in content.evidence["attachments"]["rule"] or len(content.title) >= _MIN_TITLE
    )
    return not (has_date or has_picture or has_file)


def _read_page(markup: str, page: str | bytes) -> tuple[etree._Element, Document, Head]:
    root = parse(page)
    if root is None:
        raise EmptyPage("empty: no markup and no text")
    document = read_document(root)
    if document.cut_level > MAX_DEPTH and (flat := parse(flatten(markup))) is not None:
        root = flat
        document = read_document(root)
    # Some sites hide the body until a script shows it. It is read if no other sentence is on the page.
    if document.has_hidden and not any(is_prose(line) for line in document.lines):
        with_hidden = read_document(root, hidden=True)
        if any(is_prose(line) and line.flags & BODY for line in with_hidden.lines):
            document = with_hidden
    return root, document, read_head(root)


def _note_encoding(content: Content, decoded: Decoded, *, is_cut: bool) -> None:
    if decoded.encoding:
        content.note("encoding", EvidenceRule.ENCODING_VOTE, decoded.encoding)
    if decoded.replaced:
        content.warnings.append(
            f"encoding: {decoded.replaced} characters could not be read as {decoded.encoding}"
        )
    if is_cut:
        content.warnings.append("page: too long or too crowded, it was read in part")


def _find_headline(document: Document, head: Head, hints: Hints, fragment: str | None) -> Headline:
    if fragment and document.lines and key(document.lines[0].text) == key(fragment):
        return Headline(fragment, 0, EvidenceRule.FRAGMENT_LINE, fragment)
    candidates = title_candidates(head.meta, head.title, hints.title, document.card_title)
    names = {key(head.meta[name]) for name in ("sitename", "columnname", "sitedomain") if name in head.meta}
    names |= site_names(head.title)
    trusted = {candidate.key for candidate in candidates if candidate.rule in _TRUSTED_RULES}
    return find_headline(document, candidates, names - trusted)


def _fill_fields(content: Content, context: ArticleContext, ruled: RuledPage) -> None:
    if context.headline.text:
        content.title, warnings = cut_title(context.headline.text)
        content.warnings += warnings
        content.note("title", context.headline.rule, context.headline.found_in)
    body_text = find_paragraphs(context)
    fill_people(content, context, body_text)
    content.paragraphs = body_text.paragraphs
    content.tables, warnings = find_tables(context.document, body_text.lines)
    content.warnings += warnings
    if content.paragraphs:
        _note_left_out(content, context)
    ruled.fill_people(content)
    if not ruled.fill_source(content):
        fill_source(content, context)
    fill_document(content, context)
    fill_site_id(content, context)
    fill_section(content, context)
    content.images = find_images(context)
    fill_attachments(content, context)
    for name in ("images", "tables"):
        if getattr(content, name):
            content.note(name, EvidenceRule.IN_BODY)


def _note_left_out(content: Content, context: ArticleContext) -> None:
    """Keep as evidence of the paragraphs what their block holds beside them; much of it is a warning."""
    found = left_out(context.document, context.body)
    content.note("paragraphs", context.body.rule, left_out_words(found))
    if warning := left_out_warning(found, sum(map(len, content.paragraphs))):
        content.warnings.append(warning)


def _set_date(content: Content, dates: PublicationDates) -> None:
    """Set the most trusted date, and the time of day from the first candidate of the same day that has one.

    Each candidate of another day adds a warning, and so does a year that the date itself does not show.
    """
    if first := dates.without_year:
        content.warnings.append(unsupported_year(first.rule, first.day))
    if not dates.found:
        return
    best = dates.found[0]
    content.date = best.day.isoformat()
    content.note("date", " ".join((best.rule, *best.year_rules)), best.found_in)
    if best.year_rules:
        content.warnings.append(inferred_year(best.rule, best.day, best.year_rules))
    for other in dates.found:
        if other.day != best.day:
            warning = f"date: {best.rule.label} says {best.day}, {other.rule.label} says {other.day}"
            content.warnings += [] if warning in content.warnings else [warning]
        elif content.published_at is None and (published_at := other.published_at()):
            content.published_at = published_at
            content.note("published_at", other.rule, other.found_in)
