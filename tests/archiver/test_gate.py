"""What becomes of a new text, given what is remembered of its document."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.records import Outcome
from archiver.fetch.capture import Capture
from archiver.gate import Candidate, Past, Verdict, judge
from archiver.gate.verdict import digest
from tests.archiver.corpus import after, looks, remembered
from tests.archiver.policies import START, captured

HELD, RECORDED = Outcome.HELD, Outcome.RECORDED
URL = "https://lumen.example/legal/privacy"

POLICY = """# What we do with your data

Last updated: 1 March 2025

Lumen Works runs the Lumen service, and this policy says what we do with personal data.
It applies to everyone who visits our site or opens an account with us.

## 1. What we collect

We collect the name and the e-mail address that you give us when you sign up.
We log the time of each visit and the kind of device that you use.
We do not collect your precise location.

## 2. How we use it

- We use personal data to provide the service.
- We use it to answer your questions.
- We keep it for 30 days after you close your account.

## 3. Your rights

You may ask for a copy of your data, have it corrected, or have it deleted.
Write to us and we answer within one month.

[Imprint](https://lumen.example/imprint)
"""
REWRITE = """# Guide to your information

This notice governs the consent that customers of Lumen give, and every processing that rests upon it.

## Sources of information

Details reach us from forms, from logs and from companies that pass them on under a contract.
Certain partners disclose purchase histories, which remain under the law of the place of purchase.

## Purposes and retention

Retention ends with the purpose, and no later than six months after the contract terminates.
Disputes about retention go to arbitration under the provisions of chapter nine.

## Parties

Processors, auditors and regulators receive details as far as obligations require and no further.
Nobody receives them for advertising, neither for money nor otherwise.
"""
GERMAN = """# Datenschutz

Diese Erklärung beschreibt, welche Daten wir von Ihnen erheben und zu welchen Zwecken wir sie verarbeiten.
Wir geben die Daten nur an Dienstleister weiter, die uns beim Betrieb helfen und die an unsere Weisungen
gebunden sind.
Sie haben das Recht auf Auskunft, auf Berichtigung und auf Löschung, und Sie können sich bei einer Behörde
beschweren, wenn Sie mit unserer Antwort nicht zufrieden sind.
"""
COOKIES = """We set cookies that keep you signed in, and cookies that count how often a page is opened.
You can delete both in your browser, and after that we ask you again.
"""
HOME = """# Build faster together

The workspace where your team plans, writes and ships.
Start free, and upgrade when you grow with more seats and more room.

## Everything in one place

Bring documents, tasks and conversations together, and find anything in seconds.
Thousands of teams already save hours every week.

## Made for people who make things

Draft with a blank page or begin from one of two hundred templates.
Share with a link, comment in the margin, and see who is looking right now.
"""


def look(text: str, memory: Past, *, day: int = 1, capture: Capture | None = None) -> Verdict:
    captures = (capture,) if capture else ()
    return judge(Candidate(text=text, captures=captures), memory, START + timedelta(days=day))


def outcomes(verdicts: list[Verdict]) -> list[Outcome]:
    return [verdict.outcome for verdict in verdicts]


def test_the_first_text_of_a_document_is_recorded() -> None:
    assert look(POLICY, Past()).outcome is Outcome.RECORDED


def test_an_edit_is_recorded_at_once_and_dated_now() -> None:
    verdict = look(POLICY.replace("30 days", "90 days"), remembered(POLICY))
    assert (verdict.outcome, verdict.first_seen) == (Outcome.RECORDED, START + timedelta(days=1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1 March 2025", "2 March 2025"),
        ("1 March 2025", "3 January 2025"),
        ("- We use it to answer your questions.\n", ""),
        ("We do not collect", "We collect"),
        ("Write to us", "Write to our officer"),
        ("## 3. Your rights\n\nYou", "## 3. Your rights\n\nThis section is new and says little.\nYou"),
    ],
)
def test_a_small_change_of_words_is_recorded_at_once(old: str, new: str) -> None:
    assert look(POLICY.replace(old, new), remembered(POLICY)).outcome is Outcome.RECORDED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1 March 2025", "March 1st, 2025"),
        ("1 March 2025", "2025-03-01"),
        ("1 March 2025", "1. März 2025"),
        ("1 March 2025", "1 de marzo de 2025"),
        ("1 March 2025", "01.03.2025"),
        ("1 March 2025", "03/01/2025"),
        ("1 March 2025", "01/03/2025"),
        ("1 March 2025", "2025年3月1日"),
        ("## ", "## A."),
        ("- We use it", "1. We use it"),
        ("[Imprint](https://lumen.example/imprint)", "[Imprint](https://lumen.example/imprint?session=7)"),
        ("[Imprint](https://lumen.example/imprint)", "[Imprint](/imprint)\n\n[Careers](/jobs)"),
        ("## 3. Your", "### 3. Your"),
        ("our site or", "our  site or"),
        ("\n## 1.", "\n- What we collect\n- How we use it\n- Your rights\n\n## 1."),
        ("device that you use.\nWe", "device that you use. We"),
        ("# What we do with your data", "- Legal\n- What we do\n\n# What we do with your data"),
        ("# What we do", "March 1, 2025 (Latest)\n\n# What we do"),
        ("name and the e-mail", "name & the email"),
        ("give us when you", "give us\n\nwhen you"),
    ],
)
def test_what_says_nothing_new_is_no_version(old: str, new: str) -> None:
    assert old in POLICY
    assert look(POLICY.replace(old, new), remembered(POLICY)).outcome is Outcome.UNCHANGED


AGO = POLICY.replace("Last updated: 1 March 2025", "Updated yesterday")


@pytest.mark.parametrize("day", ["March 16, 2025", "Last updated: 1 March 2025", "Updated over a week ago"])
def test_the_day_of_an_edit_in_the_place_of_how_long_ago_it_was_is_no_version(day: str) -> None:
    dated = AGO.replace("Updated yesterday", day)
    assert look(dated, remembered(AGO)).outcome is Outcome.UNCHANGED
    assert look(AGO, remembered(dated)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "said", ["Effective: 1 March 2025", "March 16, 2025\n\nValid from:\n\nMarch 17, 2025", "We may not."]
)
def test_what_else_comes_in_the_place_of_how_long_ago_an_edit_was_is_recorded(said: str) -> None:
    assert look(AGO.replace("Updated yesterday", said), remembered(AGO)).outcome is Outcome.RECORDED


def test_american_and_british_spelling_say_the_same() -> None:
    british = POLICY + "\nWe honour the licence of organisations that cancelled, and analyse nothing.\n"
    american = POLICY + "\nWe honor the license of organizations that canceled, and analyze nothing.\n"
    assert look(american, remembered(british)).outcome is Outcome.UNCHANGED


def test_a_few_words_in_a_paragraph_that_is_cut_anew_are_an_edit() -> None:
    cut = POLICY.replace("\nIt applies", " It applies").replace("device that you", "device\n\nthat you")
    assert look(cut, remembered(POLICY)).outcome is Outcome.UNCHANGED
    assert look(cut.replace("precise", "rough"), remembered(POLICY)).outcome is Outcome.RECORDED


def test_a_second_copy_of_the_text_says_nothing_new() -> None:
    long = POLICY + "".join(f"Rule {word} applies to account {word}.\n" for word in "abcdefghijklmnopqrstuvw")
    assert look(long + "\n" + long, remembered(long)).outcome is Outcome.UNCHANGED
    assert look(long, remembered(long + "\n" + long)).outcome is Outcome.UNCHANGED


def test_other_links_are_recorded_once_they_have_held() -> None:
    text = POLICY.replace("lumen.example/imprint", "lumen.example/en/imprint")
    verdicts = looks(Candidate(text=text), remembered(POLICY), 3)
    assert outcomes(verdicts) == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.RECORDED]
    assert verdicts[-1].first_seen == START + timedelta(days=1)


def test_links_that_differ_at_each_look_are_never_recorded() -> None:
    memory = remembered(POLICY)
    for day in range(10):
        verdict = look(POLICY.replace("imprint)", f"imprint?session={day})"), memory, day=day)
        assert verdict.outcome is Outcome.UNCHANGED
        memory = after(verdict, "", memory)


def test_a_rewrite_is_held_looked_at_again_and_recorded_as_of_its_first_sight() -> None:
    verdicts = looks(Candidate(text=REWRITE), remembered(POLICY), 3)
    assert outcomes(verdicts) == [Outcome.HELD, Outcome.HELD, Outcome.RECORDED]
    assert verdicts[0].look_again
    assert verdicts[-1].first_seen == START + timedelta(days=1)


def test_a_rewrite_that_is_edited_while_it_is_held_still_counts_as_seen() -> None:
    memory = remembered(POLICY)
    memory = after(look(REWRITE, memory), REWRITE, memory)
    verdict = look(REWRITE.replace("six months", "nine months"), memory, day=2)
    assert verdict.held[0].seen == 2


def test_a_wall_that_waits_for_a_person_neither_counts_for_a_rewrite_like_it_nor_comes_in_with_it() -> None:
    wall = REWRITE.replace("# Guide to your information", "# Something went wrong")
    wall = wall.replace("six months", "nine").replace("forms, from logs", "us").replace("chapter", "part")
    memory = remembered(POLICY)
    held = look(wall, memory)
    memory = after(held, wall, memory)
    verdict = look(REWRITE, memory, day=3)
    assert "accept it" in held.reason
    assert (verdict.outcome, verdict.before) == (Outcome.HELD, ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n## 3.", "\nArkose Labs\n\n## 3."),
        ("# What we do with your data", "# What we do with data"),
        ("# What we do with your data", "# Contents\n\n# What we do with your data"),
        ("# What we do with your data\n", ""),
    ],
)
def test_short_labels_and_titles_that_come_and_go_are_furniture(old: str, new: str) -> None:
    text = POLICY.replace(old, new)
    assert look(text, remembered(POLICY)).outcome is Outcome.UNCHANGED
    assert look(POLICY, remembered(text)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# What we do", "March 2, 2025 (Latest)\n\n# What we do"),
        ("# What we do", "- Version 2\n\n# What we do"),
        ("Last updated: 1", "- For guests\n\nLast updated: 1"),
    ],
    ids=["another day", "a number above the title", "an item below the title"],
)
def test_what_stands_above_the_text_and_is_no_furniture_is_recorded(old: str, new: str) -> None:
    assert look(POLICY.replace(old, new, 1), remembered(POLICY)).outcome is Outcome.RECORDED


@pytest.mark.parametrize(
    "line", ["• Stripe", "https://lumen.example/eu", "Stripe 2", "- Stripe", "## Stripe"]
)
def test_items_addresses_numbers_and_headings_in_the_text_are_words(line: str) -> None:
    text = POLICY.replace("\n## 3.", f"\n{line}\n\n## 3.")
    assert look(text, remembered(POLICY)).outcome is Outcome.RECORDED


def test_labels_that_grow_are_confirmed_in_the_crawl_that_meets_them() -> None:
    old = POLICY.replace("\n## 3.", "\nArkose Labs\n\n## 3.")
    text = old.replace("Arkose Labs", "Arkose Labs Europe")
    verdict = look(text, remembered(old))
    assert (verdict.outcome, verdict.look_again) == (Outcome.HELD, True)
    assert look(text, replace(remembered(old), first=text)).outcome is Outcome.RECORDED
    assert look(old, remembered(text)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(("between", "outcome"), [("---\n\n", Outcome.UNCHANGED), ("", Outcome.HELD)])
def test_links_around_each_page_of_a_document_are_furniture(between: str, outcome: Outcome) -> None:
    old, new = (f"{POLICY}\n{between}[{home}](/)\n\n{COOKIES}" for home in ("Home", "Home page"))
    assert look(new, remembered(old)).outcome is outcome


def test_the_old_text_coming_back_clears_the_quarantine() -> None:
    memory = after(look(REWRITE, remembered(POLICY)), REWRITE, remembered(POLICY))
    assert look(POLICY, memory).held == ()


def test_a_text_that_comes_back_is_a_flap_until_it_holds() -> None:
    edited = POLICY.replace("30 days", "90 days")
    verdicts = looks(Candidate(text=POLICY), remembered(edited, POLICY), 3)
    assert outcomes(verdicts) == [Outcome.HELD] * 2 + [Outcome.RECORDED]
    assert verdicts[-1].restored


def test_two_texts_in_turn_make_one_version_each() -> None:
    edited, memory, recorded = POLICY.replace("30 days", "90 days"), remembered(POLICY), 0
    for day in range(40):
        text = edited if day % 2 else POLICY
        verdict = look(text, memory, day=day)
        memory = after(verdict, text, memory)
        if verdict.outcome is Outcome.RECORDED:
            recorded += 1
            memory = remembered(text, POLICY, past=replace(memory, held=()))
    assert recorded == 1


DATED_REWRITE = REWRITE.replace("\n\nThis notice", "\n\nLast updated: 2 March 2025\n\nThis notice", 1)


def test_a_rewrite_that_states_a_later_date_is_recorded_at_the_second_look_on_any_grid() -> None:
    stale = DATED_REWRITE.replace("2 March", "1 March")
    assert outcomes(looks(Candidate(text=DATED_REWRITE), remembered(POLICY), 2)) == [HELD, RECORDED]
    assert outcomes(looks(Candidate(text=stale), remembered(POLICY), 2)) == [HELD, HELD]


def test_a_home_page_that_states_a_later_date_still_waits_for_a_person() -> None:
    dated = HOME.replace("\n\nThe workspace", "\n\nLast updated: 2 March 2025\n\nThe workspace", 1)
    assert set(outcomes(looks(Candidate(text=dated), remembered(POLICY), 5))) == {HELD}


@pytest.mark.parametrize(("day", "outcome"), [("2 March", RECORDED), ("1 March", HELD)])
def test_an_edit_of_an_earlier_text_that_states_a_later_date_is_no_return(day: str, outcome: Outcome) -> None:
    edited = POLICY.replace("1 March", day).replace("30 days", "45 days")
    newest = DATED_REWRITE.replace("2 March", "1 March")
    assert look(edited, remembered(newest, POLICY)).outcome is outcome


def test_another_language_waits_for_a_person() -> None:
    verdicts = looks(Candidate(text=GERMAN), remembered(POLICY), 12)
    assert set(outcomes(verdicts)) == {Outcome.HELD}
    assert "German" in verdicts[0].reason


def test_a_home_page_in_the_policys_place_waits_for_a_person() -> None:
    verdicts = looks(Candidate(text=HOME), remembered(POLICY), 12)
    assert set(outcomes(verdicts)) == {Outcome.HELD}
    assert "does not read like a policy" in verdicts[0].reason


def test_not_even_a_page_that_was_no_policy_is_replaced_at_once() -> None:
    verdicts = looks(Candidate(text=POLICY), remembered(HOME), 3)
    assert outcomes(verdicts) == [Outcome.HELD, Outcome.HELD, Outcome.RECORDED]


def test_an_error_page_does_not_take_the_place_of_a_short_list_nor_keep_the_list_out() -> None:
    companies = [f"- Company {word} of Harbour Street" for word in "abcdefghijklmnopqrst"]
    listed, longer = ("\n".join(["# Companies", *some]) for some in (companies, [*companies, "- Hexagon"]))
    assert look(REWRITE, remembered(listed)).outcome is Outcome.HELD
    verdicts = looks(Candidate(text=longer), remembered(REWRITE, listed), 3)
    assert outcomes(verdicts) == [Outcome.HELD, Outcome.HELD, Outcome.RECORDED]
    assert not verdicts[-1].restored


def test_a_redirect_to_the_home_page_fails_unless_the_policy_is_there() -> None:
    home = captured(url=URL, final_url="https://lumen.example/")
    assert look(REWRITE, remembered(POLICY), capture=home).outcome is Outcome.FAILED
    assert look(POLICY.replace("30", "90"), remembered(POLICY), capture=home).outcome is Outcome.RECORDED


def test_a_redirect_to_a_home_page_of_few_words_is_named_and_not_the_words() -> None:
    home = captured(url=URL, final_url="https://lumen.example/")
    verdict = look("# Lumen\n\nSign up today.\n", remembered(POLICY), capture=home)
    assert verdict.reason.startswith("redirected to a home page")


def test_a_first_page_that_was_redirected_to_a_login_fails() -> None:
    login = captured(url=URL, final_url="https://lumen.example/login?next=/legal/privacy")
    verdict = look(REWRITE, Past(), capture=login)
    assert verdict.outcome is Outcome.FAILED
    assert "login page" in verdict.reason


def test_a_text_cut_off_with_its_page_fails_however_long_it_lasts() -> None:
    half = POLICY[: len(POLICY) * 2 // 3]
    cut = captured(b"<html><body><main>" + half.encode())
    verdict = look(half, remembered(POLICY), capture=cut)
    assert verdict.outcome is Outcome.FAILED
    assert "cut off" in verdict.reason


def test_a_section_removed_at_the_end_of_a_whole_page_is_an_edit_at_the_second_look() -> None:
    shorter = POLICY[: POLICY.index("## 3.")]
    whole = captured(b"<html><body></body></html>")
    verdicts = looks(Candidate(text=shorter, captures=(whole,)), remembered(POLICY), 2)
    assert outcomes(verdicts) == [Outcome.HELD, Outcome.RECORDED]
    assert verdicts[1].first_seen == START + timedelta(days=1)


def test_what_a_person_rejected_fails() -> None:
    verdict = look(REWRITE, replace(remembered(POLICY), rejected=(digest(REWRITE),)))
    assert verdict.outcome is Outcome.FAILED
    assert "rejected" in verdict.reason


def test_what_is_held_says_what_will_let_it_in_and_about_when() -> None:
    yesterday = replace(remembered(POLICY), checked_at=START)
    assert look(REWRITE, yesterday).reason == (
        "shares only 0% of its words with the previous version; "
        "it is recorded if the next 2 looks find it too, about 2025-05-04"
    )
    assert look(REWRITE, remembered(POLICY)).reason.endswith("if the next look finds it too and 2 days pass")
    assert look(REWRITE, yesterday, day=30).reason.endswith("if the next look finds it too, about 2025-06-30")
    again = looks(Candidate(text=REWRITE), yesterday, 2)[-1]
    assert "if the next look finds it too" in again.reason
    assert again.held[0].reason == again.reason


def test_what_only_a_person_can_let_in_says_how() -> None:
    assert "accept it with `archiver quarantine`" in look(GERMAN, remembered(POLICY)).reason


def test_a_failed_look_leaves_the_quarantine_as_it_is() -> None:
    memory = after(look(REWRITE, remembered(POLICY)), REWRITE, remembered(POLICY))
    verdict = look("", memory)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.held == memory.held


@pytest.mark.parametrize(
    ("text", "memory"),
    [
        pytest.param(POLICY.replace("30 days", "90 days"), remembered(POLICY), id="an edit"),
        pytest.param(POLICY + "\n\nReader 4,017 is here.\n", remembered(POLICY), id="dressing"),
        pytest.param(REWRITE, remembered(POLICY), id="a rewrite"),
        pytest.param(GERMAN, remembered(POLICY), id="another language"),
        pytest.param(POLICY, remembered(REWRITE, POLICY), id="a return"),
    ],
)
def test_what_is_said_of_a_second_look_at_the_same_text_is_what_judging_it_would_say(
    text: str, memory: Past
) -> None:
    first, moments_later = START + timedelta(days=1), START + timedelta(days=1, seconds=5)
    confirmed = judge(Candidate(text=text), memory, first).confirmed
    assert confirmed is not None
    again = judge(Candidate(text=text), replace(memory, first=text), moments_later)
    assert confirmed.moved(first, moments_later) == again


@pytest.mark.parametrize("memory", [Past(), remembered(POLICY)], ids=["first", "unchanged"])
def test_nothing_is_said_of_a_second_look_where_there_is_none(memory: Past) -> None:
    assert look(POLICY, memory).confirmed is None


@pytest.mark.large
def test_nothing_of_a_text_is_kept_once_it_is_judged() -> None:
    texts = [POLICY.replace("Lumen", f"Lumen{number}") * 40 for number in range(9)]
    look(texts[0], remembered(REWRITE))
    tracemalloc.start()
    for text in texts[1:]:
        look(text, remembered(REWRITE))
    gc.collect()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < peak / 8


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from([(), (POLICY,), (REWRITE, POLICY)]))
def test_any_text_gets_a_verdict_with_a_reason_unless_it_is_fine(text: str, known: tuple[str, ...]) -> None:
    verdict = look(text, remembered(*known))
    assert bool(verdict.reason) == (verdict.outcome in (Outcome.HELD, Outcome.FAILED))


@given(st.lists(st.sampled_from(POLICY.splitlines()), unique=True, min_size=1))
def test_the_accepted_text_is_always_unchanged(lines: list[str]) -> None:
    text = POLICY + "\n".join(lines)
    assert look(text, remembered(text)).outcome is Outcome.UNCHANGED
