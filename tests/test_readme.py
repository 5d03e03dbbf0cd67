"""The README agrees with the program: its commands run, and print what it shows."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.demo.server import PORT
from bulletin_spider.normalization.addresses import bulletin_id
from bulletin_spider.statuses import Outcome
from tests.conftest import ROOT, Archive, free_port

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = re.compile(r"\d{8}T\d{6}Z")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, str]:
    """An archive of the demo, and what the crawl printed."""
    archive = Archive(tmp_path_factory.mktemp("readme") / "output", free_port())
    ended = archive.demo()
    assert ended.code == 0, ended.err
    return archive, ended.out


@pytest.mark.crawl
def test_crawl_prints_what_the_readme_shows(crawled: tuple[Archive, str]) -> None:
    archive, out = crawled
    shown = README.partition("$ uv run bulletin crawl demo\n")[2].partition("```")[0]
    printed = out.replace(str(archive.root), "output")
    assert RUN.sub("RUN", printed) == RUN.sub("RUN", shown)


@pytest.mark.crawl
def test_shown_line_is_published(crawled: tuple[Archive, str]) -> None:
    shown = json.loads(README.partition("```json\n")[2].partition("\n```")[0])
    assert shown["id"] == bulletin_id(shown["url"])
    here = shown["url"].replace(f":{PORT}/", f":{crawled[0].port}/")
    shown |= {"url": here, "id": bulletin_id(here)}
    assert any(
        all(version[name] == value for name, value in shown.items()) for version in crawled[0].versions()
    )


@pytest.mark.usefixtures("jq")
@pytest.mark.crawl
def test_jq_line_finds_the_reporters_titles(crawled: tuple[Archive, str], tmp_path: Path) -> None:
    (tmp_path / "output").symlink_to(crawled[0].root)
    line = re.search(r"^\$ (jq .*)$", README, re.MULTILINE)
    assert line
    done = subprocess.run(line.group(1), shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S602
    expected = [version["title"] for version in crawled[0].versions() if "何川" in version["reporters"]]
    assert expected
    assert done.stdout.splitlines() == expected


def test_every_linked_path_exists() -> None:
    for target in re.findall(r"\]\(((?!http)[^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_named_exit_code_is_an_outcome() -> None:
    paragraph = README.partition("\nExit codes:")[2].partition("The spider obeys")[0]
    codes = {int(code) for code in re.findall(r"\b\d+\b", paragraph)}
    assert codes
    assert codes <= {outcome.code for outcome in Outcome}
