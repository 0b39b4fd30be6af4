"""Words that decide what a passage says: "not", "unless", "consent", each by its kind."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from archiver.provisions.wording import grammar

KINDS = {
    "not": r"not|never|nor?|neither|none|cannot|nothing|nobody|without|\w+n't|refrain\w*|prohibit\w*|ignor\w*"
    r"|forbid\w*",
    "unless": r"unless|except\w*|exclud\w*|exempt\w*|until|outside|(?:other than|apart from|save (?:for|as)"
    r"|subject to)",
    "if": r"if|when|where|once|provided|extent|(?:as long|in case)",
    "consent": r"consent\w*|permission\w*|agree\w*|authori[sz]\w*|approv\w*",
    "opt in": r"enabl\w*|cho(?:ose|oses|sen?)|elect|allow\w*|connect|link|(?:opt(?:ed|ing|s)? in|turn\w* on)",
    "opt out": r"disabl\w*|object\w*|unsubscrib\w*|cancel\w*|declin\w*|refus\w*|settings?|controls?|optout"
    r"|(?:opt(?:ed|ing|s)? out|turn\w* off)",
    "law": r"laws?|legal\w*|courts?|regulat\w*|required|statut\w*",
    "both": r"each|either|both|mutual\w*|part(?:y|ies)|(?:you (?:and|or)|(?:and|or) you)",
    "only": r"only|solely",
    "but": r"but|however|although|though|instead|notwithstanding|despite",
    "even": r"(?:not only|not limited|not just|no later|no more|without limitation)",
    "we": r"we|us|our|company|provider",
    "you": r"your?|users?|customers?",
    "may": r"may|might|can|could",
    "must": r"must|shall|obliged|obligat\w+",
    "will": r"will|would",
}
"""Kinds of words, or of two words, that decide what is said, each as an expression."""
TURNING = frozenset(list(KINDS)[:10])
"""Without a word of these kinds a passage asserts: so it is in 201 of 204 that were read."""
_FIRSTS = frozenset(
    "and apart as in no not opt opted opting opts or other save subject turn turned without you".split()
)
"""The first words of two that are looked up together."""
_EVERY = re.compile("|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in KINDS.items()))
_WORD = re.compile(r"[a-z][a-z']*|[,;:]")
_REMEMBERED = 20_000
"""Words and pairs whose kind is remembered: more than policies commonly use."""
_PASSAGES_REMEMBERED = 500
"""Passages whose words are remembered: those of a document with a match, whose strength is asked later."""


class Tokens(NamedTuple):
    """Words and marks in their order, in three columns."""

    starts: tuple[int, ...]
    words: tuple[str, ...]
    kinds: tuple[str | None, ...]
    """The kind of each if it is a deciding one."""

    def until(self, last: int) -> int:
        """How many begin before a place."""
        return bisect.bisect_left(self.starts, last)

    def cut(self, first: int, last: int) -> Tokens:
        """Those from one number to another."""
        return Tokens(self.starts[first:last], self.words[first:last], self.kinds[first:last])


def may_turn(words: str, span: tuple[int, int]) -> bool:
    """True if the sentence around a match has a word that may make it say more than that something is so."""
    return not TURNING.isdisjoint(named(unconceded(words), span))


def unconceded(words: str) -> str:
    """The words, with blanks for what makes no difference: "even if you opt out"."""
    return _CONCEDED.sub(_blank, words) if any(word in words for word in _CONCEDING) else words


_CONCEDING = ("even ", "whether or not", "regardless of")
_CONCEDED = re.compile(
    r"\b(?:even (?:if|when|though|where|after)|whether or not|regardless of whether)\b[^,;.:|]*"
)
"""What makes no difference to what is said."""


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def named(words: str, span: tuple[int, int]) -> set[str]:
    """The kinds of deciding words in the sentence around a match."""
    return named_among(tokens(words, *grammar.sentence(words, span)).kinds)


def tokens(words: str, first: int, last: int) -> Tokens:
    """The words of a stretch with their kinds."""
    every = _tokens(words)
    return every.cut(every.until(first), every.until(last))


@functools.lru_cache(maxsize=_PASSAGES_REMEMBERED)
def _tokens(words: str) -> Tokens:
    found = _WORD.findall(words)
    kinds = [_KIND_OF[word] for word in found]
    if not _FIRSTS.isdisjoint(found):
        for number, word in enumerate(found[:-1]):
            if word in _FIRSTS and (kind := _KIND_OF[f"{word} {found[number + 1]}"]):
                kinds[number] = kind
    return Tokens(tuple([one.start() for one in _WORD.finditer(words)]), tuple(found), tuple(kinds))


class _Kinds(dict[str, str | None]):
    """The kind of each word or pair of words, found when it is first asked for."""

    def __missing__(self, words: str) -> str | None:
        found = _EVERY.fullmatch(words)
        kind = str(found.lastgroup).replace("_", " ") if found else None
        if len(self) < _REMEMBERED:
            self[words] = kind
        return kind


_KIND_OF = _Kinds()


def named_among(kinds: Iterable[str | None]) -> set[str]:
    """The kinds of deciding words among these."""
    found = set(kinds)
    found.discard(None)
    return found  # type: ignore[return-value]
