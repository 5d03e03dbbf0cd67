"""Mutate pages and read them as articles and as listings: each must give a result, and no page may be slow.

Usage: python benchmarks/fuzz_extraction.py [--pages 200000] [--seed 1] [--read both|articles|listings] [FOLDER...]
       python benchmarks/fuzz_extraction.py --pages 1000000    # the figure of a release, some hours on one core

The seeds are the project's own test pages, listings in the templates of content systems and in JSON, and the pages of
the given folders below 30,000 bytes. An article must give content or a typed refusal, a listing must be read whatever
its bytes are. It prints progress, then how many pages gave what, and the time of the slowest page. It returns 1 if a
page raised another error or took more than a second of CPU time.
"""

# ruff: noqa: E501 - markup is not folded
from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bulletin_spider.crawl.row import Row
from bulletin_spider.exceptions import NotABulletin, TooExpensive
from bulletin_spider.extraction import Hints, extract
from bulletin_spider.listings import JsonFields, ListingRules, read_listing
from bulletin_spider.listings.page.menu import read_menu
from bulletin_spider.reading_time import read_in_time

OWN = Path(__file__).parents[1] / "tests" / "extraction" / "pages"
MARKUP = (
    "<div> </div> <p> </p> <br> <table><tr><td> </table> <html> </html> <body> </body> <!-- --> <script> </script>"
    " <a~href='x.pdf'> </a> <h1> </h1> <span~style='display:block'> &#xD800; &nbsp; &#x110000; <![CDATA[ ]]> < > ' \""
    " <title> <input~type=password> <meta~charset=utf-16> <base~href='http://[bad'> <img~src='http://[bad'>"
    " <img~data-src=x~width=1> 2025-02-30 99月99日 来源： （记者 ）"
)
TOKENS = [token.replace("~", " ").encode() for token in MARKUP.split(" ")]
LISTING_MARKUP = (
    "<li> </li> <a~href='index_2.html'>下一页</a> <a~href='/a/12345.html'>白石区召开部署会</a> <ul> </ul> <tr><td> 2026-03-05 03-05"
    " [置顶] <record><![CDATA[ ]]></record> <datastore> document.write(' ') var~a=' '+b; a=a+a; if(a==''){ }else{ for(;;) <select>"
    " <option~value='index_3.html'>3</option> createPageHTML(9,0,'index','html') Pager({size:3,current:0,prefix:'i',suffix:'html'})"
    ' countPage=3; .jpage({ dataproxy totalRecord:99 perPage:25 共12页 [{"title":"x","url":"/a.html"}] "total":9 { } , callback('
    " <a~href='http://u:p@h:99999/'> <a~href='//[bad'> <iframe~src='/list/'> <script> </script> \\u4e00 更多>> <base~href='/x/'>"
)
TOKENS += [token.replace("~", " ").encode() for token in LISTING_MARKUP.split(" ")]
TOKENS += [
    "\u0301\u0316".encode() * 40,
    b"9" * 5_000,
    b"&#" + b"9" * 5_000 + b";",
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\x81\x30\x81\x30",
    "通讯员".encode("gb18030"),
    b"\xe3\x80\x80" * 30,
    b"\xef\xbc\x88" * 50,
]


def mutated(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return ``page`` with one to eight mutations: cuts, repeats, splices, noise, tokens in wrong places."""
    data = bytearray(page)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 3, 20, 200, 2000))
        mutation = chance.randrange(7)
        if mutation == 0:
            del data[at : at + size]
        elif mutation == 1:
            data[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 40))
        elif mutation == 2:
            data[at:at] = data[at : at + size]
        elif mutation == 3:
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start : start + size]
        elif mutation == 4:
            for i in range(at, min(at + chance.randint(1, 8), len(data))):
                data[i] = chance.randrange(256)
        elif mutation == 5:
            data[at : at + size] = data[at : at + size][::-1]
        else:
            data = data[:at] if chance.random() < 0.3 else data[at:] + data[:at]
    return bytes(data[:200_000])


def hints(chance: random.Random) -> Hints | None:
    """Return random hints, or none."""
    if chance.random() < 0.5:
        return None
    return Hints(
        title=chance.choice((None, "会议…", "", "关于开展秋季灭蚊蝇活动的通知", "\ud800")),
        date=chance.choice((None, dt.date(2024, 2, 29))),
        charset=chance.choice((None, "utf-8", "gb2312", "utf-16", "no-such", "base64", "idna")),
        fetched_at=chance.choice((None, dt.datetime(2025, 1, 1, tzinfo=dt.UTC))),
    )


def listing_seeds() -> list[bytes]:
    """Return listings in the forms that the readers know."""
    titles = [f"白石区召开第{number}次春季绿化工作部署会" for number in range(20)]
    rows = [
        f"<a href='/xw/t202603{at + 10}_{at}.html' title='{title}'>{title[:9]}…</a>"
        for at, title in enumerate(titles)
    ]
    days = [f"2026-03-{at + 10}" for at in range(20)]
    dated = list(zip(rows, days, strict=True))
    items = "".join(f"<li>{row}<span>{day}</span></li>" for row, day in dated)
    quoted = ",".join(
        f"'<tr><td>{row}</td><td>{day}</td></tr>'".replace("='", '="').replace("' ", '" ')
        for row, day in dated
    )
    data = [{"title": title, "url": f"/xw/{at}.html", "pubDate": days[at]} for at, title in enumerate(titles)]
    pagers = [
        "<a href='index_2.html'>下一页</a>",
        "<script>createPageHTML(9,0,'index','html');</script>",
        "<script>createPageHTML('page', 9, 1, 'list', 'shtml', 118);</script>",
        "<script>var currentPage = 0; var countPage = 9; document.write('index' + '_' + 1 + '.' + 'html')</script>",
        "<script>new Pager({size: 9, current: 0, prefix: 'index', suffix: 'html'})</script>",
        "<a href='index_1.html'>1</a><a href='index_2.html'>2</a><a href='index_3.html'>3</a>",
        "<select><option value='index.html'>1</option><option value='index_2.html'>2</option></select>",
        "<a tagname='/xw/list2.html' title='下一页'>下一页</a>共9页",
        "<script src='unitbuild.js' url='/unit' querydata=\"{'tagId':'信息列表'}\"></script>",
    ]
    pages = [f"<html><body><h2>要闻</h2><ul>{items}</ul>{pager}</body></html>" for pager in pagers]
    pages += [
        "<table><tr><th>标题</th><th>发布日期</th></tr>"
        + "".join(f"<tr><td>{row}<td>{day}</tr>" for row, day in dated)
        + "</table>",
        "".join(
            f"<div class=card><h3>{row}</h3><p>会议指出，要抓好落实。</p><i>{day}</i><a href='/t'>词</a></div>"
            for row, day in dated
        ),
        f"<div><h3>要闻</h3><a href='/yw/'>更多</a><ul>{items}</ul></div><div><h3>公告</h3><a href='/gg/'>更多</a><ul>{items}</ul></div>",
        f"<script>$('#1').jpage({{totalRecord:99,perPage:12,proxyUrl:'/dataproxy.jsp'}})</script><datastore>{''.join(f'<record><![CDATA[<li>{row}{day}</li>]]></record>' for row, day in dated)}</datastore>",
        "<script>"
        + "".join(
            f"var s='{row}';if(s!=''){{document.write('<li>'+s+'{day}</li>');}}\n".replace("='/", "=/")
            for row, day in dated
        )
        + "</script>",
        f"<script>var InitData = [{quoted}];</script>",
        f"<script>var list = {json.dumps(data, ensure_ascii=False)};</script>",
        json.dumps({"data": {"total": 99, "rows": data}}, ensure_ascii=False),
        json.dumps({"data": {"html": f"<ul>{items}</ul>"}}, ensure_ascii=False),
        f"callback({json.dumps(data)});",
    ]
    return [page.encode() for page in pages]


URLS = (
    "https://www.example.cn/xw/",
    "https://www.example.cn/xw/index_3.html",
    "https://www.example.cn/api?page=2&pageSize=12",
    "https://www.example.cn/dataproxy.jsp?startrecord=1&endrecord=12&perpage=12",
    "https://www.example.cn/unit?tagId=1&paramJson=%7B%22pageNo%22%3A2%7D",
    "https://www.example.cn/api?page=" + "9" * 5_000,
)
RULES = ((), (ListingRules(rows="li", title="a", date="span", next_page="a"),))


def read_article(page: bytes, chance: random.Random) -> str:
    """Read a page as an article, and return what became of it."""
    try:
        content = extract(page, "https://www.example.cn/xw/t20250101_1.html", hints(chance))
        "".join((content.title, *content.paragraphs, content.byline or "")).encode()
    except NotABulletin as refusal:
        return refusal.reason
    return "article"


def read_rows(page: bytes, chance: random.Random) -> str:
    """Read a page as a listing and as a home page, and return what became of it."""
    fields = chance.choice((None, None, JsonFields(page="page", size="pageSize", rows="data.rows")))
    charset = chance.choice((None, "utf-8", "gb2312", "utf-16", "no-such", "base64"))
    reference = chance.choice((None, dt.date(2026, 3, 30)))
    listing = read_listing(page, chance.choice(URLS), charset, reference, fields, rules=chance.choice(RULES))
    for entry in listing.entries:
        try:
            json.dumps(Row.of(entry, "要闻").evidence()).encode()
        except ValueError:  # a walk counts rows with an address that is none
            continue
    if chance.random() < 0.1:
        read_menu(page, URLS[0], charset)
    return "listing" if listing.entries else "no rows"


def kept(number: int, page: bytes) -> Path:
    """Write a page into the directory for temporary files, and return where it is."""
    path = Path(tempfile.gettempdir()) / f"fuzz-{number}.html"
    path.write_bytes(page)
    return path


READERS = {"articles": (read_article,), "listings": (read_rows,), "both": (read_article, read_rows)}
SLOWEST = 1.0
"""Seconds of CPU time that a page may take."""


def main() -> int:
    """Run, and return 1 if a page raised anything but a typed refusal, or was slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--read", choices=READERS, default="both")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - a fuzz run is repeatable
    articles = [path.read_bytes() for path in sorted(OWN.glob("*/*/page.html"))]
    for folder in options.folders:
        articles += [
            path.read_bytes() for path in sorted((folder / "pages").iterdir()) if path.stat().st_size < 30_000
        ]
    seeds = {read_article: articles, read_rows: listing_seeds() * 3 + articles}
    outcomes: Counter[str] = Counter()
    slowest, started = (0.0, b""), time.process_time()
    for i in range(options.pages):
        read = chance.choice(READERS[options.read])
        page = mutated(chance.choice(seeds[read]), chance.choice(seeds[read]), chance)
        start = time.process_time()
        try:
            outcomes[read_in_time(10 * SLOWEST, read, page, chance)] += 1
        except TooExpensive:
            print(f"page {i}: {read.__name__}: too slow, kept as {kept(i, page)}", file=sys.stderr)
            outcomes["TOO SLOW"] += 1
        except Exception as error:  # noqa: BLE001 - the run looks for these
            print(f"page {i}: {read.__name__}: {error!r}, kept as {kept(i, page)}", file=sys.stderr)
            outcomes["CRASH"] += 1
        slowest = max(slowest, (time.process_time() - start, page))
        if (i + 1) % 20_000 == 0:
            print(f"{i + 1} pages, {time.process_time() - started:.0f} s, {dict(outcomes)}", flush=True)
    print(
        f"{options.pages} pages from {len(articles)} articles and {len(listing_seeds())} listings,"
        f" seed {options.seed}: {dict(outcomes.most_common())}"
    )
    print(f"slowest page {slowest[0] * 1000:.0f} ms ({len(slowest[1])} bytes)")
    return 1 if outcomes["CRASH"] or slowest[0] > SLOWEST else 0


if __name__ == "__main__":
    sys.exit(main())
