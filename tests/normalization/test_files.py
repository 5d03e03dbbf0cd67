"""The bytes of a file distinguish it from text."""

from __future__ import annotations

import pytest

from bulletin_spider.normalization.files import is_file


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7", b"PK\x03\x04...", bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0"]
)
def test_documents_and_binary_data_are_files(body: bytes) -> None:
    assert is_file(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        "<p>正文</p>".encode(),
        "<p>正文</p>".encode("gb18030"),
        "<p>正文</p>".encode("utf-16"),
        b"<p>a\0</p>" + b" " * 99,
    ],
)
def test_text_in_any_encoding_is_no_file(body: bytes) -> None:
    """A single control character does not make text a file."""
    assert not is_file(body)
