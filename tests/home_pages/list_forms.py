"""Write rows as lists in the templates of Chinese content systems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    Rows = list[tuple[str, str, dt.date]]

PAGER = "<div class='page'><span>首页</span> <span>上一页</span> <a href='?page=2'>下一页</a> <a href='?page=3'>尾页</a></div>"


def plain_list(rows: Rows, _: str) -> str:
    return (
        "<ul class='list'>"
        + "".join(f"<li><a href='{u}'>{t}</a><span>{d}</span></li>" for t, u, d in rows)
        + "</ul>"
    )


def list_with_pager(rows: Rows, name: str) -> str:
    return plain_list(rows, name) + PAGER


def old_table(rows: Rows, _: str) -> str:
    lines = "".join(
        f"<TR><TD WIDTH=12><IMG SRC=/dot.gif></TD><TD><A HREF='{u}' TARGET=_blank>{t}</A></TD><TD ALIGN=right>[{d}]</TD></TR>"
        for t, u, d in rows
    )
    return f"<TABLE WIDTH=100%><TR><TD><TABLE>{lines}</TABLE></TD></TR></TABLE><SCRIPT>createPageHTML(3,0,'index','html');</SCRIPT>"


def definition_list(rows: Rows, _: str) -> str:
    return (
        "<dl>"
        + "".join(f"<dd><em>{d:%Y/%m/%d}</em><a href='{u}' title='{t}'>{t[:8]}…</a></dd>" for t, u, d in rows)
        + "</dl>"
    )


def cards(rows: Rows, _: str) -> str:
    return "".join(
        f"<div class='media'><div class='media-body'><h4><a href='{u}'>{t}</a></h4><p class='text-muted'>{d:%Y年%m月%d日}</p></div></div>"
        for t, u, d in rows
    )


def index_table(rows: Rows, _: str) -> str:
    head = "<tr><th>序号</th><th>标题</th><th>文号</th><th>发布日期</th></tr>"
    return f"<table class='table'>{head}" + "".join(
        f"<tr><td>{number}</td><td><a href='{u}'>{t}</a></td><td>示政发〔2026〕{number}号</td><td>{d}</td></tr>"
        for number, (t, u, d) in enumerate(rows, 1)
    ) + "</table>"  # fmt: skip


def day_inside(rows: Rows, _: str) -> str:
    return (
        "<ul>"
        + "".join(f"<li><a href='{u}'><span class='t'>{t}</span><i>{d}</i></a>" for t, u, d in rows)
        + "</ul>"
    )


def bracketed(rows: Rows, _: str) -> str:
    return (
        "<div class='lst'>"
        + "".join(f"<p>·<a href='{u}'>{t}</a> ({d})</p>" for t, u, d in rows)
        + "</div>"
        + PAGER
    )


def in_fives(rows: Rows, _: str) -> str:
    lines = [f"<li><a href='{u}'>{t}</a><span class='rq'>{d}</span></li>" for t, u, d in rows]
    return "".join(
        "<ul class='five'>" + "".join(lines[at : at + 5]) + "</ul>" for at in range(0, len(lines), 5)
    )


def script_data(rows: Rows, name: str) -> str:
    data = json.dumps(
        [{"title": t, "url": u, "publishTime": f"{d} 08:30:00"} for t, u, d in rows], ensure_ascii=False
    )
    return f"<div id='app'><list-view :rows='rows'></list-view></div><script>window.__DATA__ = {{'name': '{name}', rows: {data}}};</script>"


def data_store(rows: Rows, _: str) -> str:
    records = "".join(
        f"<record><![CDATA[<li><a href='{u}'>{t}</a><b>{d}</b></li>]]></record>" for t, u, d in rows
    )
    return f"<div id='1'><script type='text/xml'><datastore><recordset>{records}</recordset></datastore></script></div>"


def font_tags(rows: Rows, _: str) -> str:
    return "".join(
        f"<font size=2>◆<a href='{u}'>{t}</a></font><font color=gray>{d}</font><br>" for t, u, d in rows
    )
