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

    from bulletin_spider.export.rich_bodies import RichBodies
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
    rich_library: str | None = None
    """The package that bodies as their pages have them need, "" for none; None if the format cannot hold them."""
    rich_extra: str = ""
    """This project's extra that installs that package."""


FORMATS = {
    ".jsonl": Format("jsonl"),
    ".jsonl.gz": Format("jsonl_gz"),
    ".csv": Format("csv_file", argument="selection"),
    ".xlsx": Format("xlsx", "openpyxl", "xlsx", argument="selection"),
    ".parquet": Format("parquet", "pyarrow", "parquet", argument="selection"),
    ".sqlite": Format("sqlite", argument="selection"),
    ".atom": Format("atom", argument="selection", rich_library=""),
    ".md": Format("markdown", rich_library="markdownify", rich_extra="markdown"),
    ".wacz": Format("wacz", "cdxj_indexer", "wacz", argument="captures"),
    "/": Format("markdown_folder", rich_library="markdownify", rich_extra="markdown"),
}
"""A name that ends with a slash is a directory of Markdown files."""
_WARNINGS_OF_LIBRARIES = (SyntaxWarning, DeprecationWarning)
"""What Python says when it imports ``cdxj_indexer``: an invalid escape in ``surt``, a deprecated call in ``pyamf``."""


def writer_for(
    target: str,
    captures: CaptureFiles | None = None,
    selection: Selection | None = None,
    bodies: RichBodies | None = None,
) -> Writer:
    """Return the function that writes a file of this name.

    Raise ``UsageFault`` if the ending is unknown, a library is missing, there are no captures for the format, or if it
    cannot hold ``bodies``.
    """
    ending = max((end for end in FORMATS if target.lower().endswith(end)), key=len, default=None)
    if ending is None:
        raise UsageFault(f"--to {target}: the name must end in {', '.join(FORMATS)}")
    found = FORMATS[ending]
    if found.argument == "captures" and not (captures and captures.files):
        raise UsageFault(f"--to {target}: the archive has no captures for it")
    _check_library(ending, found.library, found.extra)
    arguments: dict[str, object] = {}
    if found.argument:
        arguments[found.argument] = captures if found.argument == "captures" else selection
    if bodies:
        if found.rich_library is None:
            able = ", ".join(end for end, one in FORMATS.items() if one.rich_library is not None)
            raise UsageFault(f"--rich: only names that end in {able} can have it, not {target}")
        _check_library(f"{ending} with --rich", found.rich_library, found.rich_extra)
        arguments["bodies"] = bodies
    write: Callable[..., None] = importlib.import_module(
        f"bulletin_spider.export.formats.{found.module}"
    ).write
    return partial(write, **arguments) if arguments else write


def _check_library(what: str, library: str, extra: str) -> None:
    """Raise ``UsageFault`` if the ``library`` that is needed for ``what`` is not installed."""
    if not library:
        return
    try:
        with warnings.catch_warnings():
            for category in _WARNINGS_OF_LIBRARIES:
                warnings.simplefilter("ignore", category)
            importlib.import_module(library)
    except ImportError:
        raise UsageFault(
            f"{what} needs {library}: 'uv sync --extra {extra}' or 'pip install {library}' installs it"
        ) from None
