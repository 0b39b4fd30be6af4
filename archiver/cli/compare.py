"""`archiver compare`: one kind of provision across platforms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.records import slug
from archiver.cli import indexing, options, output, times
from archiver.cli.provisions import DENIALS, chosen, describe_provision
from archiver.provisions import compare, taxonomy
from archiver.provisions.compare import Provision
from archiver.provisions.taxonomy import Category, Polarity, Taxonomy
from archiver.report import excerpts

MARKS = {Polarity.ASSERTS: "+", Polarity.DENIES: "-", Polarity.EXCLUDES: "~"}


@click.command("compare")
@options.archive
@click.argument("category", required=False, metavar="[CATEGORY]")
@click.option("--platforms", metavar="A,B,...", help="Only these platforms, with commas between.")
@click.option("--at", metavar="DATE", help="As of the end of this day, month or year [default: now].")
@click.option("--matrix", is_flag=True, help="All categories against all platforms.")
@click.option("--full", is_flag=True, help="Show whole excerpts.")
@options.as_json
def command(
    archive: Archive,
    category: str | None,
    platforms: str | None,
    at: str | None,
    matrix: bool,
    full: bool,
    as_json: bool,
) -> None:
    """Compare a kind of provision across platforms: who has it, since when, in which words.

    Without CATEGORY, lists the categories. That none was found in a text does not mean that it has none.
    """
    known = taxonomy.load()
    if category is None and not matrix:
        _list(known, as_json)
        return
    now = options.now()
    slugs = [slug(name) for name in platforms.split(",") if name.strip()] if platforms else []
    moment = times.end(at)
    if category is not None:
        chosen(known, [category])
    documents = list(compare.told(archive, slugs, moment, now, indexing.Watch()))
    if matrix:
        _matrix(known, compare.matrix(documents), as_json)
    elif category is not None:
        names = {one.repository.platform: one.name for one in documents}
        _compare(
            known,
            known.categories[category],
            compare.across(documents, known.categories[category]),
            names,
            full,
            as_json,
        )


def _list(known: Taxonomy, as_json: bool) -> None:
    if as_json:
        keys = ("id", "title", "group", "mechanism", "severity", "regulations")
        output.write_json([{key: getattr(one, key) for key in keys} for one in known.categories.values()])
        return
    lines: list[str] = []
    for group, title in known.groups.items():
        lines += [output.style(title, fg="cyan", bold=True)]
        rows = [
            (f"  {one.id}", one.severity, one.title)
            for one in known.categories.values()
            if one.group == group
        ]
        lines += [*output.columns(rows), ""]
    output.write(lines)


def _compare(
    known: Taxonomy,
    category: Category,
    found: Mapping[str, Provision | None],
    names: Mapping[str, str],
    full: bool,
    as_json: bool,
) -> None:
    without = [platform for platform, provision in found.items() if provision is None]
    having = [provision for provision in found.values() if provision is not None]
    having.sort(
        key=lambda one: (list(Polarity).index(one.finding.polarity), one.life.first_seen, one.platform)
    )
    if as_json:
        output.write_json({
            "category": category.id,
            "title": category.title,
            "taxonomy": known.version,
            "provisions": [describe_provision(one) for one in having],
            "without": without,
        })  # fmt: skip
        return
    output.write(_comparison(known, category, having, [names[platform] for platform in without], full))


def _comparison(
    known: Taxonomy, category: Category, having: Sequence[Provision], without: Sequence[str], full: bool
) -> Iterator[str]:
    yield output.style(category.title, bold=True)
    yield from excerpts.indented(category.mechanism, "")
    for one in having:
        since = f"since {output.day(one.life.first_seen)}"
        if one.life.last_changed != one.life.first_seen:
            since += f", amended {output.day(one.life.last_changed)}"
        said = DENIALS[one.finding.polarity]
        yield ""
        yield f"{output.style(one.name, bold=True)} ({one.platform}/{one.document}, {since})" + (
            f": {said}" if said else ""
        )
        yield from excerpts.indented(excerpts.shown(one.finding, None if full else excerpts.SHORT), "    ")
    if without:
        yield ""
        yield from excerpts.indented(
            f"No matching clause found by taxonomy {known.version}: {', '.join(without)}", "  ", ""
        )


def _matrix(known: Taxonomy, found: Mapping[str, Mapping[str, set[Polarity]]], as_json: bool) -> None:
    platforms = list(found)
    if as_json:
        output.write_json({
            "taxonomy": known.version,
            "platforms": platforms,
            "categories": {
                category: {platform: _sorted(found[platform].get(category, set())) for platform in platforms}
                for category in known.categories
            },
        })  # fmt: skip
        return
    output.write(_table(known, platforms, found))


def _sorted(polarities: set[Polarity]) -> list[Polarity]:
    return [one for one in Polarity if one in polarities]


def _table(
    known: Taxonomy, platforms: Sequence[str], found: Mapping[str, Mapping[str, set[Polarity]]]
) -> Iterator[str]:
    width = max(map(len, known.categories)) + 2
    numbers = " ".join(f"{number:>2}" for number in range(1, len(platforms) + 1))
    for group, title in known.groups.items():
        yield output.style(f"{title:{width}}{numbers}", bold=True)
        for category in known.categories.values():
            if category.group == group:
                cells = [f"{_mark(found[platform].get(category.id, set())):>2}" for platform in platforms]
                yield f"  {category.id:{width - 2}}{' '.join(cells)}"
    yield ""
    yield "  + says so   - says it is not so   ~ carves it out   ± says both   . no matching clause found"
    yield f"  (taxonomy {known.version})"
    rows = [(f"  {number:>2} {platform}",) for number, platform in enumerate(platforms, 1)]
    yield from (row[0] for row in rows)


def _mark(polarities: Any) -> str:
    if {Polarity.ASSERTS, Polarity.DENIES} <= polarities:
        return "±"
    return next((MARKS[one] for one in Polarity if one in polarities), ".")
