"""Write an export under a temporary name, and give it its own name only when it is complete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from bulletin_spider.archive.atomic_files import move_into_place, remove
from bulletin_spider.archive.export_parts import create_exclusively, new_export_part
from bulletin_spider.exceptions import DamagedCapture, ExportFault, UsageFault
from bulletin_spider.export.formats.markdown_folder import FILE_NAME
from bulletin_spider.export.registry import writer_for
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bulletin_spider.export.rich_bodies import RichBodies
    from bulletin_spider.export.selection import CaptureFiles, Selection


def export(  # noqa: PLR0913 - all options are optional and given by name
    versions: Iterable[object],
    target: str,
    *,
    captures: CaptureFiles | None = None,
    selection: Selection | None = None,
    bodies: RichBodies | None = None,
    overwrite: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> int:
    """Write the versions to ``target`` in the format that its ending selects, and return their number.

    A version is a published line, or an item of any class that ``ItemAdapter`` knows with the fields of one.
    ``captures`` are for a format that holds captures; ``selection`` says which versions these are, ``bodies`` makes
    their bodies as their pages have them. Raise ``UsageFault`` if the target's name is invalid or exists,
    ``ExportFault`` if it cannot be written.
    """
    write, final = writer_for(target, captures, selection, bodies), Path(target).resolve()
    try:
        _check_target(final, target, overwrite=overwrite)
    except OSError as error:
        raise ExportFault(f"{target} cannot be written: {error.strerror or error}") from error
    temporary, count = new_export_part(final), 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for version in versions:
            yield version if isinstance(version, dict) else ItemAdapter(version).asdict()
            count += 1
            progress(count)

    try:
        if not target.endswith("/"):
            create_exclusively(temporary)
        write(counted(), temporary)
        move_into_place(temporary, final)
    except OSError as error:
        raise ExportFault(f"{target} cannot be written: {error.strerror or error}") from error
    except DamagedCapture as error:
        raise ExportFault(f"{target} cannot be written: {error}; '{PROGRAM} verify' shows more") from error
    finally:
        remove(temporary)
    return count


def _check_target(final: Path, target: str, *, overwrite: bool) -> None:
    if not final.parent.is_dir():
        raise UsageFault(f"--to {target}: there is no directory {final.parent}")
    if final.exists() and not overwrite:
        raise UsageFault(f"--to {target}: already exists; use --overwrite to replace it")
    if final.exists() and final.is_dir() != target.endswith("/"):
        kinds = ("a directory", "a file") if final.is_dir() else ("a file", "a directory")
        raise UsageFault(f"--to {target}: exists already as {kinds[0]}, not as {kinds[1]}")
    names = sorted(path.name for path in final.iterdir()) if final.is_dir() else []
    if foreign := next((name for name in names if not FILE_NAME.fullmatch(name)), None):
        raise UsageFault(
            f"--to {target}: contains {foreign}, which is not from an export; choose another directory"
        )
