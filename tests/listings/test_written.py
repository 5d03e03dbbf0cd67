from __future__ import annotations

import json

import pytest

from bulletin_spider.listings.data.script_rows import with_script_rows
from bulletin_spider.listings.reader import read_listing
from tests.listings.pages import FOLDER, SIDE_MENU, URL, lines, page, wanted

ROWS = lines(6)


def rows_of(content: str) -> list[tuple[str, str, object]]:
    listing = read_listing(page(content, side=SIDE_MENU), URL)
    return [(entry.title, entry.url, entry.date) for entry in listing.entries]


def test_rows_written_one_by_one_stand_where_their_scripts_stand() -> None:
    items = "".join(
        f"<li><script>var strLink=''; var strTitle=\"{r.title}\";\nif(!strLink){{document.write('<a href=\"{r.href}\">'+strTitle+'</a>');}}"
        f"else{{document.write('<a href=\"'+strLink+'\">'+strTitle+'</a>');}}</script><span>{r.day}</span></li>"
        for r in ROWS
    )
    assert rows_of(f"<ul>{items}</ul>") == wanted(ROWS)


@pytest.mark.parametrize("condition", ["!strLink", 'strLink == ""', "strLink==''"])
@pytest.mark.parametrize("style", ["{{{}}}else{{{}}}", " {} else {}"])
def test_the_branch_is_taken_that_the_string_takes(condition: str, style: str) -> None:
    def item(link: str) -> str:
        branches = style.format(
            "document.write('<a href=\"./own.html\">白石区发布会议公报</a>');",
            "document.write('<a href=\"'+strLink+'\">白石区发布会议公报</a>');",
        )
        return with_script_rows(f"<script>var strLink = '{link}';\nif({condition}){branches}</script>")

    assert 'href="./own.html"' in item("").partition("<script")[0]
    assert 'href="/away.html"' in item("/away.html").partition("<script")[0]
    assert "own.html" not in item("/away.html").partition("<script")[0]


def test_rows_written_by_one_script_are_put_together() -> None:
    script = "".join(
        f"document.write('<li>');document.write(\"<a href='{r.href}'>{r.title}<\\/a><span>{r.day}</span></li>\");\n"
        for r in ROWS
    )
    assert rows_of(f"<ul><script>{script}</script></ul>") == wanted(ROWS)


def test_rows_in_an_array_of_strings_are_read() -> None:
    items = ",".join(
        f"'<tr><td><a href=\\'{r.href}\\'>{r.title}</a></td><td>[{r.day}]</td></tr>'" for r in ROWS
    )
    assert rows_of(f"<div id='list'></div><script>var InitData49468=[{items}];</script>") == wanted(ROWS)


def test_rows_in_an_array_of_objects_are_read() -> None:
    items = json.dumps(
        [{"title": r.title, "url": r.href, "pubDate": r.day} for r in ROWS], ensure_ascii=False
    )
    assert rows_of(f"<script>var list = {items}; render(list);</script>") == wanted(ROWS)


def test_a_menu_in_an_array_of_objects_is_no_listing() -> None:
    menu = [{"name": "政务公开", "url": "/zwgk/"}, {"name": "政民互动与在线访谈", "url": "/zmhd/"}]
    assert rows_of(f"<script>var menu = {json.dumps(menu)};</script>") == []


def test_scripts_with_loops_templates_and_files_write_nothing() -> None:
    for script in (
        "<script>for(var i=0;i<9;i++){document.write('<a href=\"'+i+'.html\">第'+i+'页</a>')}</script>",
        "<script src='a.js'>document.write('<a href=\"x.html\">x</a>')</script>",
        "<script>var html = '<li><a href=\"' + row.url + '\">' + row.title + '</a></li>';</script>",
    ):
        assert with_script_rows(script) == script


def test_records_of_a_data_store_stand_before_its_script() -> None:
    store = f"<script type='text/xml'><datastore><record><![CDATA[<a href='{ROWS[0].href}'>x</a>]]></record></datastore></script>"
    assert with_script_rows(f"<p>{store}</p>").startswith(
        f"<p><div><div><a href='{ROWS[0].href}'>x</a></div></div><script"
    )


def test_a_script_file_of_rows_is_a_listing() -> None:
    body = (
        "var articles=" + json.dumps([{"title": r.title, "url": r.href, "date": r.day} for r in ROWS]) + ";"
    )
    entries = read_listing(body.encode(), FOLDER + "page_articles.js").entries
    assert [(entry.title, entry.url, entry.date) for entry in entries] == wanted(ROWS)
