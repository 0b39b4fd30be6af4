"""What becomes of a new text, given what is remembered of its document."""

from __future__ import annotations

import tracemalloc
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.records import Held, Outcome
from archiver.fetch.capture import Capture
from archiver.gate import Accepted, Candidate, Memory, Verdict, judge
from archiver.gate.verdict import digest
from tests.archiver.policies import captured

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
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


def remember(*texts: str, memory: Memory | None = None) -> Memory:
    """Memory of a document whose history had these texts, newest first."""
    accepted = tuple(Accepted(text=text, text_sha256=digest(text)) for text in texts)
    earlier = frozenset(one.text_sha256 for one in accepted)
    return replace(memory or Memory(), accepted=accepted, earlier=earlier)


def look(text: str, memory: Memory, *, day: int = 1, capture: Capture | None = None) -> Verdict:
    captures = (capture,) if capture else ()
    return judge(Candidate(text=text, captures=captures), memory, NOW + timedelta(days=day))


def looks(text: str, memory: Memory, times: int) -> list[Verdict]:
    """So many looks in a row, each a day after the other, that find the same text."""
    verdicts = []
    for day in range(1, times + 1):
        verdict = look(text, memory, day=day)
        verdicts.append(verdict)
        memory = after(verdict, text, memory)
    return verdicts


def after(verdict: Verdict, text: str, memory: Memory) -> Memory:
    """What is remembered after a look that found this text."""
    if verdict.outcome is not Outcome.HELD:
        return replace(memory, held=verdict.held, pending=verdict.pending)
    held, texts = verdict.held, memory.held_texts
    if verdict.pending:
        held = (*held, Held(**asdict(verdict.pending), snapshot="s", reason=verdict.reason))
        texts = {**texts, verdict.pending.text_sha256: text}
    return replace(memory, held=held, held_texts=texts, pending=None)


def outcomes(verdicts: list[Verdict]) -> list[Outcome]:
    return [verdict.outcome for verdict in verdicts]


def test_the_first_text_of_a_document_is_recorded() -> None:
    assert look(POLICY, Memory()).outcome is Outcome.RECORDED


def test_an_edit_is_recorded_at_once_and_dated_now() -> None:
    verdict = look(POLICY.replace("30 days", "90 days"), remember(POLICY))
    assert verdict == Verdict(outcome=Outcome.RECORDED, first_seen=NOW + timedelta(days=1))


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
    assert look(POLICY.replace(old, new), remember(POLICY)).outcome is Outcome.RECORDED


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
        ("## 1. What", "## I. What"),
        ("- We use it", "1. We use it"),
        ("[Imprint](https://lumen.example/imprint)", "[Imprint](https://lumen.example/imprint?session=7)"),
        ("[Imprint](https://lumen.example/imprint)", "[Imprint](/imprint)\n\n[Careers](/jobs)"),
        ("## 3. Your", "### 3. Your"),
        ("our site or", "our  site or"),
        ("\n## 1.", "\n- What we collect\n- How we use it\n- Your rights\n\n## 1."),
        ("device that you use.\nWe", "device that you use. We"),
    ],
)
def test_what_says_nothing_new_is_no_version(old: str, new: str) -> None:
    assert old in POLICY
    assert look(POLICY.replace(old, new), remember(POLICY)).outcome is Outcome.UNCHANGED


def test_a_second_copy_of_the_text_says_nothing_new() -> None:
    long = POLICY + "".join(f"Rule {word} applies to account {word}.\n" for word in "abcdefghijklmnopqrstuvw")
    assert look(long + "\n" + long, remember(long)).outcome is Outcome.UNCHANGED
    assert look(long, remember(long + "\n" + long)).outcome is Outcome.UNCHANGED


def test_other_links_are_recorded_once_they_have_held() -> None:
    text = POLICY.replace("lumen.example/imprint", "lumen.example/en/imprint")
    verdicts = looks(text, remember(POLICY), 3)
    assert outcomes(verdicts) == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.RECORDED]
    assert verdicts[-1].first_seen == NOW + timedelta(days=1)


def test_links_that_differ_at_each_look_are_never_recorded() -> None:
    memory = remember(POLICY)
    for day in range(10):
        verdict = look(POLICY.replace("imprint)", f"imprint?session={day})"), memory, day=day)
        assert verdict.outcome is Outcome.UNCHANGED
        memory = after(verdict, "", memory)


def test_a_rewrite_is_held_looked_at_again_and_recorded_as_of_its_first_sight() -> None:
    verdicts = looks(REWRITE, remember(POLICY), 3)
    assert outcomes(verdicts) == [Outcome.HELD, Outcome.HELD, Outcome.RECORDED]
    assert verdicts[0].look_again
    assert verdicts[-1].first_seen == NOW + timedelta(days=1)


def test_a_rewrite_that_is_edited_while_it_is_held_still_counts_as_seen() -> None:
    memory = remember(POLICY)
    memory = after(look(REWRITE, memory), REWRITE, memory)
    verdict = look(REWRITE.replace("six months", "nine months"), memory, day=2)
    assert verdict.held[0].seen == 2


def test_labels_are_confirmed_in_the_crawl_that_meets_them() -> None:
    text = POLICY.replace("\n## 3.", "\nArkose Labs\n\n## 3.")
    verdict = look(text, remember(POLICY))
    assert (verdict.outcome, verdict.look_again) == (Outcome.HELD, True)
    assert look(text, replace(remember(POLICY), confirming=True)).outcome is Outcome.RECORDED


def test_the_old_text_coming_back_clears_the_quarantine() -> None:
    memory = after(look(REWRITE, remember(POLICY)), REWRITE, remember(POLICY))
    assert look(POLICY, memory).held == ()


def test_a_text_that_comes_back_is_a_flap_until_it_holds() -> None:
    edited = POLICY.replace("30 days", "90 days")
    verdicts = looks(POLICY, remember(edited, POLICY), 6)
    assert outcomes(verdicts) == [Outcome.HELD] * 5 + [Outcome.RECORDED]
    assert verdicts[-1].restored


def test_two_texts_in_turn_make_one_version_each() -> None:
    edited, memory, recorded = POLICY.replace("30 days", "90 days"), remember(POLICY), 0
    for day in range(40):
        text = edited if day % 2 else POLICY
        verdict = look(text, memory, day=day)
        memory = after(verdict, text, memory)
        if verdict.outcome is Outcome.RECORDED:
            recorded += 1
            memory = remember(text, POLICY, memory=replace(memory, held=()))
    assert recorded == 1


def test_another_language_waits_for_a_person() -> None:
    verdicts = looks(GERMAN, remember(POLICY), 12)
    assert set(outcomes(verdicts)) == {Outcome.HELD}
    assert "German" in verdicts[0].reason


def test_a_home_page_in_the_policys_place_waits_for_a_person() -> None:
    verdicts = looks(HOME, remember(POLICY), 12)
    assert set(outcomes(verdicts)) == {Outcome.HELD}
    assert "does not read like a policy" in verdicts[0].reason


def test_a_page_that_was_no_policy_is_replaced_as_soon_as_the_policy_shows() -> None:
    assert look(POLICY, remember(HOME)).outcome is Outcome.RECORDED
    assert look(POLICY, remember("# Oops\n\nSomething went wrong.\n")).outcome is Outcome.RECORDED


def test_a_redirect_to_the_home_page_fails_unless_the_policy_is_there() -> None:
    home = captured(url=URL, final_url="https://lumen.example/")
    assert look(REWRITE, remember(POLICY), capture=home).outcome is Outcome.FAILED
    assert look(POLICY.replace("30", "90"), remember(POLICY), capture=home).outcome is Outcome.RECORDED


def test_a_first_page_that_was_redirected_to_a_login_fails() -> None:
    login = captured(url=URL, final_url="https://lumen.example/login?next=/legal/privacy")
    verdict = look(REWRITE, Memory(), capture=login)
    assert verdict.outcome is Outcome.FAILED
    assert "login page" in verdict.reason


def test_a_text_cut_off_with_its_page_fails_however_long_it_lasts() -> None:
    half = POLICY[: len(POLICY) * 2 // 3]
    cut = captured(b"<html><body><main>" + half.encode())
    verdict = look(half, remember(POLICY), capture=cut)
    assert verdict.outcome is Outcome.FAILED
    assert "cut off" in verdict.reason


def test_a_section_removed_at_the_end_of_a_whole_page_is_an_edit() -> None:
    shorter = POLICY[: POLICY.index("## 3.")]
    whole = captured(b"<html><body></body></html>")
    assert look(shorter, remember(POLICY), capture=whole).outcome is Outcome.RECORDED


def test_what_a_person_rejected_fails() -> None:
    verdict = look(REWRITE, replace(remember(POLICY), rejected=(digest(REWRITE),)))
    assert verdict.outcome is Outcome.FAILED
    assert "rejected" in verdict.reason


def test_a_failed_look_leaves_the_quarantine_as_it_is() -> None:
    memory = after(look(REWRITE, remember(POLICY)), REWRITE, remember(POLICY))
    verdict = look("", memory)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.held == memory.held


def test_the_quarantine_keeps_only_the_last_texts_of_a_page_that_always_differs() -> None:
    memory = remember(POLICY)
    for day in range(12):
        text = "\n".join(
            f"Chapter {word} of part {day} {word}{day} has its own words." for word in "abcdefghijkl"
        )
        verdict = look(text, memory, day=day)
        memory = after(verdict, text, memory)
    assert len(memory.held) == 5


def test_nothing_of_a_text_is_kept_once_it_is_judged() -> None:
    texts = [POLICY.replace("Lumen", f"Lumen{number}") * 3 for number in range(9)]
    look(texts[0], remember(REWRITE))
    tracemalloc.start()
    for text in texts[1:]:
        look(text, remember(REWRITE))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < peak / 8


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from([(), (POLICY,), (REWRITE, POLICY)]))
def test_any_text_gets_a_verdict_with_a_reason_unless_it_is_fine(text: str, known: tuple[str, ...]) -> None:
    verdict = look(text, remember(*known))
    assert bool(verdict.reason) == (verdict.outcome in (Outcome.HELD, Outcome.FAILED))


@given(st.lists(st.sampled_from(POLICY.splitlines()), unique=True, min_size=1))
def test_the_accepted_text_is_always_unchanged(lines: list[str]) -> None:
    text = POLICY + "\n".join(lines)
    assert look(text, remember(text)).outcome is Outcome.UNCHANGED
