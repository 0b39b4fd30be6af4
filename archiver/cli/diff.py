"""`archiver diff`: what changed between two versions of a document, sentence by sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace

import click

from archive_repo.archive import Archive
from archive_repo.diff import Difference, compare
from archive_repo.format.message import describe, plural
from archive_repo.index import queries
from archive_repo.records import Version
from archive_repo.repository import Repository
from archiver import addresses
from archiver.addresses import DocumentAddress
from archiver.cli import indexing, options, output, times
from archiver.report import looks
from archiver.report.difference import page, record, terminal, unified
from archiver.report.screen import Role


@click.command("diff")
@options.archive
@options.address
@click.argument("old", required=False, metavar="[OLD]")
@click.argument("new", required=False, metavar="[NEW]")
@click.option("--side-by-side", is_flag=True, help="Old text to the left, new to the right.")
@click.option("--word", is_flag=True, help="Running text, with what went and came inside it.")
@click.option("--stat", is_flag=True, help="Only how much changed in which section.")
@click.option("--unified", is_flag=True, help="A plain unified diff of the Markdown, for `patch`.")
@click.option("--html", is_flag=True, help="Write one HTML page that stands alone.")
@click.option(
    "-c", "--context", type=click.IntRange(0), help="Unchanged sentences around a change [default: 1]."
)
@click.option("--width", type=click.IntRange(40), help="Columns to wrap at [default: the terminal's].")
@click.option(
    "--all", "everything", is_flag=True, help="Also links, marks and punctuation where words changed."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if the texts differ.")
@options.as_json
def command(
    archive: Archive,
    address: str,
    old: str | None,
    new: str | None,
    context: int | None,
    width: int | None,
    everything: bool,
    exit_code: bool,
    as_json: bool,
    **forms: bool,
) -> int:
    """Show what changed between two versions of a document.

    OLD and NEW are dates or ids of versions; OLD..NEW is both. Without them it is what the newest version, or
    the one of @WHEN, changed; with OLD alone, what has changed since. Before each sentence: + added,
    - removed, ~ amended, > moved here, < moved away.
    """
    options.at_most_one(**forms, json=as_json)
    form = next((name for name, given in forms.items() if given), None)
    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    before, after = _versions(archive, where, *addresses.ends(where.when, old, new))
    difference = compare(repository.text(before) if before else "", repository.text(after))
    last = indexing.ask(archive, lambda index: looks.of_version(index, after))
    stale = looks.warnings([last])
    about = (*_about(repository, before, after, difference), *stale)
    if as_json:
        output.write_json(record.row(repository.name, before, after, difference, last), about=stale)
    elif before is None and form not in ("html", "unified"):
        output.note(f"{_first(after, difference)}; `archiver show` prints it")
    elif form in ("html", "unified"):
        output.write(
            _document(form, difference, before, after, about, 1 if context is None else context, everything)
        )
    else:
        columns = width or output.width()
        output.write(
            _for_terminal(form, difference, columns, 1 if context is None else context, everything), about
        )
    return 1 if exit_code and difference.change_class else 0


def paint(text: str, role: Role) -> str:
    """Colours on a terminal; marks where there are none."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return terminal.marked(text, role)
    return output.paint(text, role)


def _versions(
    archive: Archive, where: DocumentAddress, old: str | None, new: str | None
) -> tuple[Version | None, Version]:
    """What is compared, the earlier version first; None for the time before a document's first version."""
    earlier, later = replace(where, when=old), replace(where, when=new)
    before = times.version(archive, earlier) if old else None
    after = times.version(archive, later)
    found = indexing.ask(archive, lambda index: queries.versions(index, where.platform, where.document))
    place = found.index(after)
    if before is None:
        return (found[place + 1] if place + 1 < len(found) else None), after
    if found.index(before) < place:
        output.note(f"{old} is later than {new}: compared in the order of time")
        return after, before
    return before, after


def _first(version: Version, difference: Difference) -> str:
    """That a document's first version can be compared with nothing."""
    count = plural(difference.sentences.added, "sentence")
    return (
        f"{version.platform}/{version.document}: the first version, of "
        f"{output.minute(version.fetched_at)} UTC ({count}), has none before it to be compared with"
    )


def _about(
    repository: Repository, before: Version | None, after: Version, difference: Difference
) -> tuple[str, ...]:
    since = f"{output.minute(before.fetched_at)} ({before.id[: output.SHORT_ID]})" if before else "nothing"
    kind = f" ({difference.change_class})" if difference.change_class else ""
    what = f"{describe(difference.sentences)}{kind}" if kind else "the texts are the same"
    return (
        f"{repository.name}, {after.title}: {since} to "
        f"{output.minute(after.fetched_at)} ({after.id[: output.SHORT_ID]}) UTC",
        what,
    )


def _document(
    form: str,
    difference: Difference,
    before: Version | None,
    after: Version,
    about: tuple[str, ...],
    context: int,
    everything: bool,
) -> Iterable[str]:
    if form == "html":
        return page.page(
            difference, title=about[0].partition(": ")[0], about=about, context=context, everything=everything
        )
    old_name = f"a/{before.document}.md" if before else "/dev/null"
    return unified.unified(difference, old_name, f"b/{after.document}.md")


def _for_terminal(
    form: str | None, difference: Difference, width: int, context: int, everything: bool
) -> Iterable[str]:
    if form == "stat":
        return terminal.stat(difference, width=width, paint=paint)
    show = {"side_by_side": terminal.side_by_side, "word": terminal.words}.get(form or "", terminal.sentences)
    return show(difference, width=width, context=context, paint=paint, everything=everything)
