from __future__ import annotations

import gzip
import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.diff import Difference, Kind, apply, compare, count
from archive_repo.diff.changeclass import without_numbers
from archive_repo.diff.wording import edits
from archive_repo.errors import InvalidInput
from archive_repo.records import ChangeClass, SectionKind, SentenceCounts
from archive_repo.text.clauses import Clauses
from archive_repo.text.markdown import links

TEXT = """# Terms

Last updated: 1 May 2024.

## 1. Data

We keep your data for thirty (30) days after you leave.
You may ask us to delete it.
We share it with nobody, as we said before.

- See [our policy](https://example.org/x)
- Write to the address below

## 2. Fees

You pay $5 a month for using the service.
Fees are due on the first day of the month.

| Name | Price |
| --- | --- |
| Small plan | 5 |
"""

_SHORT = "a/foo bar/# H/- /12/3.4/é/中/𠀀/\\/[a](b)/|/The quick brown fox/jumps over the lazy dog./| x | y |"
FRAGMENTS = st.sampled_from(["\n", "\n\n", " ", "\t", "  \n", *_SHORT.split("/")])
TEXTS = st.lists(FRAGMENTS, max_size=30).map("".join)


def changed(old: str, new: str) -> Difference:
    assert old in TEXT
    return compare(TEXT, TEXT.replace(old, new))


@settings(max_examples=400)
@given(TEXTS, TEXTS)
def test_the_json_applied_to_the_old_text_gives_the_new_one(old: str, new: str) -> None:
    assert apply(old, json.loads(json.dumps(compare(old, new).as_json()))) == new


@given(TEXTS)
def test_a_first_text_counts_as_its_difference_from_an_empty_one(text: str) -> None:
    assert count(text) == compare("", text).sentences


def test_a_copy_in_a_first_text_counts_once() -> None:
    text = "# Terms\n\n" + "".join(f"We keep record {number}.\n" for number in range(40))
    assert count(text + "\n" + text) == compare("", text + "\n" + text).sentences == count(text)


@given(st.lists(st.tuples(FRAGMENTS, st.integers(0, 9)), max_size=30))
def test_a_small_edit_round_trips_too(parts: list[tuple[str, int]]) -> None:
    old = "".join(part for part, _ in parts)
    new = "".join(part * (dice != 1) for part, dice in parts if dice)

    assert apply(old, compare(old, new).as_json()) == new


@given(TEXTS, TEXTS)
def test_every_line_of_both_texts_is_told_once(old: str, new: str) -> None:
    found = compare(old, new).segments

    told_new = [n for s in found if s.kind not in (Kind.REMOVED, Kind.MOVED_AWAY) for n in s.new]
    told_old = [n for s in found if s.kind not in (Kind.ADDED, Kind.MOVED) for n in s.old]
    assert told_new == list(range(1, len(new.split("\n")) + 1))
    assert told_old == list(range(1, len(old.split("\n")) + 1))


@given(
    st.lists(st.sampled_from(["data", "1,000.50", "don't", "data.", "30%", "9", "keep", "kept"]), max_size=20)
)
def test_an_edit_never_splits_a_word_or_a_number(found: list[str]) -> None:
    old, new = "We keep the 1,000.50 and don't use data here", "We " + " ".join(found) + " data here"

    for segment in compare(old, new).segments:
        texts = [text for _, text in segment.edits]
        for sign in "+-":
            whole = [text for kind, text in segment.edits if kind in ("=", sign)]
            assert not any(
                re.search(r"\w$", one) and re.search(r"^\w", other)
                for one, other in itertools.pairwise(whole)
            )
        assert all(texts)


def test_a_difference_of_another_text_is_refused() -> None:
    difference = compare("a\nb c d e f g\n", "a\nb c d e f h\n").as_json()

    with pytest.raises(InvalidInput, match="line 2"):
        apply("a\nb c d e f x\n", difference)


PAGES = "# Terms\n\n## Fees\n\nYou pay.\n\n---\n\n{}\n\n## Cookies\n\nWe set some.\n"


def test_a_section_ends_where_its_page_does() -> None:
    difference = compare(PAGES.format("We last changed this in May."), PAGES.format("We changed it in June."))

    assert [section.path for section in difference.changed_sections] == [("(beginning)",)]


def test_headings_of_one_page_stand_above_none_of_the_next() -> None:
    difference = compare(PAGES.format("Hello."), PAGES.format("Hello.").replace("some", "many"))

    assert [section.path for section in difference.changed_sections] == [("Cookies",)]


def test_a_page_that_is_added_is_not_part_of_the_section_before_it() -> None:
    page, more = "# Terms\n\nYou pay each month.\n", "\n---\n\nWe set some cookies.\n\nThey stay a year.\n"

    added, removed = compare(page, page + more), compare(page + more, page)

    assert [(one.path, one.kind) for one in added.changed_sections] == [(("(beginning)",), SectionKind.NEW)]
    assert [(one.path, one.kind) for one in removed.changed_sections] == [
        (("(beginning)",), SectionKind.REMOVED)
    ]


def test_equal_texts_have_no_class_and_no_sections() -> None:
    difference = compare(TEXT, TEXT)

    assert (difference.change_class, difference.sections, difference.sentences) == (
        None,
        (),
        SentenceCounts(),
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1 May 2024", "June 3rd, 2025", ChangeClass.NUMBERS_OR_DATES),
        ("thirty (30)", "sixty (60)", ChangeClass.NUMBERS_OR_DATES),
        ("1 May 2024", "August 2024", ChangeClass.NUMBERS_OR_DATES),
        ("1 May 2024", "3 de agosto de 2025", ChangeClass.NUMBERS_OR_DATES),
        ("1 May 2024", "2024-05-01", ChangeClass.FORMATTING),
        ("1 May 2024", "1er mai 2024", ChangeClass.FORMATTING),
        ("1. Data", "7. Data", ChangeClass.NUMBERS_OR_DATES),
        ("You may ask", "You might ask", ChangeClass.WORDS),
        ("$5", "€5", ChangeClass.WORDS),
        ("example.org/x", "example.org/y", ChangeClass.LINKS),
        ("We keep your data", "We keep [your data](https://example.org/d)", ChangeClass.LINKS),
        ("- Write", "1. Write", ChangeClass.FORMATTING),
        ("share it with nobody, as", "Share it with nobody – as", ChangeClass.FORMATTING),
        ("\nYou may ask us", " You may ask us", ChangeClass.FORMATTING),
    ],
)
def test_the_class_is_decided_on_the_words(old: str, new: str, expected: ChangeClass) -> None:
    assert changed(old, new).change_class is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("https://www.acme.example/", "https://acme.example", ChangeClass.LINKS),
        ("https://acme.example/", "acme.example", ChangeClass.LINKS),
        ("http://acme.example/a?utm_source=b", "https://acme.example/a", ChangeClass.LINKS),
        ("https://acme.example/terms/#rules", "https://acme.example/terms", ChangeClass.LINKS),
        ("https://acme.example/terms", "https://acme.example/rules", ChangeClass.WORDS),
        (
            "https://acme.example/a",
            "[https://acme.example/a/](https://acme.example/b)",
            ChangeClass.LINKS,
        ),
        (
            "https://acme.example/a",
            "[https://acme.example/a](https://acme.example/a)",
            ChangeClass.FORMATTING,
        ),
        ("https://acme.example", "https://acme.example/", ChangeClass.FORMATTING),
        ("[Acme](https://acme.example)", "[Acme](https://acme.example/)", ChangeClass.FORMATTING),
        ("[Acme](https://acme.example/a)", "[Acme](https://acme.example/a/)", ChangeClass.LINKS),
        ("[Acme](/a/b)", "[Acme](/a/b/)", ChangeClass.LINKS),
        ("https://acme.example/a", "https://acme-holding.example/a", ChangeClass.WORDS),
        ("https://acme.example/a", "https://billing.acme.example/a", ChangeClass.WORDS),
        ("https://acme.example/a", "[this page](https://acme.example/a)", ChangeClass.WORDS),
        ("www.acme.example/v1及其", "www.acme.example/v2以及", ChangeClass.WORDS),
        ("privacy@acme.example", "legal@acme.example", ChangeClass.WORDS),
        ("privacy@acme.example", "privacy@www.acme.example", ChangeClass.WORDS),
    ],
)
def test_site_and_page_of_a_written_address_are_words(old: str, new: str, expected: ChangeClass) -> None:
    sentence = "The publisher of {} is a company of 5 people.\n"
    assert compare(sentence.format(old), sentence.format(new)).change_class is expected


def test_another_spelling_of_an_address_counts_where_links_changed_and_not_where_words_did() -> None:
    old = "The list is at https://acme.example/list#a.\n\nYou may ask us to delete it.\n"
    moved = old.replace("list#a", "list/")

    assert compare(old, moved).sentences == SentenceCounts(amended=1)
    assert compare(old, moved.replace("delete", "erase")).sentences == SentenceCounts(amended=1)


def test_a_date_beside_an_address_that_leads_elsewhere_is_a_date() -> None:
    old = "Of 1 May 2024, see https://acme.example/list#old.\n"
    new = "Of 2 June 2025, see https://acme.example/list#new.\n"
    assert compare(old, new).change_class is ChangeClass.NUMBERS_OR_DATES


def test_the_same_lines_in_another_order_are_order_only() -> None:
    intro, data, fees = (
        TEXT.partition("## 1")[0],
        "## 1" + TEXT.partition("## 1")[2].partition("## 2")[0],
        "## 2. Fees\n\nYou pay $5 a month.\n",
    )

    difference = compare(intro + data + fees, intro + fees + "\n" + data.rstrip("\n") + "\n")

    assert difference.change_class is ChangeClass.ORDER
    assert difference.sentences.moved > 0
    assert difference.sentences == SentenceCounts(moved=difference.sentences.moved)
    assert [section.kind for section in difference.sections] == [SectionKind.MOVED]


def test_may_is_a_month_only_beside_a_number() -> None:
    assert [*without_numbers(["You may keep 30 May 2024"], Clauses([]))] == ["you", "may", "keep", "#"]


def test_a_section_that_came_one_that_went_and_one_that_changed_are_told_apart() -> None:
    new = (
        TEXT.replace("ask us to delete", "ask us to erase").partition("## 2")[0]
        + "## 3. Transfers\n\nWe send data abroad.\n"
    )

    sections = [(section.heading, section.kind) for section in compare(TEXT, new).sections]

    assert sections == [
        ("1. Data", SectionKind.AMENDED),
        ("2. Fees", SectionKind.REMOVED),
        ("3. Transfers", SectionKind.NEW),
    ]


ACCOUNTS = """# Terms

## 3. Your account

### 3.1 Private accounts

You need an account for nearly all of it.
One person has one account.

## 4. Credits

You buy credits in advance.
They expire after a year.

Refunds

You get no money back for what expired.
We say so before you pay.
What is left is lost when you go.
"""


def test_sections_are_told_in_the_order_of_the_new_text() -> None:
    new = (
        ACCOUNTS.replace("## 3. Your account", "## 3. How to log in")
        .replace("all of it", "everything")
        .replace("## 4", "### 3.2 Firms\n\nA firm may give you one.\nIt may take it away.\nAsk it.\n\n## 4")
    )

    assert [(section.heading, section.kind) for section in compare(ACCOUNTS, new).sections] == [
        ("3. How to log in", SectionKind.NEW),
        ("3.1 Private accounts", SectionKind.AMENDED),
        ("3.2 Firms", SectionKind.NEW),
    ]


def test_what_went_is_told_apart_from_a_line_below_that_became_a_title() -> None:
    new = (
        ACCOUNTS.replace("You buy credits in advance.\n", "")
        .replace("## 4. Credits\n", "")
        .replace("They expire after a year.\n", "")
        .replace("Refunds", "## 4. Refunds")
        .replace("all of it.", "all of it.\nThey expire after a year.")
    )

    assert [(section.heading, section.kind) for section in compare(ACCOUNTS, new).sections] == [
        ("3.1 Private accounts", SectionKind.MOVED),
        ("4. Credits", SectionKind.REMOVED),
    ]


BILLS = (
    "## 2. Bills\n",
    "You may ask for a bill.",
    "It comes by mail.",
    "It costs nothing.",
    "You have a week to pay it.",
)


@pytest.mark.parametrize(
    ("gone", "kind"),
    [(1, SectionKind.AMENDED), (2, SectionKind.AMENDED), (3, SectionKind.REMOVED), (5, SectionKind.REMOVED)],
)
def test_a_section_whose_heading_went_is_told_by_it_and_not_the_one_that_its_lines_joined(
    gone: int, kind: SectionKind
) -> None:
    before = "# Terms\n\n## 1. Data\n\nWe keep it.\n\n"
    old, new = (f"{before}{chr(10).join(lines)}\n" for lines in (BILLS, BILLS[gone:]))

    sections = compare(old, new).sections

    assert [(section.heading, section.kind) for section in sections] == [("2. Bills", kind)]


def test_a_section_that_got_another_title_is_told_by_the_new_one() -> None:
    sections = compare(TEXT, TEXT.replace("## 2. Fees", "## 2. What you pay")).sections

    assert [(section.heading, section.kind) for section in sections] == [
        ("2. What you pay", SectionKind.AMENDED)
    ]


def test_a_section_that_is_written_anew_below_its_title_is_amended() -> None:
    new = TEXT.replace("## 2. Fees", "## 2. Moves\n\nYou may move away.\n\n## 3. Fees").partition("## 3")[0]
    new += "## 3. Fees\n\nNobody owes anything at all to anybody here.\n"

    assert [(section.heading, section.kind) for section in compare(TEXT, new).sections] == [
        ("2. Moves", SectionKind.NEW),
        ("3. Fees", SectionKind.AMENDED),
    ]


def test_a_new_title_over_the_same_sentences_is_no_new_section() -> None:
    sections = changed("1. Data", "What happens to information").sections

    assert [(section.heading, section.kind) for section in sections] == [
        ("What happens to information", SectionKind.AMENDED)
    ]


def test_a_change_before_the_first_heading_has_a_section_too() -> None:
    assert [section.heading for section in compare("One day.\n", "One week.\n").sections] == ["(beginning)"]


def test_a_moved_sentence_says_where_it_came_from() -> None:
    sentence = "We share it with nobody, as we said before.\n"
    new = TEXT.replace(sentence, "").replace("You pay $5", sentence + "You pay $5")

    difference = compare(TEXT, new)

    moved = next(segment for segment in difference.segments if segment.kind is Kind.MOVED)
    away = next(segment for segment in difference.segments if segment.kind is Kind.MOVED_AWAY)
    assert (moved.old, moved.new) == (away.old, away.new)
    assert difference.lines(moved) == (sentence.strip(),) == difference.lines(away)
    assert difference.sentences == SentenceCounts(moved=1)


def numbered_words(first: int, last: int) -> str:
    """Words without digits, which would be taken for numbers."""
    return " ".join(f"q{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(first, last))


@pytest.mark.parametrize(("count", "moved"), [(4, 0), (5, 1)])
def test_a_passage_that_moved_has_five_words(count: int, moved: int) -> None:
    line, others = numbered_words(0, count), [numbered_words(start, start + 9) for start in (100, 120, 140)]
    old, new = "\n\n".join([line, *others]), "\n\n".join([*others, line])
    found = compare(f"{old}\n", f"{new}\n").segments
    assert sum(segment.kind is Kind.MOVED for segment in found) == moved


@pytest.mark.parametrize(("shared", "amended"), [(24, 0), (25, 1)])
def test_an_amendment_shares_half_of_its_words(shared: int, amended: int) -> None:
    old, new = numbered_words(0, 50), f"{numbered_words(0, shared)} {numbered_words(100, 150 - shared)}"
    assert compare(f"{old}\n", f"{new}\n").sentences.amended == amended


@pytest.mark.parametrize(("shared", "moved"), [(29, 0), (30, 1)])
def test_an_amendment_in_another_place_shares_three_quarters_of_its_words(shared: int, moved: int) -> None:
    line, between = numbered_words(0, 40), [numbered_words(start, start + 9) for start in (300, 320, 340)]
    amended = f"{numbered_words(0, shared)} {numbered_words(100, 140 - shared)}"
    old, new = "\n\n".join([line, *between]), "\n\n".join([*between, amended])
    found = compare(f"{old}\n", f"{new}\n").segments
    assert sum(segment.kind is Kind.MOVED for segment in found) == moved


@pytest.mark.parametrize(("came", "kind"), [(19, SectionKind.AMENDED), (20, SectionKind.NEW)])
def test_half_of_the_lines_of_a_new_section_are_new(came: int, kind: SectionKind) -> None:
    stays = [numbered_words(10 * n, 10 * n + 9) + "." for n in range(40 - came)]
    new = [numbered_words(10 * n + 400, 10 * n + 409) + "." for n in range(came)]
    sections = compare("\n\n".join(stays) + "\n", "\n\n".join(["## Data", *new, *stays]) + "\n").sections
    assert [section.kind for section in sections if section.heading == "Data"] == [kind]


def test_an_amended_cell_is_shown_without_its_neighbours() -> None:
    difference = changed("| Small plan | 5 |", "| Small plan | 9 |")

    amended = next(segment for segment in difference.segments if segment.edits)
    assert amended.edits == (("=", "| Small plan | "), ("-", "5"), ("+", "9"), ("=", " |"))


def test_where_words_changed_a_mere_link_does_not_count_as_amended() -> None:
    new = TEXT.replace("example.org/x", "example.org/y").replace("to delete it", "to erase it")

    assert compare(TEXT, new).sentences == SentenceCounts(amended=1)


def test_blank_lines_before_a_new_section_do_not_amend_the_one_above() -> None:
    new = TEXT + "\n## 3. Moves\n\nAll of it is new.\n"

    assert [section.heading for section in compare(TEXT, new).sections] == ["3. Moves"]


def test_a_renumbered_heading_moves_with_its_section() -> None:
    first, second = TEXT.index("## 1. Data"), TEXT.index("## 2. Fees")
    data, fees = TEXT[first:second].rstrip("\n"), TEXT[second:].rstrip("\n")
    swapped = f"{fees.replace('## 2.', '## 1.')}\n\n{data.replace('## 1.', '## 2.')}\n"

    difference = compare(TEXT, TEXT[:first] + swapped)

    assert difference.sentences.added == difference.sentences.removed == 0
    assert all(section.kind is not SectionKind.NEW for section in difference.sections)


CURATED = Path(__file__).resolve().parents[3] / "shared" / "replay" / "curated"


@pytest.mark.real_pages
def test_real_policies_round_trip() -> None:
    if not CURATED.is_dir():
        pytest.skip(f"{CURATED} is missing")
    texts: dict[str, list[str]] = {}
    for platform in ("mistral-ai", "claude-ai", "doubao", "github-copilot"):
        with gzip.open(CURATED / f"{platform}.jsonl.gz", "rt", encoding="utf-8") as stream:
            for record in map(json.loads, stream):
                sentences = re.sub(r"(?<=[a-z)][.!?]) (?=[A-Z])", "\n", record["markdown"])
                texts.setdefault(f"{platform} {record['terms']}", []).append(sentences)
    pairs = [pair for versions in texts.values() for pair in itertools.pairwise(versions)]
    assert len(pairs) > 50

    assert all(apply(old, compare(old, new).as_json()) == new for old, new in pairs)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (  # a target differs: the link goes and comes as a whole
            "Since June 26 ([before](http://a/x))",
            "Since July 4 ([before](http://b/y))",
            "Since [-June 26-]{+July 4+} ([-[before](http://a/x)-]{+[before](http://b/y)+})",
        ),
        (  # words of a link differ: its marks stay
            "see [our old policy](/a) now",
            "see [our new policy](/a) now",
            "see [our [-old-]{+new+} policy](/a) now",
        ),
        ("see [it](/a) now", "see it now", "see [-[it](/a)-]{+it+} now"),
        ("[a](/a) and [b](/b)", "[a](/b)", "[-[a](/a) and [b](/b)-]{+[a](/b)+}"),
        ("| x [b](/c) | d |", "| x [b](/d) | d |", "| x [-[b](/c)-]{+[b](/d)+} | d |"),
        ("See <https://a.org/x>", "See <https://a.org/y>", "See [-<https://a.org/x>-]{+<https://a.org/y>+}"),
        (r"\*a b", r"\_a b", r"[-\*-]{+\_+}a b"),  # nor is an escape cut from its mark
    ],
)
def test_words_are_compared_without_cutting_a_link(old: str, new: str, expected: str) -> None:
    marks = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
    told = "".join(text.join(marks[sign]) for sign, text in edits(old, new))
    assert told == expected


_LINKED = st.lists(st.sampled_from(["[", "](/a)", "](/b)", "a", " ", "b", "<https://a.b>", "\\", "(", "|"]))


@given(_LINKED.map("".join), _LINKED.map("".join))
def test_each_link_stands_in_one_edit_or_has_its_marks_in_both_texts(old: str, new: str) -> None:
    found = edits(old, new)

    for text, own, other in ((old, "-", "+"), (new, "+", "-")):
        signs = "".join(sign * len(said) for sign, said in found if sign != other)
        assert "".join(said for sign, said in found if sign != other) == text
        for link in links(text):
            marks = signs[link.start : link.words_start] + signs[link.words_end : link.end]
            bare = text[link.start] == "<"
            assert set(signs[link.start : link.end] if bare else marks) == {"="} or set(
                signs[link.start : link.end]
            ) == {own}
