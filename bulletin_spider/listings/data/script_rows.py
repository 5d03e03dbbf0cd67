"""Rows that stand in script text: CDATA records, strings a script writes, arrays of markup strings.

The markup is put where the script stands, so that one parse sees the page as a browser would show it. Nothing is
run: strings are joined, variables that were set to a string are filled in, everything else is left empty. Scripts with
loops are left alone. Source of the forms: Hanweb data stores (records as CDATA), TRS portals (``var strLink``, then
``document.write``), older jpage lists (``var InitData = ['<tr>…', …]``).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OPENING = re.compile(r"<script\b([^<>]{0,500})>", re.IGNORECASE)
_CLOSING = re.compile(r"</script", re.IGNORECASE)
_RECORD = re.compile(r"<record>\s{0,20}<!\[CDATA\[", re.IGNORECASE)
_STRING = r"""(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_TERM = rf"(?:{_STRING}|[\w$.]+)"
_SUM = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_SET = re.compile(
    r"(?:\b(?:var|let|const)\s+|^[ \t]{0,50}|[;{][ \t]{0,50})([\w$]{1,60})[ \t]{0,9}=\s{0,9}"
    rf"({_SUM})(?=\s*[;,}}]|[ \t]*\n)",
    re.MULTILINE,
)
_WRITE = re.compile(rf"document\.write(?:ln)?\(\s*({_SUM})\s*\)")
_ARRAY_ITEM = re.compile(rf"(?<=[\[,])\s*({_STRING})\s*(?=[,\]])")
_TERMS = re.compile(_TERM)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LINK = re.compile(r"<a\b[^>]{0,1000}\bhref", re.IGNORECASE)
_IF = re.compile(
    r"""\bif ?\( ?(?P<not>!)?(?P<name>[\w$]{1,60}) {0,3}(?:(?P<op>[!=]=)=? {0,3}(?:''|""))? {0,3}\)\s{0,200}"""
    r"(?:\{(?P<then>[^{}]{0,1000})\}|(?P<then1>[^;{}]{0,1000};))\s{0,200}"
    r"(?:else\s{0,200}(?:\{(?P<else>[^{}]{0,1000})\}|(?P<else1>[^;{}]{0,1000};)))?"
)
_LOOP = re.compile(r"\b(?:for|while)\s*\(")
_MANY = 300_000
_SCRIPTS = 500
_ROWS = 3000


def with_written_rows(text: str) -> str:
    """Return ``text`` with the links that its scripts and data records hold as markup of the page."""
    if "<record" in text and "<![CDATA[" in text:
        text = _with_records(text)
    return "".join(_with_scripts(text))


def _with_scripts(text: str) -> Iterator[str]:
    at = 0
    for opening in islice(_OPENING.finditer(text), _SCRIPTS):
        closing = _CLOSING.search(text, opening.end())
        if closing is None:
            break
        yield text[at : opening.start()]
        yield _shown(opening[1].lower(), text[opening.end() : closing.start()])
        at = opening.start()
    yield text[at:]


def _records(text: str) -> Iterator[str]:
    for opening in _RECORD.finditer(text):
        end = text.find("]]>", opening.end())
        if end < 0:
            return
        yield text[opening.end() : end]


def _with_records(text: str) -> str:
    rows = "".join(f"<div>{record}</div>" for record in islice(_records(text), _ROWS))
    first = text.find("<record")
    opening = text.rfind("<script", 0, first)
    if opening < 0 or text.find("</script", opening, first) >= 0:
        return f"{text}<div>{rows}</div>"
    closing = text.find("</script", first)
    return f"{text[:opening]}<div>{rows}</div>{text[opening:closing]}{text[closing:]}"


def _shown(attributes: str, code: str) -> str:
    if len(code) > _MANY or "<a" not in code.lower() or "src=" in attributes or "<record" in code:
        return ""
    markup = _items(code) if _LOOP.search(code) else _written(code) or _items(code)
    return markup if _LINK.search(markup) else ""


def _written(code: str) -> str:
    code = _IF.sub(_branch_taken(dict(_SET.findall(code))), code)
    known: dict[str, str] = {}
    markup = []
    steps = [(found.start(), found) for form in (_SET, _WRITE) for found in form.finditer(code)]
    for _, found in sorted(steps, key=lambda step: step[0]):
        if found.re is _WRITE:
            markup.append(_value(found[1], known))
        else:
            known[found[1]] = _value(found[2], known)
    return "".join(markup)


def _branch_taken(known: dict[str, str]) -> Callable[[re.Match[str]], str]:
    """Return what puts the branch in the place of an ``if`` over a string that is known to be empty or not."""

    def branch(found: re.Match[str]) -> str:
        value = known.get(found["name"])
        if value is None:
            return found[0]
        empty = value in {"''", '""'}
        wants_empty = bool(found["not"]) != (found["op"] == "==")
        taken = ("then", "then1") if empty == wants_empty else ("else", "else1")
        return next((found[part] for part in taken if found[part]), "")

    return branch


def _items(code: str) -> str:
    items = [_value(found[1], {}) for found in _ARRAY_ITEM.finditer(code)]
    rows = [item for item in items if _LINK.search(item) and "</a>" in item.lower()]
    return f"<div>{''.join(f'<div>{row}</div>' for row in rows)}</div>" if rows else ""


def _value(terms: str, known: dict[str, str]) -> str:
    return "".join(
        _unescaped(term[1:-1]) if term[0] in "'\"" else known.get(term, "") for term in _TERMS.findall(terms)
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1]), text)


def _character(escaped: str) -> str:
    if len(escaped) > 1:
        return chr(int(escaped[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(escaped, escaped)
