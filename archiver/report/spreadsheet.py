"""Changes as rows of a spreadsheet: one for each change, or for each sentence that changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from archiver.report import versions
from archiver.report.changes import ChangeRow
from archiver.report.versions import Section

CHANGE = (
    "platform", "platform_name", "document", "title", "version", "previous", "fetched_at", "since_after",
    "since_by", "cause", "change_class", "added", "removed", "amended", "moved", "stated_updated",
    "stated_effective", "url", "categories",
)  # fmt: skip
SENTENCE = ("section", "section_kind", "kind", "old", "new")
"""Further columns if the sentences were asked for."""

_END = "\r\n"
"""Without one, the writer would not quote cells of several lines."""

APOSTROPHE = "'"
FORMULA = ("=", "+", "-", "@")
"""Beginnings of cells that a spreadsheet would compute, which a stranger's text must not be."""


def write(rows: Sequence[ChangeRow], *, with_sentences: bool) -> Iterator[str]:
    """The lines of a CSV file with a header (RFC 4180, UTF-8). Unknown values are empty."""
    yield line(columns(with_sentences=with_sentences))
    yield from map(line, cells(rows, with_sentences=with_sentences))


def columns(*, with_sentences: bool) -> tuple[str, ...]:
    """The names of the columns."""
    return (*CHANGE, *SENTENCE) if with_sentences else CHANGE


def cells(rows: Sequence[ChangeRow], *, with_sentences: bool) -> Iterator[tuple[object, ...]]:
    """The rows of the spreadsheet, by the names of the columns."""
    for row in rows:
        own = _change(row)
        if with_sentences:
            yield from ((*own, *sentence) for sentence in _sentences(row))
        else:
            yield own


def _change(row: ChangeRow) -> tuple[object, ...]:
    counts, stated = row.sentences, row.stated
    after = row.since.after.isoformat() if row.since.after else None
    return (
        row.platform, row.platform_name, row.document, row.title, row.version, row.previous,
        row.fetched_at.isoformat(), after, row.since.by.isoformat(), row.cause, row.change_class,
        counts.added, counts.removed, counts.amended, counts.moved, stated.updated, stated.effective,
        row.sources[0].url if row.sources else None, ";".join(row.categories or ()),
    )  # fmt: skip


def _sentences(row: ChangeRow) -> Iterator[tuple[object, ...]]:
    for detail in row.details or ():
        name = versions.section_name(row, Section(path=detail.path, kind=detail.kind))
        for one in detail.changes:
            yield name, detail.kind, one.kind, one.old, one.new


def line(cells: Sequence[object]) -> str:
    """One line of a CSV file."""
    written = io.StringIO()
    csv.writer(written, lineterminator=_END).writerow(map(_cell, cells))
    return written.getvalue().removesuffix(_END)


def _cell(value: object) -> object:
    """A cell's value; a text that would be computed gets an apostrophe before it, so that it stays a text.

    One that begins with an apostrophe gets another one: who takes one away has every text as it was.
    """
    if isinstance(value, str) and value.startswith((*FORMULA, APOSTROPHE)):
        return f"{APOSTROPHE}{value}"
    return "" if value is None else value
