"""The answers of the pages that list."""

from __future__ import annotations

from bulletin_spider.web.schemas.notation import (
    AMOUNT,
    ANY,
    DAY,
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    many,
    mapping,
    maybe,
    record,
    said,
    with_more,
)

AFTER = maybe(said(TEXT, "The value of `after` with which the next page begins; null on the last page."))
QUERY = said(mapping(TEXT), "The parameters that narrow the list.")
CAPTURE = maybe(record("Where the WARC record is.", file=TEXT, offset=NUMBER, record_id=TEXT, digest=TEXT))
PATH = said(TEXT, "An address on this server.")
_VERSION = record(
    "A version of a bulletin, in short.",
    id=TEXT,
    site=TEXT,
    channel=TEXT,
    title=TEXT,
    date=DAY,
    url=TEXT,
    change=said(TEXT, "Why the version exists: a value of `changes` in /help.json."),
    revision=said(NUMBER, "The number of the version, from 1."),
)
_CHANGED = with_more(
    _VERSION,
    moved_to=maybe(TEXT),
    fetched_at=MOMENT,
    at=said(MOMENT, "When the change was noticed."),
    why=said(TEXT, "By what it was noticed; empty if not noted."),
    capture=CAPTURE,
    capture_address=maybe(PATH),
    address=PATH,
)
_TOTALS = record("Counts of the archive.", sites=NUMBER, bulletins=NUMBER, withdrawn=NUMBER)
_DAYS = said(mapping(NUMBER), "Bulletins by the day of which they are; days without one are left out.")
_CHANGED_DAYS = said(mapping(NUMBER), "Edits and withdrawals by the day on which they were found.")
_BEGAN = maybe(said(MOMENT, "Since when it is archived: when the first run ended that was well."))
_COUNTS = many(record("How many of the hits have a value.", value=TEXT, hits=NUMBER))
_TITLE = maybe(said(TEXT, "The name of the site for a reader."))
_UNVISITED = maybe(said(NUMBER, "Days since its last visit."))
_OVERDUE = many(record("A site that was visited long ago.", site=TEXT, ended=MOMENT, days=NUMBER))
_STATUS = record(
    "The state of a site, as `bulletin status --json` has it. Counts are null if no index has them.",
    site=TEXT,
    called=said(TEXT, "What a message calls it."),
    channels=mapping(ANY),
    bulletins=maybe(NUMBER),
    versions=maybe(NUMBER),
    withdrawn=maybe(NUMBER),
    owed=NUMBER,
    given_up=ANY,
    unrecorded=NUMBER,
    growth=maybe(AMOUNT),
    began=_BEGAN,
    unvisited=_UNVISITED,
    outcome=TEXT,
    run=TEXT,
    ended=MOMENT,
    reasons=many(TEXT),
    in_a_row=NUMBER,
    since=MOMENT,
    newest=maybe(DAY),
    retired=maybe(TEXT),
    problems=many(TEXT),
    advice=many(TEXT),
)

SEARCH = record(
    "Where was this said?",
    query=QUERY,
    phrases=said(many(TEXT), "What is marked in the hits, folded."),
    hits=many(
        with_more(
            _VERSION,
            published_at=maybe(MOMENT),
            source=maybe(TEXT),
            reporters=many(TEXT),
            fetched_at=MOMENT,
            snippet=said(TEXT, "The text around up to three matches."),
        )
    ),
    after=AFTER,
    found=said(NUMBER, "How many bulletins were found; without exact at most 100,000."),
    facets=record(
        "The values of the hits, each list with the most frequent first, `year` with the newest first.",
        looked_at=said(NUMBER, "Hits that were counted: the newest, or all."),
        is_exact=said(FLAG, "Whether these are all hits."),
        most_looked_at=NUMBER,
        site=_COUNTS,
        channel=_COUNTS,
        year=_COUNTS,
        reporter=_COUNTS,
        kind=_COUNTS,
        has=_COUNTS,
    ),
    instead=maybe(
        record(
            "What would be found otherwise, if nothing was found; `most` is counted at most.",
            most=NUMBER,
            without=many(record("Without one filter.", name=TEXT, value=TEXT, found=NUMBER)),
            unfiltered=NUMBER,
            words=many(record("By one word alone.", word=TEXT, found=NUMBER)),
        )
    ),
)
CHANGES = record(
    "What was edited or taken down, everywhere, since I last looked?",
    query=QUERY,
    changes=many(
        with_more(
            _CHANGED,
            parts=said(many(TEXT), "What was changed: values of `parts` in /help.json."),
            size=said(NUMBER, "Characters of headline and text that were removed or added."),
            stretches=said(
                many(record("A stretch of it: same, removed or added.", kind=TEXT, text=TEXT)),
                "The first changed sentence.",
            ),
            comparison=maybe(PATH),
        )
    ),
    counts=record(
        "How often each kind and part is among the newest changes of the list.",
        changes=mapping(NUMBER),
        parts=mapping(NUMBER),
        looked_at=said(NUMBER, "Changes that were counted: the newest, or all."),
        is_exact=said(FLAG, "Whether these are all changes."),
    ),
    after=AFTER,
)
WITHDRAWN = record(
    "What is gone from the sites, and what shows that it is?",
    query=QUERY,
    bulletins=many(with_more(_CHANGED, last_words=TEXT)),
    after=AFTER,
)
OVERVIEW = record(
    "What is new, what was changed, which sites are quiet or need a person?",
    totals=_TOTALS,
    newest=many(
        record(
            "A site that published last.",
            site=TEXT,
            site_title=_TITLE,
            since=maybe(MOMENT),
            visited=maybe(MOMENT),
            bulletins=many(_VERSION),
        )
    ),
    week=record("The last seven days.", since=DAY, bulletins=NUMBER, changed=NUMBER, withdrawn=NUMBER),
    changes=many(with_more(_VERSION, moment=MOMENT, parts=many(TEXT), size=NUMBER, before=maybe(NUMBER))),
    year=NUMBER,
    earlier_year=maybe(NUMBER),
    later_year=maybe(NUMBER),
    days=_DAYS,
    changed_days=_CHANGED_DAYS,
    covered=maybe(
        record(
            "Since when the first of the sites is archived, and the last one.",
            sites=NUMBER,
            since=MOMENT,
            site=TEXT,
            last_since=MOMENT,
        )
    ),
    quiet=many(
        record(
            "A site that has published nothing for long.",
            site=TEXT,
            newest=DAY,
            days=NUMBER,
            usual_gap=maybe(said(AMOUNT, "Days between two bulletins of its busiest channel.")),
        )
    ),
    state=record(
        "Which sites need a person; `read` of `of` sites are read so far.",
        sites=NUMBER,
        read=NUMBER,
        of=NUMBER,
        troubled=NUMBER,
        unvisited=NUMBER,
        longest_unvisited=_OVERDUE,
        first=many(record("A site and its first problem.", site=TEXT, problem=TEXT)),
        archive=many(TEXT),
    ),
)
SITES = record(
    "Which sites are archived, how much of each, and is each well?",
    query=QUERY,
    totals=_TOTALS,
    counts=said(mapping(NUMBER), "Sites by their state."),
    read=NUMBER,
    of=NUMBER,
    as_of=MOMENT,
    sites=many(
        record(
            "A site.",
            site=TEXT,
            site_title=_TITLE,
            began=_BEGAN,
            unvisited=_UNVISITED,
            bulletins=NUMBER,
            withdrawn=NUMBER,
            newest=maybe(DAY),
            state=maybe(TEXT),
            outcome=maybe(TEXT),
            ended=maybe(MOMENT),
            retired=maybe(TEXT),
            problems=many(TEXT),
        )
    ),
    after=AFTER,
)
_RUN = record(
    "A run.",
    run=TEXT,
    started=maybe(MOMENT),
    ended=maybe(MOMENT),
    seconds=maybe(AMOUNT),
    outcome=TEXT,
    is_well=FLAG,
    reasons=many(TEXT),
    published=NUMBER,
    changes=said(mapping(NUMBER), "Published versions by why they exist."),
    owed=NUMBER,
    refused=said(mapping(NUMBER), "Refused pages by their reason."),
    open_channels=many(TEXT),
    requests=maybe(NUMBER),
    is_idle=FLAG,
    is_narrowed=FLAG,
    is_replay=FLAG,
)
_REPORTERS = many(record("A reporter.", name=TEXT, bulletins=NUMBER))
SITE = record(
    "What is archived of a site, how is it read, and is anything missing?",
    site=TEXT,
    site_title=_TITLE,
    region=maybe(TEXT),
    today=DAY,
    status=maybe(_STATUS),
    proof=record(
        "Since when every channel is proven to be archived without a gap.",
        since=maybe(MOMENT),
        until=maybe(MOMENT),
        is_since_earlier=FLAG,
        runs=NUMBER,
        read_since=maybe(MOMENT),
        began=maybe(MOMENT),
    ),
    channels=many(
        record(
            "A channel.",
            channel=TEXT,
            url=maybe(TEXT),
            bulletins=maybe(NUMBER),
            oldest=maybe(DAY),
            newest=maybe(DAY),
            days=many(DAY),
            usual_gap=maybe(AMOUNT),
            quiet=maybe(NUMBER),
            longest_gap=maybe(NUMBER),
            silence=ANY,
            is_listed=FLAG,
            is_open=FLAG,
            proven_since=maybe(MOMENT),
            proven_until=maybe(MOMENT),
            is_proven_earlier=FLAG,
            gaps=many(ANY),
        )
    ),
    year=NUMBER,
    years=many(NUMBER),
    days=_DAYS,
    changed_days=_CHANGED_DAYS,
    known_until=maybe(DAY),
    newest=many(_VERSION),
    reporters=_REPORTERS,
    runs=many(_RUN),
    after=AFTER,
)
RUNS = record(
    "How did the runs of a site end, one after the other?",
    site=TEXT,
    site_title=_TITLE,
    runs=many(_RUN),
    after=AFTER,
)
PEOPLE = record(
    "Who writes for a site, and how often is each named?",
    site=TEXT,
    site_title=_TITLE,
    reporters=_REPORTERS,
    after=AFTER,
)
REFUSED = record(
    "Which pages were refused as no bulletin, and was one of them wronged?",
    site=TEXT,
    query=QUERY,
    pages=many(
        record(
            "A refused page, with the newest of the visits on which it was refused.",
            id=maybe(TEXT),
            url=maybe(TEXT),
            channel=maybe(TEXT),
            listing_title=maybe(TEXT),
            listing_date=maybe(TEXT),
            reason=maybe(TEXT),
            message=maybe(TEXT),
            fetched_at=maybe(MOMENT),
            first_fetched_at=maybe(MOMENT),
            run=TEXT,
            key=TEXT,
            times=NUMBER,
            is_published=FLAG,
            address=maybe(PATH),
            capture=ANY,
            capture_address=maybe(PATH),
        )
    ),
    after=AFTER,
)
HEALTH = record(
    "Which sites need a person?",
    as_of=MOMENT,
    read=NUMBER,
    of=NUMBER,
    exit_code=said(NUMBER, "That of `bulletin status`."),
    archive=record(
        "The disk: bytes free, bytes a day, days left.",
        free=maybe(NUMBER),
        growth=maybe(AMOUNT),
        days_left=maybe(NUMBER),
    ),
    cluster=maybe(
        record(
            "The cluster that visits the sites; null if there is none. A number that is not known is null.",
            readable=said(maybe(FLAG), "Whether its state can be read; null in the first moment."),
            needs_person=said(maybe(FLAG), "Whether `bulletin status` says that something of it does."),
            workers=maybe(NUMBER),
            slots=said(maybe(NUMBER), "Sites that they visit at the same time."),
            as_of=maybe(MOMENT),
            running=maybe(NUMBER),
            waiting=maybe(NUMBER),
            waiting_since=maybe(MOMENT),
            later=said(maybe(NUMBER), "Visits that are tried again after a pause."),
            sites=said(maybe(NUMBER), "Those in its timetable."),
            overdue=maybe(NUMBER),
            dead=many(record("A site whose visits left no record.", site=TEXT, times=NUMBER, at=MOMENT)),
        )
    ),
    problems=many(record("A problem of the archive.", subject=TEXT, text=TEXT, advice=TEXT)),
    outcomes=said(mapping(NUMBER), "Sites by the outcome of their last run."),
    retired=NUMBER,
    begun=many(TEXT),
    troubled=NUMBER,
    unvisited=_OVERDUE,
    sites=many(_STATUS),
    after=AFTER,
)
_MEANING = many(record("A value, its word, and what it means.", value=TEXT, word=TEXT, meaning=TEXT))
HELP = record(
    "How do I search and cite, what do the words mean?", totals=_TOTALS, changes=_MEANING, parts=_MEANING
)
