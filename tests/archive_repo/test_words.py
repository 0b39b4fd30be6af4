"""What a word is, in each script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text import words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“Don’t” share — it.", '"don\'t" share - it'),
        ("- Your data", "Your  data:"),
        ("third-party", "third party"),
        ("Acme™ Inc.", "Acme Inc"),
        ("ﬁle", "file"),
        ("co\u00adoperate", "cooperate"),
        ("STRASSE", "Straße"),
        ("カード", "ｶｰﾄﾞ"),
        ("[We ask](https://example.org) first", "we ask first"),
    ],
)
def test_words_are_the_same_whatever_their_punctuation(one: str, other: str) -> None:
    assert words.of(one) == words.of(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("$5", "€5"), ("1.5", "15"), ("5", "5%"), ("13+", "13"), ("a b", "ab"),
     ("की", "कि"), ("ที่", "ที"), ("שָׁלוֹם", "שלום")],
)  # fmt: skip
def test_words_differ_where_the_meaning_does(one: str, other: str) -> None:
    assert words.of(one) != words.of(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wir zahlen 1.000,50 € für GPT-4.", ["wir", "zahlen", "1.000,50", "€", "für", "gpt", "4"]),
        ("个人信息 AI模型", ["个", "人", "信", "息", "ai", "模", "型"]),
        ("データ", ["デ", "ー", "タ"]),
        ("개인정보를 처리합니다.", ["개인정보를", "처리합니다"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("हम डेटा बेचते हैं।", ["हम", "डेटा", "बेचते", "हैं"]),
        ("Türkiye’de İSTANBUL", ["türkiye", "de", "i\u0307stanbul"]),
    ],
)
def test_a_word_stands_between_spaces_and_a_character_alone_where_there_are_none(
    text: str, expected: list[str]
) -> None:
    assert words.fold(text) == [unicodedata.normalize("NFKC", word) for word in expected]


@given(st.text())
def test_words_fold_to_themselves(text: str) -> None:
    found = words.fold(text)
    assert words.fold(" ".join(found)) == found
