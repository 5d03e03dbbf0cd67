"""Pages that are no bulletin: what gives away an error, a login, a challenge, a shell or a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.exceptions import (
    ChallengePage,
    EmptyPage,
    ErrorPage,
    ListingPage,
    LoginPage,
    NotABulletin,
    ScriptShell,
    SoftNotFound,
)
from bulletin_spider.extraction import phrases, symptoms
from bulletin_spider.extraction.anchors import key
from bulletin_spider.extraction.marks import DOCUMENT
from bulletin_spider.extraction.wording import Kind
from bulletin_spider.normalization.dates import has_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.body import Body
    from bulletin_spider.extraction.head import Head
    from bulletin_spider.extraction.sheet import Line, Sheet


_MANY = 600
"""Characters of text, links apart, of which a page that is no bulletin has less."""


def early(markup: str, sheet: Sheet, head: Head, promised: str) -> NotABulletin | None:
    """Return why the page cannot be a bulletin, judged by its code and its few words; None if it may be one.

    A page is never refused for its words if it tells when it was published, shows the headline that its listing row
    ``promised``, or has some sentences of text: a notice about a failure is news.
    """
    code = markup[:20_000]
    plain = _plain(sheet)
    if plain < _MANY and not _is_dated(sheet, head) and not _is_promised(sheet, promised):
        if plain < 400 and symptoms.CHALLENGE_CODE.search(code):
            return ChallengePage("challenge: a script that sets a cookie and asks again")
        sentences = [len(line.text) for line in sheet.lines[:80] if _is_sentence(line)]
        if max(sentences, default=0) <= 80 and (refusal := _by_words(sheet, head, sum(sentences))):
            return refusal
    if plain < 12 and sum(line.linked for line in sheet.lines[:400]) < 100:
        return _without_text(code, sheet)
    return None


def _plain(sheet: Sheet) -> int:
    """Return how many characters of the first 400 lines are no links; they are not counted on once they are many."""
    plain = 0
    for line in sheet.lines[:400]:
        size = len(line.text)
        plain += max(size - line.linked, 0)
        if plain > _MANY:
            break
    return plain


def _by_words(sheet: Sheet, head: Head, prose: int) -> NotABulletin | None:
    words = " ".join([head.title, *_own_words(sheet)])[:1500]
    for pattern, refusal in (
        (symptoms.CHALLENGE, ChallengePage),
        (symptoms.NOT_FOUND, SoftNotFound),
        (symptoms.ERROR, ErrorPage),
    ):
        if match := pattern.search(words):
            return refusal(f"{refusal.reason}: the page says '{match[0][:40]}'")
    if head.has_password and prose < 60 and symptoms.LOGIN.search(words):
        return LoginPage("login: a form asks for a password")
    return None


def _own_words(sheet: Sheet) -> Iterator[str]:
    """Yield what the page says of itself: short lines and those that speak to the reader, no prose and no foot."""
    for line, said in zip(sheet.lines[:80], sheet.kinds, strict=False):
        short = len(line.text) < 30 and not line.text.endswith("。")
        if said is not Kind.FOOTER and (short or symptoms.ADDRESSED.search(line.text)):
            yield line.text


def _is_sentence(line: Line) -> bool:
    return "。" in line.text and line.linked * 2 <= len(line.text) and len(line.text) >= 20


def _is_promised(sheet: Sheet, promised: str) -> bool:
    return len(promised) >= 6 and any(
        promised in key(line.text) and line.linked * 2 <= len(line.text) for line in sheet.lines[:200]
    )


def _without_text(code: str, sheet: Sheet) -> NotABulletin:
    if "document.cookie" in code and not sheet.lines:
        return ChallengePage("challenge: a script that sets a cookie and asks again")
    if match := symptoms.SHELL.search(code):
        return ScriptShell(f"shell: no text, but '{match[0][:40]}'")
    return EmptyPage("empty: no text on the page")


def late(sheet: Sheet, head: Head, headline: int, body: Body | None, promised: str) -> NotABulletin | None:
    """Return the refusal of a page of links: rows of links and no body, or a body that is one of their summaries."""
    if "pubdate" in head.meta or _is_told(sheet, headline) or _is_promised(sheet, promised):
        return None
    if _is_announced(sheet, head, headline):
        return None
    if body is None:
        linked = sum(line.linked for line in sheet.lines)
        return ListingPage("listing: links and no text of an article") if linked > 150 else None
    rows = [i for i in range(len(sheet.lines)) if _is_row(sheet, i)]
    inside = sum(1 for i in rows if body.start <= i < body.end)
    texts = sum(1 for i in body.paragraphs if sheet.kinds[i] is Kind.TEXT)
    before = any(max(headline, body.start - 4) <= i < body.start for i in rows)
    after = any(body.end <= i < body.end + 4 for i in rows)
    small = sum(len(sheet.lines[i].text) for i in body.paragraphs) < 120
    if len(rows) >= 5 and (inside * 2 >= max(texts, 4) or (before and after) or small):
        return ListingPage(f"listing: {len(rows)} dated rows of links and no text of an article")
    return None


def _is_announced(sheet: Sheet, head: Head, headline: int) -> bool:
    """Return whether the headline is no link, long enough for one, and what the title tag begins with."""
    if headline < 0 or sheet.kinds[headline] is not Kind.TEXT:
        return False
    mark = key(sheet.lines[headline].text)
    return len(mark) >= 10 and key(head.title).startswith(mark)


def _is_row(sheet: Sheet, i: int) -> bool:
    """Return whether the line is a link with a date: in its own words, or on one of the two lines behind it."""
    line = sheet.lines[i]
    if len(line.text) < 8 or not (line.linked * 2 > len(line.text) or line.flags & DOCUMENT):
        return False
    behind = sheet.kinds[i + 1 : i + 3]
    return has_date(line.text[-24:]) or has_date(line.text[:16]) or Kind.DATE in behind or Kind.INFO in behind


def _is_told(sheet: Sheet, headline: int) -> bool:
    """Return whether a line of date or source follows the headline before any link does."""
    if headline < 0 or _is_row(sheet, headline):
        return False
    for i, said in enumerate(sheet.kinds[headline + 1 : headline + 6], headline + 1):
        if said in (Kind.INFO, Kind.DATE):
            return i + 1 >= len(sheet.lines) or not _is_row(sheet, i + 1)
        if _is_row(sheet, i):
            return False
    return False


def _is_dated(sheet: Sheet, head: Head) -> bool:
    if "pubdate" in head.meta:
        return True
    small = len(sheet.lines) < 8
    return any(
        said in (Kind.INFO, Kind.DATE) and not (small and not phrases.IMPRINT.search(line.text))
        for said, line in zip(sheet.kinds, sheet.lines, strict=True)
    )
