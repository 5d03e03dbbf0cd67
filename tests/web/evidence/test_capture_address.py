from __future__ import annotations

from typing import Any

import pytest

from bulletin_spider.web.evidence.capture_address import capture_address

CAPTURE = {"file": "captures/demo/20260904T000000Z.warc.gz", "offset": 7, "record_id": "x", "digest": "y"}


def test_a_capture_has_an_address() -> None:
    found = capture_address(CAPTURE)
    assert found
    assert found.path == "/c/demo/20260904T000000Z.warc.gz/7"
    assert found.file == CAPTURE["file"]


@pytest.mark.parametrize(
    "odd",
    [
        None, {}, [], "x", 7, CAPTURE | {"file": 7}, CAPTURE | {"file": "captures/demo/../../x.warc.gz"},
        CAPTURE | {"file": "bulletins/demo/20260904T000000Z.warc.gz"}, CAPTURE | {"offset": "7"},
        CAPTURE | {"offset": -1}, CAPTURE | {"offset": True}, {"file": CAPTURE["file"]},
    ],
)  # fmt: skip
def test_an_odd_capture_has_no_address(odd: Any) -> None:
    assert capture_address(odd) is None
