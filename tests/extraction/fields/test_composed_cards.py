"""Catalogue cards composed at random, in the forms that portals share, are read without a fault."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.extraction import extract
from bulletin_spider.items import DOCUMENT_DAYS, DOCUMENT_TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESS = "https://www.example.cn/zwgk/1.html"
Pairs = list[tuple[str, str]]
LABELS: dict[str, tuple[str, ...]] = {
    "index_number": ("索引号", "信息索引号", "索取号", "索 引 号"),
    "document_number": ("发文字号", "文号", "文　　号", "文件编号"),
    "issuer": ("发文机关", "发布机构", "公开主体", "发文单位", "制发机关"),
    "topic": ("主题分类", "信息分类", "组配分类"),
    "status": ("有效性", "有 效 性", "效力状态", "时效性"),
    "written_on": ("成文日期", "发文日期", "生成日期"),
    "effective_on": ("生效日期", "实施日期", "施行日期"),
    "expires_on": ("废止日期", "失效日期"),
}
OTHERS = (
    ("标　　题", "关于印发河道管理办法的通知"),
    ("体裁", "通知"),
    ("公开方式", "主动公开"),
    ("关键词", ""),
    ("内容概述", "河道管理"),
)
NOTHING = ("", "无", "-", "——", "暂无", "/")


def table_of_rows(random_: random.Random, pairs: Pairs) -> str:
    wide, cell = random_.choice((1, 2, 3)), random_.choice(("td", "th"))
    colon = random_.choice(("", "：", ":"))
    rows = [pairs[i : i + wide] for i in range(0, len(pairs), wide)]
    return (
        "<table>"
        + "".join(
            "<tr>"
            + "".join(f"<{cell}>{label}{colon}</{cell}><td>{value}</td>" for label, value in row)
            + "</tr>"
            for row in rows
        )
        + "</table>"
    )


def table_of_columns(random_: random.Random, pairs: Pairs) -> str:
    head = "".join(f"<th>{label}</th>" for label, _ in pairs)
    body = "".join(f"<td>{value}</td>" for _, value in pairs)
    if random_.random() < 0.5:
        return f"<table><thead><tr>{head}</tr></thead><tbody><tr>{body}</tr></tbody></table>"
    return f"<table><tr>{head}</tr><tr>{body}</tr></table>"


def definition_list(random_: random.Random, pairs: Pairs) -> str:
    colon = random_.choice(("", "："))
    return "<dl>" + "".join(f"<dt>{label}{colon}</dt><dd>{value}</dd>" for label, value in pairs) + "</dl>"


def list_items(random_: random.Random, pairs: Pairs) -> str:
    tag, mark = random_.choice(("b", "span", "strong", "em")), random_.choice(("：", ":", " ：", ""))
    space = random_.choice(("", " ", "　")) if mark else ""
    return (
        "<ul>"
        + "".join(
            f"<li><{tag}>{label}{mark}</{tag}>{space}<span>{value}</span></li>" for label, value in pairs
        )
        + "</ul>"
    )


def bracketed(random_: random.Random, pairs: Pairs) -> str:
    opening, closing = random_.choice((("[", "]"), ("【", "】"), ("[ ", " ]")))
    return "<ul>" + "".join(f"<li>{opening}{label}{closing} {value}</li>" for label, value in pairs) + "</ul>"


def blocks(random_: random.Random, pairs: Pairs) -> str:
    colon = random_.choice(("", "："))
    return (
        "<div class='card'>"
        + "".join(
            f"<div class='row'><div class='k'>{label}{colon}</div><div class='v'>{value}</div></div>"
            for label, value in pairs
        )
        + "</div>"
    )


def paragraphs(random_: random.Random, pairs: Pairs) -> str:
    tag = random_.choice(("p", "div"))
    return "".join(f"<{tag}>{label}：{value}</{tag}>" for label, value in pairs)


def one_line(random_: random.Random, pairs: Pairs) -> str:
    tag = random_.choice(("", "span"))
    texts = [f"<{tag}>{label}：{value}</{tag}>" if tag else f"{label}：{value}" for label, value in pairs]
    return (
        "<p class='info'>"
        + random_.choice(("　", " ", " | ")).join(texts[:5])
        + "</p>"
        + ("<p class='info'>" + "　".join(texts[5:]) + "</p>" if texts[5:] else "")
    )


FORMS: tuple[Callable[[random.Random, Pairs], str], ...] = (
    table_of_rows, table_of_columns, definition_list, list_items, bracketed, blocks, paragraphs, one_line,
)  # fmt: skip


def value_of(random_: random.Random, name: str) -> tuple[str, str]:
    """Return a value as the page writes it and as it is published."""
    number = random_.randint(1, 99)
    day = f"2024-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}"
    if name in DOCUMENT_DAYS:
        year, month, date = day.split("-")
        written = random_.choice(
            (
                day,
                f"{year}年{int(month)}月{int(date)}日",
                f"{year}年{month}月{date}日",
                f"{year}/{month}/{date}",
            )
        )
        return written, day
    values = {
        "index_number": (f"11019/2024-000{number}", f"000014349/2024-{number:05}", f"K0{number}-2024-11"),
        "document_number": (f"青政发〔2024〕{number}号", f"青政办函[2024]{number}号"),
        "issuer": ("青岚区人民政府", "青岚区水务局", "区政府办公室"),
        "topic": ("水利、水务", "综合政务/其他", "农业"),
        "status": ("有效", "已废止", "失效", "现行有效"),
    }[name]
    value = random_.choice(values)
    return value, value


def composed(seed: int) -> tuple[str, dict[str, str | None], str]:
    random_ = random.Random(seed)
    expected: dict[str, str | None] = dict.fromkeys((*DOCUMENT_TEXTS, *DOCUMENT_DAYS))
    names = ["index_number", *random_.sample(sorted({*LABELS} - {"index_number"}), random_.randint(3, 7))]
    pairs: Pairs = []
    for name in names:
        written, value = value_of(random_, name)
        if name != "index_number" and random_.random() < 0.2:
            written, value = random_.choice(NOTHING), ""
        expected[name] = value or None
        pairs.append((random_.choice(LABELS[name]), written))
    pairs += [("发布日期", "2024-12-30"), *random_.sample(OTHERS, random_.randint(0, 3))]
    random_.shuffle(pairs)
    form = random_.choice(FORMS)
    card, heading = form(random_, pairs), "<h1>关于印发河道管理办法的通知</h1>"
    above = card + heading if random_.random() < 0.7 else heading + card
    page = f"""<html><head><title>关于印发河道管理办法的通知-青岚区人民政府</title></head><body><div><a href='/'>首页</a></div>
        {above}<div class='content'><p>各镇人民政府、街道办事处：</p><p>现将办法印发给你们，请结合实际认真贯彻执行。</p>
        <p>各单位要明确责任，加强巡查，发现问题及时报告。</p></div></body></html>"""
    return page, expected, form.__name__


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_composed_card_is_read_without_a_fault(first: int) -> None:
    for seed in range(first, first + 100):
        page, expected, form = composed(seed)
        content = extract(page.encode(), ADDRESS)
        assert content.document == expected, f"{seed} {form}"
        assert content.date == "2024-12-30", f"{seed} {form}"
        assert content.paragraphs[0] == "各镇人民政府、街道办事处：", f"{seed} {form}"
        assert len(content.paragraphs) == 3, f"{seed} {form}"
