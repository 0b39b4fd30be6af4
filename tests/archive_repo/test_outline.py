"""Where sections begin, what they are called, and what is no section of its own."""

from __future__ import annotations

import doctest

import pytest

from archive_repo.diff import compare, sections
from archive_repo.records import SectionChange, SectionKind, SentenceCounts
from archive_repo.text import outline, web_addresses

AMENDED, REMOVED = SectionKind.AMENDED, SectionKind.REMOVED
NUMBERED = """# Terms

We tell you who we are.

1. Service

1.1 Plans. You pay for a plan each month.

1.2 Trials. You may try it for a week.

2. Law

The law of the land applies to all of it.
"""


def told(old: str, new: str) -> list[tuple[str, SectionKind]]:
    return [(one.heading, one.kind) for one in compare(old, new).sections]


def test_numbered_titles_are_sections_where_a_page_has_no_headings() -> None:
    assert told(NUMBERED, NUMBERED.replace("week", "month")) == [("1.2 Trials", AMENDED)]
    assert told(NUMBERED, NUMBERED.replace("land", "sea")) == [("2. Law", AMENDED)]
    assert told(NUMBERED, NUMBERED.replace("who we", "what we")) == [("Terms", AMENDED)]


def test_numbered_titles_are_no_sections_beside_headings() -> None:
    text = NUMBERED.replace("1. Service", "## 1. Service")

    assert told(text, text.replace("week", "month")) == [("1. Service", AMENDED)]


def test_numbered_titles_are_sections_down_to_the_first_heading_but_the_title() -> None:
    text = NUMBERED + "\n## Addendum\n\n1. Rights. You have them.\n\n2. Costs. They are ours.\n"

    assert told(text, text.replace("week", "month")) == [("1.2 Trials", AMENDED)]
    assert told(text, text.replace("ours", "yours")) == [("Addendum", AMENDED)]


ANNEXED = """# Data Processing Agreement

## 1. Miscellaneous

Schedule 2 – Measures applies to all of it.

{title}

The data is about customers.

**Schedule 2**

The doors are locked.
"""


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("Schedule 1 – Details of Processing", "Schedule 1 – Details of Processing"),
        ("APPENDIX A: The parties", "APPENDIX A: The parties"),
        ("Annex II", "Annex II"),
        ("附件一：数据处理", "附件一：数据处理"),
        ("Annex II and III are part of this agreement", "1. Miscellaneous"),
        ("Schedule 1 – It is part of this agreement.", "1. Miscellaneous"),
        ("- Exhibit 1 - Details", "1. Miscellaneous"),
        ("Schedule 1 – Details\n\nSchedule 2 – Measures\n\nSchedule 3 – Law\n\nIt ends.", "Schedule 3 – Law"),
    ],
)
def test_titles_of_annexes_are_sections_though_they_are_plain_lines(title: str, section: str) -> None:
    text = ANNEXED.format(title=title)

    assert told(text, text.replace("customers", "clients")) == [(section, AMENDED)]
    assert told(text, text.replace("locked", "shut")) == [("Schedule 2", AMENDED)]


@pytest.mark.parametrize(("size", "is_title"), [(100, True), (101, False)])
def test_a_longer_line_is_no_title_of_an_annex(size: int, is_title: bool) -> None:
    title = "Schedule 1 – ".ljust(size, "d")
    text = ANNEXED.format(title=title)

    section = title if is_title else "1. Miscellaneous"
    assert told(text, text.replace("customers", "clients")) == [(section, AMENDED)]


@pytest.mark.parametrize(("above", "section"), [(4, "1.2 Trials"), (5, "Terms")])
def test_a_title_is_among_the_first_five_lines(above: int, section: str) -> None:
    text = (
        "".join(f"Line {letter}\n\n" for letter in "abcde"[:above]) + NUMBERED + "\n## Addendum\n\nIt ends.\n"
    )

    assert told(text, text.replace("week", "month")) == [(section, AMENDED)]


def test_numbered_titles_in_chinese_are_sections() -> None:
    text = (
        "隐私政策\n\n1.1 注册、登录豆包账号\n\n你可以使用手机号登录。\n\n1.2 智能对话\n\n我们向你提供对话。\n"
    )

    assert told(text, text.replace("我们向", "我们会向")) == [("1.2 智能对话", AMENDED)]


def test_a_table_of_contents_is_no_row_of_sections() -> None:
    contents = "1. Service\n2. Fees\n3. Law\n\nWe tell you who we are.\n\n"
    body = "1. Service\n\nYou may use it.\n\n2. Fees\n\nYou pay us.\n\n3. Law\n\nOne law applies to it.\n"

    assert told(contents + body, contents.replace("who", "what") + body) == [("(beginning)", AMENDED)]
    assert told(contents + body, contents + body.replace("One", "This")) == [("3. Law", AMENDED)]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("3. We may change these terms.", ""),
        ("2. Spam, phishing and the like,", ""),
        ("4.1 We say the following:", ""),
        ("2.1 Personal information you provide", "2.1 Personal information you provide"),
        ("   2. The user who always pays.", ""),
        ("   2. Zero Data Retention. We keep nothing.", "2. Zero Data Retention"),
        ("12. Rights of U.S. Residents. You may ask.", "12. Rights of U.S. Residents"),
        ("Fees", ""),
        ("(b) Fees Due", ""),
        ("(b) Fees Due. You pay them.", "(b) Fees Due"),
        ("(e) ALL DUTIES; AND", ""),
        ("5.2.1 公司致力于文明、理性、友善、高质量的交流。", ""),
        ("1.2.7 记忆功能。", "1.2.7 记忆功能"),
        ("1.1 One Two Three Four Five Six Seven Eight", "1.1 One Two Three Four Five Six Seven Eight"),
        ("1.1 One Two Three Four Five Six Seven Eight Nine", ""),
        ("1.1 " + "文" * 24, "1.1 " + "文" * 24),
        ("1.1 " + "文" * 25, ""),
        ("1.1 " + "文" * 10 + "。", "1.1 " + "文" * 10),
        ("1.1 " + "文" * 11 + "。", ""),
        ("1.1 Copyright of others. We care.", "1.1 Copyright of others"),
        ("1.1 Copyright of all others. We care.", ""),
    ],
)
def test_what_is_a_numbered_title(line: str, title: str) -> None:
    assert outline.title_of(line) == title


def test_a_title_at_the_top_that_goes_is_neither_counted_nor_a_section() -> None:
    old = "# Legal notice\n\n## Editor\n\nWe edit it.\n\n## Credits\n\nIt is made with care.\n"

    difference = compare(old, "## Editor\n\nWe edit it.\n")

    assert difference.sections == (SectionChange(heading="Credits", kind=REMOVED),)
    assert difference.sentences == SentenceCounts(removed=2)


def test_a_heading_without_text_goes_alone_where_its_parts_stay() -> None:
    old = "# Terms\n\nHello.\n\n## Part\n\n### One\n\nWe go.\n\n### Two\n\nWe stay.\n"

    assert told(old, old.replace("## Part\n\n#", "#")) == [("Part", AMENDED)]


def test_the_line_above_a_table_of_contents_counts_only_where_nothing_else_does() -> None:
    old = "# Terms\n\n## One\n\nWe go.\n\n## Two\n\nWe stay.\n"
    new = old.replace("## One", "Table of contents\n\nOne\n\nTwo\n\n## One").replace("stay", "leave")

    assert compare(old, new).sentences == SentenceCounts(amended=1)


def test_entries_of_a_table_of_contents_count_only_where_nothing_else_does() -> None:
    old = "# Terms\n\n## Contents\n\n- One\n\n## One\n\nWe go.\n"
    new = "# Terms\n\n## Table of Contents\n\n- One\n- Two\n\n## One\n\nWe go.\n\n## Two\n\nWe stay.\n"

    assert compare(old, new).sentences == SentenceCounts(added=2)
    assert told(old, new) == [("Two", SectionKind.NEW)]
    assert compare(old, old.replace("- One\n", "")).sentences == SentenceCounts(removed=1)


def test_a_heading_that_is_a_paragraph_is_cut_at_a_word() -> None:
    assert sections.named("word " * 21 + "words") == "word " * 21 + "words"
    assert sections.named("word " * 21 + "wordsy") == "word " * 21 + "…"


@pytest.mark.parametrize("module", [outline, sections, web_addresses])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


LISTED = """# Rules

1. Do no harm to anyone, whoever they may be.
   1. Threaten the people around you.
   2. Break things.
   3. Help with anything of the kind.
2. Be honest with all of us, please.
"""


def test_a_short_item_of_a_list_is_no_section() -> None:
    assert told(LISTED, LISTED.replace("things", "everything")) == [("Rules", AMENDED)]


PARTED = """# Terms

1. Service

We run the service for you.

1.1 We may change it.

1.2 Meetings

We write down what you say.

1.3 We write down {what} you read.

2. Law

The law of the land applies to all of it.
"""


def test_a_section_goes_on_below_a_part_of_it_that_has_a_title() -> None:
    assert told(PARTED.format(what="what"), PARTED.format(what="all")) == [("1. Service", AMENDED)]


def test_a_lettered_title_is_a_part_of_the_clause_above() -> None:
    old = PARTED.format(what="what").replace("1.2 Meetings", "a. We hear you.\n\nb. Meetings")
    new = old.replace("1.3", "c.").replace("what you read", "all you read")

    assert outline.paths(outline.starts(tuple(old.split("\n"))))[2] == ("Terms", "1. Service", "b. Meetings")
    assert told(old.replace("1.3", "c."), new) == [("1. Service", AMENDED)]


def test_a_title_that_is_marked_as_one_now_begins_its_section_in_both_texts() -> None:
    old = (
        "# Terms\n\n## Expiry\n\nCredits expire after a year.\nWe tell you a week before.\n\n"
        "Refunds\n\nWe pay nothing back.\nAsk us why.\nWe answer soon.\n"
    )
    new = (
        old.replace("Refunds", "## Refunds").partition("## Expiry")[0]
        + "## Refunds"
        + old.partition("Refunds")[2]
    )

    assert told(old, new) == [("Expiry", REMOVED)]


ROW = (
    "| {number}. {title} You agree to each of the rules of this part of the terms, as they are written"
    " here, and you keep to them for as long as you use what we make for you{more}. | You keep to it. |"
)
TABLED = (
    "## Terms\n\n| Terms | In short |\n| --- | --- |\n"
    + ROW.format(number=1, title="Our Service 1.1 Plans", more="")
    + "\n"
    + ROW.format(number=2, title="Fees; Payment", more="{}")
    + "\n"
)


def test_a_numbered_clause_in_a_table_is_a_section() -> None:
    assert told(TABLED.format(""), TABLED.format(" all day")) == [("2. Fees; Payment", AMENDED)]
    assert outline.starts(tuple(TABLED.split("\n")))[1].title == "1. Our Service"


def test_a_short_numbered_row_is_no_section() -> None:
    head = "## Terms\n\n| Why | Basis |\n| --- | --- |\n"
    rows = head + "| 1. Login You ask. | {} |\n| 2. Bills We ask. | {} |\n"

    assert told(rows.format("Law", "Contract"), rows.format("Law", "Law")) == [("Terms", AMENDED)]


def test_a_title_that_stands_once_in_both_texts_is_the_same_section_wherever_it_is() -> None:
    old = "# Terms\n\n## 4. Copyright\n\n### Your rights\n\nYou keep what you make.\n\n## 5. Fees\n"
    new = old.replace("4. Copyright", "4. Content").replace(
        "keep what you make", "own the assets created here"
    )

    assert ("Your rights", AMENDED) in told(old, new)
    assert ("Your rights", REMOVED) not in told(old, new)


def test_a_title_that_was_glued_to_its_first_sentence_is_not_new() -> None:
    old = "# Terms\n\nWe go.\n\n1. Bad Deeds You do none of these things.\n\n1.1 Harm: You hurt no one.\n"
    new = (
        "# Terms\n\nWe go.\n\nAI is defined by law.\n\n## 1. Bad Deeds\n\nYou do none of these things.\n\n"
        "1.1 Harm: You hurt no one.\n\nYou ask first.\n\nYou tell us later.\n\nYou show us what you made.\n"
    )

    assert compare(old, new).sentences == SentenceCounts(added=4)
    assert told(old, new) == [("Terms", AMENDED), ("1. Bad Deeds", AMENDED)]


def test_a_part_of_a_word_in_lower_case_makes_no_sentence_of_a_title() -> None:
    title = "3. De-identified Data and Data Retention"

    assert outline.title_of(f"{title}. We may create it.") == title
    assert not outline.title_of("3. De identified Data and Data Retention. We may create it.")
