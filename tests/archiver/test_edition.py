"""Which edition of a document a page holds, and what becomes of one that is not the document's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from string import ascii_lowercase

import pytest

from archive_repo.format.snapshot import Body, Edition
from archive_repo.records import Outcome
from archive_repo.text import language
from archiver.gate import Candidate, Verdict, edition, judge, spellings, thresholds
from tests.archiver.corpus import after, looks, remembered
from tests.archiver.editions import CHINESE, GERMAN, PORTUGUESE, markdown, page_of
from tests.archiver.policies import CLAUSES, START, URL, captured, reworded

ENGLISH = markdown(CLAUSES, "Privacy Policy")
GERMAN_TEXT = markdown(GERMAN, "Datenschutzerklärung")
EUROPEAN = markdown(
    reworded("Your rights", "to an authority", "to the authority of your country"), "Privacy Policy"
)
BILINGUAL = f"{ENGLISH}\n{GERMAN_TEXT}"


def read(body: bytes, text: str, url: str = URL, **headers: str) -> Edition:
    """The edition of a page with this text."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    capture = replace(captured(body, final_url=url), headers=told)
    return edition.of_page(capture.as_body(), text)


def held(text: str, language: str = "", region: str = "") -> Candidate:
    return Candidate(text=text, edition=Edition(language=language, region=region))


# what a page is


@pytest.mark.parametrize("lang", ["", "en", "en-US", "x-default"])
def test_the_text_decides_the_language_whatever_the_page_says(lang: str) -> None:
    found = read(page_of(GERMAN, lang=lang), GERMAN_TEXT)
    assert (found.language, found.region) == ("de", "")


ALTERNATES = (
    "<link rel=alternate hreflang=en-us href=/us/privacy>"
    "<link rel='alternate' hreflang='en-GB' href='https://lumen.example/privacy/'>"
    '<link href="/de/privacy" rel="alternate" hreflang="de">'
)


@pytest.mark.parametrize(
    ("body", "url", "headers", "region", "source"),
    [
        (page_of(CLAUSES, lang="en-GB"), URL, {}, "GB", "html"),
        (page_of(CLAUSES, lang="en_uk"), URL, {}, "GB", "html"),
        (page_of(CLAUSES), URL, {"content_language": "en-GB"}, "GB", "content-language"),
        (page_of(CLAUSES, head=ALTERNATES), URL, {}, "GB", "hreflang"),
        (page_of(CLAUSES), "https://lumen.example/en-gb/privacy", {}, "GB", "address"),
        (page_of(CLAUSES), "https://lumen.example/uk/privacy", {}, "GB", "address"),
        (page_of(CLAUSES), "https://eu.lumen.example/privacy", {}, "EU", "address"),
        (page_of(CLAUSES), "https://lumen.example/de/privacy", {}, "DE", "address"),
    ],
)
def test_the_region_is_what_the_page_names(
    body: bytes, url: str, headers: dict[str, str], region: str, source: str
) -> None:
    found = read(body, ENGLISH, url, **headers)
    assert (found.language, found.region) == ("en", region)
    assert found.evidence[source].endswith(region)


@pytest.mark.parametrize(
    ("body", "url", "headers"),
    [
        (page_of(CLAUSES, lang="en"), URL, {}),
        (page_of(CLAUSES, lang="fr-CA"), URL, {}),
        (page_of(CLAUSES), URL, {"content_language": "en-US, en-GB"}),
        (page_of(CLAUSES, head=ALTERNATES.replace("/us/", "/")), URL, {}),
        (page_of(CLAUSES), "https://lumen.example/legal/terms", {}),
        (b"%PDF-1.7 <html lang=en-GB>", URL, {}),
    ],
    ids=["language only", "another language", "two of them", "two names for one page", "path", "PDF"],
)
def test_no_region_is_made_up(body: bytes, url: str, headers: dict[str, str]) -> None:
    assert read(body, ENGLISH, url, **headers).region == ""


def test_the_language_of_a_path_is_no_region() -> None:
    assert read(page_of(GERMAN), GERMAN_TEXT, "https://lumen.example/de/privacy").region == ""


def test_the_most_deliberate_name_wins() -> None:
    body = page_of(CLAUSES, lang="en-US")
    assert read(body, ENGLISH, "https://lumen.example/en-ie/p", content_language="en-AU").region == "IE"


def test_the_editions_that_a_page_links_to_are_kept() -> None:
    assert read(page_of(CLAUSES, head=ALTERNATES), ENGLISH).alternates == ("en-US", "en-GB", "de")


def test_a_language_that_no_word_tells_is_what_the_page_says() -> None:
    assert read(page_of(CLAUSES, lang="sv-SE"), "Vi samlar in uppgifter. " * 30).language == "sv"
    assert read(page_of(CLAUSES, lang="de"), "Acme Umbra Lumen").language == ""


# Chinese, spelling


def test_chinese_is_told_by_its_script() -> None:
    simplified, traditional = (markdown(CHINESE[script], "隐私") for script in ("Hans", "Hant"))
    assert [language.written(text) for text in (simplified, traditional)] == ["zh-Hans", "zh-Hant"]


@pytest.mark.parametrize(
    ("own", "told"), [(language.SCRIPT_LEAD - 1, "zh"), (language.SCRIPT_LEAD, "zh-Hant")]
)
def test_a_script_is_told_by_enough_characters(own: int, told: str) -> None:
    assert language.written("的人大中国" * 9 + "們" * own) == told


@pytest.mark.parametrize(
    ("spelled", "tag"),
    [
        ("behaviour organisation", ""),
        ("behaviour organisation licence", "en-GB"),
        ("behaviour organisation licence center", "en-GB"),
        ("behaviour organisation licence center color", ""),
        ("behavior organization center", "en-US"),
        ("utilizador contacto ficheiro", "pt-PT"),
        ("usuário contato arquivo", "pt-BR"),
    ],
)
def test_a_spelling_is_told_by_three_words(spelled: str, tag: str) -> None:
    assert spellings.told(f"This text has {spelled}, and no more.") == tag


# what becomes of it


def outcomes(verdicts: list[Verdict]) -> list[Outcome]:
    return [verdict.outcome for verdict in verdicts]


def test_another_language_is_held_with_its_name_and_never_recorded_without_a_person() -> None:
    verdicts = looks(held(GERMAN_TEXT, "de"), remembered(ENGLISH), 30)
    assert set(outcomes(verdicts)) == {Outcome.HELD}
    assert verdicts[0].reason == (
        "German edition instead of the English one; if it is the document, accept it with "
        "`archiver quarantine`"
    )


def test_after_a_week_a_person_is_told_what_to_decide() -> None:
    verdicts = looks(held(GERMAN_TEXT, "de"), remembered(ENGLISH), 10)
    due = [day for day, verdict in enumerate(verdicts) if "decide" in verdict.reason]
    assert due == list(range(thresholds.DECIDE_DAYS, 10))
    assert verdicts[9].reason == (
        "German edition instead of the English one; first seen on 2025-05-02, so decide: accept it, or ask "
        "for English"
    )


def test_a_new_order_of_a_page_in_two_languages_is_no_other_language() -> None:
    turned = f"{GERMAN_TEXT}\n{ENGLISH}"
    assert judge(held(turned, "de"), remembered(BILINGUAL), START).outcome is not Outcome.HELD


def test_a_text_whose_language_cannot_be_told_is_never_held_for_it() -> None:
    companies = "\n\n".join(f"- Acme {number} of Harbour Street, Umbra City" for number in range(30))
    assert language.written(companies) == ""
    listed = markdown({"Companies": companies}, "Privacy Policy")
    for verdict in looks(Candidate(text=listed), remembered(ENGLISH), 5):
        assert "edition" not in verdict.reason


@pytest.mark.parametrize("turned", [False, True])
def test_the_other_chinese_script_is_another_edition(turned: bool) -> None:
    scripts = ["Hant", "Hans"] if turned else ["Hans", "Hant"]
    own, other = (markdown(CHINESE[script], "Lumen") for script in scripts)
    verdict = judge(held(other, f"zh-{scripts[1]}"), remembered(own), START)
    assert verdict.outcome is Outcome.HELD
    assert "Chinese edition instead of the" in verdict.reason


AMERICAN = replace(remembered(ENGLISH), editions=("en-US",))


def test_the_edition_for_another_region_is_held_with_its_name() -> None:
    verdict = judge(held(EUROPEAN, "en", "GB"), AMERICAN, START)
    assert verdict.outcome is Outcome.HELD
    assert verdict.reason.startswith(
        "English edition for the United Kingdom instead of the one for the United States; it is recorded if"
    )


def test_an_edition_for_another_region_that_stays_is_recorded_after_a_week() -> None:
    found = outcomes(looks(held(EUROPEAN, "en", "GB"), AMERICAN, 10))
    assert found.index(Outcome.RECORDED) == thresholds.EDITION_DAYS


@pytest.mark.parametrize(("times", "outcome"), [(1, Outcome.HELD), (2, Outcome.RECORDED)])
def test_where_looks_are_a_month_apart_it_takes_two(times: int, outcome: Outcome) -> None:
    candidate, past = held(EUROPEAN, "en", "GB"), AMERICAN
    for month in range(times):
        verdict = judge(candidate, past, START + timedelta(days=30 * month))
        past = after(verdict, EUROPEAN, past)
    assert verdict.outcome is outcome


@pytest.mark.parametrize(
    ("then", "now", "outcome"),
    [
        ("1 March 2025", "2 March 2025", Outcome.RECORDED),
        ("1 March 2025", "March 1, 2025", Outcome.HELD),
        ("2 March 2025", "1 March 2025", Outcome.HELD),
        ("", "1 March 2025", Outcome.HELD),
    ],
)
def test_a_text_that_states_a_later_date_is_an_edit_whatever_region_its_page_names(
    then: str, now: str, outcome: Outcome
) -> None:
    before, after_it = (
        text.replace("## ", f"Last updated: {said}\n\n## ", 1) if said else text
        for text, said in ((ENGLISH, then), (EUROPEAN, now))
    )
    past = replace(remembered(before), editions=("en-US",))
    assert judge(held(after_it, "en", "GB"), past, START).outcome is outcome


@pytest.mark.parametrize(
    ("heading", "old", "new", "outcome"),
    [
        ("How we use it", "your questions", "your questions at any hour", Outcome.RECORDED),
        ("How we use it", "30 days", "60 days", Outcome.RECORDED),
        ("How we use it", "your questions", "your questions in Ireland", Outcome.HELD),
        ("Your rights", "to an authority", "to a court", Outcome.HELD),
        ("How we use it", "our models", "our favourite models", Outcome.HELD),
    ],
)
def test_under_another_regions_name_a_few_words_are_an_edit_unless_they_are_such_as_regions_differ_in(
    heading: str, old: str, new: str, outcome: Outcome
) -> None:
    edited = markdown(reworded(heading, old, new), "Privacy Policy")
    assert judge(held(edited, "en", "GB"), AMERICAN, START).outcome is outcome


@pytest.mark.parametrize(("more", "outcome"), [(9, Outcome.RECORDED), (10, Outcome.HELD)])
def test_an_edit_under_another_regions_name_shares_nineteen_of_twenty_runs(
    more: int, outcome: Outcome
) -> None:
    old = " ".join(f"we keep note q{letter}" for letter in ascii_lowercase[:24]) + "."
    new = f"{old} We also say " + " ".join(f"x{letter}" for letter in ascii_lowercase[: more - 3]) + "."
    past = replace(remembered(old), editions=("en-US",))
    assert judge(held(new, "en", "GB"), past, START).outcome is outcome  # all of the old 94 runs are shared


@pytest.mark.parametrize("region", ["US", ""])
def test_an_edit_of_the_documents_own_edition_is_recorded_at_once(region: str) -> None:
    assert judge(held(EUROPEAN, "en", region), AMERICAN, START).outcome is Outcome.RECORDED


def test_where_the_same_text_was_found_under_both_names_the_names_say_nothing() -> None:
    past = replace(AMERICAN, editions=("en-US", "en-GB"))
    assert judge(held(EUROPEAN, "en", "GB"), past, START).outcome is Outcome.RECORDED


def test_regional_texts_in_turn_make_no_version() -> None:
    past, american = AMERICAN, held(ENGLISH, "en", "US")
    for day in range(60):
        candidate = held(EUROPEAN, "en", "GB") if day % 2 else american
        verdict = judge(candidate, past, START + timedelta(days=day))
        past = after(verdict, candidate.text, past)
        assert verdict.outcome is (Outcome.HELD if day % 2 else Outcome.UNCHANGED), (day, verdict)
        assert not verdict.churn


BRITISH = {
    **CLAUSES,
    "Our partners": "We authorise organisations that analyse your behaviour to personalise the service.",
}
RESPELLED = {
    **CLAUSES,
    "Our partners": "We authorize organizations that analyze your behavior to personalize, and improve, it.",
}


def test_a_text_in_american_spelling_that_also_says_something_else_waits_one_look() -> None:
    british, american = (markdown(one, "Privacy Policy") for one in (BRITISH, RESPELLED))
    verdicts = looks(Candidate(text=american), remembered(british), 2)
    assert outcomes(verdicts) == [Outcome.HELD, Outcome.RECORDED]
    assert verdicts[0].reason.startswith(
        "in the spelling of en-US, not en-GB; it is recorded if the next look"
    )


def test_spelling_says_nothing_where_the_page_names_its_region() -> None:
    british, american = (markdown(one, "Privacy Policy") for one in (BRITISH, RESPELLED))
    past = replace(remembered(british), editions=("en-GB",))
    assert judge(held(american, "en", "GB"), past, START).outcome is Outcome.RECORDED


def test_the_portuguese_of_two_countries_in_turn_makes_no_version() -> None:
    brazilian, european = (markdown(PORTUGUESE[region], "Política de Privacidade") for region in ("BR", "PT"))
    past = remembered(brazilian)
    for day in range(20):
        text = european if day % 2 else brazilian
        verdict = judge(Candidate(text=text), past, START + timedelta(days=day))
        past = after(verdict, text, past)
        assert verdict.outcome in (Outcome.HELD, Outcome.UNCHANGED)


# what was asked for


@pytest.mark.parametrize(
    ("asked", "language", "region", "is_met"),
    [
        ("", "de", "", True),
        ("en", "de", "", False),
        ("de, en;q=0.5", "en", "", True),
        ("de, *;q=0.1", "en", "", True),
        ("en-GB", "en", "US", False),
        ("en-GB", "en", "", True),
        ("en-GB, en;q=0.8", "en", "US", True),
        ("en", "en", "US", True),
        ("en", "", "", True),
        ("zh-TW", "zh-Hans", "", False),
        ("zh-TW", "zh-Hant", "TW", True),
        ("zh", "zh-Hant", "", True),
        ("zh-Hant", "zh-Hans", "", False),
    ],
)
def test_an_edition_that_was_not_asked_for_is_told(
    asked: str, language: str, region: str, is_met: bool
) -> None:
    told = edition.unmet(asked, Edition(language=language, region=region))
    assert (told == "") is is_met
    assert is_met or told.startswith(f"asked for “{asked}”, and got the ")


def test_a_language_that_a_person_set_is_recorded_at_once_when_it_comes() -> None:
    wanted = replace(held(GERMAN_TEXT, "de"), accept_language="de")
    assert judge(wanted, remembered(ENGLISH), START).outcome is Outcome.RECORDED
    assert judge(replace(wanted, accept_language="en"), remembered(ENGLISH), START).outcome is Outcome.HELD


def test_a_region_that_a_person_set_is_recorded_at_once_when_it_comes() -> None:
    wanted = replace(held(EUROPEAN, "en", "GB"), accept_language="en-GB")
    assert judge(wanted, AMERICAN, START).outcome is Outcome.RECORDED


def test_a_language_that_is_as_good_as_the_one_before_is_no_reason_to_change() -> None:
    either = replace(held(GERMAN_TEXT, "de"), accept_language="en, de;q=0.5")
    assert judge(either, remembered(ENGLISH), START).outcome is Outcome.HELD


# what is remembered


def body_of(found: Edition) -> Body:
    """A page of this edition."""
    body = captured().as_body()
    return replace(body, fetched=replace(body.fetched, edition=found))


def test_pages_for_two_regions_are_both_the_documents() -> None:
    pages = [body_of(Edition(language="en", region=region)) for region in ("US", "GB")]
    assert edition.remembered((), pages, recorded=True) == ("en-US", "en-GB")
    assert edition.of_document(pages).region == "US"


@pytest.mark.parametrize(
    ("known", "found", "recorded", "then"),
    [
        ((), Edition(language="en", region="GB"), True, ("en-GB",)),
        ((), Edition(language="en"), True, ()),
        (("en-US",), Edition(language="en", region="GB"), False, ("en-US", "en-GB")),
        (("en-US",), Edition(language="en", region="GB"), True, ("en-GB",)),
        (("en-US", "en-GB"), Edition(language="en", region="GB"), True, ("en-US", "en-GB")),
        (("en-US",), Edition(language="en"), True, ("en-US",)),
        (("en-US",), Edition(language="de"), True, ()),
        (("zh-TW",), Edition(language="zh-Hant"), True, ("zh-TW",)),
    ],
)
def test_the_editions_of_the_newest_version(
    known: tuple[str, ...], found: Edition, recorded: bool, then: tuple[str, ...]
) -> None:
    assert edition.remembered(known, [body_of(found)], recorded=recorded) == then


def test_only_some_editions_are_remembered() -> None:
    known: tuple[str, ...] = ()
    for number in range(20):
        found = Edition(language="en", region=f"{100 + number}")
        known = edition.remembered(known, [body_of(found)], recorded=False)
    assert len(known) == edition.KEPT
