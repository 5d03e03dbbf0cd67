"""Every way an address, a page or a run can be refused, as a tree. Pure Python: extraction raises from here."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BulletinSpiderError(Exception):
    """The root: catch it to catch all that this package raises on purpose."""


class RunFault(BulletinSpiderError):
    """A run that cannot begin, told in one line: what, where, what to do. ``outcome`` is the run's outcome."""

    outcome = Outcome.ERROR


class UsageFault(RunFault):
    """What a person asked for cannot be meant."""

    outcome = Outcome.USAGE


class BrokenSite(RunFault):
    """A site's file cannot be read."""

    def __init__(self, module: str, error: Exception) -> None:
        super().__init__(
            f"the site's file {module.replace('.', '/')}.py cannot be read: {type(error).__name__}: {error}"
        )


class LockedSite(RunFault):
    """Another run of the same site is under way."""

    outcome = Outcome.LOCKED


class ArchiveFault(RunFault):
    """The archive's directory cannot be read or written."""

    outcome = Outcome.OUTPUT_FAILED

    def __init__(self, root: Path, error: OSError, verb: str = "write") -> None:
        able = f"make the directory {'writable' if verb == 'write' else 'readable'}"
        super().__init__(
            f"cannot {verb} the archive at {root}: {error.strerror or error};"
            f" {'make room' if error.errno in NO_ROOM else able} or set BULLETIN_ARCHIVE to another one"
        )


class ArchiveUnread(RunFault):
    """What was asked of the archive cannot be read from it."""


class DamagedSegment(RunFault):
    """A published segment cannot be read as what was written."""


class DamagedCapture(BulletinSpiderError):
    """A capture cannot be read as what was written: ``file``, the ``offset`` of its record, and ``what`` is wrong."""

    def __init__(self, file: str, offset: int, what: str) -> None:
        super().__init__(f"{file} at {offset}: {what}")
        self.file, self.offset, self.what = file, offset, what


class UndecodablePayload(BulletinSpiderError):
    """A body whose content encoding cannot be undone, or that would grow beyond the limit."""


class ExportFault(RunFault):
    """A file that was asked for cannot be written."""

    outcome = Outcome.OUTPUT_FAILED


class Refusal(BulletinSpiderError):
    """A page that is not published. ``reason`` is the word the run's record and ``rejected/`` use."""

    reason = "refused"


class NotABulletin(Refusal):
    """The answer is no article at all, whatever its status code said."""


class EmptyPage(NotABulletin):
    """No text, or nothing but blanks and markup."""

    reason = "empty"


class ListingPage(NotABulletin):
    """Rows of links: a listing, a home page or a portal page."""

    reason = "listing"


class ErrorPage(NotABulletin):
    """A server's or an application's error text."""

    reason = "error"


class SoftNotFound(NotABulletin):
    """'The page does not exist', said with status 200."""

    reason = "soft404"


class LoginPage(NotABulletin):
    """A form that asks who we are."""

    reason = "login"


class ChallengePage(NotABulletin):
    """A firewall's or captcha's page: the site defends itself."""

    reason = "challenge"


class ScriptShell(NotABulletin):
    """A page that only a browser would fill or leave: scripts, a redirect, no text."""

    reason = "shell"


class AnotherPage(NotABulletin):
    """What stands at a known bulletin's address shows nothing of it: no headline, no day, no paragraph."""

    reason = "another page"


class IncompleteBulletin(Refusal):
    """An article that lacks what a consumer must be able to count on."""


class MissingTitle(IncompleteBulletin):
    """No headline, neither on the page nor in its listing row."""

    reason = "no title"


class MissingDate(IncompleteBulletin):
    """No publication day, neither on the page nor in its listing row or address."""

    reason = "no date"


class MissingBody(IncompleteBulletin):
    """Neither paragraphs nor pictures nor attachments."""

    reason = "no body"
