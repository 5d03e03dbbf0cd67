"""The answers of the pages about one bulletin, and of a capture."""

from __future__ import annotations

from bulletin_spider.web.schemas.lists import CAPTURE, PATH
from bulletin_spider.web.schemas.notation import (
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
    with_some,
)

_RULES = many(record("A rule.", slug=TEXT, label=TEXT, sentence=TEXT))
_EVIDENCE = maybe(
    record(
        "By which rules and from which words it was read.",
        rules=_RULES,
        words=TEXT,
    )
)
_MARKED = many(
    record("A part of a text, and the roles of the person that it names.", text=TEXT, roles=many(TEXT))
)
_PARTS = many(record("A part: removed, added, or the same on both sides.", old=TEXT, new=TEXT))
_ROW = with_some(
    record("A row: equal, removed, added, edited, or a gap of `rows` equal ones.", kind=TEXT),
    old=maybe(NUMBER),
    new=maybe(NUMBER),
    parts=_PARTS,
    cells=many(_PARTS),
    rows=NUMBER,
)
_SIDE = record(
    "One of the versions.",
    revision=NUMBER,
    change=TEXT,
    fetched_at=MOMENT,
    title=TEXT,
    date=DAY,
    fingerprint=TEXT,
    capture=CAPTURE,
    path=PATH,
    capture_path=maybe(PATH),
)
BULLETIN = record(
    "What does a bulletin say, who wrote it, is it still there?",
    version={
        "type": "object",
        "description": "The line of the archive, but for what `left_out` names: `bulletin schema` describes it.",
    },
    left_out=said(
        mapping(record("How many of how many.", shown=NUMBER, of=NUMBER)),
        "What is shown in part: paragraphs, characters, tables, cells, people, marked_names, attachments, images, "
        "warnings, versions.",
    ),
    earlier=said(maybe(PATH), "The version before the first of `versions`."),
    later=said(maybe(PATH), "The version after the last of `versions`."),
    is_latest=FLAG,
    is_withdrawn=FLAG,
    withdrawal=maybe(
        record(
            "Since when it is gone, and what shows it.",
            confirmed_at=MOMENT,
            missing_since=said(maybe(TEXT), "The first visit that missed it, in the zone of the sites."),
            visits=said(maybe(NUMBER), "Visits in a row that missed it."),
            rules=_RULES,
            capture=maybe(PATH),
            last_version=maybe(
                record(
                    "The version with its last words.",
                    revision=NUMBER,
                    fetched_at=MOMENT,
                    capture=maybe(PATH),
                )
            ),
        )
    ),
    path=PATH,
    previous=maybe(PATH),
    next=maybe(PATH),
    versions=many(
        record(
            "A version.",
            revision=NUMBER,
            change=TEXT,
            fetched_at=MOMENT,
            fingerprint=TEXT,
            path=PATH,
            comparison=maybe(PATH),
            capture=maybe(PATH),
            days=said(maybe(NUMBER), "Whole days since the version before."),
            kinds=said(
                maybe(many(TEXT)), "What differs from the version before; null if it was not compared."
            ),
            size=said(maybe(NUMBER), "Characters removed or added; null if it was not compared."),
        )
    ),
    body=many(
        with_some(
            record("A paragraph with `parts`, or a table with `rows`.", kind=TEXT, number=NUMBER),
            parts=_MARKED,
            caption=maybe(TEXT),
            rows=many(many(TEXT)),
        )
    ),
    byline=_MARKED,
    people=many(
        record(
            "The people of a role.",
            role=TEXT,
            names=many(
                record(
                    "A person, and where the text names the person.",
                    name=TEXT,
                    paragraphs=many(NUMBER),
                    in_byline=FLAG,
                )
            ),
            evidence=_EVIDENCE,
        )
    ),
    fields=many(record("A field.", name=TEXT, value=TEXT, evidence=_EVIDENCE)),
    document=many(record("A line of the catalogue card.", name=TEXT, value=TEXT)),
    document_evidence=_EVIDENCE,
    change_evidence=_EVIDENCE,
    attachments=said(
        many({"type": "object"}), "As in `version`, with the `path` of the kept file, and `size_words`."
    ),
    capture=maybe(PATH),
    citations=record("Ways to cite it.", gb7714=TEXT, bibtex=TEXT, plain=TEXT),
    news_article={"type": "object", "description": "NewsArticle of schema.org."},
)
COMPARISON = record(
    "What exactly was changed from one version to another?",
    id=TEXT,
    site=TEXT,
    url=TEXT,
    path=PATH,
    comparison=said(PATH, "The address of these two versions."),
    versions=many(record("A version to choose.", revision=NUMBER, change=TEXT, fetched_at=MOMENT)),
    view=TEXT,
    context=TEXT,
    old=_SIDE,
    new=_SIDE,
    previous=maybe(PATH),
    next=maybe(PATH),
    is_reread=said(FLAG, "Whether the site changed nothing: only our rules read differently."),
    difference=record(
        "What differs.",
        summary=record(
            "What was changed, in a few words.",
            edits=many(
                record(
                    "One of the first edits: `old` became `new`.", field=TEXT, place=TEXT, old=TEXT, new=TEXT
                )
            ),
            many=said(NUMBER, "Edits in all, up to 500."),
            paragraphs=said(mapping(NUMBER), "Whole paragraphs by `kind`."),
            rows=said(mapping(NUMBER), "Whole rows of tables by `kind`."),
            attachments=said(mapping(NUMBER), "Files by `state`."),
        ),
        kinds=said(many(TEXT), "Values of `parts` in /help.json."),
        size=record(
            "How much.", characters=NUMBER, rows_removed=NUMBER, rows_added=NUMBER, rows_edited=NUMBER
        ),
        fields=many(record("A field that differs.", name=TEXT, kind=TEXT, parts=_PARTS)),
        people=many(
            record("The people of a role.", role=TEXT, names=many(record("A person.", name=TEXT, state=TEXT)))
        ),
        paragraphs=many(_ROW),
        is_cut=said(FLAG, "Whether there are more changes than are listed."),
        not_compared=said(
            mapping(record("A part: its sizes.", old=NUMBER, new=NUMBER, is_equal=FLAG)),
            "Parts that are too large: paragraphs (characters), tables (cells), people, attachments, images.",
        ),
        tables=many(
            with_some(
                record("A table.", kind=TEXT, rows=many(_ROW), is_cut=FLAG),
                caption=_PARTS,
                old=maybe(NUMBER),
                new=maybe(NUMBER),
            )
        ),
        attachments=many({"type": "object"}),
        images=many({"type": "object"}),
    ),
    links=maybe(many({"type": "object"})),
)
ABSENCE = record(
    "On which visits was a bulletin missing?",
    site=TEXT,
    id=TEXT,
    title=TEXT,
    url=TEXT,
    address=PATH,
    is_withdrawn=FLAG,
    withdrawals=many(
        record(
            "A version that says that it is gone.",
            at=MOMENT,
            revision=NUMBER,
            why=TEXT,
            capture_address=maybe(PATH),
            visits=many(record("A visit.", run=TEXT, ended=MOMENT, result=TEXT, capture_address=maybe(PATH))),
            was_found=FLAG,
            is_whole=FLAG,
        )
    ),
)
CAPTURE_PAGE = record(
    "Is this really what the site said?",
    site=TEXT,
    file=TEXT,
    offset=NUMBER,
    path=PATH,
    is_whole=FLAG,
    problem=said(TEXT, "What does not agree; empty if all does."),
    moved_to=said(TEXT, "The directory that the file was moved to, out of the archive; empty if it was not."),
    shown_bytes=maybe(NUMBER),
    checked_at=MOMENT,
    warc=said(mapping(TEXT), "The headers of the WARC record."),
    checks=many(record("A check.", name=TEXT, stated=TEXT, state=TEXT)),
    status_line=TEXT,
    headers=many(many(TEXT)),
    request_headers=many(many(TEXT)),
    headers_left_out=said(NUMBER, "Headers that are not shown."),
    row=said(mapping(ANY), "The row of the listing that led to the page."),
    payload=maybe({"type": "object"}),
    own_checks=many(record("A command that checks it without these pages.", name=TEXT, command=TEXT)),
    refers_to=said(maybe(TEXT), "The number of the record with the same body, if this record has no body."),
    is_shown=FLAG,
    proof=maybe({"type": "object"}),
    view=TEXT,
    source=maybe(record("The source text.", text=TEXT, is_cut=FLAG, encoding=TEXT)),
)
