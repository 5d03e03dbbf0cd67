"""WACZ 1.1.1: captures as one file that a replay viewer opens, with the bulletins as its list of pages.

https://specs.webrecorder.net/wacz/1.1.1/. The package ``wacz`` is not used: it names WARC files by their last part,
which is the same for two sites, and holds the list of pages in memory. The index has the lines of ``cdxj-indexer``,
made from records whose digests are checked on the way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from cdxj_indexer.main import CompressedWriter, SortingWriter
from surt import surt

from bulletin_spider import __version__
from bulletin_spider.archive.captures.reader import http_head, read_record, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.captures.reader import Record
    from bulletin_spider.export.selection import Captured

VERSION = "1.1.1"
_INDEX = "index.cdx.gz"
_A_BLOCK = 1_024
"""Lines that a viewer loads at once to find one."""
_AT_ONCE = 1024 * 1024


def write(versions: Iterator[dict[str, Any]], part: Path, captured: Captured) -> None:
    """Write all captures, and a page for each version whose capture is among them."""
    with zipfile.ZipFile(part, "w") as archive:
        package = _Package(archive)
        _write_pages(package, versions, captured)
        for path in captured.files:
            package.copy(f"archive/{_name(path)}", path)
        _write_index(package, captured.files)
        package.close()


class _Package:
    """The ZIP file, whose entries are described as they are written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.created = dt.datetime.now(dt.UTC)
        self.resources: list[dict[str, Any]] = []

    def entry(self, name: str, *, packed: bool, size: int = 0) -> _Entry:
        about = zipfile.ZipInfo(name, self.created.timetuple()[:6])
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        about.file_size = size  # says whether the entry needs the fields for large files
        return _Entry(self, self.archive.open(about, "w"), name)

    def copy(self, name: str, path: Path) -> None:
        with path.open("rb") as file, self.entry(name, packed=False, size=path.stat().st_size) as entry:
            while piece := file.read(_AT_ONCE):
                entry.write(piece)

    def close(self) -> None:
        described = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": "Bulletins",
            "software": f"bulletin_spider/{__version__}",
            "created": f"{self.created:%Y-%m-%dT%H:%M:%SZ}",
            "resources": self.resources,
        }
        body = json.dumps(described, ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(body).hexdigest()}"}
        self.archive.writestr("datapackage.json", body)
        self.archive.writestr("datapackage-digest.json", json.dumps(digest))


class _Entry:
    """One file in the package, counted and hashed."""

    def __init__(self, package: _Package, file: IO[bytes], name: str) -> None:
        self.package, self.file, self.name = package, file, name
        self.size, self.sha256 = 0, hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self.file.write(piece)
        self.size += len(piece)
        self.sha256.update(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.file.close()
        self.package.resources.append(
            {
                "name": self.name.rpartition("/")[2].lower(),
                "path": self.name,
                "hash": f"sha256:{self.sha256.hexdigest()}",
                "bytes": self.size,
            }
        )


def _write_pages(package: _Package, versions: Iterator[dict[str, Any]], captured: Captured) -> None:
    with package.entry("pages/pages.jsonl", packed=True) as entry:
        entry.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "Bulletins"}))
        there = {path.relative_to(captured.root).as_posix() for path in captured.files}
        for version in versions:
            if version["capture"] and version["capture"]["file"] in there:
                entry.write(_line(_page(version, captured.root)))


def _page(version: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return the page under the address and the second under which the index has it."""
    name, offset = version["capture"]["file"], version["capture"]["offset"]
    with (root / name).open("rb") as file:
        record = read_record(file, name, offset)
    return {
        "id": f"{version['site']}-{version['id']}-{version['revision']}",
        "url": record.url,
        "ts": f"{record.headers['warc-date'][:19]}Z",
        "title": version["title"],
    }


def _write_index(package: _Package, files: list[Path]) -> None:
    blocks = StringIO()
    with package.entry(f"indexes/{_INDEX}", packed=False) as entry:
        lines = SortingWriter(CompressedWriter(blocks, entry, _A_BLOCK, _INDEX, digest_records=True))
        try:
            for path in files:
                for record in records(path):
                    if record.type in {"response", "revisit"}:
                        lines.write(_indexed(record, _name(path)))
            lines.flush()
        finally:
            for name in lines.tmp_files:  # which it leaves where it breaks off
                Path(name).unlink(missing_ok=True)
    with package.entry("indexes/index.idx", packed=True) as entry:
        entry.write(blocks.getvalue().encode())


def _indexed(record: Record, file: str) -> str:
    """Return the line that a viewer finds the record by: the key of its address, its second, and where it lies."""
    first, headers = http_head(record.head)
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    about = {
        "url": record.url,
        "mime": "warc/revisit" if record.type == "revisit" else kind.partition(";")[0].strip(),
        "status": first.partition(" ")[2][:3],
        "digest": record.digest,
        "length": str(record.end - record.offset),
        "offset": str(record.offset),
        "filename": file,
    }
    second = "".join(filter(str.isdigit, record.headers["warc-date"][:19]))
    entry = json.dumps({name: value for name, value in about.items() if value})
    return f"{surt(record.url)} {second} {entry}\n"


def _name(path: Path) -> str:
    """Return a name that no other site's file has."""
    return f"{path.parent.name}-{path.name}"


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
