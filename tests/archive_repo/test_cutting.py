"""How a text is cut into lines changes no count."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.diff import compare, cutting
from archive_repo.records import ChangeClass, SentenceCounts

WORDS = st.lists(st.text("abcdeklmnrst", min_size=4, max_size=7), min_size=4, max_size=9)
SENTENCES = WORDS.map(lambda words: f"We {' '.join(words)} them.")
TEXTS = st.lists(SENTENCES, min_size=1, max_size=8, unique=True)


@st.composite
def recut(draw: st.DrawFn, sentences: list[str]) -> str:
    """The sentences as paragraphs and lines, cut anywhere."""
    spaces = st.sampled_from([" ", " ", " ", "\n"])
    lines = ["".join(word + draw(spaces) for word in one.split())[:-1] for one in sentences]
    return "".join(line + draw(st.sampled_from([" ", "\n", "\n\n"])) for line in lines).strip() + "\n"


def plainly(sentences: list[str]) -> str:
    return "\n".join(sentences) + "\n"


@settings(max_examples=30, deadline=None)
@given(st.data(), TEXTS)
def test_a_text_that_is_cut_otherwise_counts_nothing(data: st.DataObject, text: list[str]) -> None:
    difference = compare(data.draw(recut(text)), data.draw(recut(text)))

    assert difference.sentences == SentenceCounts()
    assert difference.sections == ()


@settings(max_examples=30, deadline=None)
@given(st.data(), TEXTS, SENTENCES)
def test_an_inserted_sentence_counts_one_whatever_is_cut_otherwise(
    data: st.DataObject, text: list[str], sentence: str
) -> None:
    at = data.draw(st.integers(0, len(text)))
    old, new = data.draw(recut(text)), data.draw(recut([*text[:at], sentence, *text[at:]]))

    assert compare(old, new).sentences == SentenceCounts(added=1)
    assert compare(new, old).sentences == SentenceCounts(removed=1)


@settings(max_examples=30, deadline=None)
@given(st.data(), TEXTS, TEXTS)
def test_cutting_lines_changes_no_count(data: st.DataObject, kept: list[str], others: list[str]) -> None:
    old = [*kept, *others]
    new = data.draw(st.permutations(others)) + [one for one in kept if data.draw(st.booleans())]

    cut = compare(data.draw(recut(old)), data.draw(recut(new)))

    assert cut.sentences == compare(plainly(old), plainly(new)).sentences


@settings(max_examples=30, deadline=None)
@given(TEXTS, TEXTS)
def test_turned_around_what_was_added_is_removed(some: list[str], others: list[str]) -> None:
    forth, back = (
        compare(plainly(old), plainly(new)).sentences for old, new in ((some, others), (others, some))
    )

    assert (forth.added, forth.removed, forth.amended) == (back.removed, back.added, back.amended)


PARAGRAPH = (
    "We collect your name. We collect your address when you order. We keep both for two years after that. "
    "You may ask us to erase them. We answer within thirty days of your request."
)


def test_three_words_of_a_paragraph_that_is_cut_otherwise_are_amendments() -> None:
    new = PARAGRAPH.replace("two", "three").replace("thirty", "sixty").replace("order", "pay")

    assert compare(PARAGRAPH, new.replace(". ", ".\n\n")).sentences == SentenceCounts(amended=3)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("2.PURPOSE\n\nWe say why.", "##### 2. PURPOSE\n\nWe say why.", SentenceCounts()),
        (
            "- Sale of data.\n  We do not sell the data that you give to us.",
            "- Sale of data: We do not sell the data that you give to us.",
            SentenceCounts(),
        ),
        (
            "You may use it only if you are old enough to agree to these terms.",
            "You may use it only if:\n- you are old enough to agree to these terms.",
            SentenceCounts(),
        ),
        (
            "We share data with partners who help us.\nYou may object to it.",
            "We share data with partners who help us to advertise.\nYou may object to it.\nYou may object.",
            SentenceCounts(added=1, amended=1),
        ),
    ],
)
def test_words_that_only_have_another_line_are_no_change(old: str, new: str, counts: SentenceCounts) -> None:
    assert compare(old, new).sentences == counts
    assert compare(new, old).sentences == SentenceCounts(
        added=counts.removed, removed=counts.added, amended=counts.amended
    )


ROWS = """| Clause | In short |
| --- | --- |
| 1. Fees. You pay each month. We send a bill by post. | You pay. |
| 2. Data. We keep it for a year. We erase it afterwards. | We erase it. We keep nothing. |
"""


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("a year. We erase it afterwards", "two years. We burn it afterwards", SentenceCounts(amended=2)),
        ("each month", "each week", SentenceCounts(amended=1)),
        ("We send a bill by post. |", "We send a bill by post. It names the sum. |", SentenceCounts(added=1)),
        ("We send a bill by post. | You pay. |", "| You pay. |", SentenceCounts(removed=1)),
        (
            "| 2. Data",
            "| 2. News. We tell you of them. They bind you. | You agree. |\n| 3. Data",
            SentenceCounts(added=2),
        ),
    ],
)
def test_each_sentence_of_a_row_counts(old: str, new: str, counts: SentenceCounts) -> None:
    assert old in ROWS
    assert compare(ROWS, ROWS.replace(old, new)).sentences == counts


def test_a_row_of_names_and_numbers_counts_once() -> None:
    row = "| Small Inc. | Paris, U.S. | 3.5 GB |"
    assert compare(ROWS, f"{ROWS}{row}\n").sentences == SentenceCounts(added=1)


def test_a_line_that_leads_elsewhere_counts_in_another_kind_of_line_too() -> None:
    old, new = "We say it.\n\n## [Rules](/a)", "We say it.\n\n[Rules](/b)"

    assert compare(old, new).sentences == SentenceCounts(amended=1)
    assert compare(old, new).sections != ()


def test_where_links_changed_only_what_leads_elsewhere_counts() -> None:
    old = "# Rules\n\nUpdated: June 13, 2025\n\nSee [our rules](/a)..\n\nSee [our other rules](/b)."
    new = "# Rules\n\nUpdated Jun 13, 2025\n\nSee [our rules](/a).\n\nSee [our other rules](/c)."

    difference = compare(old, new)

    assert difference.change_class is ChangeClass.LINKS
    assert difference.sentences == SentenceCounts(amended=1)


def test_a_link_that_goes_counts_once() -> None:
    old, new = "We say it.\n\n## [Rules](/a)\n\nWe do.", "We say it.\n\nRules\n\nWe do."

    assert compare(old, new).sentences == SentenceCounts(amended=1)


def test_a_title_and_a_date_that_changed_places_count_as_one_that_moved() -> None:
    old, new = "# Rules\n\nUpdated May 5, 2025\n\nWe go.", "Updated: May 5, 2025\n\n# Rules\n\nWe go."

    assert compare(old, new).sentences == SentenceCounts(moved=1)


@pytest.mark.parametrize(("lines", "moved"), [(11, 1), (12, 0)])
def test_a_short_line_moves_by_twelve_lines_at_most(lines: int, moved: int) -> None:
    between = "\n".join(f"We say {word} to all of them." for word in "abcdefghijkl"[:lines])
    old, new = f"Top\n\nUpdated May 5\n\n{between}\n\nEnd", f"Top\n\n{between}\n\nUpdated May 5\n\nEnd"

    assert compare(old, new).sentences.moved == moved


def test_marks_that_stand_alone_are_no_sentences() -> None:
    old, new = "# Partners\n\n•\n\nWe go.", "# Partners\n\nCerebras\n\n•\n\n↑\n\nWe go.\n\n•"

    assert compare(old, new).sentences == SentenceCounts(added=1)


def test_words_glued_together_are_no_change() -> None:
    old = "We tell you why.\n\nHead of Legal privacy@example.org\n\nActivities: we do what the Terms says."
    new = "We tell you why.\n\nHead of Legalprivacy@example.orgActivities: we do what the terms say."

    assert compare(old, new).sentences == SentenceCounts(amended=1)


def test_a_clause_that_is_cut_and_numbered_otherwise_is_no_change() -> None:
    clauses = "grants you the right to use it.", "shares your words with nobody else at all."
    old = f"1. Start. We go.\n\n2. Use. The company {clauses[0]}\n\n3. Care. It {clauses[1]}\n\nWe end."
    new = f"1. Start. We go.\n\n1.1 Use.\n\nThe company {clauses[0]}\n1.2 Care.\nIt {clauses[1]}\n\nWe stop."

    assert compare(old, new).sentences == SentenceCounts(amended=1)


def lines_of(*letters: str) -> str:
    return "".join(
        f"{letter} {letter}{letter} {letter * 3} {letter * 4} {letter * 5}.\n" for letter in letters
    )


ALPHABET = [chr(code) for code in range(ord("א"), ord("א") + 26)] + list("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(("size", "counted"), [(29, 29), (30, 0)])
def test_a_second_copy_of_thirty_lines_counts_as_nothing(size: int, counted: int) -> None:
    text = "# Rules\n" + lines_of(*ALPHABET[: size - 1])

    assert compare(text, text + text).sentences == SentenceCounts(added=counted)
    assert compare(text + text, text).sentences == SentenceCounts(removed=counted)


@pytest.mark.parametrize(("same", "added"), [(32, 0), (31, 40)])
def test_a_copy_has_four_fifths_of_the_lines(same: int, added: int) -> None:
    text = "# Rules\n" + lines_of(*ALPHABET[:39])
    copy = "# Rules\n" + lines_of(*ALPHABET[: same - 1], *map(str, range(10, 50 - same)))

    assert compare(text, text + copy).sentences == SentenceCounts(added=added)


def test_a_short_line_that_both_texts_have_by_chance_is_no_part_of_another() -> None:
    old = "# Partners\n\nWe share it with Azure, which keeps it for us.\n\nWe end."
    new = "# Partners\n\nOur helpers, as of today:\n\nAzure\n\nStripe\n\nWe end."

    assert compare(old, new).sentences == SentenceCounts(added=3, removed=1)


def test_lists_of_words_in_small_letters_stay_lists() -> None:
    assert compare("name\n\naddress", "name\n\nphone\n\naddress").sentences == SentenceCounts(added=1)


def test_the_examples_of_the_docs_hold() -> None:
    assert doctest.testmod(cutting).failed == 0


COOKIES = """| Site | Cookie | Kept for | Purpose | Domain |
| --- | --- | --- | --- | --- |
| Example | lidc | 24 hours | Marketing measurement | openly.example |
| Example | visits | 30 days | Marketing measurement | openly.example |
"""


def test_a_row_that_is_like_the_one_above_is_added_though_that_one_was_amended() -> None:
    new = COOKIES.replace("| openly", "| chatty.example openly")
    new += "| Example | visitor | 90 days | Marketing measurement | openly.example |\n"

    assert compare(COOKIES, new).sentences == SentenceCounts(added=1, amended=2)
    assert compare(new, COOKIES).sentences == SentenceCounts(removed=1, amended=2)


def test_a_sentence_that_a_new_one_has_taken_up_amends_it() -> None:
    old = "One stays.\nWe are not liable for the loss of data.\nYou agree that others run it.\nTwo stays.\n"
    new = (
        "One stays.\nWhatever these terms say elsewhere about others and what they do for you,"
        " we are not liable for the loss of data, or of time.\n"
        "Others answer for what they alone have done.\nTwo stays.\n"
    )

    assert compare(old, new).sentences == SentenceCounts(added=1, removed=1, amended=1)


def test_a_sentence_that_was_cut_down_to_a_piece_of_itself_is_amended() -> None:
    old = "One stays.\nWrite to us at the address below, by post or by the form in it, and we answer.\n"
    new = "One stays.\n\n- Write to us at the address.\n"

    assert compare(old, new).sentences == SentenceCounts(amended=1)
