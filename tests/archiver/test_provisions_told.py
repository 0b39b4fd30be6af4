"""Which comings and goings of a document's provisions are told, and as what."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.provisions.detect import detector
from archiver.provisions.findings import Finding
from archiver.provisions.stories import difference, event_chances, history, substance
from archiver.provisions.stories.both_texts import BothTexts
from archiver.provisions.stories.chapters import Chapter
from archiver.provisions.stories.covered import DENSE, FEWEST, MANY, MOST, Sayings
from archiver.provisions.stories.difference import Difference
from archiver.provisions.stories.event_clues import Around
from archiver.provisions.stories.history import Judge
from archiver.provisions.text import units, whole_text
from archiver.provisions.text.whole_text import STREWN, WholeText, passage

START = datetime(2025, 1, 1, tzinfo=UTC)
SALE = "We may sell your personal data to partners."
NEVER = "We never sell your personal data."
TRAINING = "We use your content to train our models."
OTHER = "We may also sell the personal data of our users to advertisers of any kind."
UNSURE = ["perhaps-changed", "perhaps-changed"]


def chapter(number: int, text: str, category: str, chances: Mapping[str, float]) -> Chapter:
    """A version of a text, with the findings of a category, each as likely as is said of its words."""
    read = units.read(text)
    return Chapter(
        version=str(number),
        date=START + timedelta(days=100 * number),
        findings=tuple(
            replace(one, chance=chances[one.core], weak=False) if one.core in chances else one
            for one in detector().findings(text, weak=True)
            if one.category == category
        ),
        units=len(read),
        text=WholeText(whole_text.of_unit(one, text) for one in read),
    )


def everything(compared: Difference, around: Around) -> Difference:
    """Tell what differs, whatever the models think of it."""
    del around
    return compared


def kinds(
    *texts: str,
    category: str = "sale-or-sharing-of-data",
    chances: Mapping[str, float] | None = None,
    judge: Judge = everything,
) -> list[str]:
    """What happened after the first text."""
    told = history.follow(
        [chapter(number, text, category, chances or {}) for number, text in enumerate(texts)],
        START + timedelta(days=1000),
        judge,
    )
    return [event.kind.value for event in told.events if event.version != "0"]


@pytest.mark.parametrize(("less", "told"), [(0.001, UNSURE), (0, ["introduced", "removed"])])
def test_a_category_comes_and_goes_with_a_passage_that_is_surely_of_it(less: float, told: list[str]) -> None:
    assert kinds("Hello.", SALE, "Hello.", chances={SALE: event_chances.SURE - less}) == told


@pytest.mark.parametrize(("less", "told"), [(0.001, UNSURE), (0, ["introduced", "removed"])])
def test_of_what_is_said_plainly_less_is_enough(less: float, told: list[str]) -> None:
    category = "model-training-on-user-data"
    assert category in event_chances.PLAIN
    chances = {TRAINING: event_chances.SURE_IF_PLAIN - less}
    assert kinds("Hello.", TRAINING, "Hello.", category=category, chances=chances) == told


def likely(text: str, chance: float) -> Chapter:
    """A first version of which the only finding is as likely, and weak."""
    (one,) = chapter(0, text, "sale-or-sharing-of-data", {}).findings
    return replace(
        chapter(0, text, "sale-or-sharing-of-data", {}), findings=(replace(one, weak=True, chance=chance),)
    )


def then_came(first: Chapter, text: str, passage: str) -> list[str]:
    """What happened when a passage came beside that."""
    came = chapter(1, text, "sale-or-sharing-of-data", {})
    found = (*first.findings, *(one for one in came.findings if one.core == passage))
    told = history.follow([first, replace(came, findings=found)], START + timedelta(days=1000), everything)
    return [event.kind.value for event in told.events]


@pytest.mark.parametrize(("less", "kind"), [(0.001, "introduced"), (0, "amended")])
def test_what_comes_beside_a_likely_passage_of_its_category_is_not_the_first(less: float, kind: str) -> None:
    assert then_came(likely(OTHER, history.LIKELY - less), f"{OTHER}\n{SALE}", SALE) == [kind]


def test_a_likely_passage_that_says_the_opposite_is_no_former_one() -> None:
    assert then_came(likely(OTHER, history.LIKELY), f"{OTHER}\n{NEVER}", NEVER) == ["introduced"]


@pytest.mark.parametrize(
    "title", ["Automated decision-making and profiling", "Class Action and Jury Trial Waiver."]
)
def test_a_title_by_itself_makes_no_event(title: str) -> None:
    found = replace(
        chapter(0, SALE, "sale-or-sharing-of-data", {}).findings[0], excerpt=title, key=title.lower()
    )
    texts = WholeText(), WholeText([passage(title.lower(), title)])
    compared = difference.between({}, {"title": found}, BothTexts(*texts))
    assert compared.come == ()


@pytest.mark.parametrize(
    "sentence",
    ["Some cookies help the Platform work better.", "We may share data with others.", "We sell data"],
)
def test_a_sentence_is_no_title(sentence: str) -> None:
    found = replace(
        chapter(0, SALE, "sale-or-sharing-of-data", {}).findings[0], excerpt=sentence, key=sentence.lower()
    )
    texts = WholeText(), WholeText([passage(sentence.lower(), sentence)])
    compared = difference.between({}, {"sentence": found}, BothTexts(*texts))
    assert compared.come == (found,)


LONG = "We may sell your personal data to partners that offer insurance or loans to people in Europe."


def test_nothing_is_lost_with_a_passage_if_another_that_stays_says_all_of_it() -> None:
    longer = LONG.replace("partners that offer", "partners and brokers in Europe that offer")
    assert kinds(f"{LONG}\nHello.\n{longer}", f"Hello.\n{longer}") == []
    assert kinds(f"Hello.\n{longer}", f"Hello.\n{longer}\n{LONG}") == []


def test_a_passage_is_lost_if_the_one_that_stays_says_it_on_a_condition() -> None:
    longer = LONG.replace("partners that offer", "partners, unless you object, that offer")
    assert kinds(f"{LONG}\nHello.\n{longer}", f"Hello.\n{longer}") == ["amended"]


def test_what_new_sentences_say_most_of_was_amended_into_them() -> None:
    gone = (
        "We may sell your personal data to partners in Europe, with your place of work and your phone number."
    )
    new = ("We may sell your personal data to partners.", "These partners in Europe see your place of work.")
    before, after = (
        WholeText([passage(gone.lower(), gone)]),
        WholeText(passage(one.lower(), one) for one in new),
    )
    (finding,) = chapter(0, gone, "sale-or-sharing-of-data", {}).findings
    pair = BothTexts(before, after).reworded_after(finding)
    assert pair is not None
    assert pair.after.excerpt == "\n".join(new)
    assert BothTexts(before, before).reworded_after(replace(finding, key=" ".join(new).lower())) is None


def test_what_leads_in_otherwise_in_one_reading_only_is_no_event() -> None:
    """The same lines, of which an empty one between them decides if one leads in the other."""
    lead, item = (
        "If you choose to share a model, you agree to this.",
        "We may sell your personal data to partners.",
    )
    before = replace(
        chapter(0, f"{lead}\n{item}", "sale-or-sharing-of-data", {}),
        findings=chapter(0, item, "sale-or-sharing-of-data", {}).findings,
    )
    (found,) = before.findings
    led = replace(
        found,
        excerpt=f"{lead} [...] {item}",
        polarity=history.Polarity.CONDITIONAL,
    )
    after = replace(before, version="1", date=START + timedelta(days=100), findings=(led,))
    told = history.follow([before, after], START + timedelta(days=1000), everything)
    assert [event.kind.value for event in told.events if event.version == "1"] == []
    new = replace(after, findings=(replace(led, excerpt=f"Only if you agree: [...] {item}"),))
    told = history.follow([before, new], START + timedelta(days=1000), everything)
    assert [event.kind.value for event in told.events if event.version == "1"] == ["amended"]


RULES = (
    "We may sell your personal data to partners.",
    "All disputes will be resolved before the courts of England and Wales.",
    "We keep your data for ninety days after you close your account.",
    "You must be at least 13 years old to use this service.",
    "We may change these terms at any time without notice to you.",
)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("category", ["sale-or-sharing-of-data", "jurisdiction", "minimum-age"])
def test_the_same_text_in_another_order_is_no_event(seed: int, category: str) -> None:
    shuffled = random.Random(seed).sample(RULES, len(RULES))
    assert kinds("\n\n".join(RULES), "\n\n".join(shuffled), category=category) == []


@pytest.mark.parametrize("style", ["{}. ", "({}) ", "{}) "])
@pytest.mark.parametrize("category", ["sale-or-sharing-of-data", "jurisdiction", "minimum-age"])
def test_a_list_with_other_numbers_is_no_event(style: str, category: str) -> None:
    plain = "\n\n".join(RULES)
    for marks in ("12345", "45678", "abcde"):
        numbered = "\n\n".join(style.format(mark) + rule for mark, rule in zip(marks, RULES, strict=True))
        assert kinds(plain, numbered, plain, category=category) == []


@pytest.mark.parametrize("category", ["sale-or-sharing-of-data", "jurisdiction"])
def test_a_list_whose_clauses_run_into_one_line_is_no_event(category: str) -> None:
    clauses = [rule.removesuffix(".") for rule in RULES]
    numerals = ("i", "ii", "iii", "iv", "v")
    apart = "\n\n".join(f"{mark}. {one};" for mark, one in zip(numerals, clauses, strict=True))
    run_on = " ".join(f"{mark}. {one};" for mark, one in zip(numerals, clauses, strict=True))
    assert kinds(apart, run_on, category=category) == kinds(run_on, apart, category=category) == []


def words(count: int, first: int = 0) -> str:
    return " ".join(f"quux{chr(97 + (first + n) // 26)}{chr(97 + (first + n) % 26)}x" for n in range(count))


def found(wanted: str, *there: str) -> float:
    """Which share of some words a text says, of lines that have no others."""
    place = Sayings([passage(one, one) for one in there]).place(wanted)
    return place.share if place else 0.0


def test_a_passage_is_looked_for_in_others_from_five_words_on() -> None:
    assert found(words(FEWEST - 1), words(FEWEST - 1)) == 0
    assert found(words(FEWEST), words(FEWEST)) == 1


def test_a_short_passage_is_no_part_of_a_long_one() -> None:
    long = f"{words(MANY * DENSE, first=100)} {{}}"
    assert found(words(MANY - 1), long.format(words(MANY - 1))) == 0
    assert found(words(MANY), long.format(words(MANY))) == 1


@pytest.mark.parametrize(("between", "share"), [(10, 1), (11, 0)])
def test_words_that_are_strewn_too_far_say_something_else(between: int, share: float) -> None:
    assert DENSE == 2
    strewn = f"{words(5)} {words(between, first=100)} {words(5, first=5)}"
    assert found(words(10), strewn) == share


@pytest.mark.parametrize(("kept", "share"), [(8, MOST), (7, 0)])
def test_a_passage_stands_where_four_fifths_of_it_do(kept: int, share: float) -> None:
    assert found(words(10), words(kept)) == pytest.approx(share)


@pytest.mark.parametrize("turning", ["not", "unless", "only", "without"])
def test_a_word_that_turns_the_sense_makes_another_passage(turning: str) -> None:
    assert found(words(10), f"{words(5)} {turning} {words(5, first=5)}") == 0


def test_three_passages_one_behind_the_other_may_say_what_one_said_and_four_may_not() -> None:
    parts = [words(5, first=5 * n) for n in range(4)]
    assert found(" ".join(parts[:3]), *parts[:3]) == 1
    assert found(" ".join(parts), *parts) == 0


@pytest.mark.parametrize(("between", "stands"), [(10, True), (11, False)])
def test_between_the_clauses_of_a_passage_stand_only_numbers(between: int, stands: bool) -> None:
    assert STREWN == 1.1
    first, then = "a" * 50, "b" * 50
    text = WholeText([passage(first, first), passage("c" * between, ""), passage(then, then)])
    assert text.has_parts(f"{first}; ii. {then}") is stands


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("who are under the age have to provide consent", "who need to give their consent are under the age"),
        ("we sell personal data and personal information", "we sell personal data"),
        ("you may learn more about the u.s. program", "you may find out more about the usa programme"),
        ("so that you can create an account", "creating an account"),
        ("we sell data to partners", "we sell user data to partners of the service"),
        ("warranties, including but not limited to title", "warranties, including title"),
        ("6.3.we sell data", "6.3. we sell data"),
        ("we sell the data of people in such cases", "in such situations we sell data of individuals"),
    ],
)
def test_another_style_tells_nothing(before: str, after: str) -> None:
    assert substance.telling(before, after) == substance.telling(after, before) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("we sell data", "we may sell data"),
        ("we sell data", "we do not sell data"),
        ("we sell data to partners", "we sell data to partners and vendors"),
        ("we sell data of users", "we sell data of adults"),
        ("we keep data for 30 days", "we keep data for 60 days"),
        ("the service is for adults", "the software is for adults"),
    ],
)
def test_a_word_of_substance_tells_something(before: str, after: str) -> None:
    assert substance.telling(before, after) != ()


LEAD_IN = "Your content:"
LICENCE = "You grant us a licence to your content."
STAYS = "We do not sell your content."


def quoted(*lines: str) -> Finding:
    """A passage of several lines of a text."""
    text = "\n".join(lines)
    (one, *_) = detector().findings(SALE)
    return replace(one, excerpt=text, spans=((7, 7 + len(text)),), core_spans=((7, 7 + len(text)),))


def lacking(finding: Finding, text: str) -> Finding:
    return difference.lacked_by(WholeText(whole_text.of_unit(one, text) for one in units.read(text)), finding)


def test_of_a_passage_that_went_only_what_the_other_text_lacks_is_shown_with_its_lead_in() -> None:
    found = lacking(quoted(LEAD_IN, STAYS, LICENCE, SALE), STAYS)
    assert found.core == f"{LEAD_IN} [...] {LICENCE}\n{SALE}"
    assert [end - start for start, end in found.core_spans] == [len(LEAD_IN), len(f"{LICENCE}\n{SALE}")]
    assert found.core_spans[1][0] == 7 + len(f"{LEAD_IN}\n{STAYS}\n")


def test_a_passage_of_which_all_stands_in_the_other_text_is_shown_whole() -> None:
    whole = quoted(LEAD_IN, STAYS, SALE)
    assert lacking(whole, f"{STAYS}\n\n{SALE}") == whole


def test_a_passage_of_which_nothing_stands_in_the_other_text_is_shown_as_it_is() -> None:
    whole = quoted(LICENCE, SALE)
    assert lacking(whole, "Hello.") == whole


def test_a_pair_that_is_told_is_not_told_again_as_one_that_may_have_changed() -> None:
    category = "sale-or-sharing-of-data"
    first = replace(chapter(0, f"{SALE}\n", category, {}), findings=())
    now = chapter(1, f"{SALE.replace('partners', 'our partners in trade')}\n\n{NEVER}\n", category, {})

    def pairs_alone(compared: Difference, around: Around) -> Difference:
        """Tell the passages that were amended."""
        del around
        told = tuple(pair.after for pair in compared.pairs)
        return replace(compared, gone=(), come=told)

    told, rest = history.follow([first, now], START + timedelta(days=1000), pairs_alone).events
    assert [pair.before.core for pair in told.pairs] == [SALE]
    assert (told.is_sure, rest.is_sure) == (True, False)
    assert (rest.pairs, [one.core for one in rest.after]) == ((), [NEVER])
