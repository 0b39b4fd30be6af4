"""README.md on `main`, which git hosts show for a platform. Written for people, and never parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from archive_repo.format.trailers import one_line
from archive_repo.records import Message, Version
from archive_repo.text.normalise import normalise

_MARKS = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)")
_EXPLANATION = """
The texts of this platform's policies, one file per document.
Each commit is one new version of one document; a file's history is the history of the policy.
The branch `snapshots`, if any, holds the pages as they were fetched, `observations` every look at them.
"""


def write(name: str, documents: Iterable[Message | Version]) -> bytes:
    """The file for a platform's name and the newest version of each of its documents."""
    entries = sorted((document.document, _entry(document)) for document in documents)
    return "\n".join([f"# {_plain(name)}", _EXPLANATION, *(entry for _, entry in entries), ""]).encode()


def told(made: bytes) -> list[bytes]:
    """What a README.md says of its platform: the lines with its name and its documents.

    The explanation between them is not told: another release may have worded it otherwise.
    """
    lines = made.splitlines()
    return [*lines[:1], *(line for line in lines[1:] if line.startswith(b"- ["))]


def _entry(document: Message | Version) -> str:
    sources = ", ".join(f"<{quote(one_line(url), safe=_SAFE)}>" for url in document.urls if url)
    entry = f"- [{_plain(document.title)}]({quote(document.document)}.md)"
    return f"{entry}, from {sources}" if sources else entry


_SAFE = "".join(map(chr, range(0x21, 0x7F))).translate({ord(mark): None for mark in "<>"})
"""Characters that an address keeps: all visible ASCII except the marks that would end it."""


def _plain(text: str) -> str:
    """The text on one line, without invisible characters, its marks escaped."""
    return _MARKS.sub(r"\\\g<0>", one_line(normalise(text)))
