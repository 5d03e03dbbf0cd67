from __future__ import annotations

import json
import tempfile
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.index.hosts import note_hosts
from bulletin_spider.archive.index.index import Index
from bulletin_spider.archive.layout import Layout
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.operations.reporting.table import display_width
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Ended

    Show = Callable[..., Ended]

URL = "http://www.district.gov.cn/xw/t1.html?id=7"
IDENTITY = bulletin_id(URL)
BYLINE = "（记者 唐炜 通讯员 何川）"
TEXT = "居家养老服务补贴发放情况予以公示。" * 4
FILE = {"url": "http://www.district.gov.cn/a.pdf", "name": "申报表.pdf", "kind": "document"}
VERSION: dict[str, Any] = wording(
    1,
    title="公示",
    id=IDENTITY,
    url=URL,
    paragraphs=[TEXT, "街道 | 户数", "石桥镇 | 298"],
    tables=[{"paragraph": 1, "caption": None, "rows": [["街道", "户数"], ["石桥镇", "298"]]}],
    reporters=["唐炜"],
    byline=BYLINE,
    source="青澜报",
    attachments=[FILE | {"state": "kept", "size": 1013, "digest": "ab" * 32, "capture": None}],
    images=[{"url": "http://www.district.gov.cn/1.png", "caption": "湖滨绿道"}],
    warnings=["the dates of page and listing disagree"],
    document={"document_number": "青政发〔2026〕12号"},
    capture={"file": "captures/demo/20260928T000000Z.warc.gz", "offset": 12, "record_id": "x", "digest": "sha1:Y"},
    evidence={
        "reporters": {"rule": "byline", "text": ""},
        "source": {"rule": "labelled-line", "text": "来源：青澜报"},
    },
)  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    archive = tmp_path / "archive"
    put(archive, VERSION)
    put(archive, VERSION | {"revision": 2, "change": "revised", "title": "公告"}, run="20260929T000000Z")
    put(archive, VERSION | {"channel": "镇街"}, site="other")
    layout = Layout(archive)
    for site in ("demo", "other"):
        Index.open(layout, site).close()
        note_hosts(layout, site, {"www.district.gov.cn"})
    return archive


@pytest.fixture
def show(archive: Path, capsys: pytest.CaptureFixture[str]) -> Show:
    return lambda *arguments: scrapy(capsys, archive, "show", *arguments)


def test_whole_bulletin_is_shown(show: Show) -> None:
    lines = show(URL, "--revision", "2").out.splitlines()
    expected = [
        "公告",
        f"demo · 要闻 · 2026-09-28 · revision 2 of 2, revised · {IDENTITY}",
        "  街道    户数",
        "  石桥镇  298",
        "  reporters: 唐炜",
        f"    byline: “{BYLINE}”",
        "  source: 青澜报",
        "    labelled line: “来源：青澜报”",
        "  document_number: 青政发〔2026〕12号",
        "  湖滨绿道",
        "  申报表.pdf  kept, 1,013 bytes",
        "  the dates of page and listing disagree",
        "  1  new      2026-09-28 12:00",
        "  2  revised  2026-09-28 12:00",
        "  captures/demo/20260928T000000Z.warc.gz at 12",
    ]
    assert [line for line in lines if line in expected] == expected
    assert all(display_width(line) <= 80 for line in lines)


@pytest.mark.parametrize(
    "named", [URL, URL.replace("http:", "https:"), URL.removeprefix("http://"), IDENTITY, IDENTITY.upper()]
)
@pytest.mark.parametrize("command", ["show", "history"])
def test_bulletin_is_found_by_any_name(
    archive: Path, capsys: pytest.CaptureFixture[str], command: str, named: str
) -> None:
    ended = scrapy(capsys, archive, command, "--json", named)
    sites = [json.loads(line)["version"]["site"] for line in ended.out.splitlines()]
    assert (ended.code, list(dict.fromkeys(sites))) == (0, ["demo", "other"])


def test_json_has_the_version_and_its_history(show: Show) -> None:
    first, second = map(json.loads, show(IDENTITY, "--json").out.splitlines())
    assert (first["version"]["title"], second["version"]["channel"]) == ("公告", "镇街")
    assert [(one["revision"], one["change"]) for one in first["versions"]] == [(1, "new"), (2, "revised")]


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        (URL.replace("www.", ""), True),
        (URL.replace("www.", "zyk."), True),
        (URL + "&from=x&b=1", False),
        (URL.partition("?")[0], False),
        ("http://elsewhere.example/a.html", False),
        ("0123456789abcdef", False),
    ],
)
def test_unknown_bulletin_gets_a_suggestion(show: Show, named: str, hint: bool) -> None:
    ended = show(named)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert (
        f"no bulletin with the {'id' if named.isalnum() else 'address'} {named} in the archive" in ended.err
    )
    assert ended.err.endswith(f"; did you mean {URL}?\n") == hint


def test_query_that_is_not_needed_gets_a_suggestion(archive: Path, show: Show) -> None:
    put(
        archive,
        wording(
            2, "二。", id=bulletin_id("http://www.district.gov.cn/2"), url="http://www.district.gov.cn/2"
        ),
        run="20260930T000000Z",
    )
    Index.open(Layout(archive), "demo").close()
    assert "did you mean http://www.district.gov.cn/2?" in show("www.district.gov.cn/2?share=wechat").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name one bulletin by its address or id"),
        (["a.cn/1", "a.cn/2"], "name one bulletin by its address or id"),
        (["http://"], "'http://' is not an address"),
        (["http://[x/"], "'http://[x/' is not an address"),
        ([URL, "--revision", "9"], "--revision 9: there is no such version; there are 1, 2"),
        ([URL, "--revision", "x"], "--revision x: not a whole number"),
        ([URL, "--revison"], "unknown option '--revison' (did you mean '--revision'?)"),
    ],
)  # fmt: skip
def test_wrong_call_is_one_line(show: Show, arguments: list[str], message: str) -> None:
    ended = show(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err.splitlines()[0]


def test_missing_page_is_said(show: Show) -> None:
    ended = show(URL, "--open", "raw")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("scrapy show: the page cannot be read: captures/demo/")


def test_address_may_follow_open(show: Show, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    ended = show("--open", URL)
    assert ended.code == 0
    assert ended.out.endswith(f"{IDENTITY}-2.html\n")
