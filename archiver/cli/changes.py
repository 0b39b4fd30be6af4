"""`archiver changes`: what changed, by platform and document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.edits import Kind
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.records import SUBSTANTIVE, ChangeClass, slug
from archiver import addresses, moments
from archiver.cli import completion, indexing, options, output, patterns, times
from archiver.cli.patterns import TypedPattern
from archiver.report import bounds, changes, health, versions, wordings
from archiver.report.changes import ChangeRow, News, SentenceChange, Wanted
from archiver.report.screen import Line, Role, Text, hanging, pieces
from archiver.report.versions import Section

SECTIONS_SHOWN = 12
"""Most sections listed for a change; the rest is counted, as a rewrite changes dozens."""

LEGEND = "two days: the last recorded look at the old text, and the first at the new one"

SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.AMENDED: "~", Kind.MOVED: ">"}
ROLES = {Kind.ADDED: Role.CAME, Kind.REMOVED: Role.WENT, Kind.AMENDED: Role.PLAIN, Kind.MOVED: Role.MOVED}


@click.command("changes")
@options.archive
@options.addresses
@click.option(
    "--since",
    default="1 month ago",
    show_default=True,
    metavar="DATE",
    help="From the start of this day, month or year (UTC).",
)
@click.option("--until", metavar="DATE", help="Up to the end of this day, month or year [default: now].")
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TITLE",
    help="Only documents with this title; repeatable.",
    shell_complete=completion.documents,
)
@click.option(
    "--class",
    "classes",
    multiple=True,
    type=click.Choice([one.value for one in ChangeClass]),
    metavar="CLASS",
    help=f"Only this class; repeatable. One of {', '.join(ChangeClass)}.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also numbering, links, formatting, order, re-extractions, and imported flaps and pages that are "
    "not a policy.",
)
@click.option(
    "--grep", type=TypedPattern, metavar="REGEX",
    help="Only added, removed or amended sentences that match.",
)  # fmt: skip
@options.categories
@click.option("--silent", is_flag=True, help="Only changes of words whose stated date did not move.")
@click.option("--full", is_flag=True, help="Show the sentences, not only the sections.")
@click.option("--provisions", is_flag=True, help="Name the kinds of provision that each change touches.")
@click.option("--markdown", is_flag=True, help="Write Markdown, for a newsletter or a notebook.")
@click.option(
    "--link",
    metavar="URL",
    help="With --markdown: where a version can be read, with {platform}, {document} and {version} in it.",
)
@click.option(
    "--csv", "as_csv", is_flag=True, help="Write CSV: one line per change, or per sentence with --full."
)
@options.xlsx
@options.as_json
def command(
    archive: Archive,
    markdown: bool,
    link: str | None,
    as_csv: bool,
    xlsx: Path | None,
    as_json: bool,
    **which: Any,
) -> None:
    """Show what changed in the policies since a date.

    Changes of words, numbers and dates, and returns to an earlier text; others with --all or --class. What
    the archive cannot know (no crawl lately, documents that could not be read, texts that are held back) is
    said on stderr, or on a terminal above the changes.
    """
    options.at_most_one(markdown=markdown, csv=as_csv, xlsx=xlsx, json=as_json)
    options.needs("--link", link, "--markdown", markdown)
    wanted = _wanted(**which)
    with patterns.limited(which["grep"]):
        news = indexing.ask(archive, lambda index: changes.between(index, archive, wanted, options.now()))
    total = _total(news, wanted, which["grep"], until=bool(which["until"]))
    about = [total + times.ahead(which["until"]), *changes.warnings(news)]
    if as_json:
        output.write_json(news.rows, about=about)
    elif as_csv:
        from archiver.report import spreadsheet  # only needed here

        output.write_plain(spreadsheet.write(news.rows, with_sentences=wanted.details), about)
    elif xlsx:
        from archiver.report import spreadsheet, workbook  # only needed here

        columns = spreadsheet.columns(with_sentences=wanted.details)
        rows = spreadsheet.cells(news.rows, with_sentences=wanted.details)
        output.notes(about)
        output.replace(xlsx, workbook.write("changes", columns, rows, options.now()))
    elif markdown:
        from archiver.report import newsletter  # only needed here

        output.write_plain(newsletter.write(news, wanted, _titles(news), _checked(link)), about)
    else:
        spans = any(row.since.after for row in news.rows)
        output.write(_lines(news), [*about, LEGEND] if spans else about)


def _wanted(
    named: tuple[str, ...], since: str, until: str | None, types: tuple[str, ...],
    classes: tuple[str, ...], everything: bool, silent: bool, grep: TypedPattern | None,
    categories: tuple[str, ...], full: bool, provisions: bool,
) -> Wanted:  # fmt: skip
    period = moments.between(since, until, options.now())
    never_silent = frozenset(classes) - SUBSTANTIVE
    options.at_most_one(silent=silent, all=everything, **{"class": silent and never_silent})
    chosen = frozenset(map(ChangeClass, classes)) or (frozenset(ChangeClass) if everything else SUBSTANTIVE)
    return Wanted(
        since=period.start,
        until=period.end,
        addresses=tuple(map(addresses.parse, named)),
        documents=frozenset(map(slug, types)),
        classes=chosen,
        amending=bool(classes),
        reextractions=everything,
        flaps=everything,
        silent=silent,
        pattern=grep,
        categories=_categories(categories),
        details=full,
        provisions=provisions,
    )


def _categories(named: tuple[str, ...]) -> frozenset[str]:
    if not named:
        return frozenset()
    from archiver.provisions import taxonomy  # takes a while to load

    known = taxonomy.load()
    return frozenset(known.named(one).id for one in named)


def _titles(news: News) -> dict[str, str]:
    """The titles of the categories that were touched, by id."""
    if not any(row.categories for row in news.rows):
        return {}
    from archiver.provisions import taxonomy  # takes a while to load

    return {name: category.title for name, category in taxonomy.load().categories.items()}


def _checked(link: str | None) -> str:
    """The template of a link. Raises InvalidInput if it cannot be filled in."""
    try:
        (link or "").format(platform="", document="", version="")
    except (KeyError, IndexError, ValueError) as error:
        raise InvalidInput(
            f"--link {link}: {{{error}}} is not one of {{platform}}, {{document}} and {{version}}"
        ) from error
    return link or ""


def _total(news: News, wanted: Wanted, typed: TypedPattern | None, *, until: bool) -> str:
    end = f" until {moments.shown(wanted.until)}" if until else ""
    crawl = health.last_crawl(news.health)
    which = " whose stated date did not move" if wanted.silent else ""
    which += f" with sentences that match {typed.pattern!r}" if typed else ""
    found = f"{changes.total(news.rows)} since {moments.shown(wanted.since)}{end}{which}"
    return f"{found} ({crawl})" if crawl else found


def _lines(news: News) -> Iterator[Text]:
    titles = _titles(news)
    for _, rows in groupby(news.rows, key=lambda row: row.platform):
        own = list(rows)
        yield [(own[0].platform_name, Role.HEADING)]
        for row in own:
            yield from _change(row, [titles[one] for one in row.categories or ()])
        yield ""


def _change(row: ChangeRow, touched: Sequence[str]) -> Iterator[Line]:
    head = [(f"  {bounds.span(row.since)}  ", Role.DATE)]
    yield from hanging(row.subject, output.width(), head, " " * 8)
    for text in versions.unread(row):
        yield from hanging(text, output.width(), " " * 6, " " * 8)
    if row.change_class is None:
        return
    yield from _sections(row) if row.details is None else _details(row)
    if touched:
        yield from hanging(f"touches: {', '.join(touched)}", output.width(), " " * 6, " " * 8)
    address = f"{row.platform}/{row.document}@{row.version[: output.SHORT_ID]}"
    yield [(f"      archiver diff {address}", Role.CONTEXT)]


def _sections(row: ChangeRow) -> Iterator[Line]:
    named = versions.section_names(row)
    for name, kind in named[:SECTIONS_SHOWN]:
        yield from _heading(name, kind)
    if len(named) > SECTIONS_SHOWN:
        yield pieces(f"      and {plural(len(named) - SECTIONS_SHOWN, 'section')} more")


def _details(row: ChangeRow) -> Iterator[Line]:
    for detail in row.details or ():
        section = Section(path=detail.path, kind=detail.kind)
        name = versions.section_name(row, section)
        yield from _heading(name, versions.happened(name, section.kind))
        for one in detail.changes:
            yield from hanging(_text(one), output.width(), [(f"        {SIGNS[one.kind]} ", ROLES[one.kind])])


def _heading(name: str, kind: str) -> Iterator[Line]:
    return hanging(f"{kind}: {name}", output.width(), " " * 6, " " * 8)


def _text(one: SentenceChange) -> Line:
    if not one.edits:
        return [(one.new if one.new is not None else one.old or "", ROLES[one.kind])]
    return wordings.pieces(one.edits)
