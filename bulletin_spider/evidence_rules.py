"""Every rule by which a field can have been read, each with a label for people and a sentence."""

from __future__ import annotations

from typing import Self

from bulletin_spider.statuses import Status


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
