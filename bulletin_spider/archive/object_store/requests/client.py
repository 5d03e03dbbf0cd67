"""Ask an object store. Each request ends with its answer, or with an ``OSError`` whose text is one line.

A request is repeated while the store is away or overloaded (``patience``).
"""

from __future__ import annotations

import datetime as dt
import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bulletin_spider.archive.object_store.requests.addresses import (
    endpoint,
    store_options,
    trusted_certificates,
)
from bulletin_spider.archive.object_store.requests.patience import Patience
from bulletin_spider.archive.object_store.requests.store_faults import (
    ChangedObject,
    EmptyObject,
    SlowAnswer,
    StoreFault,
    no_store,
    store_fault,
)
from bulletin_spider.exceptions import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from obstore.store import S3Store

__all__ = ["ChangedObject", "ObjectStore", "StoreFault", "StoredObject"]
Answer = TypeVar("Answer")

SILENCE = 15.0
"""Seconds without a byte after which a request is tried again, with twice as many: a slow store gets its time."""
_LEAST_SPEED = 64 * 1024
"""Bytes a second that an upload is waited for, as its silence lasts until the store has all of them."""
_LONGEST_SILENCE = 4 * 3600.0
_CONNECTED_WITHIN = dt.timedelta(seconds=10)
_AT_ONCE = 1000
"""Keys in one list or in one request to delete, by the S3 API."""
_PART = 8 * 1024 * 1024
"""Bytes of a part of a large object. By the S3 API at least 5 MiB, and at most 10,000 parts: 80 GB."""
_PARTS_AT_ONCE = 2
"""Parts of an object that are in memory: one is sent while the next one is read."""
_PROVEN_FOR, _PROVEN_BY_TLS_FOR = 1.0, 60.0
"""Seconds for which an empty answer is believed after one that only an S3 server gives: nothing takes the place of a
server within them that has shown its certificate."""
_NO_KEY = "no-object-of-an-archive-has-this-key"


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
        self.patience = Patience()
        self._clients: dict[float, S3Store] = {}
        self.unanswered: StoreFault | None = None
        """The last request to which the store gave no answer; who only reads says so, whatever else it has found."""
        self._proven = 0.0
        self._client()

    def get(self, key: str) -> bytes:
        """Return the bytes of an object. Raises ``FileNotFoundError``."""
        return self._ask(key, lambda client: self._read(client, key, {})[0])

    def get_tagged(self, key: str) -> tuple[bytes, str]:
        """Return the bytes of an object and its etag, by one request. Raises ``FileNotFoundError``."""

        def read(client: S3Store) -> tuple[bytes, str]:
            result = self._result(client, key, {})
            return bytes(result.bytes()), str(result.meta["e_tag"])

        return self._ask(key, read)

    def get_described(self, key: str) -> tuple[bytes, dict[str, str]]:
        """Return the bytes of an object, and the metadata that it was put with. Raises ``FileNotFoundError``."""

        def read(client: S3Store) -> tuple[bytes, dict[str, str]]:
            result = self._result(client, key, {})
            return bytes(result.bytes()), _metadata(result)

        return self._ask(key, read)

    def get_range(self, key: str, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to before ``end``, which must not be empty."""
        return self._ask(key, lambda client: self._read(client, key, {"range": (start, end)})[0])

    def get_beginning(self, key: str, most: int) -> tuple[bytes, int]:
        """Return up to ``most`` bytes from the beginning of an object, and its whole size, by one request."""
        try:
            return self._ask(key, lambda client: self._read(client, key, {"range": (0, most)}))
        except EmptyObject:  # no byte can be asked for if there is none
            return b"", 0

    def head(self, key: str) -> StoredObject | None:
        """Return what the store lists of an object; None if there is none."""
        try:
            return _stored(self._ask(key, lambda client: self._result(client, key, {"head": True})).meta)
        except FileNotFoundError:
            self._prove(key)
            return None

    def metadata(self, key: str) -> tuple[int, dict[str, str]]:
        """Return the size of an object, and the metadata that it was put with. Raises ``FileNotFoundError``."""
        try:
            found = self._ask(key, lambda client: self._result(client, key, {"head": True}))
        except FileNotFoundError:
            self._prove(key)
            raise
        return int(found.meta["size"]), _metadata(found)

    def objects(self, prefix: str, after: str = "") -> Iterator[StoredObject]:
        """Yield the objects whose keys begin with ``prefix`` and a slash, in the order of the keys, after a key."""
        pages = _Pages(prefix, after)
        while batch := self._ask(prefix, pages.read):
            self._proven = time.monotonic()
            yield from map(_stored, batch)
        self._prove(prefix)

    def children(self, prefix: str) -> tuple[list[StoredObject], list[str]]:
        """Return the objects right below a prefix, and the names of what has objects below it."""
        found = self._ask(prefix, lambda client: client.list_with_delimiter(prefix or None))
        objects, directories = [_stored(one) for one in found["objects"]], found["common_prefixes"]
        if not (objects or directories):
            self._prove(prefix)
        return objects, [path.rpartition("/")[2] for path in directories]

    def create(self, key: str, content: bytes | Path, metadata: dict[str, str] | None = None) -> str:
        """Put an object that must not exist, and return its etag. Raises ``FileExistsError`` if it has other bytes.

        An object with these very bytes is our own: the answer to an earlier try was lost.
        """
        try:
            return self._put(key, content, "create", metadata)
        except FileExistsError:
            there, etag = self.get_tagged(key)
            if there != _bytes(content):
                raise
            return etag

    def put(self, key: str, content: bytes | Path, metadata: dict[str, str] | None = None) -> str:
        """Put an object, in the place of one that may exist, and return its etag."""
        return self._put(key, content, "overwrite", metadata)

    def put_in_parts(self, key: str, file: Path, metadata: dict[str, str]) -> None:
        """Put a large file as an object, in memory that does not grow with it.

        The API has no condition for it: the caller knows that no other process puts such an object.
        """
        attributes: Any = metadata

        def put(client: S3Store) -> None:
            client.put(
                key,
                file,
                attributes=attributes,
                use_multipart=True,
                chunk_size=_PART,
                max_concurrency=_PARTS_AT_ONCE,
            )

        self._ask(key, put, SILENCE + _PARTS_AT_ONCE * _PART / _LEAST_SPEED)

    def update(
        self, key: str, content: bytes | Path, etag: str, metadata: dict[str, str] | None = None
    ) -> str:
        """Replace an object that has ``etag``, and return the new etag.

        Raises ``ChangedObject`` if it has another one, ``FileNotFoundError`` if it is gone.
        """
        try:
            return self._put(key, content, {"e_tag": etag}, metadata)
        except ChangedObject:
            there, now = self.get_tagged(key)
            if now != etag and there == _bytes(content):  # the answer to an earlier try was lost
                return now
            raise

    def delete(self, keys: Sequence[str]) -> None:
        """Delete objects, which need not exist."""
        for begin in range(0, len(keys), _AT_ONCE):
            some = list(keys[begin : begin + _AT_ONCE])
            self._ask(some[0], partial(_delete, some))

    def _put(self, key: str, content: bytes | Path, mode: Any, metadata: dict[str, str] | None = None) -> str:  # noqa: ANN401
        attributes: Any = metadata or None
        size = len(content) if isinstance(content, bytes) else content.stat().st_size

        def put(client: S3Store) -> str:
            result = client.put(key, content, mode=mode, attributes=attributes, use_multipart=False)
            return str(result["e_tag"])

        etag = self._ask(key, put, SILENCE + size / _LEAST_SPEED)
        self._proven = time.monotonic()
        return etag

    def _read(self, client: S3Store, key: str, options: Any) -> tuple[bytes, int]:  # noqa: ANN401 - the client's
        result = self._result(client, key, options)
        return bytes(result.bytes()), int(result.meta["size"])

    def _result(self, client: S3Store, key: str, options: Any) -> Any:  # noqa: ANN401 - the client's
        """Return the answer about an object, if it is one of an S3 server."""
        result = client.get(key, options=options)
        if not result.meta["e_tag"] or str(result.attributes.get("Content-Type", "")).startswith("text/html"):
            raise no_store(self._name(key))
        self._proven = time.monotonic()
        return result

    def _prove(self, key: str) -> None:
        """Raise ``StoreFault`` unless an S3 server has answered a moment ago, or says now that it has no such key.

        An empty list, and an answer that there is no object, look the same if something else answers, or if there is
        no such bucket.
        """
        believed = _PROVEN_FOR if endpoint().startswith("http:") else _PROVEN_BY_TLS_FOR
        if self._proven and time.monotonic() - self._proven < believed:
            return
        below = f"{key}/{_NO_KEY}".lstrip("/")  # where the same policy applies
        try:
            self._ask(key, lambda client: self._result(client, below, {}))
        except FileNotFoundError:
            self._proven = time.monotonic()

    def _ask(self, key: str, request: Callable[[S3Store], Answer], silence: float = 0.0) -> Answer:
        """Return the answer to a request, which is repeated as the store's patience allows. Raises ``OSError``."""
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        waited = silence or SILENCE

        def attempt() -> Answer:
            nonlocal waited
            try:
                return request(self._client(waited))
            except BaseError as error:
                fault = store_fault(error, self.bucket, key)
                waited *= 1 + isinstance(fault, SlowAnswer)
                raise fault from None
            except FileNotFoundError as error:
                if error.errno:  # a local file
                    raise
                raise store_fault(error, self.bucket, key) from None

        try:
            return self.patience.repeat(attempt)
        except StoreFault as fault:
            if not isinstance(fault, ChangedObject | EmptyObject):
                self.unanswered = fault
            raise

    def _client(self, silence: float = 0.0) -> S3Store:
        """Return a client that waits so many seconds for a byte, or up to twice as many."""
        seconds = SILENCE
        while seconds < min(silence, _LONGEST_SILENCE):
            seconds *= 2
        if seconds not in self._clients:
            self._clients[seconds] = _connect(self.bucket, seconds)
        return self._clients[seconds]

    def _name(self, key: str) -> str:
        return f"s3://{self.bucket}/{key}"


def _delete(keys: Sequence[str], client: S3Store) -> None:
    client.delete(keys)


class _Pages:
    """The pages of a list, of which each can be asked for again."""

    def __init__(self, prefix: str, after: str) -> None:
        self._prefix, self._after = prefix, after
        self._pages: Any = None

    def read(self, client: S3Store) -> Sequence[Any]:
        """Return the next page; an empty one at the end."""
        if self._pages is None:
            self._pages = client.list(self._prefix or None, offset=self._after or None, chunk_size=_AT_ONCE)
        try:
            batch: Sequence[Any] = next(self._pages, ())
        except Exception:
            self._pages = None
            raise
        if batch:
            self._after = batch[-1]["path"]
        return batch


def _connect(bucket: str, silence: float) -> S3Store:
    """Return the client of a bucket; no request is made. Raises ``UsageFault`` without the extra ``s3``."""
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra
        from obstore.store import S3Store  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageFault(
            "an archive in an object store needs the extra 's3': install bulletin-spider[s3]"
        ) from None
    config: Any = store_options() | {"checksum_algorithm": "SHA256"}
    options: Any = {
        "allow_http": endpoint().startswith("http://"),  # only where the operator has written http
        "timeout": dt.timedelta(seconds=max(600.0, 4 * silence)),
        "read_timeout": dt.timedelta(seconds=silence),
        "connect_timeout": _CONNECTED_WITHIN,
    }
    if trusted := trusted_certificates():
        options["root_certificate"] = trusted
    try:
        return S3Store(bucket, config=config, client_options=options, retry_config={"max_retries": 0})
    except (ValueError, BaseError) as error:
        raise UsageFault(
            f"the settings of the object store are wrong: {str(error).splitlines()[0]}"
        ) from None


def _bytes(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _metadata(result: Any) -> dict[str, str]:  # noqa: ANN401 - the client's answer
    return {str(name): str(text) for name, text in result.attributes.items()}


def _stored(meta: Any) -> StoredObject:  # noqa: ANN401 - the client's dictionary
    return StoredObject(meta["path"], meta["size"], meta["last_modified"].timestamp(), meta["e_tag"] or "")
