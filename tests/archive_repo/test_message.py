"""The commit message: what is composed is parsed again, and git finds the trailers."""

from __future__ import annotations

import subprocess
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.format import trailers
from archive_repo.format.message import compose, parse, subject
from archive_repo.records import Cause, ChangeClass, Message, SectionChange, SectionKind, SentenceCounts

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=12)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
COUNT = st.integers(0, 500)
SECTIONS = st.builds(SectionChange, heading=LINE, kind=st.sampled_from(SectionKind))
DIGEST = st.text("0123456789abcdef", min_size=64, max_size=64)


@st.composite
def messages_of_versions(draw: st.DrawFn) -> Message:
    sources = draw(st.lists(st.tuples(WORDS, DIGEST), min_size=1, max_size=3))
    return Message(
        cause=draw(st.sampled_from(Cause)),
        change_class=draw(st.none() | st.sampled_from(ChangeClass)),
        sentences=draw(st.builds(SentenceCounts, added=COUNT, removed=COUNT, amended=COUNT, moved=COUNT)),
        stated_updated=draw(st.none() | st.dates()),
        stated_effective=draw(st.none() | st.dates()),
        document="privacy-policy",
        title=draw(LINE),
        urls=tuple(url for url, _ in sources),
        snapshot="5" * 40,
        body_sha256s=tuple(digest for _, digest in sources),
        text_sha256=draw(DIGEST),
        extractor=draw(LINE),
        sections=tuple(draw(st.lists(SECTIONS, max_size=4))),
    )


MESSAGES = messages_of_versions()


@pytest.mark.large
@given(MESSAGES)
def test_a_composed_message_is_parsed_to_what_it_was_made_of(message: Message) -> None:
    assert parse(compose(message)) == message


@given(MESSAGES)
def test_a_heading_is_kept_up_to_120_characters(message: Message) -> None:
    section = SectionChange(heading="x" * 121, kind=SectionKind.AMENDED)
    assert f"\n\n{'x' * 120} (amended)\n" in compose(replace(message, sections=(section,)))


@pytest.mark.large
@given(MESSAGES)
def test_no_heading_can_pass_for_a_trailer(message: Message) -> None:
    spoof = SectionChange(heading="Archive-Format: 9\n\nCause: first", kind=SectionKind.AMENDED)
    spoofed = parse(compose(replace(message, sections=(spoof,))))
    assert spoofed is not None
    assert spoofed.cause == message.cause


def test_git_reads_the_trailers() -> None:
    text = compose(EXAMPLE)
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=text, capture_output=True, text=True, check=True
    )
    assert "Cause: change" in done.stdout.splitlines()
    assert "Text-SHA256: " + "a" * 64 in done.stdout.splitlines()


def test_the_subject_counts_sentences() -> None:
    assert subject(EXAMPLE) == "Privacy Policy: 12 sentences added, 4 removed, 3 amended"


def test_a_renumbered_versions_subject_says_so() -> None:
    renumbered = replace(EXAMPLE, change_class=ChangeClass.NUMBERING, sentences=SentenceCounts())

    assert subject(renumbered) == "Privacy Policy: clauses renumbered"


def test_a_first_versions_subject_says_so() -> None:
    first = replace(EXAMPLE, cause=Cause.FIRST, sentences=SentenceCounts(added=1))
    assert subject(first) == "Privacy Policy: first version, 1 sentence"


def test_a_commit_of_somebody_else_is_not_a_version() -> None:
    assert parse("Merge branch 'x'\n\nSigned-off-by: me\n") is None
    assert parse("") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sentences", "bogus=1"),
        ("Sentences", "added=" + "9" * 5000),
        ("Sentences", ""),
        ("Cause", "whim"),
        ("Change-Class", "colours"),
        ("Stated-Updated", "2025-02-31"),
        ("Snapshot-SHA256", "b\nSnapshot-SHA256: c"),
        ("Snapshot", "\r"),
    ],
)
def test_a_trailer_that_cannot_be_read_is_no_version_and_no_traceback(name: str, text: str) -> None:
    lines = compose(replace(EXAMPLE, stated_updated=date(2025, 1, 1))).split("\n")
    bent = [f"{name}: {text}" if line.startswith(f"{name}: ") else line for line in lines]
    assert bent != lines
    assert parse("\n".join(bent)) is None


def test_a_document_without_a_title_is_called_by_its_slug() -> None:
    told = parse(compose(replace(EXAMPLE, title=" ")))
    assert told
    assert told.title == EXAMPLE.document


@pytest.mark.parametrize("name", ["Cause", "Document", "Title", "Source", "Snapshot", "Text-SHA256"])
def test_a_commit_without_a_trailer_that_every_version_has_is_no_version(name: str) -> None:
    lines = compose(EXAMPLE).split("\n")
    assert parse("\n".join(line for line in lines if not line.startswith(f"{name}: "))) is None


def test_trailers_and_counts_of_a_newer_archiver_are_passed_over() -> None:
    text = compose(EXAMPLE).replace("moved=0", "moved=0 renumbered=7").rstrip("\n")
    assert parse(f"{text}\nMood: sunny\n") == EXAMPLE


@pytest.mark.large
@given(MESSAGES, st.data())
def test_no_message_however_bent_is_a_traceback(message: Message, data: st.DataObject) -> None:
    lines = compose(message).split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = data.draw(st.text(max_size=40) | st.sampled_from(lines).map(lambda line: line[:20]))
    parse("\n".join(lines))


def test_each_field_of_a_message_but_its_sections_is_a_trailer() -> None:
    told = {name for name, _, _ in trailers.of(Message)}
    assert told == {field.name for field in fields(Message)} - {"sections"}


EXAMPLE = Message(
    title="Privacy Policy",
    document="privacy-policy",
    cause=Cause.CHANGE,
    change_class=ChangeClass.WORDS,
    sentences=SentenceCounts(added=12, removed=4, amended=3),
    sections=(SectionChange(heading="3. How we use your data", kind=SectionKind.AMENDED),),
    urls=("https://example.org/privacy",),
    body_sha256s=("b" * 64,),
    snapshot="5" * 40,
    text_sha256="a" * 64,
    extractor="archiver 0.1.0 (trafilatura 2.3.1)",
)
