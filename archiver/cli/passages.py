"""Passages that are compared, as lines: where each stands, since when, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archiver.cli import output
from archiver.provisions.comparison import answers
from archiver.provisions.comparison.answers import Answer
from archiver.provisions.comparison.compare import DocumentStory, Held, Provision
from archiver.provisions.stories import scopes
from archiver.report import clauses, excerpts, tenures
from archiver.report.clauses import Seen
from archiver.report.quoted_places import Places
from archiver.report.screen import Line, Piece, Role, hanging, pieces, text_of

WHOLE = 1_000
"""Characters of an excerpt up to which none of it is cut off: what limits it often stands at its end."""
LONGEST = 300
"""Characters of what a document says of whom it holds for."""


def passage(one: Provision, head: list[Piece], places: Places, full: bool, indent: str) -> Iterator[Line]:
    """A passage; with an indent the one of another document, or of another sense, of the same platform."""
    when = places.since(one)
    where = f" ({one.platform}/{one.document}, {when})" if not indent else f"{one.document_title} ({when})"
    perhaps = "perhaps " if answers.is_unsure(one) else ""
    said = f": {perhaps}{clauses.label(one.finding)}{'' if indent else _others(places.alike(one))}"
    yield from hanging(pieces(head, where, said), output.width(), indent, f"{indent}    ")
    shown = excerpts.shown(one.finding, None if full else WHOLE)
    if (words := places.section_holds_for(one)) and words not in text_of(shown):
        yield from hanging(f"its section says: “{words}”", output.width(), f"{indent}    ")
    if title := places.under(one):
        part = "of a part, by its heading" if scopes.is_under_a_part(one.finding) else "under"
        yield from hanging(f"{part} “{title}”:", output.width(), f"{indent}    ")
    yield from hanging(shown, output.width(), f"{indent}    ")


def _others(alike: int) -> str:
    """That a passage is not the only one of its document, since another may say more."""
    return f" (one of {alike} such passages)" if alike > 1 else ""


def holds_for(one: Provision, places: Places) -> Iterator[Line]:
    """For whom the document of a passage holds, by its own words."""
    if words := places.holds_for(one.platform, one.document, one.finding.spans[0][0]):
        told = f"the document says: “{excerpts.cut(words, LONGEST)}”"
        yield from hanging(told, output.width(), " " * 4)


def way_out(answer: Answer, places: Places, full: bool) -> Iterator[Line]:
    """The passage that gives a way out of what another one says."""
    if answer.way_out:
        whose = "with a way out, in its " if answer.is_way_out_for_all else "with a way out for some, in its "
        yield from passage(answer.way_out, [(whose, Role.DOUBTFUL)], places, full, " " * 4)


def formerly(one: DocumentStory, stays: Sequence[Held], seen: Seen) -> Iterator[Line]:
    """A document that had such a passage."""
    when = tenures.told(stays, seen[one.repository.platform, one.document])
    head = [("formerly: ", Role.DOUBTFUL), (one.name, Role.HEADING)]
    where = f" ({one.repository.platform}/{one.document}, {when})"
    yield from hanging(pieces(head, where), output.width(), "", "    ")
