"""Lists whose rows have summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.composed import SENTENCES, TITLES
from tests.extraction.refusable.page import page_of

if TYPE_CHECKING:
    import random

NAMES = ("工作动态", "图片新闻", "媒体报道", "政策解读", "理论学习", "视频新闻", "专题报道")
PAGERS = (
    "",
    "<div class=page>共12页 首页 上一页 下一页 尾页</div>",
    "<div class=pages><a href='2.html'>2</a> <a href='3.html'>3</a> <a href='2.html'>下一页</a></div>",
)


def _summary(dice: random.Random) -> str:
    """Return a summary of one or two sentences, some cut short."""
    text = "".join(dice.sample(SENTENCES, dice.randint(1, 2)))
    return dice.choice((text, f"{text[:40]}...", f"{text[:45]}……", text[:50]))


def _list(dice: random.Random, form: str, number: tuple[int, int] = (3, 10)) -> str:
    name = dice.choice(NAMES)
    titles = dice.sample(TITLES, dice.randint(*number))
    rows = "".join(
        form.format(i=i, title=title, text=_summary(dice), d=i % 9 + 1) for i, title in enumerate(titles, 1)
    )
    head = dice.choice(
        ("", f"<h2>{name}</h2>", f"<div class=lm>{name}</div>", f"<h1 class=title>{name}</h1>")
    )
    return page_of(dice, name, f"{head}<div class=list>{rows}</div>{dice.choice(PAGERS)}")


def title_text_day(dice: random.Random) -> str:
    """Return rows of linked title, summary and day."""
    return _list(
        dice,
        "<div class=item><h3><a href='/{i}.html'>{title}</a></h3><p>{text}</p><span class=time>2024-03-0{d}</span></div>",
    )


def picture_beside(dice: random.Random) -> str:
    """Return rows of a linked picture, title and summary, without a day."""
    return _list(
        dice,
        "<li><a href='/{i}.html'><img src='/{i}.jpg'></a><div><a href='/{i}.html' class=t>{title}</a><p>{text}</p></div></li>",
    )


def all_in_one_link(dice: random.Random) -> str:
    """Return rows that are one link over title, summary and day."""
    return _list(
        dice, "<a href='/{i}.html' class=row><h4>{title}</h4><p>{text}</p><em>2024年03月0{d}日</em></a>"
    )


def split_day(dice: random.Random) -> str:
    """Return rows with day and month in boxes."""
    return _list(
        dice,
        "<li><div class=date><b>0{d}</b><span>2024-03</span></div><div class=txt><a href='/{i}.html'>{title}</a><p>{text}</p></div></li>",
    )


def source_below(dice: random.Random) -> str:
    """Return rows with source, day and a read count below each summary."""
    return _list(
        dice,
        "<dl><dt><a href='/{i}.html'>{title}</a></dt><dd>{text}</dd><dd class=info>来源：河湾日报 发布时间：2024-03-0{d} 浏览：{i}6次</dd></dl>",
    )


def linked_summary(dice: random.Random) -> str:
    """Return rows whose summary is linked too, with the day between."""
    return _list(
        dice,
        "<table><tr><td><a href='/{i}.html'><b>{title}</b></a></td><td>2024-03-0{d}</td></tr><tr><td colspan=2><a href='/{i}.html'>{text}</a></td></tr></table>",
    )


def titles_without_links(dice: random.Random) -> str:
    """Return rows whose titles are no links; a link to the whole text ends each."""
    return _list(
        dice,
        "<div class=news><h3>{title}</h3><p>{text}</p><p><a href='/{i}.html'>查看详情&gt;&gt;</a></p></div>",
    )


def day_first(dice: random.Random) -> str:
    """Return rows with the day above the title."""
    return _list(
        dice,
        "<li><time>2024/03/0{d}</time><h5><a href='/{i}.html'>{title}</a></h5><div class=desc>{text}</div></li>",
    )


def scripted_rows(dice: random.Random) -> str:
    """Return rows that scripts open, with a summary in the same line."""
    return _list(
        dice,
        "<li onclick=\"location='/{i}.html'\"><strong>{title}</strong><br>{text}<br>2024-03-0{d} <a href='/{i}.html'>阅读全文</a></li>",
    )


def few_rows(dice: random.Random) -> str:
    """Return two or three rows with long summaries below a channel's name."""
    return _list(
        dice, "<div><p><a href='/{i}.html'>{title}</a> (2024-03-0{d})</p><p>　　{text}</p></div>", (2, 3)
    )


def with_tags(dice: random.Random) -> str:
    """Return rows with a linked class, title, summary and a line of author, day and counts."""
    return _list(
        dice,
        "<article><span class=cat><a href='/c/'>要闻</a></span><h2><a href='/{i}.html'>{title}</a></h2><p class=meta><time>2024-03-0{d}</time> 阅读({i}2) 评论(0)</p><p class=note>{text}</p></article>",
    )


def videos(dice: random.Random) -> str:
    """Return rows of films with their length and a summary."""
    return _list(
        dice,
        "<li class=v><a href='/{i}.html'><img src='/{i}.jpg'><i>0{d}:32</i></a><p class=t><a href='/{i}.html'>{title}</a></p><p class=c>{text}</p><p>播放：{i}32次</p></li>",
    )


def nested_tables(dice: random.Random) -> str:
    """Return a table for each row: title in one cell, summary in the next."""
    return _list(
        dice,
        "<table width=100%><tr><td><img src=/d.gif> <a href='/{i}.html'><font color=blue>{title}</font></a></td></tr><tr><td>&nbsp;&nbsp;&nbsp;&nbsp;{text} <a href='/{i}.html'>[详细]</a></td></tr><tr><td align=right>2024-3-{d}</td></tr></table>",
    )


def leads(dice: random.Random) -> str:
    """Return four rows of bold titles above summaries, with the source and the day before each summary."""
    return _list(
        dice,
        "<div><b><a href='/{i}.html'>{title}</a></b><br>河湾日报 2024-03-0{d}<br>{text}<br></div>",
        (3, 5),
    )


OPEN = (
    title_text_day, picture_beside, all_in_one_link, split_day, source_below, linked_summary, titles_without_links, day_first, scripted_rows, few_rows,
)  # fmt: skip
KEPT = (with_tags, videos, nested_tables, leads)
