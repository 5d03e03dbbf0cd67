"""Clean every text of a bulletin before it is published."""

from __future__ import annotations

import re
from typing import Any

from bulletin_spider.normal_form import nfc

_BLANKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_NOISE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def publishable(value: Any) -> Any:  # noqa: ANN401 - JSON in, the same JSON out
    """Return ``value`` with every text in NFC, without control characters, surrogates and line separators.

    Line ends become a space. Numbers, ``None``, clean texts and the keys of objects are not changed.
    """
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {name: publishable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [publishable(one) for one in value]
    return value


def _clean(text: str) -> str:
    if not text.isprintable():
        text = _NOISE.sub("", _BLANKS.sub(" ", text))
    return nfc(text)
