"""What makes a match none: wording beside it, who acts, and passages that state nothing of any category."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from archiver.provisions.patterns import Phrase
from archiver.provisions.taxonomy import Category, Taxonomy
from archiver.provisions.text import opening_titles
from archiver.provisions.text.units import Unit, UnitKind
from archiver.provisions.wording import actors
from archiver.provisions.wording.gated import Gated

_DEFINES = Gated(
    r"\W*(?:[a-z0-9.()]{1,6} )?(?:the )?(?:terms? )?\"[^\"]{1,80}\"[^.;]{0,80}?"
    r"\b(?:means?|refers? to|ha(?:s|ve) the meaning|is defined)\b"
    r"|\W*+(?:[\w&'/-]++[ \",]++){1,7}(?<!this )(?<!that )(?<!which )(?<!it )(?<!any )(?<!automated )"
    r"(?<!other )(?<!by )"
    r"(?:means (?:the|any|a|an|all|and|each|our|your|those|in|with)|shall mean|ha(?:s|ve) the meaning)\b"
)


class Vetoes:
    """All vetoes of a taxonomy, of which few may occur in a passage: one scan says which."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.of_all = taxonomy.vetoes
        every = [*taxonomy.vetoes, *(veto for one in taxonomy.categories.values() for veto in one.vetoes)]
        self.literals = {literal for veto in every for literal in veto.key}

    def of(self, unit: Unit, found: Set[str]) -> UnitVetoes:
        """Those that may occur in a unit; `found` are the literals that do."""
        return UnitVetoes(unit, self.of_all, found)


@dataclass(frozen=True, slots=True)
class UnitVetoes:
    """The vetoes that may occur in a unit."""

    unit: Unit
    of_all: Sequence[Phrase]
    """Those of all categories."""
    found: Set[str]
    """The literals that occur, those of vetoes among them."""

    def rule_out(self, category: Category, spans: Sequence[tuple[int, int]]) -> bool:
        """True if what matched is no provision of its category."""
        words = self.unit.words
        if (
            category.by_provider
            and actors.is_users_act(words, spans[0][0])
            and not (category.mutual and actors.is_mutual(words, spans[0]))
        ):
            return True
        return any(
            _is_near(veto, words, span) for veto in category.vetoes if self._may_occur(veto) for span in spans
        )

    def rule_out_all(self) -> bool:
        """True if the unit states nothing: a title, a question, a definition, a pointer elsewhere."""
        unit = self.unit
        words = unit.words[unit.own :]
        if not unit.own and all(opening_titles.is_bare_title(piece.words(unit)) for piece in unit.pieces):
            return True
        asks = words.endswith("?") and unit.kind is not UnitKind.ROW
        return bool(
            asks
            or _DEFINES.match(words)
            or any(self._may_occur(veto) and veto.search(words) for veto in self.of_all)
        )

    def _may_occur(self, veto: Phrase) -> bool:
        """True if one of the literals that rule out the most occurs, which is so for few vetoes."""
        return not veto.key or not veto.key.isdisjoint(self.found)


def _is_near(veto: Phrase, words: str, span: tuple[int, int]) -> bool:
    start, end = max(0, span[0] - veto.reach), span[1] + veto.reach
    return veto.search(words, start, end) is not None
