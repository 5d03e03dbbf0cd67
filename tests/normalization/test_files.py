from __future__ import annotations

import pytest

from bulletin_spider.normalization.files import is_file


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7", b"PK\x03\x04...", bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0"]
)
def test_what_no_person_can_read_is_a_file(body: bytes) -> None:
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
def test_text_in_any_encoding_is_none_and_a_stray_character_makes_none(body: bytes) -> None:
    assert not is_file(body)
