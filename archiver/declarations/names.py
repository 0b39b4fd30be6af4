"""Which names a platform or a document may have: they become file names, headings and lines of a message."""

from __future__ import annotations

import unicodedata

from archive_repo.records import slug

MAX_LENGTH = 200
"""Characters of a name or title. The longest of 1,073 declared in the wild has 93."""

MAX_SLUG_BYTES = 200
"""A slug becomes `SLUG.md`, `SLUG.12.json` and `SLUG.git`, and a file name has up to 255 bytes."""

RESERVED = frozenset(
    {"readme", "con", "prn", "aux", "nul"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)}
)
"""Slugs that clash with README.md on file systems that ignore case, or that name devices on Windows: a
repository with such a file cannot be checked out there."""


SPECIAL = "is the name of a special file; choose another"
"""Why a name with a reserved slug is refused."""


def problem(name: str) -> str:
    """Why a platform or document cannot have this name; empty if it can."""
    if bad := next((char for char in name if is_unsafe(char)), ""):
        return f"has the control character U+{ord(bad):04X}"
    if len(name) > MAX_LENGTH:
        return f"is longer than {MAX_LENGTH} characters"
    made = slug(name)
    if not made:
        return "has no letter or digit"
    if len(made.encode()) > MAX_SLUG_BYTES:
        return f"makes a file name longer than {MAX_SLUG_BYTES} bytes"
    if made in RESERVED:
        return SPECIAL
    return ""


def is_unsafe(char: str) -> bool:
    """True for control, bidi and other format characters, lone surrogates and unassigned code points."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
