"""Hold the words of channels, services and offices, and tell by them what a link of a home page names."""

from __future__ import annotations

import html
import re

from bulletin_spider.listings.page.link_texts import is_more_link
from bulletin_spider.normalization.text import clean

_NEWS = (
    "新闻|要闻|动态|快讯|快报|时政|头条|报道|简讯|简报|播报|"  # news, top news, activities, flash, politics, report
    r"\bnews\b|\bpress\b|\bupdates?\b"
)
_NOTICES = (
    # Notices, recruitment, bids, appointments, calls for opinions
    "公告|通知|公示|通告|公报|布告|招聘|招考|招录|录用|招标|中标|投标|采购|拍卖|任免|征集|"
    r"\bnotices?\b|\bannouncements?\b|\brecruitment\b|\bbulletins?\b|\btenders?\b|\bbids?\b"
)
_POLICIES = (
    # Policy, documents, regulations, interpretation, budget, yearly report
    "政策|文件|法规|规章|规范|解读|预算|决算|年报|条例|"
    r"\bpolic(?:y|ies)\b|\bregulations?\b|\blaws?\b|\bdocuments?\b"
)
_CHANNEL = re.compile(f"{_NEWS}|{_NOTICES}|{_POLICIES}", re.IGNORECASE)
_MAYBE_CHANNEL = re.compile(
    # Information, briefing, work, activities, meetings, speeches, today, focus, personnel, plans, statistics, finance …
    "信息|资讯|工作|活动|会议|讲话|致辞|今日|聚焦|焦点|关注|人事|规划|计划|统计|数据|财政|公开|报告|建设|风采|媒体|发布|"
    "政务|考试|监督|检查|处罚|许可|审批|征收|土地|环评|党建|纪检|通报|图片|视频|基层|专报|提案|建议|议案|督查|应急|扶贫|乡村"
)
_SERVICE = re.compile(
    # Log in, mailboxes, letters, complaints, questions, forms, guides, help, maps, accessibility, apps, languages,
    # hotlines, ratings, matters handled, common questions, office systems
    "登录|登陆|注册|信箱|邮箱|邮件|来信|信件|写信|书信|信访|投诉|举报|咨询|留言|问答|互动|投票|调查|查询|办事|服务|指南|流程|下载|表格|"
    "预约|缴费|申报|申请|大厅|地图|导航|联系我们|联系方式|关于我们|帮助|无障碍|长者|适老|手机版|移动版|客户端|二维码|订阅|收藏|"
    "热线|诉求|反馈|评议|评价|满意度|测评|办件|选登|常见问题|知识库|电话|回音壁|民声|办公系统|后台|"
    "首页|主页|设为|版权|隐私|声明|天气|公交|繁體|繁体|简体|搜索|检索|"
    r"\b(?:apps?|rss|log ?in|mail|home|contacts?|contact us|site ?map|about|help|english|services?|search)\b",
    re.IGNORECASE,
)
_ABOUT_PLACE = re.compile(
    # Organs, leaders, overview, history, walks through, charm, tourism
    "机构|之窗|领导简介|领导分工|概况|概览|简介|历史|区划|走进|魅力|美丽|旅游|景点|美食|特产|职能|职责|专题|链接"
)
_OFFICE = re.compile(
    # Bureau, commission, office, sub-district, town, service centre, court, association, department of the party …
    r".{1,16}(?:局|委|委员会|办|办公室|街道|街道办|街道办事处|(?<![城乡集村])镇|(?<![城家故水])乡|管委会|法院|检察院|协会|联合会|工会|总工会|红十字会|"
    r"(?:服务|政务|融媒体|指挥|疾控|就业|管理|发展|急救|考试)中心|妇联|残联|工商联|文联|科协|侨联|支队|大队|公司|宣传部|组织部|统战部|政法委|"
    r"人民政府|医院|图书馆|档案馆|党校)"
)
_LIST_OF_OFFICE = re.compile(
    # The stem of an office, its kind, and what its list shows; 部门, 乡镇, 基层 … are all offices together
    r"(?:区|县|市)?(?!.{0,4}(?:部门|基层|各|镇街|街镇|乡镇|全区|全县|辖区))[\u4e00-\u9fff]{2,12}"
    r"(?:局|委|委员会|街道|街道办|街道办事处|(?<![城乡集村])镇|(?<![城家故水])乡)"
    r"(?:工作|政务|政府|信息|党务)?(?:动态|信息|公开|文件|通知|公告|通知公告|公示|公示公告|新闻|要闻|简报|资讯|政策|政策文件)"
)
_NO_NAME = re.compile(
    # Heads of tables, details, whole text, enter, set as home page, add to favourites, turn pages, back
    r"(?:序号|标题|名称|发布日期|发布时间|日期|时间|文号|索引号|发布机构|来源|点击|浏览|查看|进入|详情|详细|阅读|全文|\d+|\b[A-Za-z]\b|"
    r"设为首页|加入收藏|上一页|下一页|尾页|末页|返回|[\W_]|all|go|enter|view|details?)*",
    re.IGNORECASE,
)
_PICTURE_OF_MORE = re.compile(
    r"(?:^|[/_-])(?:more|gengduo|gd)\d{0,2}\.\w+$|(?:^|[/_-])more[_-]?\w{0,8}\.\w+$", re.IGNORECASE
)
_MORE_WORDS = re.compile(
    r"(?:查看|点击|浏览|阅读)?更多(?:内容|信息)?|\b(?:read )?more\b(?!\w)", re.IGNORECASE
)
_EDGES = " \t>»›>＞》≫<«‹《·•∙|｜:：,，、;；+＋…。.◆◇■□●○▪▶►★☆※→-—_*#[]【】「」"
_CJK_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_LINK_MARKS = re.compile(r"[>》»›＞≫→…·\s+]+")
_COUNT = re.compile(r"[(（]\d+[)）]$")
_BRACKETS = {"(": ")", "（": "）"}


def is_more(text: str) -> bool:
    """Tell whether a link's text says more (更多), with marks before or behind it and undecoded entities."""
    text = decoded(text)
    return is_more_link(text) or (is_more_link(_LINK_MARKS.sub("", text)) and _LINK_MARKS.sub("", text) != "")


def is_picture_of_more(address: str) -> bool:
    """Tell whether the address of a picture names it more: ``/images/more.gif``."""
    return _PICTURE_OF_MORE.search(address.partition("?")[0]) is not None


def is_placeholder(text: str) -> bool:
    """Tell whether a text is filled in by a script of the page: ``{{item.name}}``, ``${item.url}``."""
    return "{{" in text or "${" in text


def decoded(text: str) -> str:
    """Return ``text`` without entities, also those that were encoded twice, with normalized spaces."""
    return clean(html.unescape(html.unescape(text[:500])))


def channel_words(text: str) -> str:
    """Return the name in a text, without 更多, marks and gaps; empty if nothing names a subject."""
    name = _CJK_GAP.sub("", _MORE_WORDS.sub(" ", decoded(text))).strip(_EDGES)
    for opening, closing in _BRACKETS.items():
        if opening not in name:
            name = name.strip(closing)
        elif closing not in name:
            name = name.rpartition(opening)[0]
    name = clean(_COUNT.sub("", name).strip(_EDGES))
    return "" if _NO_NAME.fullmatch(name) or is_placeholder(name) else name


def is_channel_name(name: str) -> bool:
    """Tell whether a name has a word of news, notices or policies."""
    return _CHANNEL.search(name) is not None


def may_be_channel_name(name: str) -> bool:
    """Tell whether a name has a word that is common in the names of lists and of other pages."""
    return _MAYBE_CHANNEL.search(name) is not None


def is_service(name: str) -> bool:
    """Tell whether a name is that of a service, a mailbox or a part of the page's own frame."""
    return _SERVICE.search(name) is not None and not is_channel_name(name)


def is_about_place(name: str) -> bool:
    """Tell whether a name is that of a page about the place or its organs."""
    return _ABOUT_PLACE.search(name) is not None and not is_channel_name(name)


def is_office(name: str) -> bool:
    """Tell whether a name is that of an office, or of an office's list: 教育局, 教育局动态."""
    if _LIST_OF_OFFICE.fullmatch(name):
        return True
    return _OFFICE.fullmatch(name) is not None and not is_channel_name(name)
