"""The table of formats: the end of a file's name → the room that writes it, and what that room needs."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Writer(Protocol):
    """What each room of a format offers."""

    def write(self, versions: Iterator[dict[str, Any]], part: Path) -> None:
        """Write all versions to the temporary name ``part``, in memory that does not grow with them."""


class Format(NamedTuple):
    """A format."""

    module: str
    library: str = ""
    """What must be installed for it; it is named like the extra."""
    extra: str = ""


FORMATS = {
    ".jsonl": Format("lines"),
    ".jsonl.gz": Format("zipped"),
    ".csv": Format("csvfile"),
    ".xlsx": Format("workbook", "openpyxl", "xlsx"),
    ".parquet": Format("columns", "pyarrow", "parquet"),
    ".sqlite": Format("database"),
    ".atom": Format("feed"),
    ".md": Format("prose"),
    "/": Format("folder"),
}
"""A name that ends with a slash is a directory of Markdown files."""


def writer_of(target: str) -> Writer:
    """Return what writes a file of this name; raise ``UsageFault`` for an unknown ending or a missing library."""
    ending = max((end for end in FORMATS if target.lower().endswith(end)), key=len, default=None)
    if ending is None:
        raise UsageFault(f"--to {target}: the name must end in {', '.join(FORMATS)}")
    form = FORMATS[ending]
    try:
        if form.library:
            importlib.import_module(form.library)
    except ImportError:
        raise UsageFault(
            f"{ending} needs {form.library}: 'uv sync --extra {form.extra}' or 'pip install {form.library}' installs it"
        ) from None
    return cast("Writer", importlib.import_module(f"bulletin_spider.export.{form.module}"))
