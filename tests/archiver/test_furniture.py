"""What stands around a policy on its page is told from the policy."""

from __future__ import annotations

import pytest

from archiver.exchange.incoming import furniture

POLICY = """# Privacy Policy

We collect the data that you give to us when you make an account, and nothing else.

## Contact

Responsible for this page: Ada Example

- [Norrhal Analytics](https://norrhal.example/privacy)

You may write to privacy@lumen.example at any time, and we answer you within a month.

[About us](https://lumen.example/about) [Press](https://lumen.example/press)
"""


INDEX = """## Documentation Index

Fetch the complete documentation index at: https://docs.lumen.example/llms.txt

Use this file to discover all available pages before exploring further."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "[Press](https://lumen.example/press)", "[Media](https://lumen.example/press)", id="link"
        ),
        pytest.param("## Contact\n", "## Contact\n\nCopy link\n", id="label"),
        pytest.param(
            "[About", "## Related articles\n\n[On tea](https://lumen.example/t)\n\n[About", id="more"
        ),
        pytest.param("privacy@lumen.example", "[email protected]", id="masked address"),
        pytest.param("## Contact\n", "## Contact\n\n0:00 / 1:00\n", id="player"),
        pytest.param("## Contact\n", "## Contact\n\nON THIS PAGE Expand table of contents\n", id="contents"),
        pytest.param("## Contact\n", "## Contact\n\n269 out of 410 found this helpful\n", id="votes"),
        pytest.param("## Contact\n", "## Contact\n\n### Was it helpful?\n\nYesNo\n", id="question"),
        pytest.param("## Contact\n", "## Contact\n\nLumen © 2022\n", id="copyright"),
        pytest.param("Responsible for", "1.2M viewsResponsible for", id="counter in front"),
        pytest.param("Responsible for", "Views: 2.3MResponsible for", id="counter"),
        pytest.param("# Privacy Policy\n", "Last updated: 2 days ago\n\n# Privacy Policy\n", id="age"),
        pytest.param("## Contact\n", f"## Contact\n\n{INDEX}\n", id="for programs"),
        pytest.param("## Contact\n", "## Contact\n\nEnglish (US)\nDeutsch\nTürkçe\n", id="languages"),
        pytest.param(
            "[About us](https://lumen.example/about)",
            "[About us](https://lumen.example/about)\n- [Legal/Imprint](https://lumen.example/legal) ·\n\n",
            id="menu of items",
        ),
        pytest.param(
            "write to privacy@lumen.example",
            "[write to](mailto:privacy@lumen.example) privacy@lumen.example",
            id="words that become a link",
        ),
        pytest.param(
            "# Privacy",
            "Don’t miss out!\n\nApply for [Lumen Day](https://l.example).\n\n# Privacy",
            id="call",
        ),
    ],
)
def test_what_stands_around_the_policy_is_furniture(old: str, new: str) -> None:
    assert furniture.is_all(POLICY, POLICY.replace(old, new))
    assert furniture.is_all(POLICY.replace(old, new), POLICY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("within a month", "within a week", id="words"),
        pytest.param("Ada Example", "Grace Example", id="who is responsible"),
        pytest.param(
            "norrhal.example/privacy)", "norrhal.example/privacy)\n- [Quill](https://q.example)", id="partner"
        ),
        pytest.param("privacy@lumen.example", "legal@lumen.example", id="address"),
        pytest.param(", and nothing else", "", id="fewer words"),
        pytest.param("within a month", "within a month of 1,000 views", id="views in a sentence"),
        pytest.param("## Contact\n", "## Contact\n\n- We sell data: yes\n", id="an answer"),
        pytest.param("## Contact\n", "## Contact\n\n1,000 views a month are free\n", id="an allowance"),
        pytest.param("## Contact\n", "## Contact\n\nYou license it to us. © 2022\n", id="a licence"),
        pytest.param("## Contact\n", "## Contact\n\nSee the table of contents.\n", id="a sentence"),
        pytest.param("make an account", "make anaccount", id="spelling"),
        pytest.param("## Contact\n", "## Contact\n\nYou must be 18!\n", id="an exclamation"),
        pytest.param("## Contact\n", "## Contact\n\n- English\n- Deutsch\n- Türkçe\n", id="items"),
    ],
)
def test_what_a_policy_says_and_whom_it_names_is_not(old: str, new: str) -> None:
    assert not furniture.is_all(POLICY, POLICY.replace(old, new))
    assert not furniture.is_all(POLICY.replace(old, new), POLICY)


def test_furniture_that_comes_with_an_edit_makes_no_furniture_of_it() -> None:
    edited = POLICY.replace("within a month", "within a week").replace("[Press]", "[Media]")
    assert not furniture.is_all(POLICY, edited)


def days(count: int, month: str) -> str:
    """A policy with a list of the days of its versions."""
    return POLICY + "".join(f"\n{month} {day}, 2023\n" for day in range(1, count + 1))


@pytest.mark.parametrize("count", [2, 3])
def test_days_are_a_list_of_versions_from_six_that_differ_on(count: int) -> None:
    is_list = 2 * count >= furniture.LISTED_DATES
    assert furniture.is_all(days(count, "March"), days(count, "April")) is is_list


@pytest.mark.parametrize(
    ("names", "is_list"), [("English\nDeutsch\n", False), ("English\nDeutsch\n한국어\n", True)]
)
def test_languages_are_a_list_of_translations_from_three_on(names: str, is_list: bool) -> None:
    found = furniture._without_controls(POLICY.splitlines(), [], names.splitlines())
    assert (found is not None) is is_list


def menu(joints: int, apart: int = 0) -> str:
    """A menu whose entries were set together, and so many words behind it."""
    return "Home" + "Video" * joints + " word" * apart


@pytest.mark.parametrize(("joints", "apart", "is_menu"), [(29, 0, False), (30, 0, True), (30, 300, False)])
def test_a_menu_has_thirty_entries_and_one_for_ten_words(joints: int, apart: int, is_menu: bool) -> None:
    assert furniture._is_control(menu(joints, apart)) is is_menu


@pytest.mark.parametrize(("words", "is_call"), [(12, True), (13, False)])
def test_a_call_has_twelve_words_outside_of_links(words: int, is_call: bool) -> None:
    call = f"[Join](https://l.example) {' '.join(['now'] * (words - 1))} then!"
    assert furniture.is_all(POLICY, f"{POLICY}\n{call}\n") is is_call
