"""Any page gives a line that keeps the contract, whatever text it holds."""

from __future__ import annotations

import html
import json
from dataclasses import asdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.utils.test import get_crawler

from bulletin_spider.contract.check import faults
from bulletin_spider.items import Page
from bulletin_spider.normalization.fingerprint import fingerprint
from bulletin_spider.pipelines.drop_reasons import RefusedPage
from bulletin_spider.pipelines.normalize import NormalizePipeline

ODD = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\0\x85\u2028\u2029\ufffe\x1b\x0b\u0301\u200b＝"),
    max_size=20,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ODD, ODD, ODD, st.booleans())
def test_any_page_text_gives_a_valid_line(title: str, text: str, name: str, escaped: bool) -> None:
    title, text, name = ((html.escape(one) if escaped else one) for one in (title, text, name))
    body = f"""<html><body><h1>区图书馆延长{title}开放时间</h1><div>发布时间：2026-09-28 10:30 来源：青澜{name}报</div>
    <div class="content"><p>　　9月28日起，区图书馆周末开放时间延长至21时，{text}自习区增加座位一百二十个。</p>
    <p>　　读者可凭身份证办理借阅手续{text}。</p><p><img src="/{name}.png" alt="{text}" width="600"></p>
    <p><a href="/a{name}.docx">{name}申报表.docx</a></p><p>（记者 唐一鸣）</p></div></body></html>"""
    page = Page(
        "0123456789abcdef",
        "demo",
        "要闻",
        "http://x.gov.cn/a.html",
        body.encode(),
        "2026-09-28T12:00:00+08:00",
    )
    try:
        bulletin = NormalizePipeline.from_crawler(get_crawler()).process_item(page)
    except RefusedPage:
        return
    bulletin.fingerprint = fingerprint(bulletin)
    line = json.dumps(asdict(bulletin), ensure_ascii=False, allow_nan=False)
    assert line.splitlines() == [line]
    missing = [
        fault for fault in faults(json.loads(line)) if not fault.startswith(("title: is empty", "date: None"))
    ]
    assert missing == [], "the next pipeline refuses an empty title and a missing day"
