"""Directories of Parquet: by site and month, and as a dataset with a card."""

from __future__ import annotations

import re
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.export.selection import Selection
from bulletin_spider.export.writing import export
from tests.archive.wordings import wording
from tests.export.exported import several, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytest.importorskip("pyarrow")
from pyarrow.parquet import ParquetFile, read_schema

from bulletin_spider.export.formats import huggingface, parquet_folder


def files(place: Path) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def rows(place: Path, pattern: str = "**/*.parquet") -> list[dict[str, Any]]:
    found = [ParquetFile(path).read().to_pylist() for path in sorted(place.glob(pattern))]
    return [row for part in found for row in part]


def test_parquet_is_parted_by_site_and_month(tmp_path: Path) -> None:
    versions = [*several(), wording(4, date="2026-08-01"), wording(5, site="北京=东城")]
    place = written(tmp_path, "x.parquet/", versions)
    assert files(place) == [
        "site=%E5%8C%97%E4%BA%AC%3D%E4%B8%9C%E5%9F%8E/month=2026-09/part-0.parquet",
        "site=demo/month=2026-08/part-0.parquet",
        "site=demo/month=2026-09/part-0.parquet",
    ]
    assert {row["id"] for row in rows(place, "site=demo/**/*.parquet")} == {
        f"{one:016x}" for one in (1, 2, 3, 4)
    }
    assert "site" not in read_schema(place / files(place)[0]).names


def test_few_rows_wait_in_memory(tmp_path: Path) -> None:
    """Months that alternate get several parts, and no row is written twice."""
    versions = [wording(number, date=f"2026-0{number % 3 + 1}-01") for number in range(100)]
    parquet_folder.write(iter(versions), tmp_path / "x", most_buffered=10)
    identities = [row["id"] for row in rows(tmp_path / "x")]
    assert sorted(identities) == sorted(version["id"] for version in versions)
    assert len(files(tmp_path / "x")) > 3


def test_dataset_has_files_and_a_card(tmp_path: Path) -> None:
    huggingface.write(
        map(wording, range(1, 8)), tmp_path / "x", Selection(columns=("title", "date")), file_rows=3
    )
    names = [f"data/part-0000{number}.parquet" for number in range(3)]
    assert files(tmp_path / "x") == ["README.md", *names]
    assert len(rows(tmp_path / "x")) == 7
    card = (tmp_path / "x" / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\n")
    assert "size_categories:\n- n<1K\n" in card
    assert "license: other\n" in card
    assert "7 bulletins, each in its latest wording, of 1 site, published 2026-09-28 to 2026-09-28." in card
    assert re.findall(r"^\* `(\w+)`: \w", card, re.MULTILINE) == ["title", "date"]


def test_dataset_of_nothing_has_its_columns(tmp_path: Path) -> None:
    place = written(tmp_path, "x.hf/", [])
    assert rows(place) == []
    assert "title" in read_schema(place / "data" / "part-00000.parquet").names


@pytest.mark.parametrize("name", ["x.parquet/", "x.hf/"])
@pytest.mark.parametrize(
    "stranger", ["notes.md", "data/notes.txt", "site=demo/.git", "site=demo/month=2026-09/a.csv"]
)
def test_directory_with_other_files_stays(tmp_path: Path, name: str, stranger: str) -> None:
    place = written(tmp_path, name)
    assert export(several()[:1], f"{place}/", overwrite=True) == 1
    assert len(rows(place)) == 1
    (place / stranger).mkdir(parents=True)
    with pytest.raises(UsageFault, match="which is not from an export; choose another directory"):
        export(several(), f"{place}/", overwrite=True)
    assert len(rows(place)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("write", [
    partial(parquet_folder.write, most_buffered=400), partial(huggingface.write, file_rows=400),
], ids=["by month", "dataset"])  # fmt: skip
def test_memory_does_not_grow_with_the_directory(tmp_path: Path, write: Callable[..., None]) -> None:
    def some(count: int) -> Iterator[dict[str, Any]]:
        for number in range(count):
            yield wording(number, f"{number}" * 50, date=f"2026-0{number % 8 + 1}-01")

    def peak(count: int) -> int:
        tracemalloc.start()
        write(some(count), tmp_path / str(count))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(2_400) < peak(800) * 1.2 + 300_000
