"""Whether two texts call themselves the same: a rewritten policy keeps its title, other pages have theirs."""

from __future__ import annotations

from archive_repo.text import words
from archive_repo.text.kinds import names_document
from archive_repo.text.markdown import LineKind, kind_of, plain
from archiver.gate.thresholds import TITLE_ALIKE, TITLE_LINES, TITLE_WORDS


def same_title(old: str, new: str) -> bool:
    """Whether a title near the beginning of one text names the same kind of document as one of the other."""
    return any(_alike(one, other) for one in _titles(old) for other in _titles(new))


def _titles(text: str) -> list[frozenset[str]]:
    """The words of the short lines near the beginning that name a kind of document."""
    lines = [raw for raw in text.split("\n", 4 * TITLE_LINES) if raw.strip()][:TITLE_LINES]
    titles = [raw for raw in lines if kind_of(raw) in _TITLE_KINDS and names_document(plain(raw))]
    return [title for raw in titles if len(title := frozenset(words.of(raw))) <= TITLE_WORDS]


_TITLE_KINDS = (LineKind.HEADING, LineKind.SENTENCE)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Jaccard's index of their words, over the threshold."""
    return len(one & other) >= TITLE_ALIKE * len(one | other)
