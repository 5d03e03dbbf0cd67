"""A command that only reads runs without Scrapy, and prints what it prints with Scrapy."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from scrapy.settings import BaseSettings

from bulletin_spider.command_line.direct import READING, run_directly
from bulletin_spider.command_line.plain_settings import PlainSettings
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy
from tests.conftest import ROOT, Ended

if TYPE_CHECKING:
    from pathlib import Path

DIRECT = [
    ("search", "步道"),
    ("search", "老旧小区", "-公告", "--limit", "2"),
    ("search", "--site=demo", "--json", "老旧"),
    ("search",),
    ("search", "--limit", "x", "a"),
    ("search", "--", "--json"),
    ("history", "http://x.gov.cn/40.html"),
    ("history", "http://x.gov.cn/none.html"),
    ("history",),
    ("show", "http://x.gov.cn/40.html"),
    ("show", "nowhere"),
    ("changes", "--since", "2026-01-01"),
    ("changes", "--kind", "none"),
    ("completion", "sites"),
    ("completion",),
    ("status", "nowhere"),
    ("status", "--require", "haidian"),
]
WITH_SCRAPY = [
    ("crawl", "demo"),
    ("search", "-h"),
    ("search", "--lim", "3", "a"),
    ("search", "--limt", "3", "a"),
    ("search", "--limit"),
    ("search", "--sort", "size", "a"),
    ("search", "-L", "DEBUG", "a"),
    ("search", "a", "-s", "LOG_LEVEL=DEBUG"),
    ("search", "a", "-s", "NAME"),
    ("search", "-:x"),
    ("status", "-hx"),
    (),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("direct") / "archive"
    texts = [wording(number, f"推进老旧小区改造，第{number}号") for number in range(1, 6)]
    put(root, *texts, wording(40, "湖滨绿道"))
    put(root, wording(40, "湖滨步道", revision=2, change="revised"), run="20260929T000000Z")
    return root


@pytest.mark.parametrize("arguments", DIRECT, ids=" ".join)
def test_direct_way_prints_what_scrapy_prints(
    arguments: tuple[str, ...],
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "bulletin_spider.settings")
    command, *others = arguments
    code = run_directly([command, "-s", f"ARCHIVE_DIR={root}", *others])
    assert code is not None
    direct = Ended(code, *capsys.readouterr())
    assert direct == scrapy(capsys, root, *arguments)


@pytest.mark.parametrize("arguments", WITH_SCRAPY, ids=" ".join)
def test_unusual_command_line_is_left_to_scrapy(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "bulletin_spider.settings")
    assert run_directly(arguments) is None


_SHOW = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from bulletin_spider.command_line.main import main
sys.argv = ["bulletin", *sys.argv[1:]]
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "步道"),
        ("history", "http://x.gov.cn/40.html"),
        ("status", "demo"),
        ("show", "http://x.gov.cn/40.html"),
        ("changes",),
    ],
    ids=" ".join,
)
def test_reading_imports_no_scrapy(
    arguments: tuple[str, ...], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BULLETIN_ARCHIVE", str(root))
    command = [sys.executable, "-c", _SHOW, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    imported = {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}
    assert not {"scrapy", "twisted", "lxml", "psycopg", "procrastinate"} & imported


def test_every_reading_command_is_one() -> None:
    commands = {path.stem for path in (ROOT / "bulletin_spider" / "commands").glob("[a-z]*.py")}
    assert {*READING} <= commands


@pytest.mark.parametrize("value", ["1", "0", "True", "false", 3, None, "a,b", ["a"], 2.5, ""])
@pytest.mark.parametrize("read", ["get", "getbool", "getint", "getfloat", "getlist", "__getitem__"])
def test_plain_settings_read_as_those_of_scrapy(read: str, value: object) -> None:
    ours, theirs = PlainSettings({"X": value}, {}), BaseSettings({"X": value})
    expected, found = outcome(theirs, read), outcome(ours, read)
    assert found == expected


def outcome(settings: object, read: str) -> object:
    try:
        return getattr(settings, read)("X")
    except (ValueError, TypeError) as error:
        return type(error)


def test_command_line_overrides_the_module() -> None:
    settings = PlainSettings({"X": "a", "Y": "b", "other": 1}, {"X": "c"})
    assert (settings["X"], settings["Y"], settings["other"]) == ("c", "b", None)
