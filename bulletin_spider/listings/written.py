"""Rows that stand in script text: CDATA records, strings a script writes, arrays of markup strings.

The markup is put where the script stands, so that one parse sees the page as a browser would show it. Nothing is
run: strings are joined, variables that were set to a string are filled in, everything else is left empty. Scripts with
loops are left alone. Source of the forms: Hanweb data stores (records as CDATA), TRS portals (``var strLink``, then
``document.write``), older jpage lists (``var InitData = ['<tr>…', …]``).
"""

from __future__ import annotations

import re

_SCRIPT = re.compile(r"<script\b([^>]{0,500})>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_STRING = r"""(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_TERM = rf"(?:{_STRING}|[\w$.]+)"
_SUM = rf"{_TERM}(?:\s*\+\s*{_TERM})*"
_SET = re.compile(rf"(?:\bvar\s+|\blet\s+|\bconst\s+|[;{{\n]\s*)([\w$]+)\s*=\s*({_SUM})\s*(?=[;\n,}}])")
_WRITE = re.compile(rf"document\.write(?:ln)?\(\s*({_SUM})\s*\)")
_ARRAY_ITEM = re.compile(rf"(?<=[\[,])\s*({_STRING})\s*(?=[,\]])")
_TERMS = re.compile(_TERM)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LINK = re.compile(r"<a\b[^>]{0,1000}\bhref", re.IGNORECASE)
_LOOP = re.compile(r"\b(?:for|while)\s*\(")
_MANY = 300_000
_SCRIPTS = 500


def with_written_rows(text: str) -> str:
    """Return ``text`` with the links that its scripts and data records hold as markup of the page."""
    if "<record" in text and "<![CDATA[" in text:
        text = _with_records(text)
    return _SCRIPT.sub(_shown, text, count=_SCRIPTS) if "<script" in text or "<SCRIPT" in text else text


def _with_records(text: str) -> str:
    rows = "".join(f"<div>{record}</div>" for record in _RECORD.findall(text))
    first = text.find("<record")
    opening = text.rfind("<script", 0, first)
    if opening < 0 or text.find("</script", opening, first) >= 0:
        return f"{text}<div>{rows}</div>"
    closing = text.find("</script", first)
    return f"{text[:opening]}<div>{rows}</div>{text[opening:closing]}{text[closing:]}"


def _shown(script: re.Match[str]) -> str:
    code = script[2]
    if len(code) > _MANY or "<a" not in code.lower() or "src=" in script[1].lower() or "<record" in code:
        return script[0]
    markup = _items(code) if _LOOP.search(code) else _written(code) or _items(code)
    return f"{markup}{script[0]}" if _LINK.search(markup) else script[0]


def _written(code: str) -> str:
    known: dict[str, str] = {}
    markup = []
    steps = [(found.start(), found) for form in (_SET, _WRITE) for found in form.finditer(code)]
    for _, found in sorted(steps, key=lambda step: step[0]):
        if found.re is _WRITE:
            markup.append(_value(found[1], known))
        else:
            known[found[1]] = _value(found[2], known)
    return "".join(markup)


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
