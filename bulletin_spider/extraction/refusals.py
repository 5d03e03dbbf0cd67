"""Pages that are no bulletin: what gives away an error, a login, a challenge, a shell or a listing."""

from __future__ import annotations

import re
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
from bulletin_spider.extraction.marks import DOCUMENT
from bulletin_spider.extraction.wording import Kind
from bulletin_spider.normalization.dates import has_date

if TYPE_CHECKING:
    from bulletin_spider.extraction.body import Body
    from bulletin_spider.extraction.head import Head
    from bulletin_spider.extraction.lines import Sheet

_CHALLENGE_CODE = re.compile(
    r"\$_ts\b|__jsl_clearance|security_session_verify|acw_sc__v2|__jsluid|_cf_chl|cf-browser-verification|yunsuo|safeline|slg_|WZWS|\bgeetest\b.{0,80}verify|waf_?(?:captcha|verify)|aliyun_waf|probe\.js\?",
)
_CHALLENGE_TEXT = re.compile(
    r"安全验证|人机验证|访问验证|滑动验证|请完成.{0,6}验证|验证码.{0,10}继续访问|访问(?:被|已被|请求被)(?:拦截|拒绝|阻断|禁止)|请求被?(?:拦截|阻断)|网站防火墙|创宇盾|云锁|安全狗|加速乐|web应用防火墙|waf|疑似.{0,6}攻击|访问过于频繁|checking your browser|just a moment|ddos protection|captcha|您的IP",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?<!\d)404(?!\d)|页面(?:不存在|未找到|没有找到|丢失|找不到|已删除|已被删除|走丢)|(?:页面|网页|文件|信息|内容|文章|栏目|资源|地址|链接)[^，。]{0,10}(?:不存在|已(?:被)?(?:删除|移除|下线|撤销|失效)|找不到|未找到|没有找到)|找不到(?:该|此|您|相关|指定)?.{0,8}(?:页面|网页|文件|页)|not found|无法找到",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?<!\d)(?:50[0-4]|403|400)(?!\d)\s?(?:错误|error|-|forbidden|bad|internal|gateway|service)|internal server error|bad gateway|service unavailable|gateway time|forbidden|access denied|server error|runtime error|sql\s?(?:server|error|syntax)|数据库(?:连接|出错|错误|异常)|stack trace|exception|系统(?:错误|异常|繁忙|维护|出错|升级)|网站(?:维护|升级|关闭|建设)中?|维护中|错误提示|提示信息|系统提示|程序(?:出错|异常)|服务器(?:错误|内部|繁忙|异常)|应用程序中的服务器错误|拒绝访问|没有权限|无权访问|nginx|暂停服务|正在建设|建设中|升级改造",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"登\s?录|登\s?陆|用户名|密\s?码|账号|sign in|log ?in", re.IGNORECASE)
_SHELL = re.compile(
    r"location\s?\.\s?(?:href|replace|assign)|window\.location|http-equiv=.{0,3}refresh|<iframe|<frame|document\.write|createElement|启用\s?javascript|enable javascript|id=.{0,3}(?:app|root)\b",
    re.IGNORECASE,
)


def early(markup: str, sheet: Sheet, head: Head) -> NotABulletin | None:
    """Return why the page cannot be a bulletin, judged by its code and its few words; None if it may be one.

    A page that tells when it was published is never refused for its words: a notice about a failure is news.
    """
    code = markup[:20_000]
    plain = sum(len(line.text) - min(line.linked, len(line.text)) for line in sheet.lines[:400])
    if plain < 400 and _CHALLENGE_CODE.search(code):
        return ChallengePage("challenge: a script that sets a cookie and asks again")
    if plain < 600 and not _is_dated(sheet, head):
        words = f"{head.title} {' '.join(line.text for line in sheet.lines[:80])}"[:1500]
        for pattern, refusal in (
            (_CHALLENGE_TEXT, ChallengePage),
            (_NOT_FOUND, SoftNotFound),
            (_ERROR, ErrorPage),
        ):
            if match := pattern.search(words):
                return refusal(f"{refusal.reason}: the page says '{match[0][:40]}'")
        if head.has_password and _LOGIN.search(words):
            return LoginPage("login: a form asks for a password")
    if plain < 12 and sum(line.linked for line in sheet.lines[:400]) < 100:
        return _without_text(code, sheet)
    return None


def _without_text(code: str, sheet: Sheet) -> NotABulletin:
    if "document.cookie" in code and not sheet.lines:
        return ChallengePage("challenge: a script that sets a cookie and asks again")
    if match := _SHELL.search(code):
        return ScriptShell(f"shell: no text, but '{match[0][:40]}'")
    return EmptyPage("empty: no text on the page")


def late(sheet: Sheet, head: Head, headline: int, body: Body | None) -> NotABulletin | None:
    """Return the refusal of a page of links: rows of links and no body, or a body that is one of their summaries."""
    if "pubdate" in head.meta or _is_told(sheet, headline):
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
    return "pubdate" in head.meta or any(said in (Kind.INFO, Kind.DATE) for said in sheet.kinds)
