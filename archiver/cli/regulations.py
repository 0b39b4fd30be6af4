"""`archiver regulations`: from an article of a regulation to the provisions that touch it."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archiver import addresses
from archiver.cli import completion, documents, indexing, options, output
from archiver.provisions import taxonomy
from archiver.provisions.comparison import compare
from archiver.provisions.comparison.compare import DocumentStory, Provision
from archiver.provisions.regulations import laws
from archiver.provisions.regulations.laws import Article
from archiver.provisions.taxonomy import Taxonomy
from archiver.report import articles, clauses, excerpts, looks
from archiver.report.clauses import Seen
from archiver.report.screen import Line, Role, hanging, pieces, table

PLATFORMS_SHOWN = 5
"""Most excerpts shown for each category; the other platforms are named."""
SHORT = 200
"""Characters of an excerpt."""


@click.command("regulations")
@options.archive
@click.argument("reference", required=False, metavar="[REFERENCE]", shell_complete=completion.references)
@options.addresses
@options.as_json
def command(archive: Archive, reference: str | None, named: tuple[str, ...], as_json: bool) -> None:
    """List the regulations that provisions touch, or show what touches one of them.

    REFERENCE is an identifier as in the list (gdpr:art-6-1-f), or the beginning of one (gdpr).
    """
    known, law = taxonomy.load(), laws.load()
    if reference is None:
        _list(known, as_json)
        return
    references = [one for one in law.articles.values() if _names(reference, one)]
    if not references:
        near = difflib.get_close_matches(reference.lower(), law.articles, n=3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise InvalidInput(f"{reference}: no such reference; {hint}`archiver regulations` lists them")

    def question(index: sqlite3.Connection) -> tuple[list[DocumentStory], Seen]:
        found = documents.told(archive, index, list(map(addresses.parse, named)), None)
        return found, clauses.seen(index, found, None)

    told, seen = indexing.ask(archive, question)
    found = {one.id: _touching(known, told, one) for one in references}
    quoted = {(p.platform, p.document) for own in found.values() for some in own.values() for p in some}
    stale = looks.warnings([seen[key] for key in quoted])
    if as_json:
        pages = [articles.page(known, one, found[one.id], seen) for one in references]
        output.write_json(pages, about=stale)
    else:
        output.write(_pages(known, references, found, seen), stale)


def _touching(known: Taxonomy, told: Sequence[DocumentStory], one: Article) -> dict[str, list[Provision]]:
    """The best passage of each platform that touches the article, by category."""
    return {
        category.id: [
            best
            for best in compare.across(told, category, lambda own: one in clauses.touches(own)).values()
            if best
        ]
        for category in articles.touching(known, one)
    }


def _names(wanted: str, reference: Article) -> bool:
    wanted = wanted.strip().lower()
    return reference.id == wanted or reference.id.startswith((f"{wanted}:", f"{wanted}-"))


def _list(known: Taxonomy, as_json: bool) -> None:
    if as_json:
        output.write_json([articles.row(known, one) for one in laws.load().articles.values()])
        return
    rows = [(one.id, one.label, one.subject) for one in laws.load().articles.values()]
    output.write(table([("REFERENCE", "ARTICLE", "SUBJECT"), *rows], output.width(), shrinking=[1]))


def _pages(
    known: Taxonomy,
    references: Sequence[Article],
    found: Mapping[str, Mapping[str, Sequence[Provision]]],
    seen: Seen,
) -> Iterator[Line]:
    for reference in references:
        head = [(f"{reference.label}: {reference.subject}", Role.HEADING)]
        yield from hanging(head, output.width(), "", "  ")
        for line in articles.told(reference):
            yield from hanging(line, output.width(), "  ", "    ")
        for category in articles.touching(known, reference):
            own = found[reference.id][category.id]
            count = f" ({category.id}): {plural(len(own), 'platform')}"
            yield []
            yield from hanging(pieces([(category.title, Role.DATE)], count), output.width(), "  ", "    ")
            for one in own[:PLATFORMS_SHOWN]:
                dates = clauses.dates(one, seen[one.platform, one.document])
                said = clauses.says(one.finding)
                where = f"{one.name}, {one.document_title} ({dates}){f': {said}' if said else ''}"
                yield from hanging(where, output.width(), " " * 4, " " * 6)
                yield from hanging(excerpts.shown(one.finding, SHORT), output.width(), " " * 8)
            others = [one.name for one in own[PLATFORMS_SHOWN:]]
            if others:
                yield from hanging(f"also {', '.join(others)}", output.width(), " " * 4, " " * 6)
        yield []
