"""Since when quoted words have stood in a document, asked of its texts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive_repo.records import Bounds
from archiver.provisions.excerpts import in_context, stood
from archiver.provisions.excerpts.stood import Rewritten, Wording
from archiver.report import standing_words
from tests.conftest import Recorder

SOLD = "We may sell your data to others."
TOLD = "We tell you of it by letter."


def wording(record: Recorder, *texts: str) -> Wording:
    """Of the sentence, in a document of these texts, the oldest first."""
    versions = [record(text) for text in texts][::-1]
    start = texts[-1].index("We may")
    quote = in_context.of(texts[-1], [(start, len(texts[-1]) - 1)])
    return stood.of(quote.own, versions, record.repository.text)


def test_words_that_stand_in_all_versions_have_none_before(record: Recorder) -> None:
    found = wording(record, f"# P\n\n{SOLD}\n", f"# P\n\nMore.\n\n## S\n\n{SOLD}\n")
    assert (found.before, found.rewritten) == (None, ())


def test_marks_and_links_make_no_other_words(record: Recorder) -> None:
    linked = "- We may *sell* [your data](https://example.org/a) to others."
    assert wording(record, f"# P\n\n{linked}\n", f"# P\n\n{SOLD}\n").before is None


@pytest.mark.parametrize("old", [f"Unless you object, {SOLD.lower()}", f"{SOLD[:-1]} if you agree."])
def test_a_sentence_does_not_stand_in_a_longer_one(record: Recorder, old: str) -> None:
    found = wording(record, f"# P\n\n{old}\n", f"# P\n\n{SOLD}\n")
    assert found.rewritten == (Rewritten(old=old, new=SOLD),)


def test_an_entry_of_a_cell_that_ends_as_no_sentence_stands_where_its_words_do(record: Recorder) -> None:
    row = "| Why | What |\n| --- | --- |\n| We may sell your data | Your names Your prompts |"
    assert wording(record, f"# P\n\n{row}\n", f"# P\n\nMore.\n\n{row}\n").before is None


def test_the_sentence_that_went_is_shown_beside_the_one_that_it_is_most_like(record: Recorder) -> None:
    old = "We may sell your data to you."
    found = wording(record, f"# P\n\n{old}\n{TOLD}\n", f"# P\n\n{SOLD}\n{TOLD}\n")
    assert found.rewritten == (Rewritten(old=old, new=SOLD),)
    assert found.before is not None


def test_a_sentence_that_still_stands_is_not_told_to_have_been_another(record: Recorder) -> None:
    kept = "We may sell your data to you."
    found = wording(record, f"# P\n\n{kept}\n", f"# P\n\n{SOLD}\n\n## Q\n\n{kept}\n")
    assert found.rewritten[0] == Rewritten(old="", new=SOLD)


def test_what_went_and_came_again_is_dated_by_its_last_coming(record: Recorder) -> None:
    found = wording(record, f"# P\n\n{SOLD}\n", "# P\n\nNothing.\n", f"# P\n\nYes.\n\n{SOLD}\n")
    assert found.came_with.fetched_at.day == 3
    assert found.earlier is not None
    assert found.earlier.fetched_at.day == 1


def test_what_came_again_is_not_said_to_be_first_seen_then(record: Recorder) -> None:
    found = wording(record, f"# P\n\n{SOLD}\n", "# P\n\nNothing.\n", f"# P\n\nYes.\n\n{SOLD}\n")
    came = Bounds(after=datetime(2025, 5, 2, tzinfo=UTC), by=datetime(2025, 5, 3, tzinfo=UTC))
    told = standing_words.in_these_words(came, found)
    assert told == (
        "in these words seen again between 2025-05-02 and 2025-05-03 (the version of 2025-05-01 had them too)"
    )


def test_what_the_version_before_lacks_is_dated_after_that_where_no_look_at_it_is_known(
    record: Recorder,
) -> None:
    found = wording(record, "# P\n\nNothing.\n", f"# P\n\n{SOLD}\n")
    told = standing_words.in_these_words(Bounds(after=None, by=datetime(2025, 5, 2, tzinfo=UTC)), found)
    assert told == "in these words first seen between 2025-05-01 and 2025-05-02"


def test_what_changes_for_the_first_time_stood_in_no_version_before(record: Recorder) -> None:
    found = wording(record, "# P\n\nSomething.\n", "# P\n\nNothing.\n", f"# P\n\n{SOLD}\n")
    assert found.came_with.fetched_at.day == 3
    assert found.earlier is None


@pytest.mark.parametrize(("old", "new"), [("14. ", "15. "), ("2.1 ", "3.1 "), ("| 4. ", "| 5. ")])
def test_the_number_of_a_clause_is_none_of_its_words(record: Recorder, old: str, new: str) -> None:
    found = wording(record, f"# P\n\n{old}{SOLD}\n", f"# P\n\n{new}{SOLD}\n")
    assert found.before is None


def test_a_sentence_that_was_parted_otherwise_is_no_other(record: Recorder) -> None:
    found = wording(record, f"# P\n\nSelling\n{SOLD}\n", f"# P\n\n{SOLD}\n")
    assert found.before is None
