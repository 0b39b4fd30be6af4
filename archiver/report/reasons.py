"""The reason of a look, as a reader sees it: what is wrong, and what is still expected.

A reason is stored as the look gave it, in clauses: what is wrong, what a person could do, and what was
expected of later looks. Some of these looks may be past, and what to do is shown by `report.remedies`. What
readers of the site are told is in `report.for_readers`.
"""

from __future__ import annotations

import re
from datetime import datetime

ADVICE = ("fix the selector", "change the address in its declaration")
"""Beginnings of clauses that say what to do."""
PROSPECTS = ("it is recorded if", "if it is the document, accept it", "until then", "first seen on")
"""Beginnings of clauses that say what is expected."""
_EXPECTED = re.compile(r", about (\d{4}-\d\d-\d\d)")


def cause(reason: str) -> str:
    """Only what was wrong."""
    return _without(reason, (*ADVICE, *PROSPECTS))


def now(reason: str, moment: datetime) -> str:
    """What is wrong and what is still expected, without days that have passed."""
    expected = _EXPECTED.search(reason)
    if expected and expected[1] < f"{moment:%Y-%m-%d}":
        reason = reason.replace(expected[0], "")
    return _without(reason, ADVICE)


def _without(reason: str, beginnings: tuple[str, ...]) -> str:
    first, *others = reason.split("; ")
    kept = [one.removeprefix("until then ") for one in others if not one.startswith(beginnings)]
    return "; ".join([first, *kept])
