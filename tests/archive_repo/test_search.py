from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.repository import Repository
from archive_repo.search import grep
from tests.conftest import START, Recorder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "platforms").mkdir()
    return Archive.open(tmp_path)


@pytest.fixture
def record(archive: Archive) -> Recorder:
    return Recorder(Repository.create(archive.path("example")))


def test_grep_says_line_and_version_of_what_is_there_today(archive: Archive, record: Recorder) -> None:
    record("# Terms\n\nWe train models.\n", "terms", title="Terms")
    last = record("# Privacy\n\nWe keep data.\n- We train [models](https://example.org/train).\n")
    record("Nothing.\n", "terms", title="Terms")

    with connect.current(archive) as connection:
        found = grep.at(connection, archive, re.compile("TRAIN", re.IGNORECASE))

    assert [(one.version, one.line, one.text) for one in found] == [(last, 4, "We train models.")]


def test_grep_at_a_date_reads_the_texts_of_that_day(archive: Archive, record: Recorder) -> None:
    first = record("We train models.\n")
    record("We do not.\n")

    with connect.current(archive) as connection:
        there = grep.at(connection, archive, re.compile("train"), moment=START + timedelta(hours=1))
        before = grep.at(connection, archive, re.compile("train"), moment=START - timedelta(hours=1))

    assert [one.version for one in there] == [first]
    assert before == []


def test_through_history_it_says_when_each_match_came_and_went(archive: Archive, record: Recorder) -> None:
    versions = [record(text) for text in ("We train.\n", "No.\n", "We train.\n\nNo.\n")]

    with connect.current(archive) as connection:
        (found,) = grep.through_history(connection, archive, re.compile("train"))

    assert [(stay.came, stay.went) for stay in found.stays] == [
        (versions[0], versions[1]),
        (versions[2], None),
    ]


def test_through_history_what_came_at_once_is_in_order_of_its_text(
    archive: Archive, record: Recorder
) -> None:
    """And not in that of the index, which met the sentences elsewhere before."""
    record("Zebras train.\n", "terms-of-service")
    record("Apes train.\n\nZebras train.\n")

    with connect.current(archive) as connection:
        found = grep.through_history(connection, archive, re.compile("train"))

    assert [one.text for one in found] == ["Zebras train.", "Apes train.", "Zebras train."]


CLAUSES = "1.1 We keep it.\n\n1.2 We train, as Section 1.1 says.\n"


def test_through_history_a_sentence_that_got_another_number_did_not_go(
    archive: Archive, record: Recorder
) -> None:
    first = record(CLAUSES)
    record(CLAUSES.replace("1.", "2."))
    record("1.1 We ask.\n\n" + CLAUSES.replace("1.", "3."))
    gone = record("1.1 We ask.\n")

    with connect.current(archive) as connection:
        (found,) = grep.through_history(connection, archive, re.compile("train"))

    assert (found.text, found.came_as) == (
        "3.2 We train, as Section 3.1 says.",
        "1.2 We train, as Section 1.1 says.",
    )
    assert [(stay.came, stay.went) for stay in found.stays] == [(first, gone)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We train for 30 days.", "We train for 60 days."),
        ("M. Dupont trains.", "J. Dupont trains."),
        ("We train, as Section 1.1 says.", "We train, as Section 1.2 says."),
        (r"2\. March trains.", r"3\. March trains."),
    ],
)
def test_through_history_other_words_are_another_sentence(
    archive: Archive, record: Recorder, old: str, new: str
) -> None:
    for said in (old, new):
        record(f"1.1 We keep it.\n\n1.2 We sell it.\n\n{said}\n")

    with connect.current(archive) as connection:
        found = grep.through_history(connection, archive, re.compile("train"))

    assert [len(one.stays) for one in found] == [1, 1]


def test_only_the_documents_that_were_asked_for_are_searched(archive: Archive, record: Recorder) -> None:
    record("We train.\n", "terms", title="Terms")
    record("We train.\n")

    with connect.current(archive) as connection:
        found = grep.through_history(
            connection, archive, re.compile("train"), holds=lambda platform, document: document == "terms"
        )

    assert [one.document for one in found] == ["terms"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("excluding model training", "excluding model training"),
        (r"train(ing)?s? your models?\b", " your model"),
        ("colou?r scheme", "r scheme"),
        ("a|bcd", ""),
        ("(abc|d)efg", "efg"),
        ("[abc]de{0,2}f", "d"),
        (r"\bdata\b", "data"),
        ("(?i)abc", ""),
        ("100%_x", "100%_x"),
        ("día siguiente", "a siguiente"),
    ],
)
def test_a_literal_is_something_that_every_match_contains(pattern: str, expected: str) -> None:
    assert grep.literal(re.compile(pattern)) == expected


ATOMS = st.sampled_from(["ab", "c", "(de)", "[fg]", ".", "\\d", "(h{2})", "i", "(j|k)", "\\.", "%", "_"])
PATTERNS = st.lists(st.tuples(ATOMS, st.sampled_from(["", "", "", "?", "*", "+"])), min_size=1, max_size=5)


@given(PATTERNS, st.from_regex(r"\A[abcdefghijk0-9.%_]{0,12}\Z"))
def test_the_literal_of_any_pattern_is_in_each_of_its_matches(
    parts: list[tuple[str, str]], text: str
) -> None:
    pattern = re.compile("".join(atom + repeat for atom, repeat in parts))

    if pattern.search(text):
        assert grep.literal(pattern) in text
