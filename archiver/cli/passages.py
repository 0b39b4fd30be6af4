"""Passages that are compared, as lines: where each stands, since when, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.cli import output
from archiver.provisions.compare import DocumentStory, Held, Provision
from archiver.report import clauses, excerpts, tenures
from archiver.report.clauses import Seen
from archiver.report.screen import Line, Piece, Role, hanging, pieces


def passage(one: Provision, head: list[Piece], seen: Seen, full: bool, indent: str) -> Iterator[Line]:
    """A passage; with an indent the one of another document, or of another sense, of the same platform."""
    dates = clauses.category_dates(one, seen[one.platform, one.document])
    where = f" ({one.platform}/{one.document}, {dates})" if not indent else f"{one.document_title} ({dates})"
    said = f": {clauses.label(one.finding)}"
    yield from hanging(pieces(head, where, said), output.width(), indent, f"{indent}    ")
    excerpt = excerpts.shown(one.finding, None if full else excerpts.SHORT)
    yield from hanging(excerpt, output.width(), f"{indent}    ")


def formerly(one: DocumentStory, stays: Sequence[Held], seen: Seen) -> Iterator[Line]:
    """A document that had such a passage."""
    when = tenures.told(stays, seen[one.repository.platform, one.document])
    head = [("formerly: ", Role.DOUBTFUL), (one.name, Role.HEADING)]
    where = f" ({one.repository.platform}/{one.document}, {when})"
    yield from hanging(pieces(head, where), output.width(), "", "    ")
