"""Files of attachments are kept, or the record says why not; a file that came later or changed makes a version."""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.items import Bulletin
from bulletin_spider.normalization.fingerprint import fingerprint
from tests.commands.inprocess import scrapy
from tests.conftest import Archive, kill
from tests.crawls.baishi import article, crawl, listing, start
from tests.crawls.waiting import wait_for_end, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.serving import Pages

pytestmark = pytest.mark.crawl

FORM = b"PK\x03\x04" + bytes(range(256)) * 4
OTHER = b"%PDF-1.7 " + bytes(range(256)) * 4
PATIENCE = ("-s", "DOWNLOAD_TIMEOUT=2")
"""The request for a file may take twice as long."""
LINKS = {
    1: "/f/form.docx",
    2: "/f/gone.docx",
    3: "/f/huge.zip",
    4: "/f/moved.pdf",
    5: "/closed/secret.pdf",
    6: "http://10.0.0.1/inner.pdf",
    7: "/f/form.docx",
    8: "/f/page.doc",
    9: "/f/busy.xls",
    10: "/f/slow.pdf",
    11: "/f/empty.txt",
}


def linking(number: int, *links: str) -> str:
    anchors = "".join(f"<a href='{link}'>附件{link.rpartition('/')[2]}</a>" for link in links)
    return article(number, text=f"　　第{number}期申报工作现已开始，请按要求填写申报表并按时报送。{anchors}")


def site(links: dict[int, str] = LINKS) -> dict[str, object]:
    """Return a site of eleven articles, of which those with a link have an attachment."""
    files: dict[str, object] = {
        "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /closed/\n"),
        "/f/form.docx": (200, {"ETag": '"1"'}, FORM),
        "/f/huge.zip": (200, {"Content-Length": "10000001"}, b"PK"),
        "/f/moved.pdf": (302, {"Location": "/g/there.pdf"}, b""),
        "/g/there.pdf": (200, {"Last-Modified": "Mon, 05 Jan 2026 08:00:00 GMT"}, OTHER),
        "/f/page.doc": "<!DOCTYPE html><html><body>您访问的页面不存在</body></html>",
        "/f/busy.xls": (503, {}, b""),
        "/f/slow.pdf": (200, {"ETag": '"2"'}, OTHER),
        "/f/empty.txt": (200, {"Content-Type": "text/plain"}, b""),
        "/sq/": listing(range(len(LINKS), 0, -1), None),
    }
    return files | {
        f"/sq/art_{number}.shtml": linking(number, *filter(None, [links.get(number)])) for number in LINKS
    }


def latest(archive: Archive) -> dict[str, dict[str, Any]]:
    """Return the last part of an address → the newest version of each bulletin."""
    return {version["url"].rpartition("/")[2]: version for version in archive.versions("baishi")}


def states(archive: Archive) -> dict[int, str]:
    found = latest(archive)
    return {number: found[f"art_{number}.shtml"]["attachments"][0]["state"] for number in LINKS}


def kinds_of_records(archive: Archive, path: str) -> list[str]:
    """Return the types of the records of the answers from an address, run by run."""
    files = sorted((archive.root / "captures" / "baishi").iterdir())
    found = [record for file in files for record in read_records(file) if (record.url or "").endswith(path)]
    return [record.type for record in found if record.type in {"response", "revisit"}]


def age(archive: Archive, days: int) -> None:
    """Make all files look as if they had been published long ago."""
    with closing(sqlite3.connect(archive.root / "index" / "baishi.sqlite")) as database, database:
        run = database.execute("SELECT strftime('%Y%m%dT%H%M%SZ', 'now', ?)", [f"-{days} days"]).fetchone()
        database.execute("UPDATE attachments SET run = ?", run)


def in_order(archive: Archive, capsys: pytest.CaptureFixture[str], *, changed: bool = False) -> None:
    """Check the archive; its index must equal one that is derived again, unless the test has changed it."""
    if changed:
        assert scrapy(capsys, archive.root, "reindex").code == 0
    ended = scrapy(capsys, archive.root, "verify", "--deep")
    assert ended.code == 0, ended.out


def test_life_of_attachments(  # noqa: PLR0915 - each run needs the one before
    archive: Archive, serve: Callable[..., Pages], capsys: pytest.CaptureFixture[str]
) -> None:
    """A first run, the next one, a month later, and a year later."""
    server = serve(site())
    held = server.hold("/f/slow.pdf")
    url = f"{server.url}/sq/"
    assert crawl(archive, url, *PATIENCE) == 0
    assert states(archive) == {
        1: "kept",
        2: "failed",
        3: "too large",
        4: "kept",
        5: "forbidden",
        6: "not public",
        7: "kept",
        8: "failed",
        9: "owed",
        10: "owed",
        11: "failed",
    }
    first = latest(archive)
    form = first["art_1.shtml"]["attachments"][0]
    assert form["digest"] == hashlib.sha256(FORM).hexdigest()
    assert form["size"] == len(FORM)
    assert read_exchange(archive.root, form["capture"]).payload() == FORM
    assert first["art_7.shtml"]["attachments"][0]["capture"] == form["capture"]
    assert server.paths.count("/f/form.docx") == 1
    assert "/closed/secret.pdf" not in server.paths
    # Files come after all articles.
    last_article = max(place for place, path in enumerate(server.paths) if path.startswith("/sq/"))
    assert min(place for place, path in enumerate(server.paths) if path.startswith("/f/")) > last_article
    assert first["art_2.shtml"]["warnings"] == [f"attachment {server.url}/f/gone.docx: HTTP 404"]
    assert "a page came in its place" in first["art_8.shtml"]["warnings"][0]
    record = archive.runs("baishi")[-1]
    assert record["attachments"]["states"]["owed"] == 2
    assert {path for _, path in record["attachments"]["tried"]} == {
        f"{server.url}/f/busy.xls",
        f"{server.url}/f/slow.pdf",
    }
    assert record["outcome"] == "ok"

    held.set()
    server.asked.clear()
    assert crawl(archive, url) == 0
    assert {path for path in server.paths if path.startswith("/f/")} == {"/f/busy.xls", "/f/slow.pdf"}
    version = latest(archive)["art_10.shtml"]
    before = first["art_10.shtml"]
    assert (version["change"], version["revision"], version["previous"]) == (
        "reread",
        2,
        before["fingerprint"],
    )
    assert version["fingerprint"] == before["fingerprint"] == fingerprint(Bulletin(**version))
    assert version["evidence"]["change"]["rule"] == "attachment-kept"
    assert version["attachments"][0]["digest"] == hashlib.sha256(OTHER).hexdigest()
    assert (version["capture"], version["fetched_at"]) == (before["capture"], before["fetched_at"])
    assert len(archive.versions("baishi")) == len(LINKS) + 1
    in_order(archive, capsys)

    age(archive, 31)
    server.pages["/f/form.docx"] = (200, {"ETag": '"3"'}, OTHER)
    server.asked.clear()
    assert crawl(archive, url) == 0
    asked = [path for path in server.paths if path.startswith(("/f/", "/g/"))]
    assert sorted(asked) == ["/f/busy.xls", "/f/form.docx", "/f/moved.pdf", "/f/slow.pdf", "/g/there.pdf"]
    after = latest(archive)
    for name in ("art_1.shtml", "art_7.shtml"):
        version = after[name]
        assert (version["change"], version["previous"]) == ("revised", version["fingerprint"])
        evidence = version["evidence"]["change"]
        assert evidence["rule"] == "attachment-replaced"
        digests = (hashlib.sha256(body).hexdigest() for body in (FORM, OTHER))
        assert all(text in evidence["text"] for text in ("form.docx", *digests))
        assert version["fetched_at"] > first[name]["fetched_at"]
    # The server knows no Last-Modified: the same bytes came again.
    assert after["art_4.shtml"]["revision"] == 1
    assert kinds_of_records(archive, "/g/there.pdf") == ["response"]
    in_order(archive, capsys, changed=True)


def test_replaced_pages_keep_their_files(
    archive: Archive, serve: Callable[..., Pages], capsys: pytest.CaptureFixture[str]
) -> None:
    """The file of an edited page is not asked for again; a dead one is, and gives up after some runs."""
    pages = site({1: LINKS[1], 2: LINKS[2]})
    server = serve(pages)
    url = f"{server.url}/sq/"
    assert crawl(archive, url) == 0
    pages["/sq/art_1.shtml"] = linking(1, "/f/form.docx", "/f/busy.xls").replace("按时", "及时")
    pages["/sq/art_3.shtml"] = linking(3, "/f/form.docx")
    pages["/sq/art_2.shtml"] = linking(2, "/f/gone.docx").replace("按时", "及时")
    assert crawl(archive, url, "-a", "revisit=all", "-s", "ARTICLE_ATTEMPTS=2") == 0
    found = latest(archive)
    assert [file["state"] for file in found["art_1.shtml"]["attachments"]] == ["kept", "owed"]
    # Only for another bulletin, with the ETag of the file that is kept.
    assert server.paths.count("/f/form.docx") == 2
    assert found["art_3.shtml"]["attachments"] == found["art_1.shtml"]["attachments"][:1]
    assert kinds_of_records(archive, "/f/form.docx") == ["response"]
    assert server.paths.count("/f/gone.docx") == 2
    assert crawl(archive, url, "-s", "ARTICLE_ATTEMPTS=2") == 0
    version = latest(archive)["art_1.shtml"]
    assert [file["state"] for file in version["attachments"]] == ["kept", "failed"]
    assert version["evidence"]["change"]["rule"] == "attachment-not-kept"
    assert version["change"] == "reread"
    in_order(archive, capsys)


def test_files_of_a_killed_run_come_once(
    archive: Archive, serve: Callable[..., Pages], capsys: pytest.CaptureFixture[str]
) -> None:
    server = serve(site({1: LINKS[1]}))
    held = server.hold("/f/form.docx")
    process = start(archive, f"{server.url}/sq/")
    wait_until(lambda: "/f/form.docx" in server.paths, process)
    kill(process)
    held.set()
    assert archive.versions("baishi") == []
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert len(archive.versions("baishi")) == len(LINKS)
    assert latest(archive)["art_1.shtml"]["attachments"][0]["state"] == "kept"
    in_order(archive, capsys)


def test_lines_do_not_wait_for_a_file_that_hangs(
    archive: Archive, serve: Callable[..., Pages], capsys: pytest.CaptureFixture[str]
) -> None:
    """The segment is due after a second; its lines are published as they are."""
    server = serve(site({1: LINKS[1]}))
    held = server.hold("/f/form.docx")
    process = start(archive, f"{server.url}/sq/", "-s", "SEGMENT_SECONDS=1")
    wait_until(lambda: "art_1.shtml" in latest(archive), process)
    held.set()
    assert wait_for_end(process).code == 0
    assert latest(archive)["art_1.shtml"]["attachments"][0]["state"] == "owed"
    in_order(archive, capsys)
    assert crawl(archive, f"{server.url}/sq/") == 0
    assert [version["change"] for version in archive.versions("baishi")] == ["new"] * len(LINKS) + ["reread"]
    in_order(archive, capsys)


@pytest.mark.parametrize(
    ("more", "state"),
    [
        pytest.param(("-s", "ATTACHMENTS=off"), "off", id="off"),
        pytest.param(("-a", "limit=1"), "owed", id="the limit is used up"),
    ],
)
def test_run_may_ask_for_no_file(
    archive: Archive, serve: Callable[..., Pages], more: tuple[str, ...], state: str
) -> None:
    server = serve(site())
    assert crawl(archive, f"{server.url}/sq/", *more) in {0, 3}
    assert not any(path.startswith("/f/") for path in server.paths)
    assert archive.versions("baishi")[0]["attachments"][0]["state"] == state


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("digest", "0" * 64, "the kept file has another digest"),
        ("capture", {"offset": 7}, "no record begins at offset 7"),
        ("size", None, "has no size"),
    ],
)
def test_verify_finds_what_is_wrong_with_a_kept_file(
    crawled_demo: Archive, capsys: pytest.CaptureFixture[str], name: str, value: Any, problem: str
) -> None:
    (segment,) = (crawled_demo.root / "bulletins/demo").glob("*.jsonl")
    lines = [json.loads(line) for line in segment.read_text(encoding="utf-8").splitlines()]
    (file,) = (file for line in lines for file in line["attachments"])
    if value is None:
        del file[name]
    else:
        file[name] = file[name] | value if isinstance(value, dict) else value
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    segment.write_text(text, encoding="utf-8")
    ended = scrapy(capsys, crawled_demo.root, "verify")
    assert ended.code == 1
    assert problem in ended.out


def test_demo_shows_a_kept_document(crawled_demo: Archive, tmp_path: Path) -> None:
    """A viewer of a WACZ file finds it, and so does whoever opens the capture."""
    (file,) = (file for version in crawled_demo.versions() for file in version["attachments"])
    exchange = read_exchange(crawled_demo.root, file["capture"])
    with ZipFile(BytesIO(exchange.payload())) as document:
        assert "申报表".encode() in document.read("word/document.xml")
    crawled_demo.scrapy("export", "--to", str(tmp_path / "demo.wacz"))
    with ZipFile(tmp_path / "demo.wacz") as package:
        index = b"".join(gzip.decompress(package.read("indexes/index.cdx.gz")).splitlines())
    assert file["url"].encode() in index
