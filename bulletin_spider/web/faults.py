"""Reasons why a page cannot be shown; each is shown as a page in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.exceptions import ArchiveFault, BulletinSpiderError

if TYPE_CHECKING:
    from pathlib import Path


def reason(error: Exception, *roots: Path) -> str:
    """Return why something failed, for readers on other machines too: of paths below ``roots`` only the last parts."""
    if isinstance(error, ArchiveFault):
        error = error.error
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return relative_paths(str(error), *roots)


def relative_paths(text: str, *roots: Path) -> str:
    """Return a text in which a path below a root begins with the name of that root."""
    for root in roots:
        text = text.replace(f"{root.parent}/", "")
    return text


class PageFault(BulletinSpiderError):
    """A page cannot be shown: ``status`` is that of the answer, and ``key`` names the sentence in ``texts/frame.py``.

    ``values`` are put into the sentence.
    """

    status = 500
    key = "fault.failed"
    retry = 0
    """Seconds after which the page may be there; 0 if waiting does not help."""

    def __init__(self, **values: str) -> None:
        super().__init__(self.key)
        self.values = values


class NotThere(PageFault):
    """The archive has no such bulletin, site, version or page."""

    status, key = 404, "fault.not_there"


class NoVersion(NotThere):
    """The bulletin has no version of this ``number``; its versions go from ``first`` to ``last``."""

    key = "fault.no_version"


class BadParameter(PageFault):
    """A parameter of the address is not valid: ``name`` and ``value``."""

    status, key = 400, "fault.bad_parameter"


class MovedOn(PageFault):
    """What the address names is elsewhere now: ``address``."""

    status, key = 307, "fault.moved_on"


class TooLong(PageFault):
    """The address is longer than any form of a page makes it."""

    status, key = 414, "fault.too_long"


class TooBroad(PageFault):
    """The query was stopped because it took too long."""

    status, key = 503, "fault.too_broad"


class Busy(PageFault):
    """Too many requests wait already. The page asks again by itself."""

    status, key, retry = 503, "fault.busy", 3


class NotRead(PageFault):
    """The archive cannot be read: ``why``."""

    key = "fault.not_read"


class NotReadNow(NotRead):
    """The archive cannot be read at this moment, or is not there: ``why``. The page asks again by itself."""

    status, retry = 503, 5


class NotDerived(PageFault):
    """What the page needs is not derived yet, and cannot be: ``why``."""

    status, key = 503, "fault.not_derived"


class BeingDerived(NotDerived):
    """What the page needs is being derived: ``done`` and ``total`` files. The page asks again by itself."""

    key = "fault.being_derived"
    retry = 5


class SitesBeingRead(BeingDerived):
    """The states of sites are being read for the first time: ``done`` and ``total`` sites."""

    key = "fault.sites_being_read"
