"""Parameters through the versions of a document: since when it states a value, and which replaced which.

A value that is not read may be there in other words. So one went only if the text no longer has the words
that stated it, and only another that came in its place is told: nothing is said of one that came or went
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.provisions.findings import Finding
from archiver.provisions.pairing import Pair
from archiver.provisions.parameters import caps, durations, reading
from archiver.provisions.parameters.parameter import Parameter, ParameterKind
from archiver.provisions.text.folding import fold
from archiver.provisions.text.whole_text import WholeText

MANY = frozenset({ParameterKind.RETENTION, ParameterKind.REFUND_WINDOW})
"""Kinds of which a document states one for each thing, since chats and invoices are not kept equally long:
another is in a value's place only if it stands in the passage that became of that value's."""


_MATTER = r"(?:\blaws?\b|\bcourts?\b|\barbitra)"
"""What a place or an institution is named for."""


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


def shown(findings: Sequence[Finding], weak: Iterable[Finding]) -> list[tuple[Finding, Parameter]]:
    """The values of a document's provisions, and then of weak passages where others are of their category.

    Seven weak passages of 24 platforms state another value where their category is sure: all are right.
    """
    sure = {one.category for one in findings}
    return stated([*findings, *(one for one in weak if one.category in sure)])


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
            if key in found or here.says(known.parameter.words):
                self._stated[key] = replace(known, parameter=found.get(key, known.parameter))
        came = [key for key in found if key not in before]
        if earlier and not quiet:
            old = [one.parameter for key, one in before.items() if key not in self._stated]
            new = [found[key] for key in came if not earlier[-1].says(found[key].words)]
            single = _single(before) & _single(found) - MANY
            self.changes += _changes(version, old, new, pairs, single, here)
        changes = [one for one in self.changes if one.version == version]
        replacing = {(one.kind, value) for one in changes for value in one.new}
        for key in came:
            stood = _stood_since(found[key].words, texts)
            seen = key in replacing or (not quiet and _is_new(found[key], texts, stood))
            self._stated[key] = _Stated(
                parameter=found[key], life=ValueLife(came_with=stood, was_seen_to_come=seen)
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    parameter: Parameter
    life: ValueLife


def _single(keys: Iterable[tuple[ParameterKind, str]]) -> set[ParameterKind]:
    """The kinds of which there is one value."""
    counts = Counter(kind for kind, _ in keys)
    return {kind for kind, count in counts.items() if count == 1}


def _changes(
    version: str,
    old: Sequence[Parameter],
    new: Sequence[Parameter],
    pairs: Sequence[Pair],
    single: Container[ParameterKind],
    text: WholeText,
) -> Iterator[ParameterChange]:
    """The values gone whose place new ones took: in the same passage, or as the only one that there is."""
    for kind in ParameterKind:
        gone = [one for one in old if one.kind is kind and not (_is_name(one) and text.matches(_named(one)))]
        came = [one for one in new if one.kind is kind]
        found = [(a, b) for a in gone for b in came if any(_became(a, b, pair) for pair in pairs)]
        if not found and gone and came and kind in single and not text.matches(_named(gone[0])):
            found = [(gone[0], came[0])]
        if found:
            both = [
                tuple(dict.fromkeys(one.measure.value for one in some)) for some in zip(*found, strict=True)
            ]
            yield ParameterChange(kind=kind, version=version, old=both[0], new=both[1])


def _became(old: Parameter, new: Parameter, pair: Pair) -> bool:
    """True if a passage had the one value, and has the other instead of it."""
    had, has = reading.values(pair.before), reading.values(pair.after)
    is_in = (old.kind, old.measure.value) in had and (new.kind, new.measure.value) in has
    return is_in and not _named(old).search(pair.after.key)


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
    return at > 0 and not texts[versions[at - 1]].matches(_named(one))


def _is_name(one: Parameter) -> bool:
    """True for a place or an institution, which a text names for this and hardly for anything else."""
    return one.measure.amount is None and one.kind is not ParameterKind.LIABILITY_CAP


def _named(one: Parameter) -> re.Pattern[str]:
    """What a text that states a value has of it in any wording, in folded words."""
    number = re.search(r"\d[\d,]*", one.measure.value)
    if _is_name(one):
        name = rf"\b{re.escape(fold(one.measure.value))}\b"
        return re.compile(rf"{name}.{{0,60}}?{_MATTER}|{_MATTER}.{{0,60}}?{name}")
    if number is None:
        return re.compile(r"\bpaid\b")
    digits = rf"\b(?:{'|'.join(map(re.escape, durations.written(number[0])))})\b"
    if one.kind is ParameterKind.MINIMUM_AGE:
        return re.compile(
            rf"\b(?:under|below|over|than|least|aged?|of|be) {digits}|{digits}[ -](?:years?|or|and)\b"
        )
    if currency := "|".join(map(re.escape, caps.signs(one.measure.unit or ""))):
        return re.compile(rf"(?:{currency}) ?{digits}|{digits} ?(?:{currency})")
    if one.measure.unit != "day":
        return re.compile(digits)
    unit = one.measure.value.partition(" and ")[0].split()[-1].removesuffix("s")
    return re.compile(rf"{digits}(?: ?\(\d+\))?[- ](?:\w+ )?{unit}")
