"""What is tracked: declarations in Open Terms Archive's format, the native one.

    read(path), read_all(folder)   the declarations; the first problem is raised
    read_of(platform, folder)      the declaration of one platform, whatever is wrong with the others
    read_sound(folder)             those that can be used, and what is wrong with the others
    files(folder)                  the files that declare a platform
    notes(folder)                  what is odd and does no harm
    problems(folder)               every problem, selectors checked too
    asking(declared, wanted)       each document with the language that archive.toml asks for

One JSON file is one platform; `ID.history.json` (what was declared earlier) and `ID.filters.js` (JavaScript,
never run) may lie beside it.
"""

from __future__ import annotations

from archiver.declarations.declaration import Declaration, Document, Range, Selector, Source
from archiver.declarations.folder import files, notes, problems, read, read_all, read_of, read_sound
from archiver.declarations.languages import asking, known_addresses, undeclared
from archiver.declarations.selection import selected

__all__ = [
    "Declaration",
    "Document",
    "Range",
    "Selector",
    "Source",
    "asking",
    "files",
    "known_addresses",
    "notes",
    "problems",
    "read",
    "read_all",
    "read_of",
    "read_sound",
    "selected",
    "undeclared",
]
