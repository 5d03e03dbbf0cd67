"""What the words of a line say it is: prose, information about the article, a page tool, the end, the footer."""

from __future__ import annotations

import re
from enum import IntEnum

from bulletin_spider.normalization.dates import starts_with_date


class Kind(IntEnum):
    """The part a line plays on its page."""

    TEXT = 0
    INFO = 1
    DATE = 2
    TOOL = 3
    END = 4
    FOOTER = 5
    EDITOR = 6
    RELATED = 7
    LINKS = 8


BORDERS = frozenset((Kind.END, Kind.FOOTER, Kind.EDITOR, Kind.RELATED))
"""Kinds of lines that no body reaches across."""

_S = r"[ \u3000]{0,4}"
_LABEL = re.compile(
    rf"(?:(?:(?:信息|文章|稿件|新闻|内容|图文){_S})?来{_S}[源於]|來{_S}源|来源于|出处|(?:发布|发稿|更新|发表|上传|录入|添加|生成|成文|公开|刊发|编辑|最后更新)?"
    rf"(?:日{_S}期|时{_S}间)|最后更新|(?:信息)?发布(?:机构|单位|部门|者|人)|作{_S}者|撰稿|编{_S}辑|责{_S}编|责任编辑|记者|通讯员|供稿|审核|(?:文章|信息)?录入(?:人|员)?"
    rf"|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|人气|字{_S}[号体]|字体大小|文{_S}号|索{_S}引{_S}号|分{_S}类|主题词|有效性|标{_S}题|信息名称"
    rf"|名{_S}称|体{_S}裁|组配分类|公开(?:方式|范围|目录)|信息(?:类别|分类|来源)){_S}[:：丨|]"
)
_SENTENCE = re.compile(r"[。！？；]|，.{8}")
_TOOLS = re.compile(
    r"字号|字体|大小|超大|默认|特大|较大|打印(?:本页|本文|此页|页面|文章)?|关闭(?:窗口|本页|页面)?|分享(?:到|至|本页)?|收藏(?:本页)?|加入收藏|"
    r"返回(?:顶部|列表|首页|上一页)?|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|人气|扫一扫|扫码|二维码|在?手机(?:上|端)?(?:打开|查看|浏览|阅读)?|"
    r"当前页面?|微信好友|微信扫码|微信|微博|新浪|腾讯|好友和?|朋友圈|QQ空间|QQ|复制链接|链接|内容纠错|我要?纠错|纠错|顶部|TOP|背景色|语音播报|"
    r"语音|朗读|播报|播放|暂停|停止|无障碍|长者(?:模式|版)|视力保护色?|繁體|简体|繁体|保存|下载本页|推荐给?|点赞|转发|评论|举报|投稿|信息发布|用|"
    r"(?:第)?[上下]一?页|首页|末页|尾页|共\d{1,4}页|第\d{1,4}页|跳转|大|中|小|次|到|[：:|\[\]【】（）()<>《》«»+\-/\\·.,，、*TA&#]|\d{1,9}|\s",
    re.IGNORECASE,
)
_TOOL_WORD = re.compile(
    r"字号|字体|打印|关闭|分享|收藏|返回|浏览|阅读|点击|访问|人气|扫一扫|扫码|手机|微信|微博|纠错|[上下]一?页|首页|语音|朗读|播报|\[\d{1,3}\]|T\s?[|+]"
)
_NEIGHBOUR = re.compile(
    r"^[\[【（(<《«\s▪•·◆■>]{0,3}(?:[上下前后]一?(?:篇|条|则|个|章)(?:新闻|文章|信息)?(?=[\]】）):：\s]|$)|没有了|已经是(?:第一|最后))"
)
_EDITOR = re.compile(
    rf"^[\[【（(\s]{{0,3}}(?:(?:(?:责任|网络|值班|本期|新媒体|流程|网站|文字|图文|栏目){_S})?编{_S}辑|责{_S}[编校]|编{_S}审|审{_S}[核校稿]"
    rf"|校{_S}对|[一二三初复终]{_S}审|监{_S}制|主{_S}编|签{_S}发|录{_S}入(?:员|人)?|信息员|信息发布|值班主任|主管领导|单位负责人){_S}[:：丨|/]"
)
_RELATED = re.compile(
    r"^[\[【（(\s▎◎■]{0,3}(?:(?:相关|延伸|推荐|热点|热门|精彩|猜你|最新|更多|往期|为您|今日|图片|视频|大家|本站)[^，。；：:]{0,8}?"
    r"(?:新闻|链接|阅读|文章|推荐|报道|信息|稿件|文件|解读|资讯|内容|回顾|评论|喜欢|专题|热点|排行|关注|图集|导读|精选|头条|政策|附件|在看)"
    r"|(?:网友|用户|最新|热门|全部|文章)?评论(?:列表|区)?\s?(?:[（(]\d{0,6}[)）])?|我来说两句|发表评论|我要评论|跟帖|分享到|排行榜?|标签|关键词)"
    r"[\]】）)]?\s?[:：>]{0,3}$|^(?:标签|关键[词字]|Tags?)\s?[:：]"
)
_NOTICE = re.compile(
    r"^[\[【（(※*\s]{0,3}(?:免责|版权|特别|郑重)?(?:声明|说明|提示)[\]】）)]?\s?[:：].{0,200}(?:转载|版权|侵权|观点|本[网站]|投资)"
    r"|^(?:本网|本站|凡本)[^。]{0,60}(?:转载|版权|侵权|注明)|^您访问的链接|扫一扫[^，。]{0,14}(?:打开|关注|分享|查看|手机)"
    r"|^文章来源[:：].{0,40}侵删"
)
_FOOTER = re.compile(
    r"版权所有|[Cc]opyright|COPYRIGHT|(?:ICP|icp)[备证]|公网安备|网站标识码|网站地图|(?:网站(?:维护|建设|管理|支持)(?:单位)?|技术支持)\s?[:：]"
    r"|建议使用.{0,30}(?:浏览|分辨率)|[Aa]ll [Rr]ights [Rr]eserved|(?:联系|关于)我们.{0,6}[|｜]|©|保留所有权|未经(?:许可|授权)[^。]{0,8}不得|您是第.{0,12}位"
)
_SPONSOR = re.compile(
    r"主办|承办|协办|地\s?址[:：]|邮\s?编[:：]|邮政编码|电\s?话[:：]|传\s?真[:：]|邮箱[:：]|维护|热线"
)
_CRUMB = re.compile(
    r"^[您你]?的?(?:当前|现在|所在)?的?(?:位置|所在位置)\s?[:：>]|^(?:网站)?首页\s?(?:[>》»/-]|$)|^欢迎|^今天是|[>》»].{0,20}(?:正文|内容|详情)\s?>?$|^正文$|^[\[【（(]?原标题[:：]"
)
_HOUR_OF_DAY = re.compile(r"\W{0,2}\d{1,2}[-/月]\d{1,2}日?\s{0,3}\d{1,2}[:：]\d\d\W{0,2}$")
_TOLD = re.compile(
    r"来\s?[源於]|來\s?源|发布|发稿|作\s?者|编\s?辑|记者|通讯员|责\s?编|审核|录入|[浏阅点访字]|人气|最后更新"
)
_STAMPED = re.compile(r"[^:：]{0,24}?(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]")
_COLON = re.compile("[:：丨|]")
_CLOCK = re.compile(r"\d\s?[:：]\s?\d\d(?!\d)")
_PUNCTUATED = re.compile(r"[，。；！？、]")


def kind(text: str) -> Kind:
    """Return the part that the line ``text`` plays; a line of more than 300 characters is text."""
    size = len(text)
    if size > 120:
        return Kind.END if size <= 300 and _NOTICE.search(text) else Kind.TEXT
    if "。" in text and size > 20:
        return Kind.END if _NOTICE.search(text) else Kind.TEXT
    if _RELATED.search(text) or _NEIGHBOUR.search(text):
        return Kind.RELATED
    if _EDITOR.search(text) and not _SENTENCE.search(text):
        return Kind.EDITOR
    if size <= 60 and not _SENTENCE.search(text) and starts_with_date(text):
        return Kind.INFO if has_clock(text) else Kind.DATE
    if _CRUMB.search(text):
        return Kind.TOOL
    if size <= 50 and has_clock(text) and _STAMPED.match(text) and not _PUNCTUATED.search(text):
        return Kind.INFO
    if is_info(text) or _HOUR_OF_DAY.match(text):
        return Kind.INFO
    if _TOOL_WORD.search(text) and len(_TOOLS.sub("", text)) * 4 <= size:
        return Kind.TOOL
    if _FOOTER.search(text) and "。" not in text:
        return Kind.FOOTER
    return Kind.END if _NOTICE.search(text) else Kind.TEXT


def spread_footer(kinds: list[Kind], texts: list[str]) -> None:
    """Mark as footer the lines of address and sponsor beside one that is surely footer; in a body they are text."""
    for i in [i for i, said in enumerate(kinds) if said is Kind.FOOTER]:
        for way in (-1, 1):
            k = i + way
            while 0 <= k < len(kinds) and abs(k - i) <= 6:
                if (
                    kinds[k] not in (Kind.TEXT, Kind.INFO)
                    or not _SPONSOR.search(texts[k][:80])
                    or "。" in texts[k]
                ):
                    break
                kinds[k] = Kind.FOOTER
                k += way


def has_clock(text: str) -> bool:
    """Return whether a time of day stands in ``text``."""
    return _CLOCK.search(text) is not None


def is_info(text: str) -> bool:
    """Return whether ``text`` tells when or by whom the article was published: two labels, or one that begins it."""
    if not _COLON.search(text) or text.count("：") > 12:
        return False
    labels = list(_LABEL.finditer(text))
    if not labels or (len(labels) == 1 and _SENTENCE.search(text)):
        return False
    return len(labels) > 1 or (labels[0].start() <= 1 and len(text) <= 60)


def is_imprint(text: str) -> bool:
    """Return whether a line of information speaks of the article, not of an event that the body announces."""
    return _TOLD.search(text) is not None or has_clock(text)


def weight(text: str, linked: int) -> float:
    """Return how much a line speaks for being body text: its length if it is prose, less than nothing for links."""
    size = len(text)
    if linked * 2 > size:
        return 0.0 if text[-1] in "。！？" else -8.0 - min(size, 40) * 0.5
    if text.isascii():
        return 1.0
    if not _PUNCTUATED.search(text):
        return 2.0 if size < 30 else size * 0.3
    return min(size, 500) * (0.6 if size < 20 else 1.0)
