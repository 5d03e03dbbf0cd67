"""Every status that a record can hold, each with a sentence that says what it means."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Status(StrEnum):
    """A value that is stored as plain text, and its ``sentence`` for people and for the docs."""

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Self:
        """Return the member that is stored as ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member


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
    """What a person decided about a site; a line of its run records that is not the record of a run."""

    RETIRED = "retired", "The site is kept, and no run of it is expected any more."
    RESUMED = "resumed", "The site was retired, and runs of it are expected again."
    FORGOTTEN = (
        "forgotten",
        "The files of the site were removed; the line is chained to the last line before it.",
    )


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
    ELSEWHERE = "elsewhere", "This run asked for it in another channel, or a redirect led to its page."
    REFUSED = "refused", "Its page is no bulletin; `rejected/` has the reason."
    GONE = "gone", "The site answered 404 or 410, or redirected to its home page."
    FORBIDDEN = "forbidden", "robots.txt forbids its address."
    BLOCKED = "blocked", "The site turned us away (403 and the like)."
    OTHER_SITE = "other site", "Its link leads to another site."
    LED_AWAY = "led away", "Its page redirects to another site."
    FAILED = "failed", "No usable answer came. The next run asks again."
    OWED = "owed", "An earlier run could not get it; this run asked for it before it read the listing."
    GIVEN_UP = "given up", "As many runs as `ARTICLE_ATTEMPTS` says could not get it."
    BAD_ADDRESS = "bad address", "Its link is not a valid address."
    BEFORE_SINCE = "before since", "Left out: its day is before `-a since=`."
    AFTER_UNTIL = "after until", "Left out: its day is after `-a until=`."
    OVER_LIMIT = "over limit", "Left out: the run asked for `-a limit=` articles already."
    ASKED = "asked", "The run stopped before an answer came. The next run asks again."


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
    LOCKED = "locked", 75, "Another run of the same site is in progress. This one did nothing."
    INTERRUPTED = "interrupted", 130, "A signal stopped the run. What it had is published."


class FileKind(Status):
    """What kind of file an attachment is."""

    DOCUMENT = "document", "A document or an archive of documents: PDF, Word, Excel, ZIP …"
    VIDEO = "video", "A film, or the page of a player that shows one."
    AUDIO = "audio", "Sound."


class EvidenceRule(Status):
    """How the text was found from which a field was read: its slug, a ``label`` for warnings, and a sentence."""

    label: str

    def __new__(cls, value: str, label: str = "", sentence: str = "") -> Self:
        """Return the member that is stored as ``value``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.sentence = sentence
        return member

    ENCODING_VOTE = (
        "encoding-vote",
        "bytes weighed against header and meta",
        "The bytes of the page decided, weighed against the charsets in the HTTP header and the meta tag.",
    )
    SITE_RULE = "site-rule", "site rule", "A selector of the site's own rules selects it."
    LISTING_ROW = "listing-row", "listing row", "The row of the listing that leads to the page gives it."
    ADDRESS = "address", "address", "The address of the page contains the day."
    FRAGMENT_LINE = (
        "fragment-line",
        "first line of a fragment",
        "It is the first line of a page that is no whole document.",
    )
    H1 = "h1", "h1", "The line is in a heading `h1`."
    H2 = "h2", "h2", "The line is in a heading `h2`."
    H3 = "h3", "h3", "The line is in a heading `h3`."
    H4 = "h4", "h4", "The line is in a heading `h4`."
    H5 = "h5", "h5", "The line is in a heading `h5`."
    H6 = "h6", "h6", "The line is in a heading `h6`."
    TITLE_CLASS = "title-class", "title class", "The line is in a block whose class or id names a title."
    ABOVE_DATE_LINE = (
        "above-date-line",
        "above the date line",
        "The line is right above the line of date and source.",
    )
    CATALOGUE_CARD = (
        "catalogue-card",
        "catalogue card",
        "The catalogue card of a government document gives it.",
    )
    NUMBER_LINE = (
        "number-line",
        "line of the number",
        "The number of the document is on a line of its own near the headline, or at the end of the headline.",
    )
    TITLE_TAG = "title-tag", "title tag", "The title tag gives it."
    META_ARTICLETITLE = "meta-articletitle", "meta articletitle", "The meta tag `ArticleTitle` gives it."
    META_OG_TITLE = "meta-og-title", "meta og:title", "The meta tag `og:title` gives it."
    META_TITLE = "meta-title", "meta title", "The meta tag `title` gives it."
    META_TWITTER_TITLE = "meta-twitter-title", "meta twitter:title", "The meta tag `twitter:title` gives it."
    VISIBLE_LINE = (
        "visible-line",
        "visible line",
        "A line has a label of publication, or begins with a day and a time between headline and body.",
    )
    VISIBLE_DATE = "visible-date", "visible date", "A line near headline or body has a date without a label."
    UPDATED_LINE = "updated-line", "updated line", "A line has a label of an update."
    HEADLINE_END = "headline-end", "end of the headline", "The line of the headline ends with it."
    SIGN_OFF_LINE = "sign-off-line", "sign-off line", "The day on a line of its own closes a notice."
    DATELINE = "dateline", "dateline", "The opening of one of the first paragraphs contains the day."
    YEAR_OF_OTHER_DATE = (
        "year-of-other-date",
        "another date",
        "The day is shown without a year: the year is that of another date on the page or in its row.",
    )
    YEAR_IN_TEXT = (
        "year-in-text",
        "years in the text",
        "The day is shown without a year: the years that the text names decided.",
    )
    YEAR_IN_ADDRESS = (
        "year-in-address",
        "address of the page",
        "The day is shown without a year: the address of the page contains it.",
    )
    YEAR_IN_FILES = (
        "year-in-files",
        "addresses of pictures and documents",
        "The day is shown without a year: the addresses of pictures and documents contain it.",
    )
    YEAR_IN_LIST = (
        "year-in-list",
        "rows beside it",
        "The day is shown without a year: the rows beside it in its list show the year.",
    )
    INLINE_SCRIPT = (
        "inline-script",
        "inline script",
        "A script of the page assigns it to a name of publication.",
    )
    TIME_DATETIME = (
        "time-datetime",
        "meta time datetime",
        "The attribute `datetime` of an element `time` gives it.",
    )
    META_PUBDATE = "meta-pubdate", "meta pubdate", "The meta tag `PubDate` gives it."
    META_PUBLISHDATE = "meta-publishdate", "meta publishdate", "The meta tag `publishdate` gives it."
    META_PUBLISH_DATE = "meta-publish-date", "meta publish-date", "The meta tag `publish-date` gives it."
    META_PUBLISHED_TIME = (
        "meta-article-published-time",
        "meta article:published_time",
        "The meta tag `article:published_time` gives it.",
    )
    META_DATEPUBLISHED = "meta-datepublished", "meta datepublished", "The meta tag `datePublished` gives it."
    META_PUBLICATION_DATE = (
        "meta-publication-date",
        "meta publication_date",
        "The meta tag `publication_date` gives it.",
    )
    META_RELEASE_DATE = (
        "meta-og-release-date",
        "meta og:release_date",
        "The meta tag `og:release_date` gives it.",
    )
    META_WEIBO_CREATED = (
        "meta-weibo-create-at",
        "meta weibo: article:create_at",
        "The meta tag `weibo: article:create_at` gives it.",
    )
    META_PUBLISHTIME = "meta-publishtime", "meta publishtime", "The meta tag `publishtime` gives it."
    META_FIRST_PUBLISHED = (
        "meta-firstpublishedtime",
        "meta firstpublishedtime",
        "The meta tag `firstpublishedtime` gives it.",
    )
    META_DATE = "meta-date", "meta date", "The meta tag `date` gives it."
    META_DATEUPDATE = "meta-dateupdate", "meta dateupdate", "The meta tag `dateupdate` gives it."
    META_MODIFIED_TIME = (
        "meta-article-modified-time",
        "meta article:modified_time",
        "The meta tag `article:modified_time` gives it.",
    )
    PROSE_RUN = "prose-run", "run of prose", "The lines look most like prose."
    CAPTIONS = "captions", "captions", "On a page without prose, the lines are right behind date and source."
    IN_BODY = "in-body", "in the body", "The body contains the pictures or links."
    SHOWN_BY_ELEMENT = (
        "shown-by-element",
        "shown by an element",
        "An element of the text shows it: `video`, `audio`, `iframe`, `embed`, `object` or a hidden `input`.",
    )
    SHOWN_BY_SCRIPT = "shown-by-script", "shown by a script", "A script in the text holds its address."
    BYLINE = "byline", "byline", "A byline names the people."
    PARAGRAPH_OPENING = "paragraph-opening", "opening of a paragraph", "A paragraph opens with the byline."
    LINE_OR_BRACKET = (
        "own-line-or-bracket",
        "own line or closing bracket",
        "The byline is on a line of its own, or in brackets at the end of the last paragraph.",
    )
    LABELLED_LINE = "labelled-line", "labelled line", "A line has a label of the source."
    MEDIUM_BESIDE_DAY = (
        "medium-beside-day",
        "medium beside the day",
        "The name of a medium or an office is beside the day and time of publication.",
    )
    SOURCE_CLASS = (
        "source-class",
        "source class",
        "It is in an element whose class or id names a source, beside or below the day.",
    )
    META_CONTENTSOURCE = "meta-contentsource", "meta contentsource", "The meta tag `ContentSource` gives it."
    META_SITEIDCODE = "meta-siteidcode", "meta siteidcode", "The meta tag `SiteIDCode` gives it."
    FOOT_LINE = "foot-line", "line of the foot", "A line at the foot of the page gives it behind its label."
    FAULT_SCRIPT = (
        "fault-script",
        "script for reporting faults",
        "The script with which readers report faults of the page (纠错) carries it.",
    )
    BREADCRUMB = (
        "breadcrumb",
        "breadcrumb",
        "The trail from the home page to the page (当前位置) gives it.",
    )
    META_COLUMNNAME = "meta-columnname", "meta columnname", "The meta tag `ColumnName` gives it."
    HTTP_404 = "http-404", "HTTP 404", "The answer to the last visit has the status 404."
    HTTP_410 = "http-410", "HTTP 410", "The answer to the last visit has the status 410."
    SAYS_NOT_THERE = (
        "says-not-there",
        "a page that says it is not there",
        "The page says that it is not there.",
    )
    LEADS_HOME = "leads-home", "it leads to the home page", "The address leads to the home page."
    LEADS_TO_NEW_ADDRESS = (
        "leads-to-new-address",
        "it leads to the new address",
        "The old address of a moved bulletin leads to the new one.",
    )
    SHOWS_ANOTHER_PAGE = (
        "shows-another-page",
        "another page is there",
        "The old address of a moved bulletin shows another page.",
    )
    ATTACHMENT_KEPT = (
        "attachment-kept",
        "attachment kept",
        "The file of an attachment that was owed is in the archive now.",
    )
    ATTACHMENT_NOT_KEPT = (
        "attachment-not-kept",
        "attachment not kept",
        "The file of an attachment that was owed will not come.",
    )
    ATTACHMENT_REPLACED = (
        "attachment-replaced",
        "attachment replaced",
        "The site shows another file at the address of an attachment.",
    )


def rule_words(rules: str) -> str:
    """Return the ``rule`` of an evidence for people. A release that knew no slugs stored the words themselves."""
    slugs = rules.split()
    if not {*slugs} <= _SLUGS:
        return rules
    return ", ".join(EvidenceRule(slug).label for slug in slugs)


_SLUGS = frozenset(rule.value for rule in EvidenceRule)
