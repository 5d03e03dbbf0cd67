"""Archives in a store as several machines see them: each has a cache of its own, and may reach it through a proxy."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.chain.run_objects import RunObjects
from bulletin_spider.archive.object_store.paths import StorePath, archive_path
from tests.conftest import Archive
from tests.object_store.server import store_environment

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Machine(Archive):
    """The commands of one machine on an archive in a store."""

    cache: Path = Path()
    endpoint: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        state = {"XDG_STATE_HOME": str(self.cache / "state"), "XDG_CACHE_HOME": str(self.cache / "xdg")}
        address = {"BULLETIN_ARCHIVE": str(self.root), "BULLETIN_CACHE": str(self.cache / "cache")}
        plain = {"PYTHONWARNINGS": "error", "COLUMNS": "200"}
        return os.environ | plain | state | address | store_environment(self.endpoint) | {**self.variables}

    def run_objects(self, site: str = "demo") -> RunObjects:
        """Return the objects of a site's run records as they are now."""
        runs = Layout(self.root).runs(site)
        assert isinstance(runs, StorePath)
        RunObjects.forget(runs.store, runs.key)
        return RunObjects.of(runs.store, runs.key)

    def runs(self, site: str = "demo") -> list[dict[str, Any]]:
        self.run_objects(site)
        return super().runs(site)

    def log(self, site: str) -> str:
        """Return the logs of a site's runs on this machine."""
        return "".join(path.read_text(encoding="utf-8") for path in self.cache.rglob(f"logs/{site}/*.log"))

    def local_leftovers(self) -> list[Path]:
        """Return half-written files and captures that no run has put into the store."""
        return [path for suffix in ("*.part", "*.open") for path in self.cache.rglob(suffix)]


def machine(store: str, port: int, cache: Path, endpoint: str, lease: float | None = None) -> Machine:
    """Return a machine with the cache directory ``cache``; ``lease`` is in seconds."""
    variables = {"BULLETIN_LEASE": f"{lease:g}"} if lease else {}
    return Machine(archive_path(store), port, cache, endpoint, variables)
