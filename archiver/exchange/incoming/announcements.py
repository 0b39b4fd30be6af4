"""Changes of a collection's text that only announce an update of the policy, or take such a notice away.

Platforms put a few sentences above a policy before it changes, and for a while after: that it is going to be
updated, from when on, and where the other version can be read. What they say of the policy itself is told by
the version that they announce. A sentence announces where it says so in one of a few ways, and has no other
words than such notices are made of: one word more, and it is the policy's.

English only: of the notices in other languages there were too few to learn from.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from archive_repo.text import dates
from archive_repo.text.lines import said
from archive_repo.text.markdown import plain
from archiver.exchange.incoming import furniture
from archiver.gate import sameness
from archiver.gate.thresholds import LABEL_WORDS

_NOUN = (
    r"(?:terms|policy|policies|notice|statement|agreement|guidelines|rules|conditions|addendum|standards|tos)"
)
_NAMED = re.compile(
    rf"(?:\b[A-Z][\w&+’'-]*,? (?:(?:and|&) )?){{1,5}}(?i:{_NOUN})\b(?: of (?:Service|Use))?"
    rf"|(?i:\b{_NOUN}(?: (?:of|and) (?:service|use|conditions))?\b)"
)
"""What a document is called: `Meta Terms of Service`, `the Virtual Items Policy`, `our terms`."""

_WORDS = frozenset(
    "a about after all also an and applies apply archive archived are as at available be become becomes "
    "been before below by can change changed changes changing check click come comes coming continue "
    "continues cookie current date details document download earlier effect effective enter enters "
    "everyone existing find following for force from go goes going have here in into is it its learn "
    "link look made may more new next note of old older on other our out page please policies policy "
    "posted preview previous previously prior privacy published re read recently reflect reflects "
    "replace replaces revised revising s see some take takes that the their then these this to until "
    "update updated updates updating use user users ve version versions view visit was we what which "
    "will with you your "
    "being clearer community easier enforcement everyone following fully further help improve inclusive "
    "intellectual keep make property protection replaced safe simpler understand welcoming".split()
)
"""All words of the notices of a collection of 30 platforms that say nothing else, and in the last lines of
those that give a reason; `date` stands for a day, `document` for what the policy is called. Left out on
purpose are words that make a rule of it: `if`, `when`, `must`, `not`, `may` but for what a reader may read,
`notify`, `days`, `fees`."""

_TELLING = tuple(
    map(
        re.compile,
        (
            r"\bwe (?:re|are|ve|have)(?: recently)? (?:updating|updated|changing|changed|revising|revised"
            r"|made (?:some )?(?:updates|changes))\b",
            r"\bwe (?:updated|revised) (?:our|the|this|these) document\b",
            r"\b(?:updates?|changes|new|updated|version|document|policy|it)\b.*\b(?:(?:go(?:es)?|comes?|takes?"
            r"|enters?|going) (?:into )?(?:effect|force)|(?:be|become) effective)\b.*\b(?:date|below)\b",
            r"\b(?:read|see|view|preview|find|click|check out|available|download)\b.*\b(?:new|updated|current"
            r"|previous|prior|earlier|older|old|archived|versions?|updates?|changes)\b",
            r"\b(?:previous|prior|earlier|older?) version is available (?:here|below)\b",
            r"\b(?:previous|prior|earlier|older?) (?:\w+ ){1,3}was (?:posted|published) on date\b",
            r"\buntil (?:then|date|the effective date)\b.*\b(?:appl(?:y|ies)|view|read|see)\b",
            r"\bplease take a look before the changes take effect\b",
            r"\bthis page is the updated document\b.*\bversion\b.*\b(?:click|see|here)\b",
            r"\b(?:click|see) (?:here|below) for more\b",
        ),
    )
)
"""How a notice says that a policy was or will be updated, and where its other versions are."""

_STATING = frozenset("updated effective revised modified published version revision update".split())
"""One of these says that a day is that of the policy."""
_BESIDE = frozenset("a as date document from in into last of on our s the this was".split())
"""What may stand beside it, and nothing else."""

_PLACE = re.compile(r"\b(on|keep) [A-Z]\w+")
"""The platform in `to keep Lumen safe`."""
_ALLOWED_MAY = re.compile(r"\byou may (?=(?:also )?(?:find|view|read|see|preview|download)\b)")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 60
"""Most words of a line that may announce: a row of a table can hold a whole notice."""


def is_all(before: str, after: str) -> bool:
    """True if the texts differ in announcements and, besides, in nothing but furniture.

    The day that a policy states as that of its last update is no announcement of one where it becomes
    another day, and is one where it is stated for the first time, or no longer.
    """
    old, new = before.splitlines(), after.splitlines()
    gone, come = _lacking(old, new), _lacking(new, old)
    if _has_new_words(come, before) or _has_new_words(gone, after):
        return False
    told = set(filter(announces, (*gone, *come)))
    for raws, others in ((gone, new), (come, old)):
        days = set(filter(states_day, raws))
        if days and not any(map(states_day, others)):
            told |= days
    if not told or _say_more(gone, told, new) or _say_more(come, told, old):
        return False
    left, right = ("\n".join(raw for raw in raws if raw not in told) for raws in (old, new))
    return _bare(left) == _bare(right) or furniture.is_all(left, right)


def _has_new_words(raws: Sequence[str], other: str) -> bool:
    """True if a line that is too long for furniture, and announces nothing, has letters that the other lacks.

    Most changes are told by this, which takes less time than to look for announcements in all lines. Lines
    with numbers are left out: a day may be spelled otherwise.
    """
    folded = other.casefold() if raws else ""
    for raw in raws:
        if len(raw) > 2 * LABEL_WORDS and not any(map(str.isdigit, raw)):
            unlinked = sameness.without_links(raw)
            is_new = any(word not in folded for word in _WORD.findall(unlinked.casefold()))
            if is_new and len(unlinked.split()) > LABEL_WORDS and not announces(raw):
                return True
    return False


def _say_more(raws: Sequence[str], told: Container[str], others: Sequence[str]) -> bool:
    """True if a line that does not announce is too long for furniture, and the others lack its words."""
    long = [
        raw
        for raw in raws
        if raw not in told and len(sameness.without_links(raw).split()) > LABEL_WORDS  # no furniture either
    ]
    there = set(map(said, others)) if long else set()
    return any(said(raw) not in there for raw in long)


@lru_cache(maxsize=4096)
def announces(raw: str) -> bool:
    """True if a line announces an update of the policy or says where another version is, and no more.

    >>> announces("We’re updating our Terms. The updates go into effect on May 13, 2025.")
    True
    >>> announces("We may update our Terms at any time."), announces("Last updated: May 13, 2025")
    (False, False)
    """
    folded = _folded(raw)
    words = folded.split()
    if not 2 <= len(words) <= _LONGEST or not _WORDS.issuperset(words):
        return False
    return "may" not in words and any(pattern.search(folded) for pattern in _TELLING)


@lru_cache(maxsize=4096)
def states_day(raw: str) -> bool:
    """True if a line states the day of a policy, and says nothing else.

    >>> states_day("# Effective December 14, 2023"), states_day("Fees are due on May 1, 2025.")
    (True, False)
    """
    if not any(map(str.isdigit, raw)) or len(raw.split()) > _LONGEST:
        return False
    words = _folded(raw).split()
    return "date" in words and not _STATING.isdisjoint(words) and (_STATING | _BESIDE).issuperset(words)


def _folded(raw: str) -> str:
    """The line's words in lower case, with its days and what it calls the document each made one word."""
    seen = plain(raw)
    dated = dates.rewrite(_written_small(seen) if seen.isupper() else seen, lambda one: " date ")
    named = _NAMED.sub(" document ", _PLACE.sub(r"\1", dated))
    return _ALLOWED_MAY.sub("you ", " ".join(_WORD.findall(named.casefold())))


def _written_small(shouted: str) -> str:
    """A line of capitals as it is usually written: names, which are no words of notices, keep their first."""
    return _WORD.sub(lambda one: one[0].lower() if one[0].lower() in _WORDS else one[0].title(), shouted)


def _lacking(some: Sequence[str], others: Sequence[str]) -> list[str]:
    there = set(others)
    return [raw for raw in some if raw not in there]


def _bare(text: str) -> list[str]:
    """The lines that say something."""
    return [raw for raw in text.splitlines() if any(map(str.isalnum, raw))]
