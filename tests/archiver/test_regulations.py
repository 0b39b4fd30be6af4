"""Which articles a provision touches, what its text cites, and what is known of each article."""

from __future__ import annotations

import re

import pytest

from archive_repo.text.kinds import DocumentKind
from archiver.provisions import taxonomy
from archiver.provisions.detect import detector
from archiver.provisions.findings import Finding
from archiver.provisions.regulations import citations, laws, touched
from archiver.provisions.regulations.laws import Article, ArticleKind, Jurisdiction

ARTICLES = list(laws.load().articles.values())


def found(category: str, text: str) -> Finding:
    return next(one for one in detector().findings(text, weak=True) if one.category == category)


def touches(category: str, text: str, kind: DocumentKind | None = None) -> set[str]:
    return {article.id for article in touched.articles(found(category, text), kind)}


@pytest.mark.parametrize("article", ARTICLES, ids=[one.id for one in ARTICLES])
def test_an_article_says_what_it_requires_and_leaves_a_question_to_a_lawyer(article: Article) -> None:
    assert re.fullmatch(r"[a-z0-9-]+:[a-z0-9.-]+", article.id)
    assert article.label
    assert article.subject
    assert article.requires.endswith(".")
    assert article.question.endswith(".")
    assert "not reviewed by a lawyer" in article.checked_by


@pytest.mark.parametrize("article", [one for one in ARTICLES if one.link], ids=lambda one: one.id)
def test_a_link_is_an_eli_or_an_official_publication(article: Article) -> None:
    official = {
        Jurisdiction.EU: r"http://data\.europa\.eu/eli/(?:reg|dir)/\d{4}/\d+/oj",
        Jurisdiction.UK: r"https://www\.legislation\.gov\.uk/.+",
        Jurisdiction.US: r"https://www\.(?:govinfo\.gov/link/uscode|ecfr\.gov/current)/.+",
        Jurisdiction.CALIFORNIA: r"https://leginfo\.legislature\.ca\.gov/.+",
    }
    wanted = official[article.jurisdiction] if article.kind is ArticleKind.LAW else r"https://.+"
    assert re.fullmatch(wanted, article.link or "")


def test_the_table_names_only_categories_and_articles_that_exist() -> None:
    table = laws.table("touched.toml")
    named = set(table) - {"elsewhere", "needs", "central"}
    assert named | set(table["central"]) <= set(taxonomy.load().categories)
    assert {one for category in named for one in touched.by_category(category)} <= set(laws.load().articles)
    assert {*table["needs"], *(one for ids in table["central"].values() for one in ids)} <= set(
        laws.load().articles
    )


def test_a_sentence_about_coppa_touches_no_european_article() -> None:
    text = "In accordance with COPPA, our service is not directed to children under 13."
    assert touches("children-data", text) & {"coppa:15-usc-6502", "gdpr:art-8"} == {"coppa:15-usc-6502"}


def test_a_line_about_the_eu_touches_no_american_article() -> None:
    text = "In the EU, you must be at least 16 years old to use the service."
    assert touches("minimum-age", text) & {"coppa:15-usc-6502", "gdpr:art-8"} == {"gdpr:art-8"}


def test_an_age_of_majority_touches_no_rule_on_children() -> None:
    assert touches("minimum-age", "You must be at least 18 years old to use the service.") == set()


def test_british_law_is_touched_only_where_the_text_speaks_of_the_uk() -> None:
    anywhere = touches("complaint-to-authority", "You may lodge a complaint with a supervisory authority.")
    british = touches("complaint-to-authority", "In the UK, you may lodge a complaint with the ICO.")
    assert (anywhere & {"gdpr:art-77", "uk-gdpr:art-77"}, british) == ({"gdpr:art-77"}, {"uk-gdpr:art-77"})


def test_the_heading_says_where_a_passage_applies() -> None:
    text = "# Privacy\n\n## California residents\n\nYou may request that we delete your personal data."
    assert {one.partition(":")[0] for one in touches("access-and-deletion-rights", text)} == {"ccpa"}


def test_a_chosen_law_is_no_place_where_a_passage_applies() -> None:
    text = "These Terms are governed by the laws of the State of California."
    assert "rome-1:art-6-2" in touches("choice-of-law", text)


def test_a_denial_touches_other_articles_than_an_assertion() -> None:
    says = touches("model-training-on-user-data", "We use your content to train our models.")
    denies = touches("model-training-on-user-data", "We do not use your content to train our models.")
    assert {"gdpr:art-6-1-f"} == {"gdpr:art-6-1-f"} & says
    assert {"ftc-act:5"} == {"ftc-act:5", "gdpr:art-6-1-f"} & denies


def test_consumer_law_is_not_touched_by_contracts_between_companies() -> None:
    text = "In no event will we be liable for any indirect damages."
    assert "uctd:annex-1-b" in touches("limitation-of-liability", text, DocumentKind.TERMS)
    assert "uctd:annex-1-b" not in touches("limitation-of-liability", text, DocumentKind.BUSINESS)


def test_the_ownership_of_output_is_no_matter_of_its_marking() -> None:
    assert not any(one.startswith("ai-act") for one in touched.by_category("output-ownership"))


@pytest.mark.parametrize(
    ("passage", "cited"),
    [
        ("We rely on Art. 6(1)(f) GDPR.", [("gdpr", "6(1)(f)", "gdpr:art-6-1-f")]),
        ("under Article 6 (1) lit. f of the GDPR", [("gdpr", "6(1)(f)", "gdpr:art-6-1-f")]),
        ("GDPR Art. 6.1", [("gdpr", "6(1)", None)]),
        (
            "Articles 15 and 17 of the General Data Protection Regulation",
            [("gdpr", "15", "gdpr:art-15"), ("gdpr", "17", "gdpr:art-17")],
        ),
        ("the UK GDPR and the CCPA", [("uk-gdpr", None, None), ("ccpa", None, None)]),
        ("California Civil Code Section 1798.120", [("ccpa", "1798.120", "ccpa:1798.120")]),
        ("As Article 6 of these Terms says, the GDPR applies.", [("gdpr", None, None)]),
        ("We rely on our legitimate interests.", []),
    ],
)
def test_what_a_passage_cites_is_what_it_names(
    passage: str, cited: list[tuple[str, str | None, str | None]]
) -> None:
    assert [(one.law, one.number, one.article) for one in citations.read(passage)] == cited


def test_a_duty_of_controllers_is_not_one_of_a_processing_agreement() -> None:
    shared = "We share personal data with our sub-processors, who process it on your behalf."
    (finding,) = [one for one in detector().findings(shared) if one.category == "third-party-sharing"]
    assert "gdpr:art-13-1-e" in {one.id for one in touched.articles(finding, DocumentKind.PRIVACY)}
    assert "gdpr:art-13-1-e" not in {one.id for one in touched.articles(finding, DocumentKind.PROCESSING)}
