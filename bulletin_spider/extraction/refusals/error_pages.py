"""Pages that are no bulletin: what gives away an error, a login, a challenge or a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.exceptions import (
    ChallengePage,
    EmptyPage,
    ErrorPage,
    LoginPage,
    NotABulletin,
    ScriptShell,
    SoftNotFound,
)
from bulletin_spider.extraction.document import line_kinds, line_patterns
from bulletin_spider.extraction.document.document import ROW
from bulletin_spider.extraction.document.link_rows import is_promised, links_many
from bulletin_spider.extraction.refusals import symptoms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.document.document import Line, Sheet
    from bulletin_spider.extraction.document.head import Head


_MANY = 600
"""Characters of text, links apart, of which a page that is no bulletin has less."""


_FORM = 300
"""Characters of sentences that stand beside a form to log in, and make no bulletin of it."""
_ASKED = 5
"""Times a page speaks of names and passwords that is nothing but such a form."""


def early(markup: str, sheet: Sheet, head: Head, promised: str) -> NotABulletin | None:
    """Return why the page cannot be a bulletin, judged by its code and its few words; None if it may be one.

    A page is never refused for its words if it tells when it was published, shows the headline that its listing row
    ``promised``, or has some sentences of text: a notice about a failure is news.
    """
    code = markup[:20_000]
    plain = _plain(sheet)
    if plain < _MANY and not _is_dated(sheet, head) and not is_promised(sheet, promised):
        if plain < 400 and not head.has_password and symptoms.CHALLENGE_CODE.search(code):
            return ChallengePage("challenge: a script that sets a cookie and asks again")
        sentences = [len(line.text) for line in sheet.lines[:80] if _is_sentence(line)]
        if (
            max(sentences, default=0) <= 80
            and not _announces(sheet)
            and (refusal := _by_words(sheet, head, sum(sentences)))
        ):
            return refusal
    status = symptoms.TITLE_CODE.match(head.title) if "0" in head.title[:20] else None
    if status and not is_promised(sheet, promised):
        refused = SoftNotFound if status[1] == "404" else ErrorPage
        return refused(f"{refused.reason}: the title says '{status[0][:40]}'")
    if plain < 12 and sum(line.linked for line in sheet.lines[:400]) < 100:
        return _without_text(code, sheet, head)
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
    asked = len(symptoms.LOGIN.findall(words)) if head.has_password and not links_many(sheet) else 0
    if asked and prose < (_FORM if asked >= _ASKED else _FORM / 5):
        return LoginPage("login: a form asks for a password")
    if prose == 0 and (match := symptoms.NOTHING.search(words)):
        return EmptyPage(f"empty: the page says '{match[0][:40]}'")
    return None


def _own_words(sheet: Sheet) -> Iterator[str]:
    """Yield what the page says of itself: short lines and those that speak to the reader; no prose, link or foot."""
    for line, said in zip(sheet.lines[:80], sheet.kinds, strict=False):
        short = len(line.text) < 30 and not line.text.endswith("。")
        leads = line.linked * 2 > len(line.text) and len(line.text) >= ROW
        if said is not line_kinds.FOOTER and not leads and (short or symptoms.ADDRESSED.search(line.text)):
            yield line.text


def _announces(sheet: Sheet) -> bool:
    return any(symptoms.ANNOUNCED.match(line.text) and not line.linked for line in sheet.lines[:80])


def _is_sentence(line: Line) -> bool:
    return "。" in line.text and line.linked * 2 <= len(line.text) and len(line.text) >= 20


def _without_text(code: str, sheet: Sheet, head: Head) -> NotABulletin:
    if head.has_password:
        return LoginPage("login: a form asks for a password")
    if "document.cookie" in code and not sheet.lines:
        return ChallengePage("challenge: a script that sets a cookie and asks again")
    if waiting := next((line.text for line in sheet.lines if symptoms.WAITING.search(line.text)), None):
        return ScriptShell(f"shell: no text, but '{waiting[:40]}'")
    if match := symptoms.SHELL.search(code):
        return ScriptShell(f"shell: no text, but '{match[0][:40]}'")
    return EmptyPage("empty: no text on the page")


def _is_dated(sheet: Sheet, head: Head) -> bool:
    if "pubdate" in head.meta:
        return True
    small = len(sheet.lines) < 8
    return any(
        said in (line_kinds.INFO, line_kinds.DATE)
        and not (small and not line_patterns.IMPRINT.search(line.text))
        for said, line in zip(sheet.kinds, sheet.lines, strict=True)
    )
