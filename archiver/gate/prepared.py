"""A text taken apart for the gate's rules, each part once per look, however many rules ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from archive_repo.text import language, stated_dates
from archiver.gate import sameness, similarity, vocabulary
from archiver.gate.sameness import WeighedLine, Weight
from archiver.gate.similarity import Overlap, Runs


@dataclass(frozen=True)
class Prepared:
    """A text and its parts, each made when it is first asked for. It lives no longer than its look."""

    text: str

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
    def runs(self) -> Runs:
        """Its runs of words, each with how often it occurs."""
        return similarity.runs(self.words)

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
    def stated(self) -> date | None:
        """The newest date that it states for itself; None where it states none."""
        return stated_dates.read(self.text).newest

    def is_newer(self, old: Prepared) -> bool:
        """True if both state their date, and this text a later one."""
        return bool(old.stated and self.stated and self.stated > old.stated)

    def overlap(self, new: Prepared) -> Overlap:
        """How much the two texts share; 0 where one is empty."""
        return similarity.overlap(self.runs, new.runs)

    def differing(self, new: Prepared) -> Weight:
        """How much the texts say differently; FURNITURE where a reader would notice no difference."""
        return sameness.differing(self.lines, new.lines)
