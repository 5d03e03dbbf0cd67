"""A pager that sends a form obeys what every request obeys: robots.txt, private addresses, repeats, captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import crawl, listing, on_root, site
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Archive

pytestmark = pytest.mark.crawl
FORM = (
    "<form id='f' method='post' action='{action}'><input type='hidden' name='__VIEWSTATE' value='{page}'>{{body}}"
    "<div class='page'>第{page}页 共2页 {pager}</div></form>"
)
NEXT = "<a href=\"javascript:__doPostBack('Pager','2')\">下一页</a>"


def page(numbers: range, number: int, *, action: str = "list.aspx", pager: str = "") -> str:
    """Return a page of Baishi's list with an ASP.NET pager in the place of its links."""
    whole = on_root(listing(numbers, None))
    table = whole[whole.index("<table>") : whole.index("</table>") + 8]
    form = FORM.format(action=action, page=number, pager=pager).replace("{body}", table)
    return whole[: whole.index("<table>")] + form + "</body></html>"


class FormSite(Pages):
    """Baishi's list, whose second page answers a POST."""

    def __init__(self, action: str = "list.aspx") -> None:
        first = page(range(20, 10, -1), 1, action=action, pager=NEXT)
        self.second = page(range(10, 0, -1), 2)
        super().__init__(site() | {"/sq/": first, "/sq/list.aspx": first})

    def take(self, path: str, sent: bytes) -> tuple[int, dict[str, str], bytes]:
        super().take(path, sent)
        return 200, {"Content-Type": "text/html; charset=utf-8"}, self.second.encode()


@pytest.fixture
def server() -> Iterator[FormSite]:
    server = FormSite()
    yield server
    server.stop()


def test_postback_is_captured_and_verified(archive: Archive, server: FormSite) -> None:
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == 20
    (posted,) = server.posted
    assert posted == ("/sq/list.aspx", b"__VIEWSTATE=1&__EVENTTARGET=Pager&__EVENTARGUMENT=2")
    assert archive.scrapy("verify", "--deep").code == 0
    assert archive.scrapy("replay", "baishi", "--dry-run").code == 0
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(server.posted) == 1


def test_postback_obeys_robots_txt(archive: Archive, server: FormSite) -> None:
    server.pages["/robots.txt"] = b"User-agent: *\nDisallow: /sq/list.aspx\n"
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert server.posted == []
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 2: forbidden by robots.txt"]


def test_form_to_a_private_address_is_not_sent(archive: Archive) -> None:
    server = FormSite(action="http://10.0.0.7/list.aspx")
    assert crawl(archive, f"{server.url}/sq/") == 3
    server.stop()
    (reason,) = archive.runs("baishi")[0]["reasons"]
    assert "the next page is on another host: http://10.0.0.7/list.aspx" in reason


def test_postback_that_is_ignored_is_a_gap(archive: Archive, server: FormSite) -> None:
    server.second = str(server.pages["/sq/"])
    assert crawl(archive, f"{server.url}/sq/") == 3
    assert len(server.posted) == 1
    assert archive.runs("baishi")[0]["reasons"] == ["/sq/: page 2 repeats the rows before it"]


def test_list_that_scrolled_past_is_a_gap_once(archive: Archive, server: FormSite) -> None:
    """Twenty rows come between two runs of a list that shows ten."""
    server.pages["/sq/"] = on_root(listing(range(4, 0, -1), None))
    assert crawl(archive, f"{server.url}/sq/") == 0
    server.pages["/sq/"] = on_root(listing(range(20, 10, -1), None))
    assert crawl(archive, f"{server.url}/sq/") == 3
    (reason,) = archive.runs("baishi")[1]["reasons"]
    assert reason == "/sq/: page 1 ends the listing, and shows no row that an earlier run has published"
    assert crawl(archive, f"{server.url}/sq/") == 0
