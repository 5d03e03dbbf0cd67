"""Decoding of pages with wrong labels, without labels and with broken bytes."""

from __future__ import annotations

import pytest

from bulletin_spider.markup.encoding import decode

TEXT = "<html><head><title>区政府召开会议</title></head><body>会议由堃宇同志主持，𠮷祥社区代表参加。</body></html>"


@pytest.mark.parametrize(
    "label", [None, "gb2312", "gbk", "iso-8859-1", "big5", "no-such", "base64", "idna", ""]
)
def test_valid_utf8_is_utf8_whatever_the_label(label: str | None) -> None:
    assert decode(TEXT.encode(), label) == (TEXT, "utf-8", 0)


@pytest.mark.parametrize("label", [None, "utf-8", "gb2312", "iso-8859-1", "no-such"])
def test_chinese_without_trusted_label_is_gb18030(label: str | None) -> None:
    assert decode(TEXT.encode("gb18030"), label) == (TEXT, "gb18030", 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_utf16_is_detected_by_mark_or_nuls(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).text == TEXT


def test_trusted_label_in_header_or_meta_decides() -> None:
    text = "<meta charset=big5><title>測試文字</title>"
    assert decode(text.encode("big5")).text == text
    assert decode(text.replace("big5", "x").encode("big5"), "Big5").text == text.replace("big5", "x")


def test_spliced_utf8_stays_utf8_and_counts_losses() -> None:
    body = (TEXT * 20).encode()
    cut = body.index("堃".encode())
    decoded = decode(body[:cut] + body[cut + 1 :])
    assert decoded.encoding == "utf-8"
    assert decoded.replaced >= 1


def test_utf8_with_two_cut_characters_stays_utf8() -> None:
    body = TEXT.encode()
    for cut in ("政".encode(), "宇".encode()):
        body = body.replace(cut, cut[:-1])
    assert decode(body).encoding == "utf-8"


def test_stray_gbk_characters_in_ascii_are_read() -> None:
    assert "区" in decode(b"<p>" + b"ascii " * 5000 + "区".encode("gbk")).text


def test_no_bytes_give_no_text() -> None:
    assert decode(b"") == ("", "utf-8", 0)
