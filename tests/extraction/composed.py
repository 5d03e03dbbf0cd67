"""Compose pages at random from the parts that templates share, with the fields that a reader would write down."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

TITLES = (
    "区委常委会召开会议研究部署近期重点工作", "河湾区2024年第一季度经济运行情况", "老旧小区改造让居民住得更舒心",
    "“春风行动”专场招聘会周六举行", "街道便民服务中心搬新家了", "全区安全生产电视电话会议召开 方正讲话", "致全区居民的一封信",
    "我区启动“清河行动”！这些河段要注意", "河湾区人民政府办公室关于印发《河湾区城市更新三年行动方案（2024—2026年）》的通知",
    "2024年3月份空气质量状况", "一图读懂：河湾区今年要办这些实事", "图解政策|稳就业十条", "方正到长桥街道调研基层治理工作",
    "小区来了“新管家”——长桥街道物业服务见闻", "社区服务搬进党群中心", "停水公告", "招聘公告", "区级政务数据平台上线",
    "全区统一招聘考试时间：2024年3月15日", "河湾织密校园安全网", "我区召开新闻发布会", "1-2月全区经济平稳开局", "会议纪要",
    "关于公布2023年度“河湾好人”名单的通报（河文明〔2024〕3号）", "在线访谈：区教育局局长谈招生", "版权保护进校园", "记者节快乐！",
)  # fmt: skip
SENTENCES = (
    "3月6日上午，区政府召开专题会议，研究部署春季绿化工作，区长方正主持会议并讲话。",
    "会议指出，今年以来，全区上下坚持问题导向，各项工作取得了明显成效，为完成全年目标任务打下了坚实基础。",
    "会议强调，要压实责任，加强协调，倒排工期，确保各项任务按时完成，让群众真正得到实惠。",
    "“以前下雨天家门口都是水，现在好多了。”家住长桥社区的林大妈说。",
    "据介绍，项目总投资约1.2亿元，预计2025年6月底完工，届时将惠及周边居民3万余人。",
    "记者在现场看到，工人们正在铺设管道，一派繁忙景象。",
    "活动现场，志愿者向居民发放宣传册500余份，解答咨询80余人次，受到大家的一致好评。",
    "截至目前，已有12个小区完成改造，涉及楼栋156栋、居民8600余户。",
)
HEADINGS = ("一、总体要求", "（一）加强组织领导", "1.摸清底数", "三、时间安排")
SOURCES = ("河湾日报", "河湾区融媒体中心", "区教育局", "河湾区人民政府办公室", "本网", "江城发布", "新华社")
NAMES = ("方正", "林溪", "何欢", "诸葛万", "许鹏程", "王小明", "欧阳娜娜", "袁勇")
CAPTIONS = {
    "居民在公园晨练。柳青 摄": "柳青",
    "图为活动现场。": "",
    "志愿者在清理河道（柳青 摄）": "柳青",
    "图①：口袋公园。柳青摄": "柳青",
}
HEADLINES = (
    "<h1>{}</h1>", "<h2 class='tit'>{}</h2>", "<div class='title'>{}</div>", "<div class='bt'><h3>{}</h3></div>",
    "<p class='article-title' style='text-align:center'><strong>{}</strong></p>", "<center><h2>{}</h2></center>",
    "<table><tr><td align=center class=biaoti>{}</td></tr></table>", "<div><font size=5><b>{}</b></font></div>",
    "<h1 class=title>\n   {}\n  </h1><h2></h2>", "<div style='font-size:24px;text-align:center;'>{}</div>", "<h4 id=artTitle>{}</h4>",
)  # fmt: skip
INFO_LINES = (
    "<div class='info'>发布时间：{day} 来源：{source} 责任编辑：{editor}</div>", "<p><span>来源：{source}</span><span>发布时间：{day}</span></p>",
    "<div class='xx'><span>{day}</span> <span>来源：{source}</span></div>", "<div>{day}&nbsp;&nbsp;|&nbsp;&nbsp;来源：{source}</div>",
    "<ul><li>更新时间：{day}</li><li>来源：{source}</li><li>浏览：<script>document.write(1)</script>次</li></ul>",
    "<div><i>发稿时间：</i><em>{day}</em><i>来源：</i><em>{source}</em></div>", "<div>{day}　　来源：{source}　　点击：<b>12</b></div>",
    "<div class='time'>{day}</div><div class='from'>来源：{source}</div>", "<div>[发布时间：{day}] [来源：{source}]</div>",
    "<p>来源:{source}　　作者:{editor}　　发布时间:{day}　　点击次数:<span>23</span></p>",
    "<div>{day} <span>来源： {source}</span><span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span><span>打印</span></div>",
    "<div><span>发布机构：{source}</span><span>发布日期：{day}</span><span>访问量： <b></b></span></div>",
    "<dl><dt>发布时间</dt><dd>{day}</dd><dt>来源</dt><dd>{source}</dd></dl>", "<div>日期：{day}</div><div>来源：<a href='/x'>{source}</a></div>",
    "<div>【发布日期：{day}】 【来源：{source}】 【字号：<a href='#'>大</a> <a href='#'>中</a> <a href='#'>小</a>】</div>",
)  # fmt: skip
DAYS = (
    "{y}-{m:02}-{d:02}",
    "{y}年{m}月{d}日",
    "{y}/{m:02}/{d:02}",
    "{y}.{m:02}.{d:02}",
    "{y}年{m:02}月{d:02}日",
)
CLOCKS = ("", " 09:12", " 09:12:33", " 16:05")
PARAGRAPHS = (
    ("<p>{}</p>", ""), ("<p>　　{}</p>", ""), ("<p>&nbsp;&nbsp;&nbsp;&nbsp;{}</p>", ""), ("{}", "<br>"), ("&emsp;&emsp;{}", "<br><br>"),
    ("<div>　　{}</div>", ""), ("<p style='text-indent:2em'><span>{}</span></p>", "<p>&nbsp;</p>"), ("<section><p>{}</p></section>", ""),
    ("<p class=MsoNormal><a name='_Toc1'></a>{}<o:p></o:p></p>", ""),
)  # fmt: skip
BODIES = (
    "<div class='content'>{}</div>", "<div id='zoom'><div class=TRS_Editor>{}</div></div>", "<div>{}</div>", "<div class='article-content'>{}</div>",
    "<div class='wz_content'><!--begin-->{}<!--end--></div>",
)  # fmt: skip
FRAMES = (
    "<div class=main>{}</div>", "<table width=100%><tr><td>{}</td></tr></table>", "<article>{}</article>",
    "<div class=container><div class=row><div class='col-md-9'>{}</div></div></div>",
)  # fmt: skip
TOPS = (
    "", "<div class='nav'><a href='/'>首页</a><a href='/a/'>政务公开</a><a href='/b/'>政务服务</a><a href='/c/'>互动交流</a></div>",
    "<ul id=menu><li><a href='/'>网站首页</a></li><li><a href='/x/'>走进河湾</a></li></ul><div class='logo'><h1><a href='/'>河湾区人民政府</a></h1></div>",
    "<div>今天是2026年11月25日 星期三</div><div class=logo><img src='/logo.png'></div>", "<div class='lm'><h2>今日要闻</h2></div>",
    "<div class='wz'>当前位置：<a href='/'>首页</a> &gt; <a href='/xw/'>新闻中心</a> &gt; 正文</div>",
)  # fmt: skip
TAILS = (
    "<div>责任编辑：{editor}</div>", "<p class='bj'>[编辑：{editor}]</p>", "<div class='share'>分享到：<a href='#'>微信</a><a href='#'>微博</a></div>",
    "<div><a href='#'>【打印本页】</a><a href='#'>【关闭窗口】</a></div>", "<h3>相关新闻</h3><ul>{rows}</ul>", "<div class=t>相关链接</div><ul>{rows}</ul>",
    "<div>上一篇：<a href='/1'>街道便民服务中心搬新家了</a></div><div>下一篇：<a href='/2'>停水通知</a></div>",
    "<div class='ewm'><img src='/e.png'><p>扫一扫在手机打开当前页</p></div>",
    "<p>免责声明：本网转载内容版权归原作者所有，如有侵权请联系我们删除。</p>",
    "<div class='comment'><h3>网友评论</h3><p>说得对，我们小区也需要这样的改造，什么时候能轮到我们呢？</p></div>",
)  # fmt: skip
SIDES = (
    "",
    "<div class='sidebar'><h3>最新动态</h3><ul>{rows}</ul></div>",
    "<div class='right'><div>通知公告</div><ul>{rows}</ul></div>",
)
FEET = (
    "<div class='footer'><p>主办：河湾区人民政府办公室　承办：河湾区大数据局</p><p>京ICP备05000001号　网站标识码：1101990001</p></div>",
    "<div class='footer'><p>版权所有：河湾区人民政府 地址：人民路1号 邮编：101900</p><p>技术支持：河湾科技 京ICP备05000001号</p></div>",
)
TITLE_TAGS = (
    "{}",
    "{}-河湾区人民政府",
    "{}_要闻_河湾网",
    "{} - 新闻中心 - 河湾区人民政府",
    "{}|河湾发布",
    "河湾区人民政府",
    "河湾区人民政府-{}",
)
BYLINES = (
    ("", "", ""), ("opens", "本报讯（记者{a} 通讯员{b}）", "ab"), ("opens", "河湾日报讯 (记者 {a}) ", "a"), ("alone", "（记者 {a}）", "a"),
    ("alone", "（河湾日报记者 {a} 通讯员 {b}）", "ab"), ("alone", "文/{a}", "a"), ("begins", "□本报记者 {a}", "a"), ("begins", "本报记者 {a} 通讯员 {b}", "ab"),
    ("closes", "（记者 {a}）", "a"), ("closes", "(通讯员：{b})", "b"), ("closes", "（记者{a} 实习生柳絮）", "a"), ("closes", "（河湾日报记者 {a} 文/图）", "a"),
)  # fmt: skip


@dataclass
class Page:
    """The markup of a page and the fields that a reader would write down."""

    markup: str = ""
    title: str = ""
    date: str = ""
    source: str = ""
    paragraphs: list[str] = field(default_factory=list)
    reporters: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)


def compose(seed: int, table: str = "") -> Page:
    """Return the page of ``seed``, which is always the same; the markup ``table`` is behind a paragraph."""
    dice = random.Random(seed)
    y, m, d = dice.randint(2012, 2025), dice.randint(1, 12), dice.randint(1, 28)
    page = Page(title=dice.choice(TITLES), date=f"{y}-{m:02}-{d:02}", source=dice.choice(SOURCES))
    day = dice.choice(DAYS).format(y=y, m=m, d=d) + dice.choice(CLOCKS)
    editor = dice.choice(NAMES)
    info = dice.choice(INFO_LINES).format(day=day, source=page.source, editor=editor)
    form, between = dice.choice(PARAGRAPHS)
    lines = _lines(dice, page)
    if table:
        above = random.Random(seed).choice([text for text in page.paragraphs if text in lines])
        lines.insert(lines.index(above) + 1, table)
        page.paragraphs.insert(page.paragraphs.index(above) + 1, table)
    text = dice.choice(BODIES).format(
        between.join(line if line == table else form.format(line) for line in lines)
    )
    tails = "".join(
        tail.format(editor=editor, rows=_rows(dice, page)) for tail in TAILS if dice.random() < 0.3
    )
    side = dice.choice(SIDES).format(rows=_rows(dice, page))
    main = dice.choice(FRAMES).format(dice.choice(HEADLINES).format(page.title) + info + text + tails)
    top = dice.choice(TOPS) + dice.choice(TOPS[4:])
    sides = (side, "") if dice.random() < 0.2 else ("", side)
    page.markup = (
        f"<html><head><meta charset=utf-8><title>{dice.choice(TITLE_TAGS).format(page.title)}</title></head>"
        f"<body>{top}{sides[0]}{main}{sides[1]}{dice.choice(FEET)}</body></html>"
    )
    return page


def _lines(dice: random.Random, page: Page) -> list[str]:
    """Return the lines of the body with its byline, and set the paragraphs and people of ``page``."""
    a, b = dice.sample(NAMES, 2)
    where, form, people = dice.choice(BYLINES)
    byline = form.format(a=a, b=b)
    page.reporters, page.correspondents = [a] * ("a" in people), [b] * ("b" in people)
    page.paragraphs = dice.sample(SENTENCES, dice.randint(2, 7))
    if dice.random() < 0.3:
        page.paragraphs.insert(1, dice.choice(HEADINGS))
    if where == "opens":
        page.paragraphs[0] = byline + page.paragraphs[0]
    if not where and dice.random() < 0.5:
        page.paragraphs += [
            "附件：1.报名表",
            "2.名额分配表",
            "河湾区教育局",
            page.date.replace("-", "年", 1).replace("-", "月") + "日",
        ]
    lines = list(page.paragraphs)
    if len(lines) > 3 and dice.random() < 0.3:
        caption = dice.choice([*CAPTIONS])
        lines.insert(2, f"<img src='/pic/1.jpg'><br>{caption}")
        page.paragraphs.insert(2, caption)
    if where == "closes":
        lines[-1] += byline
    return [byline] * (where == "begins") + lines + [byline] * (where == "alone")


def _rows(dice: random.Random, page: Page) -> str:
    titles = dice.sample([title for title in TITLES if title != page.title], dice.randint(2, 7))
    return "".join(
        f"<li><a href='/{i}.html'>{title}</a>{dice.choice(('', '<span>2024-03-07</span>'))}</li>"
        for i, title in enumerate(titles)
    )
