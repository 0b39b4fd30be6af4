"""What can be said of a provision: sentences, each with what must be known of a text for it to be true there.

`when` names what must hold, and with a "!" what must not: a polarity, a condition ("opt-out"), something that
stands in the document ("way-out"), or a feature of the passage ("perpetual"). A sentence that names neither a
polarity nor a condition is one of texts that say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from archive_repo.errors import InvalidInput

SO = "so"
"""Holds of texts that say so, be it of both sides or on a condition: of all but denials and exclusions."""
_STANCES = frozenset("so asserts conditional mutual denies excludes opt-in opt-out consent law".split())
WAY_OUT = "way-out"
"""Holds where the document has a way out of it, in this passage or in another."""
CARVED_OUT = "carved-out"
"""Holds where another passage of the document leaves something out of it."""
KEPT_OUT = "kept-out"
"""Holds where another passage of the document says of some cases that it is not so."""
KNOWN = _STANCES | {WAY_OUT, CARVED_OUT, KEPT_OUT}
"""All that can hold of a text beside the features of the taxonomy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, or the level of a severity, and what must hold for it."""

    say: str
    needs: frozenset[str] = frozenset({SO})
    bars: frozenset[str] = frozenset()

    @property
    def is_general(self) -> bool:
        """True if it is so of every text that says so."""
        return self.needs == {SO} and not self.bars

    def holds(self, known: Collection[str]) -> bool:
        """True of a text of which this is known."""
        return self.needs.issubset(known) and self.bars.isdisjoint(known)


def read(say: str, when: str, features: Collection[str]) -> Statement:
    """A statement with its condition in words.

    Raises InvalidInput for a word that is neither known nor a feature.
    """
    words = when.split()
    needs = {word for word in words if not word.startswith("!")}
    bars = {word.removeprefix("!") for word in words} - needs
    unknown = (needs | bars) - KNOWN - set(features)
    if unknown:
        raise InvalidInput(
            f"“{say}”: {', '.join(sorted(unknown))} is unknown; name a polarity, a condition or a feature"
        )
    return Statement(
        say=say, needs=frozenset(needs if needs & _STANCES else needs | {SO}), bars=frozenset(bars)
    )


def told(statements: Iterable[Statement], known: Collection[str]) -> str:
    """All that is so of a text of which this is known, as one paragraph; empty if nothing is."""
    return " ".join(one.say for one in statements if one.holds(known))


def general(statements: Iterable[Statement]) -> str:
    """What is so of every text that says so; empty if that depends on more."""
    return " ".join(one.say for one in statements if one.is_general)
