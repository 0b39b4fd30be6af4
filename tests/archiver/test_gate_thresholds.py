"""Each threshold of the gate at its edge: what becomes of a text just below it, and just above."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_repo.records import Outcome
from archiver.gate import Candidate, Past, Verdict, judge
from archiver.gate.prepared import Prepared
from archiver.gate.verdict import digest
from tests.archiver.corpus import after, looks, remembered
from tests.archiver.policies import START, captured

POLICY_WORDS = "consent contract liability"
HELD, RECORDED, UNCHANGED, FAILED = Outcome.HELD, Outcome.RECORDED, Outcome.UNCHANGED, Outcome.FAILED


def word(number: int) -> str:
    """A word that no policy, no wall and no language has."""
    letters = "bcdfghjklmnpqrstvwxz"
    return "q" + "".join(letters[number // 20**place % 20] for place in (2, 1, 0))


def prose(first: int, last: int) -> str:
    """The words of these numbers, the last one left out, in one line."""
    return " ".join(map(word, range(first, last)))


def prose_lines(count: int, first: int = 0) -> list[str]:
    return [prose(12 * number, 12 * number + 12) + "." for number in range(first, first + count)]


def look(text: str, memory: Past | None = None, **known: object) -> Verdict:
    return judge(Candidate(text=text, **known), memory or Past(), START)  # type: ignore[arg-type]


def nth(number: int, text: str, old: str) -> Outcome:
    """What becomes of a text at this look in a row."""
    return looks(Candidate(text=text), remembered(old), number)[-1].outcome


@pytest.mark.parametrize(("count", "outcome"), [(59, FAILED), (60, RECORDED)])
def test_a_policy_has_60_words(count: int, outcome: Outcome) -> None:
    assert look(prose(0, count)).outcome is outcome


@pytest.mark.parametrize(("same", "outcome"), [(51, HELD), (52, RECORDED)])
def test_what_shares_half_of_its_runs_with_the_version_before_is_an_edit(same: int, outcome: Outcome) -> None:
    old, new = prose(0, 102), f"{prose(0, same)} {prose(500, 602 - same)}"  # of 100 runs, `same` - 2
    assert look(new, remembered(old)).outcome is outcome


@pytest.mark.parametrize(("minutes", "seen"), [(29, 1), (30, 2)])
def test_looks_less_than_half_an_hour_apart_count_as_one(minutes: int, seen: int) -> None:
    text, memory = prose(500, 600), remembered(prose(0, 100))
    memory = after(look(text, memory), text, memory)
    again = judge(Candidate(text=text), memory, START + timedelta(minutes=minutes))
    assert [held.seen for held in again.held] == [seen]


def test_a_text_that_a_clock_that_was_ahead_held_waits_no_longer_than_any() -> None:
    text, memory = prose(500, 600), remembered(prose(0, 100))
    memory = after(judge(Candidate(text=text), memory, START + timedelta(days=5_000)), text, memory)
    outcomes = []
    for day in range(4):
        verdict = judge(Candidate(text=text), memory, START + timedelta(days=day))
        outcomes.append(verdict.outcome)
        memory = after(verdict, text, memory)
    assert outcomes[:3] == [HELD, HELD, RECORDED]


@pytest.mark.parametrize(
    ("old", "new", "days"),
    [
        ((prose(0, 100),), prose(500, 600), 2),
        ((f"{prose(0, 99)} and more", prose(0, 100)), prose(0, 100), 2),
        ((prose(500, 600), prose(0, 100)), prose(0, 90), 2),
        ((prose(0, 400),), prose(500, 600), 7),
    ],
    ids=["a rewrite", "a return", "an edited return", "a collapse"],
)
@pytest.mark.parametrize(("hours", "outcome"), [(-5, HELD), (-4, RECORDED)])
def test_a_text_that_takes_anothers_place_has_to_hold_for_days_less_four_hours(
    old: tuple[str, ...], new: str, days: int, hours: int, outcome: Outcome
) -> None:
    memory = remembered(*old)
    memory = after(look(new, memory), new, memory)
    again = judge(Candidate(text=new), memory, START + timedelta(days=days, hours=hours))
    assert again.outcome is outcome


@pytest.mark.parametrize(("said", "outcome"), [(2, HELD), (3, RECORDED)])
def test_a_rewrite_under_the_same_title_that_reads_like_a_policy_is_confirmed_in_its_crawl(
    said: int, outcome: Outcome
) -> None:
    title = "# Imprint"  # no word of a policy's
    text = f"{title}\n\n{'consent ' * said}{prose(500, 649 - said)}"  # of 150 words
    memory = replace(remembered(f"{title}\n\n{prose(0, 100)}"), first=text)
    assert look(text, memory).outcome is outcome


@pytest.mark.parametrize(("said", "outcome"), [(3, HELD), (4, RECORDED)])
def test_a_short_rewrite_with_a_later_date_needs_no_days_if_it_reads_like_a_policy(
    said: int, outcome: Outcome
) -> None:
    old = f"# Imprint\n\nLast updated: 1 March 2025\n\n{prose(0, 1000)}"
    new = f"# Notes\n\nLast updated: 2 March 2025\n\n{'consent ' * said}{prose(500, 694 - said)}"  # 200 words
    assert nth(2, new, old) is outcome


@pytest.mark.parametrize(("number", "outcome"), [(1, HELD), (2, RECORDED)])
def test_a_rewrite_under_the_same_title_is_recorded_at_the_second_look(number: int, outcome: Outcome) -> None:
    title = "# Privacy Policy"
    assert (
        nth(number, f"{title}\n\n{prose(500, 600)} {POLICY_WORDS}", f"{title}\n\n{prose(0, 100)}") is outcome
    )


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        ("Data Protection Notice", RECORDED),
        ("Datenschutzerklärung", RECORDED),
        ("Notice for Applicants", HELD),
    ],
)
def test_titles_are_alike_that_name_the_same_type(title: str, outcome: Outcome) -> None:
    text = f"# {title}\n\n{prose(500, 600)} {POLICY_WORDS}"
    memory = replace(remembered(f"# Privacy Policy\n\n{prose(0, 100)}"), first=text)
    assert look(text, memory).outcome is outcome


@pytest.mark.parametrize(("before", "outcome"), [(4, RECORDED), (5, HELD)])
def test_a_title_is_among_the_first_five_lines(before: int, outcome: Outcome) -> None:
    def text(first: int) -> str:
        lines = [prose(first + 20 * number, first + 20 * number + 13) for number in range(before)]
        return "\n\n".join([*lines, "# Privacy Policy", f"{prose(first + 200, first + 300)} {POLICY_WORDS}"])

    memory = replace(remembered(text(0)), first=text(500))
    assert look(text(500), memory).outcome is outcome


@pytest.mark.parametrize(("more", "outcome"), [(6, RECORDED), (7, HELD)])
def test_a_title_has_at_most_eight_words(more: int, outcome: Outcome) -> None:
    title = f"# Privacy Policy {prose(900, 900 + more)}"
    text = f"{title}\n\n{prose(500, 600)} {POLICY_WORDS}"
    assert look(text, replace(remembered(f"{title}\n\n{prose(0, 100)}"), first=text)).outcome is outcome


@pytest.mark.parametrize(("more", "outcome"), [(2, RECORDED), (3, HELD)])
def test_titles_are_alike_that_share_half_of_their_words(more: int, outcome: Outcome) -> None:
    shared = f"# Privacy Policy {prose(900, 903)}"  # five words of ten, or of eleven
    text = f"{shared} {prose(920, 920 + more)}\n\n{prose(500, 600)} {POLICY_WORDS}"
    memory = replace(remembered(f"{shared} {prose(910, 913)}\n\n{prose(0, 100)}"), first=text)
    assert look(text, memory).outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(100, HELD), (101, RECORDED)])
def test_a_rewrite_of_a_quarter_of_the_words_or_less_has_to_hold_longer(count: int, outcome: Outcome) -> None:
    assert nth(3, prose(500, 500 + count), prose(0, 400)) is outcome


@pytest.mark.parametrize(("number", "outcome"), [(2, UNCHANGED), (3, RECORDED)])
def test_other_links_are_recorded_at_the_third_look(number: int, outcome: Outcome) -> None:
    text = f"{prose(0, 100)} [{word(7)}](https://lumen.example/7)."
    assert nth(number, text.replace("/7", "/8"), text) is outcome


@pytest.mark.parametrize(("number", "outcome"), [(2, UNCHANGED), (3, RECORDED)])
def test_other_numbers_of_clauses_are_recorded_at_the_third_look(number: int, outcome: Outcome) -> None:
    text = f"A.1. {prose(0, 50)}.\n\nA.2. {prose(50, 100)}."
    assert nth(number, text.replace("A.", "B.3."), text) is outcome


@pytest.mark.parametrize(
    ("numbers", "outcome"),
    [
        (("### 1.", "### 2."), UNCHANGED),
        (("A.1.", "A.2."), UNCHANGED),
        (("B.1.", "B.2."), RECORDED),
        (("2.", "3."), RECORDED),
    ],
    ids=["headings", "their section's number before them", "another section's", "other numbers"],
)
def test_numbers_that_are_only_written_in_another_way_are_never_recorded(
    numbers: tuple[str, str], outcome: Outcome
) -> None:
    before, behind = prose_lines(12), prose_lines(3, first=20)
    old, new = (
        "\n\n".join([*before, "## A. Rent", f"{one} Rent is due.", f"{two} Rent is owed.", *behind])
        for one, two in (("1.", "2."), numbers)
    )
    assert nth(3, new, old) is outcome


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("M. Dupont", "J. Dupont"),
        ("2.5 inches", "3.5 inches"),
        ("30 days later, as Section 1 says,", "60 days later, as Section 1 says,"),
        ("30 days later, as Section 1 says,", "30 days later, as Section 2 says,"),
    ],
)
def test_other_numbers_that_say_something_are_recorded_at_once(old: str, new: str) -> None:
    clauses = f"1. {prose(0, 50)}.\n\n2. {prose(50, 100)}.\n\n"
    assert (
        nth(1, f"{clauses}{new} is {prose(100, 130)}.", f"{clauses}{old} is {prose(100, 130)}.") is RECORDED
    )


@pytest.mark.parametrize(("number", "outcome"), [(1, HELD), (2, RECORDED)])
def test_labels_that_grow_are_recorded_at_the_second_look(number: int, outcome: Outcome) -> None:
    old = f"{prose(0, 100)}.\n\n{prose(500, 503)}"
    assert nth(number, f"{old} {word(503)}", old) is outcome


@pytest.mark.parametrize(("count", "outcome"), [(8, UNCHANGED), (9, RECORDED)])
def test_a_label_has_at_most_eight_words(count: int, outcome: Outcome) -> None:
    assert nth(1, f"{prose(0, 100)}.\n\n{prose(500, 500 + count)}", f"{prose(0, 100)}.") is outcome


@pytest.mark.parametrize(("sentences", "outcome"), [(28, HELD), (29, UNCHANGED)])
def test_a_page_of_which_more_than_half_are_labels_is_a_list_of_entries(
    sentences: int, outcome: Outcome
) -> None:
    text = [*prose_lines(sentences), *(word(500 + number) for number in range(28))]
    assert nth(1, "\n\n".join([*text, word(600)]), "\n\n".join(text)) is outcome


@pytest.mark.parametrize(("same", "seen"), [(91, []), (92, [2])])
def test_a_held_text_that_shares_nine_tenths_with_another_is_the_same(same: int, seen: list[int]) -> None:
    text, memory = prose(500, 602), remembered(prose(0, 102))
    memory = after(look(text, memory), text, memory)
    edited = f"{prose(500, 500 + same)} {prose(800, 902 - same)}"  # of 100 runs, `same` - 2
    again = judge(Candidate(text=edited), memory, START + timedelta(days=1))
    assert [held.seen for held in again.held if again.new is None] == seen


@pytest.mark.parametrize(("same", "outcome"), [(51, HELD), (52, RECORDED)])
def test_looks_at_a_held_text_count_for_one_that_shares_half_of_its_runs(same: int, outcome: Outcome) -> None:
    text, memory = prose(500, 602), remembered(prose(0, 102))
    memory = after(look(text, memory), text, memory)
    edited = f"{prose(500, 500 + same)} {prose(800, 902 - same)}"  # of 100 runs, `same` - 2
    again = judge(Candidate(text=edited), memory, START + timedelta(days=2))
    assert again.outcome is outcome
    assert [held.text_sha256 for held in again.before] == [digest(text)] * (outcome is RECORDED)


BLOCKED = "You have been blocked. Solve the captcha"
LINKS = "\n\n".join(f"[Page {word(number)}](https://acme.example/{number})" for number in range(300))


@pytest.mark.parametrize("links", ["", LINKS])
@pytest.mark.parametrize(("count", "outcome"), [(400, HELD), (401, RECORDED)])
def test_an_impostor_that_speaks_like_a_policy_has_at_most_400_words_outside_of_links(
    count: int, outcome: Outcome, links: str
) -> None:
    text = f"{BLOCKED}\n\n{'consent ' * 9}{prose(0, count - 16)}"
    assert look(f"{text}\n\n{links}").outcome is outcome


@pytest.mark.parametrize(("policy", "outcome"), [(11, HELD), (12, RECORDED)])
def test_of_a_longer_page_one_word_in_fifty_is_a_policys(policy: int, outcome: Outcome) -> None:
    text = f"{BLOCKED}\n\n{'consent ' * policy}{prose(0, 593 - policy)}"
    assert look(text).outcome is outcome


@pytest.mark.parametrize(("before", "outcome"), [(393, HELD), (394, RECORDED)])
def test_of_a_longer_page_the_first_400_words_are_searched_for_phrases(before: int, outcome: Outcome) -> None:
    assert look(f"{prose(0, before)}\n\n{BLOCKED}\n\n{prose(400, 600)}").outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(59, HELD), (60, RECORDED)])
def test_one_phrase_is_enough_in_less_than_60_words_among_links(count: int, outcome: Outcome) -> None:
    text = f"{prose(0, count - 1)} captcha"
    assert look(f"{text}\n\n{LINKS}").outcome is outcome


@pytest.mark.parametrize(
    ("said", "outcome"), [("captcha", RECORDED), ("captcha, internal server error", HELD)]
)
def test_an_impostor_says_two_different_phrases(said: str, outcome: Outcome) -> None:
    assert look(f"{prose(0, 60)} {said} {prose(60, 80)} {said}").outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(101, HELD), (100, RECORDED)])
def test_two_phrases_are_no_matter_in_a_titled_text_of_which_one_word_in_fifty_is_a_policys(
    count: int, outcome: Outcome
) -> None:
    text = "# Accessibility statement\n\nconsent governs: you have been blocked, solve the captcha "
    assert look(text + prose(0, count - 11)).outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(101, HELD), (100, RECORDED)])
def test_a_first_text_without_a_title_has_one_word_in_fifty_of_a_policys(
    count: int, outcome: Outcome
) -> None:
    english = "We are glad that you have come to see what it is that we do for you and who is in it. "
    assert look(english * 4 + "consent consent " + prose(0, count - 90)).outcome is outcome


@pytest.mark.parametrize(("said", "of", "outcome"), [(5, 200, RECORDED), (6, 239, HELD)])
def test_a_policy_has_more_than_two_and_a_half_times_the_words_of_what_is_none(
    said: int, of: int, outcome: Outcome
) -> None:
    new, old = "consent " + prose(500, 599), "consent " * said + prose(0, of - said)
    assert nth(3, new, old) is outcome


@pytest.mark.parametrize(("count", "outcome"), [(197, FAILED), (198, RECORDED)])
def test_a_cut_page_lacks_more_than_the_last_fiftieth(count: int, outcome: Outcome) -> None:
    capture = captured(b"<html><body><p>")
    known = remembered(prose(0, 200))
    assert look(prose(0, count), known, captures=(capture,)).outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(4, RECORDED), (5, HELD)])
def test_a_list_of_documents_has_five_links(count: int, outcome: Outcome) -> None:
    links = [f"- [{prose(20 * number, 20 * number + 20)}](/{number})" for number in range(count)]
    assert look("\n".join(links)).outcome is outcome


@pytest.mark.parametrize(("others", "outcome"), [(6, RECORDED), (5, HELD)])
def test_a_list_of_documents_is_half_links(others: int, outcome: Outcome) -> None:
    links = [f"- [{prose(20 * number, 20 * number + 20)}](/{number})" for number in range(5)]
    assert look("\n".join([*links, *prose_lines(others, 20)])).outcome is outcome


@pytest.mark.parametrize(
    ("last", "outcome"),
    [
        (prose(500, 511), UNCHANGED),
        (prose(500, 512), HELD),
        (prose(500, 505) + ".", UNCHANGED),
        (prose(500, 506) + ".", HELD),
    ],
)
def test_links_after_the_last_sentence_are_furniture_and_a_sentence_has_twelve_words_or_six_and_an_end(
    last: str, outcome: Outcome
) -> None:
    text = "\n\n".join(prose_lines(8))
    old, new = (f"{text}\n\n[{prose(700, stop)}](/7)\n\n{last}" for stop in (702, 703))
    assert look(new, remembered(old)).outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(19, RECORDED), (20, UNCHANGED)])
def test_a_second_copy_has_twenty_lines(count: int, outcome: Outcome) -> None:
    text = prose_lines(30)
    assert look("\n".join([*text, *text[:count]]), remembered("\n".join(text))).outcome is outcome


@pytest.mark.parametrize(("held", "kept"), [(4, 4), (5, 5), (6, 5)])
def test_the_quarantine_keeps_the_last_five_texts(held: int, kept: int) -> None:
    memory, texts = remembered(prose(0, 100)), [prose(100 * n, 100 * n + 100) for n in range(1, held + 1)]
    for text in texts:
        memory = after(look(text, memory), text, memory)
    assert [memory.held_texts[one.text_sha256] for one in memory.held] == texts[-kept:]


@pytest.mark.parametrize(
    ("other", "is_alike"), [("qa qb x qc qd y qe qf", False), ("qa qb qc x qd qe y qf", True)]
)
def test_texts_are_alike_by_runs_of_three_words(other: str, is_alike: bool) -> None:
    one = "qa qb qc qd qe qf"
    assert (Prepared(one).overlap(Prepared(other)).alike > 0) is is_alike
