"""Cut the first changed sentence into stretches that are the same, removed or added."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison import Marks, changed_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SAME, REMOVED, ADDED = "same", "removed", "added"
_BEGIN_REMOVED, _BEGIN_ADDED, _END = "\ue010", "\ue011", "\ue012"
"""Private characters. Those of a text are taken away before: they mean nothing outside of its own fonts."""
_MARKS = Marks((_BEGIN_REMOVED, _END), (_BEGIN_ADDED, _END))
_STRETCH = re.compile(f"([{_BEGIN_REMOVED}{_BEGIN_ADDED}])([^{_END}]*){_END}")
_WITHOUT = {ord(mark): None for mark in (_BEGIN_REMOVED, _BEGIN_ADDED, _END)}
_ELEMENTS = {REMOVED: "del", ADDED: "ins"}


def changed_stretches(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the stretches (``kind`` and ``text``) of the first changed sentence; none if no sentence differs."""
    sentence = changed_sentence(_read(old), _read(new), _MARKS)
    stretches, end = list[dict[str, str]](), 0
    for match in _STRETCH.finditer(sentence):
        _add(stretches, SAME, sentence[end : match.start()])
        _add(stretches, REMOVED if match[1] == _BEGIN_REMOVED else ADDED, match[2])
        end = match.end()
    _add(stretches, SAME, sentence[end:])
    return stretches


def stretches_html(stretches: Sequence[Mapping[str, str]]) -> str:
    """Return stretches as markup, every text escaped."""
    parts = []
    for one in stretches:
        text = escape(one["text"])
        element = _ELEMENTS.get(one["kind"])
        parts.append(f"<{element}>{text}</{element}>" if element else text)
    return "".join(parts)


def _add(stretches: list[dict[str, str]], kind: str, text: str) -> None:
    if text:
        stretches.append({"kind": kind, "text": text})


def _read(version: Mapping[str, Any]) -> dict[str, Any]:
    """Return the version without private characters in the fields that have sentences."""
    paragraphs = [str(one).translate(_WITHOUT) for one in version.get("paragraphs") or ()]
    title = str(version.get("title") or "").translate(_WITHOUT)
    return {**version, "title": title, "paragraphs": paragraphs}
