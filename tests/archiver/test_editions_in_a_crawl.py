"""A site with several editions on one address: what crawls record and hold, and what a person decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format import observation, plain, snapshot
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Edition, Fetched
from archive_repo.records import Outcome
from archiver.declarations import Declaration, asking
from tests.archiver.conftest import Web
from tests.archiver.editions import GERMAN, page_of
from tests.archiver.policies import CLAUSES, START, URL, Pages, declaration, reworded
from tests.conftest import Done

Run = Callable[..., Done]
Look = Callable[..., Observation]
ADDRESS = "lumen/privacy-policy"
ENGLISH = page_of(CLAUSES, title="Privacy Policy", lang="en-US")
EUROPEAN_CLAUSES = reworded("Your rights", "an authority", "the authority of your country")
EUROPEAN = page_of(EUROPEAN_CLAUSES, title="Privacy Policy", lang="en-GB")
GERMAN_PAGE = page_of(GERMAN, lang="en")
"""As many sites have it: the text is German, and the template says English."""
EDITED = page_of(reworded("How we use it", "30 days", "90 days"), title="Privacy Policy", lang="en-US")


@pytest.fixture
def web(serve: Web) -> Pages:
    return Pages(serve, {URL: ENGLISH})


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    folder = tmp_path / "declarations"
    folder.mkdir()
    declared = {"name": "Lumen", "terms": {"Privacy Policy": {"fetch": URL}}}
    (folder / "Lumen.json").write_text(json.dumps(declared), encoding="utf-8")
    return Archive(tmp_path)


@pytest.fixture
def look(archive: Archive, web: Pages) -> Look:
    """A crawl a day later than the one before, which finds this page."""

    def call(body: bytes, declared: Declaration | None = None) -> Observation:
        web.now += timedelta(days=1)
        web.bodies[URL] = body
        return next(web.crawl(archive, [declared or declaration()]).looks).observation

    return call


def asked_in(language: str) -> Declaration:
    (one,) = asking([declaration()], {"lumen": language})
    return one


def texts(archive: Archive) -> list[str]:
    """The texts of the versions, oldest first."""
    repository = archive.repository("lumen")
    found = history.versions(repository, "privacy-policy")
    return [repository.text(version) for version in reversed(found)]


def test_what_was_asked_for_and_got_is_kept_with_the_snapshot(archive: Archive, look: Look) -> None:
    look(ENGLISH, asked_in("en-US, en;q=0.5"))
    repository = archive.repository("lumen")
    (version,) = history.versions(repository, "privacy-policy")
    (body,) = repository.bodies(version.snapshot, "privacy-policy")
    assert body.fetched.accept_language == "en-US, en;q=0.5"
    assert body.fetched.edition == Edition(
        language="en", region="US", evidence={"text": "en", "html": "en-US"}
    )


def test_snapshots_and_looks_of_an_older_archiver_can_be_read() -> None:
    fetched = Fetched(url=URL, fetched_at=START)
    older = snapshot.to_json(fetched)
    assert not {"accept_language", "edition"} & json.loads(older).keys()
    assert snapshot.from_json(older) == fetched
    seen = Observation(document="terms", title="Terms", checked_at=START, outcome=Outcome.RECORDED)
    assert b"editions" not in observation.to_json(seen)
    assert plain.read(Observation, plain.write(replace(seen, editions=("en-GB",)))).editions == ("en-GB",)


def test_regional_texts_in_turn_make_no_version_and_real_edits_beside_them_are_not_late(
    archive: Archive, look: Look
) -> None:
    look(ENGLISH)
    for _ in range(6):
        seen = look(EUROPEAN)
        assert seen.outcome is Outcome.HELD
        assert seen.reason.startswith("English edition for the United Kingdom instead of")
        assert look(ENGLISH).outcome is Outcome.UNCHANGED
    assert look(EDITED).outcome is Outcome.RECORDED
    assert look(EUROPEAN).outcome is Outcome.HELD
    assert len(texts(archive)) == 2


def test_a_region_that_a_redirect_leads_to_is_told_by_its_address(
    archive: Archive, look: Look, web: Pages
) -> None:
    plain_page = page_of(CLAUSES, title="Privacy Policy")
    american, british = "https://lumen.example/en-us/privacy", "https://lumen.example/en-gb/privacy"
    web.bodies |= {american: plain_page, british: page_of(EUROPEAN_CLAUSES, title="Privacy Policy")}
    for place, outcome in (
        (american, Outcome.RECORDED),
        (british, Outcome.HELD),
        (american, Outcome.UNCHANGED),
    ):
        web.moved[URL] = place
        assert look(b"").outcome is outcome
    assert len(texts(archive)) == 1


def test_another_label_on_the_same_text_holds_no_edit(archive: Archive, look: Look) -> None:
    look(ENGLISH)
    assert look(ENGLISH.replace(b"en-US", b"en-GB")).outcome is Outcome.UNCHANGED
    assert look(EDITED.replace(b"en-US", b"en-GB")).outcome is Outcome.RECORDED
    assert len(texts(archive)) == 2


def test_a_policy_that_is_german_for_good_is_accepted_by_a_person_and_is_then_the_documents_edition(
    archive: Archive, look: Look, run: Run
) -> None:
    look(ENGLISH)
    reasons = [look(GERMAN_PAGE).reason for _ in range(9)]
    assert all(reason.startswith("German edition instead of the English one; ") for reason in reasons)
    assert [reason for reason in reasons if "so decide" in reason] == reasons[7:]
    status = run("status", "--archive", str(archive.folder))
    assert "so decide: accept it, or ask for English" in " ".join(status.out.split())
    assert len(texts(archive)) == 1
    assert run("quarantine", "accept", ADDRESS, "--archive", str(archive.folder)).code == 0
    assert look(GERMAN_PAGE).outcome is Outcome.UNCHANGED
    assert look(GERMAN_PAGE.replace(b"30 Tage", b"90 Tage")).outcome is Outcome.RECORDED
    assert look(ENGLISH).reason.startswith("English edition for the United States instead of the German one")
    assert [("personenbezogenen" in text) for text in texts(archive)] == [False, True, True]


def test_an_accepted_region_is_then_the_documents_edition(archive: Archive, look: Look, run: Run) -> None:
    look(ENGLISH)
    look(EUROPEAN)
    assert run("quarantine", "accept", ADDRESS, "--archive", str(archive.folder)).code == 0
    assert look(EUROPEAN).outcome is Outcome.UNCHANGED
    assert "instead of the one for the United Kingdom" in look(EDITED).reason


def test_a_person_who_asks_for_another_language_gets_it_recorded_at_once(
    archive: Archive, look: Look
) -> None:
    look(ENGLISH)
    assert look(GERMAN_PAGE).outcome is Outcome.HELD
    assert look(GERMAN_PAGE, asked_in("de")).outcome is Outcome.RECORDED
    assert len(texts(archive)) == 2


def test_a_first_version_in_a_language_that_was_not_asked_for_is_recorded_and_told(
    archive: Archive, look: Look, run: Run
) -> None:
    seen = look(ENGLISH, asked_in("de"))
    assert seen.outcome is Outcome.RECORDED
    told = "asked for “de”, and got the English edition for the United States"
    assert seen.advice == told
    assert told in " ".join(run("status", "--archive", str(archive.folder)).out.split())
    assert look(ENGLISH.replace(b"<nav>", b"<nav> "), asked_in("de")).advice == told
    assert look(GERMAN_PAGE, asked_in("de")).outcome is Outcome.RECORDED
    assert look(GERMAN_PAGE.replace(b"<nav>", b"<nav> "), asked_in("de")).advice == ""


def test_what_is_asked_for_by_default_is_not_told_of_a_site_that_has_another_language(look: Look) -> None:
    assert look(GERMAN_PAGE).advice == ""


def test_an_archive_that_remembers_no_edition_learns_it_from_the_next_look(
    archive: Archive, look: Look
) -> None:
    look(ENGLISH)
    repository = archive.repository("lumen")
    seen = repository.last_observations()["privacy-policy"]
    with repository.writing("Lumen") as writer:
        writer.record_observations([replace(seen, editions=())], checked_at=seen.checked_at)
    assert look(ENGLISH.replace(b"<nav>", b"<nav> ")).editions == ("en-US",)
    assert look(EUROPEAN).outcome is Outcome.HELD


def test_reading_stored_pages_again_leaves_the_edition_as_it_is(
    archive: Archive, look: Look, run: Run
) -> None:
    look(ENGLISH)
    assert run("reextract", "--archive", str(archive.folder)).code == 0
    assert archive.repository("lumen").last_observations()["privacy-policy"].editions == ("en-US",)


def test_a_page_in_two_languages_is_one_edition_whatever_it_calls_itself(
    archive: Archive, look: Look
) -> None:
    turned = {**GERMAN, **CLAUSES}
    edited = {**turned, "How we use it": CLAUSES["How we use it"].replace("30 days", "90 days")}
    look(page_of({**CLAUSES, **GERMAN}, title="Privacy Policy", lang="en-CA"))
    for lang in ("fr-CA", "en-CA"):
        assert look(page_of(turned, title="Privacy Policy", lang=lang)).outcome is not Outcome.HELD
    assert look(page_of(edited, title="Privacy Policy", lang="fr-CA")).outcome is Outcome.RECORDED


def test_of_several_pages_only_the_one_in_another_language_is_held(
    archive: Archive, web: Pages, look: Look
) -> None:
    second = "https://lumen.example/annex"
    both = declaration(URL, second)
    annex = {f"Annex, {heading}": text for heading, text in CLAUSES.items()}
    web.bodies[second] = page_of(annex, title="Annex", lang="en-US")
    look(ENGLISH, both)
    web.bodies[second] = web.bodies[second].replace(b"30 days", b"60 days")
    seen = look(GERMAN_PAGE, both)
    assert seen.outcome is Outcome.RECORDED
    assert "page 1 of the document" in seen.held[0].reason
    assert "German edition instead of the English one" in seen.held[0].reason
    newest = texts(archive)[-1]
    assert "60 days" in newest
    assert "personenbezogenen" not in newest
    assert look(ENGLISH, both).outcome is Outcome.UNCHANGED


def test_pages_that_name_two_regions_are_edited_like_any_other(
    archive: Archive, web: Pages, look: Look
) -> None:
    second = "https://lumen.example/annex"
    both = declaration(URL, second)
    annex = {f"Annex, {heading}": text for heading, text in CLAUSES.items()}
    web.bodies[second] = page_of(annex, title="Annex", lang="en-GB")
    assert look(ENGLISH, both).editions == ("en-US", "en-GB")
    web.bodies[second] = web.bodies[second].replace(b"30 days", b"60 days")
    assert look(ENGLISH, both).outcome is Outcome.RECORDED
    assert len(texts(archive)) == 2
