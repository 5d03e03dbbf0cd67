"""docs/web.md names every page, form, parameter and option there is."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from bulletin_spider import web
from bulletin_spider.actions.browse import BrowseAction
from bulletin_spider.web.pages import all_pages, plain_pages
from tests.conftest import ROOT

DOC = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")
NAMES = {
    "{old}..{new}": "N..M",
    "{number}": "N",
    "{site}": "SITE",
    "{id}": "ID",
    "{file}": "FILE",
    "{offset}": "OFFSET",
    "{record}": "RECORD-ID",
}
READ = re.compile(
    r"""\b(?:parameters|p)\.(?:text|optional|number|day|choice|choices|flag)\(\s*["'](\w+)["']"""
)
IN_PATHS = {name for page in all_pages() for name in re.findall(r"\{(\w+)\}", page.path)}


def documented(path: str) -> str:
    for name, word in NAMES.items():
        path = path.replace(name, word)
    return path


def test_every_page_is_in_the_table() -> None:
    cells = [line.split("|")[1] for line in DOC.splitlines() if line.startswith("| `/")]
    known = {documented(page.path) for page in [*all_pages(), *plain_pages()]}
    assert known - {address for cell in cells for address in re.findall(r"`([^`]+)`", cell)} == set()


@pytest.mark.parametrize("page", [page for page in all_pages() if page.feed], ids=lambda page: page.path)
def test_every_feed_is_in_the_table(page: web.page.Page) -> None:
    assert f"`{documented(page.path)}.atom`" in DOC


@pytest.mark.parametrize("page", [page for page in all_pages() if page.rows], ids=lambda page: page.path)
def test_every_csv_is_named(page: web.page.Page) -> None:
    assert f"`{documented(page.path)}.csv`" in DOC


def test_every_parameter_is_named() -> None:
    sources = Path(web.__file__).parent.rglob("*.py")
    read = {name for source in sources for name in READ.findall(source.read_text(encoding="utf-8"))}
    assert {name for name in read - IN_PATHS if not re.search(rf"[`?&,]{name}[`=]", DOC)} == set()


def test_every_option_is_named() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    BrowseAction.add_options(parser)
    options = {action.option_strings[0] for action in parser._actions}  # noqa: SLF001 - there is no other list
    assert {option for option in options if f"| `{option}" not in DOC} == set()
