"""`archiver status`: what it says of each document, in words of somebody who never saw a declaration."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from archive_repo.format.observation import Held
from archive_repo.records import Cause, Outcome
from archiver.report import remedies
from tests.conftest import START, Done, Recorder

Run = Callable[..., Done]
ADDRESS = "example-inc/privacy-policy"
TEXT = "# Privacy\n\nWe keep data for one month.\n"


def declare(folder: Path, *titles: str, name: str = "Example, Inc") -> None:
    (folder / "declarations").mkdir(exist_ok=True)
    terms = {title: {"fetch": "https://example.org/x", "select": "main"} for title in titles}
    (folder / "declarations" / f"{name}.json").write_text(json.dumps({"name": name, "terms": terms}))


@pytest.fixture
def archive(tmp_path: Path, record: Recorder) -> Path:
    """A policy that fails since its second look, and terms that are well."""
    record(TEXT)
    record(TEXT, "terms-of-service", title="Terms of Service")
    record.look(day=2)
    record.look(day=2, document="terms-of-service", title="Terms of Service")
    for day in (3, 4):
        record.look(Outcome.FAILED, day=day, reason="HTTP 404")
    record.look(day=4, document="terms-of-service", title="Terms of Service")
    declare(tmp_path, "Privacy Policy", "Terms of Service", "Cookie Policy")
    return tmp_path


def test_a_document_that_fails_says_since_when_and_what_to_do(archive: Path, run: Run) -> None:
    assert run("status", ADDRESS).out == (
        "Failed: 1 document\n"
        "  example-inc/privacy-policy\n"
        "      HTTP 404\n"
        "      2 looks in a row, the last 2025-05-05 12:00; the recorded text was last\n"
        "      seen 2025-05-03\n"
        "      To do: The page is gone. Find the policy on the platform's site, and\n"
        "      change `fetch`. It is declared in declarations/Example, Inc.json as\n"
        '      "Privacy Policy".\n'
        "\n"
        "1 document: 1 failed; last look 2025-05-05 12:00, 26 days ago\n"
    )


def test_the_failing_come_first_and_those_that_are_well_stand_in_a_table(archive: Path, run: Run) -> None:
    told = run("status", COLUMNS="100").out
    assert told.index("Failed:") < told.index("Never looked at:") < told.index("DOCUMENT")
    assert "example-inc/terms-of-service  unchanged  2025-05-05 12:00  2025-05-02\n" in told
    assert told.endswith(
        "3 documents: 1 failed, 1 never, 1 unchanged; last look 2025-05-05 12:00, 26 days ago\n"
    )


def test_only_the_failing_are_shown_and_the_exit_code_says_so(archive: Path, run: Run) -> None:
    done = run("status", "--failing", "--json")
    assert [one["document"] for one in done.json] == ["privacy-policy", "cookie-policy"]
    assert (done.code, run("status").code) == (3, 0)


def test_an_archive_in_which_nothing_fails_says_so(archive: Path, run: Run) -> None:
    done = run("status", "--failing", "example-inc/terms-of-service")
    assert (done.code, done.out, done.err) == (0, "", "No document fails.\n")


def test_a_document_that_was_never_looked_at_is_no_alarm(archive: Path, run: Run) -> None:
    assert run("status", "--failing", "example-inc/cookie-policy").code == 0


def test_a_document_that_is_not_declared_stands_apart(archive: Path, run: Run) -> None:
    declare(archive, "Privacy Policy")
    told = run("status").out
    assert told.index("Not declared, so that no crawl looks at them:") < told.index(
        "example-inc/terms-of-service "
    )
    assert [one["declared_in"] for one in run("status", "--json").json] == [
        "declarations/Example, Inc.json",
        None,
    ]
    assert "1 document: 1 failed; last look 2025-05-05 12:00, 26 days ago; 1 other not\n  declared" in told


def test_where_nothing_is_declared_what_was_recorded_is_counted(archive: Path, run: Run) -> None:
    for file in (archive / "declarations").iterdir():
        file.unlink()
    assert "\n2 documents: 1 failed, 1 unchanged; last look" in run("status").out


def test_better_code_that_reads_a_page_again_is_no_change(archive: Path, run: Run, record: Recorder) -> None:
    record(TEXT + "More.\n", "terms-of-service", title="Terms of Service", cause=Cause.REEXTRACTION)
    (terms,) = run("status", "--json", "example-inc/terms-of-service").json
    assert terms["changed_at"] == "2025-05-02T12:00:00+00:00"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("exampel-inc", "archiver: exampel-inc: neither archived nor declared; did you mean example-inc?\n"),
        ("nope/terms", "archiver: nope: neither archived nor declared; `archiver status` lists what is\n"),
    ],
)
def test_an_unknown_platform_is_an_error(archive: Path, run: Run, named: str, said: str) -> None:
    done = run("status", named)
    assert (done.code, done.out, done.err) == (2, "", said)


def test_a_broken_declaration_is_named_and_the_others_are_shown(archive: Path, run: Run) -> None:
    (archive / "declarations" / "Broken.json").write_text("{")
    done = run("status")
    assert "archiver: Broken.json: not valid JSON" in done.err
    assert "3 documents" in done.out


def test_advice_about_a_document_that_is_well_is_shown_with_its_remedy(
    archive: Path, run: Run, record: Recorder
) -> None:
    record.look(
        day=5,
        document="terms-of-service",
        title="Terms of Service",
        advice="moved permanently to https://b.org/",
    )
    told = run("status", "example-inc/terms-of-service").out
    assert "Read, but could be read better: 1 document\n" in told
    assert "moved permanently to https://b.org/\n      To do: Change `fetch` to that URL. It is" in " ".join(
        told.split(" ")
    )


@pytest.mark.parametrize(
    ("reason", "begins"),
    [
        ("HTTP 404", "The page is gone."),
        ("HTTP 429", "The site is busy."),
        ("HTTP 403, bot wall of Cloudflare", "The site refuses."),
        ("HTTP 418", "With 5xx, the server has a problem"),
        ("bot wall of Cloudflare: ...", "The site keeps robots out."),
        ("only 12 words, the previous version has 900", "Read it, and accept it"),
        ("only 12 words", "Set `executeClientScripts`"),
        ("something nobody foresaw", ""),
        ("", ""),
    ],
)
def test_a_reason_has_the_remedy_of_what_it_begins_with(reason: str, begins: str) -> None:
    found = remedies.of(reason)
    assert found.startswith(begins)
    assert bool(found) == bool(begins)


def test_a_link_of_the_documentation_is_shown_by_its_words() -> None:
    assert all("](" not in remedies.of(reason) for reason in remedies.known_reasons())


@pytest.mark.parametrize(
    ("now", "age"), [("2025-05-13T11:00:00Z", ""), ("2025-05-13T12:00:00Z", ", 8 days ago")]
)
def test_the_last_look_has_its_age_from_the_eighth_day_on(
    archive: Path, run: Run, now: str, age: str
) -> None:
    assert run("status", now=now, COLUMNS="100").out.endswith(f"last look 2025-05-05 12:00{age}\n")


def test_texts_that_wait_are_counted_though_the_last_look_failed(
    archive: Path, run: Run, record: Recorder
) -> None:
    waits = Held(
        text_sha256="0" * 64, snapshot="0" * 40, first_seen=START, last_seen=START, seen=1, reason="short"
    )
    record.look(Outcome.FAILED, day=5, reason="HTTP 404", held=(waits, replace(waits, text_sha256="1" * 64)))
    assert run("status", COLUMNS="120").out.endswith("; 2 texts in quarantine\n")


def test_documents_of_which_the_same_is_said_stand_together(
    tmp_path: Path, run: Run, record: Recorder
) -> None:
    for number, title in enumerate(("Privacy Policy", "Cookie Policy", "Terms of Service")):
        document = title.lower().replace(" ", "-")
        record(TEXT, document, title=title)
        reason = "HTTP 404" if number < 2 else "HTTP 410"
        record.look(Outcome.FAILED, document, day=5, reason=reason, title=title)
    declare(tmp_path, "Privacy Policy", "Cookie Policy", "Terms of Service")
    told = run("status", COLUMNS="100").out
    assert "  example-inc/cookie-policy\n  example-inc/privacy-policy\n      HTTP 404\n" in told
    assert (
        'They are declared in declarations/Example, Inc.json as "Cookie Policy", "Privacy Policy".'
        in " ".join(told.split())
    )
    assert told.count("To do:") == 2


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.HELD, "Read it with `archiver quarantine show`."),
        (Outcome.FAILED, "Open the page in a browser."),
    ],
)
def test_a_reason_of_an_older_archiver_has_a_remedy_too(
    archive: Path, run: Run, record: Recorder, outcome: Outcome, told: str
) -> None:
    record.look(outcome, day=6, reason="unlike all that came before")
    assert f"To do: {told}" in run("status", ADDRESS).out


def test_what_to_do_is_said_once(archive: Path, run: Run, record: Recorder) -> None:
    reason = "the selector 'main' matches nothing on the page; fix the selector in the declaration"
    record.look(Outcome.FAILED, day=6, reason=reason, advice=f"{reason}; until then the page is read")
    told = run("status", ADDRESS, COLUMNS="120").out
    assert "      the selector 'main' matches nothing on the page\n" in told
    assert told.count("selector") == 2
    assert run("status", ADDRESS, "--json").json[0]["reason"] == reason


def test_of_a_page_that_failed_nothing_is_advised_about_the_text_that_was_there_before(
    archive: Path, run: Run, record: Recorder
) -> None:
    advice = "the selector 'main' matches nothing on the page; the page is read without selectors"
    record.look(Outcome.FAILED, day=6, reason="consent wall: declare a selector", advice=advice)
    assert "matches nothing" not in run("status", ADDRESS).out
    record.look(Outcome.HELD, day=7, reason="only short entries differ", advice=advice)
    assert "matches nothing" in run("status", ADDRESS).out


def test_a_day_that_has_passed_is_not_given_for_a_text_that_waits(
    archive: Path, run: Run, record: Recorder
) -> None:
    reason = "only short labels differ; it is recorded if the next look finds it too, about 2025-05-20"
    record.look(Outcome.HELD, day=6, reason=reason)
    assert "about 2025-05-20" in run("status", ADDRESS, now="2025-05-20T00:00:00Z", COLUMNS="120").out
    assert "finds it too\n" in run("status", ADDRESS, now="2025-05-21T00:00:00Z", COLUMNS="120").out


def test_an_age_at_an_earlier_moment_is_not_told_as_if_it_were_now(archive: Path, run: Run) -> None:
    assert run("status", "--at", "2025-05-20", COLUMNS="100").out.endswith(
        "2025-05-05 12:00, 15 days earlier\n"
    )
