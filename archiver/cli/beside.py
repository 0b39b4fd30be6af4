"""Platforms or documents side by side, as `archiver compare A B` shows them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archiver import addresses
from archiver.cli import documents, indexing, output, passages
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.taxonomy import Taxonomy
from archiver.provisions.text.folding import readable
from archiver.report import clauses, excerpts, looks, sides_compared
from archiver.report.clauses import Seen
from archiver.report.quoted_places import Places
from archiver.report.screen import Line, Role, hanging, pieces
from archiver.report.sides_compared import Beside, Lack, Saying, Side

NONE = "no matching clause found"
NOT_NAMED = "not known: where one would chiefly stand is not among what is compared, or not read"


def show(
    archive: Archive, known: Taxonomy, named: Sequence[str], at: datetime | None, full: bool, as_json: bool
) -> None:
    """Print all categories that one of the named platforms or documents has."""
    if len(set(named)) == 1:
        raise InvalidInput(f"{named[0]} alone has nothing to be compared with; name two, or a category")

    def question(index: sqlite3.Connection) -> tuple[list[DocumentStory], Seen]:
        found = documents.told(archive, index, list(map(addresses.parse, named)), at)
        return found, clauses.seen(index, found, at)

    told, seen = indexing.ask(archive, question)
    sides = sides_compared.sides(named, told)
    found = sides_compared.read(sides, known.categories.values())
    about = [*looks.warnings(list(seen.values())), *clauses.unread(told)]
    if as_json:
        output.write_json([sides_compared.as_value(one, seen, known.version) for one in found], about=about)
        return
    places = Places(told, seen)
    lines = [*_holding(told, places), *_summary(sides, found)]
    for one in found:
        lines += [[], *_category(one, places, known.version, full)]
    output.write(lines, [f"{plural(len(found), 'kind')} of provisions in {' and '.join(named)}", *about])


def _holding(told: Sequence[DocumentStory], places: Places) -> Iterator[Line]:
    """For whom each document holds, as far as it says so: all that is quoted of it holds for them only."""
    for one in told:
        platform, document = one.repository.platform, one.document
        if words := places.holds_for(platform, document):
            head = [(f"{platform}/{document}: ", Role.HEADING)]
            said = f"“{excerpts.cut(words, passages.LONGEST)}”"
            yield from hanging(pieces(head, said), output.width(), "", "  ")


def _summary(sides: Sequence[Side], found: Sequence[Beside]) -> Iterator[Line]:
    """Which categories only one side speaks of at all, and of which the passages below may not say the same.

    What each says is left to the passages: of eight lines that named it, a reader found six wrong.
    """
    for side in sides:
        only = sides_compared.only_in(found, side.named)
        if titles := "; ".join(one.title for one in only.get(Lack.OF_WORDS, ())):
            head = [("Found only in ", Role.PLAIN), (side.named, Role.HEADING)]
            told = f" (the other has not even the words for it): {titles}"
            yield from hanging(pieces(head, told), output.width(), "", "  ")
    unlike = "; ".join(one.title for one in sides_compared.unlike(found))
    if unlike:
        yield from hanging(f"Perhaps not said alike, to be read below: {unlike}", output.width(), "", "  ")
    yield from hanging("What was not found may be said in other words.", output.width(), "", "  ")


def _category(one: Beside, places: Places, version: int, full: bool) -> Iterator[Line]:
    category, sayings = one
    yield [(category.title, Role.HEADING)]
    yield from hanging(category.mechanism, output.width())
    for saying in sayings:
        yield []
        yield from _said(saying, places, full) if saying.provision else _unsaid(saying, places, version, full)


def _said(one: Saying, places: Places, full: bool) -> Iterator[Line]:
    if one.provision is None:
        return
    yield from passages.passage(one.provision, [(one.provision.name, Role.HEADING)], places, full, "")
    if one.answer and one.answer.way_out:
        yield from passages.way_out(one.answer, places, full)
    for other in one.otherwise:
        yield from passages.passage(other, [("and, in its ", Role.DOUBTFUL)], places, full, " " * 4)


def _unsaid(one: Saying, places: Places, version: int, full: bool) -> Iterator[Line]:
    """Why nothing is shown of a side, what it had, and what is nearest."""
    if one.unread:
        why = f"not known, since its texts are in {one.unread}"
    elif not one.side.told:
        why = "nothing was recorded by then"
    elif not one.is_looked_for:
        why = "not looked for in documents of this kind"
    elif not one.is_known:
        why = NOT_NAMED
    elif one.lack is Lack.OF_CLAUSE:
        why = NONE
    else:
        why = f"{NONE} by taxonomy {version}, nor the words for it"
    head = [(one.side.name, Role.HEADING)]
    yield from hanging(pieces(head, f" ({one.side.named}): {why}"), output.width(), "", "    ")
    for story, stays in one.former:
        yield from passages.formerly(story, stays, places.seen)
    if one.nearest:
        story, finding = one.nearest
        told = f"perhaps this one ({story.repository.platform}/{story.document}):"
        yield from hanging(told, output.width(), "    ")
        yield from hanging(excerpts.shown(finding, None if full else excerpts.SHORT), output.width(), " " * 8)
    alike = [(story, spoken) for story, spoken in one.spoken_of if spoken.is_alike and one.is_known]
    for story, spoken in alike[:1]:
        told = f"nearest by its words ({story.repository.platform}/{story.document}):"
        yield from hanging(told, output.width(), "    ")
        words = excerpts.cut(readable(spoken.written), None if full else excerpts.SHORT)
        yield from hanging(f"“{words}”", output.width(), " " * 8)
