"""The table of formats: the end of a file's name → the room that writes it, and what that room needs."""

from __future__ import annotations

import importlib
import sys
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import Captured, Selection


class Writer(Protocol):
    """What each room of a format offers, under the name ``write``."""

    def __call__(self, versions: Iterator[dict[str, Any]], part: Path) -> None:
        """Write all versions to the temporary name ``part``, in memory that does not grow with them."""


class Format(NamedTuple):
    """A format."""

    module: str
    library: str = ""
    """What must be installed for it; it is named like the extra."""
    extra: str = ""
    takes: str = ""
    """What the room asks for beside the versions: ``captured`` or ``selection``."""


FORMATS = {
    ".jsonl": Format("jsonl"),
    ".jsonl.gz": Format("jsonl_gz"),
    ".csv": Format("csv_file"),
    ".xlsx": Format("xlsx", "openpyxl", "xlsx"),
    ".parquet": Format("parquet", "pyarrow", "parquet"),
    ".sqlite": Format("sqlite"),
    ".atom": Format("atom", takes="selection"),
    ".md": Format("markdown"),
    ".wacz": Format("wacz", "cdxj_indexer", "wacz", takes="captured"),
    "/": Format("markdown_folder"),
}
"""A name that ends with a slash is a directory of Markdown files."""
_ODD_ESCAPES = SyntaxWarning if sys.version_info >= (3, 12) else DeprecationWarning
"""What Python says the first time it reads the source of ``surt``, which ``cdxj_indexer`` needs."""


def writer_of(target: str, captured: Captured | None = None, selection: Selection | None = None) -> Writer:
    """Return what writes a file of this name.

    Raises ``UsageFault`` for an unknown ending, a missing library, or if there must be captures and are none.
    """
    ending = max((end for end in FORMATS if target.lower().endswith(end)), key=len, default=None)
    if ending is None:
        raise UsageFault(f"--to {target}: the name must end in {', '.join(FORMATS)}")
    form = FORMATS[ending]
    if form.takes == "captured" and not (captured and captured.files):
        raise UsageFault(f"--to {target}: there are no captures to put into it")
    try:
        if form.library:
            with warnings.catch_warnings(action="ignore", category=_ODD_ESCAPES):
                importlib.import_module(form.library)
    except ImportError:
        raise UsageFault(
            f"{ending} needs {form.library}: 'uv sync --extra {form.extra}' or 'pip install {form.library}' installs it"
        ) from None
    module = importlib.import_module(f"bulletin_spider.export.formats.{form.module}")
    given = {"captured": captured, "selection": selection}
    write: Writer = partial(module.write, **{form.takes: given[form.takes]}) if form.takes else module.write
    return write
