"""The reason of a look, as a reader sees it: what is wrong, and what can still come of it.

A reason is stored as the look gave it, in clauses: what is wrong, what a person could do, and what was
expected of later looks. These have come since, and what to do is told apart (`report.remedies`).
"""

from __future__ import annotations

import re
from datetime import datetime

ADVICE = ("fix the selector", "change the address in its declaration")
"""How a clause begins that says what to do."""
PROSPECTS = ("it is recorded if", "if it is the document, accept it", "until then")
"""How a clause begins that says what comes next."""
_EXPECTED = re.compile(r", about (\d{4}-\d\d-\d\d)")


def cause(reason: str) -> str:
    """What was wrong, and nothing else."""
    return _without(reason, (*ADVICE, *PROSPECTS))


def now(reason: str, moment: datetime) -> str:
    """What is wrong and what is expected, as far as it can still be: no day that has passed."""
    expected = _EXPECTED.search(reason)
    if expected and expected[1] < f"{moment:%Y-%m-%d}":
        reason = reason.replace(expected[0], "")
    return _without(reason, ADVICE)


def _without(reason: str, beginnings: tuple[str, ...]) -> str:
    first, *others = reason.split("; ")
    kept = [one.removeprefix("until then ") for one in others if not one.startswith(beginnings)]
    return "; ".join([first, *kept])
