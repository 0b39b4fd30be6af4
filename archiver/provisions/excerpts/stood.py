"""Since when the words of a quotation have stood in a document, and what the version before had instead.

This asks the texts, not the findings: a sentence stands in a version if its letters do, whatever was found
there. So it is true of every word that is quoted, and it does not depend on what was recognised when.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive_repo.records import Cause, Version
from archiver.provisions.text import laid_out
from archiver.provisions.text.folding import fold, readable

ALIKE = 0.5
"""Share of the words of two sentences from which on one is told to have been the other before."""
REMEMBERED = 64
"""Texts whose letters are remembered: the versions of a document or two."""
_ENDS = "|.?!"
"""What letters keep of the end of a line, cell or sentence."""
_OTHER = re.compile(r"[^\w.?!|]+|_+")
_NUMBERS = re.compile(r"(^|\| )[\W_]*\d{1,2}(?:\.\d{1,2})*[.)]?\s+(?=\S)")
"""The number of a clause at the beginning of a line or cell: others before it shift it."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A sentence of a quotation that the version before did not have."""

    old: str
    """What that version had in its place, without markup; empty if nothing like it."""
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Since when some sentences have stood in a document in these words."""

    came_with: Version
    """The oldest version in a row, up to the one quoted, that has all of them."""
    before: Version | None
    """The version before; None if the archive begins with these words."""
    rewritten: tuple[Rewritten, ...]
    """What that version did not have."""
    earlier: Version | None = None
    """The newest version before that one that has all of them too, so that they are no new ones."""

    @property
    def reread(self) -> bool:
        """True if these words came because the same page was read again, so that they may be older."""
        return self.came_with.cause is Cause.REEXTRACTION


def of(sentences: Sequence[str], versions: Iterable[Version], text: Callable[[Version], str]) -> Wording:
    """Since when sentences that are quoted from a document stand in it as they do.

    `versions` are those of the document, the newest, which has it, first. Raises ValueError without any.
    """
    older = iter(versions)
    came = next(older, None)
    if came is None:
        raise ValueError("a quotation stands in at least one version")
    wanted = [(one, letters(one)) for one in sentences]
    parted = {own for _, own in wanted if _stands(own, _letters_of_text(text(came)))}
    for version in older:
        missing = list(_missing(wanted, parted, text(version)))
        found = tuple(_rewritten(missing, text(version), text(came))) if missing else ()
        if found:
            earlier = (one for one in older if not any(_missing(wanted, parted, text(one))))
            return Wording(came_with=came, before=version, rewritten=found, earlier=next(earlier, None))
        parted -= {own for one, own in wanted if one in missing}  # the same words, parted otherwise there
        came = version
    return Wording(came_with=came, before=None, rewritten=())


def _missing(wanted: Sequence[tuple[str, str]], parted: Collection[str], text: str) -> Iterator[str]:
    """The sentences, each given with its letters, that do not stand in a text; the `parted` as sentences."""
    for one, own in wanted:
        if not _is_line(one, text) and not _stands(own, _letters_of_text(text), within=own not in parted):
            yield one


def _is_line(sentence: str, text: str) -> bool:
    """True if a line of a text is the sentence, letter for letter: most are, and need not be read again."""
    at = text.find(sentence)
    before = text[text.rfind("\n", 0, at) + 1 : at] if at >= 0 else "-"
    return not before.strip("-*+• ") and at >= 0 and text[at + len(sentence) :][:1] in ("", "\n")


def letters(text: str) -> str:
    """The letters and digits of a text, folded, with the marks that end its sentences, lines and cells."""
    return "|".join(_OTHER.sub("", fold(_NUMBERS.sub(r"\1", line))) for line in text.split("\n")).join("||")


_letters_of_text = lru_cache(maxsize=REMEMBERED)(letters)
"""The same, remembered: of whole texts, which many quotations are looked for in."""


def _stands(own: str, there: str, *, within: bool = False) -> bool:
    """True if a sentence stands in a text as a sentence; `within`, also where it is part of a longer one.

    "We sell it." does not stand in "Unless you object, we sell it." Both are what `letters` makes of them.
    """
    words = own.strip("|")
    at = there.find(words)
    while at >= 0 and not within:
        begins, ends = there[at - 1] in _ENDS, words[-1:] in _ENDS or there[at + len(words)] in _ENDS
        if begins and ends:
            return True
        at = there.find(words, at + 1)
    return at >= 0


def _rewritten(missing: Sequence[str], old: str, new: str) -> Iterator[Rewritten]:
    """Each of the sentences with the one in the old text that it is most like, and that is gone."""
    gone = _gone(old, new)
    for sentence in missing:
        own = _words(sentence)
        best = max(gone, key=lambda one: _share(one[1], own), default=("", Counter()))
        alike = _share(best[1], own) >= ALIKE
        changed = Rewritten(old=readable(best[0]) if alike else "", new=readable(sentence))
        if changed.old != changed.new:
            yield changed


@lru_cache(maxsize=REMEMBERED)
def _gone(old: str, new: str) -> tuple[tuple[str, Counter[str]], ...]:
    """The sentences of the old text that do not stand in the new one, each with its words."""
    there = _letters_of_text(new)
    gone = (one for one, _ in laid_out.sentences(old) if not _stands(letters(one), there))
    return tuple((one, _words(one)) for one in gone)


def _words(sentence: str) -> Counter[str]:
    return Counter(_WORD.findall(fold(sentence)))


def _share(one: Counter[str], other: Counter[str]) -> float:
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0
