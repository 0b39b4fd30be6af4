"""For whom a document says that it holds."""

from __future__ import annotations

import pytest

from archiver.provisions import readers


@pytest.mark.parametrize(
    "sentence",
    [
        "These Terms apply to you if you are a consumer who is resident in the European Economic Area.",
        "This Privacy Policy does not apply to content that we process for our customers.",
        "This Agreement only applies to the use of our interfaces.",
    ],
)
def test_it_is_told_in_the_document_s_words(sentence: str) -> None:
    assert readers.told(f"# T\n\nWelcome to this place.\n{sentence}\nWe are glad.\n") == sentence


def test_what_is_pointed_to_by_a_link_alone_is_named_by_its_address() -> None:
    text = (
        "# T\n\nIf you live in the EU, your use of it is governed by [these terms](https://a.example/eu).\n"
    )
    assert "governed by these terms (https://a.example/eu)." in readers.told(text)


@pytest.mark.parametrize("sentence", ["This policy applies to our website.", "Your rights apply to data."])
def test_what_leaves_nobody_out_is_not_told(sentence: str) -> None:
    assert readers.told(f"# T\n\n{sentence}\n") == ""


def test_what_is_far_from_the_beginning_is_not_told() -> None:
    filler = "The moon is far away from here.\n" * (readers.BEGINNING // 32)
    assert readers.told(f"# T\n\n{filler}\nThis policy does not apply to you.\n") == ""


def test_what_is_left_out_between_two_sentences_is_marked() -> None:
    one, other = "This Agreement only applies to adults.", "This Policy does not apply to employees."
    assert readers.told(f"# T\n\n{one}\nWe are glad.\n{other}\n") == f"{one} [...] {other}"


def test_of_a_text_of_two_documents_nothing_is_told() -> None:
    assert readers.told("# T\n\nThis Agreement only applies to adults.\n\n# P\n\nWe keep data.\n") == ""


def test_a_sentence_that_goes_on_in_a_list_is_not_told() -> None:
    assert readers.told("# T\n\nThis Policy does not apply to the following data:\n\n- names\n") == ""
