"""A row that leads to a file, to another site or to no readable page harms no other row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import pytest

from tests.conftest import Archive, free_port
from tests.crawls.baishi import crawl, site
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.crawl


class OddCrawl(NamedTuple):
    """A crawl of a site with odd rows, and the server that some of them lead to."""

    archive: Archive
    server: Pages
    other: Pages


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OddCrawl]:
    archive = Archive(tmp_path_factory.mktemp("odd") / "archive", free_port())
    other = Pages({})
    away = other.url.replace("127.0.0.1", "localhost")
    pages = site()
    pages["/sq/art_3.shtml"] = "<html><body><p> </p></body></html>"
    first = str(pages["/sq/"]).replace("art_15.shtml", f"{away}/a.html")
    first = first.replace("art_16.shtml", "/files/第16期通报.pdf")
    pages["/sq/"] = first.replace("art_18.shtml", "http://127.0.0.1:99999/x.html")
    pages["/sq/art_14.shtml"] = (302, {"Location": f"{away}/b.html"}, b"")
    pages["/sq/art_17.shtml"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 not for reading")
    pages[f"/files/{quote('第16期通报.pdf')}"] = pages["/sq/art_17.shtml"]
    server = Pages(pages)
    assert crawl(archive, f"{server.url}/sq/") == 0
    yield OddCrawl(archive, server, other)
    server.stop()
    other.stop()


def test_odd_rows_harm_no_other(odd: OddCrawl) -> None:
    dates = {int(version["date"][-2:]) for version in odd.archive.versions("baishi")}
    assert dates == set(range(1, 21)) - {3, 14, 15, 18}
    assert len(odd.archive.versions("baishi")) == 16


def test_every_odd_row_has_its_status(odd: OddCrawl) -> None:
    rows = odd.archive.runs("baishi")[0]["channels"]["/sq/"]["rows"]
    assert rows == {"new": 16, "refused": 1, "other site": 1, "led away": 1, "bad address": 1}


def test_refused_page_is_kept_with_its_reason(odd: OddCrawl) -> None:
    run = odd.archive.runs("baishi")[0]["run"]
    kept = (odd.archive.root / "rejected" / "baishi" / f"{run}.jsonl").read_text(encoding="utf-8")
    assert '"reason": "empty"' in kept
    assert f"{odd.server.url}/sq/art_3.shtml" in kept


def test_no_row_leads_to_another_site(odd: OddCrawl) -> None:
    assert odd.other.asked == []


def test_row_of_a_file_is_published_unread(odd: OddCrawl) -> None:
    """Its date and title come from the row, whether the link or the answer shows that it is a file. The file is kept."""
    asked = [path for path in odd.server.paths if path.startswith(("/files/", "/sq/art_17"))]
    assert len(asked) == 2
    found = {version["date"]: version for version in odd.archive.versions("baishi")}
    for day, name in (("2025-09-16", "第16期通报.pdf"), ("2025-09-17", "art_17.shtml")):
        assert found[day]["paragraphs"] == []
        assert [attachment["name"] for attachment in found[day]["attachments"]] == [name]
        assert [attachment["state"] for attachment in found[day]["attachments"]] == ["kept"]
        assert found[day]["evidence"]["title"]["rule"] == "listing-row"
