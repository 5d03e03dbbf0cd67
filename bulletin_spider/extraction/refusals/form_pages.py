"""Refuse forms to fill in, searches and logins, whatever the paragraphs of advice beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import FormPage, LoginPage
from bulletin_spider.extraction.document import labels, line_kinds
from bulletin_spider.extraction.document.element_flags import CHROME
from bulletin_spider.extraction.document.link_rows import has_info_below
from bulletin_spider.extraction.refusals.page_words import (
    has_article_marks,
    has_titled_headline,
    named_line,
    prose_beside,
    shows_row_title,
    title_ends,
)

if TYPE_CHECKING:
    from lxml import etree

    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head

_FORM_NAME = re.compile(
    r".{0,12}(?:申请表?|受理|申报|登记表?|报名表?|留言板?|信箱|邮箱|写信|来信|信件|投诉|举报|信访|咨询|纠错|找错|反馈|提问|建议|诉求"
    r"|意见箱|征集箱?|查询|检索|搜索|网点|地图|调查|问卷|预约|评议|直通车|互动交流|投稿|数据库|[件规]库|挂号)"
    rf"(?:平台|系统|选登|结果|{labels.DISCLOSE}|栏目?)?(?:[（(].{{1,8}}[）)])?"
)
"""The name of a page with a form or a search: 政府信息公开申请表, 来信查询."""
_LOGIN_NAME = re.compile(
    r".{0,10}(?:登\s?[录陆]|注\s?册|统一(?:身份)?认证(?:平台|中心|系统)?|用户中心|通行证|管理系统|管理平台|后台管理|邮箱|邮件系统)(?:页面?|入口|协议)?"
)
"""The name of a page with a login or a registration."""
_LOGIN_REQUEST = re.compile(
    r"请(?:您?先)?登\s?[录陆]后|请(?:您?先|重新)登\s?[录陆]|(?:没有|尚未|还未|您未)登\s?[录陆]|登\s?[录陆](?:信息|状态)?(?:已经?)?(?:超时|失效|过期)"
)
"""The request to log in before the page can be read."""
_READ_LINES = 80
"""Lines of a page that can ask for a login."""
_FORM_WORDS = re.compile(
    f"您|请|填|{labels.SUBMIT}|申请|查询|检索|搜索|留言|来信|写信|信件|我们|本页|本站|受理|必填|答复|验证码|输入|登记|报名|咨询|关键[字词]|{labels.CLICKED}"
)
"""Words of the advice beside a form."""
_LOGIN_WORDS = re.compile(
    r"您|请|登\s?[录陆]|注册|[账帐]号|密码|用户|平台|系统|协议|服务|验证|我们|本站|安全|信息"
)
"""Words of the help, the praise and the agreement beside a login."""
_UNTYPED = ("hidden", "submit", "button", "image", "reset")
"""Types of input elements that nobody fills in."""
_CHOICES = ("radio", "checkbox")
"""Types of input elements of which several are one question."""
_MIN_FIELDS = 3
"""Fields of a form: a search in the head of a page has one or two, a login two, with its code three."""
_MANY_FIELDS = 5
"""Fields that make a page without text a form, whatever its name."""
_MIN_TEXT = 16
"""Characters of a line that is more than the label of a field: 所需信息的内容描述（必填） has 14."""
_MAX_BESIDE = 90
"""Characters of sentences about something else that a page may have beside its form: about two sentences."""
_MAX_RULES = 600
"""The same beside many fields: the rules of a report quote laws, ten sentences or so."""
_BESIDE_SHARE = 1 / 3
"""Share of all sentences that may be about something else: advice speaks of laws and offices too."""


def form_page_refusal(
    document: Document, head: Head, headline: int, listed_title_key: str
) -> NotABulletin | None:
    """Return the refusal of a form, a search or a login, else None.

    ``headline`` is the line of the headline, -1 if it is on no line. A page with the marks of an article is no form.
    A page that shows the title of its listing row (``listed_title_key``, "" if there is none) is no login, and a form
    only if that title is the name of a form.
    """
    if not document.fields:
        return None
    is_listed = shows_row_title(document, listed_title_key)
    if head.has_password and not is_listed and (refusal := _login_refusal(document, head, headline)):
        return refusal
    fields = _fields(document)
    if len(fields) < _MIN_FIELDS and not (fields and _is_query(document, head)):
        return None
    form = fields[len(fields) // 2]
    is_above = headline > form and has_info_below(document, headline)
    if is_listed and not _FORM_NAME.fullmatch(listed_title_key):
        return None
    if has_article_marks(document, head, form) or (is_above and not _is_named_by_title_tag(head)):
        return None
    return _fields_refusal(document, head, headline, fields, is_listed=is_listed)


def _is_query(document: Document, head: Head) -> bool:
    """Return whether the title tag names a form and the page has no sentence: one field is enough to search with."""
    return _is_named_by_title_tag(head) and not prose_beside(document, _FORM_WORDS)[0]


def _is_form_name(document: Document, headline: int) -> bool:
    return headline >= 0 and _FORM_NAME.fullmatch(document.lines[headline].text) is not None


def _is_named_by_title_tag(head: Head) -> bool:
    return any(_FORM_NAME.fullmatch(piece) for piece in title_ends(head.title))


def _fields_refusal(
    document: Document, head: Head, headline: int, fields: list[int], *, is_listed: bool
) -> NotABulletin | None:
    is_form_name = _is_form_name(document, headline)
    if has_titled_headline(document, head, headline) and not is_form_name:
        return None
    name = named_line(document, head, _FORM_NAME)
    is_named = name is not None and (name <= headline or not _has_text_between(document, headline, name))
    if not is_named and (len(fields) < _MANY_FIELDS or _has_text_between(document, headline, fields[0])):
        return None
    size, beside = prose_beside(document, _FORM_WORDS)
    is_long = len(fields) >= _MANY_FIELDS and not is_listed
    most = max(_MAX_RULES if is_long else _MAX_BESIDE, size * _BESIDE_SHARE) if is_named else 0
    if beside > most:
        return None
    return FormPage(f"form: {len(fields)} fields to fill in and no text of an article")


def _has_text_between(document: Document, headline: int, form: int) -> bool:
    """Return whether a line of text is between the headline and the heading or the first field of a form below it."""
    return headline >= 0 and any(
        document.kinds[i] is line_kinds.TEXT and len(document.lines[i].text) >= _MIN_TEXT
        for i in range(headline + 1, form)
    )


def _login_refusal(document: Document, head: Head, headline: int) -> NotABulletin | None:
    name = named_line(document, head, _LOGIN_NAME)
    if name != -1 and has_info_below(document, headline):
        return None
    is_asked = name is not None or any(
        _LOGIN_REQUEST.search(line.text) for line in document.lines[:_READ_LINES]
    )
    is_article = has_titled_headline(document, head, headline) and not _LOGIN_NAME.fullmatch(
        document.lines[headline].text
    )
    if not is_asked or is_article:
        return None
    size, beside = prose_beside(document, _LOGIN_WORDS)
    if beside > max(_MAX_BESIDE, size * _BESIDE_SHARE):
        return None
    return LoginPage("login: a form asks for a password")


def _fields(document: Document) -> list[int]:
    """Return the line of each field outside menus, logins and comments; choices of one line are one field."""
    lines: list[int] = []
    choices: set[int] = set()
    for i, flags, element in document.fields:
        kind = _kind(element)
        if flags & CHROME or kind in _UNTYPED or (kind in _CHOICES and i in choices):
            continue
        if kind in _CHOICES:
            choices.add(i)
        lines.append(i)
    return lines


def _kind(element: etree._Element) -> str:
    return (element.get("type") or "text").lower() if element.tag == "input" else str(element.tag)
