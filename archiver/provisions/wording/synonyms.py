"""Words that say the same in a policy: who follows a provision learns nothing from one in place of another.

Of 150 amendments that readers judged, 28 were real and yet told nothing of the provision: "share" had become
"disclose", "personal information" "personal data", the agreement "these terms". The lists are made of those,
and of what else was exchanged in 1,050 amendments of 40 platforms that nobody judged. They tell what an
amendment changed, and nothing else: no pattern and no search reads one word for another.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from archiver.provisions.wording.roots import ROOT, root

_PHRASES = {
    "data": "personal data|personal information|personally identifiable information",
    "terms": "terms of (?:service|use)|terms and conditions|(?:user|service|services) agreement",
    "when": "at the time (?:that|when)",
    "before": "prior to|in advance of",
    "content": "user(?:-generated| generated)? content",
    "because": "due to|as a result of",
    "periodically": "from time to time",
    "use": "make use of|makes use of",
    "ensure": "make sure",
    "parties": "you and (?:we|us)|both (?:you and us|parties)|(?:we|us) and you",
    "may": "(?:have|has) the (?:right|ability) to|reserves? the right to|(?:is|are) (?:able|entitled) to|can",
    "may not": "cannot|can't",
    "must": "(?:have|has|need|needs|(?:is|are) (?:required|obliged)) to",
    "learn": "find out",
    "america": r"u\.s\.a|u\.s|usa|united states(?: of america)?",
    "under": "in accordance with|pursuant to|according to|consistent with|in line with|in compliance with",
    "": "(?:as )?(?:further |more fully |also )?(?:described|set forth|set out|explained|outlined|detailed"
    "|defined|provided|specified)(?: in more detail)? (?:above|below|herein|here)|in order|for the purpose of"
    "|so (?:that )?(?:you|we) (?:can|may)|in (?:connection|relation) with|in relation to|but not limited to"
    "|for example|such as|for instance|that is|if any|www",
}
"""Phrases, by the word that they are read as."""
_WORDS = """
share disclose
collect obtain gather receive
keep kept retain store
delete erase
change modify amend update revise alter adjust
use uses used using utilise utilize
service platform product site sites website application app apps
terms agreement contract
data information
you user users member customer
we us
inform notify
help assist
violate infringe breach
lawful legal
law laws legislation
full fullest maximum
purchase buy buys
start begin commence
develop build
allow permit
must shall required
request ask asks asked
entity company organisation organization
affiliate subsidiary
vendor supplier
choose select
reasonable appropriate
necessary needed
intentional wilful willful
preferences settings
responsible liable
fee fees charge
content material
want wish desire
give provide
illegal unlawful illicit
person people persons individual individuals
circumstances situations cases instances
dispute conflict
severe serious
program programme programs programmes
center centre centers centres
"""
"""Words by line, each read as the first one."""
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"}


def _stem(word: str) -> str:
    """The root of a word, the same for "modify" and "modifies"."""
    found = word if word.endswith("ss") else root(word)
    return found[:-1] if len(found) > ROOT and found.endswith("y") else found


_LIGHT = frozenset(
    map(
        _stem,
        """therefore thus accordingly consequently however furthermore moreover further hereby herein
        hereunder thereof hereof certain various particular specific respective relevant own described forth
        respect accordance order instance any each every both either well please note under within regard
        concerning using following foregoing aforementioned above below section paragraph kind type when
        while what how where itself themselves same""".split(),
    )
)
"""Words, besides those of `substance.EMPTY`, that may come or go where no category matched them."""
_SPOKEN_OF = """service data terms user we policy policies page otherwise applicable expressly see e g inc
    re them they""".split()
"""What may come or go by itself, and not in place of another word: it was meant anyway."""
_SAME = {
    _stem(one): _stem(first)
    for first, *others in map(str.split, _WORDS.strip().splitlines())
    for one in others
}
_IN_PHRASES = re.compile("|".join(rf"(?P<p{n}>\b(?:{_PHRASES[word]})\b)" for n, word in enumerate(_PHRASES)))
_READ_AS = tuple(_PHRASES)


def phrases(folded: str) -> str:
    """Folded words with each phrase of a group as the word that it is read as."""
    return _IN_PHRASES.sub(lambda found: _READ_AS[int((found.lastgroup or "p0")[1:])], folded)


def is_general(words: Sequence[str]) -> bool:
    """True if these say only what was meant anyway: of the user, the service, the terms."""
    return all(meaning(word) in _GENERAL for word in words)


@functools.lru_cache(maxsize=10_000)
def meaning(word: str) -> str:
    """What a word is read as: equal for those that say the same; empty for one that says nothing.

    >>> meaning("discloses") == meaning("shared"), meaning("certain"), meaning("thirteen")
    (True, '', '13')
    """
    found = _NUMBERS.get(word) or _stem(word)
    return "" if found in _LIGHT else _SAME.get(found, found)


_GENERAL = frozenset(map(meaning, _SPOKEN_OF))
