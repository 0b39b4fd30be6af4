"""A page that is by turns an error, a cookie wall and the policy; and what a person says of a rewrite."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.records import Outcome, Version
from tests.archiver.conftest import Web
from tests.archiver.corpus import policies
from tests.archiver.policies import URL, Pages, declaration, page, reworded
from tests.conftest import Done

Run = Callable[..., Done]
ADDRESS = "lumen/privacy-policy"

ERROR = (
    b"<!doctype html><html lang=en><head><title>Lumen</title></head><body><main>"
    b"<h1>This page isn't available</h1>"
    b"<p>The link you followed may be broken, or the page may have been removed. Go back to the page that "
    b"you came from, visit our help center, or look at what else we make. We are working on it and hope to "
    b"have everything in its place again soon. In the meantime our other products are there for you.</p>"
    b"<p>Some links that may help: products, help, careers, press, and the newsroom of Lumen Works.</p>"
    b"</main></body></html>"
)
COOKIE_WALL = (
    b"<!doctype html><html lang=en><head><title>Lumen</title></head><body><main>"
    b"<h1>Allow the use of cookies?</h1>"
    b"<p>We use cookies and similar technologies to provide and improve our products. We and our 812 "
    b"partners also use them to show you advertising that fits you, here and elsewhere, and to measure "
    b"what becomes of it.</p>"
    b"<p>You can allow the use of all cookies, or only of those that are needed. You may look at your "
    b"choices at any time in your cookie settings, and change them there for every device on which you are "
    b"signed in with us.</p>"
    b"<button>Allow all cookies</button><button>Decline optional cookies</button></main></body></html>"
)
CHAPTERS = {
    f"Part {number}": f"Under rule {number} of this text, Lumen may handle contact details for purpose "
    f"{number}, and the law of place {number} governs the consent, the retention and every dispute about "
    f"right {number}."
    for number in range(1, 8)
}
REWRITTEN = page(CHAPTERS, title="What becomes of what you tell us")


@pytest.fixture
def web(serve: Web) -> Pages:
    return Pages(serve, {URL: page()})


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    folder = tmp_path / "declarations"
    folder.mkdir()
    declared = {"name": "Lumen", "terms": {"Privacy Policy": {"fetch": URL}}}
    (folder / "Lumen.json").write_text(json.dumps(declared), encoding="utf-8")
    return Archive(tmp_path)


@pytest.fixture
def look(archive: Archive, web: Pages) -> Callable[[bytes], Observation]:
    """A crawl a day later than the one before, which finds this page."""

    def call(body: bytes) -> Observation:
        web.now += timedelta(days=1)
        web.bodies[URL] = body
        return next(web.crawl(archive, [declaration()]).looks).observation

    return call


Look = Callable[[bytes], Observation]


def versions(archive: Archive) -> list[Version]:
    return history.versions(archive.repository("lumen"), "privacy-policy")


def test_an_error_page_and_a_cookie_wall_in_turn_with_the_policy_leave_one_version(
    archive: Archive, look: Look
) -> None:
    outcomes = [
        look(body).outcome for body in (ERROR, COOKIE_WALL, page(), ERROR, page(), COOKIE_WALL, page()) * 3
    ]
    assert outcomes.count(Outcome.RECORDED) == 1
    assert outcomes[2] is Outcome.RECORDED
    assert Outcome.FAILED not in outcomes
    assert len(versions(archive)) == 1


def test_a_page_that_is_no_policy_is_called_by_its_name(look: Look) -> None:
    assert look(ERROR).reason.startswith("error page:")
    assert look(COOKIE_WALL).reason.startswith("consent wall:")


def test_a_short_policy_that_is_held_for_its_words_can_be_let_in_and_stays(
    archive: Archive, look: Look, run: Run
) -> None:
    body = policies()["what-we-remove"].body
    assert look(body).outcome is Outcome.HELD
    assert run("quarantine", "accept", ADDRESS).code == 0
    assert look(body).outcome is Outcome.UNCHANGED
    assert look(body.replace(b"ten days", b"twelve days")).outcome is Outcome.RECORDED
    assert len(versions(archive)) == 2


@pytest.mark.parametrize("verb", ["show", "accept", "reject"])
def test_a_broken_declaration_of_another_platform_does_not_stand_in_the_way(
    archive: Archive, look: Look, run: Run, verb: str
) -> None:
    look(policies()["what-we-remove"].body)
    (archive.declarations / "broken.json").write_text("{")
    assert run("quarantine", verb, ADDRESS).code == 0


def test_a_broken_declaration_of_its_own_platform_is_named(archive: Archive, look: Look, run: Run) -> None:
    look(policies()["what-we-remove"].body)
    (archive.declarations / "Lumen.json").write_text("{")
    done = run("quarantine", "accept", ADDRESS)
    assert done.code == 2
    assert "Lumen.json: not valid JSON" in done.err


def test_a_document_that_is_no_longer_declared_cannot_be_decided_on(
    archive: Archive, look: Look, run: Run
) -> None:
    look(policies()["what-we-remove"].body)
    (archive.declarations / "Lumen.json").unlink()
    assert "no longer declared" in run("quarantine", "accept", ADDRESS).err


@pytest.mark.parametrize(("place", "outcome"), [(6, Outcome.HELD), (7, Outcome.RECORDED)])
def test_the_last_six_texts_are_known_again_where_they_are_spelled_otherwise(
    look: Look, web: Pages, place: int, outcome: Outcome
) -> None:
    def text(number: int, day: str) -> bytes:
        return page(reworded("How we use it", "for 30 days", f"for {10 * number} weeks, since {day}"))

    for number in range(1, 8):
        web.now += timedelta(days=30)
        assert look(text(number, "1 March 2025")).outcome is Outcome.RECORDED
    web.now += timedelta(days=30)
    assert look(text(8 - place, "March 1, 2025")).outcome is outcome


def test_an_edit_in_between_is_recorded_at_once(archive: Archive, look: Look) -> None:
    edited = page(reworded("How we use it", "30 days", "90 days"))
    outcomes = [look(body).outcome for body in (page(), ERROR, edited, COOKIE_WALL, edited)]
    assert outcomes[2] is Outcome.RECORDED
    assert len(versions(archive)) == 2


def test_a_rewrite_is_held_and_then_recorded_as_of_when_it_was_first_seen(
    archive: Archive, look: Look
) -> None:
    look(page())
    looks = [look(REWRITTEN) for _ in range(3)]
    assert [one.outcome for one in looks] == [Outcome.HELD, Outcome.HELD, Outcome.RECORDED]
    newest = versions(archive)[0]
    assert newest.fetched_at == looks[0].checked_at
    assert newest.recorded_at == looks[2].checked_at


def test_a_rewrite_that_is_edited_while_it_waits_is_recorded_with_its_edit_each_as_of_its_first_sight(
    archive: Archive, look: Look
) -> None:
    look(page())
    edited = REWRITTEN.replace(b"Under rule 1", b"Without rules").replace(b"may handle", b"deletes")
    first, second, third = look(REWRITTEN), look(edited), look(edited)
    assert [one.outcome for one in (first, second, third)] == [Outcome.HELD, Outcome.HELD, Outcome.RECORDED]
    newest, before, _ = versions(archive)
    assert [one.fetched_at for one in (before, newest)] == [first.checked_at, second.checked_at]
    assert "rule 1 " in archive.repository("lumen").text(before)
    assert "rule 1 " not in archive.repository("lumen").text(newest)
    assert look(edited).outcome is Outcome.UNCHANGED


def test_a_text_that_was_held_is_recorded_with_the_page_that_it_was_first_seen_on(
    archive: Archive, look: Look
) -> None:
    look(page())
    (held,) = look(REWRITTEN).held
    for visit in range(2):
        look(REWRITTEN.replace(b"request 0", b"request %d" % (visit + 1)))
    newest = versions(archive)[0]
    assert newest.snapshot == held.snapshot
    (body,) = archive.repository("lumen").bodies(newest.snapshot, "privacy-policy")
    assert body.data == REWRITTEN


def test_what_is_held_is_listed_with_its_reason_and_shown(look: Look, run: Run) -> None:
    look(page())
    look(REWRITTEN)
    (row,) = run("quarantine", "--json").json
    assert (row["platform"], row["document"], row["look_count"]) == ("lumen", "privacy-policy", 1)
    assert "of its words" in row["reason"]
    assert ADDRESS in run("quarantine", "list").out
    assert "Under rule 7 of this text" in run("quarantine", "show", ADDRESS).out


def test_accepting_records_the_held_text_as_of_when_it_was_first_seen(
    archive: Archive, look: Look, run: Run
) -> None:
    look(page())
    held = look(REWRITTEN)
    assert run("quarantine", "accept", ADDRESS).code == 0
    newest = versions(archive)[0]
    assert newest.fetched_at == held.checked_at
    assert "Under rule 7" in archive.repository("lumen").text(newest)
    assert look(REWRITTEN).outcome is Outcome.UNCHANGED
    assert run("quarantine", "list", "--json").json == []


def test_a_rejected_text_is_refused_from_then_on(archive: Archive, look: Look, run: Run) -> None:
    look(page())
    look(REWRITTEN)
    assert run("quarantine", "reject", ADDRESS).code == 0
    looks = [look(REWRITTEN) for _ in range(5)]
    assert {one.outcome for one in looks} == {Outcome.FAILED}
    assert "rejected" in looks[-1].reason
    assert len(versions(archive)) == 1
    assert look(page()).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_status_says_of_a_held_text_on_which_a_person_decided_no_longer_that_it_waits(
    look: Look, run: Run, decision: str
) -> None:
    look(page())
    look(REWRITTEN)
    assert "it is recorded if" in run("status", ADDRESS).out
    run("quarantine", decision, ADDRESS)
    told = run("status", ADDRESS).out
    assert "what was held was accepted or rejected" in told
    assert "To do: Nothing. The next crawl looks at it again." in told
    assert "it is recorded if" not in told


def test_what_a_person_rejected_is_not_newly_failed_and_what_fails_after_it_is(
    archive: Archive, look: Look, web: Pages, run: Run
) -> None:
    look(page())
    look(REWRITTEN)
    run("quarantine", "reject", ADDRESS)
    newly = []
    for body in (REWRITTEN, REWRITTEN, b"<html></html>", b"<html></html>"):
        web.now += timedelta(days=1)
        web.bodies[URL] = body
        newly.append(next(web.crawl(archive, [declaration()]).looks).newly_failed)
    assert newly == [False, False, True, False]


def test_a_document_without_anything_held_says_so(look: Look, run: Run) -> None:
    look(page())
    done = run("quarantine", "accept", ADDRESS)
    assert done.code == 2
    assert "nothing of it is held; `archiver quarantine list`" in done.err
    assert "nothing with this id is held" in run("quarantine", "accept", ADDRESS, "abc").err


def rewritten(number: int) -> bytes:
    """A page whose text shares little with any other one."""
    words = [f"clause{number}x{place}" for place in range(12)]
    chapters = {
        f"Part {place} of {number}": f"Rule {word} of {word} handles details {word}, and the purpose {word} "
        f"of law {word} governs {word} consent {word}, retention {word} and disputes {word}."
        for place, word in enumerate(words)
    }
    return page(chapters, title=f"What becomes of it, edition {number}")


@pytest.fixture
def three_held(look: Look) -> list[str]:
    """Three texts in quarantine, by their ids in the order of first sight."""
    look(page())
    for number in (1, 2, 3):
        seen = look(rewritten(number))
        assert seen.outcome is Outcome.HELD
    return [held.text_sha256[:10] for held in seen.held]


def test_accepting_one_held_text_keeps_the_others(archive: Archive, three_held: list[str], run: Run) -> None:
    first, second, third = three_held
    assert run("quarantine", "accept", ADDRESS, first).code == 0
    assert [row["text_sha256"][:10] for row in run("quarantine", "--json").json] == [second, third]
    assert run("quarantine", "accept", ADDRESS, second).code == 0
    assert run("quarantine", "accept", ADDRESS).code == 0
    assert len(versions(archive)) == 4
    dates = [version.fetched_at for version in versions(archive)]
    assert dates == sorted(dates, reverse=True)


def test_accepting_a_text_before_what_came_first_is_refused_and_says_the_ways_out(
    archive: Archive, three_held: list[str], run: Run
) -> None:
    first, _, third = three_held
    done = run("quarantine", "accept", ADDRESS, third)
    assert done.code == 2
    assert first in done.err
    assert "--all" in done.err
    assert len(versions(archive)) == 1


def test_accept_all_records_every_held_text_in_the_order_of_first_sight(
    archive: Archive, three_held: list[str], run: Run
) -> None:
    done = run("quarantine", "accept", ADDRESS, "--all")
    assert len(done.out.splitlines()) == 3
    recorded = [version.text_sha256[:10] for version in versions(archive)]
    assert recorded[:3] == three_held[::-1]
    assert run("quarantine").err == "Nothing is held back.\n"


def test_failures_in_a_row_stay_said_when_a_held_text_is_accepted(
    archive: Archive, look: Look, three_held: list[str], run: Run
) -> None:
    before = [look(b"<html><h1>404 Not Found</h1></html>") for _ in range(3)][-1]
    run("quarantine", "accept", ADDRESS, "--all")
    after = archive.repository("lumen").last_observations()["privacy-policy"]
    assert (after.outcome, after.failures, after.checked_at) == (
        Outcome.FAILED,
        before.failures,
        before.checked_at,
    )


def test_what_changes_every_day_waits_once_and_a_person_can_let_it_in(
    archive: Archive, look: Look, run: Run
) -> None:
    def counted(number: int) -> bytes:
        notice = f"<h2>Visits</h2><p>Read {number} times since the spring of last year.</p>"
        return page().replace(b"</main>", f"{notice}</main>".encode())

    outcomes = [look(counted(number)).outcome for number in (1200, 1207, 1215, 1222, 1230)]
    assert outcomes == [Outcome.RECORDED, Outcome.HELD, *[Outcome.UNCHANGED] * 3]
    told = run("status", ADDRESS, COLUMNS="200").out
    assert "part of the page changes at nearly every look, and is left out: “Read 1230 times" in told
    assert "it is recorded once it has stood still for 3 days" in told
    assert len(archive.repository("lumen").last_observations()["privacy-policy"].held) == 1
    assert run("quarantine", "accept", ADDRESS).code == 0
    assert len(versions(archive)) == 2


def test_a_page_that_changed_is_requested_twice_and_what_differs_in_between_is_no_change(
    archive: Archive, look: Look, web: Pages
) -> None:
    look(page())
    calls = []

    def vary(url: str, times: int) -> None:
        if url == URL:
            calls.append(times)
        extra = f"<p>{times} colleagues are around and glad to help.</p></main>"
        web.bodies[URL] = page().replace(b"</main>", extra.encode())

    web.on_request = vary
    assert look(page()).outcome is Outcome.UNCHANGED
    assert calls[-1] == 2
    assert len(versions(archive)) == 1
