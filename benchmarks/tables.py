"""Print how well data tables are distinguished from layout tables.

Usage: python benchmarks/tables.py [FOLDER...]

Each table on the pages ``*.html`` of a FOLDER has the attribute ``data-truth``, which no rule reads: data or layout.
Without a FOLDER the pages of the tests are read. Precision: how many of the tables that were read as data hold data.
Recall: how many of the tables that hold data were read as such.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bulletin_spider.extraction.document.reader import read_document
from bulletin_spider.markup.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

FIXTURES = Path(__file__).parents[1] / "tests" / "extraction" / "tables"


class Verdict(NamedTuple):
    """A table of a page: whether it holds data, and whether it was read as data."""

    page: str
    number: int
    is_data: bool
    read_as_data: bool


def verdicts(page: Path) -> list[Verdict]:
    """Return the verdict on each table of a page."""
    root = parse(page.read_bytes())
    assert root is not None
    found = [_table_of(table.rows[0].element) for table in read_document(root).tables]
    return [
        Verdict(page.stem, number, table.get("data-truth") == "data", any(table is one for one in found))
        for number, table in enumerate(root.iter("table"), 1)
    ]


def _table_of(row: etree._Element) -> etree._Element:
    return next(row.iterancestors("table"))


def precision_and_recall(all_verdicts: Iterable[Verdict]) -> tuple[float, float]:
    """Return both shares; 1 if there is nothing to count."""
    counted = [*all_verdicts]
    both = sum(one.is_data and one.read_as_data for one in counted)
    read = sum(one.read_as_data for one in counted)
    true = sum(one.is_data for one in counted)
    return (both / read if read else 1.0), (both / true if true else 1.0)


def main() -> None:
    """Print the figures and the tables that were read wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[FIXTURES])
    for folder in parser.parse_args().folders:
        pages = sorted(folder.glob("*.html"))
        found = [verdict for page in pages for verdict in verdicts(page)]
        for wrong in (one for one in found if one.is_data != one.read_as_data):
            print(
                f"  {wrong.page}, table {wrong.number}: read as {'data' if wrong.read_as_data else 'layout'}"
            )
        precision, recall = precision_and_recall(found)
        data = sum(one.is_data for one in found)
        print(
            f"{folder.name}: {len(found)} tables on {len(pages)} pages, {data} of data:"
            f" precision {precision:.3f}, recall {recall:.3f}"
        )


if __name__ == "__main__":
    main()
