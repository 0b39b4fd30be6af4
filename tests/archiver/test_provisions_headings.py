"""Under which headings a passage stands, where a page marks none: numbered, lettered and bare titles."""

from __future__ import annotations

import pytest

from archiver.provisions.text import opening_titles, units, unmarked_titles

PROSE = "We keep the personal data of our users for as long as the account is open."

DULL = "Our office is in a quiet street, and has been there for longer than anybody knows."


def headings(text: str, passage: str) -> tuple[str, ...]:
    return next(unit.headings for unit in units.read(text) if passage.lower() in unit.words)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"# Terms\n\n4. FEES.\n\n{PROSE}\n", ("Terms", "4. FEES.")),
        (
            f"# Terms\n\n2. Collection and Use of Data\n\n- {PROSE}\n",
            ("Terms", "2. Collection and Use of Data"),
        ),
        (
            f"# Terms\n\nA. Merger, sale or transfer of data\n\n{PROSE}\n",
            ("Terms", "A. Merger, sale or transfer of data"),
        ),
        (f"# Terms\n\nDeletion Rights\n\n{PROSE}\n", ("Terms", "Deletion Rights")),
        (
            f"# Terms\n\n11. Copyright complaints. Write to us.\n{PROSE}\n",
            ("Terms", "11. Copyright complaints"),
        ),
        (f"# Terms\n\n5.3 Use of the App. {PROSE}\n", ("Terms", "5.3 Use of the App")),
        (
            f"# Terms\n\n5. FEES, TERM AND TAX\n   1. Renewals. {PROSE}\n",
            ("Terms", "5. FEES, TERM AND TAX", "1. Renewals"),
        ),
        (f"# Terms\n\n- 14.2. Limits of Liability.\n\n{PROSE}\n", ("Terms", "14.2. Limits of Liability.")),
        (f"# Terms\n\n**III. Limits.** {PROSE}\n", ("Terms", "III. Limits")),
        (f"# Terms\n\n**11\\. Copyright complaints.** {PROSE}\n", ("Terms", "11. Copyright complaints")),
        (f"# Terms\n\n**Data that we keep, or that partners keep.** {PROSE}\n", ("Terms",)),  # a sentence
        (f"# Terms\n\n**3\\. Legal claims.** **{PROSE}**\n", ("Terms", "3. Legal claims")),
        (
            f"# Terms\n\n**No Promises; No Warranties Given.** {PROSE}\n",
            ("Terms", "No Promises; No Warranties Given"),
        ),
        (f"# Terms\n\n**No promises; no warranties given.** {PROSE}\n", ("Terms",)),  # it may say so
        (f"# Terms\n\n1. **B. Legal Claims**\n\n{PROSE}\n", ("Terms", "B. Legal Claims")),
        (f"# Terms\n\n2. **4.2 Legal Claims**\n\n{PROSE}\n", ("Terms", "4.2 Legal Claims")),
        (f"# Terms\n\n- **Legal claims.** {PROSE}\n", ("Terms", "Legal claims")),
        (f"# Terms\n\n**Legal claims:** {PROSE}\n", ("Terms", "Legal claims")),
        (f"# Terms\n\n- **Legal claims**: {PROSE}\n", ("Terms", "Legal claims")),
        (f"# Terms\n\n**Note:** {PROSE}\n", ("Terms",)),
        (f"# Terms\n\n**What we keep is this:** {PROSE}\n", ("Terms",)),  # it says something
    ],
)
def test_a_title_that_is_not_marked_is_a_heading_with_its_number(text: str, path: tuple[str, ...]) -> None:
    assert headings(text, "personal data") == path


@pytest.mark.parametrize(
    ("above", "path"),
    [
        ("5.4. Usage Data. We see what you do.\n\n11. Retention. Ask us.", ("Terms", "11. Retention")),
        ("## 2.5 Transfers\n\n### 3. Retention", ("Terms", "3. Retention")),
        ("##### a. Categories\n\n###### b. Retention", ("Terms", "b. Retention")),
        ("## 15. Notices\n\n1. Retention", ("Terms", "15. Notices", "1. Retention")),
        ("## 5. Data\n\n### 5.1 Retention", ("Terms", "5. Data", "5.1 Retention")),
        (
            "1. Use of Acme\n\nUse it as you like, if you like to use it in the way that it was made for.\n\n"
            "3.1 Retention. Ask us.",
            ("Terms", "3.1 Retention"),
        ),
        (
            "1\\. Use\n\nUse it as you like, as long as you have an account that is paid.\n\n2\\. Retention",
            ("Terms", "2. Retention"),
        ),
        ("> SCHEDULE 1: FRANCE\n> -------------------\n>", ("Terms", "SCHEDULE 1: FRANCE")),
        ("> ### France\n>", ("Terms", "France")),
        (
            "## 10. Miscellaneous\n\n### 2. Transfers\n\n#### 2.1 Retention",
            ("Terms", "2. Transfers", "2.1 Retention"),
        ),
    ],
)
def test_a_number_says_what_a_heading_stands_beside_and_below(above: str, path: tuple[str, ...]) -> None:
    assert headings(f"# Terms\n\n{above}\n\n{PROSE}\n", "personal data") == path


def test_a_bold_label_with_a_colon_is_read_with_its_sentence_too() -> None:
    (unit,) = units.read(f"**Legal claims:** {PROSE}\n")
    assert unit.words.startswith("legal claims: we keep")


@pytest.mark.parametrize(
    "text",
    [
        f"We may do this:\n\n* a. Issue a Warning\n* b. {PROSE}\n",
        f"We do not keep:\n\n1. Contact Details\n   - {PROSE}\n",
        f"1. Names\n2. Addresses\n3. {PROSE}\n",
        f"WE DO NOT PROMISE:\n\n(1) THAT IT IS FAST;OR\n\n(2) AS TO OTHER SHOPS.\n\n8.4 {PROSE}\n",
        f"We may look at this, and\n\n(2) AS TO OTHER SHOPS.\n\n{PROSE}\n",
    ],
)
def test_an_item_of_a_list_is_no_heading(text: str) -> None:
    assert headings(text, "personal data") == ()


def test_an_address_at_the_end_of_a_sentence_leads_nothing_in() -> None:
    text = f"Our policy is at [https://example.com](https://example.com)\n\n1. {PROSE}\n"
    assert [unit.words for unit in units.read(text)][1] == PROSE.lower()


@pytest.mark.parametrize(("length", "path"), [(60, ("Deletion Rights",)), (59, ())])
def test_a_title_by_itself_stands_above_60_characters_of_prose(length: int, path: tuple[str, ...]) -> None:
    prose = "Personal data " + "x" * (length - 15) + "."
    assert headings(f"Deletion Rights\n\n{prose}\n", "personal data") == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (
            f"# Terms\n\n5.2 Consent to Use Your Data.\n\n{PROSE}\n",
            ("Terms", "5.2 Consent to Use Your Data."),
        ),
        (
            f"VII. Term; Fees; End, and Tax.\nA. Fees. {PROSE}\n",
            ("VII. Term; Fees; End, and Tax.", "A. Fees"),
        ),
        (f"# Law\n\n1. U.S. States\n\n   {PROSE}\n", ("Law", "1. U.S. States")),
        (
            f"# 2. Use\n\n## 2.3 Sale\n\n- to:\n  - you\n\n2.4 Data We Keep\n{PROSE}\n",
            ("2. Use", "2.4 Data We Keep"),
        ),
        (f"# Mail\n\nWhere do we keep it?\n\n{PROSE}\n", ("Mail", "Where do we keep it?")),
        (f"# Mail\n\nWe ask, where is it?\n\n{PROSE}\n", ("Mail",)),
        (f"# Law\n\nOur Rights\n\n{PROSE} No.\n\nOther grounds\n\n{PROSE}\n", ("Law", "Our Rights")),
        (f"# Law\n\nOur Rights\n\n{DULL}\n\nOther grounds\n\n{PROSE}\n", ("Law", "Other grounds")),
        (f"# Fees\n\nMonthly Fees. {DULL}\n\nOther fees. {PROSE}\n", ("Fees", "Other fees")),
        (f"# Fees\n\n{DULL}\n\nOther fees. {PROSE}\n", ("Fees",)),
        (f"# Fees\n\nMonthly Fees. {DULL}\n\nWe waive fees. {PROSE}\n", ("Fees", "Monthly Fees")),
        (f"1. Access and Use.\n\n1.1. Licence. {PROSE}\n", ("1. Access and Use.", "1.1. Licence")),
        (f"# Law\n\nOther grounds\n\n{PROSE}\n", ("Law",)),
    ],
)
def test_titles_are_told_by_their_number_their_question_or_their_like(
    text: str, path: tuple[str, ...]
) -> None:
    assert headings(text, PROSE) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"Acme Privacy Policy\n\n# Data\n\n{DULL}\n\n# Sale\n\n{PROSE}\n", ("Acme Privacy Policy", "Sale")),
        (f"# Acme Terms\n\n# Data\n\n{DULL}\n\n# Sale\n\n{PROSE}\n", ("Acme Terms", "Sale")),
        (f"# Acme Terms\n\n## Data\n\n{DULL}\n\n# Cookie Policy\n\n{PROSE}\n", ("Cookie Policy",)),
        (
            f"# Acme Terms\n\n# Data\n\n{DULL}\n\n---\n\n# Cookies at Acme\n\n# Use\n\n{PROSE}\n",
            ("Cookies at Acme", "Use"),
        ),
        (f"# Acme Terms\n\n---\n\n# Acme Rules\n\n{PROSE}\n", ("Acme Rules",)),
        (
            f"# Acme Terms\n\n## A. Data\n\n{DULL}\n\nSchedule 2 - Safety\n\n## A. Locks\n\n{PROSE}\n",
            ("Acme Terms", "Schedule 2 - Safety", "A. Locks"),
        ),
        (f"# Acme Terms\n\n## Data\n\nSchedule 2 describes something.\n\n{PROSE}\n", ("Acme Terms", "Data")),
    ],
)
def test_the_path_begins_at_the_document_in_which_a_passage_stands(text: str, path: tuple[str, ...]) -> None:
    assert headings(text, PROSE) == path


def test_a_number_is_below_a_letter_where_there_are_roman_ones_though_the_first_is_no_title() -> None:
    refunds = f"A. Refunds.\nWe pay back.\n1. You have one week.\n2. No Refunds in Ohio.\n{PROSE}\n"
    text = f"IV. Fees.\n{refunds}V. Mail.\n{DULL}\n"
    assert headings(text, PROSE) == ("IV. Fees.", "A. Refunds.", "2. No Refunds in Ohio.")
    assert headings(text, DULL) == ("V. Mail.",)


@pytest.mark.parametrize(
    ("times", "apart", "is_heading"),
    [
        (unmarked_titles.AGAIN - 1, 1, True),
        (unmarked_titles.AGAIN, 1, False),
        (unmarked_titles.AGAIN, unmarked_titles.APART - 3, False),
        (unmarked_titles.AGAIN, unmarked_titles.APART - 2, True),
    ],
)
def test_a_line_that_comes_again_and_again_is_a_label(times: int, apart: int, is_heading: bool) -> None:
    filler = "We go on with what we do.\n" * apart
    text = f"What It Does\n\n{filler}\n" * (times - 1) + f"What It Does\n\n{PROSE}\n"
    assert (headings(text, PROSE) == ("What It Does",)) is is_heading


@pytest.mark.parametrize(("words", "is_title"), [(12, True), (13, False)])
def test_the_title_of_a_clause_has_at_most_12_words(words: int, is_title: bool) -> None:
    title = "C. " + " ".join(["Merger"] * words)
    assert headings(f"{title}\n\n{PROSE}\n", "personal data") == ((title,) if is_title else ())


@pytest.mark.parametrize(
    "line",
    [
        "**Your rights**",
        "*How we use your data*",
        "__Retention, sale and transfer of personal data__",
        "***Fees and payment***",
        "**9.2 Residents of California**",
        "**Sale of data:**",
        "**(ii) Further protections**",
    ],
)
def test_a_line_that_is_bold_or_italic_as_a_whole_is_a_heading(line: str) -> None:
    (unit,) = units.read(f"{line}\n\nWe sell your personal data to anybody.\n")
    assert unit.headings == (line.strip("*_:"),)


@pytest.mark.parametrize(
    "text",
    [
        "**We never sell your personal data.**\n\nWe keep it.\n",  # it says something
        "**Learn more [here](https://example.org)**\n\nWe keep it.\n",
        "**In each of these kinds of cases, cookies of partners:**\n\nWe keep it.\n",  # it leads in
        "We collect:\n\n**Names**\n\nWe keep it.\n",  # an entry
        "**Names of users:**\n\n- We keep them.\n",
        "We keep it.\n\n**Names**\n",  # nothing follows
        "**Names** and *ages*\n\nWe keep it.\n",
    ],
)
def test_other_bold_lines_are_none(text: str) -> None:
    assert {unit.headings for unit in units.read(text)} == {()}


def test_a_title_in_a_paragraph_is_below_a_bold_line_and_beside_its_like() -> None:
    text = "**Disputes**\n\nArbitration. You agree to arbitrate.\n\nCourts. The courts of Rome decide.\n"
    assert [unit.headings for unit in units.read(text)] == [
        ("Disputes", "Arbitration"),
        ("Disputes", "Courts"),
    ]


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("1.3 Harm", "1.4 How we may detect harmful content"),
        ("1.2 Harm", "**1.4 What we do**"),
        ("23. Privacy", "24. Revision to these Terms of Use"),
        ("23. Privacy", "24\\. Revision to these Terms of Use"),
        ("7.2 Users", "7.3. Prohibited users"),
        ("3.1 Yours", "- **3.2** License and Permission to Use Your Content"),
    ],
)
def test_a_short_line_whose_number_goes_on_from_a_heading_is_one_whatever_it_says(
    title: str, line: str
) -> None:
    text = f"### {title}\n\n{PROSE}\n\n{line}\n\n{PROSE}\n"
    told = line.removeprefix("- ").replace("*", "").replace("\\", "")
    assert [unit.headings for unit in units.read(text)] == [(title,), (told,)]


def test_the_first_part_of_a_clause_is_below_it_whatever_its_title_says() -> None:
    text = f"## 4. Content\n\n4.1 No Storing Any Content\n\n{PROSE}\n\n4.2 You may keep tokens\n\n{PROSE}\n"
    assert [unit.headings for unit in units.read(text)] == [
        ("4. Content", "4.1 No Storing Any Content"),
        ("4. Content", "4.2 You may keep tokens"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## 2. Rules\n\n1. Be kind\n2. Do not lie\n3. Do not spam\n\nWe mean it.\n",  # a list goes on
        "## 2. Rules\n\n3. Do not spam\n4. Do not lie\n",  # entries
        "## 2. Rules\n\nYou may not:\n\n3. Send spam to others\n\nWe mean it.\n",  # it is led in
        f"## 2. Rules\n\n3. {PROSE}\n\nWe mean it.\n",  # a sentence
        "## 2. Rules\n\n3. Do not spam anyone that you\nmeet here.\n",  # it goes on in the next line
        "## 2. Rules\n\n3. Do not spam\n",  # nothing follows
        "## 2. Rules\n\n5. Do not spam\n\nWe mean it.\n",  # its number does not go on
    ],
)
def test_a_line_that_only_has_a_number_is_no_heading(text: str) -> None:
    assert not any("spam" in title for unit in units.read(text) for title in unit.headings)


@pytest.mark.parametrize("opening", ["3.2 License to Use and Show.", "**3.2 License to Use and Show.**"])
def test_a_title_that_opens_its_paragraph_is_one_where_its_number_goes_on_whatever_it_says(
    opening: str,
) -> None:
    text = f"### 3.1 Yours\n\n{PROSE}\n\n{opening} {PROSE}\n\n{PROSE}\n"
    title = "3.2 License to Use and Show"
    assert [unit.headings for unit in units.read(text)] == [("3.1 Yours",), (title,), (title,)]


def test_a_paragraph_with_the_next_number_is_in_none_of_the_clauses_before() -> None:
    text = f"## 3. All\n\n### 3.1 Yours\n\n3.1.1 {PROSE}\n\n3.2. {PROSE}\n\n{PROSE}\n"
    assert [unit.headings for unit in units.read(text)] == [
        ("3. All", "3.1 Yours"),
        ("3. All",),
        ("3. All",),
    ]


@pytest.mark.parametrize(
    ("words", "is_title"),
    [
        ("b. how acme and other users can use your content", True),
        ("c. disclosure in the event of merger, sale, or other asset transfers", True),
        ("4.1 cookies", True),
        ("how others use your content", True),
        ("3. we sell your data", False),  # it says something
        ("e. when required by applicable law; or", False),  # an entry of a list
        ("i. no refunds ever", True),
        ("i. no refunds or credits", False),  # four words with a denial
        ("i. no refund applies", False),
        ("4. one two three four five six seven eight nine ten eleven twelve", True),
        ("4. one two three four five six seven eight nine ten eleven twelve thirteen", False),
    ],
)
def test_a_line_that_is_only_a_title_with_a_number_or_letter_is_no_provision(
    words: str, is_title: bool
) -> None:
    assert opening_titles.is_bare_title(words) is is_title


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Do-Not-Track Signals. Some browsers send a signal.", "Do-Not-Track Signals"),
        (
            "Disclosure of Rights and When Legally Required. We tell a court.",
            "Disclosure of Rights and When Legally Required",
        ),
        (
            "Waiver of Class, Consolidated, and Joint Actions. Each claim stands alone.",
            "Waiver of Class, Consolidated, and Joint Actions",
        ),
        ("Not Combined. Each claim stands alone.", ""),
        ("We Never Share Data. Each claim stands alone.", ""),
        ("Cal. Bus. Code section 22 asks us to say so.", ""),
    ],
)
def test_several_words_with_capitals_open_a_line_as_its_title_with_a_participle_too(
    line: str, title: str
) -> None:
    assert opening_titles.before(line)[0] == title


@pytest.mark.parametrize(
    ("text", "path"),
    [
        # a document in another, whose clauses have headings like its own
        (
            f"# Terms\n\n## Acme Inc. Terms of Service\n\n## 1. Mail\n\nHello.\n\n## 2. Data\n\n{PROSE}\n",
            ("Terms", "Acme Inc. Terms of Service", "2. Data"),
        ),
        (f"# Terms\n\n## Changes to this policy\n\n## 1. Data\n\n{PROSE}\n", ("Terms", "1. Data")),
        (f"# Terms\n\n## Privacy Policy\n\n## Payment\n\n{PROSE}\n", ("Terms", "Payment")),
        # a page behind a rule
        (f"# Nudity\n\nNo.\n\n- - -\n\nAuthenticity\n\n### April\n\n{PROSE}\n", ("Authenticity", "April")),
        (
            f"# Terms\n\n- - -\n\nChildren's Privacy Policy\n\nHello, _all_ of you.\n\n{PROSE}\n",
            ("Children's Privacy Policy",),
        ),
        (f"# Terms\n\n- - -\n\nHello again.\n\n{PROSE}\n", ("Terms",)),
        # a heading whose words are in the next line
        (f"# Terms\n\n### \n\nData Sharing\n\nHello, _all_ of you.\n\n{PROSE}\n", ("Terms", "Data Sharing")),
        (f"# Terms\n\n### \n\nWe say hello here.\n\n{PROSE}\n", ("Terms",)),
        # a line in bold that leads something in ends the section of the one before
        (f"# Basis\n\n**Our purposes**\n\nFun.\n\n**Interests relied on:**\n\n- {PROSE}\n", ("Basis",)),
        (f"# Terms\n\n**Security**. {PROSE}\n", ("Terms", "Security")),
        (f"# Terms\n\nAcme Inc. Terms of Service\n\n{PROSE}\n", ("Terms", "Acme Inc. Terms of Service")),
        (
            "# Terms\n\n**Requests for Money**\n\nHi.\n\n_In short: you may ask us for money at any time, "
            f"of day or night._\n\n{PROSE}\n",
            ("Terms",),
        ),
        # a title with a line below it
        (
            f"# Terms\n\nHi.\n\nAcme Group Limited Terms of Service\n\n\n------\n\nHello, all.\n\n{PROSE}\n",
            ("Acme Group Limited Terms of Service",),
        ),
        (
            f"# Terms\n\n**III. Limits on Use**\n\n**A. Data.** {PROSE}\n",
            ("Terms", "III. Limits on Use", "A. Data"),
        ),
        # clauses by their numbers
        (
            f"# Terms\n\n**1\\. Data**\n\nHello.\n\n### 1.2 Mail\n\n{PROSE}\n",
            ("Terms", "1. Data", "1.2 Mail"),
        ),
        (
            f"# Terms\n\n**IV. Limits on Use.** **A. Updates.** Hello.\n\n1.  **Mail.** {PROSE}\n",
            ("Terms", "IV. Limits on Use", "A. Updates", "1. Mail"),
        ),
        (f"# Terms\n\n**IX. Disclaimer.** Hello.\n\n**X. Data.** {PROSE}\n", ("Terms", "X. Data")),
        (
            "# Terms\n\n**IV. Mail.** Hi.\n\n**V. Owners.** **A. Ownership.** Hello.\n\n"
            f"**B. Data.** {PROSE}\n",
            ("Terms", "V. Owners", "B. Data"),
        ),
        (
            "# Terms\n\n**XI. Suits.** Hello.\n\n1. **Law.** Hello.\n2. **YOU MUST BE FAST.** Hello.\n"
            f"3. **Data.** {PROSE}\n",
            ("Terms", "XI. Suits", "3. Data"),
        ),
    ],
)
def test_a_passage_stands_under_the_headings_of_its_own_section(text: str, path: tuple[str, ...]) -> None:
    assert headings(text, "personal data") == path


@pytest.mark.parametrize(("length", "title"), [(0, "I. Mail"), (1, "II. Data")])
def test_clauses_in_bold_are_looked_for_in_the_midst_of_long_lines(length: int, title: str) -> None:
    rest = f" **II. Data.** {PROSE}"
    begin = f"**I. Mail.** We {'w' * 200}"[: unmarked_titles.SPLIT_FROM - len(rest) - 1 + length] + "."
    assert headings(f"# Terms\n\n{begin}{rest}\n", "personal data") == ("Terms", title)
