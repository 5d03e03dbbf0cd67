"""The pictures in the docs are there, small, and of pages that exist."""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.web_browser.chromium import Reader
    from tests.web_browser.kept import Kept

LARGEST = 120_000
"""Bytes: a page of the docs with two pictures loads in a second on a telephone."""
SPEC = importlib.util.spec_from_file_location("make_screenshots", ROOT / "docs" / "make_screenshots.py")
assert SPEC
assert SPEC.loader
SCREENSHOTS: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(SCREENSHOTS)


@pytest.mark.parametrize("shot", SCREENSHOTS.SHOTS, ids=lambda shot: shot.name)
def test_picture_is_of_a_page_that_exists(reader: Reader, kept: Kept, shot: Any) -> None:
    assert 0 < (SCREENSHOTS.PICTURES / shot.name).stat().st_size <= LARGEST
    page = reader.open(shot.address([one for one in kept.versions if one["site"] == "demo"]))
    assert page.locator("main h1").is_visible()


def test_docs_show_every_picture() -> None:
    texts = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/web.md"))
    shown = {*re.findall(r"pictures/([\w.]+)\)", texts)}
    assert shown == {shot.name for shot in SCREENSHOTS.SHOTS}
    assert shown == {path.name for path in SCREENSHOTS.PICTURES.iterdir()}
