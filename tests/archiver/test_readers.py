"""For whom a document says that it holds."""

from __future__ import annotations

import pytest

from archiver.provisions.excerpts import readers


@pytest.mark.parametrize(
    "sentence",
    [
        "These Terms apply to you if you are a consumer who is resident in the European Economic Area.",
        "This Privacy Policy does not apply to content that we process for our customers.",
        "This Agreement only applies to the use of our interfaces.",
        "This Privacy Policy does not cover the use of our interfaces.",
        "This Privacy Policy applies to Free and Pro plans.",
        "Our Enterprise Terms govern the use of our Services for developers.",
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


def test_of_a_page_of_two_documents_the_one_is_told_in_which_a_place_is() -> None:
    text = "# T\n\nThis Agreement only applies to adults.\n\n# P\n\nWe keep data.\n"
    assert readers.told(text, text.index("adults")) == "This Agreement only applies to adults."
    assert readers.told(text, text.index("keep")) == ""


@pytest.mark.parametrize(("count", "is_told"), [(readers.DOCUMENTS, False), (readers.DOCUMENTS + 1, True)])
def test_a_text_of_many_titles_of_the_first_level_is_one_document(count: int, is_told: bool) -> None:
    sections = "\n\n".join(f"# Section {number}\n\nWe keep data." for number in range(count - 1))
    text = f"# T\n\nThis Agreement only applies to adults.\n\n{sections}\n"
    assert bool(readers.told(text, len(text) - 2)) == is_told


def test_sentences_that_follow_each_other_have_no_mark_between_them() -> None:
    told = "Services under these terms are not for consumer use. Others are governed by our rules instead."
    assert readers.told("# T\n\n" + told.replace(". ", ".\n") + "\n") == told


@pytest.mark.parametrize(
    "sentence", ["These terms apply when you use the service;", "If you are a firm, pay."]
)
def test_what_is_but_a_point_of_a_list_or_a_duty_is_not_told(sentence: str) -> None:
    assert sentence not in readers.told(f"# T\n\nThis Agreement only applies to adults.\n{sentence}\n")


def test_a_sentence_that_goes_on_in_a_list_is_not_told() -> None:
    assert readers.told("# T\n\nThis Policy does not apply to the following data:\n\n- names\n") == ""


def test_a_heading_that_says_for_whom_what_follows_holds_is_told_of_that() -> None:
    there = "##### If you live outside the EU\n\n## 1. A\n\nNo.\n"
    text = f"# T\n\n##### If you live in the EU\n\n## 1. A\n\nYes.\n\n{there}"
    assert readers.told(text, text.index("Yes")) == "If you live in the EU"
    assert readers.told(text, text.index("No.")) == "If you live outside the EU"


def test_a_heading_that_is_the_only_one_to_say_so_may_end_where_the_next_begins() -> None:
    text = "# T\n\n## If you live in the EU\n\nYes.\n\n## More\n\nNo.\n"
    assert readers.told(text, text.index("No.")) == ""


def test_who_provides_the_service_to_people_of_a_place_is_told() -> None:
    sentence = "If you live in the EU, Acme Ltd provides the Services to you under these Terms."
    assert readers.told(f"# T\n\n{sentence}\n") == sentence


def test_what_another_document_leaves_out_is_not_told() -> None:
    assert readers.told("# T\n\nThe Acme Terms of Service do not apply to this place.\n") == ""
