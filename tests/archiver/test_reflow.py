"""A collection's Markdown becomes the archive's: the same words, one sentence per line."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.exchange.incoming.reflow import Reflow


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("We ask. We answer.", "We ask.\nWe answer.\n"),
        ("**Terms**\n=========\n\nWe ask.", "# Terms\n\nWe ask.\n"),
        ("Our _Terms_\n-----------", "## Our Terms\n"),
        ("### 3\\. Fees ###", "### 3. Fees\n"),
        ("*   One.\n*   Two.", "- One.\n- Two.\n"),
        ("*   We ask. We do.\n    \n*   Two.", "- We ask.\n  We do.\n- Two.\n"),
        ("1.  One\n    *   Deep\n10.  Ten", "1. One\n   - Deep\n10. Ten\n"),
        ("*   One\n\n    Also one.\n\nNo item.", "- One\n\n  Also one.\n\nNo item.\n"),
        ("1.  Introduction\n    ------------\n\n    We ask.", "## 1. Introduction\n\n   We ask.\n"),
        ("2.  1.  For you", "2. 1. For you\n"),
        ("a  \nb\nc", "a\nb c\n"),
        ("* * *\n\nWe ask.", "We ask.\n"),
        ("Page one.\n\n- - -\n\nPage two.", "Page one.\n\n---\n\nPage two.\n"),
        ("See [our _page_](https://a.example/b).", "See [our page](https://a.example/b).\n"),
        ("[x](https://a.example/b?utm_source=c&d=1)", "[x](https://a.example/b?d=1)\n"),
        ("[x](#below) and [y](mailto:a@b.example)", "x and y\n"),
        ('[x](https://a.example/ "Title")', "[x](https://a.example/)\n"),
        ("![Logo](https://a.example/l.png)We ask.", "We ask.\n"),
        ("[Learn more\n\n](https://a.example/)", "[Learn more](https://a.example/)\n"),
        ("[\n\nLearn\n-----\n\nmore\n\n](https://a.example/)", "## Learn\n\nmore\n"),
        ("[![](/a.png)\n\nTools\n\nmore](https://a.example/)", "Tools\n\nmore\n"),
        ("[![a](/a.png)\n\nTools](https://a.example/)", "[Tools](https://a.example/)\n"),
        ("[\n\n![](/a.png)\n\n](https://a.example/)We ask.", "We ask.\n"),
        (
            "Before[![](/a.png)\n\nTools\n\nmore\n\n](https://a.example/)after",
            "Before\n\nTools\n\nmore\n\nafter\n",
        ),
        ("Mail [b@a.example](mailto: b@a.example)", "Mail b@a.example\n"),
        ("![](data:image/svg+xml,%3Csvg a=%220 0%22%3E) We ask.", "We ask.\n"),
        ("2 \\* 3 and f\\*\\*k and a\\_b", "2 * 3 and f\\*\\*k and a_b\n"),
        (
            "|     |     |\n| --- | --- |\n| **A** | B<br>C |\n| D \\| E | F |",
            "| A | B C |\n| --- | --- |\n| D \\| E | F |\n",
        ),
        ("> We ask. We do.\n>\n> More.", "We ask.\nWe do.\n\nMore.\n"),
        ("", ""),
        ("* * *", ""),
        ("\x01a\x02b\x03", "ab\n"),
    ],
)
def test_what_the_engine_writes_is_written_as_the_archive_does(markdown: str, text: str) -> None:
    assert Reflow()(markdown) == text


def test_a_text_is_written_the_same_whatever_was_written_before_it() -> None:
    texts = ["*   One.\n\n    Two.\n\n    Two.\n\nTwo.", "Two.\n\n*   One.", "1.  A\n\n    Two.\n\nTwo."]
    kept = Reflow()
    assert [kept(text) for text in texts + texts] == [Reflow()(text) for text in texts + texts]


WORDS = re.compile(r"[a-z]+")
PIECES = st.sampled_from(
    [
        "alpha",
        "beta.",
        "Gamma",
        " ",
        "  \n",
        "\n",
        "\n\n",
        "*   ",
        "1.  ",
        "    ",
        "**",
        "_",
        "### ",
        "> ",
        "\\*",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_word_is_lost_and_none_is_added(markdown: str) -> None:
    before, after = ("".join(WORDS.findall(text.lower())) for text in (markdown, Reflow()(markdown)))
    assert before == after


@pytest.mark.parametrize("text", ["[" * 50_000, "[" * 5_000 + "](a)" * 5_000, "_*" * 20_000, "\\" * 50_000])
def test_hostile_marks_take_no_longer_than_their_length(text: str) -> None:
    assert isinstance(Reflow()(text), str)
