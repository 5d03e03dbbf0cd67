"""Define every reason to refuse an address, a page or a run, as a tree of exceptions."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REMEDIES = dict.fromkeys(NO_ROOM, "make room") | {
    errno.EROFS: "mount its file system for writing",
    errno.EIO: "check the disk, it fails",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
    errno.ENFILE: "raise the system's limit of open files (fs.file-max)",
}
"""Error of the system → what a person does about it."""


def _is_address(place: object) -> bool:
    """Return whether a place is in an object store: then what has no address is a local file."""
    return "://" in str(place)


class BulletinSpiderError(Exception):
    """The root: every exception that this package raises on purpose."""


class RunFault(BulletinSpiderError):
    """A run or command that cannot start or continue. The message is one line: what, where, what to do."""

    outcome = Outcome.ERROR


class UsageFault(RunFault):
    """An argument, option or setting is unknown or invalid."""

    outcome = Outcome.USAGE


class BrokenSite(RunFault):
    """A site's file cannot be imported, or its table is not valid."""

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"the site's file {place} cannot be read: {why}")


class LockedSite(RunFault):
    """Another run of the same site is not finished."""

    outcome = Outcome.LOCKED


class ArchiveFault(RunFault):
    """The archive's directory cannot be read or written; or a run on another machine has taken the site over."""

    outcome = Outcome.OUTPUT_FAILED

    def __init__(self, root: Path, error: OSError, verb: str = "write") -> None:
        self.error = error
        if getattr(error, "is_of_other_run", False):
            self.outcome = Outcome.LOCKED
            super().__init__(f"{error.strerror}; nothing is lost: {getattr(error, 'remedy', '')}")
            return
        able = f"make the directory {'writable' if verb == 'write' else 'readable'}"
        what, where, setting = "archive", str(root), "BULLETIN_ARCHIVE"
        if _is_address(root):
            if hasattr(error, "remedy") or _is_address(error.filename):
                able = "see what else writes to it"
            else:
                what, setting = "local files of the archive", "BULLETIN_CACHE"
                where += f" ({error.filename})" if error.filename else ""
        said = getattr(error, "remedy", "")  # of a store: another archive is no remedy for its faults
        todo = said or f"{_REMEDIES.get(error.errno or 0, able)} or set {setting} to another one"
        super().__init__(f"cannot {verb} the {what} at {where}: {error.strerror or error}; {todo}")


class ArchiveUnread(RunFault):
    """The archive cannot give the requested data."""


class OtherArchive(RunFault):
    """A copy would replace what it has not made: the other place has runs or files that the archive does not have."""


class IndexFault(RunFault):
    """The index cannot be read or written: ``cause`` is what SQLite says.

    ``error`` is the system's error behind it. ``damaged`` says that the database is corrupt and must be rebuilt.
    """

    outcome = Outcome.OUTPUT_FAILED

    def __init__(
        self, index: Path, cause: object, error: OSError | None = None, *, damaged: bool = False
    ) -> None:
        self.cause, self.damaged = str(cause), damaged
        self.error = error or OSError(0, self.cause)
        room = "make room; " if self.error.errno in NO_ROOM else ""
        super().__init__(f"{index}: {cause}; {room}nothing is lost, the next run brings it up to date")


class SearchFault(RunFault):
    """The search database is damaged: ``cause`` is what SQLite says."""

    def __init__(self, database: Path, cause: object) -> None:
        super().__init__(f"{database} is damaged ({cause}): delete it, the next search rebuilds it")


class TooBroad(Exception):
    """A query of the search database took longer than ``seconds``: it has too many hits."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the search took more than {seconds:g} seconds: it is too broad, narrow it")


class TemporaryDatabaseFault(RunFault):
    """A temporary database cannot be read or written: ``cause`` is what SQLite says."""

    outcome = Outcome.OUTPUT_FAILED

    def __init__(self, cause: object) -> None:
        super().__init__(
            f"a temporary database: {cause}; make room for temporary files, or set TMPDIR to another directory"
        )


class DatabaseFault(RunFault):
    """The PostgreSQL database of a cluster cannot be used: ``where`` is its address without a password."""

    outcome = Outcome.OUTPUT_FAILED

    def __init__(
        self, where: str, why: str, remedy: str = "check that it runs, and BULLETIN_DATABASE"
    ) -> None:
        self.why, self.remedy = why, remedy
        super().__init__(f"the database {where}: {why}; {remedy}")


class DatabaseAway(DatabaseFault):
    """The PostgreSQL database does not answer, or not now: the same may work in a moment."""


class TimeStampFault(RunFault):
    """A time-stamp authority gives no stamp, or a stamp does not fit its file."""


class DamagedSegment(RunFault):
    """A published segment is damaged: it differs from what was written."""


class DamagedCapture(BulletinSpiderError):
    """A capture is damaged: ``file``, the ``offset`` of its record, and ``what`` is wrong with it."""

    def __init__(self, file: str, offset: int, what: str) -> None:
        super().__init__(f"{file} at {offset}: {what}")
        self.file, self.offset, self.what = file, offset, what


class TieredCapture(DamagedCapture):
    """A capture is in a pack that ``bulletin tier`` has moved to the directory ``place``."""

    def __init__(self, file: str, offset: int, place: str) -> None:
        site = file.split("/")[1]
        super().__init__(
            file,
            offset,
            f"was moved to {place}: '{PROGRAM} tier --fetch {site}' copies it back into the archive",
        )
        self.place = place


class UndecodablePayload(BulletinSpiderError):
    """A body that cannot be decompressed, or that would become larger than the limit."""


class DeliveryFault(BulletinSpiderError):
    """A message of a watch was not accepted; the text says why, without the address. It is sent again later."""


class WatchFault(RunFault):
    """What was delivered of a watch is not known: the watch is not evaluated."""


class ExportFault(RunFault):
    """An exported file cannot be written."""

    outcome = Outcome.OUTPUT_FAILED


class Refusal(BulletinSpiderError):
    """A page that is not published. ``reason`` names the cause in the run's record and in ``rejected/``."""

    reason = "refused"


class NotABulletin(Refusal):
    """The response is not an article, whatever its status code says."""


class EmptyPage(NotABulletin):
    """No text, only spaces and markup."""

    reason = "empty"


class ListingPage(NotABulletin):
    """Rows of links: a listing, a home page or a portal page."""

    reason = "listing"


class ErrorPage(NotABulletin):
    """An error message of a server or an application."""

    reason = "error"


class SoftNotFound(NotABulletin):
    """The text that the page does not exist, with status 200."""

    reason = "soft404"


class LoginPage(NotABulletin):
    """A login form."""

    reason = "login"


class FormPage(NotABulletin):
    """A form to fill in or to search with."""

    reason = "form"


class ContactPage(NotABulletin):
    """Addresses and telephone numbers of the site or its offices."""

    reason = "contact"


class ParkedPage(NotABulletin):
    """A page of somebody else who holds the domain now: an offer of the domain, or gambling."""

    reason = "parked"


class ChallengePage(NotABulletin):
    """A firewall's or captcha's page, which the site shows to programs."""

    reason = "challenge"


class ScriptShell(NotABulletin):
    """A page of scripts or a redirect without text; only a browser can show its content."""

    reason = "shell"


class AnotherPage(NotABulletin):
    """The page at a known bulletin's address is another one: without its headline, its day and its paragraphs."""

    reason = "another page"


class TooExpensive(Refusal):
    """Reading the page takes more CPU time than ``READING_SECONDS`` allows."""

    reason = "too expensive to read"


class SetAside(Refusal):
    """Two runs died while they read the page: it is not read until the page or the rules are other ones."""

    reason = "set aside"


class IncompleteBulletin(Refusal):
    """An article without a field that every published bulletin must have."""


class MissingTitle(IncompleteBulletin):
    """The page and its listing row have no headline."""

    reason = "no title"


class MissingDate(IncompleteBulletin):
    """The page, its listing row and its address have no publication day."""

    reason = "no date"


class BrokenContract(Refusal):
    """A field of the bulletin breaks the contract of a published line. The message names it."""

    reason = "contract"


class DroppedBulletin(Refusal):
    """A pipeline of the project raised ``DropItem``. The message is the pipeline's."""

    reason = "dropped"


class MissingBody(IncompleteBulletin):
    """The page has no paragraphs, no pictures and no attachments."""

    reason = "no body"


def fault_text(fault: BaseException) -> tuple[Outcome, str]:
    """Return the outcome of a run or command that failed to start, and why in one line."""
    if isinstance(fault, RunFault):
        return fault.outcome, str(fault)
    return Outcome.ERROR, f"{type(fault).__name__}: {fault} (-L DEBUG shows where)"
