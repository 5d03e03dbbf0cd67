"""Ask a time-stamp authority for a stamp (RFC 3161) over a file, and check a stamp against the authority's roots."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bulletin_spider.exceptions import TimeStampFault, UsageFault

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

_TIMEOUT = 60.0
"""Seconds for one answer: authorities answer within a few."""
_MAX_ANSWER = 1 << 20
"""Bytes of an answer: a stamp with its certificates has a few thousand."""


def request_time_stamp(url: str, content: bytes) -> bytes:
    """Return the authority's answer with a stamp over ``content``; raise ``TimeStampFault`` if there is none.

    The answer is for this content and this request. Who signed it is checked by :func:`check_time_stamp`.
    """
    client = _client()
    if urlsplit(url).scheme not in {"http", "https"}:
        raise UsageFault(f"--rfc3161 {url}: must be an http or https address")
    request = (
        client.TimestampRequestBuilder().data(content).hash_algorithm(client.HashAlgorithm.SHA256).build()
    )
    answer = _post(url, request.as_bytes())
    try:
        response = client.decode_timestamp_response(answer)
        if response.status != client.PKIStatus.GRANTED:
            raise TimeStampFault(
                f"{url} grants no time stamp: {'; '.join(response.status_string) or response.status}"
            )
        stamped, nonce = response.tst_info.message_imprint.message, response.tst_info.nonce
    except ValueError as error:
        raise TimeStampFault(f"{url} answers with no time stamp: {error}") from error
    if stamped != hashlib.sha256(content).digest() or nonce != request.nonce:
        raise TimeStampFault(f"{url} answers with the time stamp of another file or request")
    return answer


def check_time_stamp(answer: bytes, content: bytes, roots: Path) -> dt.datetime:
    """Return the time of a stamp over ``content``; raise ``TimeStampFault`` if it is none.

    ``roots`` is a file of certificates (PEM). One of them must vouch for the authority's certificate.
    """
    client = _client()
    from cryptography import x509  # noqa: PLC0415 - comes with the extra

    try:
        certificates = x509.load_pem_x509_certificates(roots.read_bytes())
    except OSError as error:
        raise UsageFault(f"--tsa-roots {roots}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageFault(f"--tsa-roots {roots}: holds no certificate in PEM: {error}") from error
    builder = client.VerifierBuilder(roots=certificates)
    try:
        response = client.decode_timestamp_response(answer)
        builder.build().verify_message(response, content)
    except (client.VerificationError, ValueError) as error:
        raise TimeStampFault(f"is not a time stamp of the anchor: {error}") from error
    moment: dt.datetime = response.tst_info.gen_time
    return moment


def _client() -> Any:  # noqa: ANN401 - a module
    try:
        import rfc3161_client  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageFault(
            "time stamps need rfc3161-client: install this program with its extra [anchor] (docs/install.md);"
            " in a clone: uv sync --extra anchor"
        ) from None
    return rfc3161_client


def _post(url: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the caller has checked the scheme
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - likewise
            received: bytes = answer.read(_MAX_ANSWER + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise TimeStampFault(f"{url} answers with status {error.code}") from error
    except OSError as error:
        raise TimeStampFault(f"{url} cannot be asked: {getattr(error, 'reason', error)}") from error
    if len(received) > _MAX_ANSWER:
        raise TimeStampFault(f"{url} answers with more than {_MAX_ANSWER} bytes")
    return received
