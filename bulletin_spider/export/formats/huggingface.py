"""Write a directory that ``datasets.load_dataset`` reads, with a card that says what the data are and whose."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from bulletin_spider import __version__
from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.export.columns import REGION
from bulletin_spider.export.formats.parquet import chosen_columns, parquet_row, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Selection

FILE_ROWS = 50_000
"""Rows of a file, about 50 MB: small enough to be loaded alone, large enough that a million are 20 files."""
_SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
)
_LARGEST = "10M<n<100M"
"""The names that Hugging Face has for sizes."""
_CARD = """\
---
pretty_name: Bulletins of Chinese district governments
language:
- zh
license: other
license_name: works-of-chinese-governments-and-media
size_categories:
- {size}
tags:
- news
- government
- china
configs:
- config_name: default
  data_files:
  - split: train
    path: data/*.parquet
---

# Bulletins of Chinese district governments

{count:,} {what} of {sites:,} {sites_word}, published {first} to {last}. Written by Bulletin Spider {version}.

```python
from datasets import load_dataset

bulletins = load_dataset("PATH_OF_THIS_DIRECTORY", split="train")
```

## Licence

The texts are works of Chinese governments, and of the media that the field `source` names. This dataset grants no
licence for them: whoever wrote a text has what rights there are. Article 5 of the Copyright Law of the People's
Republic of China leaves laws, decisions, other documents of an administrative nature and simple facts of news without
copyright; reports and pictures of media may have it.

## Persons

The fields `reporters`, `correspondents`, `photographers`, `editors` and `authors` hold names of persons as the pages
print them, and so may the texts. Whoever republishes the dataset is responsible for that where they live.

## Fields

{fields}
"""


class _Counted:
    """What the card says of the versions, counted while they are written."""

    def __init__(self) -> None:
        self.count, self.sites = 0, set[str]()
        self.first, self.last = "9999-12-31", ""

    def add(self, version: dict[str, Any]) -> None:
        self.count += 1
        self.sites.add(version["site"])
        self.first, self.last = min(self.first, version["date"]), max(self.last, version["date"])


def write(
    versions: Iterator[dict[str, Any]],
    path: Path,
    selection: Selection | None = None,
    file_rows: int = FILE_ROWS,
) -> None:
    """Write ``data/part-00000.parquet`` and so on, and ``README.md``, which is the card."""
    columns, counted = chosen_columns(selection), _Counted()
    (path / "data").mkdir(parents=True)
    number = 0
    for first in versions:
        part = _rows(chain([first], islice(versions, file_rows - 1)), columns, selection, counted)
        write_rows(part, path / "data" / f"part-{number:05}.parquet", columns)
        number += 1
    if not number:
        write_rows(iter(()), path / "data" / "part-00000.parquet", columns)
    every = bool(selection and selection.every_version)
    card = _card(counted, columns, every=every)
    (path / "README.md").write_text(card, encoding="utf-8", newline="\n")


def _rows(
    versions: Iterator[dict[str, Any]],
    columns: tuple[str, ...],
    selection: Selection | None,
    counted: _Counted,
) -> Iterator[dict[str, Any]]:
    for version in versions:
        counted.add(version)
        yield parquet_row(version, columns, selection)


def _card(counted: _Counted, columns: tuple[str, ...], *, every: bool) -> str:
    sentences = {field.name: field.sentence for field in bulletin_fields()}
    sentences[REGION] = "The code of the site's district in GB/T 2260; null if it is unknown."
    sites = len(counted.sites)
    return _CARD.format(
        size=next((name for end, name in _SIZES if counted.count < end), _LARGEST),
        count=counted.count,
        what="versions of bulletins" if every else "bulletins, each in its latest wording,",
        sites=sites,
        sites_word="site" if sites == 1 else "sites",
        first=counted.first if counted.count else "never",
        last=counted.last or "never",
        version=__version__,
        fields="\n".join(f"* `{name}`: {sentences[name]}" for name in columns),
    )
