"""Machines that have no lock in common name their sites in one manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.manifest import archive_manifest
from bulletin_spider.archive.manifest.archive_manifest import name_site, named_sites
from bulletin_spider.archive.manifest.descriptors import archive_package, read_descriptor, write_descriptor
from bulletin_spider.archive.object_store.paths import archive_path

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.s3


@pytest.mark.parametrize("exists", [False, True], ids=["its first", "a later one"])
def test_site_of_another_machine_stays(store: str, monkeypatch: pytest.MonkeyPatch, *, exists: bool) -> None:
    """The other machine names its site between the reading and the writing of this one."""
    layout, others = Layout(archive_path(store)), ["another"]
    if exists:
        name_site(layout, "earlier", "")

    def read_before_another(path: Path) -> dict[str, Any] | None:
        package = read_descriptor(path)
        if others:
            sites = {**(named_sites(package) or {}), others.pop(): ""}
            write_descriptor(path, archive_package(sites, ""))
        return package

    monkeypatch.setattr(archive_manifest, "read_descriptor", read_before_another)
    name_site(layout, "own", "")
    found = named_sites(read_descriptor(layout.manifest()))
    assert found == dict.fromkeys(["another", *(["earlier"] * exists), "own"], "")
