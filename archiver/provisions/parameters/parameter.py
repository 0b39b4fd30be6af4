"""What a parameter of a provision is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ParameterKind(StrEnum):
    """What a value is the value of."""

    CHANGE_NOTICE = "change-notice"
    """How long before changed terms apply users are told."""
    PRICE_NOTICE = "price-change-notice"
    RENEWAL_NOTICE = "renewal-notice"
    """How long before a renewal it must be cancelled."""
    REFUND_WINDOW = "refund-window"
    RETENTION = "retention"
    """How long certain data is kept, or how soon it is deleted."""
    MINIMUM_AGE = "minimum-age"
    LIABILITY_CAP = "liability-cap"
    GOVERNING_LAW = "governing-law"
    VENUE = "venue"
    """Where the courts are."""
    ARBITRATION_PROVIDER = "arbitration-provider"
    ARBITRATION_SEAT = "arbitration-seat"
    OPT_OUT_WINDOW = "arbitration-opt-out-window"
    CLAIM_PERIOD = "claim-period"
    """How long after its cause a claim can be brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A value as it is compared."""

    value: str
    """In words that are the same for all platforms: `30 days`, `USD 100`, `California`."""
    amount: float | None = None
    """A period in days, an age in years, a sum in its currency; None for what has no order."""
    unit: str | None = None
    """`day`, `year`, or the currency's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a provision states."""

    kind: ParameterKind
    measure: Measure
    words: str
    """The words that state it: verbatim."""
    start: int
    end: int
    """Their place in the text."""
