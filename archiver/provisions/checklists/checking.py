"""A text compared with a checklist: each requirement present, not found, or not applicable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from archiver.provisions.checklists.requirement import Checklist, Requirement
from archiver.provisions.detect import detector
from archiver.provisions.detection import likeness, quoted
from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.taxonomy import Polarity
from archiver.provisions.text import opening_titles, units
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import polarity

LEAST = -4.5
"""Logarithm of the odds that a passage is of the category of a requirement from which on it shows it."""
SHORTEST = 4
"""Words that a passage must have: fewer are a title or a label, which says nothing."""


class Answer(StrEnum):
    """What was found of a requirement."""

    PRESENT = "present"
    NOT_FOUND = "not found"
    """No matching clause was found, which does not prove that there is none."""
    NOT_APPLICABLE = "not applicable"
    """The text itself gives no occasion for it, or says that the matter does not arise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A passage of the text, verbatim."""

    excerpt: str
    found_by: str
    """Its folded words that show it."""
    spans: tuple[tuple[int, int], ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A requirement with what was found of it."""

    requirement: Requirement
    answer: Answer
    quotation: Quotation | None
    """What shows that it is present, or that the matter does not arise."""


def check(text: str, checklist: Checklist) -> list[Checked]:
    """What a text says of each requirement, in the checklist's order."""
    read = units.read(text)
    stated = cache(lambda: _stated(text, checklist))
    return [_checked(text, read, one, stated) for one in checklist.requirements]


def _stated(text: str, checklist: Checklist) -> Mapping[str, Finding]:
    """The surest provision of each category that the text states, and does not deny."""
    kind = next(iter(checklist.documents)) if len(checklist.documents) == 1 else None
    found: dict[str, Finding] = {}
    for one in sorted(detector().findings(text, kind), key=lambda one: one.chance):
        if one.chance >= SURE and one.polarity not in (Polarity.DENIES, Polarity.EXCLUDES):
            found[one.category] = one
    return found


def _checked(
    text: str, read: Sequence[Unit], one: Requirement, stated: Callable[[], Mapping[str, Finding]]
) -> Checked:
    found = _matching(text, read, one) or _provided(one, stated)
    if found:
        return Checked(requirement=one, answer=Answer.PRESENT, quotation=found)
    denial = _denial(text, read, one.denied) if one.denied else None
    if denial or (one.only_if and not _comes_up(read, one.only_if)):
        return Checked(requirement=one, answer=Answer.NOT_APPLICABLE, quotation=denial)
    return Checked(requirement=one, answer=Answer.NOT_FOUND, quotation=None)


def _matching(text: str, read: Sequence[Unit], one: Requirement) -> Quotation | None:
    """The passage that shows a requirement: the one most like its category, else by the earliest pattern."""
    found = list(_matches(read, one))
    if one.category:
        scored = ((-_odds(read[place], one.category), place, span) for _, place, span in found)
        found = [one for one in scored if -one[0] >= LEAST]
    if not found:
        return None
    _, place, span = min(found)
    return _quoted(text, read, place, span)


def _matches(read: Sequence[Unit], one: Requirement) -> Iterator[tuple[float, int, tuple[int, int]]]:
    """The passages that a pattern matches, each by the number of the first one that does."""
    for place, unit in enumerate(read):
        if not _says_something(unit) or (one.never and one.never.search(unit.words)):
            continue
        for number, pattern in enumerate(one.patterns):
            match = pattern.search(unit.words)
            if match and match.end() > unit.own and not _contradicts(one, unit, match.span()):
                yield number, place, match.span()
                break


def _odds(unit: Unit, category: str) -> float:
    return likeness.model().odds(unit.words, unit.headings)[category]


def _provided(one: Requirement, stated: Callable[[], Mapping[str, Finding]]) -> Quotation | None:
    """The sure provision of the category that shows what no pattern finds."""
    if one.shown_by is None:
        return None
    finding = stated().get(one.category)
    return _provision(finding) if finding and one.shown_by.search(finding.key) else None


def _denial(text: str, read: Sequence[Unit], pattern: re.Pattern[str]) -> Quotation | None:
    for place, unit in enumerate(read):
        match = pattern.search(unit.words)
        if match and match.end() > unit.own and _says_something(unit):
            return _quoted(text, read, place, match.span())
    return None


def _comes_up(read: Iterable[Unit], matter: re.Pattern[str]) -> bool:
    return any(matter.search(unit.words) and _says_something(unit) for unit in read)


def _contradicts(one: Requirement, unit: Unit, span: tuple[int, int]) -> bool:
    """True if the passage frees from the duty, or denies what has to be said."""
    if _FREES.search(unit.words, *_window(unit, span)):
        return True
    said = polarity.of(unit.words, span, unit.own).polarity if one.polar else Polarity.ASSERTS
    return said in (Polarity.DENIES, Polarity.EXCLUDES)


_FREES = re.compile(
    r"(?<!though we have )(?<!while we have )"
    r"\b(?:not|no) (?:be )?(?:obliged|obligated|required|obligation) to\b|\bnot responsible for\b"
)
"""A duty that there is not; a concession ("although we have no obligation to screen it, we may") takes
nothing back of what follows."""


_DEFINES = re.compile(
    r'\W*(?:[\w.()]{1,6} )?(?:the )?(?:terms? )?"[^"]{1,80}"[^.;]{0,60}'
    r"\b(?:means?|refers? to|ha(?:s|ve) the meaning)\b"
)
"""A definition says what a word means, and nothing of what is done."""


_POINTS = re.compile(
    r"\W*(?:(?:please )?note:? )?(?:for (?:more |further |additional )?(?:information|details)"
    r"|to (?:learn|find out) more|learn more|please see"
    r"|(?:it|they) (?:also )?(?:tells?|explains?|describes?))\b"
)
"""A pointer to another page says nothing itself."""


def _window(unit: Unit, span: tuple[int, int]) -> tuple[int, int]:
    return max(0, span[0] - 60), min(len(unit.words), span[1])


def _quoted(text: str, read: Sequence[Unit], place: int, span: tuple[int, int]) -> Quotation:
    """The passage; of a table's row all cells, since a label alone says nothing."""
    unit = read[place]
    if unit.kind is UnitKind.ROW:
        spans = tuple(dict.fromkeys((one.start, one.end) for one in unit.own_pieces))
    else:
        spans = quoted.shown(text, read, place, (span,))
    return Quotation(
        excerpt=EXCERPT_JOINT.join(text[start:end] for start, end in spans),
        found_by=unit.words[slice(*span)],
        spans=spans,
        headings=unit.headings,
    )


def _provision(finding: Finding) -> Quotation:
    """A provision as the passage that shows a requirement."""
    return Quotation(
        excerpt=finding.excerpt,
        found_by=finding.matched[0] if finding.matched else "",
        spans=finding.spans,
        headings=finding.headings,
    )


def _says_something(unit: Unit) -> bool:
    """True for a passage that is no definition, pointer, question, title, or label."""
    words = unit.words[unit.own :]
    if _DEFINES.match(words) or _POINTS.match(words) or unit.words.startswith("table of contents"):
        return False
    if unit.kind is not UnitKind.ROW and words.endswith("?"):
        return False
    if not unit.own and all(opening_titles.is_title(piece.words(unit)) for piece in unit.pieces):
        return False
    return len(unit.words.split()) >= SHORTEST
