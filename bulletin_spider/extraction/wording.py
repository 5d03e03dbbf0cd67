"""What the words of a line say it is: prose, information about the article, a page tool, the end, the footer."""

from __future__ import annotations

import re
from enum import IntEnum

from bulletin_spider.normalization.dates import has_date


class Kind(IntEnum):
    """The part a line plays on its page."""

    TEXT = 0
    INFO = 1
    TOOL = 2
    END = 3
    FOOTER = 4
    EDITOR = 5
    RELATED = 6


_S = r"[ \u3000]{0,4}"
_LABEL = (
    rf"(?:信息|文章|稿件|新闻|内容|图文)?{_S}来{_S}[源源]|來{_S}源|出处|(?:发布|发稿|更新|发表|上传|录入|添加|生成|成文|公开|刊发|编辑)?(?:日{_S}期|时{_S}间)"
    rf"|(?:信息)?发布(?:机构|单位|部门|者|人)|作{_S}者|撰稿|编{_S}辑|责{_S}编|责任编辑|记者|通讯员|供稿|审核|浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|点击(?:次数|率|量|数)?"
    rf"|访问(?:次数|量)|人气|字{_S}[号体]|字体大小|文{_S}号|索{_S}引{_S}号|分{_S}类|主题词|有效性|标{_S}题|信息名称|名{_S}称"
)
_LABELS = re.compile(rf"(?:{_LABEL}){_S}[:：丨|]")
_TOOLS = re.compile(
    r"字号|字体|大小|超大|默认|特大|较大|打印本页|打印本文|打印此页|打印页面|打印|关闭窗口|关闭本页|关闭页面|关闭|分享到|分享至|分享本页|分享|收藏本页|加入收藏|收藏|返回顶部|返回列表|返回首页|返回|"
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|人气|扫一扫|扫码|在?手机(?:上|端)?(?:打开|查看|浏览|阅读)?|当前页面?|微信|微博|新浪|腾讯|朋友圈|QQ空间|QQ好友|QQ|复制链接|链接|我要?纠错|纠错|顶部|TOP|"
    r"背景色|语音播报|语音|朗读|播报|播放|暂停|停止|无障碍|长者(?:模式|版)|视力保护色?|繁體|简体|繁体|保存|下载本页|推荐给?|点赞|转发|评论|举报|投稿|"
    r"(?:第)?[上下]一?页|首页|末页|尾页|共\d{1,4}页|第\d{1,4}页|跳转|大|中|小|次|到|[：:|\[\]【】（）()<>《》«»+\-/\\·.,，、*TA&#]|\d{1,9}|\s",
    re.IGNORECASE,
)
_TOOL_WORD = re.compile(r"字号|字体|打印|关闭|分享|收藏|返回|浏览|阅读|点击|访问|人气|扫一扫|扫码|手机|微信|微博|纠错|[上下]一?页|首页|语音|朗读|播报|\[\d{1,3}\]", re.IGNORECASE)
_NEIGHBOUR = re.compile(r"^[\[【（(<《«\s▪•·◆■>]{0,3}(?:[上下前后]一?(?:篇|条|则|个|章|页)(?:新闻|文章|信息)?|没有了|已经是(?:第一|最后))")
_STAMP = re.compile(r"^\W{0,2}(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?\s{0,3}\d{1,2}[:：]\d{2}")
_EDITOR = re.compile(
    rf"^[\[【（(\s]{{0,3}}(?:(?:责任|网络|值班|本期|新媒体|流程|网站|文字|图文)?{_S}编{_S}辑|责{_S}[编校]|编{_S}审|审{_S}[核校稿]|校{_S}对|[一二三初复终]{_S}审|监{_S}制|主{_S}编|签{_S}发|录{_S}入(?:员|人)?|信息员|值班主任|主管领导|单位负责人)"
    rf"{_S}[:：丨|/]"
)
_RELATED = re.compile(
    r"^[\[【（(\s▎◎■]{0,3}(?:(?:相关|延伸|推荐|热点|热门|精彩|猜你|最新|更多|往期|编辑|为您|今日|图片|视频|大家|本站)[^，。；：:]{0,8}?"
    r"(?:新闻|链接|阅读|文章|推荐|报道|信息|稿件|文件|解读|资讯|内容|回顾|评论|喜欢|专题|热点|排行|关注|图集|导读|精选|头条|政策|在看)"
    r"|(?:网友|用户|最新|热门|全部|文章)?评论(?:列表|区)?(?:[（(]\d{0,6}[)）])?|我来说两句|发表评论|我要评论|跟帖|分享到|排行榜?)[\]】）)]?\s?[:：>]{0,3}$"
)
_NOTICE = re.compile(
    r"^[\[【（(※*\s]{0,3}(?:免责|版权|特别|郑重)?(?:声明|说明|提示)[\]】）)]?\s?[:：].{0,200}(?:转载|版权|侵权|观点|本[网站]|投资)"
    r"|^(?:本网|本站|凡本)[^。]{0,60}(?:转载|版权|侵权|注明)|^您访问的链接|扫一扫[^，。]{0,14}(?:打开|关注|分享|查看|手机)|^文章来源[:：].{0,40}侵删|^[\[【（(]?(?:注|原标题)[:：].{0,20}侵"
)
_FOOTER = re.compile(
    r"版权所有|copyright|ICP[备证]|公网安备|网站标识码|网站(?:地图|维护|建设|管理)|技术支持|主办(?:单位)?[:：]|承办(?:单位)?[:：]|建议使用.{0,30}(?:浏览|分辨率)|all rights reserved|联系我们|关于我们|©|邮政编码|您是第.{0,12}位",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"^(?:您|你)?(?:的)?(?:当前|现在|所在)?(?:的)?(?:位置|所在位置)\s?[:：>]|^首页\s?(?:[>》»/-]|&gt;)|^(?:欢迎|今天是)|^(?:首页|网站首页)$|[>》»].{0,20}(?:正文|内容|详情)\s?>?$|^正文$")
_PUNCTUATED = re.compile(r"[，。；！？、：“”]")


def kind(text: str) -> Kind:
    """Return the part that the line ``text`` plays, from its first 300 characters."""
    if len(text) > 300:
        return Kind.TEXT
    if len(text) <= 120:
        if _RELATED.search(text) or _NEIGHBOUR.search(text):
            return Kind.RELATED
        if _EDITOR.search(text):
            return Kind.EDITOR
        if is_info(text):
            return Kind.INFO
        if _CRUMB.search(text) or (_TOOL_WORD.search(text) and len(_TOOLS.sub("", text)) * 4 <= len(text)):
            return Kind.TOOL
        if _FOOTER.search(text) and text.count("。") == 0:
            return Kind.FOOTER
    if _NOTICE.search(text):
        return Kind.END
    return Kind.TEXT


def is_info(text: str) -> bool:
    """Return whether ``text`` tells when, from whom or by whom: two labels, or a label with a date, or a source."""
    if len(text) <= 50 and _STAMP.search(text):
        return True
    labels = _LABELS.findall(text[:120])
    if not labels:
        return False
    if len(labels) > 1 or (has_date(text[:120]) and len(text) < 80):
        return True
    return len(text) <= 40 and "。" not in text and text.find(labels[0]) <= 1


def weight(text: str, linked: int) -> float:
    """Return how much a line speaks for being body text: its length if it is prose, less than nothing for links."""
    size = len(text)
    if linked * 2 > size:
        return -8.0 - min(size, 40) * 0.5
    marks = len(_PUNCTUATED.findall(text[:400]))
    if marks == 0:
        return 2.0 if size < 30 else size * 0.3
    return min(size, 500) * (0.6 if size < 20 else 1.0)
