"""What differs between two wordings of a passage, apart from what changes nothing that it says.

Of 60 amendments that two readers judged, 10 were real and yet told nothing: a name, an article, "such as" for
"like", a letter of a list, a slip of the pen. Such words are left out here; what counts is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from archive_repo.text import dates, numbering, words

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

_ENUMERATED = re.compile(r"\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|[©®™]")
"""Letters and numbers of a list within a sentence; "(c)" is often written as another sign."""
_MAIL = re.compile(r"\S+@\S+")
_OWNERS = re.compile(r"'s\b|(?<=s)'")


def differing(before: str, after: str) -> tuple[tuple[Words, Words], ...]:
    """The stretches of two passages' folded words that differ in what they say, each before and after.

    >>> differing("the app may share such data with us.", "your apps may share this data under 16 with us.")
    (((), ('16',)),)
    """
    from rapidfuzz.distance import Indel

    old, new = _weighty(before), _weighty(after)
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
    seen = _ENUMERATED.sub(" ", _MAIL.sub(" ", numbering.read(folded).words))
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
    is_long = min(len(old), len(new)) >= LONG and old.isalpha() and new.isalpha()
    return is_long and Levenshtein.distance(old, new, score_cutoff=1) <= 1


def _initials(some: Sequence[str]) -> str:
    return "".join(one[:1] for one in some) if len(some) > 1 else ""
