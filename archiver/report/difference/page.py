"""A difference as one HTML page that stands alone: no scripts, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from archive_repo.edits import ADDED, EQUAL, REMOVED, Kind
from archive_repo.records import StatedDates, Version
from archive_repo.text import language
from archive_repo.text.markdown import LineKind, kind_of, lines
from archiver.report.difference import comparison, markup
from archiver.report.difference.comparison import Comparison
from archiver.report.difference.rows import Heading, Part, Row, parts

_STYLE = """
:root { color-scheme: light dark; --ins: #d4f4d7; --del: #fbdada; --move: #dde8fb; --faint: #5c6670;
  --line: #c9d0d6 }
@media (prefers-color-scheme: dark) {
  :root { --ins: #1d4d25; --del: #5c2323; --move: #233a63; --faint: #9aa4ae; --line: #444c54 }
}
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin-bottom: .4rem; }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h2 small, .about, .gap, .note, caption { color: var(--faint); font-weight: normal; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .9rem; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
.compared th { font-weight: 600; }
.compared tbody th { width: 1%; white-space: nowrap; font-weight: normal; color: var(--faint); }
.legend span { margin-right: .8rem; padding: 0 .3rem; }
.scroll { overflow-x: auto; }
.scroll td, .scroll th { min-width: 5rem; overflow-wrap: break-word; }
p { margin: .45rem 0; padding: .1rem .6rem; border-left: .25rem solid transparent; }
p.item { margin-left: 1.2rem; }
p.deep { margin-left: 2.4rem; }
p.bullet::before { content: "• "; }
p.heading { font-weight: 600; }
.equal { color: var(--faint); }
.added { background: var(--ins); border-color: #2a9d3e; }
.removed { background: var(--del); border-color: #cc3b3b; text-decoration: line-through; }
.amended { border-color: #c79a1b; }
.moved { background: var(--move); border-color: #3c6fd1; }
.moved-away { color: var(--faint); border-color: #3c6fd1; }
ins { background: var(--ins); text-decoration: underline; }
del { background: var(--del); }
a { color: inherit; }
.note { font-size: .85rem; }
.gap { text-align: center; }
@media (max-width: 34rem) {
  body { margin: 1rem auto; padding: 0 .7rem; }
  table { font-size: .8rem; }
  th, td { padding: .2rem .3rem; }
  .scroll td, .scroll th { min-width: 4rem; }
}
@media print {
  :root { color-scheme: light; --ins: #d4f4d7; --del: #fbdada; --move: #dde8fb; --faint: #444; --line: #999 }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; margin: 0; font-size: 10pt; }
  p, tr, .compared { break-inside: avoid; }
  h2 { break-after: avoid; }
  .scroll { overflow: visible; }
}
"""

_GAP = '<div class="gap" title="sentences that did not change">⋯</div>'


def page(
    compared: Sequence[Comparison],
    *,
    title: str,
    notes: Iterable[str] = (),
    context: int,
    everything: bool = False,
) -> Iterator[str]:
    """The lines of the page; the notes are shown below its title."""
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}</h1>"
    yield from (f'<div class="about">{escape(note)}</div>' for note in notes)
    for one in compared:
        if len(compared) > 1:
            yield f"<h1>{escape(one.title)}</h1>"
        yield from _comparison(one, context, everything)
    yield "</body></html>"


def _comparison(one: Comparison, context: int, everything: bool) -> Iterator[str]:
    if one.old is None:
        yield f'<div class="about">{escape(comparison.first(one))}</div>'
        return
    yield from _texts(one, one.old)
    if one.crosses:
        yield '<div class="about">Two documents are compared, not two versions of one.</div>'
    yield f'<div class="about">{escape(comparison.told(one))}</div>'
    yield _legend(one)
    yield f"<main{_lang(one.new_text)}>"
    yield from sections(one, context, everything=everything)
    yield "</main>"


def _texts(one: Comparison, old: Version) -> Iterator[str]:
    """Which two texts are compared: when each was observed, what it states of its age, where it stood."""
    sides = (old, one.new)
    heads = ("First", "Second") if one.crosses else ("Old", "New")
    told = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f'<table class="compared"><thead><tr><td></td>{told}</tr></thead><tbody>'
    if one.crosses:
        names = (f"{one.old_name}, {old.title}", f"{one.new_name}, {one.new.title}")
        yield _line("Document", map(escape, names))
    yield _line("Observed", (_minute(side.fetched_at) for side in sides))
    yield _line("States", (_stated(side.stated) for side in sides))
    yield _line("Source", ("<br>".join(map(_source, side.urls)) for side in sides))
    yield _line("Version", (f"<code>{side.id[: comparison.SHORT_ID]}</code>" for side in sides))
    yield "</tbody></table>"


def _line(name: str, told: Iterable[str]) -> str:
    return f'<tr><th scope="row">{name}</th>' + "".join(f"<td>{one}</td>" for one in told) + "</tr>"


def _stated(dates: StatedDates) -> str:
    said = (("updated", dates.updated), ("effective", dates.effective))
    return "<br>".join(f"{what} {day}" for what, day in said if day) or "no date"


def _source(url: str) -> str:
    return f'<a href="{escape(url)}" rel="noreferrer nofollow">{escape(url)}</a>'


def _legend(one: Comparison) -> str:
    went, came = ("only in the first", "only in the second") if one.crosses else ("removed", "added")
    parts = (
        f'<span class="added">{came}</span>',
        f'<span class="removed">{went}</span>',
        f"<span>words: <del>{went}</del> <ins>{came}</ins></span>",
        '<span class="moved">moved</span>',
        '<span class="equal">unchanged, for context</span>',
    )
    return f'<div class="legend note">{"".join(parts)}<span>⋯ unchanged, left out</span></div>'


def _lang(text: str) -> str:
    """The language of a text as an attribute; empty if it is not certain."""
    found = language.identify(text)
    return f' lang="{found}"' if found else ""


def sections(one: Comparison, context: int, *, everything: bool = False) -> Iterator[str]:
    """The sections that changed as lines of HTML, with `context` unchanged sentences around each change."""
    heads = column_heads(one)
    for part in parts(one, context, everything=everything):
        yield f"<h2>{heading(part.heading)}</h2>"
        yield from rows(part, heads)


def heading(told: Heading) -> str:
    """The name of a section, and what happened to it, as HTML."""
    kind = f" <small>({escape(told.kind)})</small>" if told.kind else ""
    return f"{escape(told.title)}{kind}"


Heads = Mapping[str, Mapping[int, str]]
"""The headers of the tables of both texts: by REMOVED and ADDED, and the numbers of their rows' lines."""


def column_heads(one: Comparison) -> Heads:
    """The headers of the tables of both texts, which stand above the rows that changed."""
    return {REMOVED: _heads(one.difference.old), ADDED: _heads(one.difference.new)}


def rows(part: Part, heads: Heads) -> Iterator[str]:
    """What is shown of a section as lines of HTML."""
    for is_row, run in groupby(part.rows, key=_is_of_table):
        if is_row:
            yield from _table([row for row in run if row], heads)
        else:
            yield from (_sentence(row) if row else _GAP for row in run)


def _is_of_table(told: Row | None) -> bool:
    return told is not None and kind_of(_raw(told)) is LineKind.ROW


def _raw(row: Row) -> str:
    """The line of the new text; for one that went, the old line."""
    return markup.side(row.edits, REMOVED if row.kind is Kind.REMOVED else ADDED)


def _sentence(row: Row) -> str:
    said = escape(row.beginning) if row.kind is Kind.MOVED_AWAY else markup.html(row.edits)
    note = f' <span class="note">({row.note})</span>' if row.note else ""
    return f'<p class="{_class(row)}{markup.layout(_raw(row))}">{said}{note}</p>'


def _table(rows: Sequence[Row], heads: Heads) -> Iterator[str]:
    yield '<div class="scroll" tabindex="0"><table>'
    head = _head(rows[0], heads)
    if head is not None:
        cells = "".join(f"<th>{markup.html(cell)}</th>" for cell in markup.cells([(EQUAL, head)]) or ())
        yield f'<thead><tr class="equal">{cells}</tr></thead>'
    yield "<tbody>"
    for row in rows:
        yield from _cells(row)
    yield "</tbody></table></div>"


def _head(row: Row, heads: Heads) -> str | None:
    """The header above a row, unless that is the header itself."""
    gone = row.kind in (Kind.REMOVED, Kind.MOVED_AWAY)
    number = row.old if gone else row.new
    head = heads[REMOVED if gone else ADDED].get(number or 0)
    return None if head == _raw(row) else head


def _cells(row: Row) -> Iterator[str]:
    """A row as HTML; two rows if its columns have changed."""
    cells = markup.cells(row.edits)
    if cells is not None:
        yield f'<tr class="{_class(row)}">{"".join(f"<td>{markup.html(cell)}</td>" for cell in cells)}</tr>'
        return
    for kind, sign in (("removed", REMOVED), ("added", ADDED)):
        own = markup.cells([(EQUAL, markup.side(row.edits, sign))]) or []
        yield f'<tr class="{kind}">{"".join(f"<td>{markup.html(cell)}</td>" for cell in own)}</tr>'


def _heads(text: Sequence[str]) -> dict[int, str]:
    """The header of each row's table, by the number of the row's line."""
    heads: dict[int, str] = {}
    head, before = None, ""
    for line in lines("\n".join(text)):
        if line.kind is LineKind.RULE and kind_of(before) is LineKind.ROW:
            head = before
        elif line.kind is LineKind.ROW and head is not None:
            heads[line.number] = head
        elif line.kind not in (LineKind.ROW, LineKind.RULE):
            head = None
        before = line.raw
    return heads


def _class(row: Row) -> str:
    return row.kind.replace(" ", "-")


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
