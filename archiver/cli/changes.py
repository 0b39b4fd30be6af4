"""`archiver changes`: what changed, by platform and document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.records import SUBSTANTIVE, ChangeClass, Version, slug
from archive_repo.text.markdown import plain
from archiver import addresses, moments
from archiver.cli import changelist, indexing, options, output
from archiver.report import changes
from archiver.report.changes import Wanted

if TYPE_CHECKING:
    from archive_repo.diff import Difference
    from archiver.provisions.taxonomy import Category


@click.command("changes")
@options.archive
@options.addresses
@click.option(
    "--since",
    default="1 month ago",
    show_default=True,
    metavar="DATE",
    help="From the beginning of this day, month or year on (UTC).",
)
@click.option("--until", metavar="DATE", help="Up to the end of this day, month or year [default: now].")
@click.option(
    "--platform", "platforms", multiple=True, metavar="NAME", help="Only this platform; repeatable."
)
@click.option("--type", "types", multiple=True, metavar="TITLE", help="Only documents so called; repeatable.")
@click.option(
    "--class",
    "classes",
    multiple=True,
    type=click.Choice([one.value for one in ChangeClass]),
    help="Only this class; repeatable.",
)
@click.option("--all", "everything", is_flag=True, help="Also links, formatting, order, and re-extractions.")
@click.option("--grep", metavar="REGEX", help="Only changes whose added, removed or amended sentences match.")
@click.option("--silent", is_flag=True, help="Only changes of words whose stated date did not move.")
@click.option("--full", is_flag=True, help="Show the sentences, not only the sections.")
@click.option("--provisions", is_flag=True, help="Name the kinds of provision that each change touches.")
@click.option("--markdown", is_flag=True, help="Write Markdown, fit for a newsletter or a notebook.")
@options.as_json
def command(
    archive: Archive,
    grep: str | None,
    full: bool,
    provisions: bool,
    markdown: bool,
    as_json: bool,
    **which: Any,
) -> None:
    """Show what changed in the policies since a date.

    Changes of words, numbers and dates, and returns to an earlier text; others with --all or --class.
    """
    wanted = _wanted(**which)
    news = changes.between(archive, wanted, indexing.Watch())
    found = news.versions
    differ = Differ(archive)
    if grep:
        pattern = _pattern(grep)
        found = [version for version in found if differ.matches(version, pattern)]
    touched = _touched(archive, found) if provisions else {}
    if as_json:
        output.write_json([describe(version) | _categories(touched, version) for version in found])
        return
    write = changelist.markdown if markdown else changelist.terminal
    titles = {version: [category.title for category in touched[version]] for version in touched}
    output.write(write(found, news.names, titles, differ if full else None))
    until = f" until {moments.shown(wanted.until)}" if which["until"] else ""
    output.note(f"{changelist.total(found)} since {moments.shown(wanted.since)}{until}")


def _touched(archive: Archive, found: Sequence[Version]) -> dict[str, list[Category]]:
    """The categories of provisions that each version changed, by its id."""
    from archiver.provisions import history, kept, taxonomy  # take a while to load

    known = taxonomy.load().categories
    touched: dict[str, list[Category]] = {}
    with indexing.current(archive) as connection:
        for platform, document in {(version.platform, version.document) for version in found}:
            story = kept.of(connection, archive.repository(platform), document, options.now())
            for version, categories in history.touched(story).items():
                touched[version] = [known[category] for category in categories]
    return touched


def _categories(touched: Mapping[str, Sequence[Category]], version: Version) -> dict[str, list[str]]:
    return {"categories": [category.id for category in touched.get(version.id, ())]} if touched else {}


class Differ:
    """The difference of a version from the one before, made when it is asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __call__(self, version: Version) -> Difference:
        """Compare a version with the one before; the first version with nothing."""
        from archive_repo import diff

        repository = self._archive.repository(version.platform)
        old = repository.text(version.previous) if version.previous else ""
        return diff.compare(old, repository.text(version))

    def matches(self, version: Version, pattern: re.Pattern[str]) -> bool:
        """True if a sentence that changed matches."""
        difference = self(version)
        return any(
            pattern.search(plain(raw))
            for passage in difference.passages
            for segment in passage.segments
            for raw in (*_cut(difference.old, segment.old), *_cut(difference.new, segment.new))
        )


def _cut(lines: Sequence[str], numbers: range) -> Sequence[str]:
    return lines[numbers.start - 1 : numbers.stop - 1] if numbers else ()


def describe(version: Version) -> dict[str, Any]:
    """A change, as `--json` gives it."""
    counts = version.sentences
    return {
        "platform": version.platform,
        "document": version.document,
        "title": version.title,
        "version": version.id,
        "previous": version.previous,
        "fetched_at": version.fetched_at,
        "cause": version.cause,
        "change_class": version.change_class,
        "subject": version.subject,
        "sentences": {name: getattr(counts, name) for name in ("added", "removed", "amended", "moved")},
        "sections": [{"heading": one.heading, "kind": one.kind} for one in version.sections],
        "stated": {"updated": version.stated.updated, "effective": version.stated.effective},
        "url": version.sources[0].url,
        "snapshot": version.snapshot,
    }


def _wanted(
    named: tuple[str, ...],
    since: str,
    until: str | None,
    platforms: tuple[str, ...],
    types: tuple[str, ...],
    classes: tuple[str, ...],
    everything: bool,
    silent: bool,
) -> Wanted:
    period = moments.between(since, until, options.now())
    chosen = frozenset(map(ChangeClass, classes)) or (frozenset(ChangeClass) if everything else SUBSTANTIVE)
    return Wanted(
        since=period.start,
        until=period.end,
        addresses=tuple(map(addresses.parse, (*named, *platforms))),
        documents=frozenset(map(slug, types)),
        classes=chosen,
        reextractions=everything,
        silent=silent,
    )


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise InvalidInput(f"{text!r} is no regular expression: {error}") from error
