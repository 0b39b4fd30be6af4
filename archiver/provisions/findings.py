"""What is shown of a provision: its excerpt, why it was found, and how well it shows its category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from archiver.provisions.detection import quoted
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.detection.provisos import Proviso
from archiver.provisions.excerpts import unit_blocks, whole_paragraphs
from archiver.provisions.stances import Stance
from archiver.provisions.taxonomy import Condition, Polarity
from archiver.provisions.text.units import Unit

SECONDED = "; the second opinion finds it similar to wording marked as potentially unfair"
BESIDE = "; what stands beside it makes it depend on the user"
EXCERPT_JOINT = " [...] "
LONG_ENOUGH = 300
"""Characters of a passage from which on it is no better to show for being longer."""
WORST_PATTERN = 5
"""Place of a pattern in its category from which on it is no worse to show for standing further down."""


class Ranked(Protocol):
    """A finding, or what holds one."""

    @property
    def rank(self) -> float:
        """Higher for a better excerpt of its category."""


R = TypeVar("R", bound=Ranked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A provision in a text."""

    category: str
    """Id of the category."""
    polarity: Polarity
    excerpt: str
    """The spans of the text, joined by ` [...] `: verbatim. It is the passage with its paragraph."""
    spans: tuple[tuple[int, int], ...]
    headings: tuple[str, ...]
    """The headings above, outermost first."""
    reason: str
    """Which pattern matched which words, and what the second opinion says."""
    rank: float
    """Higher for a better excerpt of its category."""
    key: str
    """The passage's own words: equal for the same passage in another version."""
    condition: Condition | None = None
    """On what it depends, if the polarity is conditional."""
    weak: bool = False
    """True if it is rather a mention of its subject, by what readers said of such passages."""
    matched: tuple[str, ...] = ()
    """Its folded words that matched, or that say most."""
    chance: float = 1.0
    """How likely it is a provision of its category, from 0, a mere mention, to 1."""
    core_spans: tuple[tuple[int, int], ...] = ()
    """Those parts of the spans without which the passage would say otherwise; none if it is not located."""

    @property
    def core(self) -> str:
        """The same parts of the excerpt, joined likewise: what is compared with others and read for values.

        What else is shown of a paragraph may change without the passage.
        """
        if not self.core_spans or self.core_spans == self.spans:
            return self.excerpt
        return EXCERPT_JOINT.join(words for _, words in self.stretches())

    def stretches(self) -> Iterator[tuple[int, str]]:
        """The parts of the core: where in the text each begins, and its words."""
        for start, end in self.core_spans:
            at = 0
            for first, last in self.spans:
                if first <= start and end <= last:
                    yield start, self.excerpt[at + start - first : at + end - first]
                    break
                at += last - first + len(EXCERPT_JOINT)

    @property
    def stance(self) -> Stance:
        """What it says, and on which condition."""
        return Stance(polarity=self.polarity, condition=self.condition)


def of_match(
    text: str,
    read: Sequence[Unit],
    place: int,
    match: CategoryMatch,
    *,
    chance: float,
    weak: bool,
    label: str = "",
    proviso: Proviso | None = None,
) -> Finding:
    """The finding of a match in a unit, by its place among those `read` of a text.

    Its excerpt is its core. `label` is that of the second opinion, `proviso` what stands beside the passage
    and makes it depend on the user.
    """
    unit = read[place]
    pieces = quoted.pieces(unit, match.spans)
    core = quoted.shown(text, read, place, match.spans, proviso.pieces if proviso else ())
    return Finding(
        category=match.category.id,
        polarity=Polarity.CONDITIONAL if proviso else match.polarity,
        excerpt=_joined(text, core),
        spans=core,
        core_spans=core,
        headings=unit.headings,
        reason=_reason(unit, match) + (BESIDE if proviso else "") + (SECONDED if label else ""),
        rank=_rank(unit, match, chance) + bool(label),
        key=" ".join(piece.words(unit) for piece in pieces if not piece.context),
        condition=proviso.condition if proviso else match.stance.condition,
        weak=weak,
        matched=match.words(unit),
        chance=round(chance, 3),
    )


def shown(text: str, read: Sequence[Unit], found: Iterable[Finding]) -> list[Finding]:
    """The findings of a text, whose units were read, with excerpts that show their paragraphs."""
    blocks = unit_blocks.blocks(text, read)
    spans = ((one, whole_paragraphs.around(text, read, blocks, one.core_spans)) for one in found)
    return [replace(one, excerpt=_joined(text, own), spans=own) for one, own in spans]


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> str:
    return EXCERPT_JOINT.join(text[start:end] for start, end in spans)


def _reason(unit: Unit, match: CategoryMatch) -> str:
    quoted = " and ".join(f"“{words}”" for words in match.words(unit))
    reason = (
        f"{quoted} matches the pattern: {match.rule.source}"
        if match.rule
        else f"{quoted} and the other words are like those of its category; no pattern fits"
    )
    if not match.turned_by:
        return reason
    clues = ", ".join(match.turned_by)
    return f"{reason}; labelled passages make it {match.polarity}, the rules {match.ruled.polarity} ({clues})"


def _rank(unit: Unit, match: CategoryMatch, chance: float) -> float:
    """Higher for what is likelier a provision of its category, and says that it is so, at some length.

    A long passage is more often the provision itself ("you grant us ... to ...") than a word on it ("this
    licence is needed"). In 2 of 11 documents that were read the best passage was that by its pattern and by
    how short it was; so ranked, it is in 10.
    """
    title = {word for word in match.category.title.lower().split() if len(word) > 4}
    heading = " ".join(unit.headings[-2:]).lower()
    on_subject = any(word[:6] in heading for word in title)
    says_so = match.polarity not in (Polarity.DENIES, Polarity.EXCLUDES)
    length = min(len(unit.words) - unit.own, LONG_ENOUGH)
    return round(
        2.0 * says_so
        + 6.0 * chance
        + 2.0 * length / LONG_ENOUGH
        + 0.5 * on_subject
        - 0.3 * min(match.strength, WORST_PATTERN),
        3,
    )


def best(found: Iterable[R]) -> R:
    """What to show for a category: that with the highest rank, and of equals the first."""
    return max(found, key=lambda one: one.rank)
