"""Commands read an archive in a store as one on a disk, by few requests, and say what only the store knows."""

from __future__ import annotations

import errno
import json
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store import paths
from bulletin_spider.archive.object_store.chain.site_claim import SiteClaim
from bulletin_spider.archive.object_store.object_files import open_object
from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from bulletin_spider.archive.object_store.requests.client import StoreFault
from bulletin_spider.archive.object_store.requests.patience import Patience
from bulletin_spider.demo.content import articles
from bulletin_spider.exceptions import ArchiveFault
from bulletin_spider.reader import latest
from bulletin_spider.web import catching_up
from bulletin_spider.web.health import reading_states
from bulletin_spider.web.reading import Reading
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT, Ended, free_port
from tests.object_store.archives import new_prefix
from tests.object_store.fault_proxy import Fault, FaultProxy, Rule
from tests.object_store.machines import Machine, machine
from tests.object_store.server import SECRET_KEY
from tests.web.served import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.s3, pytest.mark.crawl]
EDITED = articles()[3].path


@pytest.fixture(scope="module")
def proxy(s3_endpoint: str) -> Iterator[FaultProxy]:
    proxy = FaultProxy(s3_endpoint)
    yield proxy
    proxy.stop()


@pytest.fixture(scope="module")
def first_run(proxy: FaultProxy, tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, Ended]:
    crawler = machine(new_prefix(), free_port(), tmp_path_factory.mktemp("machine"), proxy.endpoint)
    return crawler, crawler.demo("-a", "day=1")


@pytest.fixture
def crawler(first_run: tuple[Machine, Ended], monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """The machine that has crawled the archive; this process is on it, too."""
    crawler = first_run[0]
    for name, value in crawler.environment().items():
        monkeypatch.setenv(name, value)
    paths.store_of.cache_clear()  # it keeps the address of the store
    yield crawler
    paths.store_of.cache_clear()


@pytest.fixture
def requests(proxy: FaultProxy) -> Callable[[], list[str]]:
    """Return what was asked since the last call."""
    seen = len(proxy.asked)

    def since() -> list[str]:
        nonlocal seen
        found, seen = proxy.asked[seen:], len(proxy.asked)
        return [f"{one.method} {one.key}" for one in found]

    return since


def as_json(ended: Ended) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_first_run(crawler: Machine, first_run: tuple[Machine, Ended]) -> None:
    ended = first_run[1]
    assert ended.code == 0, ended.err
    assert f"wrote {crawler.root}/bulletins/demo/" in ended.out
    assert "read them: scrapy changes --site demo" in ended.out
    assert len([*latest(crawler.root)]) == 60
    assert not (ROOT / "s3:").exists()


def test_status(crawler: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    ended = scrapy(capsys, crawler.root, "status", "demo")
    local = Layout(crawler.root).local_root
    assert ended.code == 0, ended.err
    assert f"archive {crawler.root}: " in ended.out
    assert f"free for its local files in {local}" in ended.out
    found = as_json(scrapy(capsys, crawler.root, "status", "demo", "--json"))
    assert (found["bulletins"], found["archive"]["days_left"]) == (60, None)
    assert found["archive"]["local"] == str(local)


def test_status_on_machine_without_index(
    crawler: Machine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BULLETIN_CACHE", str(tmp_path / "other"))
    found = as_json(scrapy(capsys, crawler.root, "status", "demo", "--json"))
    assert (found["outcome"], found["bulletins"], found["given_up"]) == ("ok", None, None)
    assert found["began"] == found["ended"]


def test_bulletin_on_machine_without_index(
    crawler: Machine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    requests: Callable[[], list[str]],
) -> None:
    """The search database says where it is; before the first search all segments are read."""
    url = f"http://127.0.0.1:{crawler.port}{EDITED}"
    here = scrapy(capsys, crawler.root, "show", url, "--json")
    monkeypatch.setenv("BULLETIN_CACHE", str(tmp_path / "other"))
    for _ in range(2):
        there = scrapy(capsys, crawler.root, "show", url, "--json")
        by_id = scrapy(capsys, crawler.root, "show", json.loads(here.out)["version"]["id"], "--json")
        assert there.out == by_id.out == here.out != ""
        scrapy(capsys, crawler.root, "search", "社区")
    requests()
    scrapy(capsys, crawler.root, "history", url)
    assert len(requests()) < 10


def test_status_lists_runs_of_many_sites_at_once(
    crawler: Machine, capsys: pytest.CaptureFixture[str], requests: Callable[[], list[str]]
) -> None:
    source, many = Layout(crawler.root), archive_path(new_prefix())
    assert isinstance(many, StorePath)
    for number in range(30):
        for path in (f"runs/demo{number}/00000001", f"runs/demo{number}.head"):
            content = (source.root / path.replace(f"demo{number}", "demo")).read_bytes()
            many.store.put(f"{many.key}/{path}", content)
    requests()
    ended = scrapy(capsys, many, "status", "--json")
    assert len(ended.out.splitlines()) == 30
    assert len(requests()) < 30 + 12  # one for each record, which this machine then keeps
    scrapy(capsys, many, "status", "--json")
    assert len(requests()) < 12


def test_export_reads_each_file_once(
    crawler: Machine,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    requests: Callable[[], list[str]],
) -> None:
    for name in ("a.csv", "a.jsonl", "a.wacz", "rich.md"):
        rich = ["--rich"] if name == "rich.md" else []
        ended = scrapy(capsys, crawler.root, "export", "--to", str(tmp_path / name), *rich)
        assert ended.out == f"wrote {tmp_path / name}: 60 bulletins\n", ended.err
        assert len(requests()) < 25
    assert len((tmp_path / "a.jsonl").read_bytes().splitlines()) == 60
    with zipfile.ZipFile(tmp_path / "a.wacz") as package:
        assert len(package.read("pages/pages.jsonl").splitlines()) > 60  # a head, and a page for each


def test_search_asks_little_if_nothing_is_new(
    crawler: Machine, capsys: pytest.CaptureFixture[str], requests: Callable[[], list[str]]
) -> None:
    first = scrapy(capsys, crawler.root, "search", "社区", "--json", "--limit", "0")
    requests()
    again = scrapy(capsys, crawler.root, "search", "社区", "--json", "--limit", "0")
    assert again.out == first.out != ""
    asked = requests()
    assert len(asked) < 10, asked
    assert not [one for one in asked if one.startswith("PUT")]


def test_cursor(crawler: Machine, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = scrapy(capsys, crawler.root, "changes", "--cursor", str(tmp_path / "c"), "--since", "1999-01-01")
    assert first.out.count("\n") == 180
    again = scrapy(capsys, crawler.root, "changes", "--cursor", str(tmp_path / "c"))
    assert (again.code, again.out) == (0, "")


def test_page_of_bulletin(crawler: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{crawler.port}{EDITED}"
    shown = scrapy(capsys, crawler.root, "show", url)
    assert shown.code == 0, shown.err
    assert "captures/demo/" in shown.out


@pytest.mark.parametrize("form", [["--cron"], ["--systemd"], ["--systemd", "--user"]])
def test_schedule_names_store_and_no_secret(
    crawler: Machine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    monkeypatch.setenv("BULLETIN_DATABASE", f"postgresql://user:{SECRET_KEY}@host/database")
    ended = scrapy(capsys, crawler.root, "schedule", "demo", *form)
    cache = crawler.environment()["BULLETIN_CACHE"]
    for name, value in {
        "BULLETIN_ARCHIVE": crawler.root,
        "BULLETIN_CACHE": cache,
        "AWS_ENDPOINT_URL": crawler.endpoint,
    }.items():
        assert f'{name}="{value}"' in ended.out or f'"{name}={value}"' in ended.out
    assert SECRET_KEY not in ended.out + ended.err
    assert "the credentials of the store are not printed" in ended.err
    place = "bulletin.toml, as 'database'" if form == ["--cron"] else "the EnvironmentFile of the units"
    assert (
        f"BULLETIN_DATABASE is not printed, as it can hold a password: write it into {place}\n" in ended.err
    )
    if form == ["--systemd"]:
        assert f'ReadWritePaths="{cache}"\n' in ended.out
        assert ended.out.count("EnvironmentFile=-/etc/bulletin-spider.env") == 2


@pytest.mark.usefixtures("crawler")
def test_run_lists_chain_once(requests: Callable[[], list[str]]) -> None:
    """While a process has the claim, it knows itself what it has put."""
    runs = archive_path(new_prefix()) / "runs" / "demo"
    assert isinstance(runs, StorePath)
    requests()
    claim = SiteClaim.take(runs, "20261128T080000Z")
    claim.write_line(b'{"run": "20261128T080000Z"}\n')
    assert [path.name for path in runs.iterdir()] == ["2026-11.jsonl"]
    claim.release()
    asked = requests()
    assert len([one for one in asked if one.startswith("LIST")]) == 1, asked
    assert asked[-2:] == [f"PUT {runs.key}/00000001"] * 2


def test_segment_is_asked_for_once(crawler: Machine, requests: Callable[[], list[str]]) -> None:
    (segment,) = Layout(crawler.root).segments("demo")
    assert isinstance(segment, StorePath)
    requests()
    for _ in range(3):
        with open_object(segment.store, segment.key, unchanging=True) as file:
            file.seek(100)
            assert file.read(10)
    assert len(requests()) <= 1


@pytest.mark.parametrize("apart", [False, True], ids=["in this process", "in processes of their own"])
def test_pages(crawler: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, apart: bool) -> None:
    """Much is read by processes of their own, which get the address of the archive."""
    if apart:
        monkeypatch.setattr(catching_up, "_MANY", 0)
        monkeypatch.setattr(reading_states, "MANY", 0)
    reading = Reading(crawler.root, tmp_path)
    version = next(latest(crawler.root))
    capture = f"{version['capture']['file'].rpartition('/')[2]}/{version['capture']['offset']}"
    with closing(reading.search), served(reading) as server:
        reading.search.follow()
        assert [one.outcome for one in reading.states.read().sites] == ["ok"]
        assert version["title"] in server.get(f"/b/demo/{version['id']}").text
        for address in ("/", "/sites", "/s/demo", "/s/demo/runs", "/health", f"/c/demo/{capture}"):
            assert server.get(address).status == 200, address
        assert server.get("/search.json?q=社区").json["hits"]


def test_page_while_store_is_overloaded(
    crawler: Machine, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No page says that something is not there because the store does not answer."""
    monkeypatch.setattr(Patience, "longest_away", 0.0)
    reading = Reading(crawler.root, tmp_path)
    with closing(reading.search), served(reading) as server:
        reading.search.follow()
        assert server.get("/s/demo").status == 200
        proxy.add(Rule(Fault.SLOW_DOWN))
        try:
            pages = [server.get(address) for address in ("/en/s/demo", "/healthz")]
        finally:
            proxy.heal()
        assert [page.status for page in pages] == [503, 503]
        assert all("SlowDown" in page.text for page in pages)
        assert server.get("/s/demo").status == 200


def test_another_machine_makes_index_stale(
    crawler: Machine, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What another machine has published since is shown, and counts that are not known are not told."""
    url = f"http://127.0.0.1:{crawler.port}{EDITED}"
    before = scrapy(capsys, crawler.root, "history", url, "--json")
    other = machine(str(crawler.root), crawler.port, tmp_path, crawler.endpoint)
    ended = other.demo("-a", "day=2", "-a", "revisit=all")
    assert ended.code == 0, ended.err
    crawler.run_objects()  # not as they were listed a moment ago
    after = scrapy(capsys, crawler.root, "history", url, "--json")
    assert (len(before.out.splitlines()), len(after.out.splitlines())) == (1, 2)
    assert as_json(scrapy(capsys, crawler.root, "status", "demo", "--json"))["bulletins"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--to", "s3://b/x.csv"),
        ("changes", "--cursor", "s3://b/c"),
        ("browse", "--cache", "s3://b/c"),
    ],
)
def test_file_is_no_address(
    crawler: Machine, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    ended = scrapy(capsys, crawler.root, *arguments)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert f"{arguments[1]}: an object store holds archives only" in ended.err


def fault(error: OSError, verb: str = "write") -> str:
    return str(ArchiveFault(archive_path("s3://bucket/a"), error, verb))


def test_faults_name_remedy_and_setting() -> None:
    refused = StoreFault(errno.EACCES, "the store refuses the request", "s3://bucket/a/x", "set the clock")
    assert fault(refused) == (
        "cannot write the archive at s3://bucket/a: the store refuses the request; set the clock"
    )
    assert fault(OSError(errno.ENOSPC, "No space left on device", "/cache/f")) == (
        "cannot write the local files of the archive at s3://bucket/a (/cache/f): No space left on device;"
        " make room or set BULLETIN_CACHE to another one"
    )
