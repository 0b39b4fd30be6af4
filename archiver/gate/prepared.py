"""A text taken apart for the gate's rules, each part once per look, however many rules ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from archive_repo.text import language, stated_dates
from archiver.gate import regions, sameness, similarity, spellings, vocabulary
from archiver.gate.regions import Paired
from archiver.gate.sameness import WeighedLine, Weight
from archiver.gate.similarity import Overlap


@dataclass(frozen=True)
class Prepared:
    """A text and its parts, each made when it is first asked for. It lives no longer than its look."""

    text: str
    _overlaps: dict[str, Overlap] = field(default_factory=dict, repr=False, compare=False)
    _weights: dict[str, Weight] = field(default_factory=dict, repr=False, compare=False)
    _pairs: dict[str, Paired] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words in reading order, folded, without link targets and marks."""
        return similarity.words(self.text)

    def has_words(self, count: int) -> bool:
        """True if it has at least so many words; no more lines are read than that takes."""
        return similarity.has_words(self.text, count)

    @cached_property
    def prose(self) -> Prepared:
        """What it says outside of links: error pages and walls may have hundreds of these."""
        return Prepared(sameness.without_links(self.text))

    @cached_property
    def lines(self) -> tuple[WeighedLine, ...]:
        """Its lines, folded and weighed."""
        return sameness.lines(self.text)

    @cached_property
    def policy_share(self) -> float:
        """Share of its words that policies are full of, between 0 and 1."""
        return vocabulary.share(self.text, self.words)

    @cached_property
    def language(self) -> str:
        """ISO 639-1 code, of Chinese with its script; or UNKNOWN."""
        return language.written(self.text)

    @cached_property
    def spelling(self) -> str:
        """The tag of its spelling; empty where it cannot be told."""
        return spellings.told(self.text)

    @cached_property
    def stated(self) -> date | None:
        """The newest date that it states for itself; None where it states none."""
        return stated_dates.read(self.text).newest

    def is_newer(self, old: Prepared) -> bool:
        """True if both state their date, and this text a later one."""
        return bool(old.stated and self.stated and self.stated > old.stated)

    def overlap(self, new: Prepared) -> Overlap:
        """How much the two texts share; 0 where one is empty."""
        if new.text not in self._overlaps:
            self._overlaps[new.text] = similarity.overlap(self.words, new.words)
        return self._overlaps[new.text]

    def differing(self, new: Prepared) -> Weight:
        """How much the texts say differently; FURNITURE where a reader would notice no difference."""
        if new.text not in self._weights:
            self._weights[new.text] = sameness.differing(self.lines, new.lines)
        return self._weights[new.text]

    def paired(self, new: str) -> Paired:
        """The lines of the two texts that belong together."""
        if new not in self._pairs:
            self._pairs[new] = regions.paired(self.text, new)
        return self._pairs[new]
