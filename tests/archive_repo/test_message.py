"""The commit message: what is composed is parsed again, and git finds the trailers."""

from __future__ import annotations

import subprocess

from hypothesis import given
from hypothesis import strategies as st

from archive_repo.format import message as messages
from archive_repo.format.message import Message
from archive_repo.records import (
    Cause,
    ChangeClass,
    SectionChange,
    SectionKind,
    SentenceCounts,
    Source,
    StatedDates,
)

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=12)
LINE = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
COUNT = st.integers(0, 500)
DIGEST = st.text("0123456789abcdef", min_size=64, max_size=64)
MESSAGES = st.builds(
    Message,
    title=LINE,
    document=st.just("privacy-policy"),
    cause=st.sampled_from(Cause),
    change_class=st.none() | st.sampled_from(ChangeClass),
    sentences=st.builds(SentenceCounts, added=COUNT, removed=COUNT, amended=COUNT, moved=COUNT),
    sections=st.lists(
        st.builds(SectionChange, heading=LINE, kind=st.sampled_from(SectionKind)), max_size=4
    ).map(tuple),
    sources=st.lists(st.builds(Source, url=WORDS, sha256=DIGEST), min_size=1, max_size=3).map(tuple),
    snapshot=st.just("5" * 40),
    text_sha256=DIGEST,
    extractor=LINE,
    stated=st.builds(StatedDates, updated=st.none() | st.dates(), effective=st.none() | st.dates()),
)


@given(MESSAGES)
def test_a_composed_message_is_parsed_to_what_it_was_made_of(message: Message) -> None:
    assert messages.parse(messages.compose(message)) == message


@given(MESSAGES)
def test_no_heading_can_pass_for_a_trailer(message: Message) -> None:
    spoof = SectionChange(heading="Archive-Format: 9\n\nCause: first", kind=SectionKind.AMENDED)
    spoofed = messages.parse(messages.compose(_with(message, sections=(spoof,))))
    assert spoofed is not None
    assert spoofed.cause == message.cause


def test_git_reads_the_trailers() -> None:
    text = messages.compose(EXAMPLE)
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse"], input=text, capture_output=True, text=True, check=True
    )
    assert "Cause: change" in done.stdout.splitlines()
    assert "Text-SHA256: " + "a" * 64 in done.stdout.splitlines()


def test_the_subject_counts_sentences() -> None:
    assert messages.subject(EXAMPLE) == "Privacy Policy: 12 sentences added, 4 removed, 3 amended"


def test_a_first_versions_subject_says_so() -> None:
    first = _with(EXAMPLE, cause=Cause.FIRST, sentences=SentenceCounts(added=1))
    assert messages.subject(first) == "Privacy Policy: first version, 1 sentence"


def test_a_commit_of_somebody_else_is_not_a_version() -> None:
    assert messages.parse("Merge branch 'x'\n\nSigned-off-by: me\n") is None
    assert messages.parse("") is None


def _with(message: Message, **changes: object) -> Message:
    values = {name: getattr(message, name) for name in Message.__slots__}
    return Message(**{**values, **changes})  # type: ignore[arg-type]


EXAMPLE = Message(
    title="Privacy Policy",
    document="privacy-policy",
    cause=Cause.CHANGE,
    change_class=ChangeClass.WORDS,
    sentences=SentenceCounts(added=12, removed=4, amended=3),
    sections=(SectionChange(heading="3. How we use your data", kind=SectionKind.AMENDED),),
    sources=(Source(url="https://example.org/privacy", sha256="b" * 64),),
    snapshot="5" * 40,
    text_sha256="a" * 64,
    extractor="archiver 0.1.0 (trafilatura 2.3.1)",
)
