from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from bulletin_spider.listings import read_listing
from tests.listings.pages import page, plain_list, sample_rows

URL = "https://www.baishi.example/col/col1229/index.html"
UNIT = "https://www.baishi.example/api-gateway/jpaas-publish-server/front/page/build/unit"
SHELL = (
    "<script src='/script/unitbuild.js' url='/api-gateway/jpaas-publish-server/front/page/build/unit' "
    "querydata=\"{'parseType':'bulidstatic','webId':'3','tplSetId':'ab','pageType':'column','tagId':'导航','editType':'null','pageId':'1'}\"></script>"
    "<script src='/script/unitbuild.js' url='/api-gateway/jpaas-publish-server/front/page/build/unit' "
    "querydata=\"{'parseType':'bulidstatic','webId':'3','tplSetId':'ab','pageType':'column','tagId':'信息列表','editType':'null','pageId':'9'}\"></script>"
)


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_column_page_leads_to_the_list_unit() -> None:
    listing = read_listing(page(SHELL), URL)
    assert (listing.entries, listing.family) == ((), "jpaas")
    assert listing.next_page is not None
    assert listing.next_page.url.startswith(UNIT)
    query = query_of(listing.next_page.url)
    assert (query["tagId"], query["pageId"], query["parseType"]) == ("信息列表", "9", "bulidstatic")
    assert json.loads(query["paramJson"]) == {"pageNo": 1, "pageSize": 15}


def test_answer_has_rows_and_next_page() -> None:
    first = read_listing(page(SHELL), URL).next_page
    assert first is not None
    rows = sample_rows(15)
    answer = {"success": True, "code": "200", "data": {"html": plain_list(rows), "total": 31}}
    listing = read_listing(json.dumps(answer).encode(), first.url)
    assert [(entry.title, entry.date) for entry in listing.entries] == [(row.title, row.date) for row in rows]
    assert listing.next_page is not None
    assert json.loads(query_of(listing.next_page.url)["paramJson"])["pageNo"] == 2
    assert query_of(listing.next_page.url)["tagId"] == "信息列表"


def test_answer_without_rows_is_the_end() -> None:
    first = read_listing(page(SHELL), URL).next_page
    assert first is not None
    assert read_listing(b'{"success":true,"data":{"html":"<ul></ul>"}}', first.url).next_page is None
