"""What a platform answers, over all of its documents, to the question whether it does something.

A business contract does not answer for what consumers get, nor the other way round. What one may opt out of,
by whatever document, is not just done; and who lets one opt out of a thing does it to those who do not.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from archiver.provisions import taxonomy
from archiver.provisions.comparison import compare
from archiver.provisions.comparison.compare import DocumentStory, Provision
from archiver.provisions.detection import likeness, spoken_of
from archiver.provisions.stories import scopes
from archiver.provisions.stories.centrality import QUITE_SURE
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.taxonomy import Category, Condition, Polarity

LIKELY = 0.5
"""Chance (`Finding.chance`) below which it is said that a passage is only perhaps of its category. Readers
take nearly nine strong findings in ten for right; of "perhaps" below .7 they found eight of twelve plain."""
UNTIL_ENDED = frozenset({"auto-renewal"})
"""Categories that hold until the user ends them: that one can says nothing new, and is no condition."""
_SAID = frozenset({Polarity.ASSERTS, Polarity.MUTUAL})
_STANDS_IN = "; that one can opt out of it says that it is done"
_IS_A_WAY_OUT = "; it makes what it says depend on an opt-out"


class Sense(StrEnum):
    """What a platform answers, as far as platforms are counted by it."""

    SAYS_SO = "says so"
    SAYS_SO_IN_PART = "says so in part"
    """Only passages were found that hold for some people, or for a part of the service."""
    ON_CONDITION = "on a condition"
    DENIES = "denies"
    DENIES_IN_PART = "denies in part"
    RIGHT = "right against it"
    """Only a right not to undergo it was found."""
    EXCEPTS = "excepts"
    UNSURE = "perhaps"
    """A passage was found of which it is not sure that it is one."""
    TO_BUSINESSES = "to businesses"
    """Only contracts between companies were found to speak of it, whatever they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The passage that stands for a platform, and the one that gives a way out of what it says."""

    provision: Provision
    way_out: Provision | None
    """Where it stands elsewhere; None if the passage gives one itself, or none was found."""

    @property
    def is_for_business(self) -> bool:
        """True if only contracts between companies speak of it."""
        return scopes.is_for_business(self.provision.document_title)

    @property
    def is_way_out_for_all(self) -> bool:
        """True if there is a way out elsewhere, and not only for people of some place or product."""
        return self.way_out is not None and not scopes.is_of_a_part(self.way_out.finding)

    @property
    def polarity(self) -> Polarity:
        """That of the passage; conditional where there is a way out of what it says for everybody."""
        return Polarity.CONDITIONAL if self.is_way_out_for_all else self.provision.finding.polarity

    @property
    def sense(self) -> Sense:
        """What it is counted as."""
        if self.is_for_business:
            return Sense.TO_BUSINESSES
        if is_unsure(self.provision):
            return Sense.UNSURE
        if scopes.is_right_against(self.provision.finding):
            return Sense.RIGHT
        if scopes.has_exceptions(self.provision.finding):
            return Sense.ON_CONDITION
        if self.polarity is Polarity.DENIES:
            return Sense.DENIES_IN_PART if scopes.denies_in_part(self.provision.finding) else Sense.DENIES
        if self.polarity is Polarity.EXCLUDES:
            return Sense.EXCEPTS
        if self.polarity is Polarity.CONDITIONAL:
            return Sense.ON_CONDITION
        in_part = scopes.is_of_a_part(self.provision.finding)
        return Sense.SAYS_SO_IN_PART if in_part else Sense.SAYS_SO


def is_unsure(one: Provision) -> bool:
    """True if a passage is only perhaps of its category."""
    return one.finding.chance < LIKELY


def across(documents: Collection[DocumentStory], category: Category) -> Mapping[str, Answer | None]:
    """What each platform answers, by slug; None where no passage of the category was found."""
    own: dict[str, list[DocumentStory]] = {}
    for one in documents:
        own.setdefault(one.repository.platform, []).append(one)
    return {slug: of(some, category) for slug, some in own.items()}


def of(documents: Collection[DocumentStory], category: Category) -> Answer | None:
    """What the documents of one platform answer together; None where no passage was found."""
    own = [here for one in documents for here in one.provisions(category.id)]
    to_all = [here for here in own if not scopes.is_for_business(here.document_title)]
    found = own if _has_rule(to_all) else [here for one in documents for here in passages(one, category)]
    if not found:
        return None
    shown = compare.first_of(found)
    return Answer(provision=shown, way_out=way_out(documents, category, shown))


def passages(one: DocumentStory, category: Category) -> list[Provision]:
    """A document's passages of a category.

    Where none is the rule, and sure, also those that say the same by another category.
    """
    own = list(one.provisions(category.id))
    return own if _has_rule(own) else [*own, *_stand_ins(one, category)]


def _has_rule(found: Sequence[Provision]) -> bool:
    """True if one of these is sure, and no exception."""
    return any(one.finding.chance >= SURE and not scopes.is_exception(one.finding) for one in found)


def way_out(documents: Collection[DocumentStory], category: Category, shown: Provision) -> Provision | None:
    """The passage of a platform's documents that gives its readers a way out of what one says.

    A passage that gives a way out of another thing has none itself.
    """
    if shown.finding.polarity not in _SAID or category.id in UNTIL_ENDED or category.opts_out_of:
        return None
    is_for_business = scopes.is_for_business(shown.document_title)
    found = [
        own
        for one in documents
        if scopes.is_for_business(one.title) == is_for_business
        for own in (*one.provisions(category.id), *_stand_ins(one, category), *_beside(one, category))
        if own.finding.condition is Condition.OPT_OUT and own.finding.chance >= SURE
    ]
    return compare.first_of(found) if found else None


def otherwise(
    documents: Collection[DocumentStory], category: Category, found: Mapping[str, Answer | None]
) -> list[Provision]:
    """The best passages of other documents of platforms that say something else than what was `found`.

    Only those that are quite sure, and deny it altogether if they do; of rules for users none that would say
    what the provider does.
    """
    told = []
    for one in documents:
        answer = found[one.repository.platform]
        if not answer or (category.by_provider and scopes.is_of_rules(one.title)):
            continue
        told_of = {own.document for own in (answer.provision, answer.way_out) if own}
        here = [] if one.document in told_of else list(filter(_speaks_for_all, passages(one, category)))
        own = compare.first_of(here) if here else None
        if own and own.finding.stance != answer.provision.finding.stance:
            told.append(own)
    return told


def _speaks_for_all(one: Provision) -> bool:
    return one.finding.chance >= QUITE_SURE and not scopes.denies_in_part(one.finding)


def _stand_ins(one: DocumentStory, category: Category) -> Iterator[Provision]:
    """Passages of other categories that say what those of this one do, with what they say of it."""
    for other in _ways_out_of(category.id):
        for own in one.provisions(other):
            if own.finding.polarity is not Polarity.DENIES:
                yield _as(own, Polarity.CONDITIONAL, Condition.OPT_OUT, _STANDS_IN)
    if category.opts_out_of:
        for own in one.provisions(category.opts_out_of):
            if own.finding.condition is Condition.OPT_OUT:
                yield _as(own, Polarity.ASSERTS, None, _IS_A_WAY_OUT)


def _beside(one: DocumentStory, category: Category) -> Iterator[Provision]:
    """Passages of a category that depends on this one, as far as they speak of it.

    "You may opt out of arbitration and of this waiver" may be found as a waiver alone.
    """
    for other in _depending_on(category.id):
        for own in one.provisions(other):
            if not spoken_of.chief_words(category).isdisjoint(likeness.roots_of(own.finding.key)):
                yield own


@functools.cache
def _depending_on(category: str) -> Sequence[str]:
    """The other categories that some way out of which is a way out of this one."""
    known = taxonomy.load().categories.values()
    return [one.id for one in known if category in one.ways_out and one.id != category]


@functools.cache
def _ways_out_of(category: str) -> Sequence[str]:
    """The categories that are ways out of this one."""
    return [one.id for one in taxonomy.load().categories.values() if one.opts_out_of == category]


def _as(own: Provision, polarity: Polarity, condition: Condition | None, reason: str) -> Provision:
    """A passage with what it says of another category than its own."""
    why = own.finding.reason + reason
    return replace(own, finding=replace(own.finding, polarity=polarity, condition=condition, reason=why))
