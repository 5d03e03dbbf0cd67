"""Every status that a record can hold, each with a sentence that says what it means."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Status(StrEnum):
    """A value that is stored as plain text, its ``sentence`` for people and for the docs, and its ``words``."""

    sentence: str
    words: str
    """What a person reads behind a number: ``3 on another site``. By default the value."""

    def __new__(cls, value: str, sentence: str = "", words: str = "") -> Self:
        """Return the member that is stored as ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        member.words = words or value
        return member


class ProjectKind(Status):
    """What makes the project that a command belongs to."""

    SCRAPY = "scrapy.cfg", "A Scrapy project: the closest `scrapy.cfg`, here or in a directory above."
    OWN = "bulletin.toml", "The closest `bulletin.toml`, here or in a directory above."
    USERS = (
        "user's bulletin.toml",
        "`~/.config/bulletin.toml`; what it does not name is in the working directory.",
    )
    DEFAULTS = "defaults", "No file: the defaults of the package, and `output` in the working directory."


class Change(Status):
    """Why a version of a bulletin exists."""

    NEW = "new", "The bulletin is published for the first time."
    REVISED = "revised", "The site changed the wording, or replaced an attachment under the same address."
    MOVED = (
        "moved",
        "The site has the same words at a new address, `moved_to`, and the old address has them no more.",
    )
    REREAD = (
        "reread",
        "The site changed nothing: our rules read the same page differently, or an owed attachment was kept or failed.",
    )
    WITHDRAWN = "withdrawn", "The bulletin is gone from the site. The version repeats the last wording."
    RESTORED = "restored", "The bulletin was withdrawn and is on the site again."


class Pace(Status):
    """How often a watch sends what it has found."""

    AT_ONCE = "at once", "A message for each version, when the run that published it has ended."
    DAILY = "daily", "One message a day of Asia/Shanghai, if something was found."
    WEEKLY = "weekly", "One message every seven days, if something was found."


class ChangedPart(Status):
    """What differs between two versions of a bulletin; a pair of versions may have several."""

    HEADLINE = "headline", "The headline."
    DAY = "day", "The day of publication."
    FIGURES = "figures", "A number in the headline or the text, in figures or in Chinese numerals."
    WORDING = "wording", "Words within a paragraph."
    PARAGRAPH_ADDED = "paragraph added", "A paragraph is there that was not."
    PARAGRAPH_REMOVED = "paragraph removed", "A paragraph is gone."
    PEOPLE = "people", "The people that the page names, or the byline."
    SOURCE = "source", "The source (来源)."
    TABLE = "table", "A cell, a row or a whole data table."
    PICTURE = "picture", "A picture or its caption."
    ATTACHMENT = "attachment", "An attachment: its address, its name, or the bytes of its file."
    DOCUMENT_CARD = "document card", "What the page says of a government document, such as its number (文号)."
    SECTION = "section", "The section of the site, or the identifier of the website."


class Trait(Status):
    """What a bulletin has beside its text, by which a search can be narrowed."""

    TABLE = "table", "It has a data table."
    DOCUMENT = "document", "A document is attached to it."
    CARD = "card", "It says which government document it is, such as its number (文号)."


class AttachmentState(Status):
    """What became of the file of an attachment."""

    KEPT = (
        "kept",
        "The file is in the archive: `capture` says where, `digest` and `size` are those of its bytes.",
    )
    OWED = "owed", "The file has not come yet. The next run asks for it."
    FAILED = (
        "failed",
        "The file is gone, or no usable answer came in as many runs as `ARTICLE_ATTEMPTS` says.",
    )
    TOO_LARGE = "too large", "The file is larger than 10 MB."
    OVER_LIMIT = "over limit", "The bulletin has more than 20 files or 50 MB; this one was left out."
    FORBIDDEN = "forbidden", "robots.txt of its host forbids its address."
    NOT_PUBLIC = "not public", "Its address leads to a private network."
    NO_DOCUMENT = "no document", "It is a film or a sound. Only documents are kept."
    OFF = "off", "The files of this site are not asked for (setting `ATTACHMENTS`)."


class RecordEvent(Status):
    """What happened to a site beside its runs; a line of its run records that is not the record of a run."""

    RETIRED = "retired", "The site is kept, and no run of it is expected any more."
    RESUMED = "resumed", "The site was retired, and runs of it are expected again."
    FORGOTTEN = (
        "forgotten",
        "The files of the site were removed; the line is chained to the last line before it.",
    )
    PACKED = (
        "packed",
        "Files of a closed month became packs; `files` names the old ones, `packs` the new ones.",
    )
    TIERED = "tiered", "Packs of captures were moved out of the archive, to the directory `to`."
    FETCHED = "fetched", "Packs of captures were copied back into the archive, from the directory `from`."


DECISIONS = frozenset({RecordEvent.RETIRED, RecordEvent.RESUMED, RecordEvent.FORGOTTEN})
"""The events that are decisions of a person."""


class RowStatus(Status):
    """What became of a row of a listing. Every row of a run has exactly one status."""

    NEW = "new", "This run published it for the first time."
    REVISED = "revised", "This run published a version of it, because the site changed the wording."
    MOVED = "moved", "This run published a version of it, because the site moved it to this address."
    REREAD = "reread", "This run published a version of it, because our rules changed."
    RESTORED = "restored", "This run published it again after it was withdrawn."
    UNCHANGED = "unchanged", "This run fetched it; the same wording is published already."
    KNOWN = "known", "A closed run, or a run before one, published it. Nothing is missing behind it."
    UNPROVEN = (
        "known, unproven",
        "It is published, but by a run that left a gap. Rows behind it may be missing.",
    )
    ELSEWHERE = (
        "elsewhere",
        "This run asked for it in another channel, or a redirect led to its page.",
        "on the page of another row",
    )
    REFUSED = "refused", "Its page is no bulletin; `rejected/` has the reason.", "refused as no bulletin"
    GONE = "gone", "The site answered 404 or 410, or redirected to its home page.", "gone from the site"
    FORBIDDEN = "forbidden", "robots.txt forbids its address.", "forbidden by robots.txt"
    BLOCKED = "blocked", "The site turned us away (403 and the like).", "blocked by the site"
    OTHER_SITE = "other site", "Its link leads to another site.", "on another site"
    LED_AWAY = "led away", "Its page redirects to another site.", "redirected to another site"
    FAILED = "failed", "No usable answer came. The next run asks again."
    OWED = (
        "owed",
        "An earlier run could not get it; this run asked for it before it read the listing.",
        "owed by an earlier run",
    )
    GIVEN_UP = "given up", "As many runs as `ARTICLE_ATTEMPTS` says could not get it.", "given up earlier"
    BAD_ADDRESS = "bad address", "Its link is not a valid address.", "without a valid address"
    BEFORE_SINCE = "before since", "Left out: its day is before `-a since=`."
    AFTER_UNTIL = "after until", "Left out: its day is after `-a until=`."
    OVER_LIMIT = "over limit", "Left out: the run asked for `-a limit=` articles already."
    ASKED = (
        "asked",
        "The run stopped before an answer came. The next run asks again.",
        "asked for without an answer",
    )


class RevisitResult(Status):
    """What a run found when it visited a known bulletin again."""

    NOT_MODIFIED = "not modified", "The site confirmed the kept page (304)."
    UNCHANGED = "unchanged", "The page came again with the published wording."
    REVISED = "revised", "The site changed the wording; a version is published."
    MOVED = "moved", "The bulletin was found at a new address; a version is published."
    REREAD = "reread", "Our rules changed; a version is published."
    RESTORED = "restored", "A withdrawn bulletin was there again; a version is published."
    MISSING = "missing", "The article was not there (404, 410, home page, or a page that says so)."
    SUSPENDED = "missing, not counted", "Too much was missing at once: this run proves nothing about it."
    REFUSED = "refused", "The page is no bulletin, or shows nothing of this one."
    BLOCKED = "blocked", "The site turned us away."
    UNREACHABLE = "unreachable", "No answer came, or an error of the server (5xx)."
    FORBIDDEN = "forbidden", "robots.txt forbids the address."
    OTHER_SITE = "other site", "The address leads to another site, or to a private address."
    LED_AWAY = "led away", "The page redirects to another site."
    ELSEWHERE = "elsewhere", "The page redirects to another bulletin of this run."
    FAILED = "failed", "No usable answer came."
    BEFORE_SINCE = "before since", "The page shows a day before `-a since=`."
    AFTER_UNTIL = "after until", "The page shows a day after `-a until=`."
    ASKED = "asked", "The run stopped before an answer came."


ARTICLE_SEEN = frozenset(
    {
        RevisitResult.NOT_MODIFIED,
        RevisitResult.UNCHANGED,
        RevisitResult.REVISED,
        RevisitResult.MOVED,
        RevisitResult.REREAD,
        RevisitResult.RESTORED,
    }
)
"""Results of a revisit that found the article."""
READABLE = (
    RowStatus.NEW,
    RowStatus.REVISED,
    RowStatus.MOVED,
    RowStatus.REREAD,
    RowStatus.RESTORED,
    RowStatus.UNCHANGED,
)
"""Statuses of rows whose page gave a bulletin."""
UNREADABLE = (RowStatus.REFUSED, RowStatus.GONE, RowStatus.LED_AWAY)
"""Statuses of rows whose page the site answered for without giving a bulletin."""


class FailureKind(Status):
    """Why a request brought no page, or why a listing could not be followed further."""

    GONE = "gone", "404, 410, or the home page in its place."
    BLOCKED = "blocked", "The site turned us away."
    UNREACHABLE = "unreachable", "No answer, or an error of the server (5xx)."
    FORBIDDEN = "forbidden", "robots.txt forbids the address."
    OTHER_SITE = "other site", "The address leads to another site, or to a private address."
    NOT_MODIFIED = "not modified", "The site confirmed the kept page (304)."
    FAILED = "failed", "No usable answer."
    EMPTY = "empty", "A page of the listing shows no rows."
    REPEATS = "repeats", "A page of the listing repeats rows that came before."
    CAP = "cap", "The listing is longer than `LISTING_PAGES`."
    MORE = "more", "The listing goes on where it cannot be followed."
    NO_OVERLAP = "no overlap", "The listing ends without a row that an earlier run has published."


class Outcome(Status):
    """How a run ended: its exit ``code`` and a ``sentence`` for people.

    In the order of the exit codes, which follow Scrapy (1, 2), sysexits.h (74, 75) and shells (130; SIGTERM: 143).
    """

    code: int

    def __new__(cls, value: str, code: int = 0, sentence: str = "") -> Self:
        """Return the member that is stored as ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.code = code
        member.sentence = sentence
        return member

    OK = "ok", 0, "Every channel was walked to a safe end, and what was new is published."
    NOTHING_NEW = "ok, nothing new", 0, "Every channel was walked to a safe end, and nothing was new."
    UNPROVEN = (
        "unproven",
        0,
        "What the spider yielded is published. Whether a bulletin is missing is not known.",
    )
    ERROR = "error", 1, "The program failed. What was published stays; the next run goes on."
    USAGE = "usage", 2, "The command or a setting is wrong. Nothing was requested."
    INCOMPLETE = (
        "incomplete",
        3,
        "Something is missing: a listing broke off or an article failed. The next run asks again.",
    )
    DRIFT = (
        "drift",
        4,
        "The site is not read as it used to be: it, or its pages, have changed. A person has to look.",
    )
    BLOCKED = "blocked", 5, "The site turned us away: from its listings, or from one article after another."
    FORBIDDEN = "forbidden", 6, "The site's robots.txt forbids its listings or articles. We obey it."
    UNREACHABLE = "unreachable", 7, "No listing could be reached."
    OUTPUT_FAILED = "output failed", 74, "The archive, or a requested copy, could not be written."
    LOCKED = (
        "locked",
        75,
        "Another run of the same site is in progress. This one did nothing more, and recorded nothing.",
    )
    INTERRUPTED = "interrupted", 130, "A signal stopped the run. What it had is published."


WELL = (Outcome.OK, Outcome.NOTHING_NEW)
"""The outcomes that need nothing from anybody."""


class FileKind(Status):
    """What kind of file an attachment is."""

    DOCUMENT = "document", "A document or an archive of documents: PDF, Word, Excel, ZIP …"
    VIDEO = "video", "A film, or the page of a player that shows one."
    AUDIO = "audio", "Sound."
