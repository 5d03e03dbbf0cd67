"""Bytes of one page to the content of one bulletin: the order in which the fields are found."""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from bulletin_spider.exceptions import EmptyPage
from bulletin_spider.extraction import media, people, refusals
from bulletin_spider.extraction.body import Body, find_body
from bulletin_spider.extraction.content import Content, Hints
from bulletin_spider.extraction.encoding import decode
from bulletin_spider.extraction.head import document_title, read_meta, script_dates
from bulletin_spider.extraction.lines import Sheet, read
from bulletin_spider.extraction.parsing import MAX_DEPTH, flatten, parse, shorten
from bulletin_spider.extraction.publication import SHANGHAI, Dated, find_publication
from bulletin_spider.extraction.wording import Kind, kind
from bulletin_spider.normalization.text import clean
from bulletin_spider.extraction.title import anchors, Headline, find_title, key

_DOCUMENT = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_NO_HINTS = Hints()


def extract(body: bytes, url: str, hints: Hints | None = None) -> Content:
    """Return the content fields of the article page ``body``, fetched from ``url``.

    A pure function of its arguments. What the page does not show stays empty. Raises the subclass of
    ``NotABulletin`` that says why, if the page is no article at all.
    """
    hints = hints or _NO_HINTS
    decoded = decode(body, hints.charset)
    markup = shorten(decoded.text)
    root = parse(markup)
    if root is None:
        raise EmptyPage("empty: no markup and no text")
    sheet = read(root)
    if sheet.depth > MAX_DEPTH:
        root = parse(flatten(markup))
        sheet = read(root)
    content = Content()
    content.note("encoding", "bytes weighed against header and meta", decoded.encoding)
    if decoded.replaced:
        content.warnings.append(f"encoding: {decoded.replaced} characters could not be read as {decoded.encoding}")
    if len(markup) < len(decoded.text):
        content.warnings.append("page: too long, only its beginning was read")
    meta = read_meta(root)
    heading = document_title(root)
    if said := refusals.refuse(markup, sheet, heading, dated=_is_dated(sheet, meta), has_password=_has_password(root)):
        raise said
    names = {key(meta[name]) for name in ("sitename", "columnname", "columndescription") if name in meta}
    first = _first_line(markup)
    if first and sheet.lines and key(sheet.lines[0].text) == key(first):
        headline: Headline | None = Headline(first, 0, "first line of a fragment", first)
    else:
        headline = find_title(sheet, anchors(meta, heading, hints.title), names)
    at = headline.line if headline else -1
    if headline:
        content.title = headline.text
        content.note("title", headline.rule, headline.said)
    found = find_body(sheet, at)
    if found is None and not first and refusals.is_listing(sheet):
        raise refusals.listing(sheet)
    found = found or Body(at + 1, at + 1, [], 0)
    _paragraphs(content, sheet, found, headline.text if headline else "")
    dates = find_publication(sheet.lines, at, (found.start, found.end), meta, script_dates(root), url, hints)
    _publication(content, dates)
    first = sheet.blocks[found.block].start if found.paragraphs else found.start
    content.images = media.find_images(sheet, found.start, found.end, max(first, at + 1), url)
    content.attachments = media.find_attachments(sheet, found.start, found.end + 3, url)
    return content


def _is_dated(sheet: Sheet, meta: dict[str, str]) -> bool:
    """Return whether the page tells when it was published, as error pages do not."""
    return "pubdate" in meta or any(kind(line.text) is Kind.INFO for line in sheet.lines)


def _first_line(markup: str) -> str | None:
    """Return the title of a fragment that is preceded by it: a first line without a tag, and no document around."""
    first, _, rest = markup.lstrip().partition("\n")
    if "<" in first or not 2 <= len(first) <= 200 or not rest.lstrip().startswith("<") or _DOCUMENT.search(markup[:3000]):
        return None
    return clean(first)


def _has_password(root: etree._Element) -> bool:
    return any((node.get("type") or "").lower() == "password" for node in root.iter("input"))


def _publication(content: Content, dates: list[Dated]) -> None:
    if not dates:
        return
    best = dates[0]
    content.date = best.moment.day.isoformat()
    content.note("date", best.rule, best.said)
    for other in dates:
        if other.moment.day == best.moment.day and other.moment.time and content.published_at is None and other.rule != "dateline":
            at = dt.datetime.combine(other.moment.day, other.moment.time, SHANGHAI)
            content.published_at = at.isoformat()
        if other.moment.day != best.moment.day:
            content.warnings.append(f"date: {best.rule} says {best.moment.day}, {other.rule} says {other.moment.day}")


def _paragraphs(content: Content, sheet: Sheet, body: Body, title: str) -> None:
    texts = [sheet.lines[i].text for i in body.paragraphs]
    while texts and key(texts[0]) == key(title):
        texts.pop(0)
    who = people.People()
    for text in texts:
        if found := people.standing_alone(text) or people.inside(text) or people.caption(text):
            who.take(found, text)
    bylines = []
    while texts and (found := people.standing_alone(texts[-1])):
        bylines.insert(0, texts.pop())
    if texts and (closing := people.closing(texts[-1])):
        who.take(closing[0], closing[1])
        bylines.insert(0, closing[1].strip())
        texts[-1] = texts[-1][: -len(closing[1])].rstrip()
    for line in sheet.lines[max(0, body.start - 12) : body.start] + sheet.lines[body.end : body.end + 6]:
        if len(line.text) < 150 and line.linked * 2 <= len(line.text):
            from bulletin_spider.extraction.credits import read_credits
            found = read_credits(line.text)
            if found.people():
                who.take(found, line.text)
            if found.source and not content.source:
                content.source = found.source
                content.note("source", "labelled line", line.text)
    content.paragraphs = [text for text in texts if text]
    content.byline = " ".join(bylines) or None
    content.reporters = who.credits.reporters
    content.correspondents = who.credits.correspondents
    content.photographers = who.credits.photographers
    content.editors = who.credits.editors
    for role, said in who.said.items():
        content.note(role, "byline", said)
