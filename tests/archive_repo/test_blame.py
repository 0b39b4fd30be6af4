from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.index import connect, kept
from archive_repo.records import Cause, ChangeClass, Version
from archive_repo.repository import Repository
from archive_repo.search import blame
from archive_repo.search.blame import BlamedLine
from archive_repo.text.lines import said
from tests.conftest import START, Recorder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "platforms").mkdir()
    return Archive.open(tmp_path)


@pytest.fixture
def record(archive: Archive) -> Recorder:
    return Recorder(Repository.create(archive.path("example")))


def blamed(archive: Archive, version: Version, *, previous: bool = False) -> list[BlamedLine]:
    with connect.current(archive) as connection:
        return blame.sentences(connection, archive, version, previous=previous)


def git_blame(repository: Repository, commit: str) -> dict[int, str]:
    """Line to commit, of the lines that are not blank, as `git blame --porcelain` says."""
    command = ["git", "-C", str(repository.path), "blame", "--porcelain", commit, "--", "privacy-policy.md"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found, at = {}, ("", 0)
    for line in said.split("\n"):
        if line.startswith("\t"):
            if line.strip():
                found[at[1]] = at[0]
        elif len(fields := line.split()) in (3, 4) and len(fields[0]) == 40:
            at = fields[0], int(fields[2])
    return found


LINES = st.sampled_from(["A.", "B.", "- C", "# D", "E f g.", "", "", "H."])


@settings(max_examples=40)
@given(
    texts=st.lists(st.lists(LINES, max_size=9), min_size=1, max_size=7),
    read_after=st.sets(st.integers(0, 6)),
    at=st.integers(0, 6),
)
def test_where_words_changed_each_time_it_agrees_with_git_blame(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], read_after: set[int], at: int
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "platforms").mkdir()
    archive = Archive.open(folder)
    record = Recorder(Repository.create(archive.path("example")))
    versions = []
    for number, lines in enumerate(texts):
        versions.append(record("\n".join(lines) + "\n"))
        if number in read_after:
            blamed(archive, versions[-1])

    for version in (versions[-1], versions[min(at, len(versions) - 1)]):
        said = {line.line: line.version for line in blamed(archive, version)}
        assert said == git_blame(record.repository, version.id)


def test_a_text_that_holds_nul_is_blamed_like_any_other(archive: Archive, record: Recorder) -> None:
    first = record("One \0 line.\n\nAnother one.\n")
    second = record("One \0 line.\n\nAnother two.\n")
    assert [line.version for line in blamed(archive, second)] == [first.id, second.id]


def test_versions_that_change_no_words_take_no_blame(archive: Archive, record: Recorder) -> None:
    first = record("Intro one.\n\nSee our policy. We keep data.\n")
    record(
        "Intro one.\n\nSee [our policy](https://example.org). We keep data.\n", change_class=ChangeClass.LINKS
    )
    record(
        "- Intro one.\n\nSee [our policy](https://example.org).\nWe keep data.\n",
        change_class=ChangeClass.FORMATTING,
    )
    last = record(
        "See [our policy](https://example.org).\nWe keep data.\n\n- Intro one.\n",
        change_class=ChangeClass.ORDER,
    )

    assert {line.version for line in blamed(archive, last)} == {first.id}


ONE_TO_THREE = "1. We ask for your name.\n\n2. We keep it safe.\n\n3. We sell nothing.\n"
TWO_TO_FOUR = "2. We ask for your name.\n\n3. We keep it safe.\n\n4. We sell nothing.\n"


def escaped(text: str) -> str:
    """With numbers that are part of a sentence, as `A.1.` is, and not marks of a list."""
    return re.sub(r"^(\d)\.", r"A.\1.", text, flags=re.MULTILINE)


@pytest.mark.parametrize("written", [str, escaped], ids=["marks of a list", "numbers in the text"])
@pytest.mark.parametrize("change_class", [ChangeClass.NUMBERING, ChangeClass.WORDS])
def test_a_line_that_only_has_another_number_stands_since_its_words_came(
    archive: Archive, record: Recorder, written: Callable[[str], str], change_class: ChangeClass
) -> None:
    first = record(written(ONE_TO_THREE))
    last = record(written(TWO_TO_FOUR), change_class=change_class)

    for line in blamed(archive, last):
        assert (line.version, line.first_since.by, line.returns) == (first.id, START, 0)


@pytest.mark.parametrize("written", [str, escaped], ids=["marks of a list", "numbers in the text"])
def test_among_renumbered_lines_only_those_that_say_something_else_take_blame(
    archive: Archive, record: Recorder, written: Callable[[str], str]
) -> None:
    first = record(written(ONE_TO_THREE))
    last = record(written("1. We are who we are.\n\n" + TWO_TO_FOUR.replace("nothing", "everything")))

    who, name, safe, sold = blamed(archive, last)

    assert [one.version for one in (who, name, safe, sold)] == [last.id, first.id, first.id, last.id]
    assert [one.first_since.by for one in (name, safe)] == [START, START]


def test_origins_that_are_kept_are_carried_through_later_renumbering(
    archive: Archive, record: Recorder
) -> None:
    first = record(escaped(ONE_TO_THREE))
    blamed(archive, first)
    blamed(archive, record(escaped(TWO_TO_FOUR)))
    last = record(escaped("1. We are who we are.\n\n" + TWO_TO_FOUR))

    assert [line.version for line in blamed(archive, last)] == [last.id, *[first.id] * 3]


@pytest.mark.parametrize("forgotten", [(), ("same_words",)])
def test_kept_origins_say_the_same_when_asked_again(
    archive: Archive, record: Recorder, forgotten: tuple[str, ...]
) -> None:
    for text in (ONE_TO_THREE, ONE_TO_THREE[:-19], TWO_TO_FOUR):
        last = record(escaped(text))
    first = blamed(archive, last)
    with connect.current(archive) as connection:
        told = kept.read(connection, "example", "privacy-policy", blame.ORIGINS)
        assert told["same_words"]
        older = {key: value for key, value in told.items() if key not in forgotten}
        kept.write(connection, "example", "privacy-policy", blame.ORIGINS, older)

    assert blamed(archive, last) == first


def test_a_clause_that_moves_to_another_number_and_back_returns_never(
    archive: Archive, record: Recorder
) -> None:
    for text in (ONE_TO_THREE, TWO_TO_FOUR, ONE_TO_THREE, TWO_TO_FOUR):
        last = record(escaped(text))

    assert [(line.returns, line.first_since.by) for line in blamed(archive, last)] == [(0, START)] * 3


def test_a_clause_that_went_came_back_and_was_renumbered_says_that_it_came_back(
    archive: Archive, record: Recorder
) -> None:
    for text in (ONE_TO_THREE, ONE_TO_THREE[:-19], ONE_TO_THREE, TWO_TO_FOUR):
        last = record(escaped(text))

    sold = blamed(archive, last)[2]

    assert (sold.fetched_at, sold.first_since.by, sold.returns) == (START + timedelta(days=2), START, 1)


def test_another_number_that_is_no_clauses_takes_blame(archive: Archive, record: Recorder) -> None:
    record("30 days after you ask, we delete it.\n\nM. Dupont decides.\n")
    last = record("60 days after you ask, we delete it.\n\nJ. Dupont decides.\n")

    assert {line.version for line in blamed(archive, last)} == {last.id}


def test_among_changed_words_a_line_with_other_marks_or_links_takes_no_blame(
    archive: Archive, record: Recorder
) -> None:
    first = record("### Our data\n\n- See our policy.\n\nBye.\n")
    last = record("Hello.\n\n## Our data\n\nSee [our policy](https://example.org).\n\nGoodbye.\n")

    hello, *kept, bye = blamed(archive, last)

    assert [one.version for one in kept] == [first.id] * 2
    assert (hello.version, bye.version) == (last.id, last.id)


def test_the_wording_is_followed_back_through_another_number(archive: Archive, record: Recorder) -> None:
    first = record(escaped(ONE_TO_THREE))
    second = record(escaped(ONE_TO_THREE.replace("keep it", "keep all of it")))
    record(escaped(TWO_TO_FOUR.replace("keep it", "keep all of it")))
    last = record(escaped(TWO_TO_FOUR.replace("keep it", "keep all of that")))

    line = blamed(archive, last, previous=True)[1]

    assert (line.version, line.text) == (last.id, "A.3. We keep all of that safe.")
    assert [(one.text, one.version) for one in line.previous] == [
        ("A.2. We keep all of it safe.", second.id),
        ("A.2. We keep it safe.", first.id),
    ]


def test_re_extraction_takes_blame_only_for_what_it_brought_to_light(
    archive: Archive, record: Recorder
) -> None:
    first = record("We keep your data for a month.\n\nMenu Home\n")
    again = record(
        "We keep your data for a month!\n\nA new sentence nobody had read.\n", cause=Cause.REEXTRACTION
    )

    assert [(line.text, line.version) for line in blamed(archive, again)] == [
        ("We keep your data for a month!", first.id),
        ("A new sentence nobody had read.", again.id),
    ]


def test_the_wording_is_followed_back_through_amendments(archive: Archive, record: Recorder) -> None:
    first = record("Top.\n\nWe keep your data for one month.\n")
    second = record("Top.\n\nWe keep your personal data for one month.\n\nMore.\n")
    record("New top here.\n\nTop.\n\nWe keep your personal data for one month.\n\nMore.\n")
    last = record("New top here.\n\nTop.\n\nWe keep your personal data for two years.\n\nMore.\n")

    line = blamed(archive, last, previous=True)[2]

    assert (line.version, line.text) == (last.id, "We keep your personal data for two years.")
    assert [(one.text, one.version) for one in line.previous] == [
        ("We keep your personal data for one month.", second.id),
        ("We keep your data for one month.", first.id),
    ]


def test_a_rereading_between_two_amendments_is_passed_over(archive: Archive, record: Recorder) -> None:
    first = record("We keep your data for one month only.\n")
    record("1. We keep your data for one month only - Home\n", cause=Cause.REEXTRACTION)
    last = record("1. We keep your data for one year only - Home\n")

    assert [one.version for one in blamed(archive, last, previous=True)[0].previous] == [first.id]


def test_it_says_how_often_a_sentence_went_and_came_back(archive: Archive, record: Recorder) -> None:
    for text in ("A.\n\nB.\n", "A.\n", "A.\n\nB.\n", "A.\n"):
        record(text)
    last = record("A.\n\nB.\n")

    a, b = blamed(archive, last)

    assert (a.returns, a.fetched_at, a.first_since.by) == (0, START, START)
    assert (b.returns, b.fetched_at, b.first_since.by) == (2, START + timedelta(days=4), START)


def test_an_older_version_is_blamed_as_it_was_then(archive: Archive, record: Recorder) -> None:
    first = record("A.\n")
    record("B.\n")
    record("A.\n")

    assert [(line.version, line.returns) for line in blamed(archive, first)] == [(first.id, 0)]


def test_origins_of_a_rewritten_branch_are_forgotten(archive: Archive, record: Recorder) -> None:
    record("A.\n\nB.\n")
    blamed(archive, record("A.\n\nB.\n\nC.\n"))
    subprocess.run(
        ["git", "-C", str(record.repository.path), "update-ref", "refs/heads/main", "main~1"], check=True
    )
    last = record("B.\n\nA.\n\nD.\n")

    assert {line.line: line.version for line in blamed(archive, last)} == git_blame(
        record.repository, last.id
    )
    assert len(history.versions(record.repository, "privacy-policy")) == 2


CURATED = Path(__file__).resolve().parents[3] / "shared" / "replay" / "curated" / "mistral-ai.jsonl.gz"


@pytest.mark.real_pages
def test_on_real_policies_it_agrees_with_git_blame_but_for_other_numbers_and_marks(
    archive: Archive, record: Recorder
) -> None:
    if not CURATED.is_file():
        pytest.skip(f"{CURATED} is missing")
    with gzip.open(CURATED, "rt", encoding="utf-8") as stream:
        records = [said for said in map(json.loads, stream) if said["terms"] == "Privacy Policy"]
    versions = [record(said["markdown"]) for said in records]

    for version in versions[-3:]:
        lines = blamed(archive, version)
        assert len(lines) > 100
        said_by_git = git_blame(record.repository, version.id)
        for line in lines:
            came = {said(raw) for raw in record.repository.text(line.version).split("\n")}
            assert line.version == said_by_git[line.line] or said(line.text) in came
