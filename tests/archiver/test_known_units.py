"""What was found in the units of a document is kept, and changes nothing of what is found."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.index import connect, queries
from archive_repo.index import kept as index_kept
from archive_repo.repository import Repository
from archiver.provisions import detect, taxonomy
from archiver.provisions.comparison import compare
from archiver.provisions.detect import Detector
from archiver.provisions.detection.category_matches import CategoryMatch
from archiver.provisions.detection.rule_reader import RuleReader
from archiver.provisions.stories import kept, known_units
from archiver.provisions.stories.history import Story
from archiver.provisions.stories.known_units import KnownUnits
from archiver.provisions.taxonomy import Taxonomy
from archiver.provisions.text import units
from archiver.provisions.text.units import Unit
from tests.conftest import Recorder

NOW = datetime(2025, 8, 1, tzinfo=UTC)
WHERE = "example-inc", "terms"
TEXT = """# Terms

## Your content

We may use your content to train our AI models, unless you opt out.
We do not sell your personal data.

## Disputes

You waive the right to take part in a class action.
Our offices are closed on Sundays.
"""
DEUTSCH = "# Bedingungen\n\n" + "Wir verwenden Ihre Inhalte, um unsere Modelle zu trainieren.\n" * 9


class CountingRules(RuleReader):
    """Counts the units that are read."""

    read = 0

    def ruled(self, unit: Unit) -> tuple[CategoryMatch, ...]:
        self.read += 1
        return super().ruled(unit)


class Counting(Detector):
    """Counts the units that it has to read itself."""

    def __init__(self, known: Taxonomy) -> None:
        super().__init__(known)
        self.rules: CountingRules = CountingRules(known)

    @property
    def read(self) -> int:
        return self.rules.read


@pytest.fixture
def record(tmp_path: Path) -> Recorder:
    record = Recorder(Repository.create(tmp_path / "platforms/example-inc.git"))
    record(TEXT, "terms", title="Terms")
    record(TEXT.replace("unless you opt out", "whatever you say"), "terms", title="Terms")
    return record


def story(folder: Path, detector: Detector) -> Story:
    """The story of the document, with what is kept of its units, which are kept again."""
    archive = Archive.open(folder)

    def told(index: sqlite3.Connection) -> Story:
        known = known_units.read(index, *WHERE, detector)
        versions = queries.versions(index, *WHERE)
        found = kept.until(archive.repository(WHERE[0]), versions, NOW, known)
        kept.keep(index, versions[0], {known_units.KEPT_AS: known.value()})
        return found

    return connect.ask(archive, told)


def new() -> Counting:
    return Counting(taxonomy.load())


def test_a_story_from_what_is_known_of_units_is_the_one_that_is_read_anew(record, tmp_path) -> None:
    anew = story(tmp_path, new())
    again = new()
    assert story(tmp_path, again) == anew
    assert anew.findings
    assert anew.events
    assert again.read == 0


def test_after_a_change_only_the_units_that_are_new_are_read(record, tmp_path) -> None:
    story(tmp_path, new())
    record(TEXT.replace("on Sundays", "on Mondays"), "terms", title="Terms")
    detector = new()
    told = story(tmp_path, detector)
    assert detector.read == 1
    assert told == story(tmp_path, new())


def test_units_that_other_code_read_are_read_again(record, tmp_path, monkeypatch) -> None:
    story(tmp_path, new())
    monkeypatch.setattr(detect, "fingerprint", lambda: "other code")
    detector = new()
    story(tmp_path, detector)
    assert detector.read


@pytest.mark.parametrize("broken", [None, [], {"made_by": 1}, {"made_by": "", "stating": [], "silent": ""}])
def test_what_is_kept_of_units_and_cannot_be_read_is_made_again(record, tmp_path, broken: object) -> None:
    anew = story(tmp_path, new())
    with connect.current(Archive.open(tmp_path)) as index:
        index_kept.write(index, *WHERE, known_units.KEPT_AS, broken)
    assert story(tmp_path, new()) == anew


def test_of_a_text_that_patterns_do_not_read_nothing_is_kept(tmp_path) -> None:
    record = Recorder(Repository.create(tmp_path / "platforms/example-inc.git"))
    record(DEUTSCH, "terms", title="Terms")
    story(tmp_path, new())
    with connect.current(Archive.open(tmp_path)) as index:
        told = index_kept.read(index, *WHERE, known_units.KEPT_AS)
    assert (told["stating"], told["silent"]) == ({}, "")


def test_without_an_index_units_are_read_as_they_come(record, tmp_path) -> None:
    detector = new()
    with connect.current(Archive.open(tmp_path)) as index:
        versions = queries.versions(index, *WHERE)
    kept.until(record.repository, versions, NOW, KnownUnits(detector))
    assert detector.read


def test_a_document_that_was_read_is_shown_without_reading_its_units_again(record, tmp_path) -> None:
    archive = Archive.open(tmp_path)

    def shown(index: sqlite3.Connection, at: datetime | None) -> list[compare.Provision]:
        detect.detector.cache_clear()
        one = compare.tell(index, record.repository, "terms", at, NOW)
        return list(compare.seconded(index, one)) if one else []

    for at in (None, NOW):
        first = connect.ask(archive, lambda index, at=at: shown(index, None))
        assert connect.ask(archive, lambda index, at=at: shown(index, at)) == first
        assert first
        assert "rules" not in vars(detect.detector())


def test_rules_read_a_unit_once_whatever_the_number_of_the_heading_above(record, tmp_path) -> None:
    detector = new()
    story(tmp_path, detector)
    before = detector.read
    record(TEXT.replace("## Your content", "## 2. Your content"), "terms", title="Terms")
    told = story(tmp_path, detector)
    assert detector.read == before
    assert told == story(tmp_path, new())


def test_words_that_are_an_item_and_a_sentence_are_weighed_each_as_what_they_are() -> None:
    words = "We may use your content to train our AI models."
    sentence, item = (units.read(text)[0] for text in (words, f"- {words}"))

    def chances(*read: Unit) -> dict[str, float]:
        detector = Detector(taxonomy.load())
        return {one.kind: detector.chance(detector.matches(one)[0], one) for one in read}

    assert chances(sentence, item) == chances(item, sentence)
    assert len(set(chances(sentence, item).values())) == 2
