"""Words and shapes that tell a headline from a label, a menu entry or a pager."""

from __future__ import annotations

import re

GENERIC = re.compile(
    r"[\[(（【<«]*(?:更多|more|详情|详细|查看|查看详情|查看全文|阅读全文|全文|下载|附件|原文|解读|图解|点击.{0,4}|进入)"
    r"[\])）】>»+…\s]*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[(（【〔].{1,20}[\])）】〕]")


def is_minor(text: str, longest: str) -> bool:
    """Tell whether ``text`` is a label beside the headline ``longest`` of the same row."""
    if not text or GENERIC.fullmatch(text):
        return True
    return text != longest and (_BRACKETED.fullmatch(text) is not None or len(text) * 2 <= len(longest))
