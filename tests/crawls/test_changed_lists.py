"""What a site changes in its lists is followed: rows with another day or title, and bulletins at new addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import article, crawl, listing, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl
ALL = ("-a", "revisit=all")
WITHDRAW = ("-s", "WITHDRAWN_VISITS=2", "-s", "WITHDRAWN_DAYS=0")


def changes(archive: Archive, run: int = -1) -> list[str]:
    """Return the changes that a run has published."""
    name = archive.runs("baishi")[run]["run"]
    return sorted(version["change"] for version in archive.versions("baishi", name))


def visits(archive: Archive) -> dict[str, int]:
    return {result: len(found) for result, found in archive.runs("baishi")[-1]["visits"].items()}


def moved(pages: dict[str, object]) -> dict[str, object]:
    """Return the site after a change of its content system: every article has a new address, and the old one is gone."""
    return {
        path.replace("/sq/art_", "/n/c/").replace(".shtml", ".html") if "art_" in path else path: (
            body
            if "art_" in path
            else str(body).replace("href='art_", "href='/n/c/").replace(".shtml'>第", ".html'>第")
        )
        for path, body in pages.items()
    }


@pytest.fixture
def known(archive: Archive, serve: Callable[..., Pages]) -> Pages:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/") == 0
    return server


def test_moved_site_keeps_its_bulletins(archive: Archive, known: Pages) -> None:
    known.pages = moved(site())
    assert crawl(archive, f"{known.url}/sq/") == 0
    assert changes(archive) == ["moved"] * 20
    before, after = archive.versions("baishi")[:20], archive.versions("baishi")[20:]
    assert {(version["id"], version["url"]) for version in before} == {
        (version["id"], version["url"]) for version in after
    }
    assert all("/n/c/" in version["moved_to"] for version in after)
    assert {version["evidence"]["change"]["rule"] for version in after} == {"http-404"}
    assert archive.runs("baishi")[-1]["reasons"] == [
        "/sq/: 20 of 20 rows are known bulletins at new addresses"
    ]
    assert archive.scrapy("verify", "--deep").code == 0
    assert crawl(archive, f"{known.url}/sq/", *ALL) == 0
    assert (changes(archive), visits(archive)) == ([], {"unchanged": 20})
    assert " 0 read differently" in archive.scrapy("replay", "--dry-run", "--jobs", "1").out


def test_moved_bulletin_is_revised_withdrawn_and_restored(archive: Archive, known: Pages) -> None:
    url = f"{known.url}/sq/"
    known.pages = moved(site())
    assert crawl(archive, url) == 0
    page = known.pages["/n/c/7.html"]
    known.pages["/n/c/7.html"] = article(7, text="　　社区开放日改在周末举行，居民参观了档案馆和新书阅览室。")
    assert crawl(archive, url, *ALL) == 0
    assert changes(archive) == ["revised"]
    del known.pages["/n/c/7.html"]
    for _ in range(2):
        assert crawl(archive, url, *ALL, *WITHDRAW) == 0
    assert changes(archive) == ["withdrawn"]
    known.pages["/n/c/7.html"] = page
    assert crawl(archive, url, *ALL) == 0
    assert changes(archive) == ["restored"]
    versions = [
        version for version in archive.versions("baishi") if version["url"].endswith("/sq/art_7.shtml")
    ]
    assert [version["revision"] for version in versions] == [1, 2, 3, 4, 5]
    assert {version["moved_to"] for version in versions[1:]} == {f"{known.url}/n/c/7.html"}
    assert archive.scrapy("verify", "--deep").code == 0
    assert archive.scrapy("history", f"{known.url}/n/c/7.html").out.count("revision") == 5


def test_withdrawn_bulletin_at_a_new_address_is_restored(archive: Archive, known: Pages) -> None:
    url = f"{known.url}/sq/"
    page = known.pages.pop("/sq/art_7.shtml")
    for _ in range(2):
        crawl(archive, url, *ALL, *WITHDRAW)
    assert changes(archive) == ["withdrawn"]
    known.pages |= {"/sq/": str(known.pages["/sq/"]).replace("art_20.", "new_7."), "/sq/new_7.shtml": page}
    assert crawl(archive, url) == 0
    assert changes(archive) == ["restored"]
    assert archive.versions("baishi")[-1]["moved_to"] == f"{known.url}/sq/new_7.shtml"
    assert archive.scrapy("verify", "--deep").code == 0


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ((301, {"Location": "/sq/new_7.shtml"}, b""), "leads-to-new-address"),
        ((301, {"Location": "/"}, b""), "leads-home"),
        ((410, {}, b""), "http-410"),
        (article(31, text="　　另一篇文章的正文，与原来的内容没有任何关系，讲的是别的事情。").replace("街道派代表", "单位派人"), "shows-another-page"),
    ],
    ids=["redirect", "home", "410", "other"],
)  # fmt: skip
def test_evidence_says_how_the_old_address_answered(
    archive: Archive, known: Pages, answer: object, rule: str
) -> None:
    known.pages |= {
        "/": "<html><body><h1>白石区政府</h1></body></html>",
        "/sq/new_7.shtml": known.pages["/sq/art_7.shtml"],
        "/sq/art_7.shtml": answer,
        "/sq/list_2.shtml": str(known.pages["/sq/list_2.shtml"]).replace("art_7.", "new_7."),
        "/sq/": str(known.pages["/sq/"]).replace("art_20.", "art_19."),
    }
    assert crawl(archive, f"{known.url}/sq/", "-s", "OVERLAP_ROWS=99") == 0
    version = archive.versions("baishi")[-1]
    assert (version["change"], version["evidence"]["change"]["rule"]) == ("moved", rule)


def test_article_at_two_addresses_is_new_with_a_warning(archive: Archive, known: Pages) -> None:
    """The old address answers still, though no listing shows it."""
    identity = next(
        version["id"] for version in archive.versions("baishi") if version["url"].endswith("/art_20.shtml")
    )
    known.pages |= {
        "/sq/": str(known.pages["/sq/"]).replace("art_20.", "new_20."),
        "/sq/new_20.shtml": known.pages["/sq/art_20.shtml"],
    }
    assert crawl(archive, f"{known.url}/sq/") == 0
    version = archive.versions("baishi")[-1]
    assert (version["change"], version["moved_to"]) == ("new", None)
    assert f"same words as {identity}" in version["warnings"]


def test_listed_old_address_is_no_move(archive: Archive, known: Pages) -> None:
    """Both addresses are in the list, and the old one answers 404."""
    first = listing(range(20, 10, -1), "list_2.shtml")
    row = "<tr><td><a href='new_20.shtml'>第20期社区开放日举行</a></td><td>2025-09-20</td></tr>"
    known.pages |= {
        "/sq/": first.replace("</table>", f"{row}</table>"),
        "/sq/new_20.shtml": known.pages["/sq/art_20.shtml"],
    }
    del known.pages["/sq/art_20.shtml"]
    assert crawl(archive, f"{known.url}/sq/") == 0
    assert changes(archive) == ["new"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("<td>2025-09-07<", "<td>2025-09-17<"), ("第7期社区开放日举行", "社区开放日第七期改期举行")],
    ids=["day", "title"],
)
def test_row_that_changed_is_visited_once(archive: Archive, known: Pages, old: str, new: str) -> None:
    url = f"{known.url}/sq/"
    first = str(known.pages["/sq/"])
    row = listing(range(7, 6, -1), None).partition("<table>")[2].partition("</table>")[0]
    known.pages["/sq/"] = first.replace("<table>", f"<table>{row}")
    assert crawl(archive, url) == 0
    assert visits(archive) == {}
    known.pages["/sq/"] = first.replace("<table>", f"<table>{row.replace(old, new)}")
    known.pages["/sq/art_7.shtml"] = article(
        7, text="　　社区开放日改在周末举行，居民参观了档案馆和新书阅览室。"
    )
    assert crawl(archive, url) == 0
    assert (changes(archive), visits(archive)) == (["revised"], {"revised": 1})
    assert crawl(archive, url) == 0
    assert visits(archive) == {}


def test_changed_row_whose_visit_failed_is_visited_again(archive: Archive, known: Pages) -> None:
    url = f"{known.url}/sq/"
    known.pages["/sq/"] = str(known.pages["/sq/"]).replace("<td>2025-09-20<", "<td>2025-09-21<")
    page, known.pages["/sq/art_20.shtml"] = known.pages["/sq/art_20.shtml"], (503, {}, b"")
    crawl(archive, url)
    assert visits(archive) == {"unreachable": 1}
    known.pages["/sq/art_20.shtml"] = page
    assert crawl(archive, url) == 0
    assert visits(archive) == {"unchanged": 1}


def test_rebuilt_index_only_notes_the_rows(archive: Archive, known: Pages) -> None:
    known.pages["/sq/"] = str(known.pages["/sq/"]).replace("<td>2025-09-20<", "<td>2025-09-21<")
    assert archive.scrapy("reindex").code == 0
    assert archive.scrapy("verify").code == 0
    for _ in range(2):
        assert crawl(archive, f"{known.url}/sq/") == 0
        assert visits(archive) == {}
