"""What numbers clauses is a mark; amounts, days, versions and references to laws are not."""

from __future__ import annotations

import doctest
from collections.abc import Callable, Sequence
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.diff import compare
from archive_repo.records import ChangeClass, SectionKind, SentenceCounts
from archive_repo.text import clauses, cross_references, lines, numbering
from archive_repo.text.cross_references import Reference
from archive_repo.text.markdown import LineKind, marker
from archive_repo.text.series import NESTED, NumberedLine, read

SERIES = [
    ("{}. We keep your {}.", "1 2", "2 3"),
    ("{}. We keep your {}.", "A.1 A.2", "B.3.a B.3.b"),
    ("{}. We keep your {}.", "1 2", "A.1 A.2"),
    ("## {}. Your {}", "1 2", "7 8"),
    ("## {} Your {}", "4 5", "5 6"),
    ("## {}: Your {}", "4 5", "5 6"),
    ("## {}. Your {}", "IV V", "V VI"),
    ("## Article {}: {}", "5 6", "6 7"),
    ("## Article {} – Compliance of your {} with the GDPR", "5 6", "6 7"),
    ("## § {} Your {}", "5 6", "6 7"),
    ("EXHIBIT {} - Details of your {}", "1 2", "2 3"),
    ("Article {}. Details of your {}", "I II", "II III"),
    ("({}) we delete your {}", "ii iii", "iv v"),
    ("({}) we delete your {}", "a b", "1 2"),
    ("{}) we delete your {}", "a b", "b c"),
    ("{}. We delete your {}.", "ix x", "x xi"),
    ("{} Your {} is due.", "12.3 12.4", "13.3 13.4"),
    ("{} the Customer pays for the {}.", "12.1 12.2", "14.1 14.2"),
    ("{}. Your {} is due.", "1.2.3 1.2.4", "1.3.1 1.3.2"),
    ("**{}. Pricing.** We set your {}.", "4.2 4.3", "4.3 4.4"),
    ("| {} Price | We set your {} |", "4.1 4.2", "5.1 5.2"),
    ("{}、我们收集的信息{}", "一 二", "二 三"),
    ("（{}）我们收集的信息{}", "九 十", "十 十一"),
    ("{}我们收集的信息{}", "① ②", "② ③"),
    ("第{}条 我们收集的信息{}", "五 六", "六 七"),
    ("{}.Your {} is due.", "4 5", "5 6"),
    ("{}.**Your {}** is due.", "4 5", "5 6"),
    ("{}.Your {} is due.", "10.4 10.5", "11.4 11.5"),
    ("{}.我们收集的信息{}", "c d", "b c"),
    ("{}.我们收集的信息{}", "4 5", "5 6"),
    ("{}我们收集的信息{}", "1.3.1 1.3.2", "1.4.1 1.4.2"),
    ("（{}）我们收集的信息{}", "22 23", "23 24"),
]
"""Lines with a number and a word, and the numbers of two such lines before and after."""
REFERENCES = [
    ("As set out in Section 12.1, we keep it.", "As set out in Section 16.1, we keep it."),
    ("We keep it under clause 4(b).", "We keep it under clause 5(b)."),
    ("Article 5 applies.", "Article 7 applies."),
    ("Article 5 of these Terms applies.", "Article 7 of these Terms applies."),
    ("Sections 3, 4 and 7 survive.", "Sections 4, 5 and 8 survive."),
    ("Sections 5-10 survive.", "Sections 6-11 survive."),
    ("Sections 5 (Fees) and 6 (Data) survive.", "Sections 6 (Fees) and 7 (Data) survive."),
    ("It survives under Section K (Indemnification).", "It survives under Section L (Indemnification)."),
    ("THIS SECTION L.3 DOES NOT APPLY.", "THIS SECTION M.3 DOES NOT APPLY."),
    ("It is described in Annex II.", "It is described in Annex III."),
    ("See Schedule 1 (Details) of this DPA.", "See Schedule 2 (Details) of this DPA."),
    ("See paragraph (a) above.", "See paragraph (b) above."),
    ("Notice under Section 14.10 (Notices) is by mail.", "Notice under Section 15.10 (Notices) is by mail."),
    ("Ziffer 4.2 bleibt unberührt.", "Ziffer 5.2 bleibt unberührt."),
    ("L'article 12 s'applique.", "L'article 13 s'applique."),
    ("可以通过本隐私政策第9条与我们联系。", "可以通过本隐私政策第10条与我们联系。"),
]
AMOUNTS = [
    ("We keep it for 30 days.", "We keep it for 60 days."),
    ("We keep it for thirty (30) days.", "We keep it for thirty (60) days."),
    ("We keep it for thirty (30) days.", "We keep it for sixty (60) days."),
    ("30 days after you leave, we delete it.", "60 days after you leave, we delete it."),
    ("You must be 18 years old.", "You must be 16 years old."),
    ("You must be 13 or older.", "You must be 16 or older."),
    ("You have 2 GB of storage.", "You have 3 GB of storage."),
    ("10.5 GB of storage are free.", "12.5 GB of storage are free."),
    ("14周岁以下的用户", "16周岁以下的用户"),
    ("2.5亿用户", "3.5亿用户"),
    ("3.Years pass.", "4.Years pass."),
    ("1.5 million people use it.", "2.5 million people use it."),
    ("1.000 Anfragen sind frei.", "2.000 Anfragen sind frei."),
    ("0.5 of it is ours.", "0.7 of it is ours."),
    ("It runs on Windows 11.", "It runs on Windows 12."),
    ("It needs TLS 1.2.", "It needs TLS 1.3."),
    ("It meets ISO 27001.", "It meets ISO 27002."),
    ("You pay $5 a month.", "You pay $6 a month."),
    ("The fee is 5%.", "The fee is 6%."),
    ("5 euros a month are due.", "6 euros a month are due."),
    ("Updated 1 May 2024.", "Updated 3 June 2025."),
    (r"5\. März 2024", r"7\. März 2024"),
    ("## 30 Days Free Trial", "## 60 Days Free Trial"),
    ("88 Colin P. Kelly Jr. St.", "90 Colin P. Kelly Jr. St."),
    ("| 30 | days |", "| 60 | days |"),
    ("| Small plan | 5 |", "| Small plan | 9 |"),
    ("Level 2 support is included.", "Level 3 support is included."),
    ("Option 1 applies.", "Option 2 applies."),
    ("Under Section 5 we keep it for 30 days.", "Under Section 5 we keep it for 60 days."),
    ("3. We keep it for 30 days.", "4. We keep it for 60 days."),
    ("## 3 Devices", "## 5 Devices"),
    ("2. Screens\n\n2.5 inches are enough.", "3. Screens\n\n3.5 inches are enough."),
]
LAWS = [
    ("Section 230 protects us.", "Section 231 protects us."),
    ("We rely on Article 6 GDPR.", "We rely on Article 7 GDPR."),
    ("We rely on GDPR Article 6.", "We rely on GDPR Article 7."),
    ("We rely on Article 6(1)(f) of the GDPR.", "We rely on Article 6(1)(b) of the GDPR."),
    ("We rely on Art. 6 (1) (f) GDPR.", "We rely on Art. 6 (1) (b) GDPR."),
    ("Es gilt Art. 6 Abs. 1 lit. f DSGVO.", "Es gilt Art. 6 Abs. 1 lit. b DSGVO."),
    ("Angaben gemäß § 5 Abs. 2 TMG", "Angaben gemäß § 6 Abs. 2 TMG"),
    ("Es gilt § 5 des Bürgerlichen Gesetzbuchs.", "Es gilt § 6 des Bürgerlichen Gesetzbuchs."),
    ("It is a safe harbor under 17 U.S.C. § 12.", "It is a safe harbor under 17 U.S.C. § 13."),
    ("It is under Cal. Civ. Code Section 17.", "It is under Cal. Civ. Code Section 18."),
    (
        "Chapter 60A of the Nevada Revised Statutes says it.",
        "Chapter 61A of the Nevada Revised Statutes says it.",
    ),
    ("In Clause 17 of the Standard Contractual Clauses", "In Clause 18 of the Standard Contractual Clauses"),
    ("Under Article 45(3) of Regulation (EU) 2016/679", "Under Article 46(3) of Regulation (EU) 2016/679"),
    ("Annex I to the EU Standard Contractual Clauses", "Annex II to the EU Standard Contractual Clauses"),
    ("application des articles 41 à 49 du code civil", "application des articles 42 à 50 du code civil"),
    ("articles L. 224-25-1 du code de la consommation", "articles L. 224-26-1 du code de la consommation"),
    ("根据《个人信息保护法》第十三条", "根据《个人信息保护法》第十四条"),
]
FEES = "## 4. Fees\n\nYou pay.\n\n(b) Taxes.\n\n## 5. Data\n\nSee Section {}.\n"
OTHER_CLAUSES = [
    ("Sections 3 and 4 survive.", "Sections 3, 4 and 5 survive."),
    ("See Section 4.", "See Section 4(b)."),
    ("See Section 4.", "See Exhibit 4."),
    (FEES.format("4"), FEES.format("5")),
    (FEES.format("4"), FEES.format("9")),
    (FEES.format("4(b)"), FEES.format("4(c)")),
    ("We obey the GDPR's Article 5.\n\nWe rely on Article 6.\n",
     "We obey the GDPR's Article 5.\n\nWe rely on Article 7.\n"),
]  # fmt: skip
BOTH_WAYS = pytest.mark.parametrize("turned", [False, True], ids=["forth", "back"])


def series(form: str, numbers: str) -> str:
    return "\n\n".join(map(form.format, numbers.split(), ("name", "address")))


def below(clauses: Sequence[Reference], line: str) -> str:
    """A text with clauses of these numbers, and one behind each; none says what another does."""
    told = []
    for case, one in zip("ABCDEF", clauses, strict=False):
        *above, last = one.number
        told += [
            f"## {'.'.join([*above, number])}. {words} in case {case}"
            for number, words in ((last, "What we do"), (following(last), "What you do"))
        ]
    return "\n\n".join([*told, line])


def following(part: str) -> str:
    way, count = numbering.counts(part)[-1]
    return {
        "digits": str(count + 1),
        "letters": chr(ord("a") + count),
        "roman": ["", "i", "ii", "iii", "iv"][count % 4 + 1],
    }[way]


@BOTH_WAYS
@pytest.mark.parametrize(("form", "old", "new"), SERIES)
def test_other_numbers_of_clauses_are_numbering(form: str, old: str, new: str, turned: bool) -> None:
    texts = series(form, old), series(form, new)

    difference = compare(*(texts[::-1] if turned else texts))

    assert difference.change_class is ChangeClass.NUMBERING
    assert difference.sentences == SentenceCounts()
    assert difference.sections == ()


@BOTH_WAYS
def test_numbers_that_come_or_go_are_numbering(turned: bool) -> None:
    texts = "## Your name\n\n## Your address", series("## {}. Your {}", "1 2")

    difference = compare(*(texts[::-1] if turned else texts))

    assert difference.change_class is ChangeClass.NUMBERING


@BOTH_WAYS
@pytest.mark.parametrize(("old", "new"), REFERENCES)
def test_a_reference_that_follows_its_clause_is_numbering(old: str, new: str, turned: bool) -> None:
    texts = [below(list(cross_references.find(line)), line) for line in (old, new)]

    difference = compare(*(texts[::-1] if turned else texts))

    assert difference.change_class is ChangeClass.NUMBERING
    assert difference.sentences == SentenceCounts()


@BOTH_WAYS
@pytest.mark.parametrize(("old", "new"), REFERENCES)
def test_a_reference_to_a_clause_that_no_text_shows_is_other_words(old: str, new: str, turned: bool) -> None:
    difference = compare(*((new, old) if turned else (old, new)))

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(amended=1)


@BOTH_WAYS
@pytest.mark.parametrize(("old", "new"), REFERENCES)
def test_a_reference_is_other_words_where_the_clauses_kept_their_numbers(
    old: str, new: str, turned: bool
) -> None:
    both = [*cross_references.find(old), *cross_references.find(new)]
    texts = below(both, old), below(both, new)

    difference = compare(*(texts[::-1] if turned else texts))

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(amended=1)


@BOTH_WAYS
@pytest.mark.parametrize(("old", "new"), AMOUNTS)
def test_another_amount_age_date_or_version_is_no_numbering(old: str, new: str, turned: bool) -> None:
    difference = compare(*((new, old) if turned else (old, new)))

    assert difference.change_class is ChangeClass.NUMBERS_OR_DATES
    assert difference.sentences == SentenceCounts(amended=1)


@BOTH_WAYS
@pytest.mark.parametrize(("old", "new"), LAWS)
def test_another_section_of_a_law_is_other_words(old: str, new: str, turned: bool) -> None:
    difference = compare(*((new, old) if turned else (old, new)))

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(amended=1)


@BOTH_WAYS
@pytest.mark.parametrize(("old", "new"), OTHER_CLAUSES)
def test_a_reference_to_another_clause_is_other_words(old: str, new: str, turned: bool) -> None:
    difference = compare(*((new, old) if turned else (old, new)))

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(amended=1)


TERMS = """# Terms

## 1. Data

We keep it. See Section 3.2 for the fees, and clause 2 for the rest.

## 2. Use

(a) You may use it under Section 1.

(b) You may not sell it, as paragraph (a) says.

## 3. Fees

3.1 You pay 5 euros a month.

3.2 Section 2(b) and Section 3.1 apply to everybody, as does Article 6 GDPR.
"""
INSERTED = """# Terms

## 1. Data

We keep it. See Section 4.2 for the fees, and clause 3 for the rest.

## 2. Age

You must be of age.

## 3. Use

(a) You may use it under Section 1.

(b) You may not sell it, as paragraph (a) says.

## 4. Fees

4.1 You pay 5 euros a month.

4.2 Section 3(b) and Section 4.1 apply to everybody, as does Article 6 GDPR.
"""


def test_a_reference_into_a_clause_follows_it() -> None:
    text = "## § {} Haftung\n\n## § {} Daten\n\nEs gilt § {} Abs. 2 dieser AGB.\n"

    same = compare(text.format(5, 6, 5), text.format(6, 7, 6))
    other = compare(text.format(5, 6, 5), text.format(6, 7, "6 Abs. 3 statt § 7"))

    assert (same.change_class, other.change_class) == (ChangeClass.NUMBERING, ChangeClass.WORDS)


def test_a_reference_that_may_be_to_several_parts_is_other_words_where_one_kept_its_letter() -> None:
    use = "(a) You may use it.\n\n(b) You may copy it.\n\n"
    data = "(a) We keep it.\n\n(b) We sell it.\n\nWe do what paragraph (a) says.\n"
    moved = "(a) We ask you.\n\n(b) We keep it.\n\n(c) We sell it.\n\nWe do what paragraph (b) says.\n"

    kept = compare(use + data, use + moved)

    assert kept.sentences == SentenceCounts(added=1, amended=1)


def test_an_inserted_clause_is_all_that_a_renumbered_text_says() -> None:
    difference = compare(TERMS, INSERTED)

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(added=2)
    assert [(one.heading, one.kind) for one in difference.sections] == [("2. Age", SectionKind.NEW)]


def test_of_many_renumbered_sentences_only_the_one_that_changed_counts() -> None:
    parties = [f"Party {chr(64 + n)} keeps the data of its customers safe." for n in range(1, 25)]
    old = "\n".join(f"{n}. {said}" for n, said in enumerate(parties, 1))
    new = "\n".join(f"A.{n}. {said}" for n, said in enumerate(parties, 1))

    difference = compare(old, new.replace("Party G keeps", "Party G shares"))

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(amended=1)


def test_sections_that_change_places_and_numbers_are_in_another_order() -> None:
    one = "You may use the service for yourself and for your family."
    other = "You pay for the service at the end of each month."
    old = f"## 1. Use\n\n{one}\n\n## 2. Fees\n\n{other}\n"
    new = f"## 1. Fees\n\n{other}\n\n## 2. Use\n\n{one}\n"

    assert compare(old, new).change_class is ChangeClass.ORDER


def test_a_link_to_a_renumbered_place_is_numbering_and_one_to_another_page_is_links() -> None:
    text = "See [Section {}](/{}#fees-{}).\n\n## {}. Fees\n\n## {}. Taxes\n"
    old = text.format(4, "terms", 4, 4, 5)

    same = compare(old, text.format(5, "terms", 5, 5, 6))
    other = compare(old, text.format(5, "prices", 5, 5, 6))

    assert (same.change_class, other.change_class) == (ChangeClass.NUMBERING, ChangeClass.LINKS)
    assert other.sentences == SentenceCounts(amended=1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("M. Dupont decides.", "J. Dupont decides."),
        ("E. Coli is no data.", "B. Coli is no data."),
        ("A. Smith and B. Jones decide.", "C. Smith and B. Jones decide."),
    ],
)
def test_a_letter_that_nothing_precedes_or_follows_is_a_name(old: str, new: str) -> None:
    difference = compare(old, new)

    assert difference.change_class is ChangeClass.WORDS
    assert difference.sentences == SentenceCounts(amended=1)


def test_letters_inside_of_a_sentence_are_words() -> None:
    difference = compare("We do what (a) or (b) says.", "We do what (a), (b) or (c) says.")

    assert difference.change_class is ChangeClass.WORDS


def test_a_line_that_is_only_a_number_says_it() -> None:
    assert compare("A.\n", "B.\n").change_class is ChangeClass.WORDS


OUTLINE = "\n\n".join(
    f"## {n}. About {what}\n\n{n}.1 We ask for {what}.\n\n{n}.2 You give {what}.\n\n(a) {what}\n\n(b) no more"
    for n, what in enumerate(("names", "ages", "mail", "money", "photos"), 1)
)


@BOTH_WAYS
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## 2 Screens", "## 3 Screens"),
        ("## 10 Devices", "## 11 Devices"),
        ("3.1 channels are free.", "4.1 channels are free."),
        ("2.1 is our version.", "2.2 is our version."),
        ("3.3 inches are enough.", "4.3 inches are enough."),
        (r"3\. Upper Street, London", r"4\. Upper Street, London"),
        (r"4\) people may join.", r"5\) people may join."),
        ("(5) users are free.", "(6) users are free."),
        ("B. Smith decides.", "C. Smith decides."),
        ("See Section 3.", "See Section 4."),
        ("See Section 3.1.", "See Section 3.2."),
        ("Clause 3 of the SCCs applies.", "Clause 4 of the SCCs applies."),
        ("It is as Article 6(1)(a) says.", "It is as Article 6(1)(f) says."),
        ("Option 1 applies.", "Option 2 applies."),
    ],
)
def test_beside_numbered_clauses_a_number_that_says_something_counts(
    old: str, new: str, turned: bool
) -> None:
    texts = f"{OUTLINE}\n\n{old}\n", f"{OUTLINE}\n\n{new}\n"

    difference = compare(*(texts[::-1] if turned else texts))

    assert difference.change_class in (ChangeClass.WORDS, ChangeClass.NUMBERS_OR_DATES)
    assert difference.sentences == SentenceCounts(amended=1)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("See sub-section 5, Sub-Exhibit A, and 4 more.", ["sub-section", "exhibit"]),
        ("§§ 5 und 6, §§§ 7, §8", ["§§", "§§", "§§", "§"]),
        ("artL. 121-1; Art. L.121; SectionIV; Section IV; clause(b)", ["art", "art.", "section", "clause"]),
        ("the subparagraphs 5; asection 6; _section 7", ["subparagraphs", "section"]),
        ("根据第3条和(第三条)", ["", ""]),
        ("Parties (including you) may, for my part A, use 5 points 7", ["points"]),
    ],
)
def test_a_name_is_found_right_before_its_number(text: str, names: list[str]) -> None:
    assert [one.noun for one in cross_references.find(text)] == names


@pytest.mark.parametrize("space", ["", " "])
@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
def test_every_name_is_found_however_it_is_capitalised(spell: Callable[[str], str], space: str) -> None:
    for name in "sec. art cl. sub-clause teil artículo seções hoofdstukken artykuły § §§ appendices".split():
        assert [one.noun for one in cross_references.find(f"See {spell(name)}{space}5.")] == [name]


def test_a_number_right_behind_other_letters_is_no_reference() -> None:
    assert not cross_references.may_refer("Use w5, h264 and mp3 with 5 users of Plan B.")


@pytest.mark.parametrize(("between", "is_counted"), [(NESTED - 1, True), (NESTED, False)])
def test_a_series_goes_on_behind_as_many_others_as_contracts_nest(between: int, is_counted: bool) -> None:
    others = [NumberedLine(f"other {n}", "(1)", is_heading=False) for n in range(between)]
    first, last = (NumberedLine(f"({n})", f"({n})", is_heading=False) for n in (2, 3))

    assert ("(3)" in chain.from_iterable(read([first, *others, last]))) is is_counted


def test_a_series_ends_where_the_one_goes_on_that_it_stands_in() -> None:
    numbers = ["1.", "(a)", "(b)", "2.", "(c)"]
    lines = [NumberedLine(number, number, is_heading=False) for number in numbers]

    assert {*chain.from_iterable(read(lines))} == {"1.", "(a)", "(b)", "2."}


def test_the_first_part_of_a_clause_is_counted_though_it_is_the_only_one() -> None:
    lines = [NumberedLine(number, number, is_heading=False) for number in ("12.", "12.1", "14.1")]

    assert {*chain.from_iterable(read(lines))} == {"12.1"}


@pytest.mark.parametrize(("number", "is_own"), [(99, True), (100, False)])
def test_contracts_have_no_more_than_99_clauses(number: int, is_own: bool) -> None:
    assert [one.is_own for one in cross_references.find(f"See Section {number} for more.")] == [is_own]


@given(st.text(alphabet="aAiIvX12.()§ -,第条", max_size=40))
def test_a_number_is_taken_off_once_and_leaves_words(seen: str) -> None:
    one = numbering.read(seen)

    assert one.number in seen
    assert any(letter.isalnum() for letter in one.bare) or not one.number


_MARKS = "# ;| ;- ;**;[;](/a);(;);.;\\.; ;“;_;–;（"
_NUMBERS = "1;12.3;a;iv;IX;A;Article;section;§;第;五;条;一;、;①;EXHIBIT;Ziff.;Fees"
_BEGINNINGS = st.lists(st.sampled_from([*_MARKS.split(";"), *_NUMBERS.split(";")]), max_size=7).map("".join)


@given(_BEGINNINGS)
def test_the_quick_ways_to_a_number_find_what_reading_all_numbering_finds(raw: str) -> None:
    kind, seen = lines.seen(raw)
    read = numbering.read(seen, heading=kind is LineKind.HEADING)

    assert lines.opening(raw) == (read.number, read.bare)
    assert clauses.may_be_numbered(raw) or not (read.number or marker(raw))


def test_the_examples_of_the_docs_hold() -> None:
    for module in (cross_references, numbering):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("names", "is_own"), [(6, False), (7, True)])
def test_a_law_is_among_the_eight_words_behind_a_reference(names: int, is_own: bool) -> None:
    between = " ".join(f"name{number}" for number in range(names))
    (found,) = cross_references.find(f"See Section 5 of the {between} Act.")
    assert found.is_own is is_own
