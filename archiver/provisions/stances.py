"""What a passage says of a category."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.provisions.taxonomy import Condition, Polarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """What a passage says of something, and on which condition."""

    polarity: Polarity
    condition: Condition | None = None
    """Set if the polarity is conditional, and only then."""


ASSERTED = Stance(polarity=Polarity.ASSERTS)
DENIED = Stance(polarity=Polarity.DENIES)
EXCLUDED = Stance(polarity=Polarity.EXCLUDES)
