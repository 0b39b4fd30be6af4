from __future__ import annotations

import pytest

from archiver.report import text_fragments
from archiver.report.text_fragments import LONGEST


@pytest.mark.parametrize(("size", "whole"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_long_passage_is_named_by_its_ends(size: int, whole: bool) -> None:
    said = "a b c d e f g".ljust(size - 14, "x") + " h i j k l m n"
    assert len(said) == size

    named = text_fragments.directive([said])

    assert ("," in named) is not whole


def test_a_link_leads_to_the_words_and_no_longer_to_a_part_of_the_page() -> None:
    assert text_fragments.link("https://a.example/terms#part", ["a & b"]) == (
        "https://a.example/terms#:~:text=a%20%26%20b"
    )
