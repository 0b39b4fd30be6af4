"""How a document stands: how its last look went, and what could be done about it, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive_repo.records import Outcome

NEVER: Literal["never"] = "never"
"""What `outcome` says of a document that is declared and was not looked at yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """A document that is declared or was looked at."""

    platform: str
    document: str
    outcome: Outcome | Literal["never"]
    """What came of the last look; `never` where nobody looked yet."""
    reason: str | None
    last_looked_at: datetime | None
    changed_at: datetime | None
    """When the newest version was fetched that is no re-extraction."""
    failures: int
    """Looks in a row that failed or were held."""
    advice: str | None
    """What could be done so that the document is read better."""
