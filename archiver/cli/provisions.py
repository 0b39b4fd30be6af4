"""`archiver provisions`: what a policy states, permits or reserves, and what changed of it."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence

import click

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.format.message import plural
from archive_repo.text import kinds
from archiver import addresses, moments
from archiver.cli import documents, indexing, options, output
from archiver.provisions import taxonomy
from archiver.provisions.comparison import compare
from archiver.provisions.comparison.compare import DocumentStory, Provision
from archiver.provisions.detect import detector
from archiver.provisions.detection import readable_languages
from archiver.provisions.findings import Finding, best
from archiver.provisions.parameters import reading
from archiver.provisions.stories.history import Event, EventKind
from archiver.provisions.taxonomy import Taxonomy
from archiver.report import bounds, clauses, excerpts, looks
from archiver.report.clauses import Seen
from archiver.report.looks import LastLooks
from archiver.report.screen import Line, Role, Text, hanging, pieces

ROLES = {
    EventKind.INTRODUCED: Role.GOOD,
    EventKind.RESTORED: Role.GOOD,
    EventKind.REMOVED: Role.BAD,
    EventKind.AMENDED: Role.DOUBTFUL,
    EventKind.PERHAPS_CHANGED: Role.CONTEXT,
}
Told = tuple[DocumentStory, list[Provision]]
"""A document with its provisions."""
REASON = 240
"""Characters of a reason that people are shown; `--json` has all of it."""
CHANGES_SHOWN = 3
"""Most passages shown of one event without --full."""


@click.command("provisions")
@click.option(
    "-C", "--archive", "folder", metavar="DIR",
    help="Folder of the archive [default: $ARCHIVER_ARCHIVE, or the current folder].",
)  # fmt: skip
@options.dated_addresses
@options.categories
@click.option("--full", is_flag=True, help="Show every passage, with the reason why it was found.")
@click.option(
    "--weak",
    is_flag=True,
    help="Also show passages that only a pattern speaks for, and not the words around it.",
)
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
@click.option(
    "--unsure",
    is_flag=True,
    help="With --since: also show what may have changed: other words that may say the same, and passages "
    "that came or went but may be said elsewhere in the text.",
)
@options.as_json
def command(
    folder: str | None, named: tuple[str, ...], categories: tuple[str, ...], full: bool, weak: bool,
    from_stdin: bool, title: str, since: str | None, unsure: bool, as_json: bool,
) -> None:  # fmt: skip
    """Show the provisions (clauses) of a document or a platform, or what changed of them with --since.

    A provision is a passage that states, permits or reserves something of a known kind; `archiver compare`
    lists the kinds. This describes texts; it is not a legal determination.
    """
    options.at_most_one(stdin=from_stdin, since=since)
    options.at_most_one(full=full, json=as_json)
    options.at_most_one(weak=weak, since=since)
    options.needs("--type", title, "--stdin", from_stdin)
    options.needs("--unsure", unsure, "--since", since)
    if from_stdin and named:
        raise InvalidInput(f"--stdin reads a text instead of {', '.join(named)}; leave one of them out")
    known = taxonomy.load()
    wanted = frozenset(known.named(one).id for one in categories) or frozenset(known.categories)
    if from_stdin:
        _show_text(known, sys.stdin.read(), title, wanted, full, weak, as_json)
    elif since:
        _show_events(options.opened(folder), known, named, wanted, since, unsure, full, as_json)
    elif named:
        _show_documents(options.opened(folder), known, named, wanted, full, weak, as_json)
    else:
        raise InvalidInput(
            "nothing to read; name a document (PLATFORM/DOCUMENT), or give --since DATE or --stdin"
        )


def _show_documents(
    archive: Archive, known: Taxonomy, named: Sequence[str], wanted: frozenset[str], full: bool, weak: bool,
    as_json: bool,
) -> None:  # fmt: skip
    asked = [documents.asked(archive, address) for address in named]

    def question(index: sqlite3.Connection) -> tuple[list[Told], Seen]:
        found: list[Told] = []
        seen: dict[tuple[str, str], LastLooks] = {}
        for one in asked:
            told = documents.told(archive, index, one.named, one.at)
            found += [(story, list(compare.seconded(index, story))) for story in told]
            seen |= clauses.seen(index, told, one.moment)
        return found, seen

    every, seen = indexing.ask(archive, question)
    told = [one for one, _ in every]
    found = [(one, [p for p in own if p.finding.category in wanted]) for one, own in every]
    about = [*looks.warnings(list(seen.values())), *filter(None, map(_behind, told)), *clauses.unread(told)]
    if as_json:
        rows = [clauses.row(p, seen[p.platform, p.document]) for _, own in found for p in own]
        if weak:
            rows += [
                clauses.weak_row(one, finding, seen[one.repository.platform, one.document])
                for one in told
                for finding in one.story.weak
                if finding.category in wanted
            ]
        output.write_json(rows, about=about)
        return
    total = _total(known, [p.finding for _, own in found for p in own], wanted)
    lines = [line for one, own in found if own for line in _document(known, one, own, seen, full)]
    if weak:
        lines += [line for one in told for line in _weak(known, one, wanted, full)]
    output.write(
        lines,
        [*about, total, *_without([one for one, own in found if not own and not one.story.unread])],
    )


def _weak(known: Taxonomy, one: DocumentStory, wanted: frozenset[str], full: bool) -> Iterator[Line]:
    """The weak findings of a document."""
    found = [finding for finding in one.story.weak if finding.category in wanted]
    if found:
        yield from hanging(
            [(f"{one.name}, {one.title}: weak findings", Role.HEADING)], output.width(), "", "  "
        )
        yield from _by_group(known, found, {}, full)
        yield []


def _without(found: Sequence[DocumentStory]) -> list[str]:
    """The documents without such a provision, in a line; for a single document the total says it."""
    names = ", ".join(f"{one.repository.platform}/{one.document}" for one in found)
    return [f"none found in {names}"] if found else []


def _behind(one: DocumentStory) -> str:
    """What a reader must know if the newest versions do not count."""
    newest = next(iter(one.versions), "")
    if not one.story.muted or one.story.muted[-1] != newest:
        return ""
    return (
        f"{one.repository.platform}/{one.document}: the newest versions are held back: the document's size "
        "jumped, often a fault of extraction"
    )


def _document(
    known: Taxonomy, one: DocumentStory, provisions: Sequence[Provision], seen: Seen, full: bool
) -> Iterator[Line]:
    last = looks.last_seen(seen[one.repository.platform, one.document])
    head = f"{one.name}, {one.title}: {', '.join([f'version of {output.day(one.story.date)}', *last])}"
    yield from hanging([(head, Role.HEADING)], output.width(), "", "  ")
    by_finding = {id(provision.finding): provision for provision in provisions}
    yield from _by_group(known, [provision.finding for provision in provisions], by_finding, full)
    yield []


def _by_group(
    known: Taxonomy, findings: Sequence[Finding], provisions: dict[int, Provision], full: bool
) -> Iterator[Line]:
    for group, group_title in known.groups.items():
        categories = [one for one in known.categories.values() if one.group == group]
        here = {one.id: [found for found in findings if found.category == one.id] for one in categories}
        if any(here.values()):
            yield []
            yield [(group_title, Role.DATE)]
        for category in categories:
            if here[category.id]:
                yield from _category(known, category.id, here[category.id], provisions, full)


def _category(
    known: Taxonomy, category: str, found: Sequence[Finding], provisions: dict[int, Provision], full: bool
) -> Iterator[Line]:
    top = best(found)
    provision = provisions.get(id(top))
    dates = f", {clauses.dates(provision)}" if provision else ""
    title = [(known.categories[category].title, Role.HEADING)]
    yield from hanging(pieces(title, f" ({category}{dates})"), output.width(), "  ", "    ")
    for finding in found if full else [top]:
        if said := clauses.says(finding):
            yield [(f"      {said}", Role.DOUBTFUL)]
        yield from hanging(excerpts.shown(finding, None if full else excerpts.SHORT), output.width(), " " * 6)
        if full:
            yield from _why(finding, provisions.get(id(finding)))
    if len(found) > 1 and not full:
        yield [(f"      and {len(found) - 1} more (--full)", Role.CONTEXT)]


def _why(finding: Finding, provision: Provision | None) -> Iterator[Line]:
    told = [f"under {' › '.join(finding.headings)}"] if finding.headings else []
    told += [clauses.dates(provision)] if provision else []
    reason = excerpts.cut(finding.reason, REASON).replace("|", " | ")  # a pattern of many words has no blank
    for text in (*told, reason):
        yield from hanging([(text, Role.CONTEXT)], output.width(), " " * 8, " " * 10)


def _show_text(
    known: Taxonomy, text: str, title: str, wanted: frozenset[str], full: bool, weak: bool, as_json: bool
) -> None:
    all_found = reading.stated(detector().findings(text, kinds.of(title), seconded=True, weak=True))
    found = [one for one in all_found if one.category in wanted and (weak or not one.weak)]
    language = readable_languages.unread(text)
    about = [f"the text is in {clauses.unread_language(language)}"] if language else []
    if as_json:
        output.write_json(list(map(clauses.loose_row, found)), about=about)
        return
    head: list[Line] = [[(title or "Text", Role.HEADING)]]
    output.write([*head, *_by_group(known, found, {}, full)], [*about, _total(known, found, wanted)])


def _total(known: Taxonomy, found: Sequence[Finding], wanted: frozenset[str]) -> str:
    categories = len({finding.category for finding in found})
    return (
        f"{plural(len(found), 'passage')} in {categories} of {len(wanted)} categories, found by taxonomy "
        f"{known.version}; describes the text; not a legal determination"
    )


def _show_events(
    archive: Archive, known: Taxonomy, named: Sequence[str], wanted: frozenset[str], since: str,
    unsure: bool, full: bool, as_json: bool,
) -> None:  # fmt: skip
    now = options.now()
    moment = moments.between(since, None, now).start
    wanted_documents = list(map(addresses.parse, named))

    def question(index: sqlite3.Connection) -> tuple[list[DocumentStory], Seen]:
        told = documents.told(archive, index, wanted_documents, None)
        return told, clauses.seen(index, told, None)

    told, seen = indexing.ask(archive, question)
    every = [(one, event) for one in told for event in compare.news(one, moment) if event.category in wanted]
    every.sort(key=lambda pair: (pair[1].date, pair[0].repository.platform, pair[0].document))
    sure = [(one, event) for one, event in every if event.is_sure]
    found = every if unsure else sure
    stale = looks.warnings(list(seen.values()))
    counted = _counted(moments.shown(moment), len(sure), len(every) - len(sure), unsure)
    if as_json:
        output.write_json(
            [
                clauses.event_row(one, event, seen[one.repository.platform, one.document])
                for one, event in found
            ],
            about=[*counted[1:], *stale],
        )
        return
    about = [f"{counted[0]}, found by taxonomy {known.version}", *counted[1:], *stale]
    output.write(_events(known, found, full), about)


def _counted(since: str, sure: int, perhaps: int, is_shown: bool) -> list[str]:
    """How many changes there are for sure, and how many more there may be."""
    told = [f"{plural(sure, 'change')} of provisions since {since}"]
    if perhaps:
        hidden = "" if is_shown else "; --unsure shows them"
        told.append(f"{perhaps} more may have changed in what they say{hidden}")
    return told


def _events(known: Taxonomy, found: Sequence[tuple[DocumentStory, Event]], full: bool) -> Iterator[Line]:
    above = ""
    for one, event in found:
        head = f"{bounds.span(one.since[event.version])}  {one.name}, {one.title}"
        if head != above:
            yield from ([[]] if above else [])
            yield [(head, Role.HEADING)]
            above = head
        said = clauses.says(best(event.after)) if event.after else ""  # what went says it no longer
        title = f": {known.categories[event.category].title} ({event.category}){said and f', {said}'}"
        kind = (event.kind.replace("-", " "), ROLES[event.kind])
        yield from hanging(pieces([kind], title), output.width(), "  ", "    ")
        yield from _passages(event, full)


def _passages(event: Event, full: bool) -> Iterator[Line]:
    told = excerpts.changes(event, None if full else excerpts.SHORT)
    for sign, text in told if full else told[:CHANGES_SHOWN]:
        first: Text = [(f"      {sign} ", excerpts.ROLES[sign])]
        yield from hanging(text, output.width(), first)
    if not full and len(told) > CHANGES_SHOWN:
        yield [(f"      and {plural(len(told) - CHANGES_SHOWN, 'more passage')} (--full)", Role.CONTEXT)]
