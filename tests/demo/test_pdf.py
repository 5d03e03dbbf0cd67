"""The PDF file of the demo is one that readers of PDF accept."""

from __future__ import annotations

import re

from bulletin_spider.demo.pdf import pdf
from bulletin_spider.normalization.files import is_file

FILE = pdf("社区养老助餐点服务指南", "青澜区民政局")


def test_table_of_offsets_leads_to_the_objects() -> None:
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n$", FILE)[0])
    rows = re.findall(rb"(\d{10}) 00000 n \n", FILE[start:])
    assert FILE[start:].startswith(b"xref\n0 %d\n" % (len(rows) + 1))
    for number, offset in enumerate(rows, 1):
        assert FILE[int(offset) :].startswith(b"%d 0 obj\n" % number)


def test_length_of_the_text_is_right() -> None:
    length, stream = re.findall(rb"<< /Length (\d+) >>\nstream\n(.*?)\nendstream", FILE, re.DOTALL)[0]
    assert int(length) == len(stream)
    shown = [
        bytes.fromhex(text.decode()).decode("utf-16-be") for text in re.findall(rb"<([0-9A-F]+)> Tj", stream)
    ]
    assert shown == ["社区养老助餐点服务指南", "青澜区民政局"]


def test_same_lines_give_the_same_bytes() -> None:
    assert pdf("甲") == pdf("甲") != pdf("乙")
    assert is_file(FILE)
