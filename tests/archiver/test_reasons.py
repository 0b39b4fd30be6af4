"""What a reader is told of a look's reason: what is wrong, and what can still come of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive_repo.records import Outcome
from archiver.report import for_readers, reasons, remedies
from archiver.report.looks import LastLooks

SELECTOR = "the selector 'main' matches nothing on the page"
RETURN = "the text of an earlier version has come back"
WAITS = "it is recorded if the next 4 looks find it too"


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (f"{SELECTOR}; fix the selector in the declaration", SELECTOR),
        (
            f"{SELECTOR}; fix the selector in the declaration; until then the page is read without selectors",
            SELECTOR,
        ),
        (f"{RETURN}; {WAITS}, about 2025-06-09", RETURN),
        (
            "German edition instead of the English one; first seen on 2025-05-02, so decide: accept it",
            "German edition instead of the English one",
        ),
        ("login page; if it is the document, accept it with `archiver quarantine`", "login page"),
        (
            "HTTP 302; https://example.org/ asks for a login",
            "HTTP 302; https://example.org/ asks for a login",
        ),
        ("", ""),
    ],
)
def test_the_cause_is_told_without_what_to_do_and_what_was_expected(stored: str, told: str) -> None:
    assert reasons.cause(stored) == told


@pytest.mark.parametrize(
    ("day", "expected"), [(8, ", about 2025-06-09"), (9, ", about 2025-06-09"), (10, "")]
)
def test_a_day_that_has_passed_is_not_expected_any_more(day: int, expected: str) -> None:
    moment = datetime(2025, 6, day, 12, tzinfo=UTC)
    assert reasons.now(f"{RETURN}; {WAITS}, about 2025-06-09", moment) == f"{RETURN}; {WAITS}{expected}"


def test_what_follows_from_a_cause_stays_without_what_to_do_about_it() -> None:
    stored = f"{SELECTOR}; fix the selector in the declaration; until then the page is read without selectors"
    told = reasons.now(stored, datetime(2025, 6, 1, tzinfo=UTC))
    assert told == f"{SELECTOR}; the page is read without selectors"


ADVICE_ONLY = {
    "the server refuses plain requests, and answers a browser",
    "stored without a picture: …",
    "moved permanently to …",
    "a redirect leads from https to http",
    "another document is on the same page",
    "may need a selector",
    "page … of the document",
    "page … of the document, …",
    "page … of the document, …, last seen …",
}
"""What `status` says of documents that are read, and what stands before the reason of a page."""


def test_readers_are_told_what_happened_for_every_reason_that_a_look_can_give() -> None:
    unknown = "it could not be read"
    told = {one: for_readers.happened(one, held=False) for one in remedies.known_reasons()}
    assert {one for one, said in told.items() if said == unknown} == ADVICE_ONLY


@pytest.mark.parametrize(
    "word", ["HTTP", "selector", "robots", "browser", "declar", "script", "bytes", "crawl"]
)
def test_no_word_of_those_who_run_the_archive_reaches_its_readers(word: str) -> None:
    told = {for_readers.happened(one, held=False) for one in remedies.known_reasons()}
    assert [one for one in told if word.lower() in one.lower()] == []


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("HTTP 404", "the site answered that there is no such page"),
        ("HTTP 403, bot wall of Cloudflare", "the site did not let the archive read the page"),
        ("HTTP 500", "the site answered with an error"),
        (
            "only 12 words, the previous version has 900; it is recorded if the next look finds it too",
            "another text came, which is shown once later looks, or a person, confirm it",
        ),
        ("only 12 words", "the page came, but without a text that could be read"),
        (
            "page 2 of the document, https://example.org/a:b, last seen 2025-05-01: HTTP 404",
            "of one of its pages: the site answered that there is no such page",
        ),
        ("something nobody foresaw", "it could not be read"),
        ("", "it could not be read"),
    ],
)
def test_readers_are_told_by_what_a_reason_begins_with(stored: str, told: str) -> None:
    assert for_readers.happened(stored, held=False) == told


def test_of_a_held_text_nobody_foresaw_readers_are_told_that_it_is_not_confirmed() -> None:
    assert for_readers.happened("unforeseen", held=True) == "another text came, which is not confirmed"


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (Outcome.HELD, "another text came, which is not confirmed"),
        (Outcome.FAILED, "it could not be read"),
        (Outcome.RECORDED, "it could not be read"),  # without one of its pages
    ],
)
def test_only_of_a_text_that_is_held_it_is_said_that_another_one_came(ended: Outcome, told: str) -> None:
    day = datetime(2025, 5, 2, tzinfo=UTC)
    found = LastLooks(
        platform="p",
        document="d",
        last_confirmed_at=day,
        last_looked_at=day,
        refusals={ended: 1},
        reason="odd",
    )
    assert for_readers.looks(found) == f"last seen 2025-05-02; at the look since then (2025-05-02), {told}"
