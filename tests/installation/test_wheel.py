"""Check the files of the wheel and its metadata."""

from __future__ import annotations

import zipfile
from email.parser import Parser
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.installed import EXTRAS

if TYPE_CHECKING:
    from tests.installed import Installed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def names(installed: Installed) -> set[str]:
    """The files of the wheel."""
    return set(zipfile.ZipFile(installed.wheel).namelist())


def test_wheel_holds_every_file_of_the_package(names: set[str]) -> None:
    package = ROOT / "bulletin_spider"
    kept = {
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and path.name != ".gitkeep"
    }
    assert {f"bulletin_spider/{name}" for name in ("py.typed", "contract/bulletin.schema.json")} <= names
    assert kept == {name for name in names if name.startswith("bulletin_spider/")}


def test_wheel_holds_no_tests(names: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"bulletin_spider"}
    assert not [name for name in names if name.rpartition("/")[2].startswith("test_")]


def test_wheel_names_licence_and_extras(installed: Installed, names: set[str]) -> None:
    (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    said = Parser().parsestr(zipfile.ZipFile(installed.wheel).read(metadata).decode())
    assert said["License-Expression"] == "BSD-3-Clause"
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert said.get_all("Provides-Extra") == EXTRAS
    assert "Typing :: Typed" in said.get_all("Classifier", [])
