"""Write WACZ 1.1.1: the captures in one file for a replay viewer, with the bulletins as its list of pages.

Specification: https://specs.webrecorder.net/wacz/1.1.1/. We do not use the package ``wacz``: it names a WARC file by
the last part of its path, which two sites can share, and it holds the list of pages in memory. The index has the same
lines as ``cdxj-indexer`` writes; we make them while we check the digest of each record.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from contextlib import suppress
from functools import lru_cache, partial
from io import StringIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from cdxj_indexer.main import CompressedWriter, SortingWriter
from surt import surt

from bulletin_spider import __version__
from bulletin_spider.archive.captures.reader import http_head, read_record, read_records
from bulletin_spider.archive.object_store.paths import unchanging
from bulletin_spider.reader import capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bulletin_spider.archive.captures.reader import WarcRecord
    from bulletin_spider.export.selection import CaptureFiles

VERSION = "1.1.1"
_INDEX = "index.cdx.gz"
_BLOCK_LINES = 1_024
"""Lines of a compressed block of the index. A viewer loads a whole block to find one line."""
_CHUNK_BYTES = 1024 * 1024


def write(versions: Iterator[dict[str, Any]], path: Path, captures: CaptureFiles) -> None:
    """Write all captures, and one page for each version whose capture is among them."""
    with zipfile.ZipFile(path, "w") as archive:
        package = _Package(archive)
        _write_pages(package, versions, captures)
        for file in captures.files:
            package.copy(f"archive/{_archive_name(file)}", file)
        _write_index(package, captures.files)
        package.close()


class _Package:
    """The ZIP file; it records name, size and SHA-256 of each entry."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.created = dt.datetime.now(dt.UTC)
        self.resources: list[dict[str, Any]] = []

    def entry(self, name: str, *, compressed: bool, size: int = 0) -> _Entry:
        info = zipfile.ZipInfo(name, self.created.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        info.file_size = size  # from it zipfile knows whether the entry needs ZIP64
        return _Entry(self, self.archive.open(info, "w"), name)

    def copy(self, name: str, path: Path) -> None:
        # Not compressed: a viewer reads single records out of the file by their offset.
        with path.open("rb") as file, self.entry(name, compressed=False, size=path.stat().st_size) as entry:
            while chunk := file.read(_CHUNK_BYTES):
                entry.write(chunk)

    def close(self) -> None:
        manifest = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": "Bulletins",
            "software": f"bulletin_spider/{__version__}",
            "created": f"{self.created:%Y-%m-%dT%H:%M:%SZ}",
            "resources": self.resources,
        }
        body = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(body).hexdigest()}"}
        self.archive.writestr("datapackage.json", body)
        self.archive.writestr("datapackage-digest.json", json.dumps(digest))


class _Entry:
    """One file in the package; it counts and hashes what is written to it."""

    def __init__(self, package: _Package, file: IO[bytes], name: str) -> None:
        self.package, self.file, self.name = package, file, name
        self.size, self.sha256 = 0, hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self.file.write(chunk)
        self.size += len(chunk)
        self.sha256.update(chunk)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.package.resources.append(
            {
                "name": self.name.rpartition("/")[2].lower(),
                "path": self.name,
                "hash": f"sha256:{self.sha256.hexdigest()}",
                "bytes": self.size,
            }
        )


def _write_pages(package: _Package, versions: Iterator[dict[str, Any]], captures: CaptureFiles) -> None:
    with package.entry("pages/pages.jsonl", compressed=True) as entry:
        entry.write(_json_line({"format": "json-pages-1.0", "id": "pages", "title": "Bulletins"}))
        included = {*captures.files}
        place_of = lru_cache(maxsize=64)(partial(_place, captures.root))
        for version in versions:
            with suppress(FileNotFoundError):  # the capture is missing, or was moved elsewhere
                if named := version["capture"]:
                    path, start = place_of(named["file"])
                    if path in included:
                        entry.write(_json_line(_page(version, path, start + named["offset"])))


def _place(root: Path, file: str) -> tuple[Path, int]:
    """Return the file that a WARC file is in now, and where it begins there. Raises ``FileNotFoundError``."""
    found = capture(root, {"capture": {"file": file, "offset": 0}})
    assert found
    return found


def _page(version: dict[str, Any], path: Path, offset: int) -> dict[str, Any]:
    """Return the page of a version, with the address and the time (in seconds) that the index has for its capture."""
    with unchanging(path).open("rb") as file:
        record = read_record(file, str(path), offset)
    return {
        "id": f"{version['site']}-{version['id']}-{version['revision']}",
        "url": record.url,
        "ts": f"{record.headers['warc-date'][:19]}Z",
        "title": version["title"],
    }


def _write_index(package: _Package, files: list[Path]) -> None:
    blocks = StringIO()
    with package.entry(f"indexes/{_INDEX}", compressed=False) as entry:
        lines = SortingWriter(CompressedWriter(blocks, entry, _BLOCK_LINES, _INDEX, digest_records=True))
        try:
            for path in files:
                for record in read_records(path):
                    if record.type in {"response", "revisit"}:
                        lines.write(_index_line(record, _archive_name(path)))
            lines.flush()
        finally:
            for name in lines.tmp_files:  # SortingWriter leaves them behind after an error
                Path(name).unlink(missing_ok=True)
    with package.entry("indexes/index.idx", compressed=True) as entry:
        entry.write(blocks.getvalue().encode())


def _index_line(record: WarcRecord, file: str) -> str:
    """Return the CDXJ line of a record: the sort key of its address, its time in seconds, and where it is."""
    status_line, headers = http_head(record.head)
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    fields = {
        "url": record.url,
        "mime": "warc/revisit" if record.type == "revisit" else content_type.partition(";")[0].strip(),
        "status": status_line.partition(" ")[2][:3],
        "digest": record.digest,
        "length": str(record.end - record.offset),
        "offset": str(record.offset),
        "filename": file,
    }
    time = "".join(filter(str.isdigit, record.headers["warc-date"][:19]))
    entry = json.dumps({name: value for name, value in fields.items() if value})
    return f"{surt(record.url)} {time} {entry}\n"


def _archive_name(path: Path) -> str:
    """Return the file's name with its site, so that it is unique in the package."""
    return f"{path.parent.name}-{path.name}"


def _json_line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"
