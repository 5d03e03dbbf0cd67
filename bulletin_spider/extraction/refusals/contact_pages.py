"""Refuse contact pages: addresses and telephone numbers of offices, without an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ContactPage
from bulletin_spider.extraction.document import labels, line_kinds, line_patterns
from bulletin_spider.extraction.document.link_rows import has_info_below
from bulletin_spider.extraction.refusals.page_words import (
    has_article_marks,
    has_prose_beside,
    has_titled_headline,
    named_line,
)

if TYPE_CHECKING:
    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head

_CONTACT_NAME = re.compile(
    r".{0,8}(?:联系我们|联系方式|联系电话|(?:机构|部门|科室|单位|服务|咨询|办公|常用|投诉|监督)(?:电话|热线|渠道|地址)|通讯录|电话号码|咨询渠道"
    r"|联络方式|联系地址|contact(?: us)?)(?:一览表?|列表|公示)?",
    re.IGNORECASE,
)
"""The name of a contact page: 联系我们, 部门电话一览."""
_CONTACT = re.compile(
    r"(?<!\d)(?:0\d{2,3}[-－—\s]?\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4})(?!\d)|[\w.-]{2,30}@[\w-]{2,20}\.|.{2,12}[路街道]\d{1,4}号"
)
"""A telephone number, an address of a mailbox or of a house."""
_CONTACT_WORDS = re.compile(
    f"您|我们|欢迎|联系|电话|拨打|地址|邮[编箱件]|来[信访电]|公交|地铁|[路站]|步行|办公|工作{labels.TIME}|接听|热线|咨询|本[网站局]|微信|公众号"
)
"""Words of the sentences beside contacts."""
_READ_LINES = 300
"""Lines in which contacts are counted."""
_MAX_CONTACT = 60
"""Characters of the longest line with a contact: a longer one is a sentence."""
_MIN_CONTACTS = 2
"""Contacts of a page with the name of a contact page."""
_MAX_BESIDE = 60
"""Characters of sentences about something else, about one: a contact page can praise its office."""


def contact_page_refusal(document: Document, head: Head, headline: int) -> NotABulletin | None:
    """Return the refusal of a contact page, else None; ``headline`` is its line, -1 if it is on no line.

    A page with the marks of an article is no contact page, nor is one whose title tag has another headline.
    """
    name = named_line(document, head, _CONTACT_NAME)
    if (
        name is None
        or has_info_below(document, headline)
        or has_article_marks(document, head, max(name, headline))
    ):
        return None
    is_named_below = name < 0 or headline < name
    is_headline = headline >= 0 and _CONTACT_NAME.fullmatch(document.lines[headline].text)
    if (
        is_named_below
        and not is_headline
        and headline >= 0
        and (name >= 0 or has_titled_headline(document, head, headline))
    ):
        return None
    contacts = _count_contacts(document)
    if contacts < _MIN_CONTACTS or has_prose_beside(document, _CONTACT_WORDS, _MAX_BESIDE):
        return None
    return ContactPage(f"contact: {contacts} addresses and telephone numbers and no text of an article")


def _count_contacts(document: Document) -> int:
    return sum(
        1
        for kind, line in zip(document.kinds[:_READ_LINES], document.lines, strict=False)
        if kind is not line_kinds.FOOTER
        and len(line.text) <= _MAX_CONTACT
        and (line_patterns.CONTACT.match(line.text) or _CONTACT.search(line.text))
    )
