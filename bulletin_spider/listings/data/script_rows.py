"""Put rows that are text in a script into the page: CDATA records, strings that a script writes, arrays of markup.

The markup is put before the script, so that one parse reads the page as a browser shows it. No script is run: strings
are joined, variables that were set to a string are filled in, everything else is left empty. Scripts with loops are
only searched for arrays. Source of the forms: Hanweb data stores (records as CDATA), TRS portals (``var strLink``, then
``document.write``), older jpage lists (``var InitData = ['<tr>…', …]``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from operator import methodcaller
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OPENING = re.compile(r"<script\b([^<>]{0,500})>", re.IGNORECASE)
_CLOSING = re.compile(r"</script", re.IGNORECASE)
_RECORD = re.compile(r"<record>\s{0,20}<!\[CDATA\[", re.IGNORECASE)
_STRING_LITERAL = r"""(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_TERM = rf"(?:{_STRING_LITERAL}|[\w$.]+)"
_CONCATENATION = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_ASSIGNMENT = re.compile(
    r"(?:\b(?:var|let|const)\s+|^[ \t]{0,50}|[;{][ \t]{0,50})([\w$]{1,60})[ \t]{0,9}=\s{0,9}"
    rf"({_CONCATENATION})(?=\s*[;,}}]|[ \t]*\n)",
    re.MULTILINE,
)
_DOCUMENT_WRITE = re.compile(rf"document\.write(?:ln)?\(\s*({_CONCATENATION})\s*\)")
_ARRAY_ITEM = re.compile(rf"(?<=[\[,])\s*({_STRING_LITERAL})\s*(?=[,\]])")
_TERMS = re.compile(_TERM)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LINK = re.compile(r"<a\b[^>]{0,1000}\bhref", re.IGNORECASE)
_IF = re.compile(
    r"""\bif ?\( ?(?P<not>!)?(?P<name>[\w$]{1,60}) {0,3}(?:(?P<op>[!=]=)=? {0,3}(?:''|""))? {0,3}\)\s{0,200}"""
    r"(?:\{(?P<then>[^{}]{0,1000})\}|(?P<then1>[^;{}]{0,1000};))\s{0,200}"
    r"(?:else\s{0,200}(?:\{(?P<else>[^{}]{0,1000})\}|(?P<else1>[^;{}]{0,1000};)))?"
)
_LOOP = re.compile(r"\b(?:for|while)\s*\(")
# Bounds on hostile pages; a longer script is a library.
_MAX_SCRIPT_CHARS = 300_000
_MAX_SCRIPTS = 500
_MAX_RECORDS = 3000
_WRITTEN_SHARE = 3
"""Characters that the scripts of a page may write for each character of the page. A script that writes its rows one by
one writes fewer than it has; one that doubles a variable (``a=a+a``) writes 3 GB in 300."""
_MIN_WRITTEN = 10_000
"""Characters that the scripts of any page may write."""
_MAX_STATEMENTS = 20_000
"""Statements of a page that are read: six for each of ``MAX_LINKS`` rows."""


class _Value(NamedTuple):
    """A text as its parts, which are not joined before they are written; its size is at least one for each part."""

    size: int
    parts: tuple[str | _Value, ...]


class _Excess(Exception):
    """The scripts of a page write more than a page can hold."""


@dataclass(slots=True)
class _Allowance:
    """What the scripts of a page may still write and run."""

    chars: int
    statements: int = _MAX_STATEMENTS

    def spend(self, chars: int) -> None:
        self.chars -= chars
        self.statements -= 1
        if self.chars < 0 or self.statements < 0:
            raise _Excess


def with_script_rows(text: str) -> str:
    """Return ``text`` with the links in its scripts and data records as markup of the page."""
    if "<record" in text and "<![CDATA[" in text:
        text = _with_records(text)
    return "".join(_with_script_markup(text))


def _with_script_markup(text: str) -> Iterator[str]:
    allowance = _Allowance(max(_MIN_WRITTEN, _WRITTEN_SHARE * len(text)))
    at = end = 0
    for _ in range(_MAX_SCRIPTS):
        opening = _OPENING.search(text, end)
        closing = _CLOSING.search(text, opening.end()) if opening else None
        if opening is None or closing is None:
            break
        yield text[at : opening.start()]
        yield _script_markup(opening[1].lower(), text[opening.end() : closing.start()], allowance)
        # Another <script before the closing tag is text of this script.
        at, end = opening.start(), closing.end()
    yield text[at:]


def _records(text: str) -> Iterator[str]:
    for opening in _RECORD.finditer(text):
        end = text.find("]]>", opening.end())
        if end < 0:
            return
        yield text[opening.end() : end]


def _with_records(text: str) -> str:
    rows = "".join(f"<div>{record}</div>" for record in islice(_records(text), _MAX_RECORDS))
    first = text.find("<record")
    opening = text.rfind("<script", 0, first)
    if opening < 0 or text.find("</script", opening, first) >= 0:
        return f"{text}<div>{rows}</div>"
    closing = text.find("</script", first)
    return f"{text[:opening]}<div>{rows}</div>{text[opening:closing]}{text[closing:]}"


def _script_markup(attributes: str, code: str, allowance: _Allowance) -> str:
    """Return the links that a script holds, empty if the scripts of the page write too much.

    A part of the rows would look like a whole listing.
    """
    if len(code) > _MAX_SCRIPT_CHARS or "<a" not in code.lower() or "src=" in attributes or "<record" in code:
        return ""
    try:
        written = "" if _LOOP.search(code) else _written_markup(code, allowance)
        markup = written or _array_markup(code, allowance)
    except _Excess:
        return ""
    return markup if _LINK.search(markup) else ""


def _written_markup(code: str, allowance: _Allowance) -> str:
    code = _IF.sub(_branch_taken(dict(_ASSIGNMENT.findall(code))), code)
    known: dict[str, _Value] = {}
    markup: list[str] = []
    statements = merge(_ASSIGNMENT.finditer(code), _DOCUMENT_WRITE.finditer(code), key=methodcaller("start"))
    for found in statements:
        value = _value(found[found.re.groups], known)
        if found.re is _DOCUMENT_WRITE:
            allowance.spend(value.size)
            markup.extend(_texts(value))
        elif value.size > allowance.chars:
            raise _Excess
        else:
            allowance.spend(0)
            known[found[1]] = value
    return "".join(markup)


def _branch_taken(known: dict[str, str]) -> Callable[[re.Match[str]], str]:
    """Return a function that replaces an ``if`` on a known string by the branch that is taken."""

    def branch(found: re.Match[str]) -> str:
        value = known.get(found["name"])
        if value is None:
            return found[0]
        is_empty = value in {"''", '""'}
        asks_for_empty = bool(found["not"]) != (found["op"] == "==")
        taken = ("then", "then1") if is_empty == asks_for_empty else ("else", "else1")
        return next((found[part] for part in taken if found[part]), "")

    return branch


def _array_markup(code: str, allowance: _Allowance) -> str:
    rows = []
    for found in _ARRAY_ITEM.finditer(code):
        item = _unescaped(found[1][1:-1])
        allowance.spend(len(item))
        if _LINK.search(item) and "</a>" in item.lower():
            rows.append(f"<div>{item}</div>")
    return f"<div>{''.join(rows)}</div>" if rows else ""


def _value(terms: str, known: dict[str, _Value]) -> _Value:
    parts: list[str | _Value] = []
    size = 0
    for term in _TERMS.findall(terms):
        part = _unescaped(term[1:-1]) if term[0] in "'\"" else known.get(term, "")
        size += max(1, part.size if isinstance(part, _Value) else len(part))
        parts.append(part)
    return _Value(size, tuple(parts))


def _texts(value: _Value) -> Iterator[str]:
    """Yield the texts of a value in order. Values nest as deep as a script has statements."""
    waiting: list[str | _Value] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        else:
            waiting.extend(reversed(part.parts))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1]), text)


def _character(escaped: str) -> str:
    if len(escaped) > 1:
        return chr(int(escaped[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(escaped, escaped)
