"""`archiver explain`: the page about one provision of one document."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import click

from archive_repo.archive import Archive
from archive_repo.errors import NotFound
from archive_repo.text import kinds
from archiver.cli import completion, documents, indexing, options, output
from archiver.provisions import explain, taxonomy
from archiver.provisions.comparison import compare, looked_for
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.explain import Explanation
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.taxonomy import Category
from archiver.report import clauses, explained, explanation, looks, own_documents, unrecorded
from archiver.report.clauses import Seen


@click.command("explain")
@options.archive
@options.dated_address
@click.argument("category", metavar="CATEGORY", shell_complete=completion.categories)
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True,
    help="The format of the page.",
)  # fmt: skip
@options.as_json
def command(archive: Archive, address: str, category: str, form: str, as_json: bool) -> None:
    """Explain a provision: what the text says, since when, what stood there before, and how others put it.

    CATEGORY is an id such as legitimate-interest-product-improvement, a title, or words of one;
    `archiver compare` lists them. For a platform, the document whose words are clearest is taken.
    """
    options.at_most_one(json=as_json, format=form == "markdown")
    known = taxonomy.load()
    chosen = known.named(category)
    asked = documents.asked(archive, address)

    def question(index: sqlite3.Connection) -> tuple[Explanation, Seen]:
        others = documents.told(archive, index, [], asked.at)
        own = [other for other in others if asked.named[0].holds(other.repository.platform, other.document)]
        one = _clearest(own, chosen, address)
        recorded = {(other.repository.platform, other.document) for other in others}
        platform = one.repository.platform
        textless = unrecorded.of_platform(index, archive, platform, recorded, asked.at)
        page = explain.explain(one, others, chosen, known, textless)
        return page, clauses.seen(index, others, asked.moment)

    page, seen = indexing.ask(archive, question)
    shown = [*page.beside, *(other.shown for other in own_documents.quoted(page.siblings) if other.shown)]
    quoted = {(one.provision.platform, one.provision.document) for one in shown}
    quoted.add((page.platform, page.document))
    stale = looks.warnings([seen[document] for document in quoted])
    if as_json or form == "json":
        output.write_json(explained.row(page, seen), about=stale)
    elif form == "markdown":
        output.write(explanation.markdown(page, seen), stale)
    else:
        output.write(explanation.text(page, seen, output.width()), stale)


def _clearest(told: Sequence[DocumentStory], category: Category, address: str) -> DocumentStory:
    """The document to explain: that with the platform's best passage, or else one that had a passage.

    A sure passage in the terms, or in the privacy policy, if the category chiefly stands there, comes before
    a better one in another document. If none had any, it is one in which the category is looked for, terms or
    a privacy policy first.
    """
    if not told:
        raise NotFound(f"{address}: nothing recorded by then; `archiver log` lists the versions")
    chief = own_documents.KINDS.get(category.documents[0])
    best = next(
        iter(compare.across([one for one in told if one.title.lower() == chief], category).values()), None
    )
    if best is None or best.finding.chance < SURE:
        best = next(iter(compare.across(told, category).values()))
    if best:
        return next(one for one in told if one.document == best.document)
    formerly = [one for one, _ in compare.former(told, category)]
    asked = [one for one in told if looked_for.is_looked_for(category, one.title)]
    main = [one for one in asked if kinds.of(one.title) in looked_for.EVERY_PLATFORM_HAS]
    return [*formerly, *main, *asked, *told][0]
