"""Refuse pages that are no bulletin: errors, logins, challenges, script shells and empty pages."""

from __future__ import annotations

import re
from itertools import islice
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
from bulletin_spider.extraction.document.document import MIN_HEADLINE_LINK
from bulletin_spider.extraction.document.link_rows import has_many_links
from bulletin_spider.extraction.embedded.shown_files import shows_only_file
from bulletin_spider.extraction.headline.candidates import site_names
from bulletin_spider.extraction.refusals.page_words import has_prose_beside, shows_row_title
from bulletin_spider.normalization.text import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.extraction.document.document import Document, Line
    from bulletin_spider.extraction.document.head import Head


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


CHALLENGE_CODE = re.compile(
    r"\$_ts\b|__jsl_clearance|security_session_verify|acw_sc__v2|__jsluid|_cf_chl|cf-browser-verification|yunsuo|safeline"
    r"|slg_|WZWS|\bgeetest\b.{0,80}verify|waf_?(?:captcha|verify)|aliyun_waf|probe\.js\?"
)
CHALLENGE = _any_of(
    r"(?:安全|人机|访问|滑动)验证|请完成.{0,6}验证|验证码.{0,10}继续访问",
    r"访问(?:被|已被|请求被)(?:拦截|拒绝|阻断|禁止)|请求已?被?(?:拦截|阻断)|安全拦截|请求[^。]{0,20}被[^，。]{0,10}拦截|已被网站[^，。]{0,12}拦截|不合法参数|疑似.{0,6}攻击|访问过于频繁|您的IP",
    r"网站防火墙|创宇盾|云锁|安全狗|加速乐|web应用防火墙|\bwaf\b",
    r"checking your browser|just a moment|ddos protection|captcha",
)
NOT_FOUND = _any_of(
    r"(?<!\d)404(?!\d)|not found|无法找到",
    r"页面(?:不存在|未找到|没有找到|丢失|找不到|已删除|已被删除|走丢)",
    r"(?:页面|网页|文件|信息|内容|文章|栏目|资源|地址|链接)[^，。]{0,10}"
    r"(?:不存在|已经?(?:被)?(?:下架|删除|移除|移走|下线|撤销|失效)|找不到|未找到|没有找到)",
    r"(?:找不到|没有找到)(?:该|此|您|相关|指定)?.{0,8}(?:页面|网页|文件|页|站点|主机)",
    r"(?:站点|主机|域名)[^，。]{0,6}(?:不存在|未(?:找到|绑定))",
)
ERROR = _any_of(
    r"(?<!\d)(?:50[0-4]|403|400)(?!\d)\s?(?:错误|error|-(?!\d)|forbidden|bad|internal|gateway|service)",
    r"^(?:错误|出错了?|error)(?:页面?|信息)?(?=\s|$)",
    r"internal server error|bad gateway|service unavailable|gateway time|forbidden|access denied",
    r"server error|^\S{0,40}\s?nginx",
    r"runtime error|sql\s?(?:server|error|syntax)|数据库(?:连接|出错|错误|异常)|stack trace",
    r"(?:unhandled|java\.\S{1,40}|uncaught) ?exception",
    r"系统(?:发生)?(?:错误|异常|繁忙|维护|出错|升级)|网站(?:(?:正在)?(?:维护|升级|建设)中|(?:已|暂时)?关闭)",
    r"(?:网站|系统|页面|栏目|正在)(?:维护|建设|升级)中|维护中(?=\W|$)|暂停服务",
    r"错误提示|提示信息|系统提示|程序(?:出错|异常)|服务器(?:错误|内部|繁忙|异常)|应用程序中的服务器错误",
    r"拒绝访问|没有权限|无权访问|仅限(?:内网|内部|校内)",
    r"(?:网站|网址|站点|链接|页面)[^，。]{0,6}(?:(?:不能|无法)(?:访问|打开)|已?被?(?:禁用|停用)|(?:已经?)(?:变更|更换|迁移))|网址是否正确",
    r"(?:页|页面|网页|网站|站点)[^，。]{0,6}(?:不可用|(?:无法|不能)(?:进行)?(?:显示|访问|打开))"
    r"|无法(?:进行)?(?:显示|访问|打开|连接)(?:此|该|这个|到)?.{0,4}(?:页|网站|站点|服务器)|找不到服务器|(?:连接|请求)(?:失败|超时)(?=\W|$)"
    r"|(?:网站|站点|空间|主机|服务)[^，。]{0,4}已?(?:暂停|停止|到期|过期|欠费)(?=\W|$|访问|服务)|访问报错|报错页",
    r"站点.{0,2}建成功|welcome to nginx|default (?:web )?page|successfully installed|it works!|备案提示",
    r"(?:发生|出现)了?一?个?错误|非法(?:操作|请求|访问)[！!。.]?(?=\s|$)|无法加载(?:模块|控制器|页面)",
)
READER_WORDS = _any_of(r"您|抱歉|对不起|请稍|页面|网页|访问|服务器|sorry|error")
"""Words in a sentence that an error page addresses to its reader."""
ADVICE_WORDS = _any_of(
    r"您|网[站页址]|页面|站点|服务器|浏览器|域名|\burl|地址栏|配置|刷新|管理员|备案|续费|防火墙|拦截|请求|\bcdn\b|端口|错误|访问|链接|系统|模块"
    r"|文件|目录|技术支持|重试|缓存|抱歉|客服|sorry|please|server"
)
"""Words of the causes and the advice on an error page."""
CAUSE = re.compile(r"(?:可能|主要|最可能|具体)?的?原因\s?[:：]")
REMEDY = re.compile(
    r"(?:如何解决|解决(?:方法|办法|方案)|处理(?:方法|办法)|可尝试的操作|请尝试(?:以下操作)?|您可以(?:尝试)?)\s?[:：]"
)
"""The labels of the causes of an error and of what to do about it."""
EMPTY_LIST = _any_of(
    r"(?:暂无|暂时没有|(?:没有|未)(?:找到|查询?到|检索到|搜索?到)?)(?:任何)?(?:相关|符合条件)?的?.{0,2}(?:数据|内容|信息|记录|结果|文章|新闻|资料)"
)
"""The notice of an empty list."""
TITLE_STATUS = re.compile(
    r"\W{0,3}(?:error|http)?\s?(40\d|50\d)\W{0,3}(?:$|错误|出错|页面|禁止|服务器|网关|error|forbidden|not found|bad"
    r"|internal|gateway|service|unauthorized|request)",
    re.IGNORECASE,
)
"""A title tag that begins with the status of an HTTP error, and ends there or goes on with a word of an error."""
NOTICE_TITLE = re.compile(r"关于.{2,60}的(?:通知|公告|通告|公示|函)$")
"""The headline of a notice. A notice about a failure is a bulletin."""
NOTICE_NAME = re.compile(r".{6,60}(?:通知|公告|通告|公示|启事|提醒|说明|回应)")
"""The same without 关于 in front, if the title tag begins with it."""
LOADING = _any_of(r"(?:加载|载入|跳转)中|loading|正在(?:加载|载入|跳转|为您)")
LOGIN = _any_of(r"登\s?录|登\s?陆|用户名|密\s?码|[账帐]号|sign in|log ?in")
SCRIPT_SHELL = _any_of(
    r"location\s?\.\s?(?:href|replace|assign)|window\.location|http-equiv=.{0,3}refresh",
    r"<iframe|<frame|document\.write|createElement",
    r"启用\s?javascript|enable javascript|id=.{0,3}(?:app|root)\b",
)


_MANY_CHARACTERS = 600
"""Characters outside links of a page that is never refused for its words: error pages are short."""
_MANY_LINES = 400
"""Lines whose characters are counted."""
_MANY_CHARACTERS_BESIDE_CHALLENGE = 400
"""Characters outside links of a page that is never refused for the code of a challenge."""
_CODE = 20_000
"""Characters of the markup that are searched for code."""
_READ_LINES = 80
"""Lines that are read for words and sentences."""
_WORDS = 1500
"""Characters of the page's own words that are searched."""
_MIN_SENTENCE, _LONG_SENTENCE = 20, 80
"""Characters of a sentence, and of one with which a page is never refused for its words."""
_FIRST_WORDS = 8
"""Lines of a long page that can say that it is an error page: its headings come first."""
_MAX_BESIDE = 80
"""Characters of sentences about something else on an error page, about two sentences: news has more."""
_SHORT_LINE = 30
"""Characters below which a line without a full stop can be the page's own words."""
_NO_TEXT, _NO_LINKS = 12, 100
"""Characters outside and inside links below which a page has no text and hardly any link."""
_SMALL_PAGE = 8
"""Lines of a page on which a time alone is no day of publication: a block page may show one."""
_QUOTED = 40
"""Characters of the page that a refusal quotes."""
_MAX_LOGIN_PROSE = 300
"""Characters of sentences that a login page may have beside its form: an advertisement of the service."""
_MANY_LOGIN_WORDS = 5
"""Words of logins (用户名, 密码 …) on a page that is only a login form. With fewer, a fifth of the prose is allowed."""


def error_page_refusal(
    markup: str, document: Document, head: Head, listed_title_key: str
) -> NotABulletin | None:
    """Return why the page cannot be a bulletin, by its code and its few words; None if it may be one.

    A notice about a failure is news. So words refuse no page that gives its publication day, shows the title of its
    listing row (``listed_title_key``, "" if there is none) or has a long sentence.
    """
    code = markup[:_CODE]
    plain = _unlinked_characters(document)
    if (
        plain < _MANY_CHARACTERS
        and not _is_dated(document, head)
        and not shows_row_title(document, listed_title_key)
    ):
        if (
            plain < _MANY_CHARACTERS_BESIDE_CHALLENGE
            and not head.has_password
            and CHALLENGE_CODE.search(code)
        ):
            return ChallengePage("challenge: a script that sets a cookie and asks again")
        sentences = [len(line.text) for line in document.lines[:_READ_LINES] if _is_sentence(line)]
        if (
            max(sentences, default=0) <= _LONG_SENTENCE
            and not _has_notice_title(document, head)
            and (refusal := _refusal_by_words(document, head, sum(sentences)))
        ):
            return refusal
    elif refusal := _refusal_beside_advice(document, head, listed_title_key):
        return refusal
    status = TITLE_STATUS.match(head.title) if "0" in head.title[:20] else None
    if status and not shows_row_title(document, listed_title_key):
        refusal_class = SoftNotFound if status[1] == "404" else ErrorPage
        return refusal_class(f"{refusal_class.reason}: the title says '{status[0][:_QUOTED]}'")
    if plain >= _NO_TEXT or sum(line.linked for line in document.lines[:_MANY_LINES]) >= _NO_LINKS:
        return None
    return None if shows_only_file(document) else _refusal_without_text(code, document, head)


def _refusal_beside_advice(document: Document, head: Head, listed_title_key: str) -> NotABulletin | None:
    """Return the refusal that the first words of a long page give, if its sentences are causes and advice."""
    if (
        _is_dated(document, head)
        or has_prose_beside(document, ADVICE_WORDS, _MAX_BESIDE)
        or shows_row_title(document, listed_title_key)
    ):
        return None
    words = " ".join([head.title, *islice(_own_words(document), _FIRST_WORDS)])
    return _error_in(words) or _refusal_by_remedy(document)


def _unlinked_characters(document: Document) -> int:
    """Return the number of characters outside links; counting stops when they are many."""
    plain = 0
    for line in document.lines[:_MANY_LINES]:
        size = len(line.text)
        plain += max(size - line.linked, 0)
        if plain > _MANY_CHARACTERS:
            break
    return plain


def _refusal_by_words(document: Document, head: Head, prose: int) -> NotABulletin | None:
    """Return the refusal that the page's own words give; ``prose`` is the number of characters in sentences."""
    words = " ".join([head.title, *_own_words(document)])[:_WORDS]
    refusal = _error_in(words) or _refusal_by_remedy(document)
    if refusal and not has_prose_beside(document, ADVICE_WORDS, _MAX_BESIDE):
        return refusal
    is_form = head.has_password and not (has_many_links(document) or _begins_with_headline(document, head))
    login_words = len(LOGIN.findall(words)) if is_form else 0
    if login_words and prose < (
        _MAX_LOGIN_PROSE if login_words >= _MANY_LOGIN_WORDS else _MAX_LOGIN_PROSE / 5
    ):
        return LoginPage("login: a form asks for a password")
    if prose == 0 and (match := EMPTY_LIST.search(words)):
        return EmptyPage(f"empty: the page says '{match[0][:_QUOTED]}'")
    return None


def _refusal_by_remedy(document: Document) -> NotABulletin | None:
    """Return the refusal of a page that lists causes and what to do about them."""
    lines = document.lines[:_READ_LINES]
    cause = next((match for line in lines if (match := CAUSE.match(line.text))), None)
    if cause is None or not any(REMEDY.match(line.text) for line in lines):
        return None
    return ErrorPage(f"error: causes and remedies below '{cause[0]}'")


def _begins_with_headline(document: Document, head: Head) -> bool:
    """Return whether the title tag begins with a line that names neither the site nor a login."""
    title_key, names = key(head.title), site_names(head.title)
    return any(
        len(line.text) >= MIN_HEADLINE_LINK
        and not line.linked
        and title_key.startswith(line_key := key(line.text))
        and line_key not in names
        and not LOGIN.search(line.text)
        for line in document.lines[:_READ_LINES]
    )


def _error_in(words: str) -> NotABulletin | None:
    for pattern, refusal in (
        (CHALLENGE, ChallengePage),
        (NOT_FOUND, SoftNotFound),
        (ERROR, ErrorPage),
    ):
        if match := pattern.search(words):
            return refusal(f"{refusal.reason}: the page says '{match[0][:_QUOTED]}'")
    return None


def _own_words(document: Document) -> Iterator[str]:
    """Yield what the page says about itself: short lines and those that address the reader; no prose, link or footer.

    The words of prose, links and the footer say nothing about the page: a link 关于系统升级的公告 is no error.
    """
    for line, kind in zip(document.lines[:_READ_LINES], document.kinds, strict=False):
        is_short = len(line.text) < _SHORT_LINE and not line.text.endswith("。")
        is_link = line.linked * 2 > len(line.text) and len(line.text) >= MIN_HEADLINE_LINK
        if kind is not line_kinds.FOOTER and not is_link and (is_short or READER_WORDS.search(line.text)):
            yield line.text


def _has_notice_title(document: Document, head: Head) -> bool:
    title_key = key(head.title)
    return any(
        not line.linked
        and (
            NOTICE_TITLE.match(line.text)
            or (NOTICE_NAME.fullmatch(line.text) and title_key.startswith(key(line.text)))
        )
        for line in document.lines[:_READ_LINES]
    )


def _is_sentence(line: Line) -> bool:
    return "。" in line.text and line.linked * 2 <= len(line.text) and len(line.text) >= _MIN_SENTENCE


def _refusal_without_text(code: str, document: Document, head: Head) -> NotABulletin:
    """Return the refusal of a page that has no text and hardly any link."""
    if head.has_password:
        return LoginPage("login: a form asks for a password")
    if "document.cookie" in code and not document.lines:
        return ChallengePage("challenge: a script that sets a cookie and asks again")
    if loading := next((line.text for line in document.lines if LOADING.search(line.text)), None):
        return ScriptShell(f"shell: no text, but '{loading[:_QUOTED]}'")
    if match := SCRIPT_SHELL.search(code):
        return ScriptShell(f"shell: no text, but '{match[0][:_QUOTED]}'")
    return EmptyPage("empty: no text on the page")


def _is_dated(document: Document, head: Head) -> bool:
    """Return whether the page gives a publication day: meta PubDate, or a line of date or information.

    On a small page the line must be about an article.
    """
    if "pubdate" in head.meta:
        return True
    if len(document.lines) >= _SMALL_PAGE:
        return line_kinds.INFO in document.kinds or line_kinds.DATE in document.kinds
    return any(
        kind in line_kinds.INFO_OR_DATE and line_patterns.ABOUT_ARTICLE.search(line.text)
        for kind, line in zip(document.kinds, document.lines, strict=True)
    )
