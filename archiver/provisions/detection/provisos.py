"""A proviso: the way out of a passage that stands beside it and not in its own words.

"We use your content to train our models. You can opt out in the settings." is two sentences, and a row of a
table may say what is done in one cell and "subject to your opt-out" in another. Read alone the first says
that it is so; read on, it is so unless the user acts. The taxonomy names the categories that such words
change (`ways_out`), with those whose passages are a way out of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from archiver.provisions.detection import neighbours
from archiver.provisions.taxonomy import Condition
from archiver.provisions.text.units import Unit, UnitPart

REACH = 2
"""Sentences behind a passage in which its way out is looked for: one may stand between ("This helps us
answer better.")."""

_YOU = r"\b(?:you|users?|customers?|members?|individuals?)"
_CAN = (
    r"(?:can|may|could|are able to|ha(?:ve|s) the (?:right|option|ability|choice|opportunity) to"
    r"|ha(?:ve|s) (?:a|the) right to|(?:are|is) free to)"
)
_OPTS_OUT = (
    r"(?:opt(?:ing)?[- ]?out|turn (?:\w+ ){0,4}?off|switch (?:\w+ ){0,4}?off|turn off|switch off|disable"
    r"|object|decline|refuse|(?:stop|prevent) us|ask us (?:not to|to stop)|reject (?:this|the) arbitration)"
)
_CAN_OPT_OUT = re.compile(
    rf"{_YOU} {_CAN} (?:(?!not )\w+ ){{0,4}}?(?P<way>{_OPTS_OUT})\b"
    rf"|\bhow (?:to|you can) (?P<told>{_OPTS_OUT})\b"
    rf"|^\W*(?:in order )?to (?P<aim>{_OPTS_OUT})\b[^.]*?, (?:\w+ )?(?:please |simply |just )?"
    r"(?:go|visit|follow|contact|email|e-mail|write|use|click|send|adjust|change|turn|navigate|open|select)\b"
)
_ITSELF = re.compile(
    r"(?: of| to| from)? (?:this|these|it|such|any such|the (?:above|foregoing|same))\b"
    r"|,? ?(?:at any time|by|through|via|using|with|within|in (?:your|the|our)|here|from (?:your|the)|on"
    r" (?:your|the|our)|under|if|when|$)|,|\W*$"
)
"""What may follow a way out that names nothing: it leads out of what stands before it."""
_TURNS_ON = re.compile(
    r"^\W*(?:we (?:will |shall )?(?:only )?(?:do|use|collect|share) (?:so|this|it|them)"
    r"|this (?:is|happens|will (?:happen|be done)|applies|only happens|only applies)(?: done)?)"
    r"(?: only)? (?P<how>if|where|when|once|after|with|upon|on)\b(?P<said>[^.;]*)"
)
_OPTED_IN = re.compile(
    r"\b(?:opt(?:ed|s|ing)?[- ]?in|enabled?|turn(?:ed)? (?:\w+ )?on|switch(?:ed)? (?:\w+ )?on)\b"
)
_CONSENTED = re.compile(
    r"\b(?:consent(?:ed)?|permission|agree[ds]?|authori[sz](?:e|ed|ation)|allow(?:ed)?)\b"
)
_SUBJECT_TO = re.compile(
    r"\b(?:subject to|unless|except (?:if|where|when)|if you have not|if you haven't|provided (?:that )?you"
    r" have not)(?: (?:you|your|the|user|user's|customer|customer's|have|any|a|an|right|to)){0,6}"
    r" (?:opt(?:ed|ing)?[- ]?outs?|object(?:ed|ions?)?)\b"
)
_ONLY_IF = re.compile(
    r"\b(?:only )?(?:if|where|when) (?:and only if )?you (?:have )?(?P<said>opt(?:ed)?[- ]?in)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proviso:
    """On what a passage depends, and the words beside it that say so."""

    condition: Condition
    pieces: tuple[UnitPart, ...] = field(default=())


def of_row(unit: Unit, matched: Collection[UnitPart]) -> Proviso | None:
    """What another entry of a table's row makes the matched ones depend on."""
    for piece in unit.own_pieces:
        if piece in matched:
            continue
        words = piece.words(unit)
        if _SUBJECT_TO.search(words) or _leads_out_of_itself(words):
            return Proviso(condition=Condition.OPT_OUT, pieces=(piece,))
        if _ONLY_IF.search(words):
            return Proviso(condition=Condition.OPT_IN, pieces=(piece,))
    return None


def behind(text: str, read: Sequence[Unit], place: int, is_way_out: Callable[[Unit], bool]) -> Proviso | None:
    """What the next sentences make a passage depend on.

    `is_way_out` says if a sentence speaks of the passage's category, or of a way out of it: one that names
    something else leads out of that. One that names nothing leads out of the sentence right before it.
    """
    for distance, unit in enumerate(neighbours.next_sentences(read, place, REACH)):
        is_next = distance == 0 and neighbours.adjoin(text, read[place].pieces[-1].end, unit.pieces[0].start)
        condition = _on_condition(unit.words) if is_next else None
        if condition:
            return Proviso(condition=condition, pieces=unit.own_pieces)
        if not _CAN_OPT_OUT.search(unit.words):
            continue
        if (is_next and _leads_out_of_itself(unit.words)) or is_way_out(unit):
            return Proviso(condition=Condition.OPT_OUT, pieces=unit.own_pieces)
    return None


def _on_condition(words: str) -> Condition | None:
    found = _TURNS_ON.match(words)
    if found is None or not ("only" in found[0] or found["how"] in ("with", "upon")):
        return None
    if _OPTED_IN.search(found["said"]):
        return Condition.OPT_IN
    return Condition.CONSENT if _CONSENTED.search(found["said"]) else None


def _leads_out_of_itself(words: str) -> bool:
    found = _CAN_OPT_OUT.search(words)
    if found is None:
        return False
    end = max(found.end(name) for name in ("way", "told", "aim"))
    return _ITSELF.match(words, end) is not None
