"""Parameters through the versions of a document: which values it states, and when they changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.provisions.findings import Finding
from archiver.provisions.history import Event, EventKind, Story
from archiver.provisions.parameters import reading
from archiver.provisions.parameters.parameter import Parameter, ParameterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """A value that one version replaced by another, or brought, or dropped; alerts can show it as it is."""

    kind: ParameterKind
    category: str
    version: str
    old: tuple[str, ...]
    """Values before; empty if none was stated."""
    new: tuple[str, ...]
    """Values since; empty if none is stated any more."""

    @property
    def told(self) -> str:
        """The change in a line: `liability-cap: USD 100 -> USD 50`."""
        before, after = ("; ".join(values) or "none stated" for values in (self.old, self.new))
        return f"{self.kind}: {before} -> {after}"


def stated(findings: Iterable[Finding]) -> list[tuple[Finding, Parameter]]:
    """The values that provisions state, in their order, each with its provision."""
    return [(finding, one) for finding in findings for one in reading.read(finding)]


def changes(story: Story) -> list[ParameterChange]:
    """The changes of values in a document, oldest first; what its first version states is none."""
    first = story.events[0].version if story.events else None
    found: list[ParameterChange] = []
    for category in dict.fromkeys(event.category for event in story.events):
        if category not in _CATEGORIES:
            continue
        events = [event for event in story.events if event.category == category]
        present = [finding for finding in story.findings if finding.category == category]
        for event in reversed(events):
            before = _before(present, event)
            if event.version != first:
                found += _compared(event, before, present)
            present = before
    order = {event.version: place for place, event in enumerate(story.events)}
    return sorted(found, key=lambda one: (order[one.version], one.kind))


def _before(present: Sequence[Finding], event: Event) -> list[Finding]:
    """The passages of the category before the event; none before it was introduced."""
    if event.kind in (EventKind.INTRODUCED, EventKind.RESTORED):
        return []
    came = {(one.key, one.polarity) for one in event.after}
    return [*(one for one in present if (one.key, one.polarity) not in came), *event.before]


def _compared(event: Event, before: Sequence[Finding], after: Sequence[Finding]) -> list[ParameterChange]:
    old, new = _values(before), _values(after)
    return [
        ParameterChange(
            kind=kind,
            category=event.category,
            version=event.version,
            old=old.get(kind, ()),
            new=new.get(kind, ()),
        )
        for kind in ParameterKind
        if set(old.get(kind, ())) != set(new.get(kind, ()))
    ]


def _values(findings: Sequence[Finding]) -> dict[ParameterKind, tuple[str, ...]]:
    found: dict[ParameterKind, dict[str, None]] = {}
    for _, one in stated(findings):
        found.setdefault(one.kind, {})[one.measure.value] = None
    return {kind: tuple(values) for kind, values in found.items()}


_CATEGORIES = frozenset(category for kind in ParameterKind for category in reading.categories(kind))
