"""Ask an object store. Each request ends with its answer, or with an ``OSError`` whose text is one line.

A request is repeated while the store is away or overloaded, for up to ``LONGEST_AWAY`` seconds.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bulletin_spider.archive.object_store.addresses import endpoint, store_options
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from obstore.store import S3Store

LONGEST_AWAY = 120.0
"""Seconds for which requests are repeated while the store does not answer: a restart of a server takes less."""
_LONGEST_REQUEST = dt.timedelta(minutes=10)
"""For one request with all its bytes, so that a gigabyte may take its time."""
_SILENCE = dt.timedelta(seconds=30)
_AT_ONCE = 1000
"""Keys in one request to delete, by the S3 API."""
_CODE = re.compile(r"<Code>([^<]*)</Code>(?:.*?<Message>([^<]*)</Message>)?", re.DOTALL)
_STATUS = re.compile(r"non-2xx status code: ([^:\n]*)")
_NO_ROOM = re.compile(
    r"QuotaExceeded|EntityTooLarge|InsufficientStorage|XMinioStorageFull|507 |no space", re.IGNORECASE
)
_SKEWED = "RequestTimeTooSkewed"


class StoreFault(OSError):
    """A request to the store failed. ``strerror`` says why in one line, ``remedy`` what to do about it."""

    def __init__(self, number: int, text: str, key: str, remedy: str) -> None:
        super().__init__(number, text, key)
        self.remedy = remedy


class ChangedObject(StoreFault):
    """An object was not replaced, because it is another one than the caller has seen."""


class StoredObject(NamedTuple):
    """An object as the store lists it; ``modified`` is in seconds since 1970 by the store's clock."""

    key: str
    size: int
    modified: float
    etag: str


class ObjectStore:
    """One bucket. Keys are whole: they begin with the prefix of the archive."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket
        self._store = _connect(bucket)

    def get(self, key: str) -> bytes:
        """Return the bytes of an object. Raises ``FileNotFoundError``."""
        with self._faults(key):
            return bytes(self._store.get(key).bytes())

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        """Return the bytes of an object and its etag, by one request. Raises ``FileNotFoundError``."""
        with self._faults(key):
            result = self._store.get(key)
            return bytes(result.bytes()), str(result.meta["e_tag"])

    def get_range(self, key: str, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to before ``end``, which must not be empty."""
        with self._faults(key):
            return bytes(self._store.get_range(key, start=start, end=end))

    def get_beginning(self, key: str, most: int) -> tuple[bytes, int]:
        """Return up to ``most`` bytes from the beginning of an object, and its whole size, by one request."""
        with self._faults(key):
            try:
                result = self._store.get(key, options={"range": (0, most)})
            except _exceptions().GenericError as error:
                if "416" not in str(error):  # no byte can be asked for if there is none
                    raise
                return b"", 0
            return bytes(result.bytes()), int(result.meta["size"])

    def head(self, key: str) -> StoredObject | None:
        """Return what the store lists of an object; None if there is none."""
        try:
            with self._faults(key):
                return _stored(self._store.head(key))
        except FileNotFoundError:
            return None

    def metadata(self, key: str) -> tuple[int, dict[str, str]]:
        """Return the size of an object, and the metadata that it was put with. Raises ``FileNotFoundError``."""
        with self._faults(key):
            found = self._store.get(key, options={"head": True})
            return int(found.meta["size"]), {str(name): str(text) for name, text in found.attributes.items()}

    def objects(self, prefix: str, after: str = "") -> Iterator[StoredObject]:
        """Yield the objects whose keys begin with ``prefix`` and a slash, in the order of the keys, after a key."""
        with self._faults(prefix):
            for batch in self._store.list(prefix or None, offset=after or None, chunk_size=_AT_ONCE):
                yield from map(_stored, batch)

    def children(self, prefix: str) -> tuple[list[StoredObject], list[str]]:
        """Return the objects right below a prefix, and the names of what has objects below it."""
        with self._faults(prefix):
            found = self._store.list_with_delimiter(prefix or None)
        return [_stored(one) for one in found["objects"]], [
            path.rpartition("/")[2] for path in found["common_prefixes"]
        ]

    def create(self, key: str, content: bytes | Path, metadata: dict[str, str] | None = None) -> str:
        """Put an object that must not exist, and return its etag. Raises ``FileExistsError`` if it has other bytes.

        An object with these very bytes is our own: the answer to an earlier try was lost.
        """
        try:
            with self._faults(key):
                return self._put(key, content, "create", metadata)
        except FileExistsError:
            there, etag = self.get_tagged(key)
            if there != _bytes(content):
                raise
            return etag

    def put(self, key: str, content: bytes | Path, metadata: dict[str, str] | None = None) -> str:
        """Put an object, in the place of one that may exist, and return its etag."""
        with self._faults(key):
            return self._put(key, content, "overwrite", metadata)

    def update(
        self, key: str, content: bytes | Path, etag: str, metadata: dict[str, str] | None = None
    ) -> str:
        """Replace an object that has ``etag``, and return the new etag.

        Raises ``ChangedObject`` if it has another one, ``FileNotFoundError`` if it is gone.
        """
        try:
            with self._faults(key):
                return self._put(key, content, {"e_tag": etag}, metadata)
        except ChangedObject:
            there, now = self.get_tagged(key)
            if now != etag and there == _bytes(content):  # the answer to an earlier try was lost
                return now
            raise

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects, which need not exist."""
        for begin in range(0, len(keys), _AT_ONCE):
            with self._faults(keys[begin]):
                self._store.delete(list(keys[begin : begin + _AT_ONCE]))

    def _put(self, key: str, content: bytes | Path, mode: Any, metadata: dict[str, str] | None = None) -> str:  # noqa: ANN401
        attributes: Any = metadata or None
        result = self._store.put(key, content, mode=mode, attributes=attributes, use_multipart=False)
        return str(result["e_tag"])

    @contextmanager
    def _faults(self, key: str) -> Iterator[None]:
        try:
            yield
        except (_exceptions().BaseError, FileNotFoundError) as error:
            raise _fault(error, self.bucket, key) from None


class _Exceptions:
    """The exceptions of the client, which is imported only if an archive is in a store."""

    def __init__(self) -> None:
        from obstore import exceptions  # noqa: PLC0415 - an extra

        self.BaseError: type[Exception] = exceptions.BaseError
        self.GenericError: type[Exception] = exceptions.GenericError
        self.AlreadyExistsError: type[Exception] = exceptions.AlreadyExistsError
        self.PreconditionError: type[Exception] = exceptions.PreconditionError
        self.refused: tuple[type[Exception], ...] = (
            exceptions.PermissionDeniedError,
            exceptions.UnauthenticatedError,
        )


@lru_cache(maxsize=1)
def _exceptions() -> _Exceptions:
    return _Exceptions()


def _connect(bucket: str) -> S3Store:
    """Return the client of a bucket; no request is made. Raises ``UsageFault`` without the extra ``s3``."""
    try:
        from obstore.store import S3Store  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageFault(
            "an archive in an object store needs the extra 's3': install bulletin-spider[s3]"
        ) from None
    url = endpoint()
    options: Any = store_options() | {"checksum_algorithm": "SHA256"}
    return S3Store(
        bucket,
        config=options,
        client_options={
            "allow_http": url.startswith("http://"),  # only where the operator has written http
            "timeout": _LONGEST_REQUEST,
            "read_timeout": _SILENCE,
            "connect_timeout": dt.timedelta(seconds=10),
        },
        retry_config={
            "max_retries": 1_000,  # the time decides
            "retry_timeout": dt.timedelta(seconds=LONGEST_AWAY),
            "backoff": {
                "init_backoff": dt.timedelta(milliseconds=100),
                "max_backoff": dt.timedelta(seconds=5),
                "base": 2,
            },
        },
    )


def _bytes(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _stored(meta: Any) -> StoredObject:  # noqa: ANN401 - the client's dictionary
    return StoredObject(meta["path"], meta["size"], meta["last_modified"].timestamp(), meta["e_tag"] or "")


def _fault(error: Exception, bucket: str, key: str) -> OSError:  # noqa: PLR0911 - one answer for each cause
    """Return the error of the system that says what the client's error means."""
    text, name, known = str(error), f"s3://{bucket}/{key}", _exceptions()
    code, message = found.groups() if (found := _CODE.search(text)) else ("", "")
    if isinstance(error, known.AlreadyExistsError):
        return FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
    if isinstance(error, known.PreconditionError):
        return ChangedObject(errno.EBUSY, "another process has changed the object", name, "try again")
    if code == "NoSuchBucket":
        return StoreFault(errno.ENODEV, f"there is no bucket '{bucket}'", name, "create the bucket")
    if isinstance(error, FileNotFoundError):
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    if _SKEWED in text:
        said = "the store refuses the request, because the clock of this machine is wrong"
        return StoreFault(errno.EACCES, said, name, "set the clock")
    if _NO_ROOM.search(text):
        return StoreFault(errno.ENOSPC, "the store has no room", name, "make room")
    status = found[1] if (found := _STATUS.search(text)) else ""
    said = " ".join(": ".join(filter(None, (code or status, message))).split())
    if isinstance(error, known.refused):
        return StoreFault(
            errno.EACCES,
            f"the store refuses the request ({said})",
            name,
            "check the credentials and what their policy allows",
        )
    if said:
        return StoreFault(errno.EIO, f"the store answers: {said}", name, "see what the store's log says")
    return StoreFault(
        errno.EIO,
        f"the store at {endpoint() or 'Amazon S3'} does not answer",
        name,
        "check the network and AWS_ENDPOINT_URL",
    )
