from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from scrapy.utils._compression import zstd

from bulletin_spider.exceptions import UndecodablePayload
from tests.archive.exchanges import exchange

TEXT = "区委常委会召开会议。".encode() * 200


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT, wbits=-15)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT), mtime=0)),
        ("identity", TEXT),
        ("", TEXT),
    ],
)
def test_the_payload_is_the_decoded_body(encoding: str, body: bytes) -> None:
    kept = exchange(body=body, headers=[("content-encoding", encoding)])
    assert kept.body == body
    assert kept.payload() == TEXT
    with pytest.raises(UndecodablePayload):
        kept.payload(limit=100)


def test_a_wrong_encoding_is_an_error() -> None:
    for encoding in ("gzip", "deflate", "br", "zstd"):
        with pytest.raises(UndecodablePayload, match=encoding):
            exchange(body=b"plain text, plain text", headers=[("Content-Encoding", encoding)]).payload()


def test_a_pile_of_encodings_is_not_undone() -> None:
    """Each layer takes time, and a header may name thousands."""
    kept = exchange(body=TEXT, headers=[("Content-Encoding", ", ".join(["gzip"] * 11))])
    with pytest.raises(UndecodablePayload, match="11 content encodings"):
        kept.payload()
