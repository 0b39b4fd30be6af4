"""`archiver provisions`: what a policy states, permits or reserves, and what changed of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.text import kinds
from archiver import addresses, moments
from archiver.cli import completion, indexing, options, output, times
from archiver.provisions import taxonomy
from archiver.provisions.compare import Provision, Told, tell, told
from archiver.provisions.detect import Finding, best, detector
from archiver.provisions.history import Event, EventKind, Life
from archiver.provisions.taxonomy import Polarity, Taxonomy
from archiver.report import excerpts

COLOURS = {
    EventKind.INTRODUCED: "green",
    EventKind.RESTORED: "green",
    EventKind.REMOVED: "red",
    EventKind.AMENDED: "yellow",
}
SIGNS = {"+": "green", "-": "red", "~": "yellow"}
REASON = 240
"""Characters of a reason shown to people; `--json` gives all of it."""
DENIALS = {Polarity.ASSERTS: "", Polarity.DENIES: "says it is not so", Polarity.EXCLUDES: "carves it out"}


@click.command("provisions")
@click.option(
    "-C", "--archive", "folder", metavar="DIR",
    help="Folder of the archive [default: $ARCHIVER_ARCHIVE, or the current folder].",
)  # fmt: skip
@click.argument(
    "address", required=False, metavar="[PLATFORM/DOCUMENT[@WHEN]]", shell_complete=completion.addresses
)
@click.option("--category", "categories", multiple=True, metavar="ID", help="Only this category; repeatable.")
@click.option("--full", is_flag=True, help="Show every passage, with the reason why it was found.")
@click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read any text or Markdown from stdin; nothing is stored."
)
@click.option(
    "--type", "title", default="", metavar="TITLE", help='With --stdin: what it is, as in "Privacy Policy".'
)
@click.option(
    "--since",
    metavar="DATE",
    help="What was introduced, amended, removed or restored from this day, month or year on.",
)
@options.as_json
def command(
    folder: str | None, address: str | None, categories: tuple[str, ...], full: bool, from_stdin: bool,
    title: str, since: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Show the provisions (clauses) of a document, or what changed of them with --since.

    A provision is a passage that states, permits or reserves something of a known kind; `archiver compare`
    lists the kinds. This describes texts and is no legal determination.
    """
    known = taxonomy.load()
    wanted = chosen(known, categories)
    if from_stdin:
        text = sys.stdin.read()
        found = [
            one
            for one in detector().findings(text, kinds.of(title), second_opinion=True)
            if one.category in wanted
        ]
        _show_text(known, found, title or "Text", full, as_json)
    elif since:
        _show_events(options.opened(folder), known, address, wanted, since, full, as_json)
    elif address:
        _show_document(options.opened(folder), known, address, wanted, full, as_json)
    else:
        raise InvalidInput(
            "nothing to read; name a document (PLATFORM/DOCUMENT), or give --since DATE or --stdin"
        )


def chosen(known: Taxonomy, categories: Sequence[str]) -> frozenset[str]:
    """The ids asked for, all for none. InvalidInput where there is no such category."""
    for category in categories:
        if category not in known.categories:
            raise InvalidInput(f"{category}: no such category; `archiver compare` lists the ids")
    return frozenset(categories or known.categories)


def describe(
    finding: Finding, life: Life | None, platform: str, document: str, version: str
) -> dict[str, Any]:
    """A provision, as `--json` gives it; what only stored documents have is null for a text from stdin."""
    return {
        "platform": platform or None,
        "document": document or None,
        "version": version or None,
        "category": finding.category,
        "title": taxonomy.load().categories[finding.category].title,
        "polarity": finding.polarity,
        "excerpt": finding.excerpt,
        "spans": [{"start": start, "end": end} for start, end in finding.spans],
        "heading": finding.heading,
        "reason": finding.reason,
        "first_seen": life.first_seen if life else None,
        "last_changed": life.last_changed if life else None,
    }


def describe_provision(one: Provision) -> dict[str, Any]:
    """A stored provision, as `--json` gives it."""
    return describe(one.finding, one.life, one.platform, one.document, one.version)


def _show_document(
    archive: Archive, known: Taxonomy, address: str, wanted: frozenset[str], full: bool, as_json: bool
) -> None:
    one = open_document(archive, address)
    provisions = [provision for provision in seconded(one) if provision.finding.category in wanted]
    if as_json:
        output.write_json([describe_provision(provision) for provision in provisions])
        return
    output.write(_document(known, one, provisions, full))
    _summarise(known, [provision.finding for provision in provisions], wanted)
    if _is_behind(one):
        output.note(
            "The newest versions are held back: the document's size jumped, often a fault of extraction."
        )


def open_document(archive: Archive, address: str) -> Told:
    """The document that was named, with its story up to @WHEN. Raises NotFound or InvalidInput."""
    where = addresses.parse_document(address)
    repository = archive.repository(where.platform)
    version = times.version(archive, where)
    at = version.fetched_at if where.when else None
    one = tell(archive, repository, where.document, at, options.now(), indexing.Watch())
    assert one is not None  # noqa: S101  a version of it has just been read
    return one


def seconded(one: Told) -> Iterator[Provision]:
    """The document's provisions, their reasons and ranks with the second opinion."""
    text, kind = one.repository.text(one.story.version), kinds.of(one.title)
    again = detector().findings(text, kind, second_opinion=True)
    seen = {(finding.category, finding.polarity, finding.spans): finding for finding in again}
    for provision in one.provisions():
        finding = provision.finding
        key = (finding.category, finding.polarity, finding.spans)
        yield replace(provision, finding=seen.get(key, finding))


def _is_behind(one: Told) -> bool:
    return bool(one.story.muted) and one.story.muted[-1] == one.newest


def _document(known: Taxonomy, one: Told, provisions: Sequence[Provision], full: bool) -> Iterator[str]:
    head = f"{one.name}, {one.title}: version of {output.day(one.story.date)}"
    yield output.style(head, bold=True)
    lives = {id(provision.finding): provision.life for provision in provisions}
    yield from _by_group(known, [provision.finding for provision in provisions], lives, full)


def _by_group(
    known: Taxonomy, findings: Sequence[Finding], lives: dict[int, Life], full: bool
) -> Iterator[str]:
    for group, group_title in known.groups.items():
        categories = [one for one in known.categories.values() if one.group == group]
        here = {one.id: [found for found in findings if found.category == one.id] for one in categories}
        if any(here.values()):
            yield ""
            yield output.style(group_title, fg="cyan", bold=True)
        for category in categories:
            if here[category.id]:
                yield from _category(known, category.id, here[category.id], lives, full)


def _category(
    known: Taxonomy, category: str, found: Sequence[Finding], lives: dict[int, Life], full: bool
) -> Iterator[str]:
    top = best(found)
    life = lives.get(id(top))
    dates = f", since {_dates(life)}" if life else ""
    yield f"  {output.style(known.categories[category].title, bold=True)} ({category}{dates})"
    for finding in found if full else [top]:
        said = DENIALS[finding.polarity]
        if said:
            yield f"      {output.style(said, fg='magenta')}"
        yield from excerpts.indented(excerpts.shown(finding, None if full else excerpts.SHORT), "      ")
        if full:
            yield from _why(finding, lives.get(id(finding)))
    if len(found) > 1 and not full:
        yield output.style(f"      and {len(found) - 1} more (--full)", dim=True)


def _why(finding: Finding, life: Life | None) -> Iterator[str]:
    if finding.heading:
        yield output.style(f"        under {finding.heading}", dim=True)
    if life:
        yield output.style(f"        since {_dates(life)}", dim=True)
    for line in excerpts.indented(excerpts.cut(finding.reason, REASON), "          ", "        "):
        yield output.style(line, dim=True)


def _dates(life: Life) -> str:
    changed = life.last_changed != life.first_seen
    return output.day(life.first_seen) + (f", amended {output.day(life.last_changed)}" if changed else "")


def _show_text(known: Taxonomy, found: list[Finding], title: str, full: bool, as_json: bool) -> None:
    if as_json:
        output.write_json([describe(finding, None, "", "", "") for finding in found])
        return
    output.write([output.style(title, bold=True), *_by_group(known, found, {}, full)])
    _summarise(known, found, frozenset(known.categories))


def _summarise(known: Taxonomy, found: Sequence[Finding], wanted: frozenset[str]) -> None:
    categories = len({finding.category for finding in found})
    output.note(
        f"{plural(len(found), 'passage')} in {categories} of {len(wanted)} categories, found by taxonomy "
        f"{known.version}; describes the text, no legal determination"
    )


def _show_events(
    archive: Archive, known: Taxonomy, address: str | None, wanted: frozenset[str], since: str, full: bool,
    as_json: bool,
) -> None:  # fmt: skip
    now = options.now()
    moment = moments.between(since, None, now).start
    where = addresses.parse(address) if address else None
    documents = told(archive, [where.platform] if where else [], None, now, indexing.Watch())
    found = [
        (one, event)
        for one in documents
        if where is None or where.holds(one.repository.platform, one.document)
        for event in news(one, moment)
        if event.category in wanted
    ]
    found.sort(key=lambda pair: (pair[1].date, pair[0].repository.platform, pair[0].document))
    if as_json:
        output.write_json([_describe_event(one, event) for one, event in found])
        return
    output.write(_events(known, found, full))
    total = plural(len(found), "change")
    output.note(f"{total} of provisions since {moments.shown(moment)}, found by taxonomy {known.version}")


def news(one: Told, moment: datetime) -> list[Event]:
    """A document's events since a moment; those of its first version are no news."""
    first = one.story.events[0].version if one.story.events else ""
    return [event for event in one.story.events if event.date >= moment and event.version != first]


def _describe_event(one: Told, event: Event) -> dict[str, Any]:
    shown = best(event.after or event.before)
    row = describe(shown, None, one.repository.platform, one.document, event.version)
    row["first_seen"] = row["last_changed"] = event.date
    return row | {
        "kind": event.kind,
        "before": [finding.excerpt for finding in event.before],
        "after": [finding.excerpt for finding in event.after],
        "date": event.date,
        "pairs": [
            {"before": pair.before.excerpt, "after": pair.after.excerpt, "similarity": pair.similarity}
            for pair in event.pairs
        ],
    }


def _events(known: Taxonomy, found: Sequence[tuple[Told, Event]], full: bool) -> Iterator[str]:
    above = ""
    for one, event in found:
        head = f"{output.day(event.date)}  {one.name}, {one.title}"
        if head != above:
            yield from ([""] if above else [])
            yield output.style(head, bold=True)
            above = head
        kind = output.style(event.kind, fg=COLOURS[event.kind])
        yield f"  {kind}: {known.categories[event.category].title} ({event.category})"
        told_changes = excerpts.changes(event, None if full else excerpts.SHORT)
        for sign, text in told_changes if full else told_changes[:3]:
            for line in excerpts.indented(text, "        ", f"      {sign} "):
                yield output.style(line, fg=SIGNS[sign])
        if not full and len(told_changes) > 3:
            yield output.style(f"      and {len(told_changes) - 3} more passages (--full)", dim=True)
