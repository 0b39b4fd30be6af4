"""The tables of `index.sqlite`. Times are ISO 8601 in UTC, so that they sort and compare as text."""

from __future__ import annotations

VERSION = 2
"""`PRAGMA user_version`; a file with another one is made anew."""

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
    """CREATE TABLE versions (
        id INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents(id),
        number INTEGER NOT NULL,    -- 1 for the document's first version
        "commit" TEXT NOT NULL,     -- the version's id
        previous TEXT,              -- the commit of the version before
        title TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        cause TEXT NOT NULL,        -- first, change, re-extraction
        change_class TEXT,          -- words, numbers-or-dates, links, formatting, order, restored
        subject TEXT NOT NULL,
        added INTEGER NOT NULL,     -- sentences
        removed INTEGER NOT NULL,
        amended INTEGER NOT NULL,
        moved INTEGER NOT NULL,
        snapshot TEXT NOT NULL,     -- commit on `snapshots`
        sources TEXT NOT NULL,      -- JSON: [[url, sha256], ...]
        text_sha256 TEXT NOT NULL,
        extractor TEXT NOT NULL,
        stated_updated TEXT,        -- the day that the text gives as its last update
        stated_effective TEXT,      -- the day from which it says that it holds
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
    """CREATE TABLE origins (
        document INTEGER PRIMARY KEY REFERENCES documents(id),
        number INTEGER NOT NULL,    -- the version that the lines are of
        lines TEXT NOT NULL         -- JSON: where each line came from, see `archive_repo.search.blame`
    )""",
)

TABLES = """
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
    ORDER BY sql NOT LIKE '%VIRTUAL%'
"""
"""What to drop of a file of another schema; virtual tables first, which take their own tables with them."""
