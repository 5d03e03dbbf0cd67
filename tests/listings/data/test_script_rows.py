from __future__ import annotations

import json

import pytest

from bulletin_spider.listings import read_listing
from bulletin_spider.listings.data.script_rows import with_script_rows
from tests.listings.pages import FOLDER, SIDE_MENU, URL, expected_rows, page, sample_rows

ROWS = sample_rows(6)


def rows_of(content: str) -> list[tuple[str, str, object]]:
    listing = read_listing(page(content, side=SIDE_MENU), URL)
    return [(entry.title, entry.url, entry.date) for entry in listing.entries]


def test_written_rows_are_placed_before_their_scripts() -> None:
    items = "".join(
        f"<li><script>var strLink=''; var strTitle=\"{r.title}\";\nif(!strLink){{document.write('<a href=\"{r.href}\">'+strTitle+'</a>');}}"
        f"else{{document.write('<a href=\"'+strLink+'\">'+strTitle+'</a>');}}</script><span>{r.day}</span></li>"
        for r in ROWS
    )
    assert rows_of(f"<ul>{items}</ul>") == expected_rows(ROWS)


@pytest.mark.parametrize("condition", ["!strLink", 'strLink == ""', "strLink==''"])
@pytest.mark.parametrize("style", ["{{{}}}else{{{}}}", " {} else {}"])
def test_branch_is_chosen_by_the_known_string(condition: str, style: str) -> None:
    def item(link: str) -> str:
        branches = style.format(
            "document.write('<a href=\"./own.html\">白石区发布会议公报</a>');",
            "document.write('<a href=\"'+strLink+'\">白石区发布会议公报</a>');",
        )
        return with_script_rows(f"<script>var strLink = '{link}';\nif({condition}){branches}</script>")

    assert 'href="./own.html"' in item("").partition("<script")[0]
    assert 'href="/away.html"' in item("/away.html").partition("<script")[0]
    assert "own.html" not in item("/away.html").partition("<script")[0]


def test_parts_written_by_one_script_are_joined() -> None:
    script = "".join(
        f"document.write('<li>');document.write(\"<a href='{r.href}'>{r.title}<\\/a><span>{r.day}</span></li>\");\n"
        for r in ROWS
    )
    assert rows_of(f"<ul><script>{script}</script></ul>") == expected_rows(ROWS)


def test_rows_in_an_array_of_strings_are_read() -> None:
    items = ",".join(
        f"'<tr><td><a href=\\'{r.href}\\'>{r.title}</a></td><td>[{r.day}]</td></tr>'" for r in ROWS
    )
    assert rows_of(f"<div id='list'></div><script>var InitData49468=[{items}];</script>") == expected_rows(
        ROWS
    )


def test_rows_in_an_array_of_objects_are_read() -> None:
    items = json.dumps(
        [{"title": r.title, "url": r.href, "pubDate": r.day} for r in ROWS], ensure_ascii=False
    )
    assert rows_of(f"<script>var list = {items}; render(list);</script>") == expected_rows(ROWS)


def test_menu_as_array_of_objects_is_no_listing() -> None:
    menu = [{"name": "政务公开", "url": "/zwgk/"}, {"name": "政民互动与在线访谈", "url": "/zmhd/"}]
    assert rows_of(f"<script>var menu = {json.dumps(menu)};</script>") == []


def test_loops_templates_and_script_files_add_nothing() -> None:
    for script in (
        "<script>for(var i=0;i<9;i++){document.write('<a href=\"'+i+'.html\">第'+i+'页</a>')}</script>",
        "<script src='a.js'>document.write('<a href=\"x.html\">x</a>')</script>",
        "<script>var html = '<li><a href=\"' + row.url + '\">' + row.title + '</a></li>';</script>",
    ):
        assert with_script_rows(script) == script


def test_records_are_placed_before_their_script() -> None:
    store = f"<script type='text/xml'><datastore><record><![CDATA[<a href='{ROWS[0].href}'>x</a>]]></record></datastore></script>"
    assert with_script_rows(f"<p>{store}</p>").startswith(
        f"<p><div><div><a href='{ROWS[0].href}'>x</a></div></div><script"
    )


def test_script_file_of_rows_is_a_listing() -> None:
    body = (
        "var articles=" + json.dumps([{"title": r.title, "url": r.href, "date": r.day} for r in ROWS]) + ";"
    )
    entries = read_listing(body.encode(), FOLDER + "page_articles.js").entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == expected_rows(ROWS)


def test_script_between_open_scripts_is_read_once() -> None:
    page = "<script><script>document.write('<a href=\"x.html\">x</a>');</script><p>y</p>"
    assert with_script_rows(page) == '<a href="x.html">x</a>' + page


def test_rows_joined_to_one_string_are_read() -> None:
    lines = "".join(f"html = html + '<li><a href=\"{r.href}\">{r.title}</a>{r.day}</li>';\n" for r in ROWS)
    assert rows_of(f"<script>var html = '';\n{lines}document.write(html);</script>") == expected_rows(ROWS)


@pytest.mark.parametrize(
    "statements",
    [
        "a=a+a;" * 40 + "document.write(a);",
        "a=a+a+a+a;" * 8 + "document.write(a);" * 100,
        "b='';" + "b=b+b+b+b+b+b+b+b;" * 30 + "document.write(a+b);",
        "c='';" * 25_000 + "document.write(a);",
    ],
    ids=["doubled", "written again", "empty parts", "many statements"],
)
def test_scripts_that_write_too_much_add_nothing(statements: str) -> None:
    """A script of 284 bytes that doubles a string took 2.9 GB of memory."""
    script = f"<script>var a='<a href=\"x.html\">{'x' * 40}</a>';{statements}</script>"
    assert with_script_rows(script) == script
