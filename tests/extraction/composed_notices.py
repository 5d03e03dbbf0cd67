"""Compose pages whose text, title, day or source is easily lost: linked lines, other articles, days without a year."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.extraction.composed import FEET, FRAMES, SENTENCES, TITLES, TOPS

LINKED = (
    ("报名网址：<a href='http://bm.example/1'>http://bm.example/1</a>", "报名网址：http://bm.example/1"), ("电子邮箱：<a href='mailto:kx@hewan.cn'>kx@hewan.cn</a>", "电子邮箱：kx@hewan.cn"),
    ("官网：<a href='http://www.hewan.cn' target=_blank>www.hewan.cn</a>", "官网：www.hewan.cn"), ("<a href='http://bm.example/1'>网址：http://bm.example/1</a>", "网址：http://bm.example/1"),
    ("2.报名网址：<a href='http://bm.example/1'><u>http://bm.example/1</u></a>", "2.报名网址：http://bm.example/1"), ("报名入口：<a href='http://bm.example/1'>河湾区人才报名系统</a>", "报名入口：河湾区人才报名系统"),
    ("（网址：<a href='http://bm.example/1'>http://bm.example/1</a>）", "（网址：http://bm.example/1）"),
)  # fmt: skip
"""Lines that are mostly a link, and their text."""
OTHER_LINE = "<a href='/fa.html'>河湾区春季专场招聘会工作方案及岗位目录</a>"
"""A linked line without a label: it is no paragraph, and no end of the text."""
CLOSINGS = (
    ("联系电话：010-60000001", "特此公告。", "河湾区科学技术协会", "{day}"),
    ("特此通知", "河湾区教育局", "{day}"),
    ("咨询电话：010-60000001（工作日9:00至17:00）",),
    ("河湾区人民政府办公室", "{day}"),
    ("联系人：方老师", "邮编：101900"),
)
FORMS = (
    ("<p>{}</p>", ""), ("　　{}", "<br>"), ("<div>　　{}</div>", ""), ("<section><p>{}</p></section>", ""), ("<p style='text-indent:2em'><span>{}</span></p>", ""),
    ("<p>&nbsp;&nbsp;&nbsp;&nbsp;{}</p>", "\n"),
)  # fmt: skip
BODIES = ("<div class='content'>{}</div>", "<div id='zoom'>{}</div>", "<div>{}</div>", "<div class='article-content'>{}</div>", "<pre>{}</pre>")  # fmt: skip
ARTICLE_LINKS = (
    "<a href='/1.html'>河湾区图书馆延长开放时间</a>",
    "<a href='/2.html'>清河公园新增两公里健身步道</a>",
)
SUMMARY = "区图书馆从下周起每天开放到晚上九点，周末不闭馆，市民凭身份证可以免费办理借阅证。"
OTHERS = (
    "", "<div>责任编辑：方正</div>", "<p class='next'>阅读下一篇</p><p>{a}</p>", "<h4>相关日志</h4><ul><li>{a}</li><li>{b}</li></ul>",
    "<div class='sub-title'>大家还在看什么</div><div>{a}</div><div>{b}</div>", "<h3>{a}</h3><p>{s}</p>", "<p>阅读下一篇：</p><p>{a}</p><p>{s}</p>", "<p>{a}</p><p>清河公园的步道已经完工，沿途设有休息点…</p>",
    "<p>此前报道：{a}</p><div>点击进入专题：<a href='/zt/'>一次办好</a></div>", "<div class=zt>点击进入专题：</div><div class=zt><a href='/zt/'>一次办好</a></div>",
    "<p>上一篇：{a}</p><p>下一篇：{b}</p>", "<p>原文链接：<a href='http://x.example/1'>http://x.example/1</a></p>", "<p><a href='/'>返回首页</a></p>",
)  # fmt: skip
"""What follows a text and leads to other articles."""
HEADLINES = (
    "<h1>{t}</h1>", "<p>{t}</p>", "<h2><a href='/9.html'>{t}</a></h2>", "<h2><a href='/9.html'>{t}</a></h2><p>生活百科</p>", "<div class='tit'>公开时间</div><h1>{t}</h1>",
    "<div>{first}</div><div>{second}</div>", "<h2>{first}</h2><h2>{second}</h2>", "<h3>标　题：</h3><div class='title'>{t}</div>", "<table><tr><td align=center>{t}</td></tr></table>",
)  # fmt: skip
COLUMN_TITLES = ("【河湾新闻】{}", "【科普】{}_河湾网", "[河湾新闻]{}")
PLAIN_TITLES = ("{}", "{}-河湾生活网", "{}_要闻_河湾网", "{} | 河湾发布")
SITE_TITLES = ("河湾区人民政府", "河湾科普网", "通知公告-河湾网", "")
DAYS = (
    "发布时间：{y}-{m:02}-{d:02}", "{y}年{m}月{d}日 09:12", "{cm}月 {d}th, {y}", "{d} {cm}月, {y}", "<div>{d:02}</div><div>{y}年{m:02}月</div>", "<span>{d}</span><br>{y}.{m:02}",
    "<ul><li>{m:02}-{d:02}</li><li>{y}</li></ul>", "发表于 {cm}月 {d}, {y}",
)  # fmt: skip
YEARLESS = "{m:02}-{d:02} 09:12"
SOURCES = (
    ("", None), ("来源：河湾日报", "河湾日报"), ("<span class='source'>河湾日报</span>", "河湾日报"), ("<em class='art-source'>河湾区融媒体中心</em>", "河湾区融媒体中心"), ("<span class='source'>阅读 12</span>", None),
)  # fmt: skip
SOURCES_BEHIND = (
    ("（来源：河湾日报）", "河湾日报"),
    ("来源丨河湾发布", "河湾发布"),
    ("转自：河湾日报", "河湾日报"),
)
_NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


@dataclass
class Notice:
    """The markup of a page and the fields that a reader would write down."""

    markup: str = ""
    title: str = ""
    date: str = ""
    source: str | None = None
    paragraphs: list[str] = field(default_factory=list)


def compose_notice(seed: int) -> Notice:
    """Return the page of ``seed``, which is always the same."""
    dice = random.Random(seed)
    y, m, d = dice.randint(2012, 2025), dice.randint(1, 12), dice.randint(4, 20)
    title = dice.choice([one for one in TITLES if len(one) > 10 and not set("—：！ |“”（）") & set(one)])
    notice = Notice(title=title, date=f"{y}-{m:02}-{d:02}")
    is_yearless = dice.random() < 0.25
    day = (YEARLESS if is_yearless else dice.choice(DAYS)).format(y=y, m=m, d=d, cm=_NUMERALS[m - 1])
    source, notice.source = dice.choice(SOURCES)
    info = f"<div class='info'><span class='d'>{day}</span> {source}</div>"
    if "<" in day:
        info = f"<div class='d'>{day}</div><div class='info'>{source}</div>"
    body = dice.choice(BODIES)
    lines = _lines(dice, notice, is_plain=body.startswith("<pre"))
    if is_yearless:
        lines.insert(1, _year_of(dice, notice, y))
    behind = ""
    if notice.source is None and "阅读" not in source and dice.random() < 0.3:
        line, notice.source = dice.choice(SOURCES_BEHIND)
        lines.append(line)
    else:
        behind = dice.choice(OTHERS).format(a=ARTICLE_LINKS[0], b=ARTICLE_LINKS[1], s=SUMMARY)
    text = _body(dice, body, lines, behind)
    headline = dice.choice(HEADLINES)
    half = len(title) // 2 + ("年" in title)
    top = dice.choice(TOPS[:3]) + dice.choice(TOPS[4:])
    shown = headline.format(t=title, first=title[:half], second=title[half:])
    main = dice.choice(FRAMES).format(shown + info + text)
    notice.markup = (
        f"<html><head><meta charset=utf-8><title>{_title_tag(dice, headline).format(title)}</title></head>"
        f"<body>{top}{main}{dice.choice(FEET)}</body></html>"
    )
    return notice


def _title_tag(dice: random.Random, headline: str) -> str:
    if "{first}" in headline:
        return dice.choice(COLUMN_TITLES)
    return dice.choice(PLAIN_TITLES if "href" in headline else (*PLAIN_TITLES, *SITE_TITLES))


def _lines(dice: random.Random, notice: Notice, *, is_plain: bool) -> list[str]:
    """Return the lines of the body, and set the paragraphs of ``notice``."""
    lines = dice.sample(SENTENCES, dice.randint(2, 5))
    notice.paragraphs = [*lines]
    y, m, d = map(int, notice.date.split("-"))
    closing = [line.format(day=f"{y}年{m}月{d}日") for line in dice.choice(CLOSINGS)]
    for _ in range(dice.randint(0, 2)):
        line, text = dice.choice(LINKED)
        at = dice.randint(1, len(lines))
        if text not in notice.paragraphs:
            lines.insert(at, line)
            notice.paragraphs.insert(at, text)
    if not is_plain and dice.random() < 0.3 and closing[0] != "河湾区人民政府办公室":
        lines.append(OTHER_LINE)
    notice.paragraphs += closing
    return lines + closing


def _year_of(dice: random.Random, notice: Notice, year: int) -> str:
    """Return a line that supports the year, and add its text to the paragraphs."""
    if dice.random() < 0.5:
        return f"<img src='/upload/{notice.date[:7].replace('-', '')}/1.jpg' width=600>"
    text = f"据了解，{year}年全区计划实施二十个项目，{year}年上半年完成过半。"
    notice.paragraphs.insert(1, text)
    return text


def _body(dice: random.Random, body: str, lines: list[str], behind: str) -> str:
    if body.startswith("<pre"):
        return body.format("\n".join(f"　　{line}" for line in lines)) + behind
    form, between = dice.choice(FORMS)
    text = between.join(form.format(line) for line in lines)
    if dice.random() < 0.5:
        return body.format(text + behind)
    return body.format(text) + behind
