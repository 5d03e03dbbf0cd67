"""Find the module that writes a file or a directory by the ending of its name."""

from __future__ import annotations

import importlib
import re
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

    def __call__(self, versions: Iterator[dict[str, Any]], path: Path) -> str | None:
        """Write all versions to ``path``, a temporary name, in memory that does not grow with their number.

        Return what a person should know of the file, such as what did not fit into it.
        """


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
    has_columns: bool = False
    """Whether ``--columns`` chooses its columns or fields."""
    files: re.Pattern[str] | None = None
    """The paths below a directory that is written, files and directories; None if it is a file. An export does not
    replace a directory that holds any other."""


FORMATS = {
    ".jsonl": Format("jsonl", argument="selection", has_columns=True),
    ".jsonl.gz": Format("jsonl_gz", argument="selection", has_columns=True),
    ".csv": Format("csv_file", argument="selection", has_columns=True),
    ".xlsx": Format("xlsx", "openpyxl", "xlsx", argument="selection", has_columns=True),
    ".parquet": Format("parquet", "pyarrow", "parquet", argument="selection", has_columns=True),
    ".parquet/": Format(
        "parquet_folder", "pyarrow", "parquet", argument="selection", has_columns=True,
        files=re.compile(r"site=[^/]+(/month=\d{4}-\d{2}(/part-\d+\.parquet)?)?"),
    ),
    ".hf/": Format(
        "huggingface", "pyarrow", "parquet", argument="selection", has_columns=True,
        files=re.compile(r"README\.md|data(/part-\d{5}\.parquet)?"),
    ),
    ".sqlite": Format("sqlite", argument="selection", has_columns=True),
    ".atom": Format("atom", argument="selection", rich_library=""),
    ".feed.json": Format("json_feed", argument="selection", rich_library=""),
    ".md": Format("markdown", rich_library="markdownify", rich_extra="markdown"),
    ".wacz": Format("wacz", "cdxj_indexer", "wacz", argument="captures"),
    "/": Format(
        "markdown_folder", rich_library="markdownify", rich_extra="markdown",
        files=re.compile(r"\d{4}-\d{2}-\d{2}-[^/]+-[0-9a-f]{16}(-r\d+)?\.md"),
    ),
}  # fmt: skip
"""A name that ends with a slash is a directory: of Markdown files, if no longer ending says another format."""
_INSTALLED_AS = {"psycopg": "psycopg[binary]"}
"""Library → what pip is asked for, if that differs: psycopg alone needs a libpq of the system."""
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
    ending, found = format_of(target)
    if found.argument == "captures" and not (captures and captures.files):
        raise UsageFault(f"--to {target}: the archive has no captures for it")
    check_library(ending, found.library, found.extra)
    if selection and selection.columns and not found.has_columns:
        able = ", ".join(end for end, one in FORMATS.items() if one.has_columns)
        raise UsageFault(f"--columns: only names that end in {able} can have it, not {target}")
    arguments: dict[str, object] = {}
    if found.argument:
        arguments[found.argument] = captures if found.argument == "captures" else selection
    if bodies:
        if found.rich_library is None:
            able = ", ".join(end for end, one in FORMATS.items() if one.rich_library is not None)
            raise UsageFault(f"--rich: only names that end in {able} can have it, not {target}")
        check_library(f"{ending} with --rich", found.rich_library, found.rich_extra)
        arguments["bodies"] = bodies
    write: Callable[..., None] = importlib.import_module(
        f"bulletin_spider.export.formats.{found.module}"
    ).write
    return partial(write, **arguments) if arguments else write


def format_of(target: str) -> tuple[str, Format]:
    """Return the ending of a name and its format; raise ``UsageFault`` if no format has such an ending."""
    ending = max((end for end in FORMATS if target.lower().endswith(end)), key=len, default=None)
    if ending is None:
        raise UsageFault(f"--to {target}: the name must end in {', '.join(FORMATS)}")
    return ending, FORMATS[ending]


def check_library(what: str, library: str, extra: str) -> None:
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
            f"{what} needs {library}: install this program with its extra [{extra}] (docs/install.md), or"
            f" 'pip install {_INSTALLED_AS.get(library, library)}'; in a clone: uv sync --extra {extra}"
        ) from None
