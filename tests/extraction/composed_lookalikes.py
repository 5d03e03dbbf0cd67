"""Compose bulletins that share words or markup with pages that are no bulletin. No such bulletin may be refused.

Around an article there can be a login box, a search, a form for comments or corrections. Its text can be short, explain a
login, quote an error message, list telephone numbers, or tell of gambling.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from tests.extraction.composed import (
    DAYS,
    FEET,
    FRAMES,
    HEADLINES,
    INFO_LINES,
    NAMES,
    SENTENCES,
    SIDES,
    SOURCES,
    TAILS,
    TITLE_TAGS,
    TITLES,
    TOPS,
)
from tests.extraction.refusable.page import fields_of, rows_of, select_of

ABOVE = (
    "", "", "<form class=search><input name=q placeholder=请输入关键字><button>搜索</button></form>",
    "<div class=login>用户名 <input name=u> 密码 <input type=password name=p> <input type=submit value=登录> <a href='/reg'>注册</a></div>",
    "<table><tr><td><form>用户名：<input size=8> 密码：<input type=password size=8> 验证码：<input size=4><input type=image src=dl.gif></form></td></tr></table>",
    "<div>站内搜索：<select><option>标题<option>全文</select><input><input type=button value=搜索> <a href='/gj'>高级搜索</a></div>",
    "<div class=top><a href='/login'>登录</a> | <a href='/reg'>注册</a> | <a href='/lxwm'>联系我们</a> | <a href='/jc'>网站纠错</a></div>",
)  # fmt: skip
BOXES = (
    "", "", "<div class=lx><h3>联系我们</h3><p>电话：0100-8800120</p><p>地址：人民路1号</p><p>邮箱：a@example.cn</p></div>",
    "<div><h3>用户登录</h3><p>用户名：<input></p><p>密码：<input type=password></p><button>登录</button></div>",
    "<div class=box><div class=t>网上办事</div><p>办件编号：<input></p><p>查询密码：<input></p><p>验证码：<input></p><button>查询</button></div>",
    "<div><h4>区长信箱</h4><p>欢迎您写信反映问题。</p><a href='/xx'>我要写信</a></div>", "<div><h3>在线调查</h3><p>您对网站改版是否满意？</p><input type=radio>满意<input type=radio>一般<input type=radio>不满意</div>",
)  # fmt: skip
CHANNELS = (
    "要闻动态",
    "通知公告",
    "意见征集",
    "在线访谈",
    "信息公开目录",
    "投诉举报",
    "联系我们",
    "规范性文件",
    "网上调查",
)
COMMENT_FORMS = (
    "<div class='comment'><h3>发表评论</h3><form>昵称：<input> 邮箱：<input> 验证码：<input><textarea></textarea><button>提交</button></form></div>",
    "<div><p>我要评论</p><form><textarea></textarea><br>用户名：<input> 密码：<input type=password> <input type=checkbox>匿名发表 <input type=submit value=发表></form></div>",
    "<form id=pl><p>网友评论仅供网友表达个人看法，并不表明本站同意其观点。</p><input><input><textarea></textarea><input type=submit></form>",
    "<div class=jc><h4>我要纠错</h4>错误网址：<input> 错误描述：<textarea></textarea> 姓名：<input> 电话：<input> 邮箱：<input> 验证码：<input><button>提交</button></div>",
    "<div>您对本文的评价：<input type=radio>有用 <input type=radio>一般 <input type=radio>没用 <button>提交</button></div>",
    "<div id=tanchuang style='display:none'><h4>纠错</h4><form>{fields}</form></div>", "<div class=message><h2>在线留言</h2><form>{fields}<button>提交留言</button></form></div>",
)  # fmt: skip
SHORT = (
    ("停水公告", ["因管道检修，3月9日8时至17时，人民路一带停水，请提前储水。"]), ("放假通知", ["清明节放假3天，4月7日照常上班。"]),
    ("关于启用新公章的通知", ["即日起启用新公章，原公章同时作废。", "特此通知。"]), ("考试成绩公布", ["笔试成绩已公布，请登录报名系统查询。"]),
    ("图书馆闭馆公告", ["因设备检修，图书馆3月8日闭馆一天。", "河湾区图书馆"]), ("办公地址变更公告", ["区信访局办公地址变更为人民路1号，联系电话不变。"]),
)  # fmt: skip
EXPLAINS = (
    ("河湾政务服务网个人用户登录操作指南", ["第一步，打开政务服务网首页，点击右上角“登录”按钮。", "第二步，输入用户名、密码和验证码，点击“登录”；没有账号的，请先点击“注册”。", "如果忘记密码，可以通过手机号码找回。"]),
    ("政务服务系统升级期间暂停服务的公告", ["因系统升级维护，3月9日0时至6时，网上办事大厅暂停服务，届时页面会提示“系统维护中”。", "给您带来不便，敬请谅解。"]),
    ("网站访问出现404怎么办？区大数据局回应", ["近日，有网友反映访问区政府网站时出现“404 页面不存在”的提示。", "区大数据局回应称，这是由于网站改版后旧的网址失效，您可以通过站内搜索查找所需内容。"]),
    ("关于规范政府信息公开申请表填写的说明", ["申请人应当填写姓名、身份证号码、联系电话、通信地址，并写明所需信息的内容描述。", "申请表可以在附件中下载，也可以到区政务服务中心领取。"]),
    ("部分网站无法访问 运营商：光缆被挖断", ["3月6日下午，我区部分市民发现家中网络无法访问网站，页面显示“无法连接服务器”。", "记者从通信公司了解到，是道路施工时光缆被挖断，目前已经修复。"]),
    ("警惕钓鱼网站 这些登录页面是假的", ["警方提醒，诈骗分子制作假冒的登录页面，诱导市民输入银行卡账号和密码。", "请认准官方网址，不要点击短信中的链接。"]),
)  # fmt: skip
CONTACTS = (
    ("河湾区教育局招聘公告", ["一、招聘岗位", "教师20名，岗位要求见附件。", "二、报名方式", "报名时间：3月10日至3月15日", "联系电话：0100-8800166", "联系人：方正", "地址：河湾区人民路1号", "邮箱：rsk@example.cn"]),
    ("关于公布安全生产举报电话的公告", ["为畅通举报渠道，现将举报电话公布如下：", "区应急管理局：0100-8800101", "长桥街道办事处：0100-8800102", "东风街道办事处：0100-8800103", "来信地址：河湾区人民路1号", "邮编：101900"]),
    ("云溪社区征集意见的启事", ["欢迎广大居民对社区改造方案提出意见和建议，方式如下：", "电子邮箱：yunxi@example.cn", "电话：0100-8800105", "来访地址：云溪社区服务站", "河湾区云溪社区居民委员会"]),
    ("区不动产登记中心搬迁公告", ["区不动产登记中心自3月11日起搬迁至政务服务中心二楼办公。", "地址：人民路88号", "咨询电话：0100-8800107", "乘车路线：乘12路、35路公交车到政务中心站下车"]),
)  # fmt: skip
GAMBLING = (
    ("警方捣毁一处百家乐赌博窝点", ["近日，河湾警方捣毁一处利用百家乐、老虎机等进行赌博的窝点，抓获涉案人员12名。", "警方提醒，所谓体育投注、棋牌游戏平台都是骗局，注册送彩金是诱饵。"]),
    ("揭秘网络赌博套路：首存优惠、返水都是陷阱", ["网络赌博平台以首存优惠、天天返水为诱饵，引诱玩家下注。", "真人娱乐、电子游艺、时时彩的背后都由人操控，十赌十输。"]),
    ("福利彩票销售网点安全检查", ["3月6日，区民政局对全区彩票销售网点开展安全检查，要求不得向未成年人出售彩票。"]),
    ("社区棋牌室整治见成效", ["长桥街道对辖区棋牌室开展整治，取缔无证棋牌室3家。", "居民说，晚上安静多了。"]),
    ("关于注销闲置域名的公告", ["为规范管理，我局停用并注销以下域名：example.cn，该域名此后出现的任何内容与我局无关。", "请互相转告。"]),
)  # fmt: skip
SERIES = (
    ("河湾区2023年大事记", ["3月7日", "区政府召开春季绿化工作会议。", "2023-04-12", "长桥街道便民服务中心启用。", "2023-05-09", "区政务数据平台上线运行。", "2023-06-21", "云溪社区公园开放。"]),
    ("一周要闻回顾", ["区里召开安全生产工作会议，部署隐患排查。<a href='/1.html'>[详情]</a>", "老旧小区改造开工，惠及居民八千余户。<a href='/2.html'>[详情]</a>", "春风行动招聘会周六举行，提供岗位两千个。<a href='/3.html'>[详情]</a>"]),
    ("关于2024年义务教育阶段招生报名时间的公告", ["各学段报名时间如下：", "小学", "2024-05-20", "初中", "2024-05-27", "高中", "2024-06-03", "请家长按时报名，逾期不再受理。"]),
    ("政策问答：如何申请公共租赁住房", ["问：哪些人可以申请？", "答：本区户籍的低收入住房困难家庭可以申请。", "问：如何提交申请？", "答：登录住房保障网填写申请表，或者到街道办事处提交申请。", "问：联系电话是多少？", "答：0100-8800110。"]),
    ("关于开展行政执法满意度问卷调查的公告", ["为了解群众对行政执法的评价，现开展问卷调查。", "请扫描二维码或者登录区政府网站填写问卷，调查时间为3月10日至3月20日。", "区司法局"]),
)  # fmt: skip
DOWNLOADS = (
    "<p>附件：<a href='/f/1.doc'>报名登记表.doc</a></p>", "<p><a href='/f/sqb.xls'>政府信息公开申请表（公民）</a></p>",
    "<div>相关附件：<a href='/2.docx'>申请表.docx</a> <a href='/3.pdf'>填写说明.pdf</a></div>",
)  # fmt: skip


class Lookalike(NamedTuple):
    """The markup of a bulletin, its title, its first paragraph and the name of its topic."""

    markup: str
    title: str
    first: str
    topic: str


TOPICS = {
    "short": SHORT,
    "explains": EXPLAINS,
    "contacts": CONTACTS,
    "gambling": GAMBLING,
    "series": SERIES,
    "plain": (),
}


def compose_lookalike(seed: int, *, dated: bool = True) -> Lookalike:
    """Return the page of ``seed``, which is always the same; ``dated`` says whether it shows its day below the headline."""
    dice = random.Random(f"lookalike {seed} {dated}")
    topic = dice.choice([*TOPICS])
    title, paragraphs = (
        dice.choice(TOPICS[topic])
        if TOPICS[topic]
        else (dice.choice(TITLES), dice.sample(SENTENCES, dice.randint(2, 6)))
    )
    # An undated page is a bulletin for its text alone, so it needs some.
    if topic in ("short", "explains", "gambling") and (not dated or dice.random() < 0.3):  # fmt: skip
        paragraphs = [*paragraphs, *dice.sample(SENTENCES, dice.randint(2, 3))]
    day = dice.choice(DAYS).format(y=dice.randint(2012, 2025), m=dice.randint(1, 12), d=dice.randint(1, 28))
    info = (
        dice.choice(INFO_LINES).format(day=day, source=dice.choice(SOURCES), editor=dice.choice(NAMES))
        if dated
        else ""
    )
    form = dice.choice(
        (
            "<p>{}</p>",
            "<p>　　{}</p>",
            "<div>{}</div>",
            "{}<br>",
            "<p style='text-indent:2em'><span>{}</span></p>",
        )
    )
    text = "".join(map(form.format, paragraphs)) + (dice.choice(DOWNLOADS) if dice.random() < 0.2 else "")
    body = dice.choice(
        ("<div class=content>{}</div>", "<div id=zoom>{}</div>", "<div>{}</div>", "<td>{}</td>")
    ).format(text)
    comments = (
        dice.choice(COMMENT_FORMS).format(
            fields=fields_of(dice, dice.randint(4, 7), "<p>{label}：{field}</p>")
        )
        if dice.random() < 0.5
        else ""
    )
    tails = "".join(
        tail.format(editor="方正", rows=rows_of(dice, TITLES)) for tail in TAILS if dice.random() < 0.2
    )
    side = dice.choice(SIDES).format(rows=rows_of(dice, TITLES)) + (
        f"<div>{select_of(dice)}{select_of(dice)}</div>" if dice.random() < 0.3 else ""
    )
    main = dice.choice(FRAMES).format(dice.choice(HEADLINES).format(title) + info + body + tails + comments)
    if dice.random() < 0.2:
        main = f"<form id=aspnetForm><input type=hidden name=__VIEWSTATE>{main}</form>"
    tag = dice.choice((*TITLE_TAGS, f"{{}}-{dice.choice(CHANNELS)}-河湾区人民政府")).format(title)
    crumb = (
        f"<div>当前位置：<a href='/'>首页</a> &gt; {dice.choice(CHANNELS)}</div>"
        if dice.random() < 0.3
        else ""
    )
    boxes = dice.choice(BOXES)
    main = crumb + (boxes + main if dice.random() < 0.5 else main + boxes)
    markup = f"<html><head><meta charset=utf-8><title>{tag}</title></head><body>{dice.choice(ABOVE)}{dice.choice(TOPS)}{main}{side}{dice.choice(FEET)}</body></html>"
    return Lookalike(markup, title, paragraphs[0].partition("<")[0], topic)
