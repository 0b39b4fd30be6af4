from __future__ import annotations

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archive_repo.index import connect
from archive_repo.records import Bounds
from archive_repo.repository import Repository
from archive_repo.search import fitting, quote
from archive_repo.search.quote import QuoteResult
from archive_repo.text.markdown import cells
from tests.conftest import START, Recorder

TEXT = """# Privacy Policy

We keep “your data” for one month – not longer.
You may ask us to [delete it](https://example.org/delete) at any time, free of charge.

- Cookies: only those we need.
- Training: excluding model training, we use nothing.

| Purpose | Ground |
| --- | --- |
| To improve our products and to do research | Our legitimate interest in better products |
"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "platforms").mkdir()
    return Archive.open(tmp_path)


@pytest.fixture
def record(archive: Archive) -> Recorder:
    return Recorder(Repository.create(archive.path("example")))


def find(archive: Archive, text: str) -> QuoteResult:
    with connect.current(archive) as connection:
        return quote.find(connection, archive, text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("We keep your data for one month - not longer.", [3]),
        ("WE KEEP 'YOUR  DATA'", [3]),
        ("You may ask us to delete it", [4]),
        ("ask us to [delete it](https://elsewhere.example) at any time", [4]),
        ("not longer. You may ask us to delete it at any", [3, 4]),
        ("keep your data [...] not longer", [3]),
        ("keep your data … free of charge", [3, 4]),
        ("To improve our products […] Our legitimate interest", [11]),
        ("your data [ . . . ] excluding model training", [3, 7]),
        ("only those we need. Training: excluding model", [6, 7]),
        ("Privacy Policy", [1]),
    ],
)
def test_what_stands_there_is_verbatim_whatever_its_marks(
    archive: Archive, record: Recorder, text: str, lines: list[int]
) -> None:
    version = record(TEXT)

    result = find(archive, text)

    assert result.found
    (match,) = result.matches
    assert (match.verbatim, match.present, match.similarity, match.version) == (True, True, 1.0, version)
    assert [touched.line for touched in match.lines] == lines


@pytest.mark.parametrize(
    "text",
    [
        "We keep your data for two months - not longer.",
        "You may ask us to erase it at any time",
        "free of charge [...] We keep your data",
        "We keep your dat",
        "including model training, we use nothing",
    ],
)
def test_what_does_not_stand_there_word_for_word_is_never_a_match(
    archive: Archive, record: Recorder, text: str
) -> None:
    record(TEXT)

    result = find(archive, text)

    assert not result.found
    assert all(not match.verbatim and match.similarity < 1.0 for match in result.matches)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("we keep 'YOUR  DATA'", ("We keep “your data",)),
        ("not longer. You may ask us to delete it", ("not longer", "You may ask us to delete it")),
        ("keep your data [...] not longer", ("keep “your data” for one month – not longer",)),
        ("those we need. … we use", ("those we need", "Training: excluding model training, we use")),
    ],
)
def test_a_match_has_the_words_as_the_text_has_them(
    archive: Archive, record: Recorder, text: str, written: tuple[str, ...]
) -> None:
    record(TEXT)

    (match,) = find(archive, text).matches

    assert match.written == written


def test_a_line_in_which_one_sign_makes_several_words_is_given_whole(
    archive: Archive, record: Recorder
) -> None:
    record("We keep it for ½ a year.\n")

    (match,) = find(archive, "keep it").matches

    assert match.written == ("We keep it for ½ a year.",)


def test_the_nearest_passage_is_named_where_one_word_differs(archive: Archive, record: Recorder) -> None:
    record(TEXT)

    (match,) = find(archive, "You may ask us to erase it at any time, free of charge.").matches

    assert [(touched.line, touched.text) for touched in match.lines] == [
        (4, "You may ask us to delete it at any time, free of charge.")
    ]
    assert match.similarity == pytest.approx(12 / 13)


def test_words_from_nowhere_have_no_nearest_passage(archive: Archive, record: Recorder) -> None:
    record(TEXT)

    assert find(archive, "colourless green ideas sleep furiously") == QuoteResult(found=False, matches=())


@pytest.mark.parametrize(("shared", "is_near"), [(26, True), (25, False)])
def test_a_passage_is_near_that_shares_half_of_the_words(
    archive: Archive, record: Recorder, shared: int, is_near: bool
) -> None:
    known = [f"{when}{letter}" for when in ("old", "new") for letter in ascii_lowercase]
    record(f"{' '.join(known)}.\n")

    unknown = [f"{word}er" for word in known[shared:]]
    matches = find(archive, " ".join([*known[:shared], *unknown])).matches

    assert [match.similarity for match in matches] == ([0.5] if is_near else [])


@pytest.mark.parametrize(("line", "is_found"), [("one{0} two{0}", True), ("one{0}", False)])
def test_a_passage_over_many_lines_is_found_by_two_words_of_one_of_them(
    archive: Archive, record: Recorder, line: str, is_found: bool
) -> None:
    lines = [line.format(letter) for letter in ascii_lowercase[:12]]
    record("".join(f"- {one}\n" for one in lines))

    assert find(archive, " ".join(lines)).found is is_found


def test_it_says_from_when_to_when_and_whether_it_is_still_there(archive: Archive, record: Recorder) -> None:
    for text in ("Other words.\n", TEXT, "Other words.\n", TEXT, "Other words.\n"):
        record(text)

    (match,) = find(archive, "keep your data for one month").matches

    day = [START + timedelta(days=n) for n in range(5)]
    assert (match.version.fetched_at, match.present) == (day[3], False)
    assert [(one.since, one.until) for one in match.stays] == [
        (Bounds(after=day[0], by=day[1]), Bounds(after=day[1], by=day[2])),
        (Bounds(after=day[2], by=day[3]), Bounds(after=day[3], by=day[4])),
    ]


def test_sentences_that_were_apart_and_then_neighbours_count_from_then_on(
    archive: Archive, record: Recorder
) -> None:
    record("We sell no data.\nBetween them.\nWe never did so before.\n")
    second = record("We sell no data.\nWe never did so before.\n")

    (match,) = find(archive, "sell no data. We never did so").matches

    assert match.stays[0].since.by == second.fetched_at


def test_all_documents_that_hold_it_are_named_the_first_one_first(archive: Archive, record: Recorder) -> None:
    record("Nothing yet.\n")
    record(TEXT, "terms", title="Terms")
    record(TEXT)

    assert [one.document for one in find(archive, "only those we need").matches] == [
        "terms",
        "privacy-policy",
    ]


def test_scripts_without_spaces_are_found_inside_a_sentence(archive: Archive, record: Recorder) -> None:
    record("我们会收集您的个人信息用于训练模型。\n")

    assert find(archive, "您的个人信息用于训练").found
    assert not find(archive, "您的个人信息用于销售").found


@pytest.mark.parametrize("text", ["", "…", "[...]", "—"])
def test_a_quotation_without_words_is_refused(archive: Archive, record: Recorder, text: str) -> None:
    record(TEXT)

    with pytest.raises(InvalidInput, match="no words"):
        find(archive, text)


WORDS = st.sampled_from(["we", "keep", "sell", "your", "data", "not", "for", "one", "month"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@settings(max_examples=40)
@given(st.lists(SENTENCES, min_size=1, max_size=5, unique=True), st.lists(WORDS, min_size=1, max_size=9))
def test_a_quotation_of_one_sentence_is_found_just_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], quotation: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "platforms").mkdir()
    archive = Archive.open(folder)
    Recorder(Repository.create(archive.path("example")))("\n".join(f"{line}." for line in lines) + "\n")

    wanted = f" {' '.join(quotation)} "
    found = find(archive, " ".join(quotation)).found

    if any(wanted in f" {line} " for line in lines):
        assert found
    if wanted not in f" {' '.join(lines)} ":
        assert not found


CURATED = Path(__file__).resolve().parents[3] / "shared" / "replay" / "curated" / "mistral-ai.jsonl.gz"


@pytest.mark.real_pages
def test_a_real_quotation_over_two_cells_is_traced_to_the_day_it_came(
    archive: Archive, record: Recorder
) -> None:
    if not CURATED.is_file():
        pytest.skip(f"{CURATED} is missing")
    with gzip.open(CURATED, "rt", encoding="utf-8") as stream:
        records = [said for said in map(json.loads, stream) if said["terms"] == "Privacy Policy"]
    for said in records:
        record(said["markdown"], at=datetime.fromisoformat(said["version_date"]))
    row = next(raw for raw in records[-1]["markdown"].split("\n") if "excluding model training" in raw)
    first, *_, last = [cell for cell in cells(row) if cell]
    quotation = f"{first} [...] {last}"

    (match,) = find(archive, quotation).matches
    altered = find(archive, quotation.replace("excluding", "including"))

    assert match.verbatim
    assert match.stays[0].since.by.isoformat()[:7] == "2025-05"
    assert not altered.found
    assert altered.matches[0].lines == match.lines


@pytest.mark.parametrize(("between", "words"), [(1, 2), (2, 1)])
def test_a_word_of_the_text_is_passed_over_for_one_of_the_quotation_and_two_are_not(
    between: int, words: int
) -> None:
    parts = fitting.fit(["we", "share"], ["we", *["never"] * between, "share"])
    assert fitting.covered(parts).shared == words
