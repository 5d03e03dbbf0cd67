"""The phrases that mark the parts of government and news pages: labels, tools, neighbours, footers."""

from __future__ import annotations

import re

from bulletin_spider.extraction.document import labels

_S = r"[ \u3000]{0,4}"
"""Blanks that stretch a label: 来　源."""
_OPEN = r"[\[【（(\s]{0,3}"


def _behind(words: str, form: str, gap: str = "") -> str:
    """Return the alternatives of a pattern: each of ``words`` with ``gap`` and ``form`` behind it, and ``form`` alone.

    ``re`` finds a pattern several times as fast if each alternative begins with a literal character.
    """
    return "|".join([*(f"{word}{gap}{form}" for word in words.split()), form])


_VERBS = (
    f"{labels.SUBMIT} {labels.EDIT_AND_SEND} {labels.COLLECT} {labels.ANNOUNCE} {labels.CARRY}"
    f" {labels.CREATE} {labels.PUBLISH} {labels.SEND} {labels.UPDATE} {labels.PUT_OUT} {labels.UPLOAD}"
    f" {labels.ENTER} {labels.ADD} {labels.GENERATE} {labels.COMPLETE} {labels.DISCLOSE}"
    f" {labels.PRINT_IN_PAPER} {labels.EDITOR} 最后{labels.UPDATE}"
)
LABEL = re.compile(
    f"(?:{_behind('信息 文章 稿件 新闻 内容 图文', f'来{_S}[源於]', _S)}|{labels.spaced(labels.SOURCE_TRADITIONAL, _S)}"
    f"|{labels.SOURCE}于|文章{labels.TAKEN_FROM}|{labels.TAKEN_FROM}|{labels.MANUSCRIPT_SOURCE}"
    f"|{labels.REPRINTED_FROM}|来自"
    f"|最后{labels.UPDATE}"
    f"|{_behind(_VERBS, labels.spaced(labels.DATE, _S))}"
    f"|{_behind(_VERBS, labels.spaced(labels.TIME, _S))}"
    f"|{_behind('信息', labels.PUBLISH + '(?:机构|单位|部门|者|人)')}"
    f"|{labels.spaced(labels.AUTHOR, _S)}|{labels.DRAFTED_BY}"
    f"|{labels.spaced(labels.EDITOR, _S)}|{labels.spaced(labels.EDITOR_IN_CHARGE, _S)}"
    f"|责任{labels.EDITOR}|{labels.REPORTER}|{labels.CORRESPONDENT}|{labels.SUPPLIED_BY}"
    f"|{labels.REVIEWER}|{labels.CLEARED_BY}"
    f"|{_behind('文章 信息', labels.ENTER + '(?:人|员)?')}"
    f"|{labels.BROWSED}(?:次数|量|数|率)?|{labels.READ}(?:次数|量|数|率)?"
    f"|{labels.CLICKED}(?:次数|量|数|率)?|{labels.VISITED}(?:次数|量|数|率)?"
    f"|{labels.POPULARITY}"
    f"|字{_S}[号体]|字体大小|{labels.spaced(labels.DOCUMENT_NUMBER, _S)}"
    f"|{labels.spaced(labels.INDEX_NUMBER, _S)}|分{_S}类|{labels.SUBJECT_WORDS}"
    f"|{labels.VALIDITY}|{labels.spaced(labels.TITLE, _S)}|信息{labels.NAME}"
    f"|{labels.spaced(labels.NAME, _S)}|{labels.spaced(labels.GENRE, _S)}"
    f"|{labels.COMBINED_CLASS}"
    f"|{labels.DISCLOSE}(?:方式|范围|目录)|信息(?:类别|分类)|Source|Author|Editor|Date"
    "|Last [Uu]pdated?|Updated?|updated?|Published"
    rf"){_S}[:：丨｜|]"
)
"""A label with its colon, of date, source, people, read count or catalogue card."""
LABELLED_DAY = re.compile(
    f"(?:{'|'.join(_VERBS.split())})(?:{labels.spaced(labels.DATE, _S)}"
    rf"|{labels.spaced(labels.TIME, _S)})\s?[:：]\s?(?:19|20)\d\d\s?[-./年]"
)
"""A publication label and its day."""
ABOUT_ARTICLE = re.compile(
    rf"来\s?[源於]|{labels.spaced(labels.SOURCE_TRADITIONAL)}|{labels.PUBLISH}|{labels.SEND}"
    f"|{labels.spaced(labels.AUTHOR)}|{labels.spaced(labels.EDITOR)}|{labels.REPORTER}"
    f"|{labels.CORRESPONDENT}|{labels.spaced(labels.EDITOR_IN_CHARGE)}|{labels.REVIEWER}"
    f"|{labels.ENTER}|[浏阅点访字]|{labels.POPULARITY}|最后{labels.UPDATE}"
    f"|{labels.MANUSCRIPT_SOURCE}|{labels.TAKEN_FROM}|{labels.REPRINTED_FROM}"
    r"|Source|Author|Editor|[Uu]pdated|Published"
)
"""Words of an INFO line about the article, not about an event."""

LEADING_ADDRESS = re.compile(r"(?:https?://|www\.)\S{4,80} ")
"""An address before the publication day."""
COLON = re.compile("[:：丨｜|]")
"""A colon or a bar behind a label."""
CLOCK = re.compile(r"\d\s?[:：∶]\s?\d\d(?!\d)")
"""A time of day."""
EARLY_DAY = re.compile(r"[^:：]{0,24}?(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]")
"""A day with its year near the start of a line, before any colon."""
_SHORT_DAY = r"(?:\d{1,2}[-/月]\d{1,2}日?|[今昨前]天)"
DAY_WITHOUT_COLON = re.compile(
    r"20\d\d[01]?\d[-/][0-3]?\d(?:\s?\d{1,2}:\d\d(?::\d\d)?)?$"
    rf"|\W{{0,2}}{_SHORT_DAY}\s{{0,3}}\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?\W{{0,2}}$"
    rf"|\W{{0,2}}{_SHORT_DAY}\s{{0,3}}\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?\s{{1,3}}(?:"
    rf"[\u4e00-\u9fff]{{1,14}}(?:报|网|社|台|客户端|{labels.PUBLISH}|中心|在线|频道)"
    rf"|(?:{labels.READ}|{labels.BROWSED}|{labels.CLICKED})[量数]?\s?\d{{0,9}}\s?次?)$"
    rf"|[\u4e00-\u9fff]{{1,14}}(?:报|网|社|台|客户端|{labels.PUBLISH}|融媒体?中心|在线|频道)\s?[|｜丨·]?\s?"
    rf"(?:(?:19|20)\d\d[-./年]\d{{1,2}}[-./月]\d{{1,2}}日?|{_SHORT_DAY}\s{{0,3}}\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?)$"
    rf"|\W{{0,2}}{_SHORT_DAY}\s{{0,3}}(?:\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?)?\s{{0,3}}[|｜丨·]?\s?"
    f"(?:{labels.SOURCE}|{labels.AUTHOR}|{labels.EDITOR}|{labels.PUBLISH}[者人]|{labels.BROWSED}|{labels.READ})"
    r"\s?[:：][^，。；]{0,40}$"
    rf"|\W{{0,2}}(?:{labels.PUBLISH}|{labels.PUT_OUT}|Posted|Published)(?:于| on)?\s?"
    r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})月\s?\d{1,2}(?:st|nd|rd|th|日)?\s?,?\s?(?:19|20)\d\d(?!\d)"
    f"|[^，。；]{{0,40}}(?:{labels.REPORTER}|{labels.AUTHOR}|{labels.EDITOR}(?!部)"
    f"|{labels.SOURCE})[^，。；]{{0,20}}(?:19"
    r"|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\W{0,2}$"
    rf"|\W{{0,3}}(?:{labels.PUBLISH}|{labels.SEND}|{labels.UPDATE}|{labels.PUT_OUT}"
    rf"|{labels.ADD}|{labels.ANNOUNCE}|{labels.CREATE})(?:{labels.DATE}|{labels.TIME})\s?(?:19"
    r"|20)\d\d\s?[-./年]"
    rf"|\W{{0,3}}(?:(?:{labels.PUBLISH}|{labels.PUT_OUT}|{labels.UPDATE}|{labels.CREATE}"
    rf"|{labels.EDITOR}|{labels.UPLOAD})于?|{labels.DATE})\s?(?:19"
    r"|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\W{0,2}$"
)
"""A publication day without a colon behind its label.

Day and time without a year (03-07 09:12 来源：…), or a year without a separator before the month; a name and a day
(云溪日报 · 记者 林晓舟 · 2024-03-07); a label and its day ([发布时间2024年3月7日])."""
LAW_HISTORY = re.compile(
    f"日(?![^，。]{{0,30}}{labels.spaced(labels.SOURCE)})[^，。]{{6,60}}(?:通过|修订|修正"
    rf"|{labels.ANNOUNCE}|批准|{labels.PUBLISH}|施行|废止)[)）]?\s?$"
    r"|日在[^，。]{4,50}(?:会|会议|上)[)）]$"
)
"""The history of a law below its title: （2018年3月20日第十三届…会议通过）. It is text."""
READ_COUNT = re.compile(
    rf"(?:19|20)\d\d[-./年]\d{{1,2}}[-./月]\d{{1,2}}日?\s[^。，]{{0,12}}(?:{labels.READ}"
    rf"|{labels.BROWSED}|{labels.CLICKED})[^。，]{{0,6}}\d\s?次$"
)
"""A day and a read count, both without a label."""
EVENT_TIME = re.compile(
    f"^(?:{labels.spaced(labels.TIME)}"
    rf"|{labels.spaced(labels.DATE)})\s?[:：](?:[^:：源]{{6,14}}[（(](?:周|星期|礼拜)"
    r"|[^:：源]{0,8}月\s?\d{1,2}\s?日?\s?[—－–~～至-]{1,2}\s?(?:\d{1,2}\s?月)?\s?\d{1,2}\s?日)[^源]*$"
)
"""The time of an event: with a day of the week or a span of days, without a source."""
EVENT_HOURS = re.compile(r"\d\s?[:：]\s?\d\d\s{0,2}[—－–~～至-]{1,2}\s{0,2}\d{1,2}\s?[:：]\s?\d\d")
"""The hours of an event, from … to."""
ATTACHMENT_LABEL = re.compile(
    rf"{labels.spaced(labels.ATTACHMENT)}(?:下载)?\s?(?:[一二三四五六七八九十\d]{{1,2}}\s?)?[:：.．、]"
)
"""The label at the start of a line of links to files."""
_ADDRESS = r"(?:https?://|www\.)\S|[\w.+-]{1,64}@[\w-]|(?:[\w-]{1,40}\.){1,4}(?:com|cn|net|org|top|edu|gov)\b"
"""The start of a written-out web or mail address."""
LABELLED_ADDRESS = re.compile(rf"[^:：。]{{2,24}}[:：]\s?[（(<《【\[“]?\s?(?:{_ADDRESS})", re.ASCII)
"""A label and an address: 报名网址：http://…"""
BARE_ADDRESS = re.compile(
    rf"(?:[（(]?\d{{1,2}}[)）.、]\s?)?[（(<《【\[]?(?:{_ADDRESS})[\x21-\x7e]{{0,300}}[）)>》】\].。；;]?$",
    re.ASCII,
)
"""A line that is an address and nothing else."""
LABELLED_LINK = re.compile(r"[^:：。]{2,16}[:：]")
"""A label before a link."""
OTHER_TEXTS = re.compile(
    f"{labels.READ}|{labels.REPORT}|专[题栏辑]|新闻|推荐|{labels.MORE}|栏目|话题|回顾|[上下]一?[篇条页]|日志|文章|图集"
    f"|返回|分类|主页|{labels.SOURCE}|{labels.TAKEN_FROM}|{labels.ORIGINAL_TEXT}|{labels.DETAILS}|{labels.AUTHOR}|{labels.EDITOR}"
)
"""Words of the heading or label above links to other texts."""
_PLAYED = r"\d{1,2}:\d\d(?::\d\d)?"
PLAYER = re.compile(rf"(?:10)?0%|00:00(?::00)?|{_PLAYED}\s?/\s?{_PLAYED}|\d(?:\.\d{{1,2}})?[xX×]")
"""What a player shows: progress, time and speed. Other figures and times can be text."""
MAX_PLAYER = 19
"""Characters of the longest of these: 00:00:00 / 00:00:00."""
OFFICIAL_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,20}\s?[〔\[［（(【]\s?(?:19|20)\d\d\s?[〕\]］）)】]\s?第?\d{1,5}\s?号"
)
"""The number of an official document, with its office and year: 河政发〔2024〕6号."""
CONTACT = re.compile(
    r"(?:在线咨询|联系(?:我们|人|方式|电话)|咨询(?:电话|热线)|电\s?话|传\s?真|手\s?机|地\s?址|邮\s?[编箱]|微信|QQ|网\s?址|[Ee]-?mail|客服|热线)"
    r"(?:号码?)?\s?(?:[:：]|\W{0,2}$)"
)
"""How to reach an office: a label with its colon, or alone on the line."""
PUNCTUATION = re.compile(r"[，。；！？、]")
SENTENCE = re.compile(r"。|！|？|；|，.{8}")

TOOL_WORD = re.compile(
    f"{labels.FONT_SIZE}|字体|{labels.PRINT}|{labels.CLOSE}|{labels.SHARE}|{labels.BOOKMARK}|转播"
    f"|登录|注册|搜索|返回|{labels.BROWSED}|{labels.READ}|{labels.CLICKED}|{labels.VISITED}"
    f"|{labels.POPULARITY}|扫一扫|扫码|手机|微信|微博|纠错|上一?页|下一?页|{labels.HOME_PAGE}"
    r"|尾页|末页|第\d{0,4}页|共\s?\d{0,6}\s?[页条]|语音[播朗]|听语音|朗读|播报"
    r"|\[\d{1,3}\]|T\s?[|+＋-]|A\s?[|+＋-]"
)
"""A word of page tools. A line without one is not compared with ``TOOL_PARTS``, which takes longer."""
LIST_ITEM_OR_PHONE = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s?[\u4e00-\u9fff]"
    r"|[^。]{0,40}(?<!\d)(?:0\d{2,3}-?[1-9]\d{6,7}|1[3-9]\d{9})(?!\d)"
)
"""A list item or a phone number. Both are text, even with words of page tools."""
TOOL_PARTS = re.compile(
    f"{labels.FONT_SIZE}|字体|登录|注册|搜索|退出|{labels.MORE}|大小|超大|默认|特大|较大"
    f"|{labels.PRINT}(?:本页|本文|此页|页面|文章)?|{labels.CLOSE}(?:窗口|本页|页面)?"
    f"|{labels.SHARE}(?:到|至|本页)?"
    f"|{labels.BOOKMARK}(?:本页)?|加入{labels.BOOKMARK}"
    f"|返回(?:顶部|列表|{labels.HOME_PAGE}|上一页)?"
    f"|(?:{labels.BROWSED}|{labels.READ}|{labels.CLICKED}|{labels.VISITED})(?:次数|量|数|率)?"
    f"|{labels.POPULARITY}|扫一扫|扫码|二维码"
    f"|在?手机(?:上|端)?(?:打开|查看|{labels.BROWSED}|{labels.READ})?|当前页面?|微信好友"
    "|微信扫码|微信|微博|新浪|腾讯|好友和?|朋友圈|QQ空间|QQ"
    r"|复制链接|链接|内容纠错|我要?纠错|纠错|顶部|TOP|背景色|语音播报|语音|朗读|播报|播放|暂停|停止|无障碍|长者(?:模式|版)"
    f"|视力保护色?|繁體|简体|繁体|保存|下载本页|推荐给?|{labels.LIKE}|转发|{labels.COMMENT}"
    f"|网址|请使用|扫描|转播|举报|投稿|信息{labels.PUBLISH}|用|(?:第)?[上下]一?页"
    f"|{labels.HOME_PAGE}|末页|尾页"
    r"|共\s?\d{0,6}\s?[页条]|第\d{0,4}页|总共|当前|记录|跳转|大|中|小|次|到|[：:|\[\]【】（）()<>《》«»+\-/\\·.,，、*TA&#]|\d{1,9}|\s",
    re.IGNORECASE,
)
"""All that a line of page tools can consist of."""
BREADCRUMB = re.compile(
    r"[您你]?的?(?:当前|现在|所在)?的?(?:位置|所在位置)\s?[:：>]"
    rf"|(?:网站)?{labels.HOME_PAGE}\s?(?:[>＞》»/-]|$)"
    rf"|(?:[您你]好\s?[，！!,。]?\s?)?欢迎(?=[^。]{{0,12}}(?:{labels.VISITED}|光临|来到|您"
    f"|{labels.BROWSED}|登[录陆]|进入|使用|网|关注|注册)|.{{0,4}}$)|{labels.TODAY_IS}"
    f"|{labels.MAIN_TEXT}$"
    rf"|[\[【（(]?原{labels.TITLE}[:：]"
    f"|(?:{labels.CLICKED})?(?:加载|展开|查看|{labels.READ})(?:全部|{labels.MORE}"
    f"|{labels.FULL_TEXT})(?:内容)?$"
)
"""The start of a breadcrumb trail, a greeting, the date of today or a button that loads more text."""
BREADCRUMB_END = re.compile(rf"[>＞》»].{{0,20}}(?:{labels.MAIN_TEXT}|内容|{labels.DETAILS})\s?>?$")
"""The end of a breadcrumb trail."""
LOADING = re.compile(r"加载中.{0,3}请稍[候后等]|请刷新(?:[本该此]?页面?)?(?:重试)?[。！]?$")
"""A message that the page is loading or must be reloaded."""
PREVIOUS_NEXT = re.compile(
    r"[\[【（(<《«\s▪•·◆■>]{0,3}(?:[上下前后]一?(?:篇|条|则|个|章)(?:新闻|文章|信息)?(?=[\]】）):：\s]|$)"
    r"|没有了|已经是(?:第一|最后))"
)
"""The label of the previous or next article."""
EDITOR = re.compile(
    f"{_OPEN}(?:(?:(?:责任|网络|值班|本期|新媒体|流程|网站|文字|图文"
    f"|栏目){_S})?{labels.spaced(labels.EDITOR, _S)}|责{_S}[编校]"
    f"|{labels.spaced(labels.EDITORIAL_REVIEWER, _S)}|审{_S}[核校稿]"
    f"|{labels.spaced(labels.PROOFREADER, _S)}|[一二三初复终]{_S}审"
    f"|{labels.spaced(labels.SUPERVISOR, _S)}|{labels.spaced(labels.CHIEF_EDITOR, _S)}"
    f"|{labels.spaced(labels.SIGNED_BY, _S)}|{labels.spaced(labels.ENTER, _S)}(?:员|人)?"
    f"|{labels.INFORMANT}|信息{labels.PUBLISH}|{labels.EDITOR_ON_DUTY}|主管领导"
    rf"|单位负责人){_S}[:：丨｜|/]"
)
"""The label of an editor's line."""
RELATED = re.compile(
    rf"[\[【（(\s▎◎■]{{0,3}}(?:(?:相关|延伸|推荐|热点|热门|精彩|猜你|最新|{labels.MORE}|往期"
    "|为您|今日|图片|视频|大家|本站)[^，。；：:]{0,8}?"
    f"(?:新闻|链接|{labels.READ}|文章|推荐|{labels.REPORT}|信息|稿件|文件|解读|资讯|内容|回顾"
    f"|{labels.COMMENT}|喜欢|专题|热点|排行|关注|图集|导读|精选|头条|政策"
    f"|{labels.ATTACHMENT}|在看)|(?:网友|用户|最新|热门|全部|文章)?{labels.COMMENT}(?:列表"
    rf"|区)?\s?(?:[（(]\d{{0,6}}[)）])?|我来说两句|{labels.PUT_OUT}{labels.COMMENT}"
    f"|我要{labels.COMMENT}|跟帖"
    rf"|{labels.SHARE}到|排行榜?|标签|{labels.KEYWORDS})[\]】）)]?\s?[:：>]{{0,3}}$"
    rf"|(?:共有?|已有)?\s?\d{{1,7}}\s?条(?:网友)?{labels.COMMENT}$"
    r"|(?:(?:相关|热门|文章|本文)?(?:标签|热词|关键[词字])|Tags?)\s?[:：]"
)
"""The heading of related links, comments or tags."""
NOTICE = re.compile(
    r"[\[【（(\s]{0,3}(?:版权[与及和、]?)?(?:免责|版权)声明[\]】）)]?[:：]?$"
    r"|[\[【（(※*\s]{0,3}(?:免责|版权|特别|郑重)?(?:声明|说明|提示)[\]】）)]?\s?[:：]"
    r".{0,200}(?:转载|版权|侵权|观点|本[网站]|本平台|投资)"
    rf"|(?:{labels.ORIGINAL_TEXT}|本文)(?:地址|链接)\s?[:：]|版权所有，[^。]{{0,10}}转载"
    "|未经[^。]{0,24}(?:许可|授权|同意)[^。]{0,12}(?:转载|镜像|复制|摘编)"
    r"|(?:\d[.、]\s?)?(?:本网|本站|凡本)[^。]{0,60}(?:转载|版权|侵权|注明)"
    f"|您{labels.VISITED}的链接|文章{labels.SOURCE}[:：].{{0,40}}侵删"
)
"""A notice of rights or a disclaimer."""
SCAN_CODE = re.compile(rf"扫一扫[^，。]{{0,14}}(?:打开|关注|{labels.SHARE}|查看|手机)")
"""A request to scan a code with a phone."""
FOOTER = re.compile(
    r"版权所有|Copyright|copyright|COPYRIGHT|ICP[备证]|icp[备证]|公网安备|网站标识码|网站地图"
    r"|网站(?:维护|建设|管理|支持)(?:单位)?\s?[:：]|技术支持\s?[:：]"
    f"|建议使用.{{0,30}}(?:{labels.BROWSED}|分辨率)"
    r"|All [Rr]ights [Rr]eserved|all [Rr]ights [Rr]eserved"
    r"|联系我们.{0,6}[|]|关于我们.{0,6}[|]|©|保留所有权|未经(?:许可|授权)[^。]{0,8}不得|您是第.{0,12}位"
)
"""Words of the footer of a site."""
SPONSOR = re.compile(
    r"主办|承办|协办|地\s?址[:：]|邮\s?编[:：]|邮政编码"
    r"|电\s?话[:：]|传\s?真[:：]|邮箱[:：]|维护|热线"
)
"""Addresses and sponsors: they belong to the footer if they are beside a footer line. In a body they are text."""
SPONSOR_REACH = 80
"""Characters of a line in which a sponsor is searched: it is at the start."""
HOST_OFFICE = re.compile(
    r"(?:主办|承办|协办|主管)(?:单位)?\s?[:：][^。，]{0,30}(?:政府|办公室|中心|委员会|宣传部|网信办)(?:[^。，]{0,30})$"
)
"""A line that names the office behind a site. As the last line it is a footer, elsewhere it can name an organizer."""
