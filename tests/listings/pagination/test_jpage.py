from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from bulletin_spider.listings import read_listing
from tests.listings.pages import page, sample_rows

URL = "http://www.baishi.example/col/col1177988/index.html"
PROXY = "http://www.baishi.example/module/web/jpage/dataproxy.jsp"


def store(count: int, *, first: int = 0, total: int | None = None, next_group: str = "") -> str:
    """Return a data store of ``count`` records."""
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2026/3/{n % 28 + 1}/art_1177988_{5000 + first + n}.html' title='{row.title}'>{row.title}</a>"
        f"<span>{row.day}</span></li>]]></record>"
        for n, row in enumerate(sample_rows(count))
    )
    counts = f"<totalrecord>{total}</totalrecord><totalpage>9</totalpage>" if total else ""
    group = f'<nextgroup><![CDATA[<a href="{next_group}"></a>]]></nextgroup>' if next_group else ""
    return f"<datastore>{group}{counts}<recordset>{records}</recordset></datastore>"


def column(count: int, total: int, parameters: str) -> bytes:
    call = (
        "<script>$(function(){$('#3970333').jpage({themeName:'default',showMode:'full',totalRecord:"
        f"{total},dataStore:'',groupSize:3,proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:5,ajaxParam:{parameters}}});}});</script>"
    )
    return page(f"<div id='3970333'><script type='text/xml'>{store(count)}</script></div>{call}")


def test_next_group_is_requested_from_the_proxy() -> None:
    listing = read_listing(
        column(
            15,
            40,
            "{col:1,appid:'1',webid:1838,path:'/',columnid:1177988,unitid:'3970333',webname:'白石区',permissiontype:0}",
        ),
        URL,
    )
    assert [entry.title for entry in listing.entries] == [row.title for row in sample_rows(15)]
    assert all(entry.date for entry in listing.entries)
    assert listing.family == "jpage"
    assert listing.next_page is not None
    assert listing.next_page.url.partition("?")[0] == PROXY
    query = {name: values[0] for name, values in parse_qs(urlsplit(listing.next_page.url).query).items()}
    assert query == {
        "startrecord": "16", "endrecord": "30", "perpage": "5", "col": "1", "appid": "1", "webid": "1838", "path": "/",
        "columnid": "1177988", "unitid": "3970333", "webname": "白石区", "permissiontype": "0",
    }  # fmt: skip


def test_parameters_may_be_written_as_a_query() -> None:
    listing = read_listing(column(15, 40, "'col=1&amp;webid=7&amp;path=/'"), URL)
    assert listing.next_page is not None
    assert listing.next_page.url == f"{PROXY}?startrecord=16&endrecord=30&perpage=5&col=1&webid=7&path=%2F"


def test_page_with_all_records_is_the_last() -> None:
    listing = read_listing(column(15, 15, "{col:1}"), URL)
    assert (len(listing.entries), listing.family, listing.next_page) == (15, "jpage", None)


def test_answer_leads_on_up_to_the_total() -> None:
    url = f"{PROXY}?startrecord=16&endrecord=30&perpage=5&webid=7"
    listing = read_listing(store(15, first=15, total=40).encode(), url)
    assert len(listing.entries) == 15
    assert listing.next_page is not None
    assert listing.next_page.url == f"{PROXY}?startrecord=31&endrecord=45&perpage=5&webid=7"
    last = read_listing(store(10, first=30, total=40).encode(), listing.next_page.url)
    assert (len(last.entries), last.next_page) == (10, None)


def test_answer_without_records_is_the_end() -> None:
    listing = read_listing(
        b"<datastore><recordset></recordset></datastore>", f"{PROXY}?startrecord=46&endrecord=60"
    )
    assert (listing.entries, listing.family, listing.next_page) == ((), "jpage", None)


def test_nextgroup_is_followed_without_record_numbers() -> None:
    group = "/module/jslib/jquery/jpage/dataproxy.jsp?page=1&amp;appid=1&amp;webid=60"
    listing = read_listing(store(6, next_group=group).encode(), URL)
    assert listing.next_page is not None
    assert (
        listing.next_page.url
        == "http://www.baishi.example/module/jslib/jquery/jpage/dataproxy.jsp?page=1&appid=1&webid=60"
    )
    again = read_listing(store(6, next_group=group).encode(), listing.next_page.url)
    assert again.next_page is not None
    assert again.next_page.url == listing.next_page.url.replace("page=1", "page=2")
