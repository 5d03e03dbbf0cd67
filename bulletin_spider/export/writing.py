"""A file appears under its name when it is whole, or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_spider.exceptions import DamagedCapture, ExportFault, UsageFault
from bulletin_spider.export.formats.markdown_folder import NAME
from bulletin_spider.export.registry import writer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bulletin_spider.export.selection import Captured, Selection


def export(  # noqa: PLR0913 - each by its name, and none is needed
    versions: Iterator[dict[str, Any]],
    target: str,
    *,
    captured: Captured | None = None,
    selection: Selection | None = None,
    overwrite: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write the versions to ``target`` in the format that its name asks for, and return how many there were.

    ``captured`` is what a format takes that holds captures, ``selection`` what was chosen. Raises
    ``UsageFault`` if the name cannot be meant or is taken, ``ExportFault`` if it cannot be written.
    """
    write, final = writer_of(target, captured=captured, selection=selection), Path(target).resolve()
    part = final.parent / f".{final.name}.{os.getpid()}.part"
    count = 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for version in versions:
            yield version
            count += 1
            progress(count)

    try:
        _check(final, target, overwrite=overwrite)
        write(counted(), part)
        _give_name(part, final)
    except (OSError, sqlite3.Error) as error:
        raise ExportFault(
            f"{target} cannot be written: {getattr(error, 'strerror', None) or error}"
        ) from error
    except DamagedCapture as error:
        raise ExportFault(f"{target} cannot be written: {error}; 'scrapy verify' tells more") from error
    finally:
        _remove(part)
    return count


def _check(final: Path, target: str, *, overwrite: bool) -> None:
    if not final.parent.is_dir():
        raise UsageFault(f"--to {target}: there is no directory {final.parent}")
    if final.exists() and not overwrite:
        raise UsageFault(f"--to {target}: is there already; --overwrite replaces it")
    if final.exists() and final.is_dir() != target.endswith("/"):
        raise UsageFault(f"--to {target}: is there already, and a directory is no file")
    inside = sorted(path.name for path in final.iterdir()) if final.is_dir() else []
    if stranger := next((name for name in inside if not NAME.fullmatch(name)), None):
        raise UsageFault(f"--to {target}: holds {stranger}, which no export wrote; choose another directory")


def _give_name(part: Path, final: Path) -> None:
    if part.is_dir():
        old = part.with_suffix(".old")
        if final.exists():
            final.rename(old)
        part.rename(final)
        _remove(old)
        return
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(final)


def _remove(part: Path) -> None:
    with suppress(OSError):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)
