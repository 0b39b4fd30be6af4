"""Changes written out, for a terminal and as Markdown: by platform and document, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from archive_repo.format.message import plural
from archive_repo.records import Cause, Version
from archive_repo.text.markdown import LineKind, kind_of, plain
from archiver.cli import output

if TYPE_CHECKING:
    from archive_repo.diff import Difference, Segment

SECTIONS_SHOWN = 12
"""Sections listed for a change before the rest is counted: a rewrite lists dozens."""

SIGNS = {"added": "+", "removed": "-", "amended": "~", "moved": ">"}
COLOURS = {"added": "green", "removed": "red", "amended": "yellow", "moved": "blue"}

Differ = Callable[[Version], "Difference"]
Names = Mapping[str, str]
"""The platforms' names by their slugs."""
Touched = Mapping[str, Sequence[str]]
"""Titles of the kinds of provision that a version changed, by its id."""


def terminal(
    found: Sequence[Version], names: Names, touched: Touched, differ: Differ | None
) -> Iterator[str]:
    """Lines for a terminal; with `differ`, the sentences too."""
    for platform, versions in groupby(found, key=lambda version: version.platform):
        yield output.style(names[platform], bold=True)
        for version in versions:
            date = output.style(output.day(version.fetched_at), fg="cyan")
            yield f"  {date}  {version.subject}"
            if version.cause is not Cause.FIRST:
                yield from _sentences(differ(version)) if differ else _sections(version)
                if touched.get(version.id):
                    yield f"      touches: {', '.join(touched[version.id])}"
                yield output.style(f"      archiver diff {address(version)}", dim=True)
        yield ""


def markdown(
    found: Sequence[Version], names: Names, touched: Touched, differ: Differ | None
) -> Iterator[str]:
    """Lines of Markdown, fit for a newsletter or a notebook."""
    for platform, versions in groupby(found, key=lambda version: version.platform):
        yield f"## {names[platform]}\n"
        for version in versions:
            what = version.subject.removeprefix(f"{version.title}: ")
            yield f"### {version.title}, {output.day(version.fetched_at)}\n"
            yield f"{what[0].upper()}{what[1:]}. Source: <{version.sources[0].url}>\n"
            if touched.get(version.id):
                yield f"Touches: {', '.join(touched[version.id])}.\n"
            if differ and version.cause is not Cause.FIRST:
                yield from _quoted(differ(version))
            elif version.cause is not Cause.FIRST and version.sections:
                yield from (f"- {section.heading} ({section.kind})" for section in version.sections)
                yield ""


def address(version: Version) -> str:
    """The version as a user would name it."""
    return f"{version.platform}/{version.document}@{version.id[: output.SHORT_ID]}"


def sentences(difference: Difference, segment: Segment) -> list[str]:
    """The sentences of a segment as a reader sees them; removed words in [-...-], added ones in {+...+}."""
    if segment.edits:
        marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
        return [plain("".join(marks[sign].format(text) for sign, text in segment.edits))]
    lines = difference.lines(segment)
    return [plain(raw) for raw in lines if kind_of(raw) not in (LineKind.BLANK, LineKind.RULE)]


def _sections(version: Version) -> Iterator[str]:
    for section in version.sections[:SECTIONS_SHOWN]:
        yield f"      {section.kind}: {section.heading}"
    if len(version.sections) > SECTIONS_SHOWN:
        yield f"      and {plural(len(version.sections) - SECTIONS_SHOWN, 'section')} more"


def _sentences(difference: Difference) -> Iterator[str]:
    for passage in difference.passages:
        yield f"      {passage.kind}: {' > '.join(passage.path)}"
        for segment in passage.segments:
            for sentence in sentences(difference, segment):
                yield output.style(f"        {SIGNS[segment.kind]} {sentence}", fg=COLOURS[segment.kind])


def _quoted(difference: Difference) -> Iterator[str]:
    for passage in difference.passages:
        yield f"**{' > '.join(passage.path)}** ({passage.kind})\n"
        for segment in passage.segments:
            yield from (f"- {segment.kind.capitalize()}: {text}" for text in sentences(difference, segment))
        yield ""


def total(found: Sequence[Version]) -> str:
    """How many changes of how many documents, in words."""
    changed = [version for version in found if version.cause is not Cause.FIRST]
    documents = {(version.platform, version.document) for version in changed}
    new = len(found) - len(changed)
    also = f"; {plural(new, 'document')} newly tracked" if new else ""
    return f"{plural(len(changed), 'change')} of {plural(len(documents), 'document')}{also}"
