"""Which articles can hold for the readers of a document."""

from __future__ import annotations

import pytest

from archiver.provisions.regulations import laws, reach, touched

ARTICLES = laws.load().articles
CONSUMER, DATA, AMERICAN = (ARTICLES[one] for one in ("uctd:annex-1-j", "gdpr:art-15", "coppa:15-usc-6502"))


def test_consumer_law_is_not_named_of_a_contract_between_companies() -> None:
    assert reach.within([CONSUMER], "Terms of Service", "You may stop.") == (CONSUMER,)
    assert reach.within([CONSUMER], "Developer Terms", "You may stop.") == ()


@pytest.mark.parametrize(("times", "kept"), [(reach.PARTIES - 1, 1), (reach.PARTIES, 0)])
def test_who_names_its_reader_as_a_party_is_a_company(times: int, kept: int) -> None:
    text = "The Customer pays.\n" * times
    assert len(reach.within([CONSUMER], "Terms of Service", text)) == kept


def test_no_law_of_the_union_is_named_of_a_text_that_leaves_it_out() -> None:
    text = "This version does not apply to individuals located in the European Economic Area.\n"
    assert reach.within([DATA, AMERICAN], "Privacy Policy", text) == (AMERICAN,)


def test_only_law_of_the_union_is_named_of_a_text_for_it_alone() -> None:
    text = "These Terms apply to you if you are a consumer resident in the European Economic Area.\n"
    assert reach.within([DATA, AMERICAN], "Terms of Service", text) == (DATA,)


def test_of_a_contract_with_a_processor_only_what_binds_it_is_named() -> None:
    breach, people = ARTICLES["gdpr:art-33"], ARTICLES["gdpr:art-34"]
    assert reach.within([breach, people], "Data Processing Agreement", "It helps.") == (breach,)


def test_the_central_articles_are_among_those_that_a_category_touches() -> None:
    table = laws.table("touched.toml")
    for category, ids in table["central"].items():
        assert set(ids) <= set(touched.by_category(category)), category


def test_no_law_of_the_union_is_named_of_terms_for_those_who_live_outside() -> None:
    title = "##### If you live outside the European Union\n\n"
    text = f"# T\n\n{title}Yes.\n\n##### If you live in the European Union\n\nNo.\n"
    assert reach.within([DATA, AMERICAN], "Terms of Service", text, text.index("Yes")) == (AMERICAN,)
