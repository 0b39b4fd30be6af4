"""The stored form of a text."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from archive_repo.text.normalise import normalise

ODD = st.text(
    alphabet="ab C1.-\n\r\t \u00a0\u00ad\u200b\u200d\u200c\u2028\ufeffe\u0301é中👩💻\u202e\x00", max_size=60
)


def test_spaces_line_ends_and_invisible_characters_have_one_form() -> None:
    assert normalise("\ufeffa\u00a0 b\u00ad\u200bc\r\nd \t e  \r\r\r\nf") == "a bc\nd e\n\nf\n"


def test_indentation_is_kept() -> None:
    assert normalise("- a\n  - b  c\n") == "- a\n  - b c\n"


def test_a_text_ends_with_one_newline_unless_it_is_empty() -> None:
    assert normalise("\n\na\n\n\n") == "a\n"
    assert normalise(" \n\u200b\n") == ""


def test_quotes_dashes_and_full_width_forms_stay_as_they_are() -> None:
    text = "“We” – it’s ‘ours’ — ½ ① Ａ 5 µg ﬁt…\n"
    assert normalise(text) == text


def test_decomposed_letters_are_composed() -> None:
    assert normalise("cafe\u0301") == "caf\u00e9\n"


def test_joiners_stay_where_a_script_or_an_emoji_needs_them() -> None:
    assert normalise("می\u200cخواهم") == "می\u200cخواهم\n"
    assert normalise("👩\u200d💻") == "👩\u200d💻\n"
    assert normalise("pri\u200dvacy") == "privacy\n"


@given(ODD)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=80))
def test_normalising_any_text_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Sc", "Zs"]), max_size=80))
def test_no_letter_number_or_mark_is_lost_or_changed(text: str) -> None:
    def visible(some: str) -> str:
        return re.sub(r"\s", "", unicodedata.normalize("NFC", some))

    assert visible(normalise(text)) == visible(text)
