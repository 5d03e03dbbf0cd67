"""`scrapy verify` finds a revisit whose original has another payload, though both have the same SHA-1."""

from __future__ import annotations

import gzip
from contextlib import closing
from typing import TYPE_CHECKING

from bulletin_spider.archive.captures.reader import read_records
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.verification.captures import CaptureCheck
from bulletin_spider.archive.verification.run_records import RunRecordCheck
from tests.archive.exchanges import captures, exchange

if TYPE_CHECKING:
    from pathlib import Path


def messages(root: Path) -> list[str]:
    with closing(CaptureCheck(RunRecordCheck(Layout(root), "demo"))) as check:
        return [finding.message for finding in check.check()]


def test_a_revisit_with_another_sha256_is_found(tmp_path: Path) -> None:
    own = captures(tmp_path)
    own.keeps_revisits = True
    for _ in range(2):
        own.keep(exchange())
    own.close()
    assert messages(tmp_path) == []
    (path,) = Layout(tmp_path).captures("demo")
    body, (revisit,) = path.read_bytes(), [one for one in read_records(path) if one.type == "revisit"]
    record = gzip.decompress(body[revisit.offset : revisit.end])
    assert revisit.sha256
    record = record.replace(revisit.sha256.encode(), b"0" * 64)
    path.write_bytes(body[: revisit.offset] + gzip.compress(record) + body[revisit.end :])
    (message,) = messages(tmp_path)
    assert "no file of the site has that record with this payload" in message
