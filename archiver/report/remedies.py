"""What a person can do about a document that failed or waits, by the reason that its last look gives."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from archive_repo.records import Outcome

LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
"""A link in the documentation; a terminal shows only its words."""


UNFORESEEN = {
    Outcome.FAILED: "Open the page in a browser. If it is there, wait; else correct `fetch`.",
    Outcome.HELD: "Read it with `archiver quarantine show`. If it is the policy, accept it, else reject it.",
}
"""What to do if the reason is not a known one, such as one that an older archiver stored."""


def of_look(outcome: Outcome, reason: str, advice: str) -> str:
    """What to do about a look; empty if it went well."""
    return of(reason or advice) or UNFORESEEN.get(outcome, "")


def of(reason: str) -> str:
    """What to do, in a sentence or two; empty for an unknown reason, and for none."""
    known = fitting(known_reasons(), reason)
    return LINK.sub(r"\1", known_reasons()[known]) if known else ""


def fitting(known: Iterable[str], reason: str) -> str:
    """The longest known beginning, in which `…` stands for any words, that a reason has; empty for none."""
    return max((one for one in known if reason and _fits(one, reason)), key=len, default="")


@cache
def known_reasons() -> dict[str, str]:
    """The remedies by the beginnings of reasons, in which `…` stands for any words."""
    found: dict[str, str] = tomllib.loads(
        resources.files("archiver.report").joinpath("remedies.toml").read_text(encoding="utf-8")
    )
    return found


def _fits(known: str, reason: str) -> bool:
    """True if a reason begins as a known one says."""
    return reason.startswith(known.partition("…")[0]) and bool(_pattern(known).match(reason))


@cache
def _pattern(known: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, known.split("…"))))
