from __future__ import annotations

import random
import time

import pytest

from bulletin_spider.listings import ListingRules, read_listing
from bulletin_spider.listings.page.menu import read_menu
from tests.listings.pages import URL, page, plain_list, sample_rows

pytestmark = pytest.mark.slow
TITLE = "白石区召开春季绿化工作部署会"
BODIES = {
    "nested boxes": b"<div>" * 100_000,
    "nested boxes with links": f"<div><a href='/a/12345.html'>{TITLE}</a>".encode() * 30_000,
    "nested tables": f"<table><tr><td><a href='/a/12345.html'>{TITLE}</a>".encode() * 20_000,
    "fifty thousand links": "".join(f"<a href='/a/{n}.html'>{TITLE}</a>" for n in range(50_000)).encode(),
    "fifty thousand rows": "".join(
        f"<li><a href='/a/{n}.html'>{TITLE}</a>2026-03-05</li>" for n in range(50_000)
    ).encode(),
    "links never closed": "".join(f"<a href='/a/{n}.html'>{TITLE}" for n in range(50_000)).encode(),
    "numbers": "".join(f"<a href='index_{n}.html'>{n}</a>" for n in range(90_000)).encode(),
    "small tags": b"<b>x</b>" * 600_000,
    "angle brackets": b"<" * 5_000_000,
    "zero bytes": b"\x00" * 5_000_000,
    "noise": random.Random(1).randbytes(5_000_000),
    "scripts": f"<script>var a='<a href=x.html>';document.write(a+'{TITLE}</a>')</script>".encode() * 40_000,
    "open strings": b"<script><a " + b"'\\" * 1_500_000 + b"</script>",
    "pager calls": b"createPageHTML(1,1," * 250_000,
    "records": f"<record><![CDATA[<li><a href='/a.html'>{TITLE}</a></li>]]></record>".encode() * 50_000,
    "base64": (b">" + b"A" * 200) * 25_000,
    "options": b"<select>" + b"<option value='index_1.html'>1</option>" * 110_000,
    "nested json": b"[" * 5_000_000,
    "long json": b'[{"title":"abc","url":"/a.html"}' + b',{"title":"abc","url":"/a.html"}' * 130_000 + b"]",
    "arrays of objects": b'[{"a":' * 500_000,
    "blanks": b"<a href='x.html'>" + b" " * 5_000_000,
    "blanks after a count": "共".encode() + b" " * 5_000_000,
    "blank lines in a script": b"<script><a " + b"\n" * 250_000 + b"</script>",
    "blanks in a condition": b"<script><a if(" + b" " * 250_000 + b"</script>",
    "conditions without an end": b"<script><a " + b"if(x) a " * 30_000 + b"</script>",
    "open records": b"<record><![CDATA[" * 290_000,
    "open scripts": b"<script " * 600_000,
    "a long text before many lists": b"<p>"
    + b"a" * 4_000_000
    + b"</p><div>"
    + b"<ul><li><a href=a1234.html>abcdefghijklmn</a></ul><p>x</p>" * 3_000,
    "conditions": b"<script><a if(!x){" * 200_000,
    "closing tags": f"</html></body><li><a href='/a/12345.html'>{TITLE}</a>2026-03-05</li>".encode() * 40_000,
    "one tag with many attributes": b"<a " + b" ".join(b"a%d=1" % n for n in range(400_000)) + b">x</a>",
}


ORDINARY = page(plain_list(sample_rows(400)))
# The worst of the hostile pages takes as long as 10 ordinary ones; a machine may be busy with something else.
MOST_ORDINARY_PAGES = 35


RULES = ListingRules(
    rows="div, li, p", title="div div a, li a, b", date="div b, b", next_page="div div div a"
)


def cpu_seconds(body: bytes, *rules: ListingRules) -> float:
    started = time.process_time()
    assert all(entry.title and entry.url for entry in read_listing(body, URL, rules=rules).entries)
    return time.process_time() - started


def menu_seconds(body: bytes) -> float:
    started = time.process_time()
    assert all(address for _, address in read_menu(body, URL))
    return time.process_time() - started


@pytest.mark.parametrize("name", BODIES)
def test_hostile_page_is_read_in_bounded_time(name: str) -> None:
    """The bound is the time of ordinary pages read on the same machine at the same moment."""
    body = BODIES[name]
    size = max(1.0, len(body) / 5_000_000)
    assert cpu_seconds(body) < MOST_ORDINARY_PAGES * size * cpu_seconds(ORDINARY)


@pytest.mark.parametrize("name", BODIES)
def test_hostile_menu_is_read_in_bounded_time(name: str) -> None:
    body = BODIES[name]
    size = max(1.0, len(body) / 5_000_000)
    assert menu_seconds(body) < MOST_ORDINARY_PAGES * size * cpu_seconds(ORDINARY)


@pytest.mark.parametrize(
    "body",
    [
        b"<div><a href='/a/12345.html'>x</a>" * 16_000,
        b"<li><a href='/a/12345.html'>x</a>" * 9_000,
        b"<div><div><div><a href='/a/12345.html'>x</a></div>" * 70
        + b"<li><a href='/a/12345.html'>x</a>" * 9_000,
    ],
    ids=["nested boxes", "many rows", "many rows on many levels"],
)
def test_hostile_page_is_read_by_rules_in_bounded_time(body: bytes) -> None:
    assert cpu_seconds(body, RULES) < MOST_ORDINARY_PAGES * cpu_seconds(ORDINARY)


@pytest.mark.parametrize(
    "inside",
    [b"<b>" * 3_000, b"<div>" * 3_000, "．".encode() * 60, "标题……。。．．".encode() * 200],
    ids=["nested tags", "nested boxes", "dots", "marks of a cut title"],
)
def test_title_of_any_form_is_read(inside: bytes) -> None:
    """Sixty dots before the last character could be parted in more ways than a machine can try."""
    rows = plain_list(sample_rows(6)) + "<ul><li><a href='/a/12345.html'>"
    body = rows.encode() + inside + f"{TITLE}</a>2026-03-05</li></ul>".encode()
    assert cpu_seconds(body) < MOST_ORDINARY_PAGES * cpu_seconds(ORDINARY)
