"""What became of a document's provisions from version to version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.detection import readable_languages
from archiver.provisions.findings import best
from archiver.provisions.stories import lost_rows, outlines
from archiver.provisions.stories.centrality import QUITE_SURE
from archiver.provisions.stories.chapters import Chapter
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.stories.history import EventKind, Story, follow, identity, touched
from archiver.provisions.taxonomy import Condition
from archiver.provisions.text import units, whole_text
from archiver.provisions.text.whole_text import WholeText

START = datetime(2025, 1, 1, tzinfo=UTC)
SALE = "We may sell your personal data to partners."
OTHER_SALE = "We may also sell your personal data to advertisers."
FILLER = "".join(f"Nothing number {number} matters here.\n" for number in range(60))


def story(*texts: str, quiet: frozenset[int] = frozenset(), days: int = 10, after: int = 400) -> Story:
    chapters = [
        replace(chapter(number, text, days), quiet=number in quiet) for number, text in enumerate(texts)
    ]
    return follow(chapters, START + timedelta(days=after), lambda compared, _: compared)


def chapter(number: int, text: str, days: int = 100) -> Chapter:
    return Chapter(
        version=str(number),
        date=START + timedelta(days=days * number),
        findings=tuple(one for one in detector().findings(text) if one.category == "sale-or-sharing-of-data"),
        units=len(units.read(text)),
        language=readable_languages.identify(text),
        text=WholeText(whole_text.of_unit(one, text) for one in units.read(text)),
    )


def kinds(told: Story) -> list[tuple[str, str, str]]:
    return [(event.version, event.kind.value, event.category) for event in told.events]


def first_kinds(*texts: str) -> list[EventKind]:
    """What happened to the sale of data, text by text."""
    return [event.kind for event in story(*texts).events]


def test_a_passage_is_introduced_amended_removed_and_restored() -> None:
    told = story("Hello.", SALE, SALE.replace("partners", "all partners"), "Hello.", SALE, days=100)
    assert kinds(told) == [
        ("1", "introduced", "sale-or-sharing-of-data"),
        ("2", "amended", "sale-or-sharing-of-data"),
        ("3", "removed", "sale-or-sharing-of-data"),
        ("4", "restored", "sale-or-sharing-of-data"),
    ]
    (pair,) = told.events[1].pairs
    assert (pair.before.excerpt, pair.after.excerpt) == (SALE, SALE.replace("partners", "all partners"))
    assert pair.similarity > 0.8


def test_moving_a_passage_or_changing_its_markup_is_no_event() -> None:
    told = story(f"# A\n\n{SALE}\n\nHello.", f"# B\n\nHello.\n\n- {SALE.replace('sell', '*sell*')}")
    assert kinds(told) == [("0", "introduced", "sale-or-sharing-of-data")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We may sell your data.", "Sale of data. We may sell your data."),
        ("We may sell your data to its buyers.", "We may sell your data to itsbuyers."),
        ("We may sell your data, see Section Q.", "We may sell your data, see Section R."),
        ("We may sell your data, see Section 4.", "We may sell your data, see Section 5.1."),
    ],
)
def test_what_changes_no_word_of_a_clause_is_no_event(before: str, after: str) -> None:
    assert kinds(story(before, after)) == [("0", "introduced", "sale-or-sharing-of-data")]


@pytest.mark.parametrize("before", ["Except for names: we", "Where the law lets us, we"])
def test_a_condition_before_a_clause_is_no_title_of_it(before: str) -> None:
    told = story(f"{before} may sell your data.", "We may sell your data.")
    assert [event.kind for event in told.events] == [EventKind.INTRODUCED, EventKind.AMENDED]


def test_what_stands_in_both_texts_neither_came_nor_went_where_it_is_not_found() -> None:
    found = replace(detector().findings(SALE)[0], excerpt=SALE)
    chapters = [
        Chapter(
            version=str(number),
            date=START + timedelta(days=number),
            findings=(found,) if number == 1 else (),
            units=1,
            text=WholeText([whole_text.passage(found.key, found.excerpt)]),
        )
        for number in range(3)
    ]
    assert follow(chapters, START + timedelta(days=9)).events == ()


def test_the_same_words_below_another_lead_in_are_an_event() -> None:
    told = story("We never:\n\n- sell your data", "We may:\n\n- sell your data")
    assert [event.kind for event in told.events] == [EventKind.INTRODUCED, EventKind.AMENDED]


def test_renumbering_is_no_event() -> None:
    told = story(f"10.2 {SALE}", f"11.2. {SALE}", f"(a) {SALE}", f"L.2. {SALE}")
    assert kinds(told) == [("0", "introduced", "sale-or-sharing-of-data")]


def test_amounts_and_references_are_no_numbers_of_a_passage() -> None:
    told = story(f"30 days later, {SALE} See Section 5.", f"60 days later, {SALE} See Section 5.")
    assert kinds(told)[-1] == ("1", "amended", "sale-or-sharing-of-data")


def test_a_re_extraction_raises_no_event_and_later_changes_count_from_it() -> None:
    told = story("Hello.", SALE, SALE, quiet=frozenset({1}))
    assert told.events == ()
    assert {one.category for one in told.findings} == {"sale-or-sharing-of-data"}


def test_saying_the_opposite_is_an_amendment() -> None:
    told = story(SALE, "We do not sell your personal data to partners.")
    assert kinds(told)[-1] == ("1", "amended", "sale-or-sharing-of-data")


def test_a_jump_in_size_that_goes_back_is_left_out() -> None:
    told = story(FILLER + SALE, FILLER * 3, FILLER + SALE)
    assert kinds(told) == [("0", "introduced", "sale-or-sharing-of-data")]
    assert told.muted == ("1",)


def test_a_jump_in_size_that_lasts_counts_from_its_own_date() -> None:
    told = story(FILLER + SALE, FILLER * 3, FILLER * 3, FILLER * 3, days=40)
    assert kinds(told)[-1] == ("1", "removed", "sale-or-sharing-of-data")
    assert told.muted == ()


def sentences(count: int) -> str:
    """A text of so many units, the last of which sells data."""
    return "".join(f"Nothing number {number} matters here.\n" for number in range(count - 1)) + SALE


@pytest.mark.parametrize(
    ("before", "after", "is_jump"), [(20, 40, True), (19, 39, False), (40, 79, False), (40, 80, True)]
)
def test_a_version_jumps_that_has_twice_the_units_and_forty_of_them(
    before: int, after: int, is_jump: bool
) -> None:
    told = story(sentences(before), sentences(after), after=25)
    assert (told.muted == ("1",)) is is_jump


@pytest.mark.parametrize(("days", "is_flap"), [(14, True), (15, False)])
def test_a_small_change_that_is_undone_within_two_weeks_is_no_event(days: int, is_flap: bool) -> None:
    told = story(FILLER, FILLER + SALE, FILLER, days=days)
    assert (told.muted == ("1",)) is is_flap
    assert [kind for _, kind, _ in kinds(told)] == ([] if is_flap else ["introduced", "removed"])


@pytest.mark.parametrize(("days", "changed", "is_flap"), [(60, 4, True), (61, 4, False), (60, 3, False)])
def test_a_change_of_a_twentieth_of_the_text_that_is_undone_within_sixty_days_is_no_event(
    days: int, changed: int, is_flap: bool
) -> None:
    more = "".join(f"Another sentence, number {number}.\n" for number in range(changed - 1)) + SALE
    assert (story(FILLER, FILLER + more, FILLER, days=days).muted == ("1",)) is is_flap


@pytest.mark.parametrize(("kept", "is_flap"), [(1, True), (2, False)])
def test_a_change_is_undone_though_a_tenth_of_it_stays(kept: int, is_flap: bool) -> None:
    came = [f"Another sentence, number {number}.\n" for number in range(9)]
    told = story(FILLER, FILLER + "".join(came) + SALE, FILLER + "".join(came[:kept]))
    assert (told.muted == ("1",)) is is_flap


def whole(count: int, first: int = 0) -> list[str]:
    return [f"Sentence number {number} of the whole.\n" for number in range(first, first + count)]


@pytest.mark.parametrize(
    ("missing", "added", "back", "days", "is_part"),
    [
        (30, 4, 20, 120, True),
        (29, 4, 20, 120, False),
        (30, 5, 20, 120, False),
        (30, 4, 19, 120, False),
        (30, 4, 20, 121, False),
        (30, 5, 20, 60, True),
        (30, 5, 20, 61, False),
    ],
)
def test_a_part_of_a_text_is_held_back_once_the_rest_is_there_again(
    missing: int, added: int, back: int, days: int, is_part: bool
) -> None:
    own = [*whole(99), f"{SALE}\n"]
    part = [*own[: 100 - missing], *whole(added, first=500)]
    later = [*own[: 100 - missing], *own[100 - back :], *whole(30, first=900)]
    told = story("".join(own), "".join(part), "".join(later), days=days, after=days * 2 + 300)
    assert (told.muted == ("1",)) is is_part
    assert [kind for _, kind, _ in kinds(told)[1:]] == ([] if is_part else ["removed", "restored"])


@pytest.mark.parametrize(
    ("fewer", "more", "is_told"), [(10, 40, False), (10, 39, True), (19, 76, False), (20, 80, True)]
)
def test_a_text_that_had_hardly_loaded_is_not_compared(fewer: int, more: int, is_told: bool) -> None:
    short, long = "".join(whole(fewer)), "".join([*whole(more - 1), f"{SALE}\n"])
    assert first_kinds_of_lasting(short, long) == ([EventKind.INTRODUCED] if is_told else [])
    assert (EventKind.REMOVED in first_kinds_of_lasting(long, short)) is is_told


def first_kinds_of_lasting(*texts: str) -> list[EventKind]:
    return [event.kind for event in story(*texts, days=100).events]


def test_of_a_text_that_comes_and_goes_only_what_stays_is_told() -> None:
    told = story(FILLER, FILLER + SALE, FILLER, FILLER + SALE, FILLER, FILLER + SALE)
    assert kinds(told) == [("5", "introduced", "sale-or-sharing-of-data")]
    assert told.muted == ("1", "3")


def test_a_jump_that_has_not_lasted_yet_waits() -> None:
    told = story(FILLER + SALE, FILLER * 3, after=20)
    assert told.muted == ("1",)
    assert told.version == "0"


@pytest.mark.parametrize(("days", "muted"), [(59, ("1",)), (60, ())])
def test_a_jump_counts_after_sixty_days(days: int, muted: tuple[str, ...]) -> None:
    assert story(FILLER + SALE, FILLER * 3, after=10 + days).muted == muted


def test_a_passage_keeps_its_first_version_through_amendments() -> None:
    told = story("Hello.", SALE, SALE.replace("partners", "all partners"))
    (finding,) = told.findings
    life = told.lives[identity(finding)]
    assert (life.came_with, life.changed_with) == ("1", "2")


def test_unlike_passages_are_not_paired() -> None:
    told = story(
        SALE,
        "Your personal information is sold to every advertiser that pays us.",
    )
    assert told.events[-1].kind is EventKind.AMENDED
    assert told.events[-1].pairs == ()


def test_a_story_needs_a_reading() -> None:
    with pytest.raises(ValueError, match="at least one chapter"):
        follow([], START)


def test_an_outline_has_the_passage_that_stands_for_the_document_and_what_happened_when() -> None:
    told = story("Hello.", SALE, f"{SALE}\n{OTHER_SALE}")
    outline = outlines.of(told, "Privacy Policy")
    assert len(told.findings) == 2
    assert outline.findings == (best(told.findings),)
    assert outline.lives == {identity(one): told.lives[identity(one)] for one in outline.findings}
    assert kinds(outline) == kinds(told)
    assert touched(outline) == touched(told)


def in_outline(first: dict[str, Any], second: dict[str, Any]) -> list[bool]:
    """Which of two passages of a category, with these properties, an outline has."""
    told = story(f"{SALE}\n{OTHER_SALE}")
    found = tuple(replace(own, **more) for own, more in zip(told.findings, (first, second), strict=True))
    outline = outlines.of(replace(told, findings=found), "Privacy Policy")
    return [one in outline.findings for one in found]


def test_an_outline_has_what_is_said_to_everybody_and_not_what_only_shows_its_category_best() -> None:
    addendum = {"rank": 9.0, "chance": 1.0, "headings": ("California Addendum",)}
    assert in_outline(addendum, {"rank": 1.0, "chance": 1.0}) == [False, True]


@pytest.mark.parametrize(("less", "shown"), [(0, True), (0.001, False)])
def test_an_outline_has_the_ways_out_that_are_sure(less: float, shown: bool) -> None:
    way_out = {"rank": 1.0, "chance": SURE - less, "condition": Condition.OPT_OUT}
    assert in_outline({"rank": 9.0, "chance": 1.0}, way_out) == [True, shown]


@pytest.mark.parametrize(("less", "shown"), [(0, True), (0.001, False)])
def test_an_outline_has_a_passage_that_is_quite_sure_behind_one_that_is_only_sure(
    less: float, shown: bool
) -> None:
    quite_sure = {"rank": 1.0, "chance": QUITE_SURE - less}
    assert in_outline({"rank": 9.0, "chance": SURE}, quite_sure) == [True, shown]


def test_an_outline_changes_with_passages_that_it_leaves_out() -> None:
    one, other, same = (
        outlines.of(story(f"{SALE}\n\nHello.\n\n{OTHER_SALE.replace('advertisers', who)}"), "Privacy Policy")
        for who in ("advertisers", "agencies", "advertisers")
    )
    assert one.findings == other.findings
    assert one.digests != other.digests
    assert one.digests == same.digests


def test_a_version_names_the_categories_that_it_touched() -> None:
    told = story("Hello.", SALE, SALE, "Hello.", days=100)
    assert touched(told) == {"1": ("sale-or-sharing-of-data",), "3": ("sale-or-sharing-of-data",)}


def of_strengths(*chapters: dict[str, bool]) -> Story:
    """The story of chapters that consist of passages, each with whether it is weak."""
    return follow(
        [
            Chapter(
                version=str(number),
                date=START + timedelta(days=number),
                findings=tuple(
                    replace(one, weak=weak)
                    for text, weak in chapter.items()
                    for one in detector().findings(text)
                    if one.category == "sale-or-sharing-of-data"
                ),
                units=10,
            )
            for number, chapter in enumerate(chapters)
        ],
        START + timedelta(days=30),
    )


def test_a_weak_passage_makes_no_event_and_is_told_apart() -> None:
    told = of_strengths({}, {SALE: True})
    assert (told.events, told.findings) == ((), ())
    assert [one.excerpt for one in told.weak] == [SALE]


@pytest.mark.parametrize("words", [SALE, SALE.replace("partners", "all partners")])
def test_a_strong_passage_stays_strong_when_its_words_or_its_surroundings_change(words: str) -> None:
    told = of_strengths({SALE: False}, {words: True})
    assert [one.excerpt for one in told.findings] == [words]
    assert "removed" not in {event.kind for event in told.events}


@pytest.mark.parametrize("words", [SALE, SALE.replace("partners", "all partners")])
def test_a_weak_passage_is_not_introduced_by_an_amendment(words: str) -> None:
    told = of_strengths({SALE: True}, {words: False})
    assert (told.events, [one.excerpt for one in told.weak]) == ((), [words])


GERMAN = "Diese Seite konnte nicht geladen werden, bitte versuchen Sie es später noch einmal mit uns. " * 3


@pytest.mark.parametrize(
    "after",
    [
        "The data that you give us may be sold, and we may sell it to partners.",
        "(a) The data you give to us may be sold, (b) we may sell it to the partner.",
        "The data that you give us may be sold, and we may sell it to your parteners.",
        "The data that you give us may be sold, and we may sell it to partnersto [12].",
        "The data that you give us may be sold, and it we may sell to other partners.",
    ],
)
def test_what_tells_nothing_is_no_event(after: str) -> None:
    before = "The data that you give us may be sold, and we may sell it to partners."
    assert first_kinds(before, after) == first_kinds(after, before) == [EventKind.INTRODUCED]


@pytest.mark.parametrize(
    "after",
    [
        "We may sell your data to some partners for 31 days.",
        "We may sell your data to partners for 30 days, unless you object.",
        "We must sell your data to some partners for 30 days.",
        "We may sell your date to some partners for 30 days.",
    ],
)
def test_a_word_that_counts_is_an_event(after: str) -> None:
    before = "We may sell your data to some partners for 30 days."
    assert first_kinds(before, after)[1:] in ([EventKind.AMENDED], [EventKind.REMOVED])


def test_one_of_two_passages_that_say_the_same_is_not_missed() -> None:
    twin = "We reserve the right to sell your personal information to partners."
    assert first_kinds(f"{SALE}\nHello.\n{twin}", f"{SALE}\nHello.") == [EventKind.INTRODUCED]
    assert first_kinds(f"{SALE}\nHello.", f"{SALE}\nHello.\n{twin}") == [EventKind.INTRODUCED]


def table(purposes: str, data: str = "Your name") -> str:
    return f"| Who | Why | Data |\n| --- | --- | --- |\n| Partners | {purposes} | {data} |\n"


def test_a_list_in_a_cell_that_is_written_as_a_sentence_is_no_event() -> None:
    listed = "• to whom we may sell your personal data • who help us with our mail"
    assert first_kinds(table(listed), table(listed.replace("• ", ""))) == [EventKind.INTRODUCED]


def test_another_cell_of_a_row_makes_no_event_of_what_is_quoted() -> None:
    purposes = "We may sell your personal data to them."
    assert first_kinds(table(purposes), table(purposes, "Your mail")) == [EventKind.INTRODUCED]


def test_an_empty_passage_does_not_stand_for_a_row_that_is_gone() -> None:
    before, after = table("We may sell your personal data to them."), "* \n\nHello."
    assert first_kinds(f"{before}\n{after}", after) == [EventKind.INTRODUCED, EventKind.REMOVED]


def named(name: str, others: int) -> str:
    """A text that calls a company so, in the sentence about sale and in so many others."""
    rest = "".join(f"Number {number} is for {name}.\n" for number in range(others))
    return f"Acme {name} may sell your data.\n{rest}"


@pytest.mark.parametrize(("others", "kinds"), [(1, [EventKind.AMENDED]), (2, [])])
def test_another_name_in_three_passages_is_no_event(others: int, kinds: list[EventKind]) -> None:
    assert first_kinds(named("Twitter", others), named("Xanadu", others))[1:] == kinds


def test_a_name_is_no_place_because_the_law_is_spoken_of_beside_it() -> None:
    police = (
        "If law enforcement asks us about {0}, we answer.\nRead the {0} guidelines for law enforcement.\n"
    )
    before, after = (named(name, 2) + police.format(name) for name in ("Twitter", "Xanadu"))
    assert first_kinds(before, after)[1:] == []


def test_another_law_in_three_passages_is_an_event() -> None:
    law = "Under the laws of {0} we may sell your data.\nThe laws of {0} apply.\nSo says {0}.\nAnd {0}."
    assert first_kinds(law.format("Texas"), law.format("Nevada"))[1:] == [EventKind.AMENDED]


def test_a_passage_that_is_split_or_joined_is_no_event() -> None:
    apart = "Here is what we do with all that you give us.\nWe may sell your data, and keep it.\nIt is ours."
    joined = apart.replace("us.\nWe", "us; we")
    assert first_kinds(apart, joined) == first_kinds(joined, apart) == [EventKind.INTRODUCED]


def test_a_condition_that_came_in_front_is_an_event_though_the_words_stand_there() -> None:
    before = "We may sell your personal data to our many partners."
    after = "If you have agreed to that, we may sell your personal data to our many partners."
    assert first_kinds(before, after)[1:] == first_kinds(after, before)[1:] == [EventKind.AMENDED]


def test_an_empty_text_removes_nothing() -> None:
    assert first_kinds(SALE, "", SALE) == [EventKind.INTRODUCED]


def test_a_page_in_another_language_neither_removes_nor_restores() -> None:
    english = f"{SALE}\nThis is what you have agreed to when you came to us, and we thank you for it.\n"
    for days in (10, 100):
        told = story(english, GERMAN, english, days=days)
        assert kinds(told) == [("0", "introduced", "sale-or-sharing-of-data")]
        assert told.muted == (("1",) if days == 10 else ())


@pytest.mark.parametrize(("count", "removed"), [(19, True), (20, False)])
def test_a_text_of_twenty_passages_without_one_of_the_former_is_another_text(
    count: int, removed: bool
) -> None:
    before = "".join(f"Nothing number {number} matters.\n" for number in range(count - 1)) + SALE
    after = "".join(f"Item {number} counts for much.\n" for number in range(count))
    assert (EventKind.REMOVED in first_kinds(before, after)) is removed


def test_swapping_two_texts_swaps_what_came_and_what_went() -> None:
    one, other = f"{SALE}\nHello.", "We sell data about you to all who pay.\nHello."
    there, back = story("Hello.", one, other).events[-1], story("Hello.", other, one).events[-1]
    assert [item.key for item in there.before] == [item.key for item in back.after]
    assert [item.key for item in there.after] == [item.key for item in back.before]


def held(told: Story) -> list[tuple[str, str | None, bool]]:
    own = told.holdings.get("sale-or-sharing-of-data", ())
    return [(one.came_with, one.went_with, one.stands) for one in own]


def test_a_kind_is_held_from_the_text_in_which_it_is_found_to_the_one_in_which_it_is_not() -> None:
    assert held(story("Hello.", SALE, "Hello.", SALE, days=100)) == [("1", "2", False), ("3", None, False)]


def test_what_stood_in_the_text_before_it_was_found_has_been_there_as_long() -> None:
    told = story(f"Hello.\n{SALE}", f"Hello.\n{SALE}", days=100)
    (first, second) = (
        replace(chapter(number, f"Hello.\n{SALE}"), findings=findings)
        for number, findings in enumerate(((), told.findings))
    )
    later = follow([first, second], START + timedelta(days=400))
    assert held(later) == [("0", None, False)]
    assert later.lives[identity(told.findings[0])].came_with == "0"


def test_what_is_no_longer_found_though_it_stands_there_is_said_to_stand() -> None:
    first = chapter(0, f"Hello.\n{SALE}")
    told = follow([first, replace(chapter(1, f"Hello.\n{SALE}"), findings=())], START + timedelta(days=400))
    assert held(told) == [("0", "1", True)]


ROW = "| {} of our number of purposes | {} of the bases |"


@pytest.mark.parametrize(("before", "after", "left"), [(3, 1, 1), (4, 2, 2), (4, 3, None), (2, 1, None)])
def test_a_tables_loss_is_told_from_three_rows_on_if_half_of_them_went(
    before: int, after: int, left: int | None
) -> None:
    names = ("Alpha", "Beta", "Gamma", "Delta")
    old, new = (
        "\n".join(["| Purpose | Basis |", "| --- | --- |", *(ROW.format(one, one) for one in names[:count])])
        for count in (before, after)
    )
    passage = replace(story(SALE).findings[0], excerpt=ROW.format(names[before - 1], names[before - 1]))
    told = lost_rows.left_of([passage], lost_rows.read(old), lost_rows.read(new))
    assert (told and (told.left, told.of)) == (left and (left, before))
