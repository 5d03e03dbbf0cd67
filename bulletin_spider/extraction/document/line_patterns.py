"""The phrases that mark the parts of government and news pages: labels, tools, neighbours, footers."""

from __future__ import annotations

import re

_S = r"[ \u3000]{0,4}"
"""Blanks that stretch a label: 来　源."""
_OPEN = r"[\[【（(\s]{0,3}"


def _behind(words: str, form: str, gap: str = "") -> str:
    """Return the alternatives of a pattern: each of ``words`` with ``gap`` and ``form`` behind it, and ``form`` alone.

    ``re`` finds a pattern several times as fast if each alternative begins with a literal character.
    """
    return "|".join([*(f"{word}{gap}{form}" for word in words.split()), form])


_VERBS = "提交 编发 采编 公布 刊登 创建 发布 发稿 更新 发表 上传 录入 添加 生成 成文 公开 刊发 编辑 最后更新"
LABEL = re.compile(
    f"(?:{_behind('信息 文章 稿件 新闻 内容 图文', f'来{_S}[源於]', _S)}|來{_S}源|来源于|文章出处|出处|稿源|转自|来自"
    f"|最后更新"
    f"|{_behind(_VERBS, f'日{_S}期')}|{_behind(_VERBS, f'时{_S}间')}|{_behind('信息', '发布(?:机构|单位|部门|者|人)')}"
    rf"|作{_S}者|撰稿|编{_S}辑|责{_S}编|责任编辑|记者|通讯员|供稿|审核|核发|{_behind('文章 信息', '录入(?:人|员)?')}"
    rf"|浏览(?:次数|量|数|率)?|阅读(?:次数|量|数|率)?|点击(?:次数|量|数|率)?|访问(?:次数|量|数|率)?|人气"
    rf"|字{_S}[号体]|字体大小|文{_S}号|索{_S}引{_S}号|分{_S}类|主题词|有效性|标{_S}题|信息名称|名{_S}称|体{_S}裁|组配分类"
    rf"|公开(?:方式|范围|目录)|信息(?:类别|分类)|Source|Author|Editor|Date|Last [Uu]pdated?|Updated?|updated?|Published"
    rf"){_S}[:：丨｜|]"
)
"""A label with its colon, of date, source, people, read count or catalogue card."""
LABELLED_DAY = re.compile(
    rf"(?:{'|'.join(_VERBS.split())})(?:日{_S}期|时{_S}间)\s?[:：]\s?(?:19|20)\d\d\s?[-./年]"
)
"""A publication label and its day."""
ABOUT_ARTICLE = re.compile(
    r"来\s?[源於]|來\s?源|发布|发稿|作\s?者|编\s?辑|记者|通讯员|责\s?编|审核|录入|[浏阅点访字]|人气|最后更新"
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
DAY_WITHOUT_COLON = re.compile(
    r"20\d\d[01]?\d[-/][0-3]?\d(?:\s?\d{1,2}:\d\d(?::\d\d)?)?$"
    r"|\W{0,2}\d{1,2}[-/月]\d{1,2}日?\s{0,3}\d{1,2}[:：]\d\d\W{0,2}$"
    r"|[^，。；]{0,40}(?:记者|作者|编辑(?!部)|来源)[^，。；]{0,20}(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?(?:\s?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\W{0,2}$"
    r"|\W{0,3}(?:发布|发稿|更新|发表|添加|公布|创建)(?:日期|时间)\s?(?:19|20)\d\d\s?[-./年]"
    r"|\W{0,3}(?:(?:发布|发表|更新|创建|编辑|上传)于?|日期)\s?(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\W{0,2}$"
)
"""A publication day without a colon behind its label.

Day and time without a year, or a year without a separator before the month; a name and a day (云溪日报 · 记者 林晓舟 ·
2024-03-07); a label and its day ([发布时间2024年3月7日])."""
LAW_HISTORY = re.compile(
    r"日(?![^，。]{0,30}来\s?源)[^，。]{6,60}(?:通过|修订|修正|公布|批准|发布|施行|废止)[)）]?\s?$"
    r"|日在[^，。]{4,50}(?:会|会议|上)[)）]$"
)
"""The history of a law below its title: （2018年3月20日第十三届…会议通过）. It is text."""
READ_COUNT = re.compile(
    r"(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?\s[^。，]{0,12}(?:阅读|浏览|点击)[^。，]{0,6}\d\s?次$"
)
"""A day and a read count, both without a label."""
EVENT_TIME = re.compile(
    r"^(?:时\s?间|日\s?期)\s?[:：](?:[^:：源]{6,14}[（(](?:周|星期|礼拜)|[^:：源]{0,8}月\s?\d{1,2}\s?日?\s?[—－–~～至-]{1,2}\s?(?:\d{1,2}\s?月)?\s?\d{1,2}\s?日)[^源]*$"
)
"""The time of an event: with a day of the week or a span of days, without a source."""
EVENT_HOURS = re.compile(r"\d\s?[:：]\s?\d\d\s{0,2}[—－–~～至-]{1,2}\s{0,2}\d{1,2}\s?[:：]\s?\d\d")
"""The hours of an event, from … to."""
ATTACHMENT_LABEL = re.compile(r"附\s?件(?:下载)?\s?(?:[一二三四五六七八九十\d]{1,2}\s?)?[:：.．、]")
"""The label at the start of a line of links to files."""
CONTACT = re.compile(
    r"(?:在线咨询|联系(?:我们|人|方式|电话)|咨询(?:电话|热线)|电\s?话|传\s?真|手\s?机|地\s?址|邮\s?[编箱]|微信|QQ|网\s?址|[Ee]-?mail|客服|热线)"
    r"(?:号码?)?\s?(?:[:：]|\W{0,2}$)"
)
"""How to reach an office: a label with its colon, or alone on the line."""
PUNCTUATION = re.compile(r"[，。；！？、]")
SENTENCE = re.compile(r"。|！|？|；|，.{8}")

TOOL_WORD = re.compile(
    r"字号|字体|打印|关闭|分享|收藏|登录|注册|搜索|返回|浏览|阅读|点击|访问|人气|扫一扫|扫码|手机|微信|微博|纠错|上一?页|下一?页|首页|尾页|末页|第\d{0,4}页|共\s?\d{0,6}\s?[页条]|语音[播朗]|听语音|朗读|播报"
    r"|\[\d{1,3}\]|T\s?[|+＋-]|A\s?[|+＋-]"
)
"""A word of page tools. A line without one is not compared with ``TOOL_PARTS``, which takes longer."""
LIST_ITEM_OR_PHONE = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s?[\u4e00-\u9fff]"
    r"|[^。]{0,40}(?<!\d)(?:0\d{2,3}-?[1-9]\d{6,7}|1[3-9]\d{9})(?!\d)"
)
"""A list item or a phone number. Both are text, even with words of page tools."""
TOOL_PARTS = re.compile(
    r"字号|字体|登录|注册|搜索|退出|更多|大小|超大|默认|特大|较大|打印(?:本页|本文|此页|页面|文章)?|关闭(?:窗口|本页|页面)?|分享(?:到|至|本页)?"
    r"|收藏(?:本页)?|加入收藏|返回(?:顶部|列表|首页|上一页)?|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|人气|扫一扫|扫码|二维码"
    r"|在?手机(?:上|端)?(?:打开|查看|浏览|阅读)?|当前页面?|微信好友|微信扫码|微信|微博|新浪|腾讯|好友和?|朋友圈|QQ空间|QQ"
    r"|复制链接|链接|内容纠错|我要?纠错|纠错|顶部|TOP|背景色|语音播报|语音|朗读|播报|播放|暂停|停止|无障碍|长者(?:模式|版)"
    r"|视力保护色?|繁體|简体|繁体|保存|下载本页|推荐给?|点赞|转发|评论|网址|请使用|扫描|举报|投稿|信息发布|用|(?:第)?[上下]一?页|首页|末页|尾页"
    r"|共\s?\d{0,6}\s?[页条]|第\d{0,4}页|总共|当前|记录|跳转|大|中|小|次|到|[：:|\[\]【】（）()<>《》«»+\-/\\·.,，、*TA&#]|\d{1,9}|\s",
    re.IGNORECASE,
)
"""All that a line of page tools can consist of."""
BREADCRUMB = re.compile(
    r"[您你]?的?(?:当前|现在|所在)?的?(?:位置|所在位置)\s?[:：>]|(?:网站)?首页\s?(?:[>＞》»/-]|$)|(?:[您你]好\s?[，！!,。]?\s?)?欢迎(?=[^。]{0,12}(?:访问|光临|来到|您|浏览|登[录陆]|进入|使用|网|关注|注册)|.{0,4}$)|今天是|正文$"
    r"|[\[【（(]?原标题[:：]|(?:点击)?(?:加载|展开|查看|阅读)(?:全部|更多|全文)(?:内容)?$"
)
"""The start of a breadcrumb trail, a greeting, the date of today or a button that loads more text."""
BREADCRUMB_END = re.compile(r"[>＞》»].{0,20}(?:正文|内容|详情)\s?>?$")
"""The end of a breadcrumb trail."""
LOADING = re.compile(r"加载中.{0,3}请稍[候后等]|请刷新(?:[本该此]?页面?)?(?:重试)?[。！]?$")
"""A message that the page is loading or must be reloaded."""
PREVIOUS_NEXT = re.compile(
    r"[\[【（(<《«\s▪•·◆■>]{0,3}(?:[上下前后]一?(?:篇|条|则|个|章)(?:新闻|文章|信息)?(?=[\]】）):：\s]|$)"
    r"|没有了|已经是(?:第一|最后))"
)
"""The label of the previous or next article."""
EDITOR = re.compile(
    rf"{_OPEN}(?:(?:(?:责任|网络|值班|本期|新媒体|流程|网站|文字|图文|栏目){_S})?编{_S}辑|责{_S}[编校]|编{_S}审|审{_S}[核校稿]"
    rf"|校{_S}对|[一二三初复终]{_S}审|监{_S}制|主{_S}编|签{_S}发|录{_S}入(?:员|人)?|信息员|信息发布|值班主任|主管领导"
    rf"|单位负责人){_S}[:：丨｜|/]"
)
"""The label of an editor's line."""
RELATED = re.compile(
    r"[\[【（(\s▎◎■]{0,3}(?:(?:相关|延伸|推荐|热点|热门|精彩|猜你|最新|更多|往期|为您|今日|图片|视频|大家|本站)[^，。；：:]{0,8}?"
    r"(?:新闻|链接|阅读|文章|推荐|报道|信息|稿件|文件|解读|资讯|内容|回顾|评论|喜欢|专题|热点|排行|关注|图集|导读|精选|头条|政策"
    r"|附件|在看)|(?:网友|用户|最新|热门|全部|文章)?评论(?:列表|区)?\s?(?:[（(]\d{0,6}[)）])?|我来说两句|发表评论|我要评论|跟帖"
    r"|分享到|排行榜?|标签|关键词)[\]】）)]?\s?[:：>]{0,3}$|(?:(?:相关|热门|文章|本文)?(?:标签|热词|关键[词字])|Tags?)\s?[:：]"
)
"""The heading of related links, comments or tags."""
NOTICE = re.compile(
    r"[\[【（(\s]{0,3}(?:版权[与及和、]?)?(?:免责|版权)声明[\]】）)]?[:：]?$"
    r"|[\[【（(※*\s]{0,3}(?:免责|版权|特别|郑重)?(?:声明|说明|提示)[\]】）)]?\s?[:：]"
    r".{0,200}(?:转载|版权|侵权|观点|本[网站]|本平台|投资)"
    r"|(?:原文|本文)(?:地址|链接)\s?[:：]|版权所有，[^。]{0,10}转载|未经[^。]{0,24}(?:许可|授权|同意)[^。]{0,12}(?:转载|镜像|复制|摘编)"
    r"|(?:\d[.、]\s?)?(?:本网|本站|凡本)[^。]{0,60}(?:转载|版权|侵权|注明)|您访问的链接|文章来源[:：].{0,40}侵删"
)
"""A notice of rights or a disclaimer."""
SCAN_CODE = re.compile(r"扫一扫[^，。]{0,14}(?:打开|关注|分享|查看|手机)")
"""A request to scan a code with a phone."""
FOOTER = re.compile(
    r"版权所有|Copyright|copyright|COPYRIGHT|ICP[备证]|icp[备证]|公网安备|网站标识码|网站地图"
    r"|网站(?:维护|建设|管理|支持)(?:单位)?\s?[:：]|技术支持\s?[:：]|建议使用.{0,30}(?:浏览|分辨率)"
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
