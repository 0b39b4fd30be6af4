"""Two texts side by side: what of one stands in the other, and what was only called another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.pairing import Pair
from archiver.provisions.parameters import reading
from archiver.provisions.stories import substance
from archiver.provisions.stories.covered import Sayings
from archiver.provisions.stories.substance import Words
from archiver.provisions.text import whole_text
from archiver.provisions.text.folding import readable
from archiver.provisions.text.whole_text import Passage, WholeText, essence, written_essence

RENAMED = 3
"""Passages of a text that must differ by the same name alone, so that it is a name and not what is said; of
one or two it may be another court, or another law."""
TWIN = 0.6
"""Passages less alike than this are not looked at word by word: they do not say the same."""
REWORDED = 0.75
"""A passage of which nothing alike was found in the other text stands there in other words if one there has
at least this similarity and the words that matched: above .65 all pairs that a person read were right."""
_OF_A_PLACE = (
    r"\b(?:laws?|states?|courts?|count(?:y|ies))(?: (?:of|in|for|the|and|or|state|located|sitting))+ ",
    r"(?:'s)?(?: (?:state|federal|superior|district|supreme|contract|and|or))*"
    r" (?:laws?(?! enforcement)|courts?|count(?:y|ies)|state)\b",
)
"""What stands before or behind the name of the place whose law or courts decide, which is no mere name."""


class BothTexts:
    """A text and the one that came in its place."""

    def __init__(self, before: WholeText, after: WholeText) -> None:
        self.before = before
        self.after = after
        self.said_by_older = Sayings(before.passages)
        self.said_by_newer = Sayings(after.passages)
        self._renamed: dict[tuple[Words, Words], bool] = {}

    def stands_before(self, finding: Finding) -> bool:
        """True if a passage of the newer text stands in the older one."""
        return _stands(finding, self.after, self.before)

    def stands_after(self, finding: Finding) -> bool:
        """True if a passage of the older text stands in the newer one."""
        return _stands(finding, self.before, self.after)

    def say_the_same(self, before: Finding, after: Finding) -> bool:
        """True if nothing that counts differs between two wordings of a passage."""
        if reading.values(before) != reading.values(after):
            return False
        same_words = self._is_same(before.key, after.key, before, after)
        if before.polarity is after.polarity:
            return same_words
        return same_words and self._is_same(
            readable(before.core).lower(), readable(after.core).lower(), before, after
        )

    def has_twin(self, one: Finding, others: Iterable[Finding]) -> bool:
        """True if one of other passages says the same, so that nothing is lost or won by this one."""
        from rapidfuzz import process
        from rapidfuzz.distance import Indel

        same = [other.key for other in others if other.polarity is one.polarity]
        alike = process.extract_iter(one.key, same, scorer=Indel.normalized_similarity, score_cutoff=TWIN)
        return any(not substance.telling(one.key, key) for key, _, _ in alike)

    def reworded_before(self, finding: Finding) -> Pair | None:
        """What a passage of the newer text was in the older one, if that had the words that matched too."""
        found = _reworded(finding, self.before, self._went) or _moved_into(
            finding, self.said_by_older, self.after
        )
        return found and Pair(before=found[0], after=finding, similarity=found[1])

    def reworded_after(self, finding: Finding) -> Pair | None:
        """What a passage of the older text is in the newer one, if that has the words that matched too."""
        found = _reworded(finding, self.after, self._came) or _moved_into(
            finding, self.said_by_newer, self.before
        )
        return found and Pair(before=finding, after=found[0], similarity=found[1])

    def said_before(self, finding: Finding, others: Iterable[Finding]) -> bool:
        """True if what stands in both texts said all that a passage of the newer one says.

        `others` are the older one's passages of its category: none of them may say otherwise there.
        """
        return _is_said(finding, self.said_by_older, self.after, others)

    def said_after(self, finding: Finding, others: Iterable[Finding]) -> bool:
        """The same for a passage of the older text, and the newer one's passages."""
        return _is_said(finding, self.said_by_newer, self.before, others)

    def only_led_in_otherwise(self, pair: Pair) -> bool:
        """True if the words are the same, and all that leads them in stands in both texts too.

        Then the one is taken for a part of the other in one of the texts, and nothing changed.
        """
        if essence(pair.before.key) != essence(pair.after.key):
            return False
        sides = (pair.before, self.after), (pair.after, self.before)
        return all(_leads_stand(finding, other) for finding, other in sides)

    def _is_same(self, old: str, new: str, before: Finding, after: Finding) -> bool:
        return all(self._is_renamed(stretch, before, after) for stretch in substance.differing(old, new))

    def _is_renamed(self, stretch: tuple[Words, Words], before: Finding, after: Finding) -> bool:
        """True if a stretch differs by a name, and so do other passages."""
        if stretch not in self._renamed:
            old, new = stretch
            is_name = _is_written_as_name(old, before) or _is_written_as_name(new, after)
            self._renamed[stretch] = is_name and self._explains(" ".join(old), " ".join(new))
        return self._renamed[stretch]

    def _explains(self, old: str, new: str) -> bool:
        """True if the texts have passages enough that differ by these words and nothing else."""
        some, words, others, instead = (
            (self._came, new, self.before, old) if new else (self._went, old, self.after, "")
        )
        if self._is_of_place(words, some):
            return False
        named = re.escape(words)
        having = [one.words for one in some if words in one.words]
        again = (essence(re.sub(rf"\b{named}\b", instead, one)) for one in having)
        return sum(one in others.essences for one in again) >= RENAMED

    @staticmethod
    def _is_of_place(name: str, some: Sequence[Passage]) -> bool:
        before, behind = _OF_A_PLACE
        named = re.compile(rf"{before}{re.escape(name)}\b|\b{re.escape(name)}{behind}")
        return any(name in one.words and named.search(one.words) for one in some)

    @cached_property
    def _went(self) -> list[Passage]:
        return [one for one in self.before.passages if one.essence not in self.after.essences]

    @cached_property
    def _came(self) -> list[Passage]:
        return [one for one in self.after.passages if one.essence not in self.before.essences]


def _stands(finding: Finding, here: WholeText, there: WholeText) -> bool:
    """True if a passage of one text stands in the other.

    Of a table's row a part is quoted: it stands where the whole row does, however its cells are divided.
    """
    wanted = essence(finding.key)
    if whole_text.stands(wanted, there, here):
        return True
    if len(wanted) >= whole_text.LONG_ENOUGH and there.has_parts(finding.key):
        return True
    if wanted in here.essences or EXCERPT_JOINT not in finding.core:
        return False
    quoted = sorted(map(written_essence, finding.core.split(EXCERPT_JOINT)), key=len, reverse=True)
    rows = (one.essence for one in here.passages if all(part in one.essence for part in quoted))
    return next(rows, None) in there.essences


def _reworded(finding: Finding, there: WholeText, changed: Sequence[Passage]) -> tuple[Finding, float] | None:
    """The passage of a text that says what a finding says, as one that was found, and how alike they are.

    It has the words that matched, and stands only there; or it says the very same.
    """
    known = _most_alike(finding.key, changed)
    if known and all(one in known[0].words for one in finding.matched):
        return _as_found(finding, *known)
    known = _most_alike(finding.key, there.passages)
    if known and not substance.differing(finding.key, known[0].words):
        return _as_found(finding, *known)
    return None


def _moved_into(finding: Finding, there: Sayings, here: WholeText) -> tuple[Finding, float] | None:
    """The same where other passages say most of it, of which one at least does not stand here."""
    place = there.place(finding.key)
    if place is None or all(one.essence in here.essences for one in place.passages):
        return None
    passage = place.together
    if not all(one in passage.words for one in finding.matched):
        return None
    return _as_found(finding, passage, place.share)


def _is_said(finding: Finding, there: Sayings, here: WholeText, others: Iterable[Finding]) -> bool:
    place = there.place(finding.key)
    if place is None or place.share < 1 or any(one.essence not in here.essences for one in place.passages):
        return False
    said = place.together.essence
    return all(one.polarity is finding.polarity or essence(one.key) not in said for one in others)


def _leads_stand(finding: Finding, there: WholeText) -> bool:
    titles = set(map(written_essence, finding.headings))
    parts = finding.core.split(EXCERPT_JOINT)
    return there.has([one for one in parts if written_essence(one) not in titles])


def _most_alike(words: str, passages: Sequence[Passage]) -> tuple[Passage, float] | None:
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    found = process.extractOne(
        words,
        [one.words for one in passages],
        scorer=Indel.normalized_similarity,
        score_cutoff=REWORDED,
    )
    return (passages[found[2]], found[1]) if found else None


def _as_found(finding: Finding, passage: Passage, similarity: float) -> tuple[Finding, float]:
    seen = replace(finding, excerpt=passage.written, key=passage.words, spans=(), core_spans=(), headings=())
    return seen, round(similarity, 3)


def _is_written_as_name(stretch: Words, finding: Finding) -> bool:
    """True if each word of a stretch is only written with a capital."""
    seen = set(re.findall(r"\w+", readable(finding.core)))
    return bool(stretch) and all(
        one not in seen and (one.capitalize() in seen or one.upper() in seen) for one in stretch
    )
