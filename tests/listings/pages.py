"""Build listing pages of an invented district (白石区) in the templates of Chinese content systems."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

URL = "http://www.baishi.example/ywdt/bsyw/index.html"
FOLDER = "http://www.baishi.example/ywdt/bsyw/"


class SampleRow(NamedTuple):
    """Title, address and day of one row of a listing page."""

    title: str
    href: str
    date: dt.date

    @property
    def day(self) -> str:
        """The day as 2026-03-05."""
        return self.date.isoformat()


_SUBJECTS = (
    "白石区召开春季绿化工作部署会",
    "河湾街道便民服务站正式启用",
    "区图书馆新馆本月试开放",
    "关于做好2026年度汛期安全检查工作的通知",
    "北岭镇举办农民技能比赛",
    "一图读懂白石区养老服务补贴办法",
    "区融媒体中心走进社区办课堂",
    "白石区三条背街小巷完成整治提升",
    "小微企业用工补贴申请开始受理",
    "东渠滨水步道二期工程贯通",
    "区人大常委会开展垃圾分类执法检查",
    "青少年科技节在白石中学开幕",
    "山前村集体经济合作社首次分红",
    "老旧小区加装电梯今年再添八十部",
    "白石区发布中小学入学咨询电话",
    "南桥公园完成无障碍改造并重新开园",
)


def sample_rows(count: int = 12, start: dt.date = dt.date(2026, 3, 20)) -> list[SampleRow]:
    """Return ``count`` rows, newest first."""
    found = []
    for number in range(count):
        day = start - dt.timedelta(days=2 * number)
        title = _SUBJECTS[number % len(_SUBJECTS)] + ("" if number < len(_SUBJECTS) else f"（{number}）")
        found.append(SampleRow(title, f"./{day:%Y%m}/t{day:%Y%m%d}_{7000 + number}.html", day))
    return found


MENU = """
<div class="nav"><ul>
<li><a href="/">首页</a></li><li><a href="/zjbs/">走进白石</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/ywdt/">要闻动态</a></li><li><a href="/zwfw/">政务服务</a></li><li><a href="/zmhd/">政民互动</a></li>
</ul></div>"""

SIDE_MENU = """
<div class="left"><h2>政务公开</h2><ul>
<li><a href="/zwgk/zfxxgkzn/">政府信息公开指南</a></li><li><a href="/zwgk/zfxxgkzd/">政府信息公开制度规定</a></li>
<li><a href="/zwgk/fdzdgknr/">法定主动公开内容</a></li><li><a href="/zwgk/zfxxgknb/">政府信息公开工作年度报告</a></li>
<li><a href="/zwgk/ysqgk/">依申请公开办理系统入口</a></li><li><a href="/zwgk/jgzn/">机构职能与领导分工</a></li>
<li><a href="/zwgk/ghjh/">国民经济和社会发展规划</a></li><li><a href="/zwgk/tjxx/">统计公报与数据发布</a></li>
<li><a href="/zwgk/czyjs/">财政预算决算公开平台</a></li><li><a href="/zwgk/cgzb/">政府采购与招标投标公告</a></li>
<li><a href="/zwgk/jytabl/">人大建议和政协提案办理</a></li><li><a href="/zwgk/yjgl/">突发公共事件应急管理</a></li>
</ul></div>"""

CRUMBS = '<div class="pos">您的位置：<a href="/">首页</a> &gt; <a href="/ywdt/">要闻动态</a> &gt; <a href="./">白石要闻</a></div>'

HOT = """
<div class="side"><h3>热点新闻</h3><ol>
<li><a href="/ywdt/rd/202601/t20260110_61.html">全区教育大会提出优质均衡发展目标</a><span>2026-01-10</span></li>
<li><a href="/ywdt/rd/202601/t20260109_62.html">白石区公布十大民生实事项目清单</a><span>2026-01-09</span></li>
<li><a href="/ywdt/rd/202601/t20260108_63.html">冬季供暖服务热线二十四小时值守</a><span>2026-01-08</span></li>
<li><a href="/ywdt/rd/202601/t20260107_64.html">城市书房联合开展新春读书活动</a><span>2026-01-07</span></li>
</ol></div>"""

FRIENDS = """
<div class="links"><span>友情链接</span>
<a href="http://www.one.example/">白石区教育委员会</a> <a href="http://www.two.example/">白石区卫生健康委员会</a>
<a href="http://www.three.example/">白石区市场监督管理局</a> <a href="http://www.four.example/">白石区人力资源和社会保障局</a>
</div>"""

FOOT = """
<div class="foot"><p><a href="/wzdt/">网站地图</a> | <a href="/lxwm/">联系我们</a></p>
<p>主办：白石区人民政府办公室 <a href="http://beian.example/">白ICP备05000000号</a></p></div>"""


def page(content: str, *, side: str = "", foot: str = FOOT, head: str = "") -> bytes:
    """Return a whole page around ``content``, as UTF-8."""
    top = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>白石要闻</title>{head}</head><body>{MENU}"
    return f"{top}{CRUMBS}<div class='wrap'>{side}<div class='main'>{content}</div></div>{FRIENDS}{foot}</body></html>".encode()


def plain_list(rows: list[SampleRow]) -> str:
    """Return the most common list: ``ul > li > a + span``."""
    return (
        "<ul>"
        + "".join(f'<li><a href="{r.href}">{r.title}</a><span>{r.day}</span></li>' for r in rows)
        + "</ul>"
    )


def expected_rows(rows: list[SampleRow]) -> list[tuple[str, str, dt.date | None]]:
    """Return title, absolute address and day of each row."""
    return [(row.title, FOLDER + row.href.removeprefix("./"), row.date) for row in rows]
