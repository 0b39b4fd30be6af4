"""Who acts in a passage: the user, the provider, or both alike."""

from __future__ import annotations

import functools
import re

from archiver.provisions.wording import grammar
from archiver.provisions.wording.gated import Gated

CLAUSE_LIMIT = 200
"""Characters before a match that can still belong to its clause."""
REMEMBERED = 64
"""Answers that are remembered, since rules, vetoes and models ask the same of a match."""
MODAL_REACH = 30
"""Characters of a match in which its subject's modal verb may be ("customer" + "may discontinue")."""
_BREAK = re.compile(
    r"[;|]|\. (?=\w)|\b(?:but|unless|except (?:that|as|when|if)|although|though|whereas)\b"
    r"|, (?:and |so |then |or )?(?:we|you|they|it|this|these|users?) (?!are not\b)|\band (?:we|you|they) "
)
_USERS = (
    r"you|users?|customers?|developers?|members?|licensees?|the (?:customer|user|client|subscriber)|clients?"
    r"|subscribers?|recipients?|controllers?|end users?|reseller|partner"
)
_MODALS = (
    "may|must|shall|will|agree|agrees|should|can|cannot|are|is"
    "|undertakes?|represents?|warrants?|acknowledges?"
    "|understands?|also|further|hereby|not|only|solely|responsible|prohibited|obliged|required"
    "|entitled|to|never"
)
_USERS_ACT = re.compile(rf"\b(?:{_USERS})(?: and your users)?(?: (?:{_MODALS}))+\b")
_PROVIDERS_ACT = re.compile(
    r"\b(?:we|us (?:[\w ]{0,20} )?(?:from|not to)|company"
    r"|the (?:company|provider|service|platform|supplier|processor|licensor)"
    r"|(?:\w+ )?(?:inc|llc|ltd|ai|gmbh|sas|labs)\.?)\b"
)
_AGREES_THAT = re.compile(
    r"\b(?:agrees?|acknowledges?|understands?|consents?|accepts?)(?: and \w+)? (?:that|to our|to us|to the)\b"
)
_SIDE = "(?:customer|client|provider|company|supplier|licensor|licensee)"
_MUTUAL = Gated(
    r"\b(?:each|either|neither|both)(?: of the)? part(?:y|ies)\b|\bone another\b|\beach other\b"
    r"|\b(?:to the other|the other party|the other's)\b|\bthe (?:indemnif|indemnit)\w+ party\b|\ba"
    r" party's\b|\bthe parties'\b"
    r"|\ball parties (?:are|agree|waive|hereby)\b"
    r"|\b(?:both|each) of (?:us|the parties)\b|\bthe parties (?:each|both|mutually)\b|\bboth you and \w+"
    rf"|\b{_SIDE} and (?:the )?{_SIDE} (?:(?:shall|will|may) )?(?:each|both|mutually)\b"
    r"|\byou and \w+ agree that each\b|\bneither (?:you nor|we nor you)\b|\b(?:you and we|we and you)"
    r" (?:each|both)\b"
    r"|\b(?:(?<!by )(?:you or we|we or you|either you or \w+)"
    r"(?= (?:may|can|will|shall|must|is|are)\b)|terminat\w+ by you or \w+|you and \w+(?:"
    r" \w+)? (?:each|both)|either of us)\b"
)


_ALIKE = Gated(
    r"(?<!between )(?<!of )(?<!from )(?<!by )(?<!on )"
    r"\b(?:(?:each|both)(?: of the)? part(?:y|ies)(?!')|(?:both|each) of (?:us|the parties)"
    r"|the parties (?:each|both|mutually"
    r"|(?:hereby |irrevocably |expressly )*(?:agree(?! that)|consent|submit|waive))"
    r"|both you and \w+|neither (?:party|side|you nor|we nor you)"
    rf"|(?:you and \w+(?: \w+)?|we and you|{_SIDE} and (?:the )?{_SIDE})"
    r" (?:(?:shall|will|may) )?(?:each|both|mutually))\b"
    r"(?! (?:(?:will|shall|must|is|be|are) )*(?:bears?|pays?|responsible|retains?|acting|executed)\b)"
)
"""Both sides as a subject; who bears which costs, or keeps a right, is another matter."""
_BOTH_SIDES = re.compile(
    r"\b(?:each|both|neither|either|any|no|one|a) (?:of the )?(?:part(?:y|ies)|sides?)\b"
    r"|\bthe (?!other|prevailing|losing|opposing)(?:\w+ )?part(?:y|ies)\b"
    r"|\bparties (?:will|shall|may|agree|waive)\b"
    r"|\b(?:each|both|neither|either) of (?:us|you|the)\b|\bwe (?:each|both)\b|\bboth sides\b|\bmutual\w*\b"
    r"|(?<!between )\b(?:you|we|customer|client) (?:and|or|nor) (?!your\b|our\b|any\b|other\b)\w+"
    rf"|\b{_SIDE} (?:and|or|nor) (?:the )?{_SIDE}\b|\b(?:and|or|nor) (?:you|we|customer|client)\b"
)
"""Words without which nothing is said of both sides."""
_ONE_DECIDES = re.compile(
    r"\b(?:at|in) (?!(?:the arbitrator|the court|their)\b)[\w.' ]{2,30} (?:sole|own|absolute)"
    r"(?: and (?:sole|absolute))? (?:discretion|option)\b"
)
"""What is at one side's discretion binds the other."""


@functools.lru_cache(maxsize=REMEMBERED)
def is_mutual(words: str, span: tuple[int, int]) -> bool:
    """True if what is said at the span binds both sides alike: "each party shall indemnify the other"."""
    return any(_MUTUAL.search(clause.words) for clause in grammar.around(words, span))


@functools.lru_cache(maxsize=REMEMBERED)
def is_alike(words: str, span: tuple[int, int]) -> bool:
    """True if both sides are the subject of what is said at the span: "each party submits to the courts".

    Unlike `is_mutual` it leaves out what one of the two may do: "either party may apply to the arbitrator".
    """
    return any(
        _ALIKE.search(clause.words, clause.opener, span[1]) for clause in grammar.around(words, span)[:1]
    )


def names_both(words: str, span: tuple[int, int]) -> bool:
    """True if the sentence around a span names both sides, or "a party", and leaves it to neither of them."""
    stretch = grammar.sentence(words, span)
    return _BOTH_SIDES.search(words, *stretch) is not None and not _ONE_DECIDES.search(words, *stretch)


@functools.lru_cache(maxsize=REMEMBERED)
def is_users_act(words: str, start: int) -> bool:
    """True if it is the user, not the provider, who acts at `start`: "you may not sell..."."""
    first = clause_start(words, start)
    acts = [act for act in _USERS_ACT.finditer(words, first, start + MODAL_REACH) if act.start() < start]
    if not acts:
        return False
    between = words[acts[-1].end() : start + 1]
    return not _PROVIDERS_ACT.search(between) and not _AGREES_THAT.search(words, acts[-1].start(), start)


def clause_start(words: str, start: int, own: int = 0) -> int:
    """Where the clause of what begins at `start` begins, at most CLAUSE_LIMIT characters before it."""
    last = max(0, start - CLAUSE_LIMIT) if start - own > CLAUSE_LIMIT else 0
    for broken in _BREAK.finditer(words, last, start):
        last = broken.start() + 1
    return last
