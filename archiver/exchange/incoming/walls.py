"""Error pages and walls that a collection recorded in a document's place, told by the gate's own rules.

What a collection records was chosen by a declared selector, as its engine demands: a phrase of a wall within
it proves nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import lru_cache

from archive_repo.text import words
from archiver.gate import Candidate
from archiver.gate.judging import mistaken
from archiver.gate.prepared import Prepared
from archiver.gate.thresholds import IMPOSTOR_WORDS, MINIMUM_WORDS

SHARED = 0.8
"""A text that shares this much of its lines with the one before, both ways, is an edit of it, and is not
judged: judging takes longer than all else but comparing."""

LASTING = timedelta(days=30)
"""What stays in the document's place for longer is the document now: walls and errors pass, and an edit that
is hidden for good would be worse than a wall that is shown."""

REMEMBERED = 500
"""Answers that are remembered for a document: walls come again and again."""


class Walls:
    """What of one document's texts is not the document.

    What is read of a text is kept for the one after it, which is compared with it.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._known: dict[int, str] = {}
        self._prepared = lru_cache(maxsize=2)(Prepared)
        self._lines = lru_cache(maxsize=2)(_lines)

    def reason(self, text: str, newest: str, lasting: timedelta) -> str:
        """Why a text is not the document; empty if it may be.

        `newest` is the text before it that is, `lasting` how long others have been in its place.
        """
        if newest and self._is_edit(newest, text):
            return ""
        if lasting > LASTING and len(words.of(text)) >= MINIMUM_WORDS:
            return ""
        key = hash((text, newest))
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = Candidate(text=text, declared=self._title, selected=True)
            before = self._prepared(newest)
            self._known[key] = mistaken(found, self._prepared(text), before)
        return self._known[key]

    def _is_edit(self, newest: str, text: str) -> bool:
        if len(text) < IMPOSTOR_WORDS * 5:
            return text == newest
        before, after = self._lines(newest), self._lines(text)
        shared, least = before.keys() & after.keys(), SHARED * max(len(newest), len(text))
        if sum(map(len, shared)) >= least:
            return True
        return sum(len(line) * min(before[line], after[line]) for line in shared) >= least


def _lines(text: str) -> Counter[str]:
    """The lines of a text, and how often each stands there."""
    return Counter(text.splitlines())
