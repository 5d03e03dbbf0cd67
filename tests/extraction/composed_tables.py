"""Compose data tables and layout tables at random, and put them into composed pages."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.extraction.composed import Page, compose

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = ("何*川", "周*", "欧阳*", "林语", "许明川", "方舟")
PLACES = ("柳岸社区", "石桥村", "青石镇中心小学", "区图书馆", "青渠木业有限公司", "区城市管理局")
NUMBERS = ("12", "3.50", "118.60万元", "98,200", "4.2%", "-1.0%", "2", "0990-6000101", "86.42")
DAYS = ("2024年3月11日", "2024-03-11", "3月12日9:00—11:30", "6月13日")
WORDS = (
    "本科及以上学历",
    "一等奖",
    "节能产品优先采购",
    "不收费",
    "面议",
    "工业用地",
    "来源不明",
    "记者站",
    "附件",
)
LONG = (
    "具有相应的教师资格证书，年龄在35周岁以下。",
    "当事人未按规定采取密闭措施，造成路面遗撒约二十平方米，影响了市容环境卫生。",
)
HEADS = (
    "序号",
    "姓名",
    "单位",
    "岗位",
    "金额（元）",
    "备注",
    "时间",
    "面积",
    "编号",
    "电话",
    "成绩",
    "来源",
    "发布日期",
    "内容",
)
TITLES = ("青渠区部门收支总表", "青渠区拟录用人员名单", "附表：各村面积")
CELL_FORMS = (
    "{}", " {} ", "<p>{}</p>", "<p class=MsoNormal><span>{}<o:p></o:p></span></p>", "<span style='font-size:14px'>{}</span>",
    "<div><font>{}</font></div>", "&nbsp;{}&nbsp;", "<strong>{}</strong>",
)  # fmt: skip
MARKS = (
    "", " width='100%'", " border=1", " class='MsoTableGrid'", " class='table table-bordered'",
    " style='border:1px solid #000'", " cellspacing=0 cellpadding=0 align=center",
)  # fmt: skip
FRAMES = (
    "{}", "<div>{}</div>", "<center>{}</center>", "<div class='table-box'><div>{}</div></div>",
    "<table width='100%'><tr><td>{}</td></tr></table>", "<div align=center>{}</div>",
)  # fmt: skip


@dataclass
class Table:
    """The markup of a table, the paragraphs of its rows, and its caption and resolved rows if it holds data."""

    markup: str
    paragraphs: list[str]
    rows: list[list[str]] = field(default_factory=list)
    caption: str | None = None


def data_table(dice: random.Random) -> Table:
    """Return a table of data: a head, rows of cells with gaps, perhaps a title and a group that spans rows."""
    mark = dice.choice(MARKS)
    # Two columns of sentences without any border read like numbered prose.
    columns = dice.randint(2, 6) if mark else dice.randint(3, 6)
    head = dice.sample(HEADS, columns)
    body = [[_cell(dice, place) for place in range(columns)] for _ in range(dice.randint(2, 12))]
    table = Table("", [" | ".join(head)], [head])
    form = dice.choice(CELL_FORMS)
    head_tag = dice.choice(("td", "th"))
    lines = [_row(head, head_tag, form)]
    group = dice.randint(2, len(body)) if dice.random() < 0.3 else 0
    for number, cells in enumerate(body):
        own = cells
        if group and number == 0:
            cells[0] = dice.choice(PLACES)
        if group and 0 < number < group:
            cells[:2] = body[0][0], cells[1] or "无"
            own = cells[1:]
        more = f" rowspan={group}" if group and number == 0 else ""
        lines.append(_row(own, "td", form, more))
        table.rows.append(cells)
        table.paragraphs.append(" | ".join(cell.replace("|", "｜") for cell in own).strip())
    title = ""
    if dice.random() < 0.3:
        table.caption = dice.choice(TITLES)
        table.paragraphs.insert(0, table.caption)
        title = dice.choice(
            (f"<caption>{table.caption}</caption>", f"<tr><td colspan={columns}>{table.caption}</td></tr>")
        )
    rows = "".join(lines)
    if dice.random() < 0.3:
        rows = (
            f"<tbody>{rows}</tbody>"
            if title.startswith("<tr")
            else f"<thead>{lines[0]}</thead>{''.join(lines[1:])}"
        )
    table.markup = dice.choice(FRAMES).format(f"<table{mark}>{title}{rows}</table>")
    return table


def _cell(dice: random.Random, place: int) -> str:
    if not place:
        return dice.choice((*PEOPLE, *PLACES, *NUMBERS[:3]))
    chance = dice.random()
    if chance < 0.1:
        return ""
    if chance < 0.15:
        return dice.choice(LONG)
    return dice.choice((*PEOPLE, *PLACES, *NUMBERS, *DAYS, *WORDS, "项目|科目"))


def _row(cells: list[str], tag: str, form: str, more: str = "") -> str:
    line = "".join(
        f"<{tag}{more if place == 0 else ''}>{form.format(cell) if cell else ''}</{tag}>\n"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{line}</tr>\n"


def layout_table(dice: random.Random) -> Table:
    """Return a table that only arranges its texts."""
    paragraphs = [*dice.choice(LAYOUTS)(dice)]
    mark = dice.choice(("", " width='100%' border=0", " cellspacing=0 cellpadding=0 align=center"))
    rows, texts = paragraphs[0], paragraphs[1:]
    return Table(dice.choice(FRAMES[:1]).format(f"<table{mark}>{rows}</table>"), texts)


def _photos(dice: random.Random) -> list[str]:
    captions = ["晨曦中的青渠湖", "石桥夜色", "柳岸春早", "丰收的田野"][: 2 * dice.randint(1, 2)]
    rows = ""
    for pair in zip(captions[::2], captions[1::2], strict=True):
        pictures = "".join(f"<td><img src='/p/{caption}.jpg'></td>" for caption in pair)
        rows += f"<tr>{pictures}</tr>" + _row([*pair], "td", "{}")
    return [rows, *captions]


def _parts(dice: random.Random) -> list[str]:
    cells = ["主持：何先生", "朗诵：林女士", "伴奏：区民乐团", "舞台：区文化馆"]
    return [_row(cells[:2], "td", "{}") + _row(cells[2:], "td", dice.choice(CELL_FORMS[:2])), *cells]


def _items(dice: random.Random) -> list[str]:
    cells = [("1.", LONG[0]), ("2.", LONG[1]), ("3.", "为六十五岁以上老年人免费体检，建立健康档案。")]
    chosen = cells[: dice.randint(2, 3)]
    return [
        "".join(_row([*pair], "td", "{}") for pair in chosen),
        *(cell for pair in chosen for cell in pair),
    ]


def _box(dice: random.Random) -> list[str]:
    texts = ["温馨提示：请注意添衣保暖，老人和儿童尽量减少外出。", "取暖时注意通风，谨防一氧化碳中毒。"]
    spacer = dice.choice(("", "<td width=10></td>"))
    return [f"<tr>{spacer}<td><p>{texts[0]}</p><p>{texts[1]}</p></td>{spacer}</tr>", *texts]


def _lines(dice: random.Random) -> list[str]:
    texts = dice.sample(LONG, 2)
    return ["".join(_row([text], "td", "{}") for text in texts), *texts]


LAYOUTS: tuple[Callable[[random.Random], list[str]], ...] = (_photos, _parts, _items, _box, _lines)


def page_with_table(seed: int, make: Callable[[random.Random], Table]) -> tuple[Page, Table]:
    """Return a composed page with a table between two of its paragraphs."""
    table = make(random.Random(f"table {seed}"))
    page = compose(seed, table.markup)
    place = page.paragraphs.index(table.markup)
    page.paragraphs[place : place + 1] = table.paragraphs
    return page, table
