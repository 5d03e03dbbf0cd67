"""Addresses for every page of the registry, each with what it can show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from bulletin_spider.web.evidence.capture_address import capture_address
from tests.web_browser.kept import LONG, MANY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.web_browser.kept import Kept


def _bulletin(kept: Kept, **fields: object) -> str:
    found = kept.one(**fields)
    return f"/b/{found['site']}/{found['id']}"


def _capture(kept: Kept) -> str:
    found = capture_address(kept.one(change="revised", site="demo")["capture"])
    assert found
    return found.path


def _record(kept: Kept) -> str:
    """Return the number of a record as a citation has it."""
    return str(kept.one(change="revised", site="demo")["capture"]["record_id"])[len("<urn:uuid:") : -1]


def _with_file(kept: Kept) -> str:
    return next(f"/b/demo/{one['id']}" for one in kept.versions if one["attachments"] and one["document"])


LONG_ONE = f"/b/{MANY}/{LONG:016x}"
ADDRESSES: Mapping[str, Callable[[Kept], list[str]]] = {
    "/": lambda _: ["/"],
    "/search": lambda _: [f"/search?q={quote('改造')}", f"/search?q={quote('没有')}&site=demo"],
    "/changes": lambda _: ["/changes", "/changes?kind=moved,figures&since=2026-09-29"],
    "/withdrawn": lambda _: ["/withdrawn"],
    "/withdrawn/{site}/{id}": lambda kept: [f"/withdrawn{_bulletin(kept, change='withdrawn')[2:]}"],
    "/sites": lambda _: ["/sites"],
    "/s/{site}": lambda _: ["/s/demo", f"/s/{MANY}"],
    "/s/{site}/runs": lambda _: ["/s/demo/runs"],
    "/s/{site}/reporters": lambda _: ["/s/demo/reporters"],
    "/s/{site}/refused": lambda _: [f"/s/{MANY}/refused"],
    "/b/{site}/{id}": lambda kept: [
        _with_file(kept),
        f"{_bulletin(kept, change='restored')}?body=page",
        _bulletin(kept, change="withdrawn", id=_gone(kept)),
        LONG_ONE,
    ],
    "/b/{site}/{id}/{number}": lambda kept: [f"{_bulletin(kept, change='moved')}/1"],
    "/b/{site}/{id}/{old}..{new}": lambda kept: [
        f"{_bulletin(kept, change='revised', channel='通知公告')}/1..2?links=1",
        f"{_bulletin(kept, change='revised', site='demo')}/1..2?view=line&context=all",
        f"{LONG_ONE}/1..2?context=all",
    ],
    "/c/{site}/{file}/{offset}": lambda kept: [
        _capture(kept), f"{_capture(kept)}?view=source", f"{_capture(kept)}?view=page",
    ],
    "/c/{site}/{record}": lambda kept: [f"/c/demo/{_record(kept)}"],
    "/b/{site}/{id}/compare": lambda kept: [f"{_bulletin(kept, change='restored')}/compare?old=1&new=3"],
    "/health": lambda _: ["/health"],
    "/help": lambda _: ["/help"],
}  # fmt: skip
"""By the path of the page; a page that is added needs its own here."""


def _gone(kept: Kept) -> str:
    """Return the bulletin that is withdrawn and was not restored."""
    return next(one["id"] for one in kept.latest() if one["change"] == "withdrawn")
