"""What a person can do about a document that failed or waits, by the reason that its last look gives."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
"""A link of the documentation, of which a terminal shows the words."""


def of(reason: str) -> str:
    """What to do, in a sentence or two; empty for a reason that nobody foresaw, and for none."""
    fitting = [known for known in known_reasons() if _pattern(known).match(reason)]
    return LINK.sub(r"\1", known_reasons()[max(fitting, key=len)]) if fitting else ""


@cache
def known_reasons() -> dict[str, str]:
    """The remedy by the beginning of a reason, of which `…` stands for any words."""
    found: dict[str, str] = tomllib.loads(
        resources.files("archiver.report").joinpath("remedies.toml").read_text(encoding="utf-8")
    )
    return found


@cache
def _pattern(reason: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, reason.split("…"))))
