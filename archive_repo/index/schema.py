"""The tables of `index.sqlite`. Times are ISO 8601 in UTC, so that they sort and compare as text."""

from __future__ import annotations

from dataclasses import MISSING, fields

from archive_repo.format import trailers
from archive_repo.records import Message, SentenceCounts

VERSION = 8
"""`PRAGMA user_version`: raised when the rows of the same tables change their meaning. A file with another
version, or with other tables, is rebuilt."""

OWN = ("id", "document", "number", '"commit"', "previous", "fetched_at", "recorded_at", "subject")
"""Columns of `versions` that do not come from trailers; `document` is a number here."""

COUNTS = tuple(field.name for field in fields(SentenceCounts))
"""Columns of `versions` for the trailer `Sentences`, one for each count."""

TRAILERS = tuple(one for one in trailers.of(Message) if one[0] not in ("document", "sentences"))
"""The other trailers of a version (see `format.trailers.of`), each with a column of its field's name."""

_COLUMNS = "\n        ".join(
    [
        *(f"{name} INTEGER NOT NULL, -- sentences" for name in COUNTS),
        *(
            f"{name} TEXT{' NOT NULL' if default is MISSING else ''}, -- {trailer.name}"
            f"{', as JSON' if trailer.several else ''}"
            for name, trailer, default in TRAILERS
        ),
    ]
)

SCHEMA = (
    """CREATE TABLE platforms (
        slug TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        tip TEXT NOT NULL           -- commit on `main` that the tables were made from
    )""",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        platform TEXT NOT NULL REFERENCES platforms(slug),
        slug TEXT NOT NULL,
        title TEXT NOT NULL,        -- as the newest version has it
        newest INTEGER NOT NULL,    -- number of the newest version
        UNIQUE (platform, slug)
    )""",
    f"""CREATE TABLE versions (
        id INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents(id),
        number INTEGER NOT NULL,    -- 1 for the document's first version
        "commit" TEXT NOT NULL,     -- the version's id
        previous TEXT,              -- the commit of the version before
        fetched_at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        subject TEXT NOT NULL,      -- the commit's first line
        {_COLUMNS}
        UNIQUE (document, number)
    )""",
    "CREATE INDEX versions_by_time ON versions (fetched_at)",
    'CREATE INDEX versions_by_commit ON versions ("commit")',
    """CREATE TABLE sections (
        version INTEGER NOT NULL REFERENCES versions(id),
        position INTEGER NOT NULL,
        heading TEXT NOT NULL,
        kind TEXT NOT NULL,         -- new section, removed section, amended, moved
        PRIMARY KEY (version, position)
    ) WITHOUT ROWID""",
    """CREATE TABLE sentences (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL,         -- as a reader sees it: no link targets, list, heading and table marks
        checksum INTEGER NOT NULL   -- CRC-32 of the text, to find it by
    )""",
    "CREATE INDEX sentences_by_checksum ON sentences (checksum)",
    """CREATE VIRTUAL TABLE sentences_fts USING fts5 (
        text, content = 'sentences', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
    )""",
    """CREATE TABLE holdings (
        sentence INTEGER NOT NULL REFERENCES sentences(id),
        document INTEGER NOT NULL REFERENCES documents(id),
        first INTEGER NOT NULL,     -- number of the first version that holds the sentence
        last INTEGER,               -- of the last one; null while it is still there
        spans TEXT NOT NULL,        -- JSON: [[first, last], ...], the last one null while still there
        PRIMARY KEY (sentence, document)
    ) WITHOUT ROWID""",
    """CREATE TABLE kept (          -- what took long to compute, see `archive_repo.index.kept`
        platform TEXT NOT NULL,
        document TEXT NOT NULL,
        key TEXT NOT NULL,          -- what it is: origins (of lines, for blame), provisions
        value TEXT NOT NULL,        -- JSON
        PRIMARY KEY (platform, document, key)
    ) WITHOUT ROWID""",
    """CREATE TABLE looked (
        platform TEXT PRIMARY KEY,
        tip TEXT NOT NULL           -- commit on `observations` that the looks were read from
    )""",
    """CREATE TABLE observed (      -- documents that were looked at; some have no version yet
        platform TEXT NOT NULL,
        document TEXT NOT NULL,     -- its slug
        title TEXT NOT NULL,
        PRIMARY KEY (platform, document)
    ) WITHOUT ROWID""",
    """CREATE TABLE looks (
        platform TEXT NOT NULL,
        document TEXT NOT NULL,
        checked_at TEXT NOT NULL,
        outcome TEXT NOT NULL,      -- recorded, unchanged, held, failed
        reason TEXT NOT NULL,       -- why it was held or failed, else empty
        advice TEXT NOT NULL,       -- what would make it be read better, else empty
        failures INTEGER NOT NULL,  -- looks in a row that failed or were held
        version TEXT NOT NULL,      -- the commit of the newest version after the look; empty for none
        waiting INTEGER NOT NULL,   -- texts of the document in quarantine after the look
        missing TEXT NOT NULL,      -- JSON: its pages that the look did not see, `MissingPage` each
        PRIMARY KEY (platform, document, checked_at)
    ) WITHOUT ROWID""",
)
