"""Write an export under a temporary name, and give it its own name only when it is complete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter

from bulletin_spider.archive.atomic_files import move_into_place, remove
from bulletin_spider.archive.databases.postgresql import is_postgresql
from bulletin_spider.archive.export_parts import create_exclusively, new_export_part
from bulletin_spider.archive.object_store.requests.store_faults import StoreFault
from bulletin_spider.exceptions import DamagedCapture, ExportFault, UsageFault
from bulletin_spider.export.postgresql.address import parse_address
from bulletin_spider.export.registry import check_library, format_of, writer_for
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import re
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
    note: Callable[[str], object] = lambda _text: None,
) -> int:
    """Write the versions to ``target`` in the format that its ending selects, and return their number.

    ``target`` may be the address of a PostgreSQL database too. Then every version is sent, in one transaction;
    ``postgresql.sending.send_archive`` sends an archive, and of it only what is new.

    A version is a published line, or an item of any class that ``ItemAdapter`` knows with the fields of one.
    ``captures`` are for a format that holds captures; ``selection`` says which versions these are, ``bodies`` makes
    their bodies as their pages have them. ``note`` gets what a person should know of the file. Raise ``UsageFault``
    if the target's name is invalid or exists, ``ExportFault`` if it cannot be written.
    """
    lines = (one if isinstance(one, dict) else ItemAdapter(one).asdict() for one in versions)
    if is_postgresql(target):
        return _send(lines, target, selection)
    write, final = writer_for(target, captures, selection, bodies), Path(target).resolve()
    try:
        _check_target(final, target, overwrite=overwrite)
    except OSError as error:
        raise ExportFault(f"{target} cannot be written: {error.strerror or error}") from error
    temporary, count = new_export_part(final), 0

    def counted() -> Iterator[dict[str, Any]]:
        nonlocal count
        for line in lines:
            yield line
            count += 1
            progress(count)

    try:
        if not target.endswith("/"):
            create_exclusively(temporary)
        said = write(counted(), temporary)
        move_into_place(temporary, final)
    except StoreFault:  # of the archive that is read, not of the target
        raise
    except OSError as error:
        raise ExportFault(f"{target} cannot be written: {error.strerror or error}") from error
    except DamagedCapture as error:
        raise ExportFault(f"{target} cannot be written: {error}; '{PROGRAM} verify' shows more") from error
    finally:
        remove(temporary)
    if said:
        note(said)
    return count


def _send(lines: Iterator[dict[str, Any]], target: str, selection: Selection | None) -> int:
    database = parse_address(target)
    check_library("--to postgresql://", "psycopg", "postgresql")
    from bulletin_spider.export.postgresql.sending import send_versions  # noqa: PLC0415 - of an extra

    return send_versions(lines, database, selection)


def _check_target(final: Path, target: str, *, overwrite: bool) -> None:
    if not final.parent.is_dir():
        raise UsageFault(f"--to {target}: there is no directory {final.parent}")
    if final.exists() and not overwrite:
        raise UsageFault(f"--to {target}: already exists; use --overwrite to replace it")
    if final.exists() and final.is_dir() != target.endswith("/"):
        kinds = ("a directory", "a file") if final.is_dir() else ("a file", "a directory")
        raise UsageFault(f"--to {target}: exists already as {kinds[0]}, not as {kinds[1]}")
    known = format_of(target)[1].files
    if known and final.is_dir() and (foreign := _foreign_path(final, known)):
        raise UsageFault(
            f"--to {target}: contains {foreign}, which is not from an export; choose another directory"
        )


def _foreign_path(directory: Path, known: re.Pattern[str], below: str = "") -> str | None:
    """Return the first path below a directory that no export of this format writes; None if there is none."""
    for path in sorted((directory / below).iterdir()):
        name = path.relative_to(directory).as_posix()
        if not known.fullmatch(name):
            return name
        if path.is_dir() and not path.is_symlink() and (foreign := _foreign_path(directory, known, name)):
            return foreign
    return None
