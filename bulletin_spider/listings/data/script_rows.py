"""Put rows that are text in a script into the page: CDATA records, strings that a script writes, arrays of markup.

The markup is put before the script, so that one parse reads the page as a browser shows it. No script is run: strings
are joined, variables that were set to a string are filled in, everything else is left empty. Scripts with loops are
only searched for arrays. Source of the forms: Hanweb data stores (records as CDATA), TRS portals (``var strLink``, then
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


def with_script_rows(text: str) -> str:
    """Return ``text`` with the links in its scripts and data records as markup of the page."""
    if "<record" in text and "<![CDATA[" in text:
        text = _with_records(text)
    return "".join(_with_script_markup(text))


def _with_script_markup(text: str) -> Iterator[str]:
    at = 0
    for opening in islice(_OPENING.finditer(text), _MAX_SCRIPTS):
        closing = _CLOSING.search(text, opening.end())
        if closing is None:
            break
        yield text[at : opening.start()]
        yield _script_markup(opening[1].lower(), text[opening.end() : closing.start()])
        at = opening.start()
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


def _script_markup(attributes: str, code: str) -> str:
    if len(code) > _MAX_SCRIPT_CHARS or "<a" not in code.lower() or "src=" in attributes or "<record" in code:
        return ""
    markup = _array_markup(code) if _LOOP.search(code) else _written_markup(code) or _array_markup(code)
    return markup if _LINK.search(markup) else ""


def _written_markup(code: str) -> str:
    code = _IF.sub(_branch_taken(dict(_ASSIGNMENT.findall(code))), code)
    known: dict[str, str] = {}
    markup = []
    steps = [
        (found.start(), found) for form in (_ASSIGNMENT, _DOCUMENT_WRITE) for found in form.finditer(code)
    ]
    for _, found in sorted(steps, key=lambda step: step[0]):
        if found.re is _DOCUMENT_WRITE:
            markup.append(_string_value(found[1], known))
        else:
            known[found[1]] = _string_value(found[2], known)
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


def _array_markup(code: str) -> str:
    items = [_string_value(found[1], {}) for found in _ARRAY_ITEM.finditer(code)]
    rows = [item for item in items if _LINK.search(item) and "</a>" in item.lower()]
    return f"<div>{''.join(f'<div>{row}</div>' for row in rows)}</div>" if rows else ""


def _string_value(terms: str, known: dict[str, str]) -> str:
    return "".join(
        _unescaped(term[1:-1]) if term[0] in "'\"" else known.get(term, "") for term in _TERMS.findall(terms)
    )


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _character(found[1]), text)


def _character(escaped: str) -> str:
    if len(escaped) > 1:
        return chr(int(escaped[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(escaped, escaped)
