"""What a reader is told of a look's reason: what is wrong, and what can still come of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver.report import reasons

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
