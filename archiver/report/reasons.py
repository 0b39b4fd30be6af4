"""The reason of a look, as a reader sees it: what is wrong, and what is still expected.

A reason is stored as the look gave it, in clauses: what is wrong, what a person could do, and what was
expected of later looks. Some of these looks may be past, and what to do is shown by `report.remedies`.
Readers of the site, who do not run the archive, are told what happened to the page.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

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


def for_readers(reason: str, *, held: bool) -> str:
    """What happened to a page, for who knows the policy and not the archive's ways.

    `held` says that another text came, for where the reason is not a known one.
    """
    from archiver.report import remedies  # slow to load, and most of what asks for reasons does without

    page = _PAGE.match(reason)
    told = _for_readers().get(remedies.fitting(_for_readers(), page["reason"] if page else reason))
    if told is None:
        return "another text came, which is not confirmed" if held else "it could not be read"
    return f"of one of its pages: {told}" if page else told


@cache
def _for_readers() -> dict[str, str]:
    """What readers are told, by the beginnings of reasons."""
    import tomllib  # only the site needs them, and they take 4 ms
    from importlib import resources

    table: dict[str, list[str]] = tomllib.loads(
        resources.files("archiver.report").joinpath("for_readers.toml").read_text(encoding="utf-8")
    )
    return {reason: told for told, reasons in table.items() for reason in reasons}


_PAGE = re.compile(r"page \d+ of the document, \S+(?:, last seen [\d-]+)?: (?P<reason>.*)", re.DOTALL)


def _without(reason: str, beginnings: tuple[str, ...]) -> str:
    first, *others = reason.split("; ")
    kept = [one.removeprefix("until then ") for one in others if not one.startswith(beginnings)]
    return "; ".join([first, *kept])
