"""`index.sqlite`: the archive as tables, for questions over all of it. Derived from git, and from git only.

    connect.ask(archive, lambda connection: queries.changes(connection, since, until))

The file may be deleted at any time. All SQL of the project is in this package.

Tables (see `schema` for every column; made to be pleasant in Datasette and plain `sqlite3`):

    platforms       each platform with the commit that the tables were made from
    documents       each document
    versions        each version, numbered from 1 within its document
    sections        the sections that a version changed
    sentences       each distinct sentence once, as a reader sees it
    sentences_fts   full-text search over them (FTS5)
    holdings        which versions of a document hold a sentence: first and last number, and all spans as JSON
    observed        each document that was looked at, with or without a version
    looks           each look at a document, whatever the outcome
    looked          each platform with the commit that its looks were read from
    kept            what takes long to compute for a document, as JSON: origins of lines, provisions
"""
