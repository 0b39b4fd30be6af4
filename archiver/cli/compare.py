"""`archiver compare`: one kind of provision across platforms."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archiver import addresses
from archiver.cli import beside, completion, documents, indexing, options, output, passages, times
from archiver.provisions import taxonomy
from archiver.provisions.comparison.answers import Sense
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.taxonomy import Polarity, Taxonomy
from archiver.provisions.text.folding import fold, readable
from archiver.report import across, bounds, clauses, excerpts, looks, matrix, phrases
from archiver.report.across import Across
from archiver.report.clauses import Seen
from archiver.report.matrix import Cell
from archiver.report.quoted_places import Places
from archiver.report.screen import Line, Role, Text, columns, hanging, pieces, table

if TYPE_CHECKING:
    from archiver.report.parameter_rows import ParameterRow

MARKS = {
    Sense.SAYS_SO: "+",
    Sense.SAYS_SO_IN_PART: "p+",
    Sense.ON_CONDITION: "?",
    Sense.DENIES: "-",
    Sense.DENIES_IN_PART: "p-",
    Sense.RIGHT: "!",
    Sense.EXCEPTS: "~",
    Sense.UNSURE: "u",
    Sense.TO_BUSINESSES: "b",
}
LEGEND = (
    "+ says so   ? on a condition   - says it is not so   p+ p- of a part only   "
    "! gives a right against it   ~ only carves it out   u perhaps speaks of it   "
    "b speaks of it to businesses only   . no matching clause found   "
    "/ not known: the text is not read, or not in this archive"
)


STATED = 360
"""Characters that are shown of the passage that states a value: what it is the value of is in them."""


@click.command("compare")
@options.archive
@click.argument("category", required=False, metavar="[CATEGORY]", shell_complete=completion.categories)
@options.addresses
@click.option("--at", metavar="DATE", help="As of the end of this day, month or year [default: now].")
@click.option(
    "--polarity", type=click.Choice([one.value for one in Polarity]),
    help="Only platforms that say so (asserts), on a condition (conditional) or of both sides (mutual), say "
    "it is not so (denies), or carve it out (excludes).",
)  # fmt: skip
@click.option("--matrix", "as_matrix", is_flag=True, help="All categories against all platforms.")
@click.option(
    "--parameters",
    "as_parameters",
    is_flag=True,
    help="The values that documents state (periods, ages, sums, places), and what they were before.",
)
@click.option("--csv", "as_csv", is_flag=True, help="With --parameters: write CSV, one line per value.")
@options.xlsx
@click.option("--full", is_flag=True, help="Show whole excerpts.")
@options.as_json
def command(
    archive: Archive,
    category: str | None,
    named: tuple[str, ...],
    at: str | None,
    polarity: str | None,
    as_matrix: bool,
    as_parameters: bool,
    as_csv: bool,
    xlsx: Path | None,
    full: bool,
    as_json: bool,
) -> None:
    """Compare a kind of provision across platforms: who has it, since when, in which words.

    With two or more platforms or documents instead of a CATEGORY, all kinds of provisions side by side, or
    with --matrix or --parameters only theirs.

    CATEGORY is an id, a title, or words of one; without it, lists the categories. A text in which
    none was found may have one all the same.
    """
    known = taxonomy.load()
    if category is not None and category.partition("/")[0] in archive.slugs():
        named, category = (category, *named), None
        if not (as_matrix or as_parameters):
            options.needs("--polarity", polarity, "a category", None)
            options.needs("--csv", as_csv, "--parameters", None)
            options.needs("--xlsx", xlsx, "--parameters", None)
            beside.show(archive, known, named, times.end(at), full, as_json)
            return
    chosen = known.named(category) if category is not None else None
    if chosen and as_matrix:
        raise InvalidInput("--matrix shows all categories; leave the category or --matrix out")
    options.at_most_one(full=full, json=as_json, csv=as_csv, xlsx=xlsx)
    options.at_most_one(matrix=as_matrix, parameters=as_parameters, polarity=polarity)
    options.needs("--csv", as_csv, "--parameters", as_parameters)
    options.needs("--xlsx", xlsx, "--parameters", as_parameters)
    options.needs("--full", full, "a category", chosen)
    options.needs("--polarity", polarity, "a category", chosen)
    if chosen is None and not as_matrix and not as_parameters:
        options.needs("--at", at, "a category, --matrix or --parameters", None)
        options.needs("--platform", named, "a category, --matrix or --parameters", None)
        _list(known, as_json)
        return
    moment = times.end(at)

    def question(index: sqlite3.Connection) -> tuple[list[DocumentStory], Seen]:
        found = documents.told(archive, index, list(map(addresses.parse, named)), moment)
        return found, clauses.seen(index, found, moment)

    told, seen = indexing.ask(archive, question)
    if as_parameters:
        from archiver.report import parameter_rows  # takes a while to load

        wanted = frozenset({chosen.id}) if chosen else frozenset(known.categories)
        _parameters(parameter_rows.rows(told, seen, wanted), _about(told, seen), as_csv, xlsx, as_json)
        return
    if chosen is None:
        _matrix(known, told, _about(told, seen), as_json)
        return
    asked = Polarity(polarity) if polarity else None
    found = across.read(told, chosen, asked)
    warnings = [*across.warnings(found, seen), *clauses.unread(told)]
    if as_json:
        output.write_json(across.as_value(found, seen, known.version), about=warnings)
    else:
        counted = [across.total(found, asked), *_companies(found)]
        lines = _compare(found, counted if found.platforms else [], Places(told, seen), known.version, full)
        output.write(lines, warnings if found.platforms else [*counted, *warnings])


def _about(told: Sequence[DocumentStory], seen: Seen) -> list[str]:
    """What a reader must know of the looks at these documents, and of their languages."""
    return [*looks.warnings(list(seen.values())), *clauses.unread(told)]


def _parameters(
    found: Sequence[ParameterRow], stale: Sequence[str], as_csv: bool, xlsx: Path | None, as_json: bool
) -> None:
    platforms = len({row.platform for row in found})
    counted = f"{plural(len(found), 'value')} stated by {plural(platforms, 'platform')}"
    warnings = [
        "a value that is stated in other words can be missed: what is not listed may be there",
        *stale,
    ]
    about = [counted, *warnings]
    if as_json:
        output.write_json(found, about=warnings)
    elif as_csv:
        from archiver.report import parameter_rows  # takes a while to load

        output.write_plain(parameter_rows.csv(found), about)
    elif xlsx:
        from archiver.report import parameter_rows, workbook  # take a while to load

        output.notes(about)
        cells = map(parameter_rows.cells, found)
        output.replace(xlsx, workbook.write("parameters", parameter_rows.COLUMNS, cells, options.now()))
    else:
        output.write(_values(found), about)


def _values(found: Sequence[ParameterRow]) -> Iterator[Line]:
    """Each parameter with the values of the platforms; of a value that changed, what it was before."""
    for parameter, own in itertools.groupby(found, lambda row: row.parameter):
        yield [(parameter.capitalize().replace("-", " "), Role.HEADING)]
        for row in own:
            where = f"  ({row.platform}/{row.document}, {bounds.since(row.since)})"
            yield from hanging(pieces([(row.value, Role.DATE)], where), output.width(), "  ", "    ")
            stated = excerpts.around(readable(row.excerpt), fold(row.words), STATED)
            yield from hanging(f"“{stated}”", output.width(), " " * 4)
            for one in row.former_values:
                former = f"until {bounds.short(one.since)}: {'; '.join(one.values)}"
                yield from hanging(former, output.width(), " " * 4, " " * 6)
        yield []


def _list(known: Taxonomy, as_json: bool) -> None:
    if as_json:
        output.write_json(matrix.categories(known))
        return
    lines: list[Text] = []
    for group, title in known.groups.items():
        rows = [
            (f"  {one.id}", one.severity, one.title)
            for one in known.categories.values()
            if one.group == group
        ]
        lines += [[(title, Role.DATE)], *table(rows, output.width()), ""]
    for severity, criterion in known.severities.items():
        lines += hanging(f"{severity}: {criterion}", output.width(), "", "  ")
    output.write(lines)


def _compare(
    found: Across, counted: Sequence[str], places: Places, version: int, full: bool
) -> Iterator[Line]:
    """The category, how many say it, who does, who did, and who does not; `version` is the taxonomy's."""
    yield [(found.category.title, Role.HEADING)]
    yield from hanging(found.category.mechanism, output.width())
    for count in counted:
        yield from hanging(phrases.sentence(count), output.width(), "", "  ")
    yield from _having(found, places, full)
    for one, stays in found.former:
        yield from ([], *passages.formerly(one, stays, places.seen))
    for platform, language in found.unread.items():
        yield from (
            [],
            *hanging(f"Not known, since its texts are in {language}: {platform}", output.width(), "", "  "),
        )
    if found.unasked:
        told = f"{across.UNASKED}: {', '.join(found.unasked.values())}"
        yield from ([], *hanging(told, output.width(), "", "  "))
    if found.without:
        none = f"No matching clause found by taxonomy {version}: {', '.join(found.without.values())}"
        yield from ([], *hanging(none, output.width(), "", "  "))


def _companies(found: Across) -> list[str]:
    """Which platforms are counted as one company, and why, in a line."""
    own = [" and ".join(slugs) for slugs in across.same_company(found)]
    return [f"{phrases.lowered(across.ONE_COMPANY)}: {'; '.join(own)}"] if own else []


def _having(found: Across, places: Places, full: bool) -> Iterator[Line]:
    for answer in found.answers:
        one = answer.provision
        yield []
        yield from passages.passage(one, [(one.name, Role.HEADING)], places, full, "")
        yield from passages.holds_for(one, places)
        yield from passages.way_out(answer, places, full)
        for other in found.otherwise:
            if other.platform == one.platform:
                yield from passages.passage(other, [("but its ", Role.DOUBTFUL)], places, full, " " * 4)


def _matrix(known: Taxonomy, told: Sequence[DocumentStory], stale: Sequence[str], as_json: bool) -> None:
    found = matrix.matrix(known, told)
    if as_json:
        output.write_json(found, about=stale)
    else:
        output.write(_table(known, found), stale)


def _table(known: Taxonomy, found: Sequence[Cell]) -> Iterator[Line]:
    """Categories against numbered platforms, in as many blocks below each other as the width requires."""
    marks = {(one.category, one.platform): _mark(one) for one in found}
    platforms = list(dict.fromkeys(one.platform for one in found))
    name = max(map(columns, known.categories)) + 4
    room = max(1, (output.width(None) - name) // 3)
    for start in range(0, len(platforms), room):
        shown = range(start, min(start + room, len(platforms)))
        for group, title in known.groups.items():
            numbers = " ".join(f"{number + 1:>2}" for number in shown)
            yield [(f"{title:{name}}{numbers}", Role.HEADING)]
            for category in known.categories.values():
                if category.group == group:
                    cells = " ".join(f"{marks[category.id, platforms[number]]:>2}" for number in shown)
                    yield pieces(f"  {category.id:{name - 2}}{cells}")
        yield []
    yield from hanging(LEGEND, output.width())
    yield pieces(f"found by taxonomy {known.version}; the numbers are these platforms:")
    yield from (pieces(f"  {number:>2} {platform}") for number, platform in enumerate(platforms, 1))


def _mark(one: Cell) -> str:
    if one.sense:
        return MARKS[Sense(one.sense)]
    return "." if one.known and not one.unread_language else "/"
