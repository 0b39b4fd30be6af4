"""An expression that is only tried where a literal of it occurs matches where it matches without that."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.provisions.detection import alternatives, neighbours, occurrences, vetoes
from archiver.provisions.wording import actors, conditions, polarity
from archiver.provisions.wording.gated import MOST, Gated, required

MODULES = (actors, alternatives, conditions, neighbours, occurrences, polarity, vetoes)
WORDS = """
we you they it each both either party parties other may not never will cannot don't is are was the a any of
to for by with upon on only if when unless except consent permission law opt out in choose means refers such
these however limit excluded exempt from subject without free nothing prevents prohibit refrain sell share
data no none disputes right refund renew charge users who agreed neither nor indemnify , ; : . | ( ) " us our
""".split()


def gated(module: ModuleType) -> dict[str, Gated]:
    return {f"{module.__name__}.{name}": one for name, one in vars(module).items() if isinstance(one, Gated)}


EVERY = {name: one for module in MODULES for name, one in gated(module).items()}


@pytest.mark.parametrize("name", EVERY)
def test_each_expression_of_the_package_is_gated(name: str) -> None:
    assert 0 < len(EVERY[name].literals) <= MOST


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.integers(0, 60), st.data())
def test_what_is_gated_matches_as_if_it_were_not(words: list[str], start: int, data: st.DataObject) -> None:
    one = EVERY[data.draw(st.sampled_from(sorted(EVERY)))]
    inside = data.draw(st.sampled_from(one.literals))
    at = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:at], inside, *words[at:]])
    plain = one.expression
    assert spans([one.search(text, start)]) == spans([plain.search(text, start)])
    assert spans([one.match(text, start)]) == spans([plain.match(text, start)])
    assert spans(one.finditer(text)) == spans(plain.finditer(text))
    assert one.sub("-", text) == plain.sub("-", text)


def spans(found: object) -> list[tuple[int, int] | None]:
    return [one and one.span() for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "literals"),
    [
        (r"\b(?:sell|share)s? data\b", {"sell data", "sells data", "share data", "shares data"}),
        (r"(?:sell|rent\w+) (?:\w+ )*data", {"sell", "rent"}),
        (r"renew|opt[- ]?out", {"renew", "opt-out", "opt out", "optout"}),
        (r"(?:not ){2}x", {"not "}),
        (r"(?:never )?sold", {"sold"}),
        (r"(?=ahead)(?<!behind )cookie", {"cookie"}),
        (r"(?>atomic)+", {"atomic"}),
        (r"\w+ing", {"ing"}),
        (r"\w+|data", set()),
        (r"(?:sell)?", set()),
        (r"[a-z]+", set()),
        ("", set()),
    ],
)
def test_literals_are_those_without_which_nothing_matches(written: str, literals: set[str]) -> None:
    assert required(written) == literals


PIECES = st.sampled_from(
    ["sell", "not ", "(?:a|bc)", "[xy]", r"\w", "(?:no )?", "(?:d|e+)", r"\b", "(?:fg)*", ".{0,3}"]
)


@given(st.lists(PIECES, max_size=6).map("".join), st.text("abcdefgno selxy", max_size=20))
def test_no_words_without_a_literal_match(written: str, words: str) -> None:
    if re.search(written, words):
        assert Gated(written).may_match(words)


def test_an_expression_without_literals_is_always_tried() -> None:
    assert Gated(r"\d+").search("in 30 days")


def test_an_expression_is_compiled_when_it_is_tried() -> None:
    one = Gated("sell|share")
    one.search("we rent it")
    assert "expression" not in vars(one)
    assert one.search("we sell it")
    assert "expression" in vars(one)
