"""The clauses of a sentence: what says something, and what only bounds it.

A negation denies its own clause. "Partners who may not use it" denies nothing of sharing, and "if you do not
object" nothing at all. So the sentence around a match is cut where a clause opens:

- a *condition* ("if", "when") or an *exception* ("unless", "except", "without") opens with its word and ends
  at a comma, a colon, a bracket or the next clause. One that stands first bounds the main clause after it,
  any other the main clause before it;
- a *relative* clause ("that you upload", "who may not") ends there too, or at the second verb ("data that you
  upload | is never sold"), behind which the main clause goes on;
- a *main* clause begins after "but", ";" or "and we", and where a verb says anew what is so ("and may").

A clause keeps its words at their places; those of other clauses are blank. What a reader would miss, then, is
only what a full parser would see in nested clauses, which is why a clause that is not understood asserts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import ahocorasick

BLANK = "\x01"
"""Stands for each character of another clause."""


EXCEPTION_WORDS = 5
"""Within so many words of an exception another opening word belongs to it: "except in cases where"."""


class Role(StrEnum):
    """What a clause does in its sentence."""

    MAIN = "main"
    CONDITION = "condition"
    EXCEPTION = "exception"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A condition or an exception of a clause, from its opening word on."""

    start: int
    words: str
    is_inside: bool
    """True if its clause goes on behind it, and began before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause, with the conditions and exceptions that bound it."""

    role: Role
    words: str
    """The sentence, and all before it, with what is not of the clause blank."""
    opener: int
    """Where the clause begins."""
    bounds: tuple[Bound, ...]
    sentence: str
    """All clauses together."""

    def is_before_verb(self, end: int) -> bool:
        """True if what ends there only opens a clause whose verb comes later: "as to sales, we ..."."""
        return _HAS_VERB.search(self.words, 0, end) is None and _HAS_VERB.search(self.words, end) is not None


_SENTENCE_END = re.compile(r"[;|]|\. (?=\w)")
_WHO = "we|you|they|it|this|these|those|users?|customers?"
_ANEW = "may|will|can|might|shall|must|instead|does|do|have|has|never"
"""Verbs that say anew what is so: "we do not sell it and may share it"."""
_FREE_OF = (
    "limit|notice|undue|delay|charge|regard|prejudice|warrant|being limited|cause|liab|any (?:liab|warrant)"
    "|conflict|penalty|cost|prior notice|compensat|payment|obligation|restriction|interruption"
)
"""Behind "without", what makes no exception."""
_POINTS = "of to for with by in from on use share sell and or such any"
"""Behind them "that" points at a thing: "for that purpose"."""
_SAYS = (
    "agree agrees acknowledge understand ensure warrant mean means confirm provided event extent note know"
    " knowledge commit promise state except"
)
"""Behind them "that" opens what is said, which goes on in the clause: "you agree that we are not liable"."""
_JOINT = (
    r"(?:(?<=\byou )and we|(?<=\bwe )and you) (?:each|both|mutually|agree|hereby|waive|consent|submit)\b"
    r"|(?<=\byou )or we (?:may|can)\b"
)
"""One subject, before which no clause opens: "you and we each"."""
_THAT = "".join(rf"(?<!\b{word} )" for word in f"{_POINTS} {_SAYS}".split()) + "that"
_ENUMERATOR = "".join(rf"(?<!\({letters})" for letters in (r"\w", r"\w\w", r"\w\w\w"))
"""No parenthesis behind it closes a clause: "unless (a) you ask us to"."""
_OPENER = re.compile(
    r"(?P<contrast>\b(?:but(?! (?:excluding|not limited))|(?<!not, )however|although|though|whereas"
    r"|while(?= (?:we|our|the|it|\w+ (?:does|do|is|may|will)\b))(?! you)|nevertheless|nonetheless"
    r"|yet|instead)\b(?<!not yet))"
    r"|(?P<coordinate>(?:, )?\bnor (?=(?:do|does|did|have|has|will|are|is|may|can|shall) )"
    rf"|, (?:and |so |then |or |nor )?(?:{_WHO})\b(?! are not\b)"
    rf"|(?!{_JOINT})\b(?:and|or) (?:we|you|they|(?:{_ANEW})\b(?! be\b)|(?:is|are) (?:not|never)) )"
    r"|(?P<exception>\b(?:except(?:ing|ion of)?|unless|other than|apart from|aside from|until"
    rf"|save (?:for|as|that|where)|excluding|but excluding|without(?! (?:{_FREE_OF})))\b)"
    r"|(?P<condition>\b(?:if|when|whenever|where|(?<!not )once|provided(?= that|,)|in case|in the event"
    r"|as long as|so long as|to the extent|after|before|because|should you|whether)\b)"
    rf"|(?P<relative>\b(?:which|who|whom|whose|{_THAT})\b)"
    rf"|(?P<close>[,:]|{_ENUMERATOR}\))"
)
_MAY_OPEN = ahocorasick.Automaton()
"""The first words of what opens a clause, with their lengths; the expression alone takes longer."""
for _first in (
    ", ) : but however although though whereas nevertheless nonetheless yet instead while nor and or except"
    " excepting exception unless other apart aside until save excluding without if when whenever where once"
    " provided in as so to after before because should whether which who whom whose that".split()
):
    _MAY_OPEN.add_word(_first, len(_first))
_MAY_OPEN.make_automaton()
_AUXILIARY = r"(?:is|are|was|were|will|may|can|shall|must|does|do|has|have|had|should|would|cannot|\w+n't)"
_FIRST_VERB = re.compile(
    rf" ?(?:(?:we|you|they|it|users?|customers?) )?(?:{_AUXILIARY} (?:(?:not|never|be|been|also|only"
    rf"|\w+ly) )*)?\w+"
)
"""The verb of a relative clause, behind its "that"."""
_NEXT_VERB = re.compile(rf"[^,;:()]*?\b(?={_AUXILIARY} |never )")
_HAS_VERB = re.compile(rf"\b(?:we|you|they|it|{_AUXILIARY})\b")


@dataclass(slots=True)
class _Open:
    """A clause while its sentence is read."""

    role: Role
    opener: int
    stretches: list[tuple[int, int]] = field(default_factory=list)
    bounds: list[_Open] = field(default_factory=list)


@functools.lru_cache(maxsize=64)
def sentence(words: str, span: tuple[int, int]) -> tuple[int, int]:
    """The sentence or cell around a span, lead-ins included."""
    first = 0
    for broken in _SENTENCE_END.finditer(words, 0, span[0]):
        first = broken.end()
    ending = _SENTENCE_END.search(words, span[1])
    return first, ending.start() if ending else len(words)


@functools.lru_cache(maxsize=64)
def around(words: str, span: tuple[int, int]) -> tuple[Clause, ...]:
    """The main clauses that have words of the span, in order; without any, the other clause that has."""
    first, last = sentence(words, span)
    opened = _Reader(words, first, last).clauses()
    touched = [one for one in opened if any(_has_words(words, stretch, span) for stretch in one.stretches)]
    mains = [one for one in touched if one.role is Role.MAIN]
    return tuple(_clause(words, first, last, one) for one in mains or touched[:1])


def _has_words(words: str, stretch: tuple[int, int], span: tuple[int, int]) -> bool:
    """True if what a stretch and a span share has a letter."""
    return any(map(str.isalnum, words[max(stretch[0], span[0]) : min(stretch[1], span[1])]))


def _clause(words: str, first: int, last: int, one: _Open) -> Clause:
    kept, at = "", 0
    for start, end in one.stretches:
        kept += BLANK * (start - at) + words[start:end]
        at = end
    kept += BLANK * (last - at)
    bounds = tuple(_bound(words, kept, bound) for bound in one.bounds if bound.stretches)
    return Clause(role=one.role, words=kept, opener=one.opener, bounds=bounds, sentence=words[first:last])


def _bound(words: str, kept: str, one: _Open) -> Bound:
    end = one.stretches[-1][1]
    is_inside = any(map(str.isalnum, kept[: one.opener])) and any(map(str.isalnum, kept[end:]))
    return Bound(start=one.opener, words=words[one.opener : end], is_inside=is_inside)


def _is_whole(words: str, begins: int, ends: int, first: int, last: int) -> bool:
    """True if a stretch is a mark, or a word of letters that goes on at neither end."""
    return not "a" <= words[begins] <= "z" or (
        (begins == first or not "a" <= words[begins - 1] <= "z")
        and (ends == last or not "a" <= words[ends] <= "z")
    )


class _Reader:
    """Reads a sentence once, from its first word to its last, with the clause that is open."""

    def __init__(self, words: str, first: int, last: int) -> None:
        self.words, self.at, self.last = words, first, last
        self.main = self.open = _Open(Role.MAIN, first)
        self.found = [self.main]

    def clauses(self) -> list[_Open]:
        resumes = self.last
        for opener in self._openers():
            if resumes < opener.start():
                self._go_on(resumes)
            role = opener.lastgroup
            if role == "close":
                if self.open is not self.main:
                    self._go_on(opener.start())
            elif role == "coordinate" and self._is_alternative(opener[0]):
                continue
            elif role in ("contrast", "coordinate"):
                self._begin_main(opener.start(), opposed=role == "contrast")
            elif not self._goes_on(opener.start()):
                resumes = self._begin(Role(str(role)), opener)
                continue
            resumes = self.last
        if resumes < self.last:
            self._go_on(resumes)
        self._end(self.last)
        return self.found

    def _openers(self) -> Iterator[re.Match[str]]:
        words, first, end = self.words, self.at, self.last
        behind = first
        for last, length in _MAY_OPEN.iter(words, first, end):
            begins = last - length + 1
            if begins >= behind and _is_whole(words, begins, last + 1, first, end):
                opener = _OPENER.match(words, begins, end)
                if opener:
                    behind = opener.end()
                    yield opener

    def _goes_on(self, at: int) -> bool:
        """True if an opening word belongs to the one before: "except where"."""
        return (
            self.open.role is Role.EXCEPTION and self.words.count(" ", self.open.opener, at) < EXCEPTION_WORDS
        )

    def _is_alternative(self, opener: str) -> bool:
        """True if an "or" gives a condition its second case: "only if we must or you agree"."""
        return self.open.role in (Role.CONDITION, Role.EXCEPTION) and opener.startswith("or ")

    def _end(self, at: int) -> None:
        """End the stretch of the open clause."""
        if at > self.at:
            self.open.stretches.append((self.at, at))
            self.at = at

    def _go_on(self, at: int) -> None:
        """Go on with the main clause."""
        self._end(at)
        self.open = self.main

    def _begin_main(self, at: int, *, opposed: bool) -> None:
        self._end(at)
        if self.main.stretches and (opposed or self._has_verb()):
            self.main = _Open(Role.MAIN, at)
            self.found.append(self.main)
        self.open = self.main  # else what stands before it belongs to it: "with your consent, we ..."

    def _has_verb(self) -> bool:
        return any(_HAS_VERB.search(self.words, *stretch) for stretch in self.main.stretches)

    def _begin(self, role: Role, opener: re.Match[str]) -> int:
        """Open another clause than a main one; returns where the main clause goes on at the latest."""
        self._end(opener.start())
        self.open = _Open(role, opener.start())
        self.found.append(self.open)
        if role is not Role.RELATIVE:
            self.main.bounds.append(self.open)
            return self.last
        if self._has_verb():
            return self.last
        verb = _FIRST_VERB.match(self.words, opener.end(), self.last)
        second = verb and _NEXT_VERB.match(self.words, verb.end(), self.last)
        return second.end() if second else self.last
