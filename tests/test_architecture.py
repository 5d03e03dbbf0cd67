"""The imports go one way, packages are small, and the pure ones import no Scrapy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from bulletin_spider import statuses

PACKAGE = Path(__file__).parents[1] / "bulletin_spider"
LEVELS = {
    "__main__": 11,
    "command_line": 10,
    "commands": 9,
    "settings": 9,
    "actions": 8,
    "cluster": 7,
    "web": 7,
    "addon": 7,
    "operations": 6,
    "watches": 6,
    "spiders": 6,
    "crawl": 5,
    "pipelines": 5,
    "export": 5,
    "archive": 4,
    "comparison": 3,
    "extraction": 4,
    "listings": 4,
    "normalization": 2,
    "reading_time": 2,
    "clock": 2,
    "contract": 2,
    "messages": 2,
    "demo": 2,
    "project": 2,
    "items": 1,
    "exceptions": 1,
    "markup": 1,
    "network": 1,
    "credentials": 0,
    "normal_form": 0,
    "evidence_rules": 1,
    "statuses": 0,
    "suggestion": 0,
    "reader": 0,
    "program": 0,
}
"""A package or top-level module imports only from lower levels and from itself."""
FORWARDING = {"listings/base.py", "listings/channel.py"}
"""Old import points of site files, kept for one release: they import from a higher level."""
WITHOUT_SCRAPY = (
    "clock", "comparison", "credentials", "demo", "evidence_rules", "exceptions", "extraction", "items", "listings", "markup", "messages", "normal_form", "normalization", "program", "project", "reader", "reading_time",
    "statuses", "suggestion",
)  # fmt: skip
OF_EXTRAS = {"openpyxl", "pyarrow", "cdxj_indexer", "surt"}
NOBODY_IMPORTS = ("addon", "settings", "commands", "actions")
REGISTRIES = {
    "spiders",
    "listings/pagination",
    "export/formats",
    "commands",
    "actions",
    "web/pages",
    "web/texts",
}
"""Folders with one module for each site, pagination family, format, command, what it does, page, and texts of a page."""
MOST_MODULES = 16
"""A folder that is no registry holds about a dozen modules."""
MODULES = sorted(PACKAGE.rglob("*.py"))
PURE_READERS = ("extraction", "listings", "markup", "normalization")


def part(module: str) -> str:
    """Return the package or top-level module below ``bulletin_spider`` that a dotted name is in."""
    return module.split(".")[1] if "." in module else ""


@cache
def imports(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return frozenset(found)


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(("bulletin_spider", *(name for name in parts if name != "__init__")))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_module_imports_only_from_lower_levels(path: Path) -> None:
    own = part(name_of(path))
    others = {part(name) for name in imports(path) if name.startswith("bulletin_spider.")} - {own}
    if path.relative_to(PACKAGE).as_posix() in FORWARDING:
        others.discard("crawl")
    if own:
        assert {other for other in others if LEVELS[other] >= LEVELS[own]} == set()
    else:
        assert not others


def test_every_package_has_a_level() -> None:
    assert {part(name_of(path)) for path in MODULES} - {""} == set(LEVELS)


@pytest.mark.parametrize("name", NOBODY_IMPORTS)
def test_nobody_imports_the_top_level(name: str) -> None:
    importers = [
        path
        for path in MODULES
        if part(name_of(path)) != name
        and any(module.startswith(f"bulletin_spider.{name}") for module in imports(path))
    ]
    assert importers == []


@pytest.mark.parametrize("name", ["commands", "actions"])
def test_no_command_imports_another(name: str) -> None:
    for path in (PACKAGE / name).glob("*.py"):
        others = {other for other in imports(path) if other.startswith(f"bulletin_spider.{name}.")}
        assert all(other.rpartition(".")[2].startswith("_") for other in others), path


@pytest.mark.parametrize("name", WITHOUT_SCRAPY)
def test_package_works_without_scrapy(name: str) -> None:
    modules = [
        name_of(path)
        for path in MODULES
        if part(name_of(path)) == name
        and path.name != "__main__.py"
        and path.relative_to(PACKAGE).as_posix() not in FORWARDING
        and not {name.partition(".")[0] for name in imports(path)} & OF_EXTRAS
    ]
    code = f"import importlib, sys; [importlib.import_module(name) for name in {modules!r}]; assert 'scrapy' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", PURE_READERS)
def test_reader_reads_no_clock_and_no_disk(name: str) -> None:
    for path in (PACKAGE / name).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert imports(path).isdisjoint({"os", "pathlib", "time", "socket", "subprocess"}), path
        assert ".now(" not in text, path
        assert " open(" not in text, path


IMPORT_SQLITE = {
    "archive/index/damage.py", "archive/index/hosts.py", "archive/index/databases/sqlite.py",
    "archive/index/databases/sqlite_file.py", "archive/search/comparison.py", "archive/search/places.py", "archive/search/tally.py",
    "archive/search/word_index.py", "archive/databases/derived.py", "archive/databases/temporary.py",
    "export/formats/sqlite.py",
}  # fmt: skip
"""The modules that speak to SQLite; all others see its errors as exceptions of the project."""


def test_only_the_index_imports_sqlalchemy() -> None:
    importers = {
        path for path in MODULES if "sqlalchemy" in {name.partition(".")[0] for name in imports(path)}
    }
    assert all(path.is_relative_to(PACKAGE / "archive" / "index") for path in importers)


def test_few_modules_import_sqlite() -> None:
    importers = {path.relative_to(PACKAGE).as_posix() for path in MODULES if "sqlite3" in imports(path)}
    assert importers == IMPORT_SQLITE


def file_calls(path: Path) -> set[str]:
    """Return the names of a module's calls that rename, link, sync or write a file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, owner = node.func.attr, ast.unparse(node.func.value)
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        modes = {str(value.value) for value in values if isinstance(value, ast.Constant)}
        if (
            (owner == "os" and name in {"fdatasync", "fsync", "link", "rename", "replace", "truncate"})
            or name in {"hardlink_to", "rename", "write_bytes", "write_text"}
            or (name == "replace" and len(node.args) == 1 and not node.keywords)  # a text's method takes two
            or (name == "open" and any({*mode} & {*"wxa+"} for mode in modes))
        ):
            found.add(name)
    return found


def test_only_one_module_renames_and_syncs_files() -> None:
    own = PACKAGE / "archive" / "atomic_files.py"
    cache = (
        PACKAGE / "archive" / "object_store" / "local_files.py"
    )  # what a machine keeps of a store, for itself
    for path in MODULES:
        if path == cache:
            continue
        calls = file_calls(path)
        if path == own:
            assert calls == {"fsync", "link", "open", "rename", "replace", "write_bytes"}
        elif part(name_of(path)) == "archive":
            assert calls == set(), path
        else:  # exports write to the temporary path that they are given
            assert calls <= {"open", "write_bytes", "write_text"}, path


def test_no_folder_is_too_full() -> None:
    folders = Counter(
        path.parent.relative_to(PACKAGE).as_posix() for path in MODULES if path.name != "__init__.py"
    )
    full = {folder for folder, count in folders.items() if count > MOST_MODULES and folder not in REGISTRIES}
    assert full == set()


def test_every_package_says_what_it_does() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


VALUES = {
    status.value
    for kind in (statuses.Change, statuses.RowStatus, statuses.RevisitResult, statuses.Outcome)
    for status in kind
}


@pytest.mark.parametrize(
    "name", ["actions", "addon", "archive", "commands", "crawl", "export", "operations", "pipelines"]
)
def test_statuses_are_compared_as_types(name: str) -> None:
    """A comparison, a returned value or a member of a set is never a bare status string."""
    for path in MODULES:
        if part(name_of(path)) != name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            places: list[ast.AST | None] = []
            if isinstance(node, ast.Compare):
                places = [node.left, *node.comparators]
            elif isinstance(node, ast.Return):
                places = [node.value]
            elif isinstance(node, ast.Set):
                places = list(node.elts)
            bare = [one.value for one in places if isinstance(one, ast.Constant) and one.value in VALUES]
            assert not bare or (path.name, bare) in EXCUSED, f"{path}:{node.lineno}"


EXCUSED = [("derived.py", ["ok"])]
"""SQLite's own answer to an integrity check."""
