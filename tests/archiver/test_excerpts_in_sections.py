"""How much of its section is shown with a passage, and for whom that section holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions.detect import detector
from archiver.provisions.excerpts.far_limits import FAR
from archiver.provisions.excerpts.short_sections import SECTION
from archiver.provisions.excerpts.whole_paragraphs import WHOLE
from archiver.provisions.findings import EXCERPT_JOINT, Finding
from archiver.provisions.wording import for_whom

SALE = "sale-or-sharing-of-data"
SELLS = "We may sell your personal data."


def sale(text: str) -> Finding:
    (finding,) = (one for one in detector().findings(text) if one.category == SALE and one.core == SELLS)
    return finding


def filler(length: int) -> str:
    """A sentence of so many characters that says nothing and points nowhere."""
    return f"{'x' * (length - 1)}."


@pytest.mark.parametrize(("more", "is_shown"), [(0, True), (1, False)])
def test_a_short_section_is_shown_whole(more: int, is_shown: bool) -> None:
    own = f"Paris is large.\n\n{SELLS}"
    rest = filler(SECTION - len(own.replace("\n", "")) + more)
    excerpt = sale(f"# Privacy Policy\n\n## Your data\n\n{own}\n\n{rest}\n\n## Law\n\nNorway.\n").excerpt
    assert (excerpt == f"{own}\n\n{rest}") is is_shown


@pytest.mark.parametrize("title", ["Miscellaneous", "General terms"])
def test_where_paragraphs_have_nothing_to_do_with_each_other_none_is_added(title: str) -> None:
    text = f"# Terms of Service\n\n## {title}\n\nParis is large.\n\n{SELLS}\n\nLyon is old.\n"
    assert sale(text).excerpt == SELLS


def test_right_under_a_document_s_title_no_paragraph_is_added() -> None:
    assert sale(f"# Privacy Policy\n\nParis is large.\n\n{SELLS}\n\nLyon is old.\n").excerpt == SELLS


def test_a_paragraph_before_that_speaks_of_another_is_not_added_without_it() -> None:
    long = filler(SECTION)
    text = f"# Terms of Service\n\n## Data\n\n{long}\n\nHowever, Paris is large.\n\n{SELLS}\n"
    assert sale(text).excerpt == SELLS


@pytest.mark.parametrize(("length", "is_shown"), [(100, True), (500, False)])
def test_a_list_behind_is_shown_whole_or_not_at_all(length: int, is_shown: bool) -> None:
    items = "\n".join(f"- {letter * length}." for letter in "abc")
    excerpt = sale(f"# Privacy Policy\n\n## Your data\n\n{SELLS}\n\n{items}\n").excerpt
    assert [letter * length in excerpt for letter in "abc"] == [is_shown] * 3


def test_the_end_of_a_list_above_is_not_shown_with_a_paragraph_below_it() -> None:
    text = f"# Terms of Service\n\n## Data\n\n- Paris is large.\n- Lyon is old.\n\n{SELLS}\n"
    assert sale(text).excerpt == SELLS


@pytest.mark.parametrize("mark", ["-", "1.", "a)"])
def test_a_list_is_shown_as_it_is_written(mark: str) -> None:
    text = (
        f"# Privacy Policy\n\n## Your data\n\nWe tell you this:\n\n{mark} {SELLS}\n{mark} Paris is large.\n"
    )
    finding = sale_in(text)
    assert finding.excerpt == f"We tell you this:\n\n{mark} {SELLS}\n{mark} Paris is large."


def sale_in(text: str) -> Finding:
    (finding,) = (one for one in detector().findings(text) if one.category == SALE)
    return finding


@pytest.mark.parametrize(("more", "is_cut"), [(0, False), (1, True)])
def test_what_is_short_is_not_cut_out_between_two_parts(more: int, is_cut: bool) -> None:
    limit = "Nothing in this section limits your right to a refund."
    between = filler(WHOLE - len(SELLS) - len(limit) + more)
    text = f"# Privacy Policy\n\n## Your data\n\n{SELLS}\n\n{between}\n\n{limit}\n"
    excerpt = sale(text).excerpt
    assert excerpt.startswith(SELLS)
    assert excerpt.endswith(limit)
    assert (EXCERPT_JOINT in excerpt) is is_cut


SCOPE = "This chapter applies only to residents of Norway."


@pytest.mark.parametrize("paragraphs", [1, FAR, 2 * FAR])
def test_for_whom_an_outer_section_holds_is_shown_however_far_off(paragraphs: int) -> None:
    between = "".join(f"### Part {number}\n\n{filler(80)}\n\n" for number in range(paragraphs))
    text = f"# Terms of Service\n\n## Norway\n\n{SCOPE}\n\n{between}### Data\n\n{SELLS}\n"
    assert sale(text).excerpt.startswith(f"{SCOPE}{EXCERPT_JOINT}")


@pytest.mark.parametrize(("paragraphs", "is_shown"), [(FAR - 1, True), (FAR, False)])
def test_for_whom_the_own_section_holds_is_shown_if_it_is_near(paragraphs: int, is_shown: bool) -> None:
    between = f"{filler(SECTION)}\n\n" * paragraphs
    text = f"# Terms of Service\n\n## Norway\n\n{SCOPE}\n\n{between}{SELLS}\n"
    assert (SCOPE in sale(text).excerpt) is is_shown


def test_what_is_said_above_a_line_like_a_title_is_of_another_matter() -> None:
    between = f"{filler(SECTION)}\n\nSweden\n\n"
    assert SCOPE not in sale(f"# Terms of Service\n\n## Countries\n\n{SCOPE}\n\n{between}{SELLS}\n").excerpt


def test_for_whom_an_item_holds_is_not_said_of_the_items_beside_it() -> None:
    other = f"- Norway. {SCOPE}\n- Sweden. {filler(SECTION)}\n"
    text = f"# Terms of Service\n\n## Countries\n\n{other}- Denmark. {SELLS}\n"
    assert SCOPE not in sale(text).excerpt


@pytest.mark.parametrize(
    "words",
    [
        "these terms apply if you live in norway.",
        "this supplemental notice for the law of norway (the act) only applies to data under that act.",
        "sections 1 to 5 of this addendum apply to you if you are a consumer.",
        "if you buy for a business, the following terms apply.",
        "this section shall apply to the extent that your processing includes data of residents.",
    ],
)
def test_a_sentence_that_says_for_whom_a_section_holds_is_one(words: str) -> None:
    assert for_whom.say(words)


@pytest.mark.parametrize(
    "words",
    [
        "you may not use the services unless all of the following apply to you.",
        "this limitation of this section shall apply to any theory of liability.",
        "the law of this paragraph shall apply regardless of the claim.",
        "this section applies to the fullest extent permitted by law.",
        "in this agreement, the following definitions apply:",
    ],
)
def test_a_sentence_that_says_how_far_or_what_applies_is_none(words: str) -> None:
    assert not for_whom.say(words)


@given(
    st.lists(st.sampled_from(["Paris is large.", "- Lyon is old.", "## Law", SCOPE, "Note:"]), max_size=8),
    st.lists(
        st.sampled_from(["Nice is warm.", "- Lille is far.", "## Fees", "However, not in May."]), max_size=8
    ),
)
def test_whatever_stands_around_it_the_passage_is_in_its_excerpt(above: list[str], below: list[str]) -> None:
    text = "\n\n".join(["# Terms of Service", *above, SELLS, *below, ""])
    finding = sale_in(text)
    assert SELLS in finding.excerpt
    parts = [text[start:end] for start, end in finding.spans]
    assert EXCERPT_JOINT.join(parts) == finding.excerpt
    assert all(any(a <= start and end <= b for a, b in finding.spans) for start, end in finding.core_spans)


@pytest.mark.parametrize("title", ["Your books", "What of books?"])
def test_a_line_like_a_title_parts_what_is_below_it_from_what_is_above(title: str) -> None:
    text = f"# Terms of Service\n\n## Data\n\nLyon is old.\n\n{SELLS}\n\n{title}\n\nParis is large.\n"
    assert sale(text).excerpt == f"Lyon is old.\n\n{SELLS}"


FORM = (
    "# Privacy Policy\n\n"
    "| Purpose: to keep your account | | |\n| --- | --- | --- |\n| Data: your name | | |\n"
    "| What we do: we store it. | Basis: contract | Kept: a year |\n"
    "| Purpose: to earn money | | |\n| Data: your address | | |\n"
    "| What we do: we may sell your personal data. | Basis: consent | Kept: a day |\n"
)


def test_the_first_row_of_a_form_is_no_head_of_columns() -> None:
    excerpt = sale_in(FORM).excerpt
    assert "to keep your account" not in excerpt
    assert excerpt.startswith(
        f"Purpose: to earn money{EXCERPT_JOINT}Data: your address{EXCERPT_JOINT}What we do"
    )
    assert excerpt.endswith("Kept: a day")


def test_a_row_of_one_cell_above_heads_of_columns_is_no_title_of_the_next_row() -> None:
    rows = "| Data | Sold |\n| --- | --- |\n| Your name | |\n| Home | We may sell your personal data. |\n"
    assert "Your name" not in sale_in(f"# Privacy Policy\n\n{rows}").excerpt


def test_a_finding_in_the_first_row_of_a_form_is_found() -> None:
    form = "| We may sell your personal data. | | |\n| --- | --- | --- |\n| Basis: consent | | |\n"
    assert sale_in(f"# Privacy Policy\n\n{form}").excerpt == SELLS


def test_an_item_before_a_table_does_not_lead_it_in() -> None:
    rows = "| Data | Use |\n| --- | --- |\n| Your address | We may sell your personal data. |\n"
    text = f"# Privacy Policy\n\n- Paris is large, as said below.\n\n{rows}"
    assert "Paris" not in sale_in(text).excerpt
