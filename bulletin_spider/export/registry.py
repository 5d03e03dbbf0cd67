"""Find the module that writes a file by the ending of the file's name."""

from __future__ import annotations

import importlib
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bulletin_spider.export.selection import CaptureFiles, Selection


class Writer(Protocol):
    """The function ``write`` of each module in ``formats/``."""

    def __call__(self, versions: Iterator[dict[str, Any]], path: Path) -> None:
        """Write all versions to ``path``, a temporary name, in memory that does not grow with their number."""


class Format(NamedTuple):
    """How a format is written."""

    module: str
    """Its module in ``formats/``."""
    library: str = ""
    """The package that must be installed for it."""
    extra: str = ""
    """This project's extra that installs the package."""
    argument: str = ""
    """What its ``write`` needs besides the versions: ``captures`` or ``selection``."""


FORMATS = {
    ".jsonl": Format("jsonl"),
    ".jsonl.gz": Format("jsonl_gz"),
    ".csv": Format("csv_file", argument="selection"),
    ".xlsx": Format("xlsx", "openpyxl", "xlsx", argument="selection"),
    ".parquet": Format("parquet", "pyarrow", "parquet", argument="selection"),
    ".sqlite": Format("sqlite", argument="selection"),
    ".atom": Format("atom", argument="selection"),
    ".md": Format("markdown"),
    ".wacz": Format("wacz", "cdxj_indexer", "wacz", argument="captures"),
    "/": Format("markdown_folder"),
}
"""A name that ends with a slash is a directory of Markdown files."""
_WARNINGS_OF_LIBRARIES = (SyntaxWarning, DeprecationWarning)
"""What Python says when it imports ``cdxj_indexer``: an invalid escape in ``surt``, a deprecated call in ``pyamf``."""


def writer_for(
    target: str, captures: CaptureFiles | None = None, selection: Selection | None = None
) -> Writer:
    """Return the function that writes a file of this name.

    Raise ``UsageFault`` if the ending is unknown, a library is missing, or there are no captures for the format.
    """
    ending = max((end for end in FORMATS if target.lower().endswith(end)), key=len, default=None)
    if ending is None:
        raise UsageFault(f"--to {target}: the name must end in {', '.join(FORMATS)}")
    module, library, extra, argument = FORMATS[ending]
    if argument == "captures" and not (captures and captures.files):
        raise UsageFault(f"--to {target}: the archive has no captures for it")
    try:
        if library:
            with warnings.catch_warnings():
                for category in _WARNINGS_OF_LIBRARIES:
                    warnings.simplefilter("ignore", category)
                importlib.import_module(library)
    except ImportError:
        raise UsageFault(
            f"{ending} needs {library}: 'uv sync --extra {extra}' or 'pip install {library}' installs it"
        ) from None
    write: Callable[..., None] = importlib.import_module(f"bulletin_spider.export.formats.{module}").write
    if not argument:
        return write
    return partial(write, **{argument: captures if argument == "captures" else selection})
