"""Define the tables of the index."""

from __future__ import annotations

import zlib

from sqlalchemy import JSON, BigInteger, Column, Integer, MetaData, String, Table, and_, literal_column
from sqlalchemy import Index as SchemaIndex

from bulletin_spider.statuses import Change

METADATA = MetaData()
_POSTGRESQL = "postgresql"
TEXT = String().with_variant(String(collation="C"), _POSTGRESQL)
"""A text that sorts by its code points, as names of runs must; a database of PostgreSQL may sort by a language."""
NUMBER = Integer().with_variant(BigInteger(), _POSTGRESQL)
"""A whole number of up to 64 bits, as every one of SQLite is."""
SEGMENTS = Table(
    "segments",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("name", TEXT, primary_key=True),
)
STAMPS = Table(
    "stamps",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("stamp", TEXT, nullable=False),
)
"""``Layout.stamp`` of the site's directories after the last clean run."""
BULLETINS = Table(
    "bulletins",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column("url", TEXT, nullable=False),
    Column("channel", TEXT, nullable=False),
    Column("date", TEXT, nullable=False),
    Column("run", TEXT, nullable=False),
    Column("segment", TEXT, nullable=False),
    Column("offset", NUMBER, nullable=False),
    Column("change", TEXT, nullable=False),
    Column("revision", NUMBER, nullable=False),
    Column("fingerprint", TEXT, nullable=False),
    Column("capture", JSON),
    Column("visited", NUMBER, nullable=False),
    Column("missing", NUMBER, nullable=False, default=0),
    Column("missing_since", NUMBER),
    Column("moved_to", TEXT),
    Column("words", TEXT),
    Column("absent", JSON),
    SchemaIndex("bulletins_by_words", "site", "words"),
    SchemaIndex("bulletins_by_date", "site", "date", "visited", "id"),
    SchemaIndex("bulletins_by_channel", "site", "channel", "date"),
)
"""A bulletin's latest version: the line at ``offset`` of ``segment``; ``run`` found the bulletin first.

``capture`` is the newest response that held the article, and ``absent`` the newest one that lacked it. ``visited`` is
the time of the last visit, and ``missing_since`` the time of the first of the ``missing`` visits in a row that did not
find it, both in seconds since 1970. ``words`` is a digest of title, day and paragraphs; null without paragraphs.
"""
SUSPECTED = and_(
    BULLETINS.c.missing > literal_column("0"),
    BULLETINS.c.change != literal_column(f"'{Change.WITHDRAWN}'"),
)
"""Bulletins that the last revisit missed and that are not withdrawn; constants, as in the partial index for it."""
SchemaIndex(
    "bulletins_missing",
    BULLETINS.c.site,
    BULLETINS.c.missing,
    sqlite_where=SUSPECTED,
)
ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column("url", TEXT, primary_key=True),
    Column("state", TEXT, nullable=False),
    Column("digest", TEXT),
    Column("run", TEXT, nullable=False),
    Column("attempts", NUMBER, nullable=False, default=0),
    Column("checks", NUMBER, nullable=False, default=0),
    SchemaIndex("attachments_by_state", "site", "state", "checks", "run"),
    SchemaIndex("attachments_by_url", "site", "url"),
)
"""The attachments of each bulletin's latest version. ``run`` published this state and digest first.

``attempts`` is how many runs have asked for an owed file without success, and ``checks`` how often a kept one was
asked for again.
"""
ADDRESSES = Table(
    "addresses",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("address", TEXT, primary_key=True),
    Column("id", TEXT, nullable=False),
)
"""``address`` is the id that the new address of a moved bulletin would have, ``id`` that of the bulletin."""
SHOWN = Table(
    "shown",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column("title", TEXT, nullable=False),
    Column("date", TEXT),
    Column("checksum", NUMBER, nullable=False),
)
"""What the row of a bulletin showed last. ``date`` is null if the row does not show a whole day.

Nothing in the archive says it again, so ``checksum`` is what ``verify`` compares it with: see :func:`shown_checksum`.
"""
NOT_DERIVED = (STAMPS, SHOWN)
"""Tables that hold what the last runs saw; a rebuilt index has them empty."""
VERSIONS = Table(
    "versions",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column("revision", NUMBER, primary_key=True),
    Column("segment", TEXT, nullable=False),
    Column("offset", NUMBER, nullable=False),
    sqlite_with_rowid=False,
)
LAST_RECORD = Table(
    "last_record",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("run", TEXT, nullable=False),
    Column("file", TEXT, nullable=False),
    Column("offset", NUMBER, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("record", JSON, nullable=False),
)
"""The last run record that was read; its line ends at ``offset`` of ``file``. It is the ``number``-th of the site."""
TOTALS = Table(
    "totals",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("bulletins", NUMBER, nullable=False),
    Column("versions", NUMBER, nullable=False),
    Column("withdrawn", NUMBER, nullable=False),
    Column("given_up", JSON, nullable=False),
    Column("past", JSON, nullable=False),
)
"""What ``bulletin status`` shows of a site: counts, and of the past what ``totals.Past`` holds."""
HOSTS = Table(
    "hosts",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("host", TEXT, primary_key=True),
)
"""The hosts of all addresses that bulletins had."""
CHANNELS = Table(
    "channels",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("url", TEXT, nullable=False),
    Column("closed", TEXT, nullable=False),
)
ALSO_SHOWN = Table(
    "also",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("channel", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
)
"""Bulletins that a closed walk of ``channel`` has shown, and that were first found in another channel."""
SETTLED = Table(
    "settled",
    METADATA,
    Column("site", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column("word", TEXT, nullable=False),
)
"""Ids that no run requests again; ``word`` is the reason."""


def shown_checksum(channel: str, identity: str, title: str, date: str | None) -> int:
    """Return the CRC-32 of a row of ``SHOWN``; values of wrong types, which a damaged database holds, have one too."""
    return zlib.crc32(repr((channel, identity, title, date)).encode())
