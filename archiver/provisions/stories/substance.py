"""What differs between two wordings of a passage, apart from what changes nothing that it says.

Of 60 amendments that two readers judged, 10 were real and yet told nothing: a name, an article, "such as" for
"like", a letter of a list, a slip of the pen. Such words are left out here; what counts is left.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence

from archive_repo.text import dates, words
from archiver.provisions.text import opening_titles
from archiver.provisions.text.whole_text import unnumbered
from archiver.provisions.wording import synonyms

Words = tuple[str, ...]

EMPTY = frozenset(
    """a an the this that these those such it its our your their his her which who whom whose of in on at to
    for from by with as into onto than then so there here also and or is are be been being was were am will
    shall has have had do does did like other including includes include eg example please under upon via
    through about regarding relating related www""".split()
)
"""Words that may come, go or be exchanged: none denies, permits, commands, or says who, what or how much."""
LONG = 5
"""Letters from which on two words that differ in one are two spellings: "authorised", "authorized"; of
shorter ones it makes others ("data", "date")."""

REMEMBERED = 2_000
"""Passages whose weighty words are remembered: they are compared with several others, version by version."""

_ENUMERATED = re.compile(r"\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|\[\d{1,3}\]|[©®™]")
"""Letters and numbers of a list within a sentence, and of notes; "(c)" is often written as another sign."""
_REFERENCE = re.compile(r"\d{1,2}(?:\.\d{1,2})+")
"""A clause's number without its word."""
_POINTER = re.compile(
    r"\b(?:see )?(?:sections?|clauses?|articles?|parts?|exhibits?|annex) 0\b(?: \([^()]{1,60}\))?"
)
"""A clause that is referred to, as `numbering` leaves it, and its title."""
_SCOPE = re.compile(
    r"(?:after|as|before|during|except|for|from|if|in|on|only|outside|subject|to|under|unless|upon|when|where|with)"
    r"(?:in|out)?\b"
)
"""What an opening begins with that is no title: it says in which case the rest is so."""
_MAIL = re.compile(r"\S+@\S+|\[?email protected\]?")
"""An address, also where a page hides it."""
_OWNERS = re.compile(r"'s\b|(?<=s)'")


def differing(before: str, after: str) -> tuple[tuple[Words, Words], ...]:
    """The stretches of two passages' folded words that differ in what they say, each before and after.

    >>> differing("the app may share such data with us.", "your apps may share this data under 16 with us.")
    (((), ('16',)),)
    """
    return _differing(_weighty(before), _weighty(after))


def telling(before: str, after: str) -> tuple[tuple[Words, Words], ...]:
    """The same without what is only said in other words.

    >>> telling("we may disclose your personal data to vendors", "we may share certain data with suppliers")
    ()
    """
    if Counter(meanings(before)) == Counter(meanings(after)):  # only their order differs, or their names
        return ()
    found = _differing(_meaningful(before), _meaningful(after))
    return tuple(pair for pair in found if not _reads_alike(*pair))


def meanings(folded: str) -> Words:
    """What the words of a passage are read as that say something, in their order.

    >>> meanings("we may disclose your personal data to vendors")
    ('we', 'may', 'shar', 'data', 'vendor')
    """
    return tuple(map(synonyms.meaning, _meaningful(folded)))


@functools.lru_cache(maxsize=REMEMBERED)
def _meaningful(folded: str) -> Words:
    """The weighty words of a passage but for those that say nothing, its title and what it points to."""
    bare = _POINTER.sub(" ", synonyms.phrases(_untitled(folded)))
    return tuple(word for word in _weighty(bare) if synonyms.meaning(word))


def _untitled(folded: str) -> str:
    """A passage's words without its number, and without a title that runs into it."""
    bare = unnumbered(folded)
    title, _, rest = bare.partition(": ")
    is_title = rest and not _SCOPE.match(title) and opening_titles.is_title(title)
    return rest if is_title else bare


def _reads_alike(old: Words, new: Words) -> bool:
    if not (old and new) and synonyms.is_general((*old, *new)):
        return True
    if all(map(_REFERENCE.fullmatch, (*old, *new))):
        return bool(old and new)
    return set(map(synonyms.meaning, old)) == set(map(synonyms.meaning, new))


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[Words, Words], ...]:
    from rapidfuzz.distance import Indel

    if Counter(old) == Counter(new):  # only their order may differ
        return ()
    stretches: list[tuple[Words, Words]] = []
    at_old = at_new = 0
    for block in Indel.opcodes(old, new).as_matching_blocks():
        pair = tuple(old[at_old : block.a]), tuple(new[at_new : block.b])
        if any(pair) and not _same(*pair):
            stretches.append(pair)
        at_old, at_new = block.a + block.size, block.b + block.size
    return tuple(stretches)


def _weighty(folded: str) -> list[str]:
    seen = _ENUMERATED.sub(" ", _MAIL.sub(" ", unnumbered(folded)))
    if "'" in seen:
        seen = _OWNERS.sub("", seen.replace("n't", " not"))
    return [word for word in words.fold(dates.mask(seen)) if word not in EMPTY]


def _same(old: Sequence[str], new: Sequence[str]) -> bool:
    """True if two stretches are spellings of the same words."""
    if "".join(old) == "".join(new):
        return True
    if len(old) == len(new) and all(_spelt_alike(*both) for both in zip(old, new, strict=True)):
        return True
    return any(few and few == "".join(both) for few, both in ((_initials(old), new), (_initials(new), old)))


def _spelt_alike(old: str, new: str) -> bool:
    from rapidfuzz.distance import Levenshtein

    if old == new or f"{old}s" == new or f"{new}s" == old:
        return True
    few, many = sorted((old, new), key=len)
    if many.startswith(few) and many[len(few) :] in EMPTY:  # a lost blank: "limitson"
        return True
    is_long = min(len(old), len(new)) >= LONG and old.isalpha() and new.isalpha()
    return is_long and Levenshtein.distance(old, new, score_cutoff=1) <= 1


def _initials(some: Sequence[str]) -> str:
    return "".join(one[:1] for one in some) if len(some) > 1 else ""
