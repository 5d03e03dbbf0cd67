"""Every command of the wheel runs in an empty directory, and writes nothing outside it but a cache."""

from __future__ import annotations

import hashlib
import shlex
import signal
import subprocess
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import urlopen

import pytest

from bulletin_spider.export.registry import FORMATS
from tests.conftest import ROOT, free_port
from tests.crawls.baishi import site
from tests.serving import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Ended
    from tests.installed import Installed

pytestmark = pytest.mark.crawl


class Call(NamedTuple):
    """A command line, its exit code, and words that it prints on stdout or stderr."""

    line: str
    code: int = 0
    words: str = ""


HOME = "http://127.0.0.1:{server}/sq/"
FAST = "-s DOWNLOAD_DELAY=0.01 -s AUTOTHROTTLE_ENABLED=0"
CALLS = [
    Call("crawl demo -a port={port}", 0, "60 bulletins published"),
    Call("demo -a port={port} -s ARCHIVE_DIR={directory}/days", 0, "bulletin "),
    Call("changes 绿道", 0, "绿道"),
    Call("show http://127.0.0.1:{port}/xw/yw/202609/t20260928_1003.html", 0, "何川"),
    Call("completion bash", 0, "complete"),
    Call("watch list"),
    Call("status", 0, "demo"),
    Call("search 绿道", 0, "绿道"),
    Call("verify", 0, "no fault"),
    Call("sweep demo -a port={port}", 0, "1 of 1 sites are well"),
    Call("history http://127.0.0.1:{port}/xw/yw/202609/t20260928_1003.html", 0, "revision 1: new"),
    Call("schedule --every 2h demo", 0, "crawl --quiet demo"),
    Call("schedule --every 2h --systemd --into units demo", 0, "systemctl"),
    Call("cluster init", 2, "BULLETIN_DATABASE"),
    Call("worker", 2, "BULLETIN_DATABASE"),
    Call("retry --all", 2, "BULLETIN_DATABASE"),
    Call("schedule --cluster", 2, "BULLETIN_DATABASE"),
    Call("doctor demo -a port={port}", 0, "channels are well"),
    Call(f"addsite baishi {HOME} --yes {FAST}", 0, "wrote {directory}/sites.toml"),
    Call(f"addsite xishan --listing {HOME} --channel 要闻 --yes {FAST}", 0, "wrote {directory}/sites.toml"),
    Call(f"addsites homes.csv --dry-run {FAST}", 0, "1 of 1 sites have channels"),
    Call(f"crawl baishi -a limit=1 {FAST}", 0, "1 bulletin published"),
    Call("list", 0, "baishi"),
    Call("genspider lists https://www.example.gov.cn/xw/", 0, "lists"),
    *(Call(f"export --to out/{number}{ending}") for number, ending in enumerate(FORMATS)),
    Call("extract page.html", 0, "第1期社区开放日举行"),
    Call("replay demo", 0, "demo"),
    Call("schema", 0, '"schema"'),
    Call("pack", 0),
    Call("tier --before 2020-01 --to cold", 0),
    Call("anchor", 0, "anchors"),
    Call("copy --to copy", 0, "each compared by SHA-256"),
    Call("upgrade", 0),
    Call("reindex", 0),
    Call("notify", 2, "BULLETIN_NOTIFY is not set"),
    Call("init project", 0, "bulletin crawl demo"),
    Call("parse --spider baishi http://127.0.0.1:{server}/sq/art_1.shtml", 0, "第1期社区开放日举行"),
    Call("fetch http://127.0.0.1:{server}/sq/art_1.shtml", 0, "第1期社区开放日举行"),
    Call("check", 0, "OK"),
    Call("settings --get ARCHIVE_DIR", 0, "{directory}/output"),
    Call("version", 0, "2."),
    Call("retire demo", 0),
    Call("forget demo --yes", 0),
]
WITHOUT_A_CALL = {"view", "browse"}
"""The first opens a browser, the second serves until it is stopped: a page is read from it below."""


@pytest.fixture
def server() -> Iterator[Pages]:
    pages = Pages(site())
    yield pages
    pages.stop()


def listing(place: Path) -> dict[str, str]:
    """Return path → digest of all files below a directory, without the byte code that Python keeps."""
    return {
        str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }


def run(installed: Installed, here: Path, home: Path, line: str) -> Ended:
    return installed.run(["bulletin", *shlex.split(line)], here, home)


def faults_of(call: Call, words: dict[str, object], run_line: Callable[[str], Ended]) -> list[str]:
    """Return what is not as the call says; every failure is shown, as one often explains the next."""
    line = call.line.format(**words)
    ended = run_line(line)
    shown = ended.out + ended.err
    wrong = ended.code != call.code or call.words.format(**words) not in shown or "Traceback" in shown
    return [f"bulletin {line}: exit code {ended.code}\n{shown[-1500:]}"] if wrong else []


def page_of_browse(installed: Installed, here: Path, home: Path) -> str:
    """Start `bulletin browse`, read a page and the style from it, and stop it as Ctrl-C does."""
    process = subprocess.Popen(
        [installed.bin / "bulletin", "browse", "--port", "0"], cwd=here, env=installed.environment(home),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        with urlopen(f"{address}static/style.css") as style:  # noqa: S310 - loopback
            assert style.status == 200
        with urlopen(f"{address}en/sites") as page:  # noqa: S310 - loopback
            text = page.read().decode()
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stdout.read()
    return text


def test_every_command_has_a_call() -> None:
    named = {path.stem for path in (ROOT / "bulletin_spider" / "commands").glob("[!_]*.py")}
    assert named - WITHOUT_A_CALL <= {call.line.split()[0] for call in CALLS}


def test_commands_of_the_wheel_write_only_here(installed: Installed, server: Pages, tmp_path: Path) -> None:
    here, home = tmp_path / "parent" / "here", tmp_path / "home"
    for place in (here, home):
        place.mkdir(parents=True)
    (here / "page.html").write_text(str(server.pages["/sq/art_1.shtml"]), encoding="utf-8")
    (here / "homes.csv").write_text(f"name,home\nnorth,{server.url}/sq/\n", encoding="utf-8")
    for name in ("out", "cold"):
        (here / name).mkdir()
    words = {"port": free_port(), "server": server.url.rpartition(":")[2], "directory": here}
    environment = installed.bin.parent
    before = listing(environment)
    faults = [
        fault for call in CALLS for fault in faults_of(call, words, partial(run, installed, here, home))
    ]
    assert not faults, "\n".join(faults)
    assert "baishi" in page_of_browse(installed, here, home)
    assert listing(environment) == before
    # What status remembers of class files; it belongs to no project.
    assert {str(path.relative_to(home)).partition("/")[0] for path in home.rglob("*")} <= {".cache"}
    assert [path.name for path in home.glob(".cache/*")] == ["bulletin-spider"]
    assert [path.name for path in (tmp_path / "parent").iterdir()] == ["here"]
