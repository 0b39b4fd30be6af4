"""The sentences right before and behind a passage without which it would say too much, or nothing.

Readers of 360 quotations, who saw each beside its source, called 31 unfair for what was left out. In most it
was the next sentence of the same paragraph, with a limit, a choice, a consent or an exception, or the one
before, which says what "these courts" or "the foregoing information" are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from archiver.provisions.detection import alternatives
from archiver.provisions.text.units import Unit, UnitKind, UnitPart
from archiver.provisions.wording.gated import Gated
from archiver.provisions.wording.roots import root

_CONTRASTS = "however|nevertheless|nonetheless|instead"
"""Words at the beginning of a sentence that takes something back of the one before it."""
_POINTS_BACK = Gated(
    r"(?:such|the (?:foregoing|above)|(?:this|these) includes?|(?:this|these|they) (?:may|can|could) include"
    rf"|(?:if|where|when|unless),? however|{_CONTRASTS}|otherwise"
    r"|(?:in|under) (?:that|this|such|these|those|any such)(?: an?)?"
    r" (?:case|event|circumstance|situation|instance|scenario)s?"
    r"|(?:in|for) (?:all|any) other \w+|in that regard)\b"
    r"|[^.;:]{0,60}\b(?:nevertheless|nonetheless)\b"
)
"""Beginning of a sentence that says nothing, or says too much, without the one before it."""
_NAMES_AGAIN = Gated(
    r"(?:these|those) (?:rights?|settings?|options?|choices?|exceptions?|periods?"
    r"|purposes|cases|circumstances|situations|requests?|transfers?|recipients|partners|providers|fees"
    r"|technologies|permissions?|controls)\b|(?:this|that) (?:is done|means|happens|(?:will|may) happen)\b"
    r"|(?:(?:with|under|by|when|through|using|exercising|selecting|choosing) ){0,2}this"
    r" (?:right|setting|option|choice|exception|mode|permission|control)\b"
)
"""The same, of what the sentence before names; "these terms" and "these services" are named by the document.
Behind a list it is the whole list, which is not quoted."""
_NAMED_BEFORE = Gated(
    r"\b(?:this|these|those|such(?! as\b)|the (?:foregoing|aforementioned|aforesaid))"
    r" (?:(?:type|kind|sort|form)s? of |(?P<first>\w+) )?(?P<name>[a-z]{4,})(?: (?P<last>[a-z]+))?"
)
"""What a passage calls by a word of the sentence before: "these courts", "such a change"."""
_HOLDS_FOR = re.compile(
    r"\W*(?:if you (?:are|live|reside)|in (?:principle|certain|some)|(?:for|as) (?:an? )?(?:\w+ )?"
    r"(?:users?|consumers?|residents?|customers?|individuals))\b"
)
"""Beginning of a sentence that says for whom or where the next one holds, or from what that departs."""
REMEMBERED = 2_000
"""Sentences behind a passage that are remembered: those of a document, whose next version has most."""
STEPS_BACK = 2
"""Sentences before a passage that are quoted at most."""
_THE_DOCUMENT = frozenset(
    "terms policy policies agreement notice statement document page section sections provisions"
    " services".split()
)
_OF_THE_DOCUMENT = _THE_DOCUMENT | frozenset(
    "service site sites website websites platform app apps application applications account accounts device"
    " limitations purposes".split()
)
"""What a passage can call "this" or "these" without a sentence before."""
_LIMITS = Gated(
    rf"\W*(?:{_CONTRASTS}|but|that said|even so|provided,? (?:however,? )?that"
    r"|(?:notwithstanding|without prejudice to) (?:the (?:foregoing|above)|this)"
    r"|except (?:for|as|where|when|if|that|in|to)|if you are (?:under|below|between|a minor)"
    r"|(?:this|these|the (?:foregoing|above|preceding))\b[^.;:]{0,60}"
    r" (?:(?:do(?:es)?|shall|will|may|can)(?: not|n't)|cannot) (?:apply|limit|extend|affect|exclude|cover))\b"
)
"""Beginning of a sentence that takes something back of the one before it."""
_LIMITS_BESIDE = re.compile(
    r"\b(?:unless|except(?:ions?|ing)?|however|opt(?:s|ed|ing)?[- ]?(?:out|in)|exempt(?:ed|ion)?|object to"
    r"|withdraw|revoke|decline|turn (?:it |this |them )?off|choose not|do not (?:accept|agree|want|wish)"
    r"|(?:your|with|without|their|explicit|prior|express|parental) (?:consent|permission)"
    r"|consent (?:where|when|if)|where (?:legally )?required|(?:remain|be) unaffected"
    r"|in (?:such|that|this|these|those)(?: a)? cases?"
    r"|only (?:if|when|where|with|for|to|until|after|in)|limited (?:to|purposes?|extent)|up to|no more than"
    r"|(?:further|longer|additional) (?:period|than|if|where|when)"
    r"|(?:appropriate|adequate|suitable|additional|following) safeguards|standard contractual|adequacy"
    r"|transfer mechanisms?"
    r"|small claims|mandatory (?:\w+ )?(?:law|rights?|protections?|provisions)"
    r"|under the age|parents?|guardians?)\b"
    r"|\b(?:we|it|they|this|these|those|that|such|(?:this|these|those|such|the) \w+)(?: \w+){0,2}"
    r" (?:not|never|cannot|\w+n't)\b"
)
"""The same of the next sentence of a paragraph, wherever it stands there: a choice, a consent, an exception,
a cap, a safeguard, or what is not done."""
_ANSWER = 4
"""Most words of a next sentence with a "no" that takes all back: "Ha ha, no."."""
_SAYS_NO = re.compile(r"\b(?:no|not|never)\b")


def meant(text: str, read: Sequence[Unit], place: int, first: UnitPart) -> Sequence[UnitPart]:
    """What the first piece that is quoted speaks of, where it only points back: "Such use includes".

    It is what stands right before it, under the same heading, and what that points back to in its turn.
    """
    found: list[UnitPart] = []
    for _ in range(STEPS_BACK):
        before = _pointed_to(text, read, place, first)
        if before is None:
            break
        place, first = before, read[before].own_pieces[0]
        found += read[before].own_pieces
    return found


def _pointed_to(text: str, read: Sequence[Unit], place: int, first: UnitPart) -> int | None:
    """The place of what a piece points back to, or of the sentence that says for whom it holds."""
    unit, words = read[place], first.words(read[place])
    above = (at for at in range(place - 1, -1, -1) if read[at].pieces[-1].end <= first.start)
    at = None if unit.kind is UnitKind.ROW else next(above, None)
    if at is None or read[at].headings != unit.headings:
        return None
    if _POINTS_BACK.match(words):
        return at
    before = read[at]
    if before.kind is not unit.kind:
        return None
    is_beside = adjoin(text, before.pieces[-1].end, first.start)
    is_meant = _NAMES_AGAIN.match(words) or (
        is_beside and (_names_what(before.words, words) or _HOLDS_FOR.match(before.words))
    )
    return at if is_meant else None


def _names_what(before: str, words: str) -> bool:
    """True if a passage calls by "these" or "such" what the words before it name."""
    named = [
        found["name"]
        for found in _NAMED_BEFORE.finditer(words)
        if _OF_THE_DOCUMENT.isdisjoint(found.group("name", "last")) and found["first"] not in _THE_DOCUMENT
    ]
    roots = {root(one) for one in named}
    return bool(roots) and any(root(one) in roots for one in re.findall(r"[a-z]{4,}", before))


def limits(text: str, read: Sequence[Unit], place: int) -> Sequence[UnitPart]:
    """The sentence right behind a passage that takes something back of it: "However, ...", "Instead, ...".

    Right behind an item that is led in stands also what follows its list. In the same paragraph a limit may
    stand anywhere in the next sentence.
    """
    behind = next(next_sentences(read, place, 1), None)
    if behind and _takes_back(text, read[place], behind):
        return behind.own_pieces
    below = _behind_list(read, place)
    return below.own_pieces if below and _LIMITS.match(below.words) else ()


def _takes_back(text: str, unit: Unit, behind: Unit) -> bool:
    return _LIMITS.match(behind.words) is not None or (
        adjoin(text, unit.pieces[-1].end, behind.pieces[0].start) and _takes_back_beside(behind.words)
    )


@functools.lru_cache(maxsize=REMEMBERED)
def _takes_back_beside(words: str) -> bool:
    is_answer = words.count(" ") < _ANSWER and _SAYS_NO.search(words)
    return bool(is_answer or _LIMITS_BESIDE.search(words))


def adjoin(text: str, end: int, start: int) -> bool:
    """True if nothing is between two passages, or only the end of a line; an empty line ends a paragraph."""
    between = text[end:start]
    return not between.strip() and between.count("\n") < 2


def next_sentences(read: Sequence[Unit], place: int, count: int) -> Iterator[Unit]:
    """The next sentences, so many at most, of the same paragraph or item, or of the paragraphs below."""
    unit = read[place]
    for behind in read[place + 1 : place + 1 + count]:
        if unit.kind is UnitKind.ROW or behind.kind is not unit.kind or behind.own:
            return
        if behind.headings != unit.headings:
            return
        yield behind


def _behind_list(read: Sequence[Unit], place: int) -> Unit | None:
    """The first sentence behind the list whose lead-in leads the passage in."""
    unit = read[place]
    if unit.kind is not UnitKind.ITEM or not unit.own:
        return None
    below = read[place + 1 : place + alternatives.REACH]
    behind = next((one for one in below if one.kind is not UnitKind.ITEM), None)
    if behind is None or behind.kind is UnitKind.ROW:
        return None
    return behind if unit.headings[: len(behind.headings)] == behind.headings else None
