"""A document compared with a checklist, as a value and in lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.records import StoredSource, Version
from archiver.provisions.checklists.checking import Answer, Checked
from archiver.provisions.checklists.requirement import Checklist
from archiver.provisions.text.folding import readable
from archiver.report import excerpts, looks
from archiver.report.clauses import CharacterSpan
from archiver.report.looks import LastLooks
from archiver.report.screen import Line, Role, hanging

NOTE = (
    "This compares words; it is not a legal determination. “Present” means that a passage speaks of the "
    "matter, not that it is enough; “not found” means that no matching clause was found, not that there is "
    "none."
)
SIGNS = {Answer.PRESENT: "+", Answer.NOT_FOUND: "-", Answer.NOT_APPLICABLE: "o"}
TOLD = {
    Answer.PRESENT: "present",
    Answer.NOT_FOUND: "not found (it may be there in other words)",
    Answer.NOT_APPLICABLE: "not applicable, as far as the text says",
}
NO_OCCASION = "not found, nor anything in the text that would call for it"
"""Of what the text does not say to be out of place, but does not come to speak of either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRow:
    """One requirement of a checklist, with what was found of it."""

    requirement: str
    asks: str
    """What the document has to say."""
    label: str
    """The article that asks for it."""
    answer: Answer
    excerpt: str | None
    """The passage that shows it, verbatim; of what does not apply, the passage that says so."""
    found_by: str | None
    """What in its folded words shows it."""
    spans: tuple[CharacterSpan, ...]
    path: tuple[str, ...]
    """The headings above, the outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRow:
    """A document compared with a checklist."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    sources: tuple[StoredSource, ...]
    checklist: str
    checklist_title: str
    holds_for: str
    """For whom the document says that it holds, in its words; empty where it does not."""
    unread_language: str | None
    """The language of the text, if it is one that is not read; then there are no requirements."""
    requirements: tuple[RequirementRow, ...]
    unseen: str
    """What no pattern can see."""
    note: str
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


def row(
    version: Version,
    name: str,
    checklist: Checklist,
    checked: Sequence[Checked],
    language: str,
    last: LastLooks,
    holds_for: str = "",
) -> ChecklistRow:
    """The comparison as a value; `language` is that of the text if it is not read, else empty."""
    return ChecklistRow(
        platform=version.platform,
        platform_name=name,
        document=version.document,
        title=version.title,
        version=version.id,
        fetched_at=version.fetched_at,
        sources=version.sources,
        checklist=checklist.id,
        checklist_title=checklist.title,
        holds_for=holds_for,
        unread_language=language or None,
        requirements=tuple(map(_requirement, checked)),
        unseen=checklist.unseen,
        note=NOTE,
        **looks.keys(last),
    )


def _requirement(one: Checked) -> RequirementRow:
    quotation = one.quotation
    spans = quotation.spans if quotation else ()
    return RequirementRow(
        requirement=one.requirement.id,
        asks=one.requirement.title,
        label=one.requirement.article,
        answer=one.answer,
        excerpt=quotation.excerpt if quotation else None,
        found_by=quotation.found_by if quotation else None,
        spans=tuple(CharacterSpan(start=start, end=end) for start, end in spans),
        path=quotation.headings if quotation else (),
    )


def lines(one: ChecklistRow, width: int, *, full: bool) -> Iterator[Line]:
    """The comparison for a terminal; excerpts are cut unless `full`."""
    head = f"{one.platform_name}, {one.title}, version of {one.fetched_at:%Y-%m-%d}: {one.checklist_title}"
    yield from hanging([(head, Role.HEADING)], width, "", "  ")
    if one.holds_for:
        yield from hanging(f"The document says: “{one.holds_for}”", width, "", "  ")
    for own in one.requirements:
        role = Role.PLAIN if own.answer is Answer.PRESENT else Role.DOUBTFUL
        told = f"{own.asks} ({own.label}): {said(own)}"
        yield from hanging([(told, role)], width, f"{SIGNS[own.answer]} ", "    ")
        if own.excerpt:
            text = readable(own.excerpt)
            quoted = text if full else excerpts.around(text, own.found_by or "", excerpts.SHORT)
            yield from hanging(f"“{quoted}”", width, " " * 4, " " * 6)
    yield []
    yield from hanging(f"Not looked at: {one.unseen[0].lower()}{one.unseen[1:]}", width)
    yield from hanging(one.note, width)


def said(one: RequirementRow) -> str:
    """What was found of a requirement."""
    if one.answer is Answer.NOT_APPLICABLE and one.excerpt is None:
        return NO_OCCASION
    return TOLD[one.answer]


def total(one: ChecklistRow) -> str:
    """How many requirements are met, in a line."""
    counts = Counter(own.answer for own in one.requirements)
    return ", ".join(f"{counts[answer]} {TOLD[answer]}" for answer in Answer)
