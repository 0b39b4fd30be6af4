"""A difference as one HTML page that stands alone: no scripts, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from archive_repo.diff import Difference, Kind
from archive_repo.diff.wording import ADDED, REMOVED, Edit
from archiver.report.difference.rows import Heading, Row, outline, readable

_STYLE = """
:root { color-scheme: light dark; --ins: #d4f4d7; --del: #fbdada; --move: #dde8fb; --faint: #66707a; }
@media (prefers-color-scheme: dark) {
  :root { --ins: #1d4d25; --del: #5c2323; --move: #233a63; --faint: #9aa4ae }
}
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h2 small, .about, .gap, .note { color: var(--faint); font-weight: normal; }
p { margin: .45rem 0; padding: .1rem .6rem; border-left: .25rem solid transparent; overflow-wrap: anywhere; }
p.equal { color: var(--faint); }
p.added { background: var(--ins); border-color: #2a9d3e; }
p.removed { background: var(--del); border-color: #cc3b3b; text-decoration: line-through; }
p.amended { border-color: #c79a1b; }
p.moved { background: var(--move); border-color: #3c6fd1; }
p.moved-away { color: var(--faint); border-color: #3c6fd1; }
ins { background: var(--ins); text-decoration: underline; }
del { background: var(--del); }
.note { font-size: .85rem; }
.gap { text-align: center; }
"""


def page(
    difference: Difference, *, title: str, about: Sequence[str], context: int, everything: bool = False
) -> Iterator[str]:
    """The lines of the page. `about` says in a few lines which texts are compared."""
    yield "<!doctype html>"
    yield f'<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}</h1>"
    yield from (f'<div class="about">{escape(line)}</div>' for line in about)
    yield from _sections(difference, context, everything)
    yield "</body></html>"


def _sections(difference: Difference, context: int, everything: bool) -> Iterator[str]:
    for told in outline(difference, context, everything=everything):
        match told:
            case Heading():
                kind = f" <small>({escape(told.kind)})</small>" if told.kind else ""
                yield f"<h2>{escape(told.title)}{kind}</h2>"
            case None:
                yield '<div class="gap">⋯</div>'
            case Row():
                yield _sentence(told)


def _sentence(row: Row) -> str:
    said = escape(row.beginning) if row.kind is Kind.MOVED_AWAY else "".join(map(_part, row.edits))
    return f'<p class="{row.kind.replace(" ", "-")}">{said}{_note(row)}</p>'


def _part(edit: Edit) -> str:
    tag, text = {ADDED: "ins", REMOVED: "del"}.get(edit[0]), readable(edit)
    return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)


def _note(row: Row) -> str:
    match row.kind:
        case Kind.MOVED:
            return f' <span class="note">(moved from line {row.old})</span>'
        case Kind.MOVED_AWAY:
            return f' <span class="note">(moved to line {row.new})</span>'
        case _:
            return ""
