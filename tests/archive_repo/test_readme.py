"""README.md on `main`: what it lists, when it changes, and that what strangers named shows as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from archive_repo.format import readme
from archive_repo.records import Cause, Message, SentenceCounts
from archive_repo.repository import Repository
from archive_repo.text.normalise import normalise
from tests.conftest import Recorder

Git = Callable[..., str]

POLICY = Message(
    cause=Cause.FIRST,
    sentences=SentenceCounts(added=1),
    document="privacy-policy",
    title="Privacy Policy",
    urls=("https://example.org/legal#privacy", "https://example.org/cookies"),
    snapshot="5" * 40,
    body_sha256s=("a", "b"),
    text_sha256="c",
    extractor="test 1",
)


def entries(*documents: Message, name: str = "Example, Inc.") -> list[str]:
    lines = readme.write(name, documents).decode().split("\n")
    return [line for line in lines if line.startswith("- ")]


def changes(git: Git) -> int:
    return len(git("log", "--format=%H", "main", "--", "README.md").split())


def test_each_document_is_listed_with_the_addresses_it_is_read_from() -> None:
    terms = replace(
        POLICY, document="terms", title="Terms", urls=("https://example.org/t",), body_sha256s=("a",)
    )
    assert entries(terms, POLICY) == [
        "- [Privacy Policy](privacy-policy.md), from <https://example.org/legal#privacy>, "
        "<https://example.org/cookies>",
        "- [Terms](terms.md), from <https://example.org/t>",
    ]


def test_the_heading_is_the_platforms_name() -> None:
    assert readme.write("Example, Inc.", [POLICY]).startswith(b"# Example, Inc.\n\n")


def test_marks_in_names_are_escaped() -> None:
    title = "[free](https://evil.example) *money* <img src=x> `code` &lt; A & B"
    (entry,) = entries(replace(POLICY, title=title))
    assert entry.startswith(
        r"- [\[free\](https://evil.example) \*money\* \<img src=x\> \`code\` \&lt; A & B](privacy-policy.md)"
    )


def test_a_name_of_several_lines_forges_no_entry() -> None:
    forged = "Policy\n- [Ghost](ghost.md)\n\x1b[2J\u202e"
    assert len(entries(replace(POLICY, title=forged), name=forged)) == 1
    assert not re.search(r"[\x1b\u202e]", readme.write(forged, [POLICY]).decode())


def test_an_address_cannot_end_its_link() -> None:
    (entry,) = entries(replace(POLICY, urls=("https://example.org/>\n<b>",), body_sha256s=("a",)))
    assert entry.endswith("from <https://example.org/%3E%20%3Cb%3E>")


@given(st.text(max_size=30))
def test_whatever_a_title_is_a_reader_sees_it_as_it_is(title: str) -> None:
    (entry,) = entries(replace(POLICY, title=title))
    shown = entry.removeprefix("- [").partition("](privacy-policy.md), from <")[0]
    assert re.sub(r"\\([\\`*_\[\]<>&])", r"\1", shown) == " ".join(normalise(title).split())
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>]", shown)


def test_it_changes_when_a_document_comes_or_is_renamed_and_not_with_its_text(
    record: Recorder, git: Git
) -> None:
    record("One.\n")
    record("Two.\n")
    assert changes(git) == 1
    record("Three.\n", "terms", title="Terms")
    assert changes(git) == 2
    assert "- [Terms](terms.md), from <https://example.org/terms>\n" in git("show", "main:README.md")
    record("Four.\n", "terms", title="Terms of Use")
    assert changes(git) == 3
    assert "Privacy Policy" in git("show", "main:README.md")
    assert "- [Terms of Use](terms.md)" in git("show", "main:README.md")


def test_it_changes_when_the_platform_is_renamed(repository: Repository, record: Recorder, git: Git) -> None:
    record("One.\n")
    record.name = "Example and Sons"
    record("Two.\n")
    record("Three.\n")
    assert git("show", "main:README.md").startswith("# Example and Sons\n")
    assert changes(git) == 2
    assert repository.name == "Example and Sons"
