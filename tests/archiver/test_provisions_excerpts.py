"""What an excerpt must show so that it says what its source says, on passages written for these tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions.detect import detector
from archiver.provisions.detection import alternatives, quoted
from archiver.provisions.findings import Finding
from archiver.provisions.taxonomy import Polarity
from archiver.report import excerpts

SALE = "sale-or-sharing-of-data"
IMPROVEMENT = "legitimate-interest-product-improvement"


def found(text: str, category: str) -> list[Finding]:
    return [finding for finding in detector().findings(text) if finding.category == category]


LEAD_INS = st.sampled_from(
    [
        "We do not:",
        "We will never do any of the following:",
        "Under no circumstances will we",
        "We don't do these.",
    ]
)
NEUTRAL = st.sampled_from(
    ["Your data matters to us:", "With the data that you give us:", "For any purpose:", "Contact details"]
)


@given(denial=LEAD_INS, between=st.lists(NEUTRAL, max_size=3), mark=st.sampled_from(["-", "1.", "*"]))
def test_a_denial_above_a_list_holds_at_every_depth_and_is_shown(
    denial: str, between: list[str], mark: str
) -> None:
    lines = [f"{'    ' * depth}{mark} {words}" for depth, words in enumerate(between)]
    text = "\n".join([denial, "", *lines, f"{'    ' * len(between)}{mark} sell your personal data;"])
    (finding,) = found(text, SALE)
    assert finding.polarity is Polarity.DENIES
    assert finding.core.startswith(denial)


@given(lead=st.integers(min_value=0, max_value=900))
def test_a_denial_is_seen_however_long_its_lead_in_is(lead: int) -> None:
    text = f"We do not, {'as our staff know well, ' * (lead // 24)}in any case:\n\n- sell your personal data;"
    (finding,) = found(text, SALE)
    assert finding.polarity is Polarity.DENIES


def test_what_an_item_says_last_leads_in_the_items_below_it() -> None:
    text = "We promise:\n\n- Your data matters to us.\n  We do not:\n  - sell your personal data;\n"
    (finding,) = found(text, SALE)
    assert finding.polarity is Polarity.DENIES
    assert finding.core == "We promise: [...] We do not: [...] sell your personal data;"


def test_a_heading_that_denies_leads_in_the_list_below_it() -> None:
    (finding,) = found("# What we never do\n\n- Sell your personal data.\n", SALE)
    assert (finding.polarity, finding.core) == (
        Polarity.DENIES,
        "What we never do [...] Sell your personal data.",
    )


def test_numbered_paragraphs_below_a_lead_in_are_its_items() -> None:
    text = "WE DO NOT:\n\n(1) keep your mail;\n\n(2) sell your personal data.\n\nThis is all.\n"
    (finding,) = found(text, SALE)
    assert finding.polarity is Polarity.DENIES
    assert finding.core == "WE DO NOT: [...] (2) sell your personal data."


def test_a_numbered_paragraph_after_other_text_has_no_lead_in() -> None:
    (finding,) = found("We do not:\n\n- spy.\n\nTerms.\n\n(2) We sell your personal data.\n", SALE)
    assert (finding.polarity, finding.core) == (Polarity.ASSERTS, "(2) We sell your personal data.")


def test_a_lead_in_ends_where_its_list_ends() -> None:
    text = "We do not:\n\n- read your mail.\n\nOther matters follow.\n\n- We sell your personal data.\n"
    (finding,) = found(text, SALE)
    assert (finding.polarity, finding.core) == (Polarity.ASSERTS, "We sell your personal data.")


def test_a_whole_sentence_above_a_list_is_not_quoted_with_its_items() -> None:
    (finding,) = found("This page is long.\n\n- We sell your personal data.\n", SALE)
    assert finding.core == "We sell your personal data."


def test_an_excerpt_that_ends_with_a_colon_shows_its_items() -> None:
    text = "We sell your personal data to:\n\n- advertisers;\n- data brokers.\n\nNothing else.\n"
    (finding,) = found(text, SALE)
    assert finding.core == "We sell your personal data to: [...] advertisers; [...] data brokers."


@pytest.mark.parametrize(("more", "shown"), [(0, 2), (1, 1)])
def test_items_are_quoted_up_to_a_limit(more: int, shown: int) -> None:
    first, second = "a" * (quoted.ITEMS_LIMIT // 2), "b" * (quoted.ITEMS_LIMIT // 2 + more)
    (finding,) = found(f"We sell your personal data to:\n\n- {first}\n- {second}\n", SALE)
    assert len(finding.core_spans) == 1 + shown


def row(*cells: str) -> str:
    return f"| Purpose | Data | Lawful basis |\n| --- | --- | --- |\n| {' | '.join(cells)} |\n"


def test_a_cell_is_quoted_with_the_head_of_its_row() -> None:
    (finding,) = found(row("Billing", "Card number", "We may sell your personal data."), SALE)
    assert finding.core == "Billing [...] We may sell your personal data."


def test_an_answer_is_quoted_with_its_columns_header() -> None:
    text = "| Kind | We sell |\n| --- | --- |\n| Identifiers | No |\n| Photos | Yes |\n"
    assert [(one.polarity, one.core) for one in found(text, SALE)] == [
        (Polarity.DENIES, "Identifiers [...] We sell [...] No"),
        (Polarity.ASSERTS, "Photos [...] We sell [...] Yes"),
    ]


def test_no_pattern_reaches_from_one_cell_or_sentence_into_another() -> None:
    assert not found(row("What we sell", "Your personal data", "Contract"), SALE)
    assert not found(row("These are the stamps that we sell. Your personal data is safe.", "", ""), SALE)
    assert not found("Sale. Your personal data is safe with us.\n", SALE)


PURPOSES = "To run the service<br>To improve our products"


@pytest.mark.parametrize(
    ("bases", "joined"),
    [
        ("Our legitimate interests<br>Your consent", False),
        ("Your consent<br>Our legitimate interests", True),
        ("Your consent<br>The contract<br>Our legitimate interests", False),
        ("Our legitimate interests", True),
    ],
)
def test_entries_of_two_lists_are_joined_only_where_they_stand_at_the_same_place(
    bases: str, joined: bool
) -> None:
    findings = found(row(PURPOSES, "Usage data", bases), IMPROVEMENT)
    assert bool(findings) is joined
    if findings:  # the lists are shown whole: what belongs to what is the reader's to see
        assert findings[0].core == " [...] ".join([*PURPOSES.split("<br>"), *bases.split("<br>")])


def test_two_purposes_with_two_bases_in_one_cell_are_not_joined_crosswise() -> None:
    cell = "To improve our products<br>Legal basis: consent<br>To prevent fraud<br>Legal basis: {}"
    assert not found(row("Analytics", cell.format("our legitimate interests"), "See left"), IMPROVEMENT)


def test_a_title_on_the_line_of_its_text_is_a_heading() -> None:
    (finding,) = found("# Terms\n\n9.2 Your Data. We never sell your personal data.\n", SALE)
    assert finding.headings == ("Terms", "9.2 Your Data")
    assert finding.core == "We never sell your personal data."
    (finding,) = found("# Terms\n\n- **Your Data.** We never sell your personal data.\n- More.\n", SALE)
    assert finding.headings == ("Terms", "Your Data")


def test_a_title_that_opens_its_paragraph_is_a_heading_and_no_finding() -> None:
    text = "# Privacy\n\nSale of Personal Data:\n\nWe do not sell your personal data.\n"
    (finding,) = found(text, SALE)
    assert finding.polarity is Polarity.DENIES
    assert finding.headings == ("Privacy", "Sale of Personal Data")


@pytest.mark.parametrize("title", ["9.2 Sale of Data.", "SALE OF DATA.", "(b) Sale and Sharing of Data."])
def test_numbered_and_capital_titles_before_their_text_are_headings(title: str) -> None:
    (finding,) = found(f"# Terms\n\n{title}\nWe do not sell your personal data.\n", SALE)
    assert finding.headings == ("Terms", title)


@pytest.mark.parametrize("line", ["In that spirit:", "We sell Data.", "Data is sold:"])
def test_what_has_a_verb_or_is_written_like_a_sentence_is_no_title(line: str) -> None:
    (finding,) = found(f"# Terms\n\n{line}\nWe never sell your personal data.\n", SALE)[-1:]
    assert finding.headings == ("Terms",)


def test_a_numbered_clause_below_a_list_is_no_item_of_it() -> None:
    text = (
        "Complaints must include the following:\n\n- A signature.\n- An address.\n\n"
        "13. Indemnity. You will indemnify us against all claims of third parties.\n"
    )
    (found,) = (one for one in detector().findings(text) if one.category == "indemnification")
    assert found.core == "You will indemnify us against all claims of third parties."


def sales(text: str) -> list[Finding]:
    return [finding for finding in detector().findings(text, weak=True) if finding.category == SALE]


ALTERNATIVE = "sell your personal data to our partners"
OTHERS = st.lists(
    st.sampled_from(
        [
            "ask you in writing",
            "delete every copy of it",
            "pay for the harm",
            "tell the authority",
            "stop at once",
        ]
    ),
    min_size=1,
    max_size=4,
    unique=True,
)
BINDING = st.sampled_from(
    [
        "We must do one of these:",
        "When you leave, we shall:",
        "Unless you object, we will:",
        "Where the law of your country asks for it, we ensure that it is safe, and:",
        "If you are not a consumer, we must:",
        "Without limiting what is said above, we are required to:",
    ]
)
OF_EACH = st.sampled_from(
    ["We agree that we will not:", "If the law allows it, we may:", "We never:", "We can, if we want to:"]
)
MARKS = st.sampled_from(
    [("- ", "- "), ("1. ", "2. "), ("(a) ", "(b) "), ("i. ", "ii. "), ("    * ", "    * ")]
)


def as_list(lead: str, entries: list[str], joint: str, marks: tuple[str, str]) -> str:
    ended = [f"{one}; {joint}".rstrip() for one in entries[:-1]] + [f"{entries[-1]}."]
    between = "\n\n" if marks[0][0] in "(i" else "\n"
    listed = between.join(f"{marks[bool(place)]}{one}" for place, one in enumerate(ended))
    return f"{lead}\n\n{listed}\n\nAnother sentence ends the list.\n"


@given(lead=BINDING, others=OTHERS, place=st.integers(0, 4), marks=MARKS, each=st.booleans())
def test_no_alternative_to_what_is_quoted_is_left_out(
    lead: str, others: list[str], place: int, marks: tuple[str, str], *, each: bool
) -> None:
    entries = [*others[:place], ALTERNATIVE, *others[place:]]
    text = as_list(lead, entries, "or", marks)
    if not each:  # "A; B; or C"
        text = text.replace("; or", ";", max(0, len(entries) - 2))
    (finding,) = sales(text)
    assert [one for one in (lead, *entries) if one not in finding.core] == []


@given(lead=OF_EACH, others=OTHERS, marks=MARKS)
def test_what_is_true_by_itself_is_quoted_without_the_entries_beside_it(
    lead: str, others: list[str], marks: tuple[str, str]
) -> None:
    (finding,) = sales(as_list(lead, [*others, ALTERNATIVE], "or", marks))
    assert lead in finding.core
    assert [one for one in others if one in finding.core] == []


@given(lead=BINDING, others=OTHERS, marks=MARKS)
def test_entries_that_all_hold_are_quoted_without_those_beside_them(
    lead: str, others: list[str], marks: tuple[str, str]
) -> None:
    (finding,) = sales(as_list(lead, [*others, ALTERNATIVE], "and", marks))
    assert [one for one in others if one in finding.core] == []


@pytest.mark.parametrize(
    "before", ["We keep it to ourselves, except that we", "It is not so that we never", "We neither rent nor"]
)
def test_what_ends_with_an_exception_or_a_negation_is_quoted_with_what_it_governs(before: str) -> None:
    text = f"Your data.\n\n- {before}\n- sell your personal data to our partners.\n"
    (finding,) = sales(text)
    assert finding.core.startswith(before)


def test_alternatives_in_a_cell_are_quoted_together() -> None:
    text = "| Data | Use |\n|---|---|\n| Name | delete it; or<br>sell your personal data<br>and more |\n"
    (finding,) = sales(text)
    assert finding.core == "Name [...] delete it; or [...] sell your personal data"


def test_a_header_that_denies_is_quoted_with_its_cell() -> None:
    text = "| Data | What we never do |\n|---|---|\n| Name | Sell your personal data to our partners |\n"
    (finding,) = sales(text)
    assert finding.core == "Name [...] What we never do [...] Sell your personal data to our partners"


@pytest.mark.parametrize(("more", "shown"), [(0, 4), (1, 3)])
def test_alternatives_further_away_are_quoted_up_to_a_limit(more: int, shown: int) -> None:
    length = alternatives.LIMIT // 3 - len(" ") + 1
    entries = [f"pay {'x' * (length - len('pay ; or'))}" for _ in range(3)]
    text = "We must:\n\n" + "\n".join(f"- {one}; or" for one in entries) + f"{more * 'y'}\n- {ALTERNATIVE}.\n"
    text = text.replace("; ory", f"{more * 'y'}; or")
    (finding,) = sales(text)
    assert finding.core.count(" [...] ") == shown


def test_what_a_clause_numbers_below_itself_is_led_in_by_it() -> None:
    text = (
        "B.3. Without limiting the above, Acme will not:\n\nB.3.a. sell your personal data;\n\n"
        "B.3.b. lose it.\n\nB.4. Acme may sell your personal data to others.\n"
    )
    said = [(one.polarity, one.core.startswith("B.3. Without")) for one in sales(text)]
    assert said == [(Polarity.DENIES, True), (Polarity.ASSERTS, False)]


def test_roman_paragraphs_below_a_lead_in_are_its_items() -> None:
    text = (
        "We will not:\n\ni. lose your data;\n\nii. sell your personal data.\n\nWe sell your personal data.\n"
    )
    assert [one.polarity for one in sales(text)] == [Polarity.DENIES, Polarity.ASSERTS]


@pytest.mark.parametrize(("length", "polarity"), [(60, Polarity.DENIES), (59, Polarity.ASSERTS)])
def test_a_sentence_that_a_blank_line_tears_apart_is_one(length: int, polarity: Polarity) -> None:
    begins = "As the parties have agreed in the contract that is below we never"[-length:]
    assert len(begins) == length
    (finding,) = sales(f"{begins}\n\nsell your personal data to anyone.\n")
    assert finding.polarity is polarity


def test_what_a_lead_in_points_back_to_is_quoted_before_it() -> None:
    ban, lead_in = "We forbid any use that harms the service.", "Such use may include the following:"
    text = f"Be kind.\n{ban}\n{lead_in}\n\n- scraping the site with robots;\n- shouting.\n"
    (finding,) = found(text, "scraping-and-reverse-engineering")
    assert finding.core == f"{ban}\n{lead_in} [...] scraping the site with robots;"


def test_what_stands_under_another_heading_is_not_what_is_meant() -> None:
    ban = "Such acts are forbidden: scraping the site or reverse engineering it."
    text = f"# Use\n\nBe kind.\n\n# Bans\n\n{ban}\n"
    (finding,) = found(text, "scraping-and-reverse-engineering")
    assert finding.core == ban


@pytest.mark.parametrize(
    "behind",
    [
        "However, we may give it to advertisers in return for services.",
        "Instead, partners receive it without payment.",
        "Notwithstanding the foregoing, a buyer of our business receives it.",
        "This promise does not apply to data that is public.",
        "That said, a court may order us to.",
        "Without prejudice to the foregoing, a buyer of our business receives it.",
        "Except where you ask us to, of course.",
    ],
)
def test_the_next_sentence_is_quoted_where_it_takes_something_back(behind: str) -> None:
    denial = "We do not sell your personal data."
    assert sales(f"{denial}\n{behind}\n")[0].core == f"{denial}\n{behind}"
    assert sales(f"{denial}\n\n{behind}\n")[0].core == f"{denial} [...] {behind}"
    assert sales(f"- {denial} {behind}\n- Be kind.\n")[0].core == f"{denial} {behind}"


@pytest.mark.parametrize(
    "behind",
    [
        "Where required, we ask for your consent first.",
        "You can opt out of this in your settings.",
        "We may do so unless you object.",
        "We never give it to strangers.",
        "These partners cannot use it for long.",
        "It goes to small claims courts, too.",
        "Appropriate safeguards are in place.",
        "Ha ha ha, no.",  # four words, that take all back
    ],
)
def test_a_limit_anywhere_in_the_next_sentence_of_the_paragraph_is_quoted(behind: str) -> None:
    sale = "We sell your personal data."
    assert sales(f"{sale}\n{behind}\n")[0].core == f"{sale}\n{behind}"
    assert sales(f"{sale}\n\n{behind}\n")[0].core == sale


@pytest.mark.parametrize(
    ("passage", "quoted_with_it"),
    [
        ("We sell such lists, and the personal data in them, to others.", True),
        ("We sell the foregoing data, which is personal data, to others.", False),  # no data were named
        ("We sell lists of personal data such as lists of names to others.", False),
        ("We sell this type of list, and the personal data in it, to others.", True),
        ("Under these terms we sell lists of your personal data.", False),  # the document is meant
        ("Under these terms made here we sell your personal data.", False),
        ("Under this buyers agreement we sell your personal data.", False),
    ],
)
def test_the_sentence_that_names_what_a_passage_points_back_to_is_quoted(
    passage: str, *, quoted_with_it: bool
) -> None:
    before = "Lists of buyers are made by us under the terms."
    assert sales(f"Be kind.\n{before}\n{passage}\n")[-1].core == (
        f"{before}\n{passage}" if quoted_with_it else passage
    )
    assert sales(f"Be kind.\n{before}\n\n{passage}\n")[-1].core == passage


@pytest.mark.parametrize(
    "behind",
    [
        "\n\nWe may however show adverts.",  # a paragraph of its own that does not begin so
        "\nThis promise is dear to us.",
        "\nYou must not be rude.",  # five words, and what users may not do takes nothing back
        "\n# Adverts\n\nHowever, we show adverts.",
        "\n- However, we show adverts.",  # an item of a list is not the next sentence
    ],
)
def test_other_sentences_behind_a_passage_are_not_quoted_with_it(behind: str) -> None:
    denial = "We do not sell your personal data."
    assert sales(denial + behind)[0].core == denial


@pytest.mark.parametrize("opening", ["However, we may", "If, however, the law lets us, we", "Instead, we"])
def test_the_sentence_before_is_quoted_where_a_passage_takes_something_back_of_it(opening: str) -> None:
    before, passage = "We keep what you give us to ourselves.", f"{opening} sell your personal data."
    (finding,) = sales(f"Be kind.\n{before}\n{passage}\n")
    assert finding.core == f"{before}\n{passage}"


@pytest.mark.parametrize(
    "before",
    [
        "If you live in Norway, your data stay at home.",
        "In some countries there are exceptions.",
        "For users of the free plan there are limits.",
        "As a European consumer you have rights.",
    ],
)
def test_the_sentence_that_says_for_whom_a_passage_holds_is_quoted_with_it(before: str) -> None:
    passage = "We sell your personal data."
    assert sales(f"Be kind.\n{before}\n{passage}\n")[0].core == f"{before}\n{passage}"
    assert sales(f"Be kind.\n{before}\n\n{passage}\n")[0].core == passage


def test_two_sentences_that_a_passage_points_back_to_are_quoted_and_no_more() -> None:
    chain = [
        "A list of lists is kept.",
        "Such a list is made by partners.",
        "Such partners pay us.",
        "In all other cases we sell your personal data.",
    ]
    (finding,) = sales("Be kind.\n" + "\n".join(chain) + "\n")
    assert finding.core == "\n".join(chain[1:])


def test_what_takes_something_back_behind_a_list_is_quoted_with_its_items() -> None:
    items = "- sell your personal data;\n  It is yours.\n- be rude.\n"
    behind = "However, we may give it to advertisers in return for services."
    (finding,) = sales(f"We do not:\n\n{items}\n{behind}\n")
    assert finding.core == f"We do not: [...] sell your personal data; [...] {behind}"
    (finding,) = sales(f"We do not:\n\n{items}\n# Adverts\n\n{behind}\n")
    assert finding.core == "We do not: [...] sell your personal data;"
    (finding,) = sales(f"- We do not sell your personal data.\n- We are kind.\n\n{behind}\n")
    assert finding.core == "We do not sell your personal data."


def test_who_is_younger_is_quoted_with_a_minimum_age() -> None:
    age, younger = "You must be at least 18 years old.", "If you are under 18, a parent has to agree."
    (finding,) = found(f"{age}\n{younger}\n", "minimum-age")[:1]
    assert finding.core == f"{age}\n{younger}"


def test_items_with_titles_and_their_further_sentences_are_shown_below_a_colon() -> None:
    lead_in = "We may share your personal data with:"
    items = "- Vendors. They host our pages. They are few.\n- Partners. They sell cars.\n"
    text = f"{lead_in}\n\n{items}\nBe kind.\n"
    (finding,) = found(text, "third-party-sharing")[:1]
    assert finding.core == " [...] ".join([lead_in, "They host our pages. They are few.", "They sell cars."])


@pytest.mark.parametrize(
    ("before", "quoted_with_it"),
    [
        ("Partners may ask us for a list of buyers.", True),
        ("- We have partners.", False),  # what a list names is the whole list
    ],
)
def test_what_a_passage_names_again_is_quoted_with_it(before: str, quoted_with_it: bool) -> None:
    passage = "These partners buy your personal data, since we sell it."
    (finding,) = sales(f"Be kind.\n\n{before}\n\n{passage}\n")
    assert finding.core == (f"{before} [...] {passage}" if quoted_with_it else passage)


@pytest.mark.parametrize(
    "opening", ["With this option", "By exercising this right", "In these circumstances"]
)
def test_what_is_chosen_or_happens_is_quoted_with_what_then_holds(opening: str) -> None:
    before, passage = "Schools can ask us for silence.", f"{opening}, we do not sell your personal data."
    (finding,) = sales(f"Be kind.\n{before}\n{passage}\n")
    assert finding.core == f"{before}\n{passage}"


def test_a_passage_that_ends_as_no_sentence_is_quoted_with_what_it_leads_in() -> None:
    lead_in = "We are not liable for any loss of data or profits that results from"
    text = f"{lead_in}\n\n- your use of the service;\n- the weather.\n\nBe kind.\n"
    excerpts = {one.core for one in found(text, "limitation-of-liability")}
    assert f"{lead_in} [...] your use of the service; [...] the weather." in excerpts


def test_what_only_says_what_something_means_is_quoted_with_it() -> None:
    before, passage = "Partners give us money for a list.", "This means that we sell your personal data."
    assert sales(f"Be kind.\n{before}\n{passage}\n")[-1].core == f"{before}\n{passage}"


@pytest.mark.parametrize(
    ("basis", "shown"),
    [
        ("Basis: our interest.", "We use what you write to [...] Basis: our interest."),
        ("b" * 26, f"We use what you [...] {'b' * 26}"),
        ("b" * 27, "We use what you write to improve our products and to …"),
    ],
)
def test_of_an_excerpt_that_is_cut_the_last_part_stays_if_it_fills_no_more_than_half(
    basis: str, shown: str
) -> None:
    text = f"We use what you write to improve our products and to answer you. [...] {basis}"
    assert excerpts.cut(text, 53) == shown
    assert excerpts.cut(text, len(text)) == text


def test_a_sentence_that_breaks_off_in_its_own_enumeration_is_quoted_to_its_end() -> None:
    text = (
        "# Terms\n\nThe administrator of your organisation may: (a) see your account;\n\n"
        "(b) read your content; and\n\n(c) close your account.\n\nWrite to us with any question.\n"
    )
    (finding,) = found(text, "administrator-access")
    assert finding.core.endswith("(b) read your content; and [...] (c) close your account.")
