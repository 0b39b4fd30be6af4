"""`archiver diff`: what changed between two versions of a document, sentence by sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput, NotFound
from archive_repo.format.message import plural
from archive_repo.index import queries
from archive_repo.records import Version, slug
from archiver import addresses
from archiver.addresses import DocumentAddress
from archiver.cli import completion, indexing, options, output, times
from archiver.report import looks
from archiver.report.difference import comparison, terminal
from archiver.report.difference.comparison import Comparison, Pair
from archiver.report.looks import LastLooks
from archiver.report.screen import Line, Role, Text, hanging


@click.command("diff")
@options.archive
@options.dated_address
@click.argument("old", required=False, metavar="[OLD]", shell_complete=completion.addresses)
@click.argument("new", required=False, metavar="[NEW]")
@click.option("--side-by-side", is_flag=True, help="Old text to the left, new to the right.")
@click.option("--word", is_flag=True, help="Running text, with removed and added words in place.")
@click.option("--stat", is_flag=True, help="Only how much changed in each section.")
@click.option("--unified", is_flag=True, help="A plain unified diff of the Markdown, for `patch`.")
@click.option("--html", is_flag=True, help="Write one HTML page that stands alone.")
@click.option(
    "-c",
    "--context",
    type=click.IntRange(0),
    metavar="N",
    help="Unchanged sentences around a change [default: 1].",
)
@click.option(
    "--width", type=click.IntRange(40), metavar="N", help="Columns to wrap at [default: the terminal's]."
)
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
    """Show what changed between two versions of a document, or how two documents differ.

    OLD and NEW are dates or ids of versions; OLD..NEW is both. Without them it is what the newest
    version, or the one of @WHEN, changed; with OLD alone, what has changed since. For a PLATFORM,
    it is all documents that changed. With another PLATFORM/DOCUMENT[@WHEN] in place of OLD, the
    two documents are compared.

    Before each sentence: + added, - removed, ~ amended, > moved here, < moved away.
    """
    options.at_most_one(**forms, json=as_json)
    form = next((name for name, given in forms.items() if given), None)
    _check(form or ("json" if as_json else "sentences"), context, width, everything)
    pairs = _pairs(archive, address, old, new)
    if not pairs:
        output.note(f"{address}: no document changed between these times")
        if as_json:
            output.write_json([])
        return 0
    names, last = indexing.ask(
        archive,
        lambda index: (queries.names(index), [_last(index, *pair) for pair in pairs]),
        about=_only_platform(pairs),
    )
    found = [comparison.of(archive, names, *pair) for pair in pairs]
    stale = looks.warnings([one for pair in last for one in pair])
    shown = 1 if context is None else context
    if as_json:
        from archiver.report.difference import record  # most forms do without it, and without those below

        rows = [record.row(one, pair[-1]) for one, pair in zip(found, last, strict=True)]
        output.write_json(rows if _is_platform(address) else rows[0], about=[*_first(found), *stale])
    elif form == "html":
        from archiver.report.difference import page

        told = page.page(found, title=_title(found), notes=stale, context=shown, everything=everything)
        output.write_plain(told, _about(found, stale))
    elif form == "unified":
        output.write_plain((line for one in found for line in _unified(one)), _about(found, stale))
    else:
        columns = width or output.width()
        _write(found, stale, lambda one: _for_terminal(form, one, columns, shown, everything))
    return 1 if exit_code and any(one.differs for one in found) else 0


def _check(form: str, context: int | None, width: int | None, everything: bool) -> None:
    """Refuse options that have no effect on the form."""
    rows, wrapped = ("sentences", "side_by_side", "word"), ("sentences", "side_by_side", "word", "stat")
    sentences = "the sentences, --side-by-side, --word or --html"
    options.needs("--context", context is not None, sentences, form in (*rows, "html"))
    options.needs("--all", everything, sentences, form in (*rows, "html"))
    options.needs("--width", width is not None, "a form for the terminal", form in wrapped)


def _is_platform(address: str) -> bool:
    return addresses.parse_dated(address).document is None


def _pairs(archive: Archive, address: str, old: str | None, new: str | None) -> list[Pair]:
    """What is compared: for each document the earlier version, if there is one, and the later one."""
    if old and _names_document(archive, address, old):
        return [_across(archive, address, old, new)]
    where = addresses.parse_dated(address)
    earlier, later = addresses.ends(where.when, old, new)
    if where.document is None:
        return _of_platform(archive, where.platform, earlier, later)
    document = DocumentAddress(platform=where.platform, document=where.document)
    return [_in_time(archive, document, earlier, later)]


def _names_document(archive: Archive, address: str, text: str) -> bool:
    """True if a text is an address in place of a time: no time has a slash after a letter."""
    name, slash, _ = text.partition("@")[0].partition("/")
    if not slash and slug(name) in archive.slugs():
        raise InvalidInput(
            f"{text!r} is a platform; name the document of each that is to be compared, as in "
            f"`archiver diff {slug(address.partition('/')[0])}/privacy-policy {slug(name)}/privacy-policy`"
        )
    return bool(slash) and (slug(name) in archive.slugs() or any(map(str.isalpha, name)))


def _across(archive: Archive, address: str, other: str, third: str | None) -> Pair:
    if third is not None:
        raise InvalidInput(f"two documents are compared as of their @WHEN: {address}@{third} {other}@{third}")
    one, two = addresses.parse_document(address), addresses.parse_document(other)
    before, after = times.version(archive, one), times.version(archive, two)
    if (one.platform, one.document) != (two.platform, two.document):
        return before, after
    return _in_order(archive, before, after, f"{address} is later than {other}")


def _in_time(archive: Archive, where: DocumentAddress, old: str | None, new: str | None) -> Pair:
    """Two versions of a document; None for the time before its first version."""
    before = times.version(archive, replace(where, when=old)) if old else None
    after = times.version(archive, replace(where, when=new))
    if before is not None:
        return _in_order(archive, before, after, f"{old} is later than {new}")
    previous = [after.previous] if after.previous else []
    found = indexing.ask(archive, lambda index: queries.by_id(index, previous), about=where.platform)
    return next(iter(found.values()), None), after


def _in_order(archive: Archive, one: Version, other: Version, turned: str) -> tuple[Version, Version]:
    """Two versions of a document, the earlier one first."""
    found = indexing.ask(
        archive, lambda index: queries.versions(index, one.platform, one.document), about=one.platform
    )
    if found.index(one) >= found.index(other):
        return one, other
    output.note(f"{turned}: compared in the order of time")
    return other, one


def _of_platform(archive: Archive, platform: str, old: str | None, new: str | None) -> list[Pair]:
    """The versions of each document of a platform that is not the same at both times."""
    archive.must_have(platform)
    named = next((when for when in (old, new) if when and addresses.is_version(when)), None)
    if named:
        raise InvalidInput(f"{named} is a version; name its document, as in {platform}/privacy-policy")
    ends = times.end(old), times.end(new)
    if ends[0] and ends[1] and ends[0] > ends[1]:
        output.note(f"{old} is later than {new}: compared in the order of time")
        ends = ends[1], ends[0]
    pairs = indexing.ask(
        archive, lambda index: comparison.of_platform(index, platform, *ends), about=platform
    )
    if not pairs and not old:
        raise NotFound(f"{platform}: nothing recorded by then; `archiver log {platform}` lists the versions")
    return pairs


def _only_platform(pairs: Sequence[Pair]) -> str:
    """The platform whose documents are compared; empty if there are two."""
    platforms = {one.platform for pair in pairs for one in pair if one}
    return next(iter(platforms)) if len(platforms) == 1 else ""


def _last(index: sqlite3.Connection, old: Version | None, new: Version) -> list[LastLooks]:
    """The last looks at the documents; of two versions of one, only the newer counts."""
    sides = [old, new] if old and comparison.crosses(old, new) else [new]
    return [looks.of_version(index, side) for side in sides]


def _first(found: Sequence[Comparison]) -> list[str]:
    return [comparison.first(one) for one in found if one.old is None]


def _about(found: Sequence[Comparison], stale: Sequence[str]) -> list[str]:
    return [*(line for one in found for line in comparison.about(one)), *stale]


def _title(found: Sequence[Comparison]) -> str:
    if len(found) == 1:
        return found[0].title
    return f"{found[0].new_name}: {plural(len(found), 'document')} that changed"


def _write(
    found: Sequence[Comparison], stale: Sequence[str], lines: Callable[[Comparison], Iterable[Text]]
) -> None:
    """Write one difference below what it is about; of several, each below its own heading."""
    if len(found) == 1:
        output.write(lines(found[0]) if found[0].old else (), _about(found, stale))
        return
    output.write(_several(found, lines), stale)


def _several(found: Sequence[Comparison], lines: Callable[[Comparison], Iterable[Text]]) -> Iterator[Text]:
    for place, one in enumerate(found):
        first, *others = comparison.about(one)
        yield from [""] * bool(place)
        yield from hanging([(first, Role.HEADING)], output.width(), "", "  ")
        yield from others
        yield from lines(one) if one.old else ()


def _unified(one: Comparison) -> Iterable[str]:
    from archiver.report.difference import unified

    old, new = one.old, one.new
    if old is None:
        return unified.unified(one.difference, "/dev/null", f"b/{new.document}.md")
    if one.crosses:
        before, after = f"a/{old.platform}/{old.document}.md", f"b/{new.platform}/{new.document}.md"
        return unified.unified(one.difference, before, after)
    return unified.unified(one.difference, f"a/{old.document}.md", f"b/{new.document}.md")


def _for_terminal(
    form: str | None, one: Comparison, width: int, context: int, everything: bool
) -> Iterator[Line]:
    if form == "stat":
        return terminal.stat(one.difference, width=width, across=one.crosses)
    how: dict[str, Any] = {"width": width, "context": context, "everything": everything}
    if form == "side_by_side":
        return terminal.side_by_side(one.difference, **how)
    if form == "word":
        return terminal.running_text(one.difference, **how)
    return terminal.sentences(one.difference, **how, across=one.crosses)
