"""What stands around a policy on its page is told from the policy."""

from __future__ import annotations

import pytest

from archiver.exchange import furniture

POLICY = """# Privacy Policy

We collect the data that you give to us when you make an account, and nothing else.

## Contact

Responsible for this page: Ada Example

- [Norrhal Analytics](https://norrhal.example/privacy)

You may write to privacy@lumen.example at any time, and we answer you within a month.

[About us](https://lumen.example/about) [Press](https://lumen.example/press)
"""


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
    ],
)
def test_what_a_policy_says_and_whom_it_names_is_not(old: str, new: str) -> None:
    assert not furniture.is_all(POLICY, POLICY.replace(old, new))
    assert not furniture.is_all(POLICY.replace(old, new), POLICY)


def test_furniture_that_comes_with_an_edit_makes_no_furniture_of_it() -> None:
    edited = POLICY.replace("within a month", "within a week").replace("[Press]", "[Media]")
    assert not furniture.is_all(POLICY, edited)
