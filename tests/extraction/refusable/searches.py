"""Searches over letters, places, documents and the site, with and without results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.composed import SENTENCES, TITLES
from tests.extraction.refusable.page import heading, page_of, select_of

if TYPE_CHECKING:
    import random


def letter_search(dice: random.Random) -> str:
    """Return a search over letters, with a table of letters below it."""
    name = dice.choice(("来信查询", "信件查询", "办件查询", "留言查询"))
    search = f"<form>信件编号：<input> 查询码：<input> 状态：{select_of(dice)} <input type=button value=查询></form>"
    letters = "".join(
        f"<tr><td>{20240000 + i}</td><td>{text}</td><td>{dice.choice(('已办结', '办理中'))}</td><td>2024-0{i}-1{i}</td></tr>"
        for i, text in enumerate(dice.sample(TITLES, dice.randint(3, 8)), 1)
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}{search}<table><tr><th>编号</th><th>标题</th><th>状态</th><th>时间</th></tr>{letters}</table>",
    )


def map_search(dice: random.Random) -> str:
    """Return a search over places, with addresses and telephone numbers."""
    name = dice.choice(("便民地图", "服务网点查询", "电子地图", "办事网点"))
    places = "".join(
        f"<li><b>{place}</b><p>地址：人民路{i}号</p><p>电话：0100-88{i}0{i}66</p></li>"
        for i, place in enumerate(
            (
                "长桥街道便民服务中心",
                "河湾区政务服务大厅",
                "云溪社区卫生服务站",
                "区不动产登记中心",
                "东风路派出所",
            )[: dice.randint(2, 5)],
            1,
        )
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div>类别：{select_of(dice)} 街道：{select_of(dice)} 关键字：<input><button>搜索</button></div><div id=allmap></div><ul>{places}</ul>",
    )


def site_search(dice: random.Random) -> str:
    """Return the results of a search, each with a piece of its text."""
    name = dice.choice(("站内搜索", "搜索结果", "全站检索"))
    results = "".join(
        f"<div class=res><h3><a href='/{i}.html'>{text}</a></h3><p>{sentence}</p><p>www.example.cn/{i}.html 2024-03-0{i}</p></div>"
        for i, (text, sentence) in enumerate(
            zip(dice.sample(TITLES, 6), dice.sample(SENTENCES, 6), strict=True), 1
        )
    )
    return page_of(
        dice,
        name,
        f"<form><input name=q value=公园><button>搜索</button> 时间：{select_of(dice)} 排序：{select_of(dice)}</form><p>共找到约 86 条结果</p>{results}<div>上一页 1 2 3 下一页</div>",
    )


def advanced_search(dice: random.Random) -> str:
    """Return a search form with advice on its use and no results."""
    name = dice.choice(("高级搜索", "文件检索", "信息公开查询", "成绩查询"))
    tips = "".join(
        f"<li>{text}</li>"
        for text in (
            "多个关键词请用空格隔开，系统将查找同时包含这些词的文件。",
            "输入文号时不必输入括号，系统会自动识别。",
            "如果没有查到您需要的文件，可以通过依申请公开向有关部门提出申请。",
        )[: dice.randint(1, 3)]
    )
    fields = "".join(
        f"<p>{label}：{field}</p>"
        for label, field in (
            ("标题", "<input>"),
            ("文号", "<input>"),
            ("发布机构", select_of(dice)),
            ("起止日期", "<input type=date> 至 <input type=date>"),
        )
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<form>{fields}<button>检 索</button></form><h4>使用说明</h4><ul>{tips}</ul>",
    )


def board_search(dice: random.Random) -> str:
    """Return a message board: questions and answers below a search form."""
    name = dice.choice(("留言板", "互动交流", "咨询选登", "公众留言"))
    boards = "".join(
        f"<dl><dt><a href='/ly/{i}.html'>关于{place}路灯不亮的问题</a></dt><dd>网友：匿名 留言时间：2024-03-0{i}</dd><dd>回复：您好，您反映的问题已经转交有关单位，将尽快安排人员维修，感谢您的来信。</dd></dl>"
        for i, place in enumerate(
            ("长桥街", "云溪路", "东风路", "西苑小区", "河湾大道")[: dice.randint(3, 5)], 1
        )
    )
    return page_of(
        dice,
        name,
        f"<div>留言类型：{select_of(dice)} 关键字：<input> <button>查询</button> <a href='/ly/add'>我要留言</a></div>{boards}<div>首页 上一页 下一页 尾页 共18页</div>",
    )


def empty_query(dice: random.Random) -> str:
    """Return a query page with a disclaimer in sentences."""
    name = dice.choice(("办理进度查询", "公积金查询", "企业信用查询", "中签结果查询"))
    text = "本页面提供的查询结果仅供参考，如有疑问，请以窗口查询的结果为准。查询时请准确输入证件号码，末位为字母的请使用大写。"
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div class=query>受理编号 <input placeholder=请输入受理编号><br>证件号码 <input><br>验证码 <input><img src=/yz.png><br><a href='javascript:void(0)'>查 询</a></div><p>温馨提示：{text}</p>",
        bare=0.3,
    )


def law_database(dice: random.Random) -> str:
    """Return a search over laws with classes to choose and a count of documents."""
    name = dice.choice(("行政规范性文件数据库", "政策文件库", "法规检索"))
    classes = "".join(
        f"<dd><a href='?c={i}'>{text}</a>({i}2)</dd>"
        for i, text in enumerate(("综合政务", "农业", "教育", "卫生", "城乡建设"))
    )
    return page_of(
        dice,
        name,
        f"<div class=so><input placeholder=请输入标题或文号><label><input type=radio>标题</label><label><input type=radio>全文</label>{select_of(dice)}<button>搜索</button></div><dl><dt>主题分类</dt>{classes}</dl><p>本库收录现行有效的文件共计1286件，内容仅供参考，以正式文本为准。</p>",
    )


def score_query(dice: random.Random) -> str:
    """Return a query of scores with rules and telephone numbers."""
    name = dice.choice(("考试成绩查询", "录取结果查询", "证书查询"))
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<table><tr><td>准考证号</td><td><input></td></tr><tr><td>身份证号</td><td><input></td></tr><tr><td>验证码</td><td><input><img src=/c></td></tr></table><input type=button value=查询><div>说明：<br>1.考生对成绩有异议的，可以在成绩公布后三日内申请复核，逾期不再受理。<br>2.查询系统开放时间为每天8时至22时。<br>3.咨询电话：0100-8800{dice.randint(100, 999)}</div>",
    )


def nearby_places(dice: random.Random) -> str:
    """Return a list of places beside a map, with boxes to filter it."""
    name = dice.choice(("医疗机构查询", "公共厕所地图", "社保网点"))
    places = "".join(
        f"<div class=place><h4>{place}</h4><span>距您{i}.{i}公里</span><span>营业时间 8:30-17:30</span><a href='#'>导航</a></div>"
        for i, place in enumerate(("人民路网点", "东风路网点", "云溪大道网点", "河湾广场网点"), 1)
    )
    return page_of(
        dice,
        name,
        f"<div><input placeholder=输入名称><label><input type=checkbox>24小时</label><label><input type=checkbox>无障碍</label>{select_of(dice)}<button>查找</button></div><div id=map></div>{places}",
    )


OPEN = (letter_search, map_search, advanced_search, site_search, board_search, empty_query)
KEPT = (law_database, score_query, nearby_places)
