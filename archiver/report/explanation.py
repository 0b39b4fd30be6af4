"""An explanation written as text for a terminal, as Markdown, and as a value for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from archiver.provisions.detect import Finding
from archiver.provisions.explain import NOTE, SAYS, Explanation, stretches
from archiver.provisions.history import Event, EventKind
from archiver.provisions.units import readable
from archiver.report import excerpts

PASSAGES_SHOWN = 5
"""Further passages of the document that a page quotes; a category like liability has dozens."""
CHANGES_SHOWN = 4
"""Passages quoted for one event."""


def text(page: Explanation) -> Iterator[str]:
    """Lines for a terminal."""
    for number, (title, body) in enumerate(_sections(page)):
        if number:
            yield ""
            yield title.upper()
        else:
            yield title
            yield "=" * min(len(title), excerpts.WIDTH)
        for line in body:
            yield from _wrapped(line)


def _wrapped(line: str) -> list[str]:
    """A line of Markdown as lines of a terminal; what is quoted, listed or below a list hangs in."""
    depth = (len(line) - len(line.lstrip())) + 2
    hangs = line.lstrip().startswith(("> ", "- ", "+ ", "~ "))
    first, rest = " " * depth, " " * (depth + 2 * hangs)
    return excerpts.indented(line.strip().removeprefix("> "), rest, first)


def markdown(page: Explanation) -> Iterator[str]:
    """Lines of Markdown."""
    for number, (title, body) in enumerate(_sections(page)):
        yield f"{'#' if number == 0 else '##'} {title}"
        yield ""
        for line in body:
            yield line
            if line and not line.startswith(("- ", "  ")):
                yield ""
        if body and body[-1].startswith(("- ", "  ")):
            yield ""


def _sections(page: Explanation) -> Iterator[tuple[str, list[str]]]:
    category = page.category
    yield f"{page.name}: {category.title}", [_finding(page), f"Source: {page.source}"]
    yield "What the text says", _quotes(page)
    yield "What it does", [category.mechanism]
    yield "What it means for you", [category.effect]
    yield "What you can do", [category.action]
    yield (
        "What a compliance team should check",
        [category.compliance, f"Severity {category.severity}: {page.criterion}"],
    )
    yield "Regulations that it touches", _regulations(page)
    yield "Since when, and how it changed", _history(page)
    yield "How others put it", _others(page)
    yield "Note", [NOTE]


def _finding(page: Explanation) -> str:
    where = f"The {page.document_title} of {page.name}, in the version of {_day(page.date)},"
    if page.excerpt is None:
        return f"{where} has no matching clause that was found by taxonomy {page.taxonomy}."
    found = f"category {page.category.id}, group “{page.group}”, taxonomy {page.taxonomy}"
    return f"{where} {SAYS[page.excerpt.polarity]} ({found})."


def _quotes(page: Explanation) -> list[str]:
    if page.excerpt is None:
        return [f"No matching clause found by taxonomy {page.taxonomy}; that is no proof that it has none."]
    lines = []
    for finding, _ in page.passages[: PASSAGES_SHOWN + 1]:
        lines += [f"> “{finding_text(finding)}”", *_under(finding)]
    rest = len(page.passages) - PASSAGES_SHOWN - 1
    return [*lines, *([f"And {rest} more passages: `archiver provisions --full`."] if rest > 0 else [])]


def finding_text(finding: Finding) -> str:
    """The excerpt without markup, on one line."""
    return readable(finding.excerpt)


def _under(finding: Finding) -> list[str]:
    return [f"Section: {finding.heading}"] if finding.heading else []


def _regulations(page: Explanation) -> list[str]:
    if not page.references:
        return ["None that this category points to with certainty."]
    return [f"- {one.label}: {one.subject}. For a lawyer: {_lower(one.question)}" for one in page.references]


def _history(page: Explanation) -> list[str]:
    if not page.events:
        return ["Not in any recorded version."]
    spans = ", ".join(_stretch(start, end) for start, end in stretches(page.events))
    lines = [f"Present {spans}."]
    for event in page.events:
        lines.append(f"- {_day(event.date)}: {_told(event, page)}")
        told = excerpts.changes(event, None)
        lines += [f"  {sign} {words}" for sign, words in told[:CHANGES_SHOWN]]
        if len(told) > CHANGES_SHOWN:
            lines.append(f"  and {len(told) - CHANGES_SHOWN} more passages")
    return lines


def _told(event: Event, page: Explanation) -> str:
    first = event is page.events[0] and event.kind is EventKind.INTRODUCED
    return "first found" if first else event.kind.value


def _stretch(start: datetime, end: datetime | None) -> str:
    return f"from {_day(start)} to {_day(end)}" if end else f"since {_day(start)}"


def _others(page: Explanation) -> list[str]:
    lines = []
    for one in page.beside:
        said = {"denies": ", which says that it is not so", "excludes": ", which carves it out"}.get(
            one.finding.polarity, ""
        )
        lines.append(f"{one.name}, {one.document_title} (since {_day(one.life.first_seen)}){said}:")
        lines.append(f"> “{finding_text(one.finding)}”")
    if page.without:
        lines.append(f"No matching clause found by taxonomy {page.taxonomy}: {', '.join(page.without)}.")
    return lines


def value(page: Explanation) -> dict[str, Any]:
    """The page as a JSON value."""
    category = page.category
    return {
        "platform": page.platform,
        "document": page.document,
        "version": page.version,
        "date": page.date,
        "source": page.source,
        "category": category.id,
        "title": category.title,
        "group": page.group,
        "taxonomy": page.taxonomy,
        "mechanism": category.mechanism,
        "effect": category.effect,
        "action": category.action,
        "compliance": category.compliance,
        "severity": category.severity,
        "criterion": page.criterion,
        "passages": [
            _passage(finding) | {"first_seen": life.first_seen, "last_changed": life.last_changed}
            for finding, life in page.passages
        ],
        "regulations": [
            {"reference": one.id, "label": one.label, "subject": one.subject, "question": one.question}
            for one in page.references
        ],
        "present": [{"from": start, "to": end} for start, end in stretches(page.events)],
        "events": [_event(event) for event in page.events],
        "others": [
            _passage(one.finding)
            | {
                "platform": one.platform,
                "document": one.document,
                "version": one.version,
                "first_seen": one.life.first_seen,
                "last_changed": one.life.last_changed,
            }
            for one in page.beside
        ],
        "without": list(page.without),
        "note": NOTE,
    }  # fmt: skip


def _event(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "date": event.date,
        "version": event.version,
        "before": [finding.excerpt for finding in event.before],
        "after": [finding.excerpt for finding in event.after],
        "pairs": [
            {"before": pair.before.excerpt, "after": pair.after.excerpt, "similarity": pair.similarity}
            for pair in event.pairs
        ],
    }


def _passage(finding: Finding) -> dict[str, Any]:
    return {
        "polarity": finding.polarity,
        "excerpt": finding.excerpt,
        "spans": [{"start": start, "end": end} for start, end in finding.spans],
        "heading": finding.heading,
        "reason": finding.reason,
    }


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
