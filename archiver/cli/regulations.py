"""`archiver regulations`: from an article of a regulation to the provisions that touch it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver.cli import indexing, options, output
from archiver.cli.provisions import describe_provision
from archiver.provisions import compare, taxonomy
from archiver.provisions.compare import Provision
from archiver.provisions.taxonomy import Category, Reference, Taxonomy
from archiver.report import excerpts

PLATFORMS_SHOWN = 5
"""Excerpts shown of each category; the other platforms are named."""


@click.command("regulations")
@options.archive
@click.argument("reference", required=False, metavar="[REFERENCE]")
@options.as_json
def command(archive: Archive, reference: str | None, as_json: bool) -> None:
    """List the regulations that provisions touch, or show what touches one of them.

    REFERENCE is an identifier as in the list (gdpr:art-6-1-f), or the beginning of one (gdpr).
    """
    known = taxonomy.load()
    if reference is None:
        _list(known, as_json)
        return
    references = [one for one in known.references.values() if _names(reference, one)]
    if not references:
        raise InvalidInput(f"{reference}: no such reference; `archiver regulations` lists them")
    documents = list(compare.told(archive, [], None, options.now(), indexing.Watch()))
    categories = {one.id: one for reference in references for one in _touching(known, reference)}
    found = {
        category: [one for one in compare.across(documents, categories[category]).values() if one]
        for category in categories
    }
    if as_json:
        output.write_json([
            {
                "reference": one.id,
                "label": one.label,
                "subject": one.subject,
                "question": one.question,
                "categories": [category.id for category in _touching(known, one)],
                "provisions": [describe_provision(p) for c in _touching(known, one) for p in found[c.id]],
            }
            for one in references
        ])  # fmt: skip
        return
    output.write(_pages(known, references, found))


def _names(wanted: str, reference: Reference) -> bool:
    wanted = wanted.strip().lower()
    return reference.id == wanted or reference.id.startswith((f"{wanted}:", f"{wanted}-"))


def _touching(known: Taxonomy, reference: Reference) -> list[Category]:
    return [one for one in known.categories.values() if reference.id in one.regulations]


def _list(known: Taxonomy, as_json: bool) -> None:
    if as_json:
        output.write_json([
            {
                "reference": one.id,
                "label": one.label,
                "subject": one.subject,
                "question": one.question,
                "categories": [category.id for category in _touching(known, one)],
            }
            for one in known.references.values()
        ])  # fmt: skip
        return
    rows = [(one.id, one.label, one.subject) for one in known.references.values()]
    output.write(output.columns([("REFERENCE", "ARTICLE", "SUBJECT"), *rows]))


def _pages(
    known: Taxonomy, references: Sequence[Reference], found: dict[str, list[Provision]]
) -> Iterator[str]:
    for reference in references:
        yield output.style(f"{reference.label}: {reference.subject}", bold=True)
        yield from excerpts.indented(f"For a lawyer: {reference.question}", "  ")
        for category in _touching(known, reference):
            yield ""
            count = len(found[category.id])
            yield f"  {output.style(category.title, fg='cyan')} ({category.id}): {count} platforms"
            for one in found[category.id][:PLATFORMS_SHOWN]:
                yield f"    {one.name}, {one.document_title} (since {output.day(one.life.first_seen)})"
                yield from excerpts.indented(excerpts.shown(one.finding, 200), "        ")
            others = [one.name for one in found[category.id][PLATFORMS_SHOWN:]]
            if others:
                yield from excerpts.indented(f"also {', '.join(others)}", "      ", "    ")
        yield ""
