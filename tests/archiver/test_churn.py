"""What differs at nearly every look makes no version, and hides no edit beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive_repo.format.observation import Slot
from archive_repo.records import Outcome
from archiver.gate import Candidate, Past, Verdict, churn, judge, regions
from tests.archiver.corpus import after, remembered
from tests.archiver.policies import START

HELD, RECORDED, UNCHANGED = Outcome.HELD, Outcome.RECORDED, Outcome.UNCHANGED
POLICY = """# Privacy Policy

Lumen Works runs the Lumen service, and this policy says what we do with personal data.

This page has been read 48,210 times.

## What we collect

We collect the name and the e-mail address that you give us when you sign up.

We log the time of each visit and the kind of device that you use.

## How we use it

We use personal data to provide the service and to answer your questions.

We keep it for 30 days after you close your account.

## Your rights

You may ask for a copy of your data, have it corrected, or have it deleted.

Write to us and we answer within one month.
"""
COUNTER = "This page has been read 48,210 times."
EDITED = ("for 30 days", "for 90 days")


def saying(words: str, policy: str = POLICY) -> str:
    """The policy with these words in the counter's place."""
    return policy.replace(COUNTER, words)


def verdicts(texts: Sequence[str], *, days: float = 1, old: str = POLICY) -> list[Verdict]:
    """What becomes of texts, one at each look; a text that is recorded is the newest version from then on."""
    past, found = Past(accepted=remembered(old).accepted, checked_at=START), []
    for number, text in enumerate(texts, start=1):
        now = START + number * timedelta(days=days)
        verdict = judge(Candidate(text=text), past, now)
        found.append(verdict)
        past = after(verdict, text, past)
        accepted = remembered(text).accepted + past.accepted if verdict.outcome is RECORDED else past.accepted
        past = Past(
            accepted=accepted, held=past.held, held_texts=past.held_texts, slots=verdict.slots, checked_at=now
        )
    return found


def outcomes(texts: Sequence[str], *, days: float = 1, old: str = POLICY) -> list[Outcome]:
    return [verdict.outcome for verdict in verdicts(texts, days=days, old=old)]


def confirmed(first: str, second: str, *, slots: tuple[Slot, ...] = ()) -> Verdict:
    """What becomes of the second request of a crawl."""
    now = START + timedelta(days=1)
    past = Past(accepted=remembered(POLICY).accepted, slots=slots, checked_at=START, first=first)
    return judge(Candidate(text=second), past, now)


TEASERS = [
    "Meet the gardeners who water forty roofs from one phone.",
    "Five recipes for a rainy Sunday, picked by readers.",
    "Why the night train is back again this year.",
    "A photographer walks the whole coast on foot.",
    "Listen to the new episode about forgotten bridges.",
    "Spring is here, with more colours than ever before.",
]


def test_what_differs_between_two_requests_is_no_change() -> None:
    verdict = confirmed(saying(TEASERS[0]), saying(TEASERS[1]))
    assert verdict.outcome is UNCHANGED
    assert verdict.churn.endswith(f"“{TEASERS[1]}”")


def test_an_edit_beside_what_differs_between_two_requests_is_recorded() -> None:
    first, second = (saying(one).replace(*EDITED) for one in TEASERS[:2])
    assert confirmed(first, second).outcome is RECORDED


def test_an_edit_that_both_requests_find_is_recorded_at_the_first_look() -> None:
    edited = POLICY.replace(*EDITED)
    assert confirmed(edited, edited).outcome is RECORDED


def test_what_only_the_first_request_found_is_no_change() -> None:
    assert confirmed(POLICY.replace(*EDITED), POLICY).outcome is UNCHANGED


def test_a_teaser_that_changes_every_day_makes_no_version() -> None:
    assert outcomes([saying(one) for one in TEASERS]) == [HELD, *[UNCHANGED] * 5]


def test_a_teaser_that_stays_is_recorded_at_the_second_look() -> None:
    assert outcomes([saying(TEASERS[0])] * 2) == [HELD, RECORDED]


def test_an_edit_beside_churn_is_recorded_at_once() -> None:
    texts = [saying(one) for one in TEASERS[:3]]
    assert outcomes([*texts, saying(TEASERS[3]).replace(*EDITED)])[-1] is RECORDED


def test_a_sentence_of_policy_that_comes_where_a_teaser_was_is_recorded_at_once() -> None:
    texts = [saying(one) for one in TEASERS[:3]]
    clause = f"{TEASERS[3]}\n\nWe may disclose personal data to the authorities."
    assert outcomes([*texts, saying(clause)])[-1] is RECORDED


@pytest.mark.parametrize(
    ("beside", "put"),
    [
        (COUNTER, f"{COUNTER}\n\nWe may disclose personal data to the authorities."),
        ("## What we collect", "We may disclose personal data to the authorities.\n\n## What we collect"),
        ("what we do with", "what we do with your"),
    ],
)
def test_an_edit_that_touches_a_churning_line_is_recorded_at_once(beside: str, put: str) -> None:
    edited = POLICY.replace(beside, put)
    texts = [saying(one) for one in TEASERS[:3]]
    assert outcomes([*texts, edited.replace(COUNTER, TEASERS[3])])[-1] is RECORDED


def test_a_text_that_churned_and_then_stood_still_is_recorded() -> None:
    texts = [saying(one) for one in [*TEASERS[:3], *[TEASERS[3]] * 5]]
    assert outcomes(texts)[-3:].count(RECORDED) == 1


@pytest.mark.parametrize(("days", "outcome"), [(2, UNCHANGED), (3, RECORDED)])
def test_churn_has_stood_still_after_three_days(days: int, outcome: Outcome) -> None:
    texts = [saying(one) for one in [*TEASERS[:3], *[TEASERS[3]] * (days + 1)]]
    assert outcomes(texts)[-1] is outcome


@pytest.mark.parametrize(("days", "outcome"), [(3, HELD), (3.01, RECORDED)])
def test_dressing_waits_where_looks_are_at_most_three_days_apart(days: float, outcome: Outcome) -> None:
    assert outcomes([saying(TEASERS[0])], days=days) == [outcome]


def test_far_apart_a_place_churns_that_changed_at_three_looks_in_a_row() -> None:
    assert outcomes([saying(one) for one in TEASERS[:4]], days=30) == [
        RECORDED,
        RECORDED,
        UNCHANGED,
        UNCHANGED,
    ]


def test_far_apart_a_clause_may_be_edited_at_every_look() -> None:
    texts = [POLICY.replace("for 30 days", f"for {number} days") for number in (60, 90, 120, 180)]
    assert outcomes(texts, days=30) == [RECORDED] * 4


def test_a_clause_that_is_edited_on_two_days_in_a_row_waits_until_it_stands_still() -> None:
    texts = [POLICY.replace("for 30 days", f"for {number} days") for number in (60, 90, 90, 90, 90)]
    assert outcomes(texts) == [RECORDED, UNCHANGED, UNCHANGED, UNCHANGED, RECORDED]


@pytest.mark.parametrize(("count", "outcome"), [("50,720", HELD), ("50,750", RECORDED)])
def test_a_number_that_moves_by_a_twentieth_is_a_counter(count: str, outcome: Outcome) -> None:
    old = saying("You are reader number 48,210 of this policy.")
    new = saying(f"You are reader number {count} of this policy.")
    assert outcomes([new], old=old) == [outcome]


@pytest.mark.parametrize(("days", "outcome"), [(13, HELD), (14, RECORDED)])
def test_a_number_that_moves_by_one_may_count_days(days: int, outcome: Outcome) -> None:
    old, new = (saying(f"Our legal team has {number} days left.") for number in (12, days))
    assert outcomes([new], old=old) == [outcome]


@pytest.mark.parametrize(("day", "outcome"), [("4 May 2025", RECORDED), ("2 May 2025", HELD)])
def test_a_date_of_today_waits_a_look(day: str, outcome: Outcome) -> None:
    old, new = saying("Last updated: 1 March 2025"), saying(f"Last updated: {day}")
    assert START + timedelta(days=1) < datetime(2025, 5, 3, tzinfo=START.tzinfo)
    assert outcomes([new], old=old) == [outcome]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (
            "Privacy tip of the day: ask companies for a copy of your personal data and of each contract.",
            HELD,
        ),
        ("Until the end of the day: you may object.", RECORDED),
        ("Privacy tip of the day you may like.", RECORDED),
        ("Reviewed 2 days ago by our legal team.", HELD),
        ("We delete an account that you last used more than 2 years ago, and what you agreed to.", RECORDED),
        ("Geprüft vor 3 Tagen nach geltendem Recht.", HELD),
        ("We and our 812 partners process personal data for these purposes.", HELD),
        ("We and our partners process personal data for these purposes.", RECORDED),
        ("You may also like", HELD),
        ("You may also object", RECORDED),
        ("You must see this!", HELD),
        ("You must see this.", RECORDED),
    ],
)
def test_what_only_notices_and_teasers_say_waits_a_look_even_with_words_of_policies(
    words: str, outcome: Outcome
) -> None:
    assert outcomes([saying(words)]) == [outcome]


@pytest.mark.parametrize(
    ("added", "outcome"),
    [
        ("Wir und unsere 812 Partner verarbeiten Ihre Daten.", HELD),
        ("Wir und unsere Partner verarbeiten Ihre Daten.", RECORDED),
    ],
)
def test_a_notice_that_is_put_into_a_clause_waits_a_look(added: str, outcome: Outcome) -> None:
    old = saying("Your personal data is kept for a year.")
    assert outcomes([saying(f"Your personal data is kept for a year. {added}")], old=old) == [outcome]


def test_a_greeting_that_changes_waits_a_look_though_it_says_you() -> None:
    old, new = (saying(f"Good {time}, nice to see you here again!") for time in ("morning", "evening"))
    assert outcomes([new], old=old) == [HELD]


WORDS = [f"Word {number} of the law is {'x' * number}." for number in range(1, 60)]


def lost(of: int, gone: int) -> list[Outcome]:
    """What becomes of a text of so many lines of six words, of which some in the middle are gone."""
    lines = WORDS[:of]
    text, shorter = "\n\n".join(lines), "\n\n".join(lines[:3] + lines[3 + gone :])
    return outcomes([shorter, shorter], old=text)


@pytest.mark.parametrize(("count", "first"), [(5, RECORDED), (6, HELD)])
def test_twenty_words_gone_and_nothing_added_may_be_part_of_a_page(count: int, first: Outcome) -> None:
    """Two lines of seven words go, and one of `count` between them."""
    went = [WORDS[30], f"The law{' law' * (count - 2)}.", WORDS[31]]
    old, new = "\n\n".join([*WORDS[:3], *went, *WORDS[3:20]]), "\n\n".join(WORDS[:20])
    assert outcomes([new], old=old) == [first]


@pytest.mark.parametrize(("of", "first"), [(41, RECORDED), (39, HELD)])
def test_a_tenth_gone_and_nothing_added_may_be_part_of_a_page(of: int, first: Outcome) -> None:
    assert lost(of, 4)[0] is first


@pytest.mark.parametrize(("days", "outcome"), [(1, HELD), (30, RECORDED)])
def test_what_goes_where_words_changed_at_the_last_look_may_have_gone_only_if_looks_are_close(
    days: int, outcome: Outcome
) -> None:
    amended = [*WORDS[:4], WORDS[4].replace("law", "contract"), *WORDS[5:30]]
    shorter = [*WORDS[:3], *WORDS[9:29], "The law of the place governs this text.", WORDS[29]]
    texts = ["\n\n".join(lines) for lines in (WORDS[:30], amended, shorter)]
    assert outcomes(texts[1:], old=texts[0], days=days) == [RECORDED, outcome]


def test_a_loss_is_recorded_at_the_second_look() -> None:
    assert lost(30, 6) == [HELD, RECORDED]


@pytest.mark.parametrize(("days", "first"), [(3, HELD), (4, RECORDED)])
def test_the_last_words_that_are_gone_wait_a_look_where_looks_are_close(days: int, first: Outcome) -> None:
    old, new = "\n\n".join(WORDS[:50]), "\n\n".join(WORDS[:47])
    assert outcomes([new], old=old, days=days) == [first]


@pytest.mark.parametrize(("left", "first"), [(46, RECORDED), (44, HELD)])
def test_where_looks_are_far_apart_a_tenth_that_is_gone_from_the_end_waits_a_look(
    left: int, first: Outcome
) -> None:
    assert outcomes(["\n\n".join(WORDS[:left])], old="\n\n".join(WORDS[:50]), days=30) == [first]


CHOICE = "## Your choice\n\nYou may ask for less.\n\n"


@pytest.mark.parametrize(
    ("gone", "days", "expected"),
    [
        (CHOICE, 1, [HELD, RECORDED]),
        (CHOICE, 4, [RECORDED, UNCHANGED]),
        ("You may ask for less.\n\n", 1, [RECORDED, UNCHANGED]),
    ],
)
def test_a_section_that_is_gone_waits_a_look_where_looks_are_close(
    gone: str, days: int, expected: list[Outcome]
) -> None:
    old = POLICY.replace("## Your rights", f"{CHOICE}## Your rights")
    assert outcomes([old.replace(gone, "")] * 2, old=old, days=days) == expected


def test_a_section_missing_on_each_day_another_one_makes_no_version() -> None:
    headings = ("## What we collect", "## How we use it", "## Your rights")
    first, second, third = (POLICY.index(heading) for heading in headings)
    texts = [POLICY[:one] + POLICY[two:] for one, two in ((first, second), (second, third), (first, second))]
    assert RECORDED not in outcomes(texts)


def test_a_section_that_is_gone_beside_an_edit_is_recorded_at_once() -> None:
    old = POLICY.replace("## Your rights", f"{CHOICE}## Your rights")
    assert outcomes([POLICY.replace(*EDITED)], old=old) == [RECORDED]


def test_the_busiest_24_places_are_remembered() -> None:
    old = "\n\n".join(f"{word}\n\nReader {number * 7} is here." for number, word in enumerate(WORDS[:30]))
    places = churn.find((), regions.paired(old, old.replace("is here", "was here")), START, last=None)
    assert len(places.found) == 30
    assert len(places.slots(recorded=False)) == 24


@pytest.mark.parametrize("known", [0, 2])
def test_places_of_a_text_that_is_read_twice_are_found_once(known: int) -> None:
    past = verdicts([saying(one) for one in TEASERS[:known]])[-1].slots if known else ()
    now = START + timedelta(days=4)
    paired = regions.paired(POLICY, saying(TEASERS[2]).replace(*EDITED))
    first = churn.find(past, paired, now, last=START)
    again = churn.find(first.slots(recorded=False), paired, now, last=START, again=True)
    for places in (first.seen_again(), again):
        assert places.slots(recorded=True) == again.slots(recorded=True)
        assert [(one.old, one.new, one.spoke, one.hunks) for one in places.found] == [
            (one.old, one.new, one.spoke, one.hunks) for one in again.found
        ]


def test_more_places_than_are_remembered_differ_at_no_request_of_a_text_that_is_read_twice() -> None:
    old = "\n\n".join(f"{word}\n\nReader {number * 7} is here." for number, word in enumerate(WORDS[:30]))
    new = old.replace("is here", "was here")
    past = replace(remembered(old), first=new)
    assert {slot.changes for slot in judge(Candidate(text=new), past, START).slots} == {1}


def test_what_is_left_out_gives_the_newest_version_again() -> None:
    texts = [saying(one) for one in TEASERS[:3]]
    slots = verdicts(texts)[-1].slots
    now = START + timedelta(days=4)
    places = churn.find(
        slots, regions.paired(POLICY, saying(TEASERS[4])), now, last=START + timedelta(days=3)
    )
    assert places.settled == POLICY


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, f"{'x' * 60}…")])
def test_sixty_characters_of_what_churns_are_shown(length: int, shown: str) -> None:
    assert confirmed(saying("y" * length), saying("x" * length)).churn.endswith(f"“{shown}”")
