"""Where a sentence ends."""

from __future__ import annotations

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text import sentences
from archive_repo.text.sentences import split

ONE = [
    "We process it under Art. 6(1)(f) GDPR and Art. 9 (2) a.",
    "You agree to Sec. 5 and No. 7 of these terms, e.g. Those on fees.",
    "Under 17 U.S.C. § 106 and 16 C.F.R. Part 312 this is so.",
    "To see our Privacy Notice for U.S. Residents, please go there.",
    "OpenAI, Inc. (“OpenAI”) and OpenAI OpCo, L.L.C. (“OpCo”) act together.",
    "Mr. J. R. Smith v. Alphabet Inc. was heard by Prof. Dr. Jones.",
    "We keep 3.5 GB for 1.000,50 EUR in version 2.0 of it.",
    "Our address is 3180 18th St., San Francisco, CA 94110.",
    "It is void as of Jan. 1, 2024 and Sept. 30, 2025.",
    "Yahoo! Inc. is named here by its name.",
    "Das gilt gemäß Art. 6 Abs. 1 lit. f DSGVO ab dem 25. Mai 2018 für Sie.",
    "See [our terms. They matter.](https://a.example/b.html) for that.",
    "1. Scope of Use. You may use it.",
    "3.1 Fees. The Customer shall pay them.",
    "(a) Termination by Replicate. If you breach these terms, we end them.",
]


@pytest.mark.parametrize("text", ONE)
def test_a_point_that_ends_no_sentence_does_not_split(text: str) -> None:
    assert split(text) == [text]


SEVERAL = [
    ["We collect personal data about you.", "You may object to this."],
    ["Is it allowed in all of the countries?", "No!", "It never was."],
    ["He said that “this is the end of it.”", "And it was."],
    ["(This is a sentence in its own brackets.)", "Another one follows it."],
    ["These terms are governed by the laws of the U.S.", "The courts of California decide."],
    ["The contract is with the company Google Inc.", "You may reach it by mail."],
    ["You may not do any of the following: 1. You must not lie to us.", "2. You must not steal."],
    ["The clause on fees is in Section 5.", "The user pays them all."],
    ["We may change the services at any time.", "(b) You may leave them."],
    ["These terms are made by and for xAI users.", "xAI may change them."],
    ["Please read the [Privacy Policy of ours.](https://a.example/)", "Then decide about it."],
    ["We sell nothing to anyone at all...", "We never did."],
]


@pytest.mark.parametrize("expected", SEVERAL)
def test_sentences_are_told_apart(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_chinese_and_japanese_sentences_end_without_a_space() -> None:
    assert split("我们收集信息。您同意！是吗？是。") == ["我们收集信息。", "您同意！", "是吗？", "是。"]
    assert split("「はい。」と言った。そうです。") == ["「はい。」と言った。", "そうです。"]


def test_a_line_break_is_a_boundary() -> None:
    assert split("OpenAI\n3180 18th St\nSan Francisco") == ["OpenAI", "3180 18th St", "San Francisco"]


def test_nothing_gives_nothing() -> None:
    assert split("") == []


SENTENCE = st.sampled_from(
    [text for text in ONE[:12] if not text.endswith(" a.")]
    + ["We sell nothing to anybody.", "Is it so in the end?", "我们收集信息。", "Nobody said: stop it (now)!"]
)
ANY = st.text(alphabet='abAB1 .!?()[]"”,\n。」e.g', max_size=80)


@given(ANY)
def test_joining_the_sentences_gives_every_character_back(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(ANY)
def test_a_split_text_splits_no_further(text: str) -> None:
    assert [again for sentence in split(text) for again in split(sentence)] == split(text)


@given(st.lists(SENTENCE, min_size=1, max_size=8), SENTENCE, st.data())
def test_a_changed_sentence_moves_no_boundary_of_the_others(
    texts: list[str], other: str, data: st.DataObject
) -> None:
    paragraph = ["This paragraph begins with a sentence of its own.", *texts]
    assert split(" ".join(paragraph)) == paragraph
    paragraph[data.draw(st.integers(1, len(texts)))] = other
    assert split(" ".join(paragraph)) == paragraph


def test_the_documented_examples_hold() -> None:
    assert doctest.testmod(sentences).failed == 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The assistant can be wrong. Check what it says.", 2),
        ("Contact us. We reply.", 2),
        ("How We May Share Data. We share it with hosts.", 1),
        ("Who We Are. We are a company in Sweden.", 1),
        ("Termination by You. You may leave at any time.", 1),
    ],
)
def test_a_short_sentence_stands_alone_and_a_run_in_title_with_what_it_names(text: str, count: int) -> None:
    assert len(sentences.split(text)) == count


@pytest.mark.parametrize(("title", "count"), [("Limits On Use Of Data", 1), ("Limits On The Use Of Data", 2)])
def test_a_run_in_title_has_up_to_five_words(title: str, count: int) -> None:
    assert len(sentences.split(f"{title}. We share it with hosts.")) == count


@pytest.mark.parametrize(("letters", "count"), [(60, 1), (61, 2)])
def test_initials_are_read_in_up_to_120_characters(letters: int, count: int) -> None:
    assert len(sentences.split(f"We serve {'.'.join('A' * letters)}. Acme.")) == count


@pytest.mark.large
@pytest.mark.parametrize("unit", ["e.g. Acme ", "Art. 5 ", "J. Smith ", "?", "。", ". . ", "[a](b) "])
def test_a_text_without_an_end_is_split_in_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        split(unit * (size // len(unit)))
        return time.process_time() - started

    small = max(seconds(50_000), 0.02)

    assert min(seconds(400_000) for _ in range(2)) < 24 * small


def test_an_escaped_bracket_opens_no_link() -> None:
    assert split(r"You must accept the list \[one\](below. Two) and [the terms. Here](/t). Three.") == [
        r"You must accept the list \[one\](below.",
        "Two) and [the terms. Here](/t).",
        "Three.",
    ]
