"""How much of its paragraph or list a passage is shown with, on passages written for these tests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions.detect import detector
from archiver.provisions.excerpts import far_limits, unit_blocks, whole_paragraphs, whole_rows
from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.wording import pointing_words
from archiver.report import excerpts
from archiver.report.screen import Role, text_of

SALE = "We may sell your personal data to advertisers."
DULL = "Our office is in a quiet street."
LONG = f"Our office is in a quiet street{' and a large house' * 80}."
"""Longer than what is not cut out."""


def found(text: str) -> Finding:
    (finding,) = (one for one in detector().findings(text) if one.category == "sale-or-sharing-of-data")
    return finding


def excerpt(text: str) -> str:
    return found(text).excerpt


SENTENCES = [
    SALE,
    DULL,
    "However, we only do so if you agree.",
    "Such use is limited.",
    "We also lend it to partners.",
    "You can ask us about this information:",
    "- We may sell your personal data to partners; or",
    "- those of your friends.",
    "## Sale",
    "",
]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12))
def test_the_core_stands_in_the_excerpt_and_both_are_the_stored_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    for one in detector().findings(text, weak=True):
        assert one.excerpt == EXCERPT_JOINT.join(text[start:end] for start, end in one.spans)
        assert one.core == EXCERPT_JOINT.join(text[start:end] for start, end in one.core_spans)
        assert all(
            any(first <= start and end <= last for first, last in one.spans) for start, end in one.core_spans
        )
        assert list(one.spans) == sorted(one.spans)


@given(
    before=st.lists(st.sampled_from(["Also, it is so.", "Such is life.", DULL, "This is so."]), max_size=30),
    behind=st.lists(st.sampled_from(["However, not always.", "If so, we tell you.", DULL]), max_size=30),
    between=st.integers(0, whole_paragraphs.WHOLE),
)
def test_a_long_paragraph_is_not_cut_before_what_points_back_nor_before_what_takes_back(
    before: list[str], behind: list[str], between: int
) -> None:
    text = " ".join([DULL, *before, SALE, f"We like {'very ' * (between // 5)}long texts.", *behind])
    shown = excerpt(text)
    at = text.index(shown)
    ahead = text[at + len(shown) :].strip()
    if len(shown) < whole_paragraphs.LONGEST - 100:
        assert at == 0 or not shown.startswith(("Also", "Such", "This"))
        assert not ahead.startswith(("However", "If so"))


@pytest.mark.parametrize(("more", "whole"), [(0, True), (1, False)])
def test_a_paragraph_is_shown_whole_up_to_a_limit(more: int, whole: bool) -> None:
    rest = whole_paragraphs.WHOLE - len(SALE) - len(DULL) + more
    text = f"{DULL}\n{SALE}\nWe {'w' * (rest - len('We .'))}."
    assert (excerpt(text) == text) is whole


@pytest.mark.parametrize(
    "words",
    [
        "We may sell this information and your personal data to advertisers.",
        "We may also sell your personal data to advertisers.",
        "In such cases we may sell your personal data to advertisers.",
        "As a result, we may sell your personal data to advertisers.",
        "If so, we may sell your personal data to advertisers.",
        "We may sell mail and your personal data to advertisers, but for the above mail.",
        "They let us sell your personal data, and we sell your personal data to advertisers.",
    ],
)
def test_what_points_back_is_shown_with_the_paragraph_before(words: str) -> None:
    assert excerpt(f"You give us mail.\n\n{words}\n") == f"You give us mail.\n\n{words}"


@pytest.mark.parametrize(
    "words",
    [
        SALE,
        "Under this agreement we may sell your personal data to advertisers.",
        "It is important to know that we may sell your personal data to advertisers.",
        "If you send mail, we may sell such mail with your personal data to advertisers.",
    ],
)
def test_what_does_not_point_back_is_shown_without_the_paragraph_before(words: str) -> None:
    assert excerpt(f"You give us mail.\n\n{words}\n") == words


def test_what_points_back_to_another_section_is_shown_alone() -> None:
    text = "## Mail\n\nYou give us mail.\n\n## Sale\n\nWe may also sell your personal data.\n"
    assert excerpt(text) == "We may also sell your personal data."


def test_what_points_back_to_a_list_is_shown_with_it_and_its_lead_in() -> None:
    text = "We hold:\n\n- names;\n- mail.\n\nWe may sell this and your personal data to advertisers.\n"
    assert excerpt(text) == text.rstrip()


@pytest.mark.parametrize(
    "behind",
    [
        "However, you may object.",
        "Nothing in this section lets us do so without consent.",
        "We also rent it.",
    ],
)
def test_a_paragraph_that_takes_back_or_adds_is_shown_with_the_one_before(behind: str) -> None:
    assert excerpt(f"{SALE}\n\n{behind}\n") == f"{SALE}\n\n{behind}"
    assert excerpt(f"{SALE}\n\n{DULL}\n") == SALE


def test_the_lead_in_of_a_list_is_shown_with_its_paragraph() -> None:
    text = "Only adults are meant.\nWe may sell your personal data to:\n\n- advertisers.\n"
    assert excerpt(text) == "Only adults are meant.\nWe may sell your personal data to:\n\n- advertisers."


def test_a_list_that_is_one_sentence_is_shown_whole() -> None:
    text = "We may:\n\n- sell your personal data;\n- lend it; or\n- burn it.\n\nThat is all.\n"
    assert excerpt(text).endswith("sell your personal data;\n- lend it; or\n- burn it.")


def test_a_long_list_that_is_one_sentence_is_shown_with_its_end() -> None:
    items = "".join(f"- {'lend ' * 50}it {number};\n" for number in range(5))
    text = f"We may:\n\n{items}- sell your personal data; or\n{items}- burn it.\n"
    assert excerpt(text).endswith("sell your personal data; or [...] burn it.")
    assert len(excerpt(text)) < whole_paragraphs.WHOLE


def test_items_that_are_whole_sentences_are_shown_alone() -> None:
    text = f"We do this:\n\n- {LONG}\n- We may sell your personal data.\n- We burn mail.\n"
    assert excerpt(text) == "We do this: [...] We may sell your personal data."


def test_an_item_that_goes_on_from_others_is_shown_with_them() -> None:
    text = "We do this:\n\n- In Norway we lend mail.\n- In other cases we may sell your personal data.\n"
    assert "In Norway we lend mail.\n- In other cases" in excerpt(text)


def test_no_excerpt_ends_with_a_colon_whose_items_are_left_out() -> None:
    text = f"{SALE} You may object to:\n\n- sale;\n- lending.\n"
    assert excerpt(text) == f"{SALE} You may object to:\n\n- sale;\n- lending."


def test_what_says_for_whom_a_section_holds_is_shown() -> None:
    text = f"This section applies only to residents of Ohio.\n\n{LONG}\n\n{SALE}\n"
    assert excerpt(text) == f"This section applies only to residents of Ohio. [...] {SALE}"


@pytest.mark.parametrize(
    "words",
    [
        "This licence is for the purpose of mail.",
        "If you live in Ohio, these terms tell you of mail and more.",
    ],
)
def test_what_does_not_say_where_a_section_applies_is_not_shown(words: str) -> None:
    assert excerpt(f"{words}\n\n{DULL}\n\n{SALE}\n") == SALE


def test_a_limit_behind_a_list_is_shown_with_it() -> None:
    text = "We may sell this to:\n\n- buyers of your personal data.\n\nWe give them the minimum of it.\n"
    assert excerpt(text).endswith("buyers of your personal data.\n\nWe give them the minimum of it.")
    assert excerpt(text.replace("the minimum", "all")).endswith("buyers of your personal data.")


def test_the_paragraph_that_speaks_of_a_list_below_is_shown_with_its_items() -> None:
    text = f"We have the following purposes. They are good.\n\n- {LONG}\n- We may sell your personal data.\n"
    assert excerpt(text).startswith("We have the following purposes. They are good. [...] We may sell")


def test_the_last_item_of_a_list_that_is_one_sentence_is_shown_with_the_others() -> None:
    text = "We may:\n\n- lend it; and\n- sell your personal data.\n"
    assert excerpt(text) == "We may:\n\n- lend it; and\n- sell your personal data."


def test_the_foregoing_is_shown() -> None:
    text = f"{DULL}\n\nWithout prejudice to the foregoing, we may sell your personal data.\n"
    assert excerpt(text).startswith(DULL)


def test_a_clause_whose_number_is_in_bold_begins_a_paragraph() -> None:
    assert excerpt(f"{DULL} **2\\. Sale.** {SALE}").startswith("**2\\. Sale.**")


TABLE = f"| Purpose | What | Basis |\n| --- | --- | --- |\n| Money | {SALE} | Consent |\n"


def test_a_row_of_a_table_is_shown_whole_with_the_heads_of_its_columns() -> None:
    assert excerpt(TABLE) == f"Purpose | What | Basis [...] Money | {SALE} | Consent"


def test_a_row_without_a_head_is_shown_with_that_of_the_row_above() -> None:
    table = TABLE.replace("| Money", "| Money | Mail | Contract |\n|  ")
    assert excerpt(table) == f"Purpose | What | Basis [...] Money [...] {SALE} | Consent"


@pytest.mark.parametrize(("more", "whole"), [(0, True), (1, False)])
def test_of_a_row_that_is_long_the_cells_that_do_not_matter_are_left_out(more: int, whole: bool) -> None:
    basis = "w" * (whole_rows.WHOLE - len(f"Money | {SALE} | ") + more)
    shown = excerpt(TABLE.replace("Consent", basis))
    assert shown.startswith("Purpose | What | Basis [...] Money")
    assert (basis in shown) is whole
    assert SALE in shown


@pytest.mark.parametrize("lead", ["We do so:", "The table below says why. It is short."])
def test_what_leads_a_table_in_is_shown_with_its_row(lead: str) -> None:
    assert excerpt(f"{lead}\n\n{TABLE}").startswith(f"{lead} [...] Purpose")
    assert excerpt(f"{DULL}\n\n{TABLE}").startswith("Purpose")


def test_a_part_of_an_item_is_shown_with_the_item() -> None:
    text = "- Mail is read.\n  - Why we read it: we may sell your personal data.\n- Names are not.\n"
    assert excerpt(text) == "Mail is read.\n  - Why we read it: we may sell your personal data."


def test_what_leads_in_an_item_is_shown_though_another_sentence_of_it_is_the_passage() -> None:
    text = f"We are in these places:\n\n- Ohio; and\n- Texas, which is warm. {SALE}\n"
    assert excerpt(text) == text.rstrip()


def test_a_list_with_a_label_is_shown_with_what_leads_in_all_such_lists() -> None:
    text = f"We may do the following:\n\nMail:\n\n- {LONG}\n\nNames:\n\n- We may sell your personal data.\n"
    assert excerpt(text) == "We may do the following: [...] Names:\n\n- We may sell your personal data."
    assert "not do this" not in excerpt(text.replace("do the following", "not do this"))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("How often and for how long", True),
        ("Effective on the 3rd of June 2025", False),
        ("See https://acme.example/mail", False),
        ("It is so.", False),
    ],
)
def test_a_line_that_is_no_sentence_is_shown_with_what_stands_below_it(line: str, shown: bool) -> None:
    assert (line in excerpt(f"{DULL}\n\n{line}\n\n{SALE}\n")) is shown


def test_a_list_of_labels_and_values_is_shown_whole_with_what_is_above_it() -> None:
    text = (
        f"{DULL}\n\nPlaces and mail are in category G.\n\n- What we do: {SALE.lower()}\n- Done: no.\n\nAll.\n"
    )
    assert excerpt(text) == f"Places and mail are in category G.\n\n- What we do: {SALE.lower()}\n- Done: no."
    assert "Done: no." not in excerpt(text.replace("- Done: no.", "- It is done: no.\n- Not so."))


def test_an_item_that_leads_in_those_beside_it_is_shown_with_them() -> None:
    long = f"Help you{' and you' * whole_paragraphs.WHOLE}"
    text = f"- Cookies: we use them to:\n- {long};\n- Sell your personal data;\n- Read.\n"
    assert excerpt(text) == "Cookies: we use them to: [...] Sell your personal data;"
    assert excerpt(text.replace(f"{long};", f"{long}.")) == "Sell your personal data;"


@pytest.mark.parametrize(
    "words",
    [
        "Nothing in this section lets us do more than the law allows.",
        "Some states do not allow sales, so this may not apply to you.",
        "These rules do not apply to children.",
        "Notwithstanding anything else, nothing limits your rights.",
        "(b) Notwithstanding the above, we ask you first.",
        "We do not limit our liability for fraud.",
    ],
)
def test_what_limits_a_section_is_shown_wherever_it_stands_there(words: str) -> None:
    section = f"## Sale\n\n{SALE}\n\n{LONG}\n\n{words}\n"
    assert excerpt(section) == f"{SALE} [...] {words}"
    assert excerpt(section.replace(words, f"## Mail\n\n{words}")) == SALE


@pytest.mark.parametrize(("between", "shown"), [(far_limits.NEAR - 1, True), (far_limits.NEAR, False)])
def test_what_a_consumer_may_is_shown_only_if_it_is_near(between: int, shown: bool) -> None:
    words = "If you are a consumer, you may object."
    text = f"## Sale\n\n{SALE}\n\n" + f"{LONG}\n\n" * between + words
    assert (words in excerpt(text)) is shown


@pytest.mark.parametrize("title", ["", "# Acme Terms of Service"])
def test_a_document_without_sections_limits_nothing_that_stands_far_off_in_it(title: str) -> None:
    text = f"{title}\n\n{SALE}\n\n{DULL}\n\nNothing in these terms limits it.\n"
    assert excerpt(text) == SALE


def test_the_part_of_a_clause_that_is_called_its_exceptions_is_shown_with_the_other_parts() -> None:
    text = f"## K. Sale\n\n1. What. {SALE}\n2. Mail. {LONG}\n3. Exceptions. Names are left out.\n"
    assert excerpt(text) == f"{SALE} [...] Names are left out."
    assert excerpt(text.replace("Exceptions", "Names")) == SALE


def test_exceptions_to_something_that_is_named_limit_no_other_part_of_the_clause() -> None:
    parts = f"### Sale\n\n{SALE}\n\n### Exceptions to our mail rules\n\nNames are left out.\n"
    assert excerpt(f"# Acme\n\n## 3. Data\n\n{parts}") == SALE
    assert excerpt(f"# Acme\n\n## 3. Data\n\n{parts.replace(' to our mail rules', '')}") != SALE


def test_what_holds_for_consumers_is_shown_only_under_the_same_title() -> None:
    words = "If you are a consumer, you may object."
    assert words in excerpt(f"## K. Sale\n\n{SALE}\n\n{DULL}\n\n{words}\n")
    assert words not in excerpt(f"## K. Sale\n\n{SALE}\n\n### Refunds in Ohio\n\n{words}\n")


def test_what_stands_against_the_foregoing_is_shown_from_afar_only_as_a_point_of_the_clause() -> None:
    text = f"## Sale\n\n{SALE}\n\n{LONG}\n\n(b) Notwithstanding the above, we ask you first.\n"
    assert excerpt(text).endswith("(b) Notwithstanding the above, we ask you first.")
    assert excerpt(text.replace("(b) ", "")) == SALE


def test_a_section_of_all_sorts_has_no_limits_of_its_own() -> None:
    text = f"## General\n\n{SALE}\n\n{LONG}\n\nNothing in these terms limits it.\n"
    assert excerpt(text) == SALE
    assert excerpt(text.replace("General", "Sale")) == f"{SALE} [...] Nothing in these terms limits it."


def test_what_limits_a_clause_is_shown_with_its_other_parts() -> None:
    text = (
        f"## 3. Sale\n\n### 3.1 What\n\n{SALE}\n\n### 3.2 Limits\n\nNothing in clause 3 limits your rights.\n"
    )
    assert excerpt(text) == f"{SALE} [...] Nothing in clause 3 limits your rights."


@pytest.mark.parametrize(
    "words",
    [
        "This section applies only to residents of Ohio.",
        "These Ohio disclosures supplement our policy for residents of Ohio.",
        "This notice is for people in Ohio.",
        "This section describes your rights if you live in Ohio.",
    ],
)
def test_what_says_for_whom_a_chapter_holds_is_shown_with_its_sections(words: str) -> None:
    text = f"# Law\n\n## Ohio\n\n{words}\n\n### Mail\n\n{DULL}\n\n### Sale\n\n{SALE}\n"
    assert excerpt(text) == f"{words} [...] {SALE}"


@pytest.mark.parametrize(("more", "shown"), [(0, True), (1, False)])
def test_a_section_on_which_a_passage_depends_is_shown_if_it_is_short(more: int, shown: bool) -> None:
    other = "We do so in Ohio."
    other += f" {'w' * (unit_blocks.BESIDE - len(other) - 2 + more)}."
    text = f"## 1. Sale\n\nSubject to Section 2, we may sell your personal data.\n\n## 2. Mail\n\n{other}\n"
    assert (other in excerpt(text)) is shown


@pytest.mark.parametrize(
    "words",
    [
        "If we act in any other capacity, you may object.",
        "We do not exclude your rights.",
        "If you are an office of the state, that does not apply to you.",
        "Section 4 does not apply to consumers in Norway.",
    ],
)
def test_what_holds_otherwise_is_shown_right_behind(words: str) -> None:
    assert excerpt(f"{SALE}\n\n{words}\n\n{DULL}\n") == f"{SALE}\n\n{words}"


@pytest.mark.parametrize(("words", "told"), [("x" * 40 + " do so", True), ("x" * 60 + " do so", False)])
def test_only_early_in_a_sentence_doing_so_is_of_what_stands_before(words: str, told: bool) -> None:
    assert pointing_words.point_back(words) is told


def test_a_core_that_is_not_all_of_its_excerpt_is_marked() -> None:
    told = excerpts.shown(found(f"{DULL} {SALE}"))
    assert [words for words, role in told if role is Role.CORE] == [f" {SALE}"]
    assert text_of(told) == f"“{DULL} {SALE}”"


@pytest.mark.parametrize(("limit", "said"), [(80, f"“{DULL} {SALE}”"), (78, f"“… {SALE}”")])
def test_of_an_excerpt_that_is_too_long_for_a_list_its_core_is_shown(limit: int, said: str) -> None:
    assert len(f"{DULL} {SALE}") == 79
    assert text_of(excerpts.shown(found(f"{DULL} {SALE}"), limit)) == said


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (88, f"“{DULL} {SALE} Be kind. …”"),
        (87, f"“… {SALE} Be kind. …”"),
        (55, f"“… {SALE} Be kind. …”"),
        (54, f"“… {SALE} …”"),
        (45, "“… We may sell your personal data to …”"),
    ],
)
def test_around_a_core_whole_sentences_are_shown_as_far_as_they_fit(limit: int, said: str) -> None:
    finding = found(f"{DULL} {SALE} Be kind. Nothing more is said of it here at all.")
    assert text_of(excerpts.shown(finding, limit)) == said


def test_a_cut_excerpt_does_not_begin_with_the_mark_of_a_joint() -> None:
    text = "Be kind. [...] Be good. We may sell it."
    finding = replace(found(SALE), excerpt=text, spans=((0, 8), (11, 35)), core_spans=((20, 35),))
    assert text_of(excerpts.shown(finding, 31)) == "“… Be good. We may sell it.”"
    assert text_of(excerpts.shown(finding, 39)) == f"“{text}”"
