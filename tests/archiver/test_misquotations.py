"""Quotations that are not verbatim, beside what is there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.search import passages
from archive_repo.text import words
from archiver.report.misquotations import edits

MARKS = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
TRAINS = "When you use our services, we may use your content to train our models."


def told(quotation: str, *lines: str) -> str:
    return "".join(text.join(MARKS[sign]) for sign, text in edits(quotation, lines))


@pytest.mark.parametrize(
    ("quotation", "lines", "expected"),
    [
        (
            "we may use your content to train our models and sell them",
            [TRAINS, "You can opt out of that, or sell them."],
            "… we may use your content to train our models [-and sell them-].",
        ),
        (
            "When you use our services, we may never use your content",
            [TRAINS],
            "When you use our services, we may [-never-] use your content …",
        ),
        (  # what the text has at the end of the quotation is told, up to the end of the line
            "We keep data for two years",
            ["We keep data for one month after you leave."],
            "We keep data for [-two years-]{+one month+} …",
        ),
        ("They sell no data", ["We sell no data."], "[-They-]{+We+} sell no data."),
        (
            "We keep data for two years",
            ["We keep data for two whole years."],
            "We keep data for two {+whole+} years.",
        ),
        (  # over the end of a sentence
            "sell no data and we train nothing",
            ["We sell no data.", "We train nothing."],
            "… sell no data. [-and-] We train nothing.",
        ),
        (  # over the end of a heading
            "Retention is long: we keep data",
            ["Retention", "We keep data."],
            "Retention / [-is long-] We keep data.",
        ),
        (
            "sell no data […] we train pigeons",
            ["We sell no data.", "We train models."],
            "… sell no data. […] We train [-pigeons-]{+models+}.",
        ),
        (  # case, quotes and dashes are no difference, and stand as they do there
            "we don't sell «data» - EVER - to them",
            ["We don’t sell “data” — ever — to you."],
            "We don’t sell “data” — ever — to [-them-]{+you+}.",
        ),
        (
            "我们会收集您的个人信息用于销售模型",
            ["我们会收集您的个人信息用于训练模型。"],
            "我们会收集您的个人信息用于[-销售-]{+训练+}模型。",
        ),
        ("colourless green ideas", ["We sell no data."], "[-colourless green ideas-]"),
    ],
)
def test_a_quotation_is_compared_inside_the_passage(
    quotation: str, lines: Sequence[str], expected: str
) -> None:
    assert told(quotation, *lines) == expected


@pytest.mark.parametrize(("between", "reaches"), [(1, True), (2, False)])
def test_a_word_is_of_the_passage_with_less_than_two_words_between(between: int, reaches: bool) -> None:
    line = " ".join(["We train our models", *["x"] * between, "daily", "and more."])

    assert ("daily" in told("We train our models daily", line).replace("[-daily-]", "")) is reaches


WORD = st.sampled_from(["we", "Keep", "data", "sell", "it", "2.5", "%", "don’t", "模", "型", "—", "…"])
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)


@given(LINE, st.lists(LINE, min_size=1, max_size=4))
def test_an_excerpt_never_says_what_its_source_does_not(quotation: str, lines: list[str]) -> None:
    if not passages.passages(quotation):
        return
    found = edits(quotation, lines)

    said = "".join(text for sign, text in found if sign != "-")
    at = 0
    there = [word for line in lines for word in words.fold(line)]
    for stretch in said.split("[…]"):
        own = words.fold(stretch)
        places = [n for n in range(at, len(there) + 1) if there[n : n + len(own)] == own]
        assert places
        at = places[0] + len(own)
    quoted = [word for sign, text in found if sign != "+" for word in words.fold(text)]
    assert quoted == [word for part in passages.passages(quotation) for word in part]
