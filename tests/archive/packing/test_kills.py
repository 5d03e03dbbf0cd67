"""A process that packs is killed at each of its steps; then a run comes, or the next call."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.captures.reader import read_exchange
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.archive.packing.pack_history import pack_events
from tests.archive.packing.building import NOW, SITE, faults, lines, names, page, run, three_months
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return copies of an archive that were packed by killed processes, one of each state that they left.

    The last one was packed to the end.
    """
    place = tmp_path_factory.mktemp("kills")
    archive = three_months(place / "archive", days=(5,)).root
    command = [sys.executable, "-m", "tests.archive.packing.killed", str(archive), str(place / "copies")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    roots = [place / "copies" / str(number) for number in range(int(done.stdout))]
    assert len(roots) > 20
    return list({state(root): root for root in roots}.values())


def state(root: Path) -> tuple[tuple[str, int], ...]:
    """Return the files of an archive and their sizes: nothing that packs changes a file without its size."""
    return tuple((path.relative_to(root).as_posix(), path.stat().st_size) for path in sorted(root.rglob("*")))


def checked(root: Path) -> Layout:
    """Check that an archive has every line once, every capture, and no fault."""
    layout = Layout(root)
    assert [version["title"] for version in lines(layout)] == [f"第{number}号" for number in range(1, 10)]
    for number, version in enumerate(lines(layout), 1):
        assert read_exchange(root, version["capture"]).body == page(number)
    assert faults(layout) == []
    return layout


def test_a_kill_leaves_every_line_and_capture(copies: list[Path]) -> None:
    assert len(copies) > 10
    for root in copies:
        checked(root)


def test_the_next_call_finishes(copies: list[Path], tmp_path: Path) -> None:
    expected = names(Layout(copies[-1]))
    for root in copies:
        layout = Layout(shutil.copytree(root, tmp_path / root.name))
        assert not [one for one in pack_site(layout, SITE, "2026-10", NOW, segments=True) if one.problem]
        assert names(checked(layout.root)) == expected
        assert len(list(pack_events(layout, SITE))) == 1


def test_the_next_run_works(copies: list[Path], tmp_path: Path) -> None:
    for root in copies:
        layout = Layout(shutil.copytree(root, tmp_path / root.name))
        run(layout, NOW, range(0), refused=False)
        checked(layout.root)
