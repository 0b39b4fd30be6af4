"""What is quoted of a passage: its section, or of a long one what leads it in and limits it."""

from __future__ import annotations

import pytest

from archiver.provisions.excerpts import in_context, section_references
from archiver.provisions.excerpts.in_context import AROUND, SECTION, WHOLE
from archiver.provisions.excerpts.limiting import PARAGRAPH, TOGETHER
from archiver.provisions.excerpts.quotation import CUT, ELSEWHERE, Part, Quote
from archiver.provisions.text.laid_out import LABEL_LENGTH

SOLD = "We may sell your data."
OTHER = "The moon is far away from here."


def quoted(text: str, words: str = SOLD, around: int = AROUND, section: int = 0) -> Quote:
    """Of a section that is taken to be a long one."""
    start = text.index(words)
    return in_context.of(text, [(start, start + len(words))], section=section, around=around)


def filler(length: int) -> str:
    """A sentence of so many characters."""
    return ("It is " + "far " * (length // 4))[: length - 2].strip().ljust(length - 1, "o") + "."


def test_a_list_item_is_quoted_with_the_whole_paragraph_that_leads_it_in() -> None:
    text = f"# P\n\nDepending on where you live, this differs.\nYou agree to this:\n\n- {SOLD}\n- {OTHER}\n"
    told = quoted(text)
    assert [(one.text, one.is_item) for one in told.lines] == [
        ("Depending on where you live, this differs. You agree to this:", False),
        (SOLD, True),
        (OTHER, True),
    ]


def test_of_a_long_list_only_the_item_is_quoted_and_the_cut_is_marked() -> None:
    items = "".join(f"- {filler(300)}\n" for _ in range(4))
    told = quoted(f"# P\n\nYou agree to this:\n\n{items}- {SOLD}\n")
    assert [one.text for one in told.lines] == ["You agree to this:", CUT, SOLD]


def test_points_that_are_paragraphs_are_led_in_by_the_paragraph_above_them() -> None:
    points = "".join(f"({letter}) {filler(400)}\n\n" for letter in "abc")
    told = quoted(f"# P\n\nYou may not do this:\n\n{points}(d) {SOLD}\n")
    assert [one.text for one in told.lines] == ["You may not do this:", CUT, f"(d) {SOLD}"]


@pytest.mark.parametrize(("over", "is_cut"), [(0, False), (1, True)])
def test_a_paragraph_is_quoted_whole_up_to_a_length(over: int, is_cut: bool) -> None:
    others = [OTHER] * ((WHOLE - len(SOLD)) // len(OTHER) - 2)
    last = filler(WHOLE - len(SOLD) - sum(map(len, others)) + over)
    told = quoted("# P\n\n" + "\n".join([SOLD, *others, last]) + "\n", around=0)
    assert told.text.startswith(f"{SOLD} {OTHER}")
    assert told.text.endswith(CUT) == is_cut


@pytest.mark.parametrize("begins", ["However, ", "This does not apply to members. ", "If you are under 18, "])
def test_a_paragraph_behind_that_takes_something_back_is_quoted_with_it(begins: str) -> None:
    assert f"\n{begins.strip()}" in quoted(f"# P\n\n{SOLD}\n\n{begins}we do not.\n", around=0).text


@pytest.mark.parametrize(("length", "is_there"), [(PARAGRAPH, True), (PARAGRAPH + 1, False)])
def test_a_long_paragraph_behind_is_left_out(length: int, is_there: bool) -> None:
    limit = "However, " + filler(length - 9)
    assert (limit in quoted(f"# P\n\n{SOLD}\n\n{limit}\n", around=0).text) == is_there


def test_what_a_passage_points_back_to_is_quoted_with_it() -> None:
    such = "Such data may be sold by us."
    text = f"# P\n\nWe keep the data of your dog.\n\n{such}\n"
    assert quoted(text, such, around=0).text == f"We keep the data of your dog.\n{such}"


def test_a_paragraph_that_says_for_whom_its_section_holds_is_quoted() -> None:
    where = "This section holds for residents of California."
    text = f"# P\n\n## Rights\n\n{where}\n\n{filler(AROUND)}\n\n{SOLD}\n"
    assert [one.text for one in quoted(text).lines] == [where, CUT, SOLD]


def test_a_quotation_takes_in_its_section_up_to_a_length_and_no_other_section() -> None:
    text = f"# P\n\n## A\n\n{OTHER}\n\n## B\n\n{SOLD}\n\nIt pays for us.\n\n## C\n\n{OTHER}\n"
    assert quoted(text).text == f"{SOLD}\nIt pays for us."


def test_a_row_is_quoted_with_all_of_its_cells_under_their_heads() -> None:
    text = f"# P\n\n| Why | Basis |\n| --- | --- |\n| {SOLD} | Your consent |\n| {OTHER} | None |\n"
    assert quoted(text).text == f"Why: {SOLD}\nBasis: Your consent\n{CUT}"


def test_the_path_has_only_headings_with_a_line_of_their_own() -> None:
    text = f"# P\n\n## General\n\nWaivers. {OTHER}\n\nSale. {SOLD}\n"
    told = quoted(text)
    assert told.headings == ("P", "General")
    assert told.text == f"{CUT}\nSale. {SOLD}"


def test_what_is_quoted_stands_in_the_text_at_its_spans() -> None:
    text = f"# P\n\nYou agree to *this*:\n\n- {SOLD}\n- {OTHER}\n"
    told = quoted(text)
    assert "".join(text[start:end] for start, end in told.spans) == f"You agree to *this*:{SOLD}{OTHER}"


OUT = "You may opt out of this in your settings."


def test_a_way_out_farther_behind_in_the_section_is_quoted_and_the_gap_is_marked() -> None:
    told = quoted(f"# P\n\n{SOLD}\n\n{filler(700)}\n\n{OUT}\n", around=0)
    assert [one.text for one in told.lines] == [SOLD, CUT, OUT]
    elsewhere = quoted(f"# P\n\n{SOLD}\n\n{filler(700)}\n\n## Sales\n\n{OUT}\n", around=0)
    assert OUT not in elsewhere.text


@pytest.mark.parametrize(("over", "is_there"), [(0, True), (1, False)])
def test_exceptions_farther_off_are_quoted_up_to_a_length(over: int, is_there: bool) -> None:
    outs = [f"{OUT}\n{filler(length - len(OUT))}" for length in (600, 602, TOGETHER - 1202 + over)]
    text = "\n\n".join(["# P", SOLD, *(f"{filler(700)}\n\n{one}" for one in outs)])
    told = quoted(text + "\n", around=0).text
    assert [one.replace("\n", " ") in told for one in outs] == [True, True, is_there]


def test_an_exception_before_the_passage_is_quoted_too() -> None:
    told = quoted(f"# P\n\n{OUT}\n\n{filler(700)}\n\n{SOLD}\n", around=0)
    assert [one.text for one in told.lines] == [OUT, CUT, SOLD]


def test_an_exception_is_quoted_with_the_numbered_point_that_it_belongs_to() -> None:
    last = "1.3 If you live on the moon, this holds.\n\nThen you may opt out."
    told = quoted(f"# P\n\n1.1 {SOLD}\n\n1.2 {OTHER}\n\n{last}\n", f"1.1 {SOLD}", around=0)
    assert [one.text for one in told.lines] == [
        f"1.1 {SOLD}",
        CUT,
        "1.3 If you live on the moon, this holds.",
        "Then you may opt out.",
    ]
    assert told.left_out == (f"1.2 {OTHER}",)


@pytest.mark.parametrize(("over", "is_whole"), [(0, True), (1, False)])
def test_a_section_is_quoted_whole_up_to_a_length_with_the_passage_marked(over: int, is_whole: bool) -> None:
    rest = [filler(1200), filler(SECTION - 1200 - len(SOLD) + over)]
    text = "\n\n".join(["# P", "## A", OTHER, "## B", *rest, SOLD]) + "\n"
    told = quoted(text, section=SECTION)
    assert told.text == ("\n".join([*rest, SOLD]) if is_whole else f"{CUT}\n{SOLD}")
    assert told.lines[-1].parts == (Part(SOLD, is_whole),)
    assert len(told.left_out) == (0 if is_whole else 2)


def test_a_passage_is_marked_within_its_paragraph() -> None:
    told = quoted(f"# P\n\n{OTHER}\n{SOLD}\nIt pays.\n")
    assert told.lines[0].parts == (Part(OTHER), Part(SOLD, is_found=True), Part("It pays."))
    assert told.own == (SOLD,)


def test_what_is_left_out_of_a_section_is_named_by_how_it_begins() -> None:
    text = f"# P\n\n{SOLD}\n\n{filler(AROUND)}\n\none two three four five six seven eight nine ten.\n"
    assert quoted(text, around=0).left_out[1] == "one two three four five six seven eight..."


ADDENDUM = "Notwithstanding Sections 3 and 8 of the Terms, we tell you before we do so."


@pytest.mark.parametrize(("number", "is_there"), [("8", True), ("8.1", True), ("9", False)])
def test_what_takes_something_out_of_the_section_by_its_number_is_quoted_with_its_title(
    number: str, is_there: bool
) -> None:
    text = f"# P\n\n## {number}. Sales\n\n{SOLD}\n\n# Addendum\n\n## Members\n\n{ADDENDUM}\n"
    told = quoted(text, section=SECTION)
    title = f"{ELSEWHERE} (Addendum › Members)"
    assert [(one.label, one.text) for one in told.lines[1:]] == ([(title, ADDENDUM)] if is_there else [])


def test_a_number_alone_does_not_point_into_another_document_of_the_page() -> None:
    addendum = ADDENDUM.replace(" of the Terms", "")
    assert addendum in quoted(f"# P\n\n## 8. Sales\n\n{SOLD}\n\n## More\n\n{addendum}\n").text
    assert addendum not in quoted(f"# P\n\n## 8. Sales\n\n{SOLD}\n\n# More\n\n{addendum}\n").text


@pytest.mark.parametrize(("over", "is_whole"), [(0, True), (1, False)])
def test_a_long_paragraph_of_another_section_is_quoted_in_part(over: int, is_whole: bool) -> None:
    rest = filler(section_references.PARAGRAPH - len(ADDENDUM) + over)
    told = quoted(f"# P\n\n## 8. Sales\n\n{SOLD}\n\n## More\n\n{ADDENDUM}\n{rest}\n")
    assert told.lines[-1].text == f"{ADDENDUM} {rest if is_whole else CUT}"


def test_of_other_sections_so_many_paragraphs_are_quoted() -> None:
    more = "\n\n".join(f"## More {number}\n\n{ADDENDUM}" for number in range(section_references.MOST + 1))
    told = quoted(f"# P\n\n## 8. Sales\n\n{SOLD}\n\n{more}\n")
    assert told.text.count(ADDENDUM) == section_references.MOST


def test_an_unmarked_title_of_the_next_section_is_not_quoted() -> None:
    text = f"# P\n\n## 7. Sales\n\n{SOLD}\n\n8. LIMITS OF SALES\n\n## Else\n\n{OTHER}\n"
    told = quoted(text, section=SECTION)
    assert (told.text, told.left_out) == (SOLD, ())


def test_a_short_section_is_quoted_whole_over_the_titles_that_its_paragraphs_begin_with() -> None:
    text = f"# P\n\n## Sales\n\nWaivers. {OTHER}\n\nSale. {SOLD}\n"
    assert quoted(text, f"Sale. {SOLD}", section=SECTION).text == f"Waivers. {OTHER}\nSale. {SOLD}"
    told = quoted(text, f"Sale. {SOLD}")
    assert (told.text, told.left_out) == (
        f"{CUT}\nSale. {SOLD}",
        (f"Waivers. {OTHER}",),
    )


def test_of_a_table_the_other_rows_are_left_out_each_as_one() -> None:
    text = f"# P\n\n| Why | Basis |\n| --- | --- |\n| {SOLD} | Your consent |\n| Post | None |\n"
    told = quoted(text, section=SECTION)
    assert (told.text, told.left_out) == (f"Why: {SOLD}\nBasis: Your consent\n{CUT}", ("Post | None",))


def test_words_that_point_by_a_link_alone_are_quoted_with_its_address() -> None:
    text = f"# P\n\n{SOLD}\nElsewhere [these terms](https://a.example/eu) hold.\n"
    assert quoted(text).text == f"{SOLD} Elsewhere these terms (https://a.example/eu) hold."


def test_what_a_long_paragraph_takes_back_at_its_end_is_not_cut() -> None:
    end = "However, where we are at fault too, we share the loss."
    told = quoted("# P\n\n" + "\n".join([SOLD, *[OTHER] * 90, end]) + "\n", around=0)
    assert told.text.endswith(f"{CUT} {end}")


def test_an_item_farther_down_takes_nothing_out_of_another_one() -> None:
    items = f"- {SOLD}\n- {filler(700)}\n- {OUT}\n"
    assert OUT not in quoted(f"# P\n\n{items}", around=0).text
    points = f"(a) {SOLD}\n\n(b) {filler(700)}\n\n(c) {OUT}\n"
    assert OUT in quoted(f"# P\n\n{points}", around=0).text


def test_the_items_of_a_numbered_list_are_quoted_by_themselves() -> None:
    items = "\n".join(f"{number}. {filler(400)}" for number in range(1, 4))
    told = quoted(f"# P\n\nYou may not:\n\n{items}\n4. {SOLD}\n", f"4. {SOLD}")
    assert [one.text for one in told.lines] == ["You may not:", CUT, f"4. {SOLD}"]
    assert not told.lines[-1].is_item


def test_an_item_below_a_numbered_title_is_quoted_with_it_and_not_under_the_title_before() -> None:
    text = f"# P\n\n1. Who we are\n   1. {OTHER}\n   2. {filler(500)}\n2. What we sell\n   1. {SOLD}\n"
    told = quoted(text, f"1. {SOLD}")
    assert told.headings == ("P",)
    assert [one.text for one in told.lines[-2:]] == ["2. What we sell", f"1. {SOLD}"]


@pytest.mark.parametrize("title", ["Data storage", "Europe"])
def test_a_section_ends_at_a_title_that_is_not_marked_as_one(title: str) -> None:
    told = quoted(f"# P\n\n{SOLD}\n\n{title}\n\nWe live on the moon.\n", section=SECTION)
    assert [one.text for one in told.lines] == [SOLD, CUT]


def test_a_title_right_above_a_paragraph_is_a_line_of_its_own() -> None:
    told = quoted(f"# P\n\n{OTHER}\n\nEurope\n{SOLD}\n", section=SECTION)
    assert [one.text for one in told.lines] == [CUT, "Europe", SOLD]


def test_a_numbered_clause_below_the_title_of_a_document_is_a_section() -> None:
    text = f"# P\n\nUpdated: May.\n\n1. Sale. {SOLD}\n\nIt pays.\n\n2. Moon. {OTHER}\n"
    told = quoted(text, section=SECTION)
    assert [one.text for one in told.lines] == [CUT, f"1. Sale. {SOLD}", "It pays.", CUT]


def test_what_stands_below_titles_within_a_section_is_told_to_be_cut() -> None:
    text = f"# P\n\n## Sale\n\n{SOLD}\n\n### Moon\n\n{OTHER}\n\n## Else\n\n{OTHER}\n"
    assert quoted(text, section=SECTION).text == f"{SOLD}\n{CUT}"


def test_a_row_is_quoted_with_the_rows_of_one_cell_above_it() -> None:
    head = "| Purpose: to run it. | | |\n| --- | --- | --- |\n| We run it. | Contract | Years |\n"
    text = f"# P\n\n{head}| Purpose: to sell it. | | |\n| {SOLD} | Your consent | Days |\n"
    assert quoted(text).text == f"{CUT}\nPurpose: to sell it.\n{SOLD}\nYour consent\nDays"


@pytest.mark.parametrize(("length", "is_head"), [(LABEL_LENGTH, True), (LABEL_LENGTH + 1, False)])
def test_a_long_head_of_a_column_is_a_first_row(length: int, is_head: bool) -> None:
    head = "W" * length
    told = quoted(f"# P\n\n| {head} | Basis |\n| --- | --- |\n| {SOLD} | Your consent |\n")
    assert (told.lines[0].label == head) == is_head


@pytest.mark.parametrize(
    ("title", "path"),
    [("8. 8. Sales", "8. Sales"), ("**8. Sales**", "8. Sales"), ("8. 88 Sales", "8. 88 Sales")],
)
def test_a_title_in_the_path_has_no_marks_and_its_number_once(title: str, path: str) -> None:
    assert quoted(f"# P\n\n## {title}\n\n{SOLD}\n").headings == ("P", path)


def test_a_paragraph_about_a_place_does_not_say_where_what_follows_holds() -> None:
    text = f"# P\n\nYour data is stored where you live, in Europe.\n\n{filler(AROUND)}\n\n{SOLD}\n"
    assert quoted(text).text == f"{CUT}\n{SOLD}"


def test_a_title_at_the_end_of_a_quotation_is_left_out_with_what_it_names() -> None:
    far = f"If you object, you may opt out.\n\n{filler(600)}"
    told = quoted(f"# P\n\n{SOLD}\n\nIt pays.\n\nSelling more\n\n{far}\n", section=0)
    assert [one.text for one in told.lines] == [SOLD, "It pays.", CUT]


def test_a_title_among_what_was_found_is_no_passage() -> None:
    text = f"# P\n\nWhat we sell\n\n{SOLD}\n\n{OTHER}\n"
    start = text.index("What")
    told = in_context.of(text, [(start, text.index(SOLD) + len(SOLD))])
    assert told.own == (SOLD,)


def test_a_table_is_led_in_by_the_paragraph_above_it() -> None:
    table = f"| Why | Basis |\n| --- | --- |\n| Post | None |\n| {SOLD} | Your consent |\n"
    lead = "We process data on the following bases."
    assert quoted(f"# P\n\n{lead}\n\n{table}").lines[0].text == lead
    assert quoted(f"# P\n\n{OTHER}\n\n{table}").lines[0].text == CUT


@pytest.mark.parametrize(("over", "is_there"), [(0, True), (1, False)])
def test_a_long_paragraph_above_a_table_is_left_out(over: int, is_there: bool) -> None:
    lead = f"{filler(PARAGRAPH - 16 + over)}\nSee table below."
    table = f"| Why | Basis |\n| --- | --- |\n| {SOLD} | Your consent |\n"
    assert (quoted(f"# P\n\n{lead}\n\n{table}").lines[0].text != CUT) == is_there


ARBITRATION = "You have a year to go to arbitration, unless you opt out."


@pytest.mark.parametrize(("over", "is_there"), [(0, True), (1, False)])
def test_the_clause_by_which_one_opts_out_of_arbitration_is_quoted_with_it(over: int, is_there: bool) -> None:
    way = "To leave this arbitration, write to:"
    place = filler(section_references.PARAGRAPH - len(way) + over)
    out = f"## Right to opt out\n\n{way}\n\n{place}"
    text = f"# P\n\n## Claims\n\n{ARBITRATION}\n\n{out}\n\n## Moon\n\n{OTHER}\n"
    told = quoted(text, ARBITRATION)
    assert way in told.text
    assert (place in told.text) == is_there


def test_a_passage_that_names_no_opt_out_is_quoted_without_one() -> None:
    way = "To leave this arbitration, write to us."
    told = quoted(f"# P\n\n## Sales\n\n{SOLD}\n\n## Right to opt out\n\n{way}\n")
    assert way not in told.text


def test_of_a_list_that_the_passage_leads_in_all_items_are_quoted() -> None:
    items = "".join(f"- {letter} {filler(400)}\n" for letter in "abcd")
    text = f"# P\n\n{SOLD}\nWe sell:\n\n{items}\n{filler(900)}\n"
    start = text.index(SOLD)
    told = in_context.of(text, [(start, text.index("- a") + 40)], section=0)
    assert sum(one.is_item for one in told.lines) == 4


def test_a_title_that_is_marked_as_a_heading_is_not_closed_by_a_table_of_contents() -> None:
    contents = "1. Moon\n2. Sales\n3. Else\n"
    text = f"# P\n\n{contents}\n## 1. Moon\n\n{OTHER}\n\n## 2. Sales\n\n1. {SOLD}\n2. {OTHER}\n"
    assert quoted(text, f"1. {SOLD}").headings == ("P", "2. Sales")


def test_what_does_not_apply_says_for_whom_nothing_holds() -> None:
    text = f"# P\n\nThis does not apply if we may not tell you.\n\n{filler(AROUND)}\n\n{SOLD}\n"
    assert quoted(text).text == f"{CUT}\n{SOLD}"


def test_this_beside_a_link_is_quoted_with_its_address() -> None:
    text = (
        f"# P\n\n{SOLD}\nElsewhere this [Policy](https://a.example/uk) and [that](https://a.example) hold.\n"
    )
    assert "this Policy (https://a.example/uk) and that (https://a.example) hold." in quoted(text).text
    assert "(" not in quoted(f"# P\n\n{SOLD}\nRead [our Policy](https://a.example/uk).\n").text
