"""Define the tables of ``search.sqlite``."""

from __future__ import annotations

SEARCH_DATABASE = "search.sqlite"
VERSION = 4
"""Of the tables, of the order of the kinds in :mod:`~bulletin_spider.archive.search.traits`, and of what is a kind or a
size."""
TABLES = """
CREATE TABLE segments (number INTEGER PRIMARY KEY, site TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (site, name));
CREATE TABLE directories (site TEXT PRIMARY KEY, changed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sites (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bulletins INTEGER NOT NULL, withdrawn INTEGER NOT NULL
);
CREATE TABLE channels (
    number INTEGER PRIMARY KEY, site INTEGER NOT NULL, name TEXT NOT NULL, bulletins INTEGER NOT NULL,
    UNIQUE (site, name)
);
CREATE TABLE reporters (
    site INTEGER NOT NULL, name TEXT NOT NULL, bulletins INTEGER NOT NULL, PRIMARY KEY (site, name)
) WITHOUT ROWID;
CREATE INDEX reporters_by_number ON reporters (site, bulletins DESC, name);
CREATE TABLE days (
    channel INTEGER NOT NULL, day INTEGER NOT NULL, bulletins INTEGER NOT NULL, changed INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL, PRIMARY KEY (channel, day)
) WITHOUT ROWID;
CREATE TABLE places (
    row INTEGER PRIMARY KEY, site INTEGER NOT NULL, id TEXT NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL,
    channel INTEGER NOT NULL, change TEXT NOT NULL, fetched INTEGER NOT NULL, kinds INTEGER NOT NULL,
    traits INTEGER NOT NULL, reporters TEXT
);
CREATE UNIQUE INDEX identities ON places (id, site);
CREATE INDEX places_by_site ON places (site);
CREATE INDEX places_by_channel ON places (channel);
CREATE INDEX withdrawn ON places (fetched, site, id) WHERE change = 'withdrawn';
CREATE INDEX withdrawn_by_site ON places (site, fetched, id) WHERE change = 'withdrawn';
CREATE TABLE changes (
    change TEXT NOT NULL, moment INTEGER NOT NULL, site INTEGER NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
    parts INTEGER NOT NULL, size INTEGER NOT NULL, channel INTEGER NOT NULL, segment INTEGER NOT NULL,
    offset INTEGER NOT NULL, before_segment INTEGER, before_offset INTEGER,
    PRIMARY KEY (change, moment, site, id, revision)
) WITHOUT ROWID;
CREATE INDEX changes_by_site ON changes (site, change, moment, id, revision);
CREATE TABLE serial (last INTEGER NOT NULL);
INSERT INTO serial VALUES (0);
CREATE VIRTUAL TABLE words USING fts5 (
    title, body, facets, content='', prefix='1', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
"""
"""``places`` has a row for each bulletin, its latest version. ``kinds`` are those of all changes but readings again;
``reporters`` are separated by line ends. ``directories`` notes when the directory of a site had changed of which every
segment was read. ``changes`` has a row for each version that is not the first; ``before`` is the version before.
``days`` counts bulletins by their day, and changes by the day of Asia/Shanghai on which they were fetched; its channel
0 is the whole archive. ``sites``, ``channels`` and ``reporters`` count bulletins, also those that are withdrawn.

``hashsize``: FTS5 writes the terms of a transaction once if it may collect 64 MiB of them. By default it writes after
each MiB, about 200 bulletins, and merges what it has written again and again."""
WHOLE_ARCHIVE = 0
"""The number of no channel: in ``days`` it is that of all channels."""
