from __future__ import annotations

import time

import pytest

from bulletin_spider.listings.page.tree import read_tree
from bulletin_spider.listings.scripts.evaluation import Script

URL = "http://www.baishi.example/list.html?id=7"


def destination(code: str, script: str = "", markup: str = "") -> str | None:
    tree = read_tree(f"<html><body>{markup}<a>2</a><script>{script}</script></body></html>", URL)
    found = Script(tree.url, tree.base, tree.root).click(code, tree.anchors[-1])
    return found.url if found.is_known else None


@pytest.mark.parametrize(
    ("code", "script", "expected"),
    [
        ("location.href='a_'+2+'.html'", "", "a_2.html"),
        ("javascript:go(2)", "function go(n){ window.location = 'l' + (n - 1) + '.html' }", "l1.html"),
        ("go('2')", "var go = function(n){ location.replace(`p/${parseInt(n)+1}`) }", "p/3"),
        ("go(2)", "const go = n => { location.assign('?p=' + n) }", "?p=2"),
        ("P.go(3)", "var P = { base: 'x', go: function(n){ location.href = P.base + n } };", "x3"),
        ("go(2)", "function go(n){ if (n == 1) location.href='a'; else location.href='b' + n; }", "b2"),
        ("go(2)", "function go(n){ if (!check(n)) { alert('x'); return; } location.href = 'c' + n; }", "c2"),
        (
            "go(2)",
            "function go(n){ location.href = location.href.split('?')[0] + '?n=' + n }",
            URL[:-5] + "?n=2",
        ),
        ("go(2)", "var a = 'u', b = a + '_'; function go(n){ var x = b; x += n; location.href = x }", "u_2"),
    ],
)
def test_click_leads_where_the_script_says(code: str, script: str, expected: str) -> None:
    assert destination(code, script) == expected


@pytest.mark.parametrize(
    ("code", "script"),
    [
        ("go(2)", ""),
        ("go(2)", "function go(n){ location.href = base + n }"),
        ("go(2)", "function go(n){ if (wide) location.href = 'a' + n; else location.href = 'b' + n; }"),
        (
            "go(2)",
            "function go(n){ var u = 'a'; for (var i = 0; i < n; i++) { u += i; } location.href = u; }",
        ),
        ("go(2)", "function go(n){ go(n) }"),
        ("go(2)", "function go(n){ location.href = location.href.replace(/p=\\d+/, 'p=' + n) }"),
        ("go((((", ""),
    ],
)
def test_unknown_destination_is_not_guessed(code: str, script: str) -> None:
    assert destination(code, script) is None


@pytest.mark.parametrize(
    "script",
    [
        "function go(n){" + "if(n){" * 20_000,
        "function go(n){ location.href = " + "(" * 50_000 + "n" + ")" * 50_000 + "}",
        "function go(n){ x = " + "'a' + " * 100_000 + "n }",
        "go = " * 50_000,
        "function go(n){ location.href = 'a' + " + "9" * 5_000 + " }",
        "$('a').click(" * 20_000 + "{(,{" * 20_000,
    ],
    ids=["nested ifs", "brackets", "long sum", "names", "digits", "handlers"],
)
def test_hostile_scripts_take_little_time(script: str) -> None:
    started = time.process_time()
    destination("go(2)", script)
    assert time.process_time() - started < 1.0
