"""What talks about a provision and does not state it, and what goes on around one, is weak."""

from __future__ import annotations

import pytest

from archive_repo.text.kinds import DocumentKind
from archiver.provisions.detect import detector

CHANGE = "We may change these terms at any time at our discretion."
ANNOUNCED = "If we make changes to these terms, we will notify you by email."
USE = "We use cookies and similar technologies to collect information about how you use the service."
GRANT = "You grant us a worldwide, royalty-free licence to use, copy and show your content."
TO_OTHERS = "You also grant other users a licence to use your content."
BROWSER = "You can set your browser to refuse all cookies."
NOTICE = "If you believe that your copyright is infringed, send a notice to our copyright agent."


def strong(text: str, category: str, kind: DocumentKind | None = None) -> list[str]:
    return [one.excerpt for one in detector().findings(text, kind) if one.category == category]


@pytest.mark.parametrize(
    ("provision", "around", "category"),
    [
        (CHANGE, ANNOUNCED, "unilateral-change-of-terms"),
        (USE, BROWSER, "cookies-and-tracking"),
        (GRANT, TO_OTHERS, "content-licence-to-user-inputs"),
    ],
)
def test_what_goes_on_around_a_provision_is_strong_only_where_it_stands_alone(
    provision: str, around: str, category: str
) -> None:
    assert strong(around, category) == [around]
    both = strong(f"# Terms\n\n{provision}\n\n## Further\n\n{around}\n", category)
    assert any(provision in one for one in both)
    assert around not in both


def test_what_goes_on_around_it_stays_weak_and_is_not_lost() -> None:
    found = detector().findings(f"{CHANGE}\n\n## Further\n\n{ANNOUNCED}\n", weak=True)
    assert any(one.weak and ANNOUNCED in one.excerpt for one in found)


def test_the_items_that_a_complaint_must_hold_are_weak_beside_the_way_to_complain() -> None:
    items = "\n".join(
        (
            "A notice of claimed infringement must include:",
            "",
            "- a description of the copyrighted work that you claim has been infringed;",
            "- a statement, under penalty of perjury, that you are the owner of the copyright.",
        )
    )
    found = strong(f"## Copyright\n\n{NOTICE}\n\n{items}\n", "copyright-takedown")
    assert any(NOTICE in one for one in found)
    assert not any("penalty of perjury" in one or "description of" in one for one in found)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        (
            "- [Targeted advertising and analytics](#targeted-advertising)",
            "targeted-advertising",
        ),
        ("[Do not sell my personal information](https://a.example/do-not-sell)", "sale-or-sharing-of-data"),
        ("**Class Action Waiver.**", "class-action-waiver"),
        ("| **11.4** **Repeat Infringers** |\n| --- |\n", "copyright-takedown"),
    ],
)
def test_a_link_or_a_title_by_itself_states_nothing(text: str, category: str) -> None:
    assert not strong(f"# Policy\n\n{text}\n\nWe are glad that you are here.\n", category)


def test_a_line_that_is_a_heading_of_the_text_is_its_table_of_contents() -> None:
    contents = "Cookies and similar tracking technologies we use"
    text = f"# Policy\n\n{contents}\n\n## {contents}\n\n{USE}\n"
    found = strong(text, "cookies-and-tracking")
    assert found
    assert contents not in found


def test_a_link_that_is_an_item_of_a_sentence_is_part_of_it() -> None:
    text = "We process with your consent:\n\n- [precise location data](https://a.example/location)\n"
    assert strong(text, "location-data")


@pytest.mark.parametrize(
    ("sentence", "category"),
    [
        (
            "You must comply with the Digital Millennium Copyright Act.",
            "copyright-takedown",
        ),
        ("For the purposes of this policy, a minor is any person under the age of 18.", "minimum-age"),
        (
            "Unclassified cookies are cookies that we are still classifying.",
            "cookies-and-tracking",
        ),
        ("An individual who uses the services for personal, non-commercial purposes.", "non-commercial-use"),
        (
            "We may correct errors and update the information on the site.",
            "service-change",
        ),
        ("Class I and II medical devices may not be promoted.", "class-action-waiver"),
        ("Our team reviews reports within a day.", "human-review-of-content"),
        ("You must not post videos that infringe the copyright of others.", "copyright-takedown"),
        ("The rate at which we pay partners may change at any time.", "price-change"),
        ("This DPA is governed by the governing law provisions in the agreement.", "choice-of-law"),
        ("Arbitration is more informal than a lawsuit in court.", "arbitration"),
        ("You may receive a machine-readable copy of what a contract needs.", "contract-as-lawful-basis"),
    ],
)
def test_talk_of_a_subject_is_no_strong_provision(sentence: str, category: str) -> None:
    assert not [one for one in detector().findings(sentence) if one.category.startswith(category)]


def test_an_express_warranty_is_no_disclaimer_of_warranties() -> None:
    sentence = "We warrant that the products will conform in all material respects with the documentation."
    assert not [
        one for one in detector().findings(sentence, weak=True) if one.category == "as-is-warranty-disclaimer"
    ]


@pytest.mark.parametrize(
    ("sentence", "category", "condition"),
    [
        ("You agree that we may show personalised ads beside your content.", "targeted-advertising", None),
        ("It enables you to connect with friends and see ads you like.", "targeted-advertising", None),
        ("Where the law requires it, we obtain your consent to cookies.", "cookies-and-tracking", "consent"),
        ("We will not sell your data unless you've expressly agreed.", "sale-or-sharing-of-data", "consent"),
    ],
)
def test_only_what_an_act_depends_on_is_its_condition(
    sentence: str, category: str, condition: str | None
) -> None:
    found = {one.condition for one in detector().findings(sentence, weak=True) if one.category == category}
    assert found == {condition}


@pytest.mark.parametrize(
    ("answer", "said"), [("Collected: no.", 0), ("Collected: yes.", 1), ("Sold: no.", 1)]
)
def test_an_entry_is_no_provision_if_the_one_beside_it_says_that_it_is_not_collected(
    answer: str, said: int
) -> None:
    text = f"Category G: places.\n\n- Examples: We collect your precise location.\n\n- {answer}\n"
    assert len(strong(text, "location-data")) == said
