"""A wrong value is one line and exit code 2, before any request and without an archive."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.conftest import ROOT, Archive
from tests.crawls.waiting import LIMIT

pytestmark = pytest.mark.crawl

CASES = [
    (["crawl", "hadian"], "unknown site 'hadian' (did you mean 'haidian'?)"),
    (["crawl"], "name one site"),
    (["crawl", "demo", "-a", "sinc=2020-01-01"], "unknown argument 'sinc' (did you mean 'since'?)"),
    (["crawl", "demo", "-a", "since=2020-02-30"], "since=2020-02-30 is not a day"),
    (
        ["crawl", "demo", "-a", "since=2021-01-01", "-a", "until=2020-01-01"],
        "since=2021-01-01 is after until",
    ),
    (["crawl", "demo", "-a", "channel=要问"], "unknown channel '要问' (did you mean '要闻'?)"),
    (["crawl", "demo", "-a", "limit=many"], "limit=many is not a whole number"),
    (["crawl", "demo", "-a", "limit=0"], "limit=0 is not a whole number"),
    (
        ["crawl", "demo", "-o", "ufo://x/y.csv"],
        "cannot write the feed ufo://x/y.csv: Unknown feed storage scheme: ufo",
    ),
    (["crawl", "demo", "-s", "CLOSESPIDER_TIMEOUT=soon"], "CLOSESPIDER_TIMEOUT: 'soon' is not a number"),
    (
        ["crawl", "demo", "-s", "ATTACHMENTS=on"],
        "ATTACHMENTS: 'on' is not one of: off, capture",
    ),
    (["crawl", "demo", "-a", "day=²"], "day=² is not a whole number"),
    (["crawl", "demo", "-a", "revisit=alll"], "revisit=alll (did you mean 'all'?) is unknown"),
    (["crawl", "demo", "-a", "port=80"], "port=80 is not a whole number from 1024"),
    (["crawl", "listing"], "is not the address of a listing"),
    (["crawl", "listing", "-a", "url=ftp://x/"], "'ftp://x/' is not the address of a listing"),
    (["crawl", "listing", "-a", "url=http://[bad/x"], "is not the address of a listing"),
    (
        ["crawl", "listing", "-a", "url=http://u:secret@x/"],
        "leave user and password out of the address http://***@x/",
    ),
    (["addsite", "x", "http://u:secret@x/"], "leave user and password out of the address http://***@x/"),
    (["extract", "http://u:secret@x/"], "leave user and password out of the address http://***@x/"),
    (["crawl", "listing", "-a", "url=http://x:99999/"], "is not the address of a listing"),
    (
        ["crawl", "listing", "-a", "url=http://x/", "-a", "site=../x"],
        "site=../x cannot be a directory's name",
    ),
]
FORK_EACH = """
import json, os, sys
from scrapy.cmdline import execute
import bulletin_spider.actions.crawl
for number, arguments in enumerate(json.loads(sys.argv[1])):
    if not os.fork():
        for stream in (1, 2):
            os.dup2(os.open(f"{sys.argv[2]}/{number}.{stream}", os.O_CREAT | os.O_WRONLY), stream)
        execute(["scrapy", *arguments])
    code = os.waitstatus_to_exitcode(os.wait()[1])
    print(json.dumps([code, os.path.exists(os.environ["BULLETIN_ARCHIVE"])]), flush=True)
"""
"""Run each command in a process of its own. It is forked from one that has imported Scrapy, as the import takes most of
the time."""


class Refusal(NamedTuple):
    """How the command of a case ended, and whether there is an archive afterwards."""

    code: int
    archived: bool
    out: str
    err: str


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> list[Refusal]:
    place = tmp_path_factory.mktemp("usage")
    archive = Archive(place / "archive", port=0)
    commands = json.dumps([arguments for arguments, _ in CASES])
    done = subprocess.run(
        [sys.executable, "-c", FORK_EACH, commands, str(place)],
        cwd=ROOT, env=archive.environment(), capture_output=True, text=True, check=True, timeout=LIMIT,
    )  # fmt: skip
    return [
        Refusal(
            *json.loads(line),
            *((place / f"{number}.{stream}").read_text(encoding="utf-8") for stream in (1, 2)),
        )
        for number, line in enumerate(done.stdout.splitlines())
    ]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[" ".join(arguments) for arguments, _ in CASES])
def test_wrong_value_is_one_line(refusals: list[Refusal], number: int) -> None:
    code, archived, out, err = refusals[number]
    assert code == 2
    assert CASES[number][1] in err
    assert len(err.splitlines()) == 1
    assert out == ""
    assert not archived
