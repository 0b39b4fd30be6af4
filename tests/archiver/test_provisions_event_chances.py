"""Which changes of a provision are sure enough to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.findings import Finding
from archiver.provisions.pairing import Pair, pairs
from archiver.provisions.stories import event_chances, event_clues
from archiver.provisions.stories.both_texts import BothTexts
from archiver.provisions.stories.chapters import Chapter
from archiver.provisions.stories.difference import Difference
from archiver.provisions.stories.event_clues import Around
from archiver.provisions.stories.history import EventKind, Story, follow, touched
from archiver.provisions.text import units, whole_text
from archiver.provisions.text.whole_text import WholeText

START = datetime(2025, 1, 1, tzinfo=UTC)
SHARING = "We share your personal data with our service providers."
WIDER = (
    "We share your personal data with our service providers, with advertisers and with other companies of our"
    " group."
)
COSMETIC = "We share your personal information with our service providers."
SALE = "We may sell your personal data to partners."


def pair(before: str, after: str, category: str) -> Pair:
    """The finding of a category in one sentence, and the one in another."""
    (found,) = pairs(*([finding(text, category)] for text in (before, after)))
    return found


def finding(text: str, category: str) -> Finding:
    return next(one for one in detector().findings(text, weak=True) if one.category == category)


def likely(one: Pair, chance: float) -> Pair:
    """A pair whose newer passage is so likely a provision."""
    return replace(one, after=replace(one.after, chance=chance))


def story(*texts: str, category: str) -> Story:
    chapters = [
        Chapter(
            version=str(number),
            date=START + timedelta(days=100 * number),
            findings=tuple(one for one in detector().findings(text) if one.category == category),
            units=len(units.read(text)),
            text=WholeText(whole_text.of_unit(one, text) for one in units.read(text)),
        )
        for number, text in enumerate(texts)
    ]
    return follow(chapters, START + timedelta(days=1000))


@pytest.mark.parametrize(
    ("category", "before", "after"),
    [
        ("third-party-sharing", SHARING, WIDER),
        (
            "model-training-on-user-data",
            "We use your content to train our models.",
            "We use your content, prompts and uploaded files to train our models unless you opt out in your"
            " settings.",
        ),
        (
            "sale-or-sharing-of-data",
            SALE,
            "We may sell your personal data to partners, unless you object within 30 days.",
        ),
    ],
)
def test_another_party_purpose_or_condition_is_new(category: str, before: str, after: str) -> None:
    assert event_chances.is_new(pair(before, after, category))


@pytest.mark.parametrize(
    ("category", "before", "after"),
    [
        ("third-party-sharing", SHARING, COSMETIC),
        (
            "account-termination",
            "We may suspend or terminate your account for violating our Terms.",
            "We may suspend or terminate your account due to a violation of our Terms.",
        ),
        (
            "jurisdiction",
            "All disputes arising out of these Terms will be litigated in the courts of Paris.",
            "All disputes from these Terms will be submitted to the courts of Paris.",
        ),
    ],
)
def test_what_is_said_in_other_words_is_not_new(category: str, before: str, after: str) -> None:
    assert not event_chances.is_new(pair(before, after, category))
    assert not event_chances.is_new(pair(after, before, category))


@pytest.mark.parametrize(
    ("category", "before", "after"),
    [
        ("third-party-sharing", SHARING, SHARING.replace("share", "do not share")),
        ("minimum-age", *(f"You must be at least {age} years old to use this service." for age in (13, 16))),
        ("data-retention", *(f"We keep your personal data for {days} days." for days in (30, 90))),
    ],
)
def test_a_denial_and_another_period_or_age_are_new_whatever_the_model_says(
    category: str, before: str, after: str
) -> None:
    changed = pair(before, after, category)
    assert event_chances.chance_of_new(changed) < event_chances.NEW
    assert event_chances.is_new(changed)


@pytest.mark.parametrize(("less", "is_new"), [(0.001, False), (0, True)])
def test_what_is_amended_has_to_be_a_provision_rather_surely(less: float, is_new: bool) -> None:
    turned = pair(SHARING, SHARING.replace("share", "do not share"), "third-party-sharing")
    assert event_chances.is_new(likely(turned, event_chances.SURE_BESIDE_OTHERS - less)) is is_new


@pytest.mark.parametrize(("less", "is_surest"), [(0.001, False), (0, True)])
def test_what_brings_its_category_has_to_be_one_surely(less: float, is_surest: bool) -> None:
    one = replace(finding(SALE, "sale-or-sharing-of-data"), chance=event_chances.SURE - less)
    told = Difference(gone=(), come=(one,), pairs=(), same=(), stands=False)
    assert event_chances.is_surest(told) is is_surest


def test_a_passage_that_the_other_text_says_nearly_is_lacked_less_than_one_that_it_does_not() -> None:
    filler = "We write to you when something changes.\nNothing else matters here."
    new = "We may sell your precise location to data brokers and insurers who pay for it."
    one = finding(new, "sale-or-sharing-of-data")

    def chance(older: str) -> float:
        texts = BothTexts(*(WholeText(map_of(text)) for text in (older, f"{filler}\n{new}")))
        return event_chances.chance_of_lack(one, Around(texts=texts, before=(), after=(one,)), came=True)

    nearly = new.replace("who pay for it", "which pay for it")
    assert chance(filler) > event_chances.LACKED
    assert chance(f"{filler}\n{nearly}") < chance(filler)


def map_of(text: str) -> list[whole_text.Passage]:
    return [whole_text.of_unit(one, text) for one in units.read(text)]


def test_an_amendment_shows_nothing_that_may_only_be_reworded() -> None:
    contacts = "We share your contact details with our payment processors."
    other_words = contacts.replace("details", "information")
    texts = f"{SHARING}\n{contacts}", f"{WIDER}\n{other_words}"
    told, rest = story(*texts, category="third-party-sharing").events[-2:]
    assert told.kind is EventKind.AMENDED
    assert [(one.before.core, one.after.core) for one in told.pairs] == [(SHARING, WIDER)]
    assert [one.core for one in (*told.before, *told.after)] == [SHARING, WIDER]
    assert rest.kind is EventKind.PERHAPS_CHANGED
    assert [(one.before.core, one.after.core) for one in rest.pairs] == [(contacts, other_words)]


def test_what_may_only_be_reworded_touches_nothing() -> None:
    told = story(SHARING, COSMETIC, category="third-party-sharing")
    assert [event.kind for event in told.events] == [EventKind.INTRODUCED, EventKind.PERHAPS_CHANGED]
    assert "1" not in touched(told)


def test_the_features_of_a_pair_name_what_went_and_came() -> None:
    found = event_clues.of_amendment(pair(SHARING, WIDER, "third-party-sharing"))
    assert {"category third-party-sharing", "word + advertis", "word ~ advertis", "came 2"} <= found
    assert "word - advertis" not in found
