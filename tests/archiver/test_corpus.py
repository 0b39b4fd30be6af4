"""Short policies are let in, and what comes in their place is not: page by page of tests/corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.declarations import Declaration, Document, Source
from archiver.extract import ExtractionFailed
from archiver.gate import Candidate, Past, judge
from tests.archiver.conftest import Web
from tests.archiver.corpus import Entry, candidate, impostors, looks, policies, remembered, text
from tests.archiver.policies import START, Pages

HELD_AT_FIRST = {"service-level-agreement", "what-we-remove", "your-data-at-a-school"}
"""Policies that a person has to accept: they hardly speak like policies, and say twice what walls say or are
called by no name of a document."""

WITHOUT_TEXT = {"bot-wall-cloudflare-challenge", "bot-wall-incapsula-frame", "shell-empty-root"}
"""Impostors of which nothing can be read."""

KNOWN = ("cookie-notice-with-preferences", "community-rules", "prize-draw-terms-long")
"""One that says what a consent wall does, one without a policy's words, and one that is long."""

LET_IN = list(policies().values())
KEPT_OUT = list(impostors().values())


def slug(entry: Entry) -> str:
    return entry.slug


@pytest.mark.parametrize("entry", LET_IN, ids=slug)
def test_a_short_policy_never_fails_and_is_mostly_recorded_at_once(entry: Entry) -> None:
    verdict = judge(candidate(entry), Past(), START)
    held = entry.slug in HELD_AT_FIRST
    assert verdict.outcome is (Outcome.HELD if held else Outcome.RECORDED), verdict.reason


@pytest.mark.parametrize("entry", LET_IN, ids=slug)
def test_a_short_policy_that_a_selector_finds_is_recorded_at_once(entry: Entry) -> None:
    verdict = judge(candidate(entry, entry.select), Past(), START)
    held = entry.slug in HELD_AT_FIRST and entry.select == "main"
    assert verdict.outcome is (Outcome.HELD if held else Outcome.RECORDED), verdict.reason


@pytest.mark.parametrize("entry", LET_IN, ids=slug)
def test_a_short_policy_that_was_accepted_stays_unchanged(entry: Entry) -> None:
    known = remembered(candidate(entry).text)
    assert judge(candidate(entry), known, START).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("entry", LET_IN, ids=slug)
def test_an_edit_of_a_short_policy_is_recorded_at_once(entry: Entry) -> None:
    before = candidate(entry).text + "\nAnd so it was until the end of last year.\n"
    assert judge(candidate(entry), remembered(before), START).outcome is Outcome.RECORDED


def outcomes(entry: Entry, past: Past, select: str = "") -> set[Outcome]:
    """What becomes of a page in twelve looks, a day apart."""
    try:
        found = candidate(entry, select)
    except ExtractionFailed:
        return {Outcome.FAILED}
    return {verdict.outcome for verdict in looks(found, past, 12)}


LINKS = "\n".join(f"- [Page {n} about topic {n * 7 % 31}](https://lumen.example/{n})" for n in range(200))


def among_links(entry: Entry) -> Candidate:
    """A page with two hundred links below its text."""
    found = candidate(entry)
    return replace(found, text=f"{found.text}\n\n{LINKS}")


@pytest.mark.parametrize("entry", LET_IN, ids=slug)
def test_a_short_policy_among_links_is_let_in_as_without_them(entry: Entry) -> None:
    outcome = judge(among_links(entry), Past(), START).outcome
    assert outcome in (Outcome.RECORDED, judge(candidate(entry), Past(), START).outcome)


@pytest.mark.parametrize("entry", [one for one in KEPT_OUT if one.slug not in WITHOUT_TEXT], ids=slug)
def test_an_impostor_among_links_fails_or_waits_for_a_person(entry: Entry) -> None:
    for past in (Past(), remembered(text("community-rules"))):
        verdict = judge(among_links(entry), past, START)
        assert verdict.outcome is Outcome.FAILED or "if it is the document, accept it" in verdict.reason


@pytest.mark.parametrize("select", ["", "main", "body"])
@pytest.mark.parametrize("entry", KEPT_OUT, ids=slug)
def test_an_impostor_is_never_a_first_version(entry: Entry, select: str) -> None:
    assert outcomes(entry, Past(), select) <= {Outcome.HELD, Outcome.FAILED}


@pytest.mark.parametrize(
    "known", ["cookie-notice-with-preferences", "community-rules", "prize-draw-terms-long"]
)
@pytest.mark.parametrize("entry", KEPT_OUT, ids=slug)
def test_an_impostor_never_takes_the_place_of_a_policy(entry: Entry, known: str) -> None:
    assert outcomes(entry, remembered(text(known))) <= {Outcome.HELD, Outcome.FAILED}


def test_a_crawl_of_impostors_records_nothing_and_calls_each_by_its_name(tmp_path: Path, serve: Web) -> None:
    archive, declared = Archive(tmp_path), []
    pages = Pages(serve)
    for entry in KEPT_OUT:
        url = f"https://lumen.example/{entry.slug}"
        pages.bodies[url], pages.statuses[url] = entry.body, entry.status
        source = Source(url=url)
        declared.append(Document(platform="lumen", title=entry.title, slug=entry.slug, sources=(source,)))
    report = pages.crawl(archive, [Declaration(name="Lumen", slug="lumen", documents=tuple(declared))])
    repository = archive.repository("lumen")
    assert repository.documents() == []
    reasons = {looked.observation.document: looked.observation.reason for looked in report.looks}
    assert {one.slug: reasons[one.slug] for one in KEPT_OUT if one.name not in reasons[one.slug]} == {}
