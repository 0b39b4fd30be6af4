"""What the documents of a platform begin or end with is told from what one of them says."""

from __future__ import annotations

import pytest

from archiver.exchange.incoming import common_ends

TOP = "Lumen Legal\n\nHome\n"
FOOTER = "Lumen Ltd\n\n1 Old Street\nNorrhal\n\nAda advises on growth.\n\n© Lumen\n"
MOVED = FOOTER.replace("1 Old Street\nNorrhal", "2 New Street, 2nd floor\n12345 Norrhal\nPhone: 555")
TITLES = ("Privacy Policy", "Terms of Service", "Cookie Policy", "Rules")


def document(title: str, *, footer: str = FOOTER, top: str = TOP, last: str = "") -> str:
    last = last or f"You may ask us of the {title}."
    return f"{top}\n# {title}\n\nThese are our {title}, and no other.\n\n{last}\n\n{footer}"


OTHERS = [document(title) for title in TITLES[1:]]


@pytest.mark.parametrize("already", [0, 1, 2, 3])
def test_a_footer_that_changes_is_the_sites_whoever_has_it_already(already: int) -> None:
    others = [document(title, footer=MOVED) for title in TITLES[1 : 1 + already]] + OTHERS[already:]
    assert common_ends.is_all(document(TITLES[0]), document(TITLES[0], footer=MOVED), others)


@pytest.mark.parametrize(("count", "is_all"), [(1, False), (2, True)])
def test_two_others_must_have_the_footer(count: int, is_all: bool) -> None:
    changed = document(TITLES[0], footer=MOVED)
    assert common_ends.is_all(document(TITLES[0]), changed, OTHERS[:count]) is is_all
    assert common_ends.is_all(document(TITLES[0]), changed, [*OTHERS[:count], "Nothing alike."]) is is_all


def test_what_documents_begin_with_is_the_sites_too() -> None:
    changed = document(TITLES[0], top=TOP.replace("Home", "Home\n\nWe are hiring."))
    top = "Lumen\n\nAbout\n\nHome\n"
    others = [document(title, top=top) for title in TITLES[1:]]
    assert common_ends.is_all(
        document(TITLES[0], top=top), document(TITLES[0], top=top.replace("About", "Team")), others
    )
    assert not common_ends.is_all(document(TITLES[0]), changed, OTHERS)  # it may be its own first words


@pytest.mark.parametrize(
    "edit",
    [
        ("You may ask us", "You may not ask us"),
        ("Lumen Ltd\n", "We may sell your data.\n\nLumen Ltd\n"),
        ("You may ask us of the Privacy Policy.\n\n", ""),
        ("© Lumen\n", "© Lumen\n\nWe may sell your data."),
    ],
)
def test_what_a_document_says_between_or_below_is_its_own(edit: tuple[str, str]) -> None:
    before = document(TITLES[0])
    for others in (OTHERS, [document(title, footer=MOVED) for title in TITLES[1:]]):
        assert not common_ends.is_all(before, before.replace(*edit), others)


def test_what_comes_at_the_edge_is_the_sites_once_another_document_says_it() -> None:
    hiring = f"We are hiring.\n\n{FOOTER}"
    before, after = document(TITLES[0]), document(TITLES[0], footer=hiring)
    assert not common_ends.is_all(before, after, OTHERS)
    assert common_ends.is_all(before, after, [document(TITLES[1], footer=hiring), *OTHERS[1:]])


def test_an_edit_beside_a_new_footer_hides_nothing() -> None:
    changed = document(TITLES[0], footer=MOVED, last="You may not ask us.")
    assert not common_ends.is_all(document(TITLES[0]), changed, OTHERS)


def test_a_rule_that_all_documents_end_with_is_the_policys_until_another_says_the_same() -> None:
    rule, edited = "You may write to us.", "You may not write to us."
    before, after = (document(TITLES[0], footer=f"{one}\n\n{FOOTER}") for one in (rule, edited))
    others = [document(title, footer=f"{rule}\n\n{FOOTER}") for title in TITLES[1:]]
    assert not common_ends.is_all(before, after, others)
    changed = document(TITLES[1], footer=f"{edited}\n\n{FOOTER}")
    assert common_ends.is_all(before, after, [changed, *others[1:]])
