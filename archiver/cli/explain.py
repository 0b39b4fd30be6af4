"""`archiver explain`: the page about one provision of one document."""

from __future__ import annotations

import click

from archive_repo.archive import Archive
from archiver.cli import indexing, options, output
from archiver.cli.provisions import chosen, open_document
from archiver.provisions import compare, explain, taxonomy
from archiver.report import explanation


@click.command("explain")
@options.archive
@options.address
@click.argument("category", metavar="CATEGORY")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True,
    help="How the page is written.",
)  # fmt: skip
@options.as_json
def command(archive: Archive, address: str, category: str, form: str, as_json: bool) -> None:
    """Explain a provision: what the text says, does and means, since when, and how others put it.

    CATEGORY is an id such as legitimate-interest-product-improvement; `archiver compare` lists them.
    """
    known = taxonomy.load()
    chosen(known, [category])
    one = open_document(archive, address)
    at = one.story.date if "@" in address else None
    others = list(compare.told(archive, [], at, options.now(), indexing.Watch()))
    page = explain.explain(one, others, known.categories[category], known)
    if as_json or form == "json":
        output.write_json(explanation.value(page))
    else:
        output.write(explanation.markdown(page) if form == "markdown" else explanation.text(page))
