"""Every kind of damage to any file is found, and no flipped bit that means something passes."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.verification.finding import NOTE
from tests.archive.verification.checking import findings_of, small_archive
from tests.archive.verification.flipping import MISSED, flip_once, flippable
from tests.archive.verification.planted import kinds

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only for reading."""
    return small_archive(tmp_path_factory.mktemp("small") / "archive")


def test_every_kind_of_damage_is_found(sound: Path, tmp_path: Path) -> None:
    """A random half of the kinds; ``benchmarks/planted_damage.py`` plants all of them."""
    every = list(kinds(sound))
    assert len(every) >= 80
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    missed = []
    for damage in random.Random(seed).sample(every, len(every) // 2):
        copy = tmp_path / "copy"
        shutil.copytree(sound, copy)
        damage.plant(copy)
        found = {finding.kind for finding in findings_of(copy)}
        shutil.rmtree(copy)
        if not (found == {NOTE} if damage.is_note else found - {NOTE}):
            missed.append((damage.name, found))
    assert missed == []


def test_no_flipped_bit_passes(sound: Path, tmp_path: Path) -> None:
    """A few of them; ``benchmarks/bit_flips.py`` flips thousands."""
    root = shutil.copytree(sound, tmp_path / "copy")
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    results = [flip_once(root, path, chance) for _ in range(3) for path in flippable(root)]
    assert [where for result, where in results if result == MISSED] == []


@pytest.mark.parametrize("folder", ["bulletins", "captures", "rejected"])
def test_directory_in_place_of_a_file_is_one_finding(sound: Path, tmp_path: Path, folder: str) -> None:
    root = shutil.copytree(sound, tmp_path / "copy")
    path = max((root / folder / "demo").glob("20*T*"))
    path.unlink()
    path.mkdir()
    first = findings_of(root)[0]
    assert str(first).startswith(
        f"missing: {path.relative_to(root)}: is named in its run's record, but is not a file"
    )


def test_files_of_nobody_are_strays(sound: Path, tmp_path: Path) -> None:
    root = shutil.copytree(sound, tmp_path / "copy")
    strays = (
        "feeds/demo.atom",
        "bulletins/demo/x.bak",
        "captures/.DS_Store",
        "logs/demo/core",
        "watches/x.txt",
    )
    for name in (*strays, "watches/养老.json", "watches/.养老.json.lock", "watches/.养老.json.part"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    assert [(one.kind, one.place) for one in findings_of(root)] == [
        ("stray", "bulletins/demo/x.bak"),
        ("note", "captures/.DS_Store"),
        ("note", "feeds"),
        ("stray", "logs/demo/core"),
        ("stray", "watches/x.txt"),
    ]
