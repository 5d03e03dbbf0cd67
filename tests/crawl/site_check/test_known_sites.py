"""The sites of a project are known without importing what has not changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.crawl.site_check import known_sites as module
from bulletin_spider.crawl.site_check.known_sites import known_sites
from bulletin_spider.crawl.site_loader import SiteLoader

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

GOOD = """
import scrapy
from {package} import base

class Site(scrapy.Spider):
    name = "{name}"
"""
TABLE = """
[{name}]
domains = ["example.org"]
[[{name}.channels]]
name = "要闻"
url = "https://example.org/"
"""


class Project:
    """A project with a package of sites that no other test has imported."""

    def __init__(self, place: Path, package: str) -> None:
        self.place, self.package = place, package
        self.write(f"{package}/__init__.py", "")
        self.write(f"{package}/base.py", "")

    def write(self, name: str, text: str) -> Path:
        path = self.place / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def site(self, name: str) -> None:
        self.write(f"{self.package}/{name}.py", GOOD.format(package=self.package, name=name))

    def known(self) -> module.KnownSites:
        return known_sites(self.place, [self.package], ["sites.toml"])

    def faults(self) -> dict[str, str]:
        return {name: str(fault) for name, fault in self.known().broken.items()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Project:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(str(tmp_path))
    return Project(tmp_path, f"sites_{abs(hash(request.node.nodeid))}")


def children(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the files that each process is asked to check, as they are asked."""
    asked: list[list[str]] = []
    run = module._run_child  # noqa: SLF001 - the seam to the process

    def counted(sources: list[module.Source], directory: Path) -> object:
        asked.append([source.stem for source in sources])
        return run(sources, directory)

    monkeypatch.setattr(module, "_run_child", counted)
    return asked


def test_only_changed_files_are_checked(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.site("one")
    project.site("two")
    project.write("sites.toml", TABLE.format(name="table"))
    asked = children(monkeypatch)
    assert project.known().names == ["one", "two", "table"]
    assert project.known().names == ["one", "two", "table"]
    assert len(asked) == 1
    project.write(f"{project.package}/three.py", "x = ")
    assert project.known().names == ["one", "two", "table", "three"]
    assert set(project.faults()) == {"three"}
    assert asked[1:] == [["three"], ["three"]], "a file with a fault is checked each time"
    project.site("three")
    assert project.known().names == ["one", "three", "two", "table"]
    assert asked[3:] == [["three"]]


def test_changed_import_has_all_files_checked(project: Project) -> None:
    project.site("one")
    assert project.faults() == {}
    project.write(f"{project.package}/base.py", "raise OSError")
    assert set(project.faults()) == {"base", "one"}


def test_faults_are_those_of_the_site_loader(project: Project) -> None:
    """A wrong name, a syntax error, an exception while it is imported, a name that two files have."""
    project.site("one")
    project.write(f"{project.package}/second.py", GOOD.format(package=project.package, name="one"))
    project.write(f"{project.package}/syntax.py", "class X(:\n")
    project.write(f"{project.package}/raises.py", "raise ValueError('no')\n")
    found = project.faults()
    loader = SiteLoader.__new__(SiteLoader)
    loader.spider_modules, loader._classes, loader._imported, loader.broken = [project.package], {}, set(), {}  # noqa: SLF001
    loader._import_all()  # noqa: SLF001 - without the settings of this project
    assert found == {name: str(fault) for name, fault in loader.broken.items()}
    assert set(found) == {"one", "syntax", "raises"}


def test_file_that_ends_the_process_is_named(project: Project) -> None:
    project.site("one")
    project.write(f"{project.package}/ends.py", "import os; print('x'); os._exit(3)")
    project.site("two")
    known = project.known()
    assert set(known.names) == {"one", "two", "ends"}
    assert str(known.broken["ends"]).endswith("its import ended the process with exit code 3")


def test_file_that_hangs_is_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 3)
    project.write(f"{project.package}/hangs.py", "import time; time.sleep(600)")
    assert "its import did not end within 3 seconds" in project.faults()["hangs"]


def test_table_is_checked_by_its_schema(project: Project) -> None:
    wrong = TABLE.format(name="wrong").replace("https://", "ftp://")
    project.write("sites.toml", TABLE.format(name="right") + wrong)
    assert project.known().names == ["right", "wrong"]
    assert "wrong.channels[0].url" in project.faults()["wrong"]
    project.write("sites.toml", "x = [")
    assert set(project.faults()) == {"sites"}


def test_unreadable_file_is_no_fault(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read every file, so the answer of the system is replaced."""
    project.site("one")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "one.py" and access(path, mode))
    known = project.known()
    assert (known.broken, set(known.unchecked), known.names) == ({}, {"one"}, ["one"])


def test_cache_that_cannot_be_written_is_left_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    project.site("one")
    assert project.known().names == ["one"]


@pytest.mark.parametrize("damage", ["", "[]", '{"key": 1}', "{"])
def test_damaged_cache_is_no_cache(project: Project, damage: str) -> None:
    project.site("one")
    project.known()
    (path,) = (project.place / "cache").rglob("*.json")
    path.write_text(damage, encoding="utf-8")
    assert project.known().names == ["one"]
