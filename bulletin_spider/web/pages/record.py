"""Which capture is the WARC record that a citation names, and is it really what the site said?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bulletin_spider.archive.index.lookup import capture_of_record
from bulletin_spider.web.bulletins.versions import is_site
from bulletin_spider.web.evidence.capture_address import capture_address
from bulletin_spider.web.faults import NotThere
from bulletin_spider.web.page import Page
from bulletin_spider.web.pages import capture

if TYPE_CHECKING:
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading

_ID = re.compile(r"<?(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>?", re.IGNORECASE)
"""A record id as a citation has it, or its number alone."""


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the capture of a record that a version names, as its own page does. Raises ``NoRecord``."""
    site, wanted = parameters.text("site"), _ID.fullmatch(parameters.text("record"))
    if not wanted or not is_site(reading.layout, site):
        raise NotThere
    record = f"<urn:uuid:{wanted[1].lower()}>"
    address = capture_address(capture_of_record(reading.layout, site, record))
    if address is None:
        raise NoRecord(record=record)
    path = {"site": address.site, "file": address.name, "offset": str(address.offset)}
    return capture.answer(reading, replace(parameters, path=path))


def more(reading: Reading, found: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Return the page of the capture as safe HTML, if it is asked for."""
    name = str(found["file"]).rpartition("/")[2]
    path = {"site": found["site"], "file": name, "offset": str(found["offset"])}
    return capture.more(reading, found, replace(parameters, path=path))


class NoRecord(NotThere):
    """No version that was searched names this ``record``."""

    key = "fault.no_record"


PAGE = Page(path="/c/{site}/{record}", template="capture.html", answer=answer, more=more)
