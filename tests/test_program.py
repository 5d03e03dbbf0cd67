"""`bulletin` and `scrapy` are the same commands, and messages name the one that was typed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (["bulletin"], "bulletin"),
        ([sys.executable, "-m", "bulletin_spider"], "bulletin"),
        (["scrapy"], "scrapy"),
        ([sys.executable, "-m", "scrapy"], "scrapy"),
    ],
    ids=["bulletin", "python -m bulletin_spider", "scrapy", "python -m scrapy"],
)
def test_message_names_the_program(program: list[str], name: str) -> None:
    done = subprocess.run(
        [*program, "crawl", "--quite"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    message = f"{name} crawl: usage: unknown option '--quite' (did you mean '--quiet'?)\n"
    assert (done.returncode, done.stderr) == (2, message)
