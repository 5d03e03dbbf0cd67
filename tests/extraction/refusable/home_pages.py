"""Home pages built of tabs and boxes, and directory pages with a catalogue card on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.composed import SENTENCES, TITLES
from tests.extraction.refusable.page import page_of, rows_of, select_of

if TYPE_CHECKING:
    import random

TABS = (
    "要闻动态",
    "通知公告",
    "部门动态",
    "镇街信息",
    "政策文件",
    "政策解读",
    "人事信息",
    "财政信息",
    "项目建设",
    "民生实事",
)


def tabs(dice: random.Random) -> str:
    """Return tabs over lists and a headline with its summary."""
    picked = dice.sample(TABS, dice.randint(3, 6))
    heads = "".join(f"<li class='{'on' if not i else ''}'>{tab}</li>" for i, tab in enumerate(picked))
    boxes = "".join(
        f"<div class=tabcon style='{'' if not i else 'display:none'}'><ul>{rows_of(dice, TITLES, '<em>03-07</em>')}</ul></div>"
        for i in range(len(picked))
    )
    lead = (
        f"<div class=toutiao><h2><a href='/1.html'>{dice.choice(TITLES)}</a></h2><p>{dice.choice(SENTENCES)}<a href='/1.html'>[详情]</a></p></div>"
        if dice.random() < 0.6
        else ""
    )
    return page_of(
        dice,
        "首页",
        f"{lead}<ul class=tab>{heads}</ul>{boxes}",
        title=dice.choice(("河湾区人民政府", "首页", "云溪县人民政府门户网站")),
    )


def boxes(dice: random.Random) -> str:
    """Return boxes of links with a welcome in sentences."""
    parts = "".join(
        f"<div class=box><div class=hd><h3>{tab}</h3><a href='/more'>更多&gt;&gt;</a></div><ul>{rows_of(dice, TITLES, '')}</ul></div>"
        for tab in dice.sample(TABS, dice.randint(3, 8))
    )
    text = (
        f"<div class=intro><h2>走进河湾</h2><p>河湾区位于江城东部，面积156平方公里，辖8个街道、3个镇，常住人口62万人。{dice.choice(SENTENCES)}</p></div>"
        if dice.random() < 0.6
        else ""
    )
    return page_of(
        dice, "首页", parts + text, title=dice.choice(("河湾区人民政府门户网站", "欢迎访问云溪县教育局网站"))
    )


def services(dice: random.Random) -> str:
    """Return a home page of services: icons, figures and short tips."""
    icons = "".join(
        f"<li><a href='/{i}'><img src='/i{i}.png'><p>{text}</p></a></li>"
        for i, text in enumerate(
            ("社会保障", "医疗卫生", "户籍办理", "住房公积金", "交通出行", "婚姻登记", "教育考试")
        )
    )
    tips = "<div class=tip><h3>温馨提示</h3><p>办事前请先在线预约，凭预约号到大厅取号办理。如需帮助，请拨打12345热线。</p></div>"
    numbers = "<div class=num><p>今日办件量<b>1286</b></p><p>累计办件量<b>3560021</b></p></div>"
    return page_of(
        dice,
        "政务服务",
        f"<ul class=icons>{icons}</ul>{numbers}<div class=gg><h3>{dice.choice(TABS)}</h3><ul>{rows_of(dice, TITLES)}</ul></div>{tips}",
        title="河湾区政务服务网",
    )


def topic_page(dice: random.Random) -> str:
    """Return a page on a topic: an introduction above columns of links."""
    columns = "".join(
        f"<div class=col><h2>{name}</h2><ul>{rows_of(dice, TITLES, '')}</ul></div>"
        for name in dice.sample(
            ("最新消息", "部门行动", "媒体报道", "图片集锦", "相关文件"), dice.randint(3, 5)
        )
    )
    return page_of(
        dice,
        "优化营商环境专题",
        f"<div class=daoyu><span>导语</span><p>{dice.choice(SENTENCES)}{dice.choice(SENTENCES)}</p></div>{columns}",
        title=dice.choice(("优化营商环境专题-河湾区人民政府", "专题专栏")),
    )


def leaders_page(dice: random.Random) -> str:
    """Return a page of an office: tabs for duties, leaders and its news."""
    duties = "".join(
        f"<li>（{n}）{text}</li>"
        for n, text in zip(
            "一二三",
            dice.sample(
                (
                    "负责全区教育工作的统筹规划和协调管理。",
                    "承担机关日常运转和督查督办工作。",
                    "完成区委、区政府交办的其他任务。",
                ),
                3,
            ),
            strict=True,
        )
    )
    return page_of(
        dice,
        "机构职能",
        f"<div class=tabs><a href='#a'>主要职责</a><a href='#b'>领导信息</a><a href='#c'>最新信息</a></div><div id=a><ul>{duties}</ul></div><div id=b><p>局长：方正</p><p>副局长：林溪</p></div><div id=c><ul>{rows_of(dice, TITLES)}{rows_of(dice, TITLES)}</ul></div>",
    )


def card_then_rows(dice: random.Random) -> str:
    """Return the card of the first document, and rows of the others."""
    title = dice.choice(TITLES)
    card = f"<table><tr><td>索引号：</td><td>11010{dice.randint(1000, 9999)}/2024-00012</td><td>发布机构：</td><td>区教育局</td></tr><tr><td>名　称：</td><td><a href='/1.html'>{title}</a></td><td>发布日期：</td><td>2024-03-07</td></tr></table>"
    rows = "".join(
        f"<tr><td>{i}</td><td><a href='/{i}.html'>{text}</a></td><td>河政发〔2024〕{i}号</td><td>2024-03-0{i}</td></tr>"
        for i, text in enumerate(dice.sample(TITLES, 7), 1)
    )
    return page_of(
        dice,
        "政府信息公开目录",
        f"{card}<table><tr><th>序号</th><th>标题</th><th>文号</th><th>发布日期</th></tr>{rows}</table><div>共7条 第1页</div>",
    )


def directory_search(dice: random.Random) -> str:
    """Return a directory with a search over the fields of the card, and rows."""
    search = f"<form>索引号：<input> 名称：<input> 文号：<input> 发布机构：{select_of(dice)} 发布日期：<input> 至 <input><button>查询</button></form>"
    rows = "".join(
        f"<li><a href='/{i}.html'>{text}</a><span>2024-03-0{i}</span></li>"
        for i, text in enumerate(dice.sample(TITLES, dice.randint(5, 9)), 1)
    )
    return page_of(dice, "信息公开目录", f"<h2>政府信息公开目录</h2>{search}<ul>{rows}</ul>")


def cards_in_rows(dice: random.Random) -> str:
    """Return a small card for each document."""
    items = "".join(
        f"<div class=item><p><a href='/{i}.html'>{text}</a></p><p>索引号：{dice.randint(100000, 999999)} 发布机构：区教育局 成文日期：2024-03-0{i} 文号：河教〔2024〕{i}号</p></div>"
        for i, text in enumerate(dice.sample(TITLES, dice.randint(3, 8)), 1)
    )
    return page_of(dice, dice.choice(("法定主动公开内容", "规范性文件", "政策文件库")), items)


def tree_and_card(dice: random.Random) -> str:
    """Return a tree of subjects, a card of the directory itself and rows behind a day."""
    tree = "".join(
        f"<li><a href='/{i}/'>{text}</a></li>"
        for i, text in enumerate(("机构概况", "政策法规", "规划计划", "财政预决算", "应急管理"))
    )
    card = "<div class=xxgk><p>信息公开目录编制单位：河湾区人民政府办公室</p><p>更新时间：2024年3月7日</p><p>本目录收录区政府主动公开的政府信息，供公民、法人和其他组织查阅。</p></div>"
    rows = "".join(
        f"<dd><span>[2024-03-0{i}]</span> <a href='/{i}.html'>{text}</a></dd>"
        for i, text in enumerate(dice.sample(TITLES, 8), 1)
    )
    return page_of(dice, "信息公开", f"<ul>{tree}</ul>{card}<dl>{rows}</dl>")


def carousel(dice: random.Random) -> str:
    """Return a home page with pictures that change, a headline and tabs whose heads are links."""
    slides = "".join(
        f"<li><a href='/{i}.html'><img src='/{i}.jpg'><span>{text}</span></a></li>"
        for i, text in enumerate(dice.sample(TITLES, 4))
    )
    tabs = "".join(
        f"<div class=tabs><span><a href='/{i}/'>{a}</a></span><span><a href='/{i}b/'>{b}</a></span><div><ul>{rows_of(dice, TITLES, '<i>3-7</i>')}</ul></div></div>"
        for i, (a, b) in enumerate(zip(TABS[:3], TABS[5:8], strict=True))
    )
    words = f"<marquee>{dice.choice(SENTENCES)}</marquee>" if dice.random() < 0.5 else ""
    return page_of(
        dice,
        "首页",
        f"{words}<ul class=slide>{slides}</ul>{tabs}",
        title=dice.choice(("河湾区教育信息网", "云溪县人民政府", "长桥街道")),
    )


def school(dice: random.Random) -> str:
    """Return the home page of a school: greeting, rules of the house, news with summaries."""
    news = "".join(
        f"<li><a href='/{i}.html'>{text}</a><p>{sentence}</p></li>"
        for i, (text, sentence) in enumerate(
            zip(dice.sample(TITLES, 3), dice.sample(SENTENCES, 3), strict=True)
        )
    )
    return page_of(
        dice,
        "首页",
        f"<div class=zc><h3>校长寄语</h3><p>让每一个孩子都能健康成长，是我们共同的心愿。</p></div><div><h3>学校新闻</h3><ul>{news}</ul></div><div><h3>通知公告</h3><ul>{rows_of(dice, TITLES)}</ul></div><div><h3>校训</h3><p>诚实 勤奋 求真</p></div>",
        title=dice.choice(("河湾区第一中学", "云溪县实验小学网站")),
    )


def annual_reports(dice: random.Random) -> str:
    """Return a directory of reports by year, below a sentence of explanation."""
    years = "".join(
        f"<li><a href='/{y}.html'>河湾区人民政府{y}年政府信息公开工作年度报告</a></li>"
        for y in range(2012, 2012 + dice.randint(5, 12))
    )
    return page_of(
        dice,
        "政府信息公开年报",
        f"<div class=sm>根据《中华人民共和国政府信息公开条例》的规定，现公布历年政府信息公开工作年度报告。</div><ul>{years}</ul>",
    )


def card_of_directory(dice: random.Random) -> str:
    """Return the labels of a card as the head of a table, and documents with their numbers below."""
    rows = "".join(
        f"<ul><li>{dice.randint(1000, 9999)}/2024-{i:05}</li><li><a href='/{i}.html'>{text}</a></li><li>区教育局</li><li>2024-03-0{i}</li></ul>"
        for i, text in enumerate(dice.sample(TITLES, dice.randint(5, 9)), 1)
    )
    return page_of(
        dice,
        "信息公开目录",
        f"<ul class=th><li>索引号</li><li>名称</li><li>发布机构</li><li>发布日期</li></ul>{rows}<div>共128条记录</div>",
    )


OPEN_HOME, KEPT_HOME = (tabs, boxes, services, topic_page, leaders_page), (carousel, school)
OPEN_DIRECTORY, KEPT_DIRECTORY = (
    (card_then_rows, directory_search, cards_in_rows, tree_and_card),
    (annual_reports, card_of_directory),
)
