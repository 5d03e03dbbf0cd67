"""Refuse the pages of a domain that somebody else holds now: offers of the domain, gambling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ParkedPage
from bulletin_spider.extraction.document import labels
from bulletin_spider.extraction.refusals.page_words import has_prose_beside

if TYPE_CHECKING:
    from bulletin_spider.exceptions import NotABulletin
    from bulletin_spider.extraction.document.document import Document
    from bulletin_spider.extraction.document.head import Head

_GAMBLING_TITLE = re.compile(
    r"百家乐|棋牌|娱乐[城场]|真人(?:娱乐|视讯|荷官)|体育投注|电竞投注|彩票|[时分]{2}彩|快三|六合彩|老虎机|电子游艺|捕鱼|葡京|金沙|博彩|赌场|投注|体育平台"
    r"|皇冠|威尼斯人|澳门|新葡|太阳城|亚博|开云|乐鱼|华体会|必威|bet\d|德州扑克|牛牛|炸金花"
)
"""Games and names of gambling platforms in a title tag."""
_GAMBLING_OFFER = re.compile(
    rf"官网|官方(?:网站|入口|下载|版)|登[录陆]|注册|开户|下载|app|网址|入口|平台|投注|{labels.HOME_PAGE}|手机版|客户端",
    re.IGNORECASE,
)
"""What such a title tag offers."""
_PROMISES = re.compile(
    r"彩金|返水|首存|存款|取款|存取款|存款优惠|提款|下注|投注|玩家|稳赚|开户|线上娱乐|娱乐平台|信誉(?:保障|第一|有保障)|电子游艺|真人(?:娱乐|视讯)|老虎机|赔率|博彩"
)
"""What the text of a gambling platform promises."""
_NEWS_WORDS = re.compile(
    r"警方|民警|公安|赌博|赌资|诈骗|骗局|涉案|嫌疑|法院|判处|查处|查获|捣毁|打击|整治|取缔|检查|监管|陷阱|举报|民政局"
)
"""Words of news about gambling, which is a bulletin."""
_MIN_PROMISES = 2
"""Different promises of a gambling platform's text."""
_MIN_PROMISES_ALONE = 3
"""The same if the title tag names no game and no platform that is known."""
_OFFER = re.compile(
    r"域名.{0,12}(?:出售|转让|抢注|已?(?:到期|过期)|停放|待售|交易)|(?:购买|出售|转让)(?:本|此|该|这个)?域名"
    r"|domain.{0,20}(?:for sale|parked|parking|expired|is available)|buy this domain|网站出售",
    re.IGNORECASE,
)
"""The offer of a domain, or that it has expired."""
_OFFER_WORDS = re.compile(
    r"域名|domain|网站|站点|您|品牌|注册商|投资|续费|解析|联系|广告|页面", re.IGNORECASE
)
"""Words of the sentences beside such an offer."""
_READ_LINES = 80
"""Lines that are read: such pages are short or say it at their beginning."""
_MAX_TEXT = 3_000
"""Characters of their text that are read."""
_MAX_BESIDE = 60
"""Characters of sentences about something else beside an offer, about one."""


def parked_page_refusal(document: Document, head: Head, *, is_article: bool) -> NotABulletin | None:
    """Return the refusal of a page that belongs to somebody else now, else None.

    ``is_article`` says that the page shows its day below its headline, or the title of its listing row. A gambling
    platform can do that too.
    """
    if _GAMBLING_OFFER.search(head.title) and _advertises_gambling(document, head):
        return ParkedPage("parked: the title and the text advertise gambling")
    if is_article or not (offer := _OFFER.search(f"{head.title} {_text(document)}")):
        return None
    if has_prose_beside(document, _OFFER_WORDS, _MAX_BESIDE):
        return None
    return ParkedPage(f"parked: the page says '{offer[0]}'")


def _advertises_gambling(document: Document, head: Head) -> bool:
    text = _text(document)
    least = _MIN_PROMISES if _GAMBLING_TITLE.search(head.title) else _MIN_PROMISES_ALONE
    return len({*_PROMISES.findall(text)}) >= least and not _NEWS_WORDS.search(text)


def _text(document: Document) -> str:
    return " ".join(line.text for line in document.lines[:_READ_LINES])[:_MAX_TEXT]
