"""A page that somebody else has decoded is read like its bytes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from bulletin_spider.extraction import extract, rich_body
from bulletin_spider.markup.encoding import decode
from tests.conftest import ROOT

PAGES = sorted((ROOT / "tests" / "sites").glob("*/article*/page.html"))
PAGE = (
    "<html><head><title>示例街道举办便民集市</title></head><body><h1>示例街道举办便民集市</h1>"
    "<p>发布时间：2026-09-28 来源：示例报</p><div class=content><p>9月28日，示例街道举办便民集市，居民在家门口就能磨刀、配钥匙。</p>"
    "<p>集市每月举办一次，下一次在10月底。（记者 何川）</p></div></body></html>"
)


def without_encoding(fields: dict[str, Any]) -> dict[str, Any]:
    fields["evidence"].pop("encoding", None)
    return fields


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "-".join(page.parts[-3:-1]))
def test_text_is_read_like_its_bytes(page: Any) -> None:
    url = json.loads((page.parent / "expected.json").read_text(encoding="utf-8"))["url"]
    body = page.read_bytes()
    text = decode(body).text
    assert without_encoding(asdict(extract(text, url))) == without_encoding(asdict(extract(body, url)))


@pytest.mark.parametrize("before", ["", "\ufeff", '<?xml version="1.0" encoding="gb2312"?>', "\ud800", "\0"])
def test_unusual_start_of_text_does_no_harm(before: str) -> None:
    """A decoded byte order mark, a label that is wrong now, half of a pair, NUL."""
    content = extract(before + PAGE, "https://www.example.gov.cn/t20260928_1.html")
    assert (content.title, content.date, content.reporters) == (
        "示例街道举办便民集市",
        "2026-09-28",
        ["何川"],
    )
    assert "encoding" not in content.evidence


def test_html_of_a_text_equals_that_of_its_bytes() -> None:
    url = "https://www.example.gov.cn/t20260928_1.html"
    content = extract(PAGE, url)
    assert "便民集市" in rich_body(PAGE, url, content)
    assert rich_body(PAGE, url, content) == rich_body(PAGE.encode(), url, content)
