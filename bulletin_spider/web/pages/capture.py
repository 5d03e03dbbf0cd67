"""Is this really what the site said?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bulletin_spider.extraction.body_html.without_requests import without_requests
from bulletin_spider.web.bulletins.versions import is_site
from bulletin_spider.web.evidence.capture_address import CaptureAddress, is_capture_name
from bulletin_spider.web.evidence.capture_check import (
    SHOWN_BYTES,
    check_capture,
    checks,
    head_lines,
    kept_payload,
    payload_facts,
    source_text,
)
from bulletin_spider.web.evidence.chain_proof import check_file, covering_anchor, recorded_file
from bulletin_spider.web.evidence.own_checks import own_checks
from bulletin_spider.web.faults import NotThere
from bulletin_spider.web.page import Page
from bulletin_spider.web.texts import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bulletin_spider.archive.captures.exchange import Exchange
    from bulletin_spider.archive.layout import Layout
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_SOURCE, _PAGE = "source", "page"
_SHOWN = 400_000
"""Characters of a source that are shown: the saved pages have up to 340,000."""
_MOST_HEADERS = 500
"""Headers of an answer that are shown; the file of the capture has all that a server sent."""
_LAST_OFFSET = 999_999_999


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return a WARC record with its checks, its run record and its anchor.

    ``view=source`` adds the text of the page, ``view=page`` (not in the JSON) the page without scripts and pictures.
    """
    address = _address(reading.layout, parameters)
    try:
        found = check_capture(reading.layout.root, address)
    except FileNotFoundError:
        raise NotThere from None
    record, exchange = found.record, found.exchange
    status_line, headers = head_lines(record.head) if record else ("", [])
    view, proof = parameters.choice("view", {_SOURCE, _PAGE}), _proof(reading.layout, address)
    return {
        "site": address.site,
        "file": address.file,
        "offset": address.offset,
        "path": address.path,
        "is_whole": found.is_whole,
        "problem": found.problem,
        "moved_to": found.moved_to,
        "checked_at": reading.now().isoformat(timespec="seconds"),
        "warc": record.headers if record else {},
        "checks": checks(found),
        "status_line": status_line,
        "headers": headers[:_MOST_HEADERS],
        "headers_left_out": max(0, len(headers) - _MOST_HEADERS),
        "request_headers": exchange.request_headers if exchange else [],
        "row": dict(exchange.row or {}) if exchange else {},
        "payload": payload_facts(exchange) if exchange else None,
        "is_shown": exchange is not None,
        "shown_bytes": SHOWN_BYTES,
        "proof": proof,
        "own_checks": own_checks(reading.layout.root, address, proof["bytes"] if proof else None),
        "refers_to": _referred(found.record.headers) if found.record else None,
        "view": view,
        "source": _source(exchange) if exchange and view == _SOURCE else None,
    }


def more(reading: Reading, found: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Return the page of the capture as safe HTML, if it is asked for."""
    if found["view"] != _PAGE or not found["is_shown"]:
        return {"kept_page": None}
    exchange = check_capture(reading.layout.root, _address(reading.layout, parameters)).exchange
    source = source_text(exchange, SHOWN_BYTES) if exchange else None
    if exchange is None or source is None:
        return {"kept_page": None}
    from bulletin_spider.extraction.body_html.whole_page import whole_page  # noqa: PLC0415 - imports BeautifulSoup

    html = without_requests(
        whole_page(source.text, exchange.url), text(parameters.language, "bulletin.picture")
    )
    return {"kept_page": Markup(html) if html else None}  # noqa: S704 - sanitized


def payload(reading: Reading, parameters: Parameters) -> bytes:
    """Return the body of the answer, such as the file of an attachment. Raises ``NotThere``."""
    try:
        found = kept_payload(reading.layout.root, _address(reading.layout, parameters))
    except FileNotFoundError:
        found = None
    if found is None:
        raise NotThere
    return found


def _address(layout: Layout, parameters: Parameters) -> CaptureAddress:
    site, name = parameters.text("site"), parameters.text("file")
    offset = parameters.text("offset")
    if not is_site(layout, site) or not is_capture_name(name) or not (offset.isascii() and offset.isdigit()):
        raise NotThere
    # 0 is the first record of a file, which no other number of an address may be.
    number = parameters.number("offset", 0, _LAST_OFFSET) if offset.strip("0") else 0
    return CaptureAddress(site, name, number)


def _proof(layout: Layout, address: CaptureAddress) -> dict[str, Any] | None:
    """Return what the run records and anchors say of the file; None if no run record names it yet."""
    recorded = recorded_file(layout, address)
    if recorded is None:
        return None
    return {
        "run": recorded.run,
        "bytes": recorded.size,
        "sha256": recorded.sha256,
        "file_state": check_file(layout, address, recorded),
        "lines_after": len(recorded.lines) - 1,
        "is_chained": recorded.is_chained,
        "anchor": covering_anchor(layout, address.site, recorded),
    }


def _source(exchange: Exchange) -> dict[str, Any] | None:
    found = source_text(exchange, _SHOWN)
    return found._asdict() if found else None


def _referred(headers: Mapping[str, str]) -> str | None:
    """Return the number of the record that has the body which this record says is unchanged; None of other records."""
    found = headers.get("warc-refers-to", "")
    return found.strip("<>").removeprefix("urn:uuid:") or None


PAGE = Page(
    path="/c/{site}/{file}/{offset}", template="capture.html", answer=answer, more=more, payload=payload
)
