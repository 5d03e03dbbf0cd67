"""An answer is a document, or says why there is none."""

from __future__ import annotations

import hashlib

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from bulletin_spider.crawl.attachments.answers import failed_answer, file_answer
from bulletin_spider.network.errors import PRIVATE

URL = "http://x.gov.cn/f/1.docx"


def response(body: bytes, url: str = URL, **options: object) -> Response:
    request = Request(url, meta={"capture": {"offset": 7}})
    return Response(url, body=body, request=request, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"PK\x03\x04", "题,数\n1,2\n".encode("gbk"), b"{}"])
def test_document_is_kept_with_its_digest(body: bytes) -> None:
    answer = file_answer(response(body))
    digest = hashlib.sha256(body).hexdigest()
    assert answer.state == "kept"
    assert answer.kept == {"digest": digest, "size": len(body), "capture": {"offset": 7}}


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><p>404</p>",
        b"\r\n  <HTML>",
        b"<!-- cms --> <html lang='zh'>",
        b'<?xml version="1.0"?><html>',
        b"\xef\xbb\xbf<!doctype html>",
    ],
)
def test_page_in_place_of_a_file_fails(page: bytes) -> None:
    assert file_answer(response(page))[:2] == ("failed", "a page came in its place")


def test_document_saved_as_html_is_kept() -> None:
    head = b'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>'
    assert file_answer(response(head, "http://x.gov.cn/f/1.doc")).state == "kept"


def test_linked_page_is_kept() -> None:
    assert file_answer(response(b"<html>", "http://x.gov.cn/f/1.html")).state == "kept"


def test_empty_answer_fails() -> None:
    assert file_answer(response(b"")).state == "failed"


def test_film_behind_the_address_of_a_document_is_none() -> None:
    assert file_answer(response(b"\x00", headers={"Content-Type": "video/mp4"})).state == "no document"


def http(status: int) -> HttpError:
    return HttpError(Response(URL, status=status))


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (http(404), "failed"),
        (http(410), "failed"),
        (http(304), "kept"),
        (http(403), "owed"),
        (http(503), "owed"),
        (http(400), "owed"),
        (DownloadTimeoutError(), "owed"),
        (DownloadCancelledError(), "too large"),
        (IgnoreRequest("Forbidden by robots.txt"), "forbidden"),
        (IgnoreRequest(f"{PRIVATE}: http://10.0.0.1/"), "not public"),
    ],
    ids=str,
)
def test_failure_says_whether_a_later_run_asks_again(error: Exception, state: str) -> None:
    assert failed_answer(Failure(error)).state == state


def test_only_a_missing_answer_is_silence() -> None:
    assert failed_answer(Failure(DownloadTimeoutError())).is_silent
    assert not failed_answer(Failure(http(503))).is_silent
