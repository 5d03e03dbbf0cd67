"""Arrows run one way: who may import whom, read from the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "bulletin_spider"
FLOORS = {
    "commands": 6,
    "settings": 6,
    "addon": 5,
    "operations": 4,
    "spiders": 4,
    "crawl": 3,
    "pipelines": 3,
    "export": 3,
    "archive": 2,
    "extraction": 2,
    "listings": 2,
    "normalization": 1,
    "contract": 1,
    "demo": 1,
    "items": 0,
    "exceptions": 0,
    "reader": 0,
    "markup": 0,
    "network": 0,
}
"""Room → floor: a room imports from lower floors and from itself only."""
WITHOUT_SCRAPY = (
    "extraction",
    "listings",
    "markup",
    "normalization",
    "items",
    "exceptions",
    "demo",
    "reader",
    "contract",
    "export",
)
OF_EXTRAS = {"openpyxl", "pyarrow", "cdxj_indexer", "surt"}
NOBODY_IMPORTS = ("addon", "settings", "commands", "spiders")
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def module_of(path: Path) -> str:
    return ".".join(("bulletin_spider", *path.relative_to(PACKAGE).with_suffix("").parts))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_from_lower_floors_only(path: Path) -> None:
    own = room(module_of(path))
    others = {room(name) for name in imports(path) if name.startswith("bulletin_spider.")} - {own}
    if own == "__init__":
        assert not others
        return
    higher = {other for other in others if FLOORS[other] >= FLOORS[own]}
    assert not higher, f"{path} reaches up to {higher}"


def test_every_room_has_a_floor() -> None:
    rooms = {room(module_of(path)) for path in MODULES} - {"__init__"}
    assert rooms <= set(FLOORS)


@pytest.mark.parametrize("name", NOBODY_IMPORTS)
def test_nobody_imports_the_top_floors(name: str) -> None:
    importers = [
        path
        for path in MODULES
        if room(module_of(path)) != name
        and any(module.startswith(f"bulletin_spider.{name}") for module in imports(path))
    ]
    assert importers == []


@pytest.mark.parametrize("name", WITHOUT_SCRAPY)
def test_the_pure_rooms_do_without_scrapy(name: str) -> None:
    modules = [
        module_of(path)
        for path in MODULES
        if room(module_of(path)) == name
        and path.name != "__main__.py"
        and not {name.partition(".")[0] for name in imports(path)} & OF_EXTRAS
    ]
    code = f"import importlib, sys; [importlib.import_module(name) for name in {modules!r}]; assert 'scrapy' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
