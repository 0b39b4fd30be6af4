"""What had been missing of a text and came at once is told from what its platform added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, product
from string import ascii_lowercase

import pytest

from archive_repo import recording
from archive_repo.records import SentenceCounts
from archiver.exchange.incoming import completed
from archiver.exchange.incoming.completed import EARLIER, GROWTH, LEAST_WORDS, OLDER

SEEN = date(2024, 3, 10)
EACH = 10
"""Words of a sentence below."""


def text(name: str, words: int) -> str:
    """So many words, a multiple of ten, in sentences that no other name has."""
    kinds = ("".join(letters) for letters in product(ascii_lowercase, repeat=3))
    return "".join(
        f"You may use the {name}{kind} as our rules allow today.\n" for kind in islice(kinds, words // EACH)
    )


def is_all(before: str, after: str, *earlier: str) -> bool:
    return completed.is_all(before, after, recording.tell(before, after).sentences, SEEN, earlier)


OLD = text("old", 100)
LONG = text("long", 5000)
NEW = text("new", LEAST_WORDS)


def test_a_text_that_was_cut_and_comes_whole_is_completed() -> None:
    assert is_all(OLD, OLD + NEW)
    assert is_all(OLD, NEW + OLD)


def test_few_words_are_an_edit() -> None:
    assert not is_all(OLD, OLD + text("new", LEAST_WORDS - EACH))


def test_what_is_little_beside_the_text_is_an_edit() -> None:
    words = int(GROWTH * 5000)
    assert is_all(LONG, LONG + text("new", words))
    assert not is_all(LONG, LONG + text("new", words - EACH))


@pytest.mark.parametrize(
    "edited",
    [
        OLD.replace("oldaad as our rules", "oldaad as your rules"),
        OLD.replace("You may use the oldaad as our rules allow today.\n", ""),
        "".join(reversed(OLD.splitlines(keepends=True))),
    ],
    ids=["amended", "removed", "moved"],
)
def test_where_a_sentence_that_was_there_differs_the_platform_edited(edited: str) -> None:
    assert not is_all(OLD, edited + NEW)
    assert not is_all(OLD, edited)


@pytest.mark.parametrize("other", ["removed", "amended", "moved"])
def test_counts_say_whether_a_text_only_grew(other: str) -> None:
    assert completed.only_adds(SentenceCounts(added=1))
    assert not completed.only_adds(SentenceCounts())
    assert not completed.only_adds(SentenceCounts(added=1, **{other: 1}))


def test_a_text_that_loses_what_it_had_is_none() -> None:
    assert not is_all(OLD + NEW, OLD)


def test_what_was_there_before_has_come_back() -> None:
    kept = int(EARLIER * LEAST_WORDS)
    assert is_all(LONG, LONG + NEW, LONG + NEW[: len(NEW) // 2], OLD, NEW)
    assert is_all(LONG, LONG + NEW, text("new", kept))
    assert not is_all(LONG, LONG + NEW, text("new", kept - EACH))


def test_earlier_texts_are_read_only_until_all_is_found() -> None:
    def earlier() -> Iterator[str]:
        yield NEW
        raise AssertionError

    counts = recording.tell(LONG, LONG + NEW).sentences
    assert completed.is_all(LONG, LONG + NEW, counts, SEEN, earlier())


def test_what_comes_was_there_if_most_of_it_was() -> None:
    kept = int(EARLIER * LEAST_WORDS)
    assert completed.were_there(LONG, LONG + NEW, OLD + text("new", kept))
    assert not completed.were_there(LONG, LONG + NEW, OLD + text("new", kept - EACH))


@pytest.mark.parametrize("stated", ["Last updated: {:%B %d, %Y}", "Effective {:%d %B %Y}", "## {:%Y-%m-%d}"])
def test_a_page_that_says_it_is_older_had_been_missing(stated: str) -> None:
    day = f"{stated.format(SEEN - OLDER)}\n"
    is_stated = not stated.startswith("#")  # a day alone may be that of an entry
    assert is_all(LONG, LONG + day + NEW) is is_stated
    assert not is_all(LONG, LONG + f"{stated.format(SEEN - OLDER + timedelta(days=1))}\n" + NEW)


def test_a_month_alone_is_that_of_a_page() -> None:
    assert is_all(LONG, LONG + "# Rules on spam\n\nFebruary 2024\n" + NEW)
    assert not is_all(LONG, LONG + "# Rules on spam\n\nMarch 2024\n" + NEW)
    assert not is_all(LONG, LONG + "# Rules on spam\n\nBefore 2024\n" + NEW)


@pytest.mark.parametrize(
    "said",
    [
        f"Last updated: {SEEN:%B %d, %Y}",
        f"Effective {SEEN + timedelta(days=40):%B %d, %Y}",
        "We’re updating our Terms. The updates go into effect on May 13, 2024.",
    ],
)
def test_what_states_a_new_day_or_announces_is_an_edit(said: str) -> None:
    assert not is_all(OLD, f"{OLD}{said}\n{NEW}")
    assert not is_all(LONG, f"{LONG}Last updated: May 1, 2022\n{said}\n{NEW}")
