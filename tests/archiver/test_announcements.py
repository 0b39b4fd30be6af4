"""A notice that a policy was or will be updated is told from the policy."""

from __future__ import annotations

import pytest

from archiver.exchange.incoming import announcements

POLICY = """# Privacy Policy

Last updated: March 1, 2024

We collect the data that you give to us when you make an account, and nothing else.

We may update this policy, and tell you at least 30 days before an update takes effect.

[About us](https://lumen.example/about)
"""

NOTICES = [
    "We’re updating our Privacy Policy.\nThe updates go into effect on May 3, 2025.\n[Read the new one](/n)",
    "We have made some updates to our Terms of Service.\nThis version will go into effect on 1 June 2024.",
    "Until then, the current Lumen Data Policy continues to apply.",
    "Click [here](/archive) to view our current Privacy Policy.",
    "You can view the prior Privacy Policy, which applies to all users until 29 June 2022, [here](/old).",
    "You may find the previous version of our Privacy Policy [here](/old).",
    "This Policy takes effect on 14 August 2025 for new users.",
    "| | We’ve updated our Agreement. Please take a look before the changes take effect on May 1, 2024. |",
    "WE UPDATED OUR TERMS ON MAY 1, 2024.",
    "PLEASE NOTE: WE’VE UPDATED THESE LUMEN MONEY TERMS.\nTHE PRIOR VERSION IS AVAILABLE [HERE](/old).",
    "On May 3, 2024, we are updating our Guidelines to help keep Lumen safe and welcoming for everyone.",
    "We are updating our policy to make it clearer and easier to understand.",
    "- The following privacy policy will take effect on 30 May 2026.\n"
    "- The previous privacy policy was posted on 12 September 2025.",
    "Click [here](/archive) to view our current Coins Policy, which is being replaced by the Items Policy.",
]

RULES = [
    "We may update our Privacy Policy at any time.",
    "We will notify you of updates before they take effect.",
    "These Terms apply to all new users.",
    "The updated Terms take effect 30 days after we post them.",
    "By using Lumen after May 1, 2024, you accept the updated Terms.",
    "We’re updating our Privacy Policy to share data with our partners.",
    "WE’RE UPDATING OUR TERMS TO SHARE YOUR DATA.",
    "We’re updating our Privacy Policy to improve Lumen by your data.",
    "We have updated this addendum, as we now rely on the adequacy decision of May 1, 2024.",
    "If you do not agree, you can close your account until May 1, 2024.",
    "Starting on 17 November 2022, you must be 18 to use the new version.",
    "You may view the current price here.",
    "Last updated: May 1, 2024",
    "Effective May 1, 2024",
    "Our Policy",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_that_comes_or_goes_announces_an_update(notice: str) -> None:
    noticed = POLICY.replace("# Privacy Policy\n", f"{notice}\n\n# Privacy Policy\n")
    assert announcements.is_all(POLICY, noticed)
    assert announcements.is_all(noticed, POLICY)


@pytest.mark.parametrize("rule", RULES)
def test_what_the_policy_says_of_its_updates_and_of_its_day_is_no_announcement(rule: str) -> None:
    assert not announcements.announces(rule)
    assert not announcements.is_all(POLICY, f"{POLICY}\n{rule}\n")


def test_a_notice_that_comes_with_an_edit_hides_nothing() -> None:
    noticed = f"{NOTICES[0]}\n\n{POLICY}"
    assert not announcements.is_all(POLICY, noticed.replace("nothing else", "your contacts"))
    assert not announcements.is_all(POLICY, noticed.replace("March 1, 2024", "May 13, 2025"))
    assert announcements.is_all(POLICY, noticed.replace("About us", "Press"))


def test_links_that_lead_elsewhere_leave_an_announcement_one() -> None:
    long = "You can read in [our help](https://lumen.example/a) how to delete an account that you made."
    noticed = f"{NOTICES[0]}\n\n{POLICY}{long}\n"
    assert announcements.is_all(f"{POLICY}{long}\n", noticed.replace("example/a)", "example/b)"))
    assert not announcements.is_all(f"{POLICY}{long}\n", noticed.replace("delete an", "keep an"))


@pytest.mark.parametrize(("words", "announces"), [(60, True), (61, False)])
def test_a_line_of_more_than_sixty_words_announces_nothing(words: int, announces: bool) -> None:
    line = "We have updated our terms" + " here" * (words - len("we have updated our document".split()))
    assert announcements.announces(line) is announces


@pytest.mark.parametrize(
    "day",
    [
        "Last updated: 3 April 2024",
        "# Effective April 3, 2024",
        "Policy updated on Apr 3, 2024.",
        "Revised 4/3/2024",
    ],
)
def test_a_day_that_is_stated_where_none_was_is_an_announcement(day: str) -> None:
    undated = POLICY.replace("Last updated: March 1, 2024\n\n", "")
    assert announcements.is_all(undated, f"{day}\n\n{undated}")
    assert announcements.is_all(f"{day}\n\n{undated}", undated)


@pytest.mark.parametrize("day", ["Last updated: 3 April 2024", "Effective February 3, 2024"])
def test_a_day_that_becomes_another_or_stands_beside_another_is_none(day: str) -> None:
    assert not announcements.is_all(POLICY, POLICY.replace("Last updated: March 1, 2024", day))
    assert not announcements.is_all(POLICY, f"{day}\n\n{POLICY}")


@pytest.mark.parametrize(
    "line",
    [
        "Fees are due on May 1, 2025.",
        "Effective May 1, 2025 we share data.",
        "Terms effective soon",
        "May 2025",
    ],
)
def test_a_line_that_says_more_or_less_than_the_day_of_the_policy_states_none(line: str) -> None:
    assert not announcements.states_day(line)
