"""What a provision depends on, where readers would differ: conventions of docs/methodology.md."""

from __future__ import annotations

import re

from archiver.provisions.stances import ASSERTED, DENIED, Stance
from archiver.provisions.taxonomy import Condition, Polarity

WAYS_OUT = frozenset(
    "marketing-communications training-opt-out right-to-object do-not-track-signals "
    "access-and-deletion-rights data-portability".split()
)
"""Categories whose meaning is a way out: a passage that gives one asserts it."""
COMES_BY_LINKING = frozenset({"data-from-third-parties"})
"""Categories of what comes about by what users connect: "if you sign in with another account, we receive ..."
tells where data comes from. (Of 25 such passages that were read, none was called conditional.)"""
_LINKS = re.compile(
    r"\b(?:if|when|where|once) you (?:\w+ (?:or|and) )?(?:authori[sz]e|link|connect|sign in|log in)\b"
)
"""How a user connects another service; that is no consent to what it tells."""
_NOT_KNOWINGLY = re.compile(r"\b(?:not|never|\w+n't) (?:\w+ )?(?:knowingly|intentionally)\b")
"""A promise about children that asserts `children-data`: it says how their data is dealt with."""
_DOES_NOT_SELL = re.compile(
    r"\b(?:we|\w+) (?:do|does|did|will|have|has) not (?:and (?:will|do) not )?(?:sell|sold)\b"
)
_CONTRAST = re.compile(
    r"\b(?:however|but|while|considered|constitute|deemed|unless|except|may be|(?:may|do) share)\b"
)
WITHOUT_CHOICE = frozenset({"children-data", "minimum-age"})
"""Categories that no opt-out of the user's bounds: one that stands beside it is of something else."""
BY_CHOICE = frozenset({"content-licence-to-user-inputs"})
"""Categories of what users give by an act of their own: what the rules read there of opting in or out stands
("if you choose to share it, you grant us ...")."""
BY_LAW = frozenset({"legal-disclosure"})
"""Categories of what the law asks for: "we disclose it where the law requires it" is what they are about."""
_SAYS_NO = re.compile(r"\b(?:not|never|no|only|cannot|\w+n't)\b")
RENEWAL = "auto-renewal"
"""Whose readers took "renews unless you cancel" for an assertion: what the rules read there stands, but for
the subscription itself, which is no opting in to its renewal."""
_RENEWS_UNLESS = re.compile(
    r"\b(?:unless|except if|provided that)\b[^.]{0,90}"
    r"\b(?:cancel|terminat|notif|opt|stop|turn|procedure)"
    r"|\bto (?:avoid|stop|prevent)\b[^.]{0,60}\b(?:renew|charge|fee|bill)[^.]{0,60}\bcancel"
    r"|\b(?:avoid|stop|prevent)\b[^.]{0,40}\bcharges?\b[^.]{0,60}\bcancel"
)
"""A renewal, or a charge at its time, that does not come if one acts."""
_UNLESS_CANCELLED = Stance(polarity=Polarity.CONDITIONAL, condition=Condition.OPT_OUT)


def _renewing(words: str) -> Stance:
    return _UNLESS_CANCELLED if _RENEWS_UNLESS.search(words) else ASSERTED


def settled(category: str, words: str, stance: Stance, ruled: Stance) -> Stance:
    """The stance of a passage of a category, by what has been agreed on; `ruled` is what the rules say."""
    if category == RENEWAL and ruled.polarity is Polarity.CONDITIONAL:
        return _renewing(words) if ruled.condition is Condition.OPT_IN else ruled
    if category in BY_LAW and stance.condition is Condition.LAW and not _SAYS_NO.search(words):
        return ASSERTED
    if (
        category == RENEWAL
        and ruled == ASSERTED
        and stance.polarity in (Polarity.ASSERTS, Polarity.CONDITIONAL)
    ):
        return _renewing(words)
    if category == "children-data" and stance.polarity is Polarity.DENIES and _NOT_KNOWINGLY.search(words):
        return ASSERTED
    if category == "sale-or-sharing-of-data" and stance == ASSERTED and _DOES_NOT_SELL.search(words):
        return stance if _CONTRAST.search(words) else DENIED
    if category in BY_CHOICE and ruled.condition in (Condition.OPT_IN, Condition.OPT_OUT):
        return ruled
    is_way_out = category in WAYS_OUT | WITHOUT_CHOICE and stance.condition is Condition.OPT_OUT
    is_linked = (
        category in COMES_BY_LINKING
        and stance.polarity is Polarity.CONDITIONAL
        and (ruled.condition is not Condition.CONSENT or _LINKS.search(words) is not None)
    )
    return ASSERTED if is_way_out or is_linked else stance
