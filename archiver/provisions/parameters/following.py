"""Parameters through the versions of a document: since when it states a value, and which replaced which.

A value that is not read may be there in other words. So one went only if the text no longer has the words
that stated it, and only another that came in its place is told: nothing is said of one that came or went
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archiver.provisions.findings import Finding
from archiver.provisions.pairing import Pair
from archiver.provisions.parameters import durations, reading
from archiver.provisions.parameters.parameter import Parameter, ParameterKind
from archiver.provisions.whole_text import WholeText

MANY = frozenset({ParameterKind.RETENTION, ParameterKind.REFUND_WINDOW})
"""Kinds of which a document states one for each thing, since chats and invoices are not kept equally long:
another is in a value's place only if it stands in the passage that became of that value's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChange:
    """Values that one version replaced by others; alerts can show it as it is."""

    kind: ParameterKind
    version: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def told(self) -> str:
        """The change in a line: `liability-cap: USD 100 -> USD 50`."""
        return f"{self.kind}: {'; '.join(self.old)} -> {'; '.join(self.new)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLife:
    """Since when a document has stated a value."""

    came_with: str
    """Id of the first version from which on it has."""
    was_seen_to_come: bool
    """False if an earlier text may have stated it too: there is none, or it has the number or the name."""


def stated(findings: Iterable[Finding]) -> list[tuple[Finding, Parameter]]:
    """The values that provisions state, in their order, each with its provision."""
    return [(finding, one) for finding in findings for one in reading.read(finding)]


def name(kind: ParameterKind, value: str) -> str:
    """What a value is called among a document's `ValueLife`s."""
    return f"{kind} {value}"


class Following:
    """The state while versions are read in order: the values that are stated, and the changes so far."""

    def __init__(self) -> None:
        self.changes: list[ParameterChange] = []
        self._stated: dict[tuple[ParameterKind, str], _Stated] = {}

    @property
    def lives(self) -> dict[str, ValueLife]:
        """Those of the values that are stated now, by `name`."""
        return {name(*key): one.life for key, one in self._stated.items()}

    def add(
        self,
        version: str,
        findings: Iterable[Finding],
        texts: Mapping[str, WholeText],
        pairs: Sequence[Pair],
        *,
        quiet: bool,
    ) -> None:
        """Read a version. `texts` are all so far, oldest first, with this one.

        `pairs` are passages of the version before and what became of them; after a `quiet` one, of which no
        difference is a change, nothing is told.
        """
        *earlier, here = texts.values()
        before, self._stated = self._stated, {}
        found = {(one.kind, one.measure.value): one for _, one in stated(findings)}
        for key, known in before.items():
            if key in found or here.says(known.words):
                words = found[key].words if key in found else known.words
                self._stated[key] = _Stated(words=words, life=known.life)
        came = [key for key in found if key not in before]
        new = [key for key in came if not (earlier and earlier[-1].says(found[key].words))]
        gone = [key for key in before if key not in self._stated]
        changes = [] if quiet else _changes(version, before.keys(), found.keys(), gone, new, pairs)
        self.changes += changes
        replacing = {(one.kind, value) for one in changes for value in one.new}
        for key in came:
            stood = _stood_since(found[key].words, texts)
            seen = key in replacing or (not quiet and _is_new(found[key], texts, stood))
            self._stated[key] = _Stated(
                words=found[key].words, life=ValueLife(came_with=stood, was_seen_to_come=seen)
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    words: str
    life: ValueLife


_Key = tuple[ParameterKind, str]


def _changes(
    version: str,
    before: Iterable[_Key],
    now: Iterable[_Key],
    gone: Sequence[_Key],
    new: Sequence[_Key],
    pairs: Sequence[Pair],
) -> list[ParameterChange]:
    """The values gone whose place new ones took: in the same passage, or as the one that there is."""
    became = [(reading.values(pair.before), reading.values(pair.after)) for pair in pairs if gone and new]
    changes = []
    for kind in ParameterKind:
        old, instead = ([key for key in keys if key[0] is kind] for keys in (gone, new))
        single = [sum(key[0] is kind for key in keys) == 1 for keys in (before, now)]
        if kind in MANY or not all(single):
            old, instead = (
                [key for key in old if any(key in a and not b.isdisjoint(instead) for a, b in became)],
                [key for key in instead if any(key in b and not a.isdisjoint(old) for a, b in became)],
            )
        if old and instead:
            values = [tuple(value for _, value in keys) for keys in (old, instead)]
            changes.append(ParameterChange(kind=kind, version=version, old=values[0], new=values[1]))
    return changes


def _stood_since(words: str, texts: Mapping[str, WholeText]) -> str:
    """The version from which on the words have stood in the text: the last one, or one before it."""
    *earlier, since = texts
    for version in reversed(earlier):
        if not texts[version].says(words):
            break
        since = version
    return since


def _is_new(one: Parameter, texts: Mapping[str, WholeText], version: str) -> bool:
    """True if the text before a version has not even the number, or the name, of a value."""
    versions = list(texts)
    at = versions.index(version)
    named = _named(one)
    return at > 0 and named is not None and not texts[versions[at - 1]].matches(named)


def _named(one: Parameter) -> re.Pattern[str] | None:
    """What a text that states a value has of it in any wording, in folded words; None if that is nothing."""
    number = re.search(r"\d[\d,]*", one.measure.value)
    if number:
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, durations.written(number[0])))})\b")
    return (
        None if one.kind is ParameterKind.LIABILITY_CAP else re.compile(re.escape(one.measure.value.lower()))
    )
