"""Hostile shapes of pages: a unit that is repeated to a size, with a beginning and an end."""

from __future__ import annotations

from typing import NamedTuple

TITLE = "白石区召开春季绿化工作部署会"
PROSE = "会议指出，要坚持问题导向，把群众反映最集中的问题作为突破口。"
ROW = f"<li><a href='/a/1234#.html'>{TITLE}#</a>2026-03-05</li>"


class Shape(NamedTuple):
    """A page of any size. ``#`` in the unit is its number."""

    unit: str
    start: str = ""
    end: str = ""

    def page(self, size: int) -> bytes:
        """Return the page with about ``size`` bytes."""
        numbered = "#" in self.unit
        sample = self.unit.replace("#", "1000") if numbered else self.unit
        count = max(1, size // len(sample.encode("utf-8", "surrogatepass")))
        units = (
            "".join(self.unit.replace("#", str(number)) for number in range(count))
            if numbered
            else self.unit * count
        )
        return f"{self.start}{units}{self.end}".encode("utf-8", "surrogatepass")


def _in_script(unit: str, start: str = "") -> Shape:
    return Shape(unit, f"{ROW}<script><a href='x'></a> {start}", "</script>" + ROW)


def _in_text(unit: str) -> Shape:
    return Shape(
        unit, f"<h1>{TITLE}</h1><p>发布时间：2026-03-05 来源：区政府办</p><p>{PROSE}", f"</p><p>{PROSE}</p>"
    )


def _lines(unit: str) -> Shape:
    return Shape(
        f"<p>{unit}</p>", f"<h1>{TITLE}</h1><p>发布时间：2026-03-05</p><p>{PROSE}</p>", f"<p>{PROSE}</p>"
    )


def _rows(unit: str) -> Shape:
    return Shape(unit, f"<div class=list><ul>{ROW * 3}", "</ul></div>")


TAGS = {
    f"open {tag}": Shape(f"<{tag}>x", f"<h1>{TITLE}</h1>")
    for tag in (
        "div", "span", "p", "li", "td", "table", "a", "b", "font", "x-y", "script", "style", "title", "textarea",
        "option", "select", "noscript", "iframe", "form", "ul", "dl", "h1", "center", "label", "button", "svg", "math",
        "template", "object", "marquee", "plaintext", "xmp",
    )
}  # fmt: skip
NESTED = {
    "nested boxes with links": Shape(f"<div><a href='/a/1234#.html'>{TITLE}</a>"),
    "nested links": Shape(f"<a href='/a/1234#.html'>{TITLE}"),
    "nested tables with rows": Shape(f"<table><tr><td><a href='/a/1234#.html'>{TITLE}</a>"),
    "nested lists": Shape(f"<ul><li><a href='/a/1234#.html'>{TITLE}</a>2026-03-05"),
    "nested boxes with text": Shape(f"<div>{PROSE}"),
    "nested inline tags": Shape("<b><i><u><font>字"),
    "closed and open boxes": Shape("<div></div><div>"),
    "closing tags": Shape("</div></p></li>", f"<p>{PROSE}</p>"),
    "closing html": Shape("</html></body>", f"<p>{PROSE}"),
    "misnested tags": Shape("<b><p></b></p><i><div></i></div>"),
}
MARKUP = {
    "open tags without an end": Shape("<p "),
    "attributes": Shape("a#=1 ", "<div ", f">{PROSE}"),
    "attributes with values": Shape('a#="<>" ', "<a ", f">{TITLE}</a>"),
    "attributes without values": Shape("a/", "<div ", f">{PROSE}"),
    "tags with attributes": Shape("<div a=1 b=2 c=3 d=4 e=5 f=6>字</div>"),
    "classes": Shape("c# ", "<div class='", f"'>{PROSE}</div>"),
    "styles": Shape("color:red;", "<div style='", f"'>{PROSE}</div>"),
    "hidden boxes": Shape("<div style='display:none'>字</div>", "", f"<p>{PROSE}</p>"),
    "open comments": Shape("<!--"),
    "comments": Shape("<!-- x -->", "", f"<p>{PROSE}</p>"),
    "dashes in a comment": Shape("-", "<!--", f"--><p>{PROSE}</p>"),
    "comment ends": Shape("-->", "", f"<p>{PROSE}</p>"),
    "conditional comments": Shape("<!--[if IE]><p>x</p><![endif]-->"),
    "open data sections": Shape("<![CDATA["),
    "data sections": Shape("<![CDATA[ x ]]>"),
    "processing instructions": Shape("<?x "),
    "doctypes": Shape("<!DOCTYPE html>"),
    "numeric references": Shape("&#x4e00;", "<p>"),
    "references of many digits": Shape("&#9", "<p>"),
    "digits of one reference": Shape("9", "<p>&#", ";"),
    "named references": Shape("&nbsp;&amp;", "<p>"),
    "ampersands": Shape("&", "<p>"),
    "angle brackets": Shape("<"),
    "closing angle brackets": Shape(">"),
    "slashes in a tag": Shape("/", "<div", ">"),
    "quotes in a tag": Shape("\"'", "<div ", ">"),
    "meta tags": Shape("<meta name=n# content=v>", "<head>", f"</head><p>{PROSE}</p>"),
    "base tags": Shape("<base href='/x#/'>", "", ROW * 5),
    "frames": Shape("<iframe src='/list#.html'></iframe>"),
    "forms": Shape("<form><input type=password></form>"),
    "titles": Shape(f"<title>{TITLE}#</title>"),
    "one title": Shape(TITLE, "<title>", f"</title><h1>{TITLE}</h1><p>{PROSE}</p>"),
    "one heading": Shape(TITLE, "<h1>", f"</h1><p>{PROSE}</p>"),
    "headings": Shape(f"<h1>{TITLE}#</h1>"),
    "breaks": Shape("字<br>"),
    "base64": Shape("A", "<p>", f"</p><p>{PROSE}</p>"),
    "base64 pictures": Shape(">" + "QUJD" * 60 + "<"),
    "zero bytes": Shape("\0"),
    "lone surrogates": Shape("\ud800"),
    "broken bytes": Shape("\ufffd"),
}
TEXT = {
    "marks": _in_text("\u0301\u0316"),
    "marks in a link": Shape("\u0301\u0316", f"{ROW * 3}<li><a href='/a/1.html'>{TITLE}", "</a></li>"),
    "marks in a title": Shape("\u0301\u0316", "<title>", f"</title><p>{PROSE}</p>"),
    "marks in a host": Shape("\u0301\u0316", f"{ROW * 3}<a href='http://a", f".cn/1.html'>{TITLE}</a>"),
    "marks in an address": Shape("\u0301\u0316", f"{ROW * 3}<a href='/a/", f".html'>{TITLE}</a>"),
    "marks in a picture": Shape("\u0301\u0316", f"<h1>{TITLE}</h1><p>{PROSE}<img src='//a", ".jpg'></p>"),
    "marks of two parts": _in_text("\u0344\u0316"),
    "kana with marks": _in_text("か\u3099"),
    "jamo": _in_text("\u1100\u1161"),
    "digits": _in_text("9"),
    "digits with dots": _in_text("1."),
    "digits with dashes": _in_text("2026-1-"),
    "dates": _in_text("2026-03-05 "),
    "Chinese dates": _in_text("二〇二六年三月五日"),
    "open Chinese dates": _in_text("二〇二六年三月"),
    "spans of days": _in_text("3月5日至"),
    "times": _in_text("09:30:"),
    "blanks": _in_text(" "),
    "wide blanks": _in_text("　"),
    "line ends": _in_text("\n"),
    "punctuation": _in_text("，"),
    "sentence ends": _in_text("。"),
    "colons": _in_text("："),
    "open brackets": _in_text("（记者"),
    "closing brackets": _in_text("）"),
    "brackets": _in_text("（记者 张三）"),
    "nested brackets": Shape("（[【〔", "<p>" + PROSE, "】〕])" * 100 + "</p>"),
    "reporters": _in_text("记者 张三 "),
    "names": _in_text("张三、"),
    "names without end": _in_text("张"),
    "labels": _in_text("来源：作者：编辑："),
    "lines of labels": _lines("记者 通讯员 摄影：来源："),
    "lines of bylines": _lines("（记者 张三 通讯员 李四 文/图）"),
    "lines of dates": _lines("发布时间：2026-03-05 09:30"),
    "lines of sources": _lines("来源：区政府办公室"),
    "lines of credits": _lines("责任编辑：张三"),
    "lines of prose": _lines(PROSE),
    "lines of titles": _lines(TITLE),
    "equal headings and lines": Shape(f"<h2>{TITLE}</h2><p>{TITLE}</p>"),
    "short lines": _lines("字"),
    "datelines": _lines("本报讯 记者 张 三 报道"),
    "openings": _lines("新华社北京3月5日电（记者张三）" + PROSE),
    "captions": Shape(f"<img src='/p#.jpg'><p>图为{TITLE}。张三 摄</p>", f"<h1>{TITLE}</h1><p>{PROSE}</p>"),
    "pictures": Shape("<img src='/p#.jpg' alt='图'>", f"<h1>{TITLE}</h1><p>{PROSE}</p>"),
    "attachments": Shape("<p>附件#：<a href='/f#.doc'>办法</a></p>", f"<h1>{TITLE}</h1><p>{PROSE}</p>"),
    "links in prose": Shape(f"{PROSE}<a href='/f#.html'>办法</a>", f"<h1>{TITLE}</h1><p>"),
    "card labels": Shape("<tr><td>索引号：</td><td>A-#</td></tr>", "<table>", f"</table><p>{PROSE}</p>"),
    "cells": Shape("<td>发文机关</td>", "<table><tr>", f"</tr></table><p>{PROSE}</p>"),
    "neighbour articles": Shape("<p>上一篇：<a href='/#.html'>无</a></p>", f"<h1>{TITLE}</h1><p>{PROSE}</p>"),
    "error words": _lines("404 页面不存在 您访问的页面"),
    "login words": _lines("用户名 密码 登录 验证码"),
    "isolates and tags": _in_text("\u2066\u2069\U000e0041"),
    "Latin words": _in_text("word "),
    "one Latin word": _in_text("w"),
    "addresses in text": _in_text("http://www.example.cn/a "),
    "mail addresses": _in_text("a@b.cn "),
}
LISTINGS = {
    "rows": _rows(ROW),
    "rows without days": _rows(f"<li><a href='/a/1234#.html'>{TITLE}#</a></li>"),
    "equal rows": _rows(f"<li><a href='/a/12345.html'>{TITLE}</a>2026-03-05</li>"),
    "rows of data": Shape(
        "<tr><td>柳岸#</td><td>12</td><td></td></tr>", f"<p>{PROSE}</p><table border=1>", "</table>"
    ),
    "labels of a card in one row": Shape(
        "<td>索引号</td><td>文号</td>", "<table><tr>", f"</tr></table><p>{PROSE}</p>"
    ),
    "cards": Shape("<tr><td>索引号</td><td>1/2024-#</td></tr>", "<table>", f"</table><p>{PROSE}</p>"),
    "trails": Shape(
        "<p>当前位置：<a href='/'>首页</a> > <a href='/#'>新闻#</a></p>",
        "",
        f"<h1>{TITLE}</h1><p>{PROSE}</p>",
    ),
    "shown files": Shape(
        "<iframe src='/view.html?file=/#.pdf'></iframe>", f"<h1>{TITLE}</h1><p>{PROSE}</p>", ""
    ),
    "scripts with files": Shape("<script>show('/a/#.pdf')</script>", f"<h1>{TITLE}</h1><p>{PROSE}</p>", ""),
    "files in one script": Shape("'/a/#.pdf',", f"<h1>{TITLE}</h1><p>{PROSE}</p><script>", "</script>"),
    "spans of data": Shape(
        "<tr><td rowspan=65534 colspan=9>柳岸#</td><td>12</td></tr>",
        f"<p>{PROSE}</p><table border=1>",
        "</table>",
    ),
    "one row of data": Shape(
        "<td>柳岸#</td>", f"<p>{PROSE}</p><table border=1><tr><td>1</td><td>2</td></tr><tr>", "</tr></table>"
    ),
    "nested tables of data": Shape(
        "<table border=1><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>",
        f"<p>{PROSE}</p>",
        f"<p>{PROSE}</p>",
    ),
    "tables of data in tables": Shape(
        "<table border=1><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
        f"<p>{PROSE}</p><table><tr><td>",
        f"</td></tr></table><p>{PROSE}</p>",
    ),
    "small tables in a table of data": Shape(
        "<tr><td><table><tr><td>柳</td></tr></table></td><td>1</td></tr>",
        f"<p>{PROSE}</p><table border=1>",
        "</table>",
    ),
    "rows of a table": Shape(
        f"<tr><td><a href='/a/1234#.html'>{TITLE}#</a><td>2026-03-05</tr>", "<table>", "</table>"
    ),
    "rows of cards": Shape(
        f"<div><a href='/a/1234#.html'><h3>{TITLE}#</h3><p>{PROSE}</p></a><i>2026-03-05</i></div>"
    ),
    "cards with many links": Shape(
        f"<div><a href='/a/1234#.html'>{TITLE}#</a>" + "<a href='/t'>标签</a>" * 20 + "</div>"
    ),
    "rows between breaks": Shape(f"<a href='/a/1234#.html'>{TITLE}#</a> 2026-03-05<br>"),
    "lists with one row": Shape(f"<ul>{ROW}</ul><p>x</p>"),
    "boxes with one list": Shape(f"<div><h3>要闻#</h3><ul>{ROW * 3}</ul></div>"),
    "definition lists": Shape(f"<dt>2026-03-05<dd><a href='/a/1234#.html'>{TITLE}#</a>", "<dl>", "</dl>"),
    "table heads": Shape(
        "<th>发布日期</th>", "<table><tr>", f"</tr><tr><td><a href='/a/1.html'>{TITLE}</a></table>"
    ),
    "more links": Shape(f"<div>{ROW * 2}<a href='/m#/'>更多</a></div>"),
    "pinned rows": _rows(f"<li>[置顶]<a href='/a/1234#.html'>{TITLE}#</a>2020-03-05</li>"),
    "days apart": _rows(f"<li><b>05</b><i>2026-03</i><a href='/a/1234#.html'>{TITLE}#</a></li>"),
    "days between": Shape(
        f"<p><a href='/a/1234#.html'>{TITLE}#</a></p><span>2026-03-05</span>", "<div>", "</div>"
    ),
    "brackets in rows": _rows("<li><a href='/a/1234#.html'>" + "[（【" * 20 + "</a></li>"),
    "brackets of one row": Shape("[（【 ", f"{ROW * 3}<li><a href='/a/1.html'>", "</a></li>"),
    "dots inside one row": Shape("．", f"{ROW * 3}<li><a href='/a/1.html'>{TITLE}", "完</a></li>"),
    "dots of one title": Shape("。", f"<h1>{TITLE}</h1><title>", f"完</title><p>{PROSE}</p>"),
    "tags inside one row": Shape("<b>", f"{ROW * 3}<li><a href='/a/1.html'>", f"{TITLE}</a></li>"),
    "boxes inside one row": Shape("<div>", f"{ROW * 3}<li><a href='/a/1.html'>", f"{TITLE}</a></li>"),
    "tags inside a heading": Shape("<b>", "<h1>", f"{TITLE}</h1><p>{PROSE}</p>"),
    "tags inside a paragraph": Shape("<i>", f"<h1>{TITLE}</h1><p>", f"{PROSE}</p>"),
    "blanks of one label": Shape(" ", f"{ROW * 3}<a href='index_2.html'>2</a><a title='<", "'>&lt;</a>"),
    "blanks of one script": Shape(" ", f'{ROW * 3}<a href="javascript:', 'x">下一页</a>'),
    "dots of one row": Shape(".", f"{ROW * 3}<li><a href='/a/1.html'>{TITLE}", "</a></li>"),
    "digits of one row": Shape("9", f"{ROW * 3}<li><a href='/a/1.html'>", "</a></li>"),
    "blanks of one row": Shape(" ", f"{ROW * 3}<li><a href='/a/1.html'>{TITLE}", "</a></li>"),
    "title of one row": Shape(TITLE, f"{ROW * 3}<li><a href='/a/1.html' title='", f"'>{TITLE}…</a></li>"),
    "address of one row": Shape("a/", f"{ROW * 3}<li><a href='/", f"1.html'>{TITLE}</a></li>"),
    "dots of one address": Shape("../", f"{ROW * 3}<li><a href='", f"1.html'>{TITLE}</a></li>"),
    "query of one address": Shape("a=1&", f"{ROW * 3}<li><a href='/x?", f"'>{TITLE}</a></li>"),
    "escapes of one address": Shape("%e4", f"{ROW * 3}<li><a href='/", f".html'>{TITLE}</a></li>"),
    "click scripts": _rows(f"<li><a onclick=\"go('/a/1234#.html')\">{TITLE}#</a></li>"),
    "one click script": Shape("'a ", f'{ROW * 3}<li><a onclick="', f'">{TITLE}</a></li>'),
    "one click script of words": Shape("a.", f"{ROW * 3}<li><a onclick=\"'", '">下一页</a></li>'),
    "one click script of a word": Shape("a", f'{ROW * 3}<a onclick="', '">下一页</a>'),
    "one click script of openings": Shape("go", f'{ROW * 3}<a onclick="', f'">{TITLE[:6]}</a>'),
    "one address of openings": Shape("/show", f"{ROW * 3}<li><a href='", f"'>{TITLE[:6]}</a></li>"),
    "one location": Shape("location", f'{ROW * 3}<a href="javascript:', '">下一页</a>'),
    "side lists": Shape(f"<h3>相关链接</h3><ul>{ROW * 2}</ul>"),
    "areas": Shape("<area href='/a/1234#.html'>", ROW * 5 + "<map>", "</map>"),
    "menu entries": Shape("<li><a href='/m#/'>要闻#</a></li>", "<nav><ul>", "</ul></nav>"),
    "menu decoration": Shape("> » ", "<a href='/m/'>", "要闻</a>"),
    "portal": Shape(f"<div class=b#><h2>要闻#</h2><a href='/m#/'>更多</a><ul>{ROW * 5}</ul></div>"),
    "links of pictures": Shape("<a href='/a/1234#.html'><img src='/p#.jpg' alt='图'></a>"),
}
PAGERS = {
    "numbers as links": Shape("<a href='index_#.html'>#</a>", ROW * 5),
    "number labels": Shape("<span>#</span>", ROW * 5 + "<a href='index_2.html'>2</a>"),
    "next links": Shape("<a href='#'>下一页</a>", ROW * 5),
    "disabled next links": Shape("<a class=disabled href='index_#.html'>下一页</a>", ROW * 5),
    "arrows": Shape("<a href='index_#.html'>&gt;</a>", ROW * 5 + "<a href='index_2.html'>2</a>"),
    "options": Shape("<option value='index_#.html'>第#页</option>", ROW * 5 + "<select>", "</select>"),
    "selects": Shape("<select><option value='index_#.html'>#</option></select>", ROW * 5),
    "Kaipu calls": Shape("createPageHTML('p',", ROW * 5 + "<script>", "</script>"),
    "TRS calls": Shape("createPageHTML(9,", ROW * 5 + "<script>", "</script>"),
    "commented calls": Shape("// createPageHTML(9,1,'index','html')\n", ROW * 5 + "<script>", "</script>"),
    "page counts": Shape("var countPage = x;", ROW * 5 + "<script>", "</script>"),
    "one page count": Shape(" ", ROW * 5 + "<script>var countPage = ", "</script>"),
    "strings behind a page count": Shape("index_", ROW * 5 + "<script>var countPage = 9; '", "'</script>"),
    "pager objects": Shape("Pager({", ROW * 5 + "<script>", "</script>"),
    "blanks of a pager object": Shape(" ", ROW * 5 + "<script>Pager({size:1}", "</script>"),
    "jpage calls": Shape(".jpage({dataproxy", ROW * 5 + "<script>", "</script>"),
    "jpage groups": Shape("<nextgroup>x", f"<datastore><record><![CDATA[{ROW}]]></record>", "</datastore>"),
    "totals": Shape("<totalrecord> ", "<datastore>", f"<record><![CDATA[{ROW}]]></record></datastore>"),
    "records": Shape(f"<record><![CDATA[{ROW}]]></record>", "<datastore>", "</datastore>"),
    "open records": Shape("<record><![CDATA["),
    "records without data": Shape("<record> ", "<datastore><![CDATA["),
    "counts of pages": Shape("共 ", ROW * 5),
    "blanks behind a count": Shape(" ", ROW * 5 + "共"),
    "page parameters": Shape("'?page=", ROW * 5 + "<script>", "</script>"),
    "coded pagers": Shape(">" + "QUJD" * 30 + "<", ROW * 5),
    "units": Shape("<script querydata='{\"a\":1}' url='/u#'></script>", ROW * 5),
    "drawing scripts": Shape("<script>jpage(1)</script>", ROW * 5),
}
SCRIPTS = {
    "open scripts": Shape("<script>", f"{ROW}<a href='x'>", "</script>"),
    "open scripts with code": Shape("<script>var a='<a href=x>';", "", "</script>"),
    "scripts": Shape(f"<script>document.write('<a href=/a/1234#.html>{TITLE}#</a>')</script>"),
    "empty scripts": Shape("<script></script>", ROW * 5),
    "script words": Shape("<script ", ROW * 5),
    "closing scripts": Shape("</script>", ROW * 5),
    "doubled strings": _in_script("a=a+a;", "var a='<a href=x></a>';"),
    "written doubles": _in_script("document.write(a);", "var a='<a href=x>" + "字" * 500 + "</a>';"),
    "growing string": _in_script("a = a + '<li>';", "var a='';"),
    "written lines": _in_script(f"document.write('<a href=/a/1234#.html>{TITLE}#</a>');"),
    "assignments": _in_script("var a#='<a href=/a/1.html>';"),
    "assignments without end": _in_script("var a='x'+"),
    "concatenations": _in_script("'x'+", "var a="),
    "concatenations of names": _in_script("a+", "var a="),
    "concatenations in strings": _in_script("';a='+", "var a="),
    "concatenations in braces": _in_script("'{a='+", "var a="),
    "concatenations in both quotes": _in_script("'{a=\"+'+\"", "var a="),
    "names with equals": _in_script(";a="),
    "names": _in_script("a", ";"),
    "dotted names": _in_script("a.", "var b="),
    "open single quotes": _in_script("'"),
    "open double quotes": _in_script('"', "var a='"),
    "open strings behind names": _in_script(";a='x\"", ""),
    "escapes": _in_script("\\", "var a='"),
    "escaped letters": _in_script("\\u4e00", "var a='"),
    "code blanks": _in_script(" ", "var a"),
    "blanks behind a string": _in_script(" ", "var a='x'"),
    "blanks behind strings": _in_script("var a='x' \t\t\t\t\t\t\t\t\t\n"),
    "code lines": _in_script("\n", "var a='x'"),
    "lines of a long name": _in_script("var  \n"),
    "conditions": _in_script("if(x){a", ""),
    "conditions with branches": _in_script("if(x==''){a}else{b}"),
    "conditions without branches": _in_script("if(x) "),
    "open branches": _in_script("if(x){" + "a" * 900),
    "arrays": _in_script(f"'<a href=/a/1234#.html>{TITLE}#</a>',", "var a=["),
    "array marks": _in_script("[,", ""),
    "array blanks": _in_script(", ", ""),
    "array of open strings": _in_script("['", ""),
    "loops": _in_script("for (", ""),
    "writes": _in_script("document.write(", ""),
    "written names": _in_script("a+", "document.write("),
    "links in code": _in_script("<a ", ""),
    "links without address": _in_script("<a b", "document.write('<a href=x>');"),
}  # fmt: skip
DATA = {
    "nested arrays": Shape("["),
    "nested objects": Shape('{"a":'),
    "objects": Shape(f'{{"title":"{TITLE}#","url":"/a/1234#.html","date":"2026-03-05"}},', "[", "{}]"),
    "keys": Shape('"k#":1,', '[{"title":"x","url":"/a.html",', '"z":1}]'),
    "numbers": Shape("1,", '{"rows":[', "1]}"),
    "one number": Shape("9", '{"total":', "}"),
    "strings": Shape('"a",', '{"rows":[', '"a"]}'),
    "one string": Shape("字", '{"a":"', '"}'),
    "tags in a title": Shape("<b", '[{"url":"/a.html","title":"' + TITLE, '"}]'),
    "markup in an answer": Shape(ROW, '{"data":{"html":"', '"}}'),
    "JSONP": Shape("1,", "callback([", "1]);"),
    "open JSONP": Shape("a(", ""),
    "blanks before JSONP": Shape(" ", "callback (", "x"),
    "names before JSONP": Shape("a.", "", "(1)"),
    "arrays in scripts": Shape('[{"a":', ROW + "<script>", "</script>"),
    "arrays of rows in scripts": Shape(
        f'[{{"title":"{TITLE}#","url":"/a/1234#.html","date":"2026-03-05"}}],', "<script>", "</script>"
    ),
    "open strings in arrays": Shape('[{"', "<script>", "</script>"),
    "array starts with blanks": Shape("[ ", "<script>", "</script>"),
}
SHAPES: dict[str, Shape] = {
    **TAGS, **NESTED, **MARKUP, **TEXT, **LISTINGS, **PAGERS, **SCRIPTS,
    **{f"JSON: {name}": shape for name, shape in DATA.items()},
}  # fmt: skip
