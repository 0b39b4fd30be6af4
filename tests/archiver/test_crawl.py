"""A crawl from captures to commits, over pages in memory: what is recorded, what is only observed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.format.observation import Observation
from archive_repo.format.snapshot import Redirect
from archive_repo.records import Cause, ChangeClass, Outcome, Version
from archive_repo.repository import Repository
from archiver.crawl.work import Silence
from archiver.declarations import Declaration, Source
from archiver.fetch.capture import Capture, Validators
from tests.archiver.conftest import Web
from tests.archiver.policies import CLAUSES, URL, Pages, declaration, page, reworded

Crawl = Callable[..., Counter[Outcome]]


@pytest.fixture
def web(serve: Web) -> Pages:
    return Pages(serve, {URL: page()})


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def run_crawl(archive: Archive, web: Pages) -> Crawl:
    """A crawl a day later than the one before, of the one document unless others are declared."""

    def call(*declared: Declaration, **changed: Any) -> Counter[Outcome]:
        web.now += timedelta(days=1)
        return web.crawl(archive, declared or [declaration()], **changed).outcomes

    return call


def versions(archive: Archive, document: str = "privacy-policy") -> Sequence[Version]:
    return history.versions(archive.repository("lumen"), document)


def last(archive: Archive, document: str = "privacy-policy") -> Observation:
    return archive.repository("lumen").last_observations()[document]


def test_the_first_look_records_the_policy_and_nothing_around_it(archive: Archive, run_crawl: Crawl) -> None:
    assert run_crawl() == {Outcome.RECORDED: 1}
    (version,) = versions(archive)
    text = archive.repository("lumen").text(version)
    assert version.cause is Cause.FIRST
    assert "## Who we are\n\nLumen Works operates the Lumen service.\n" in text
    assert "Prices" not in text
    assert "request 0" not in text


def test_an_unchanged_page_is_asked_for_conditionally_and_only_observed(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    assert run_crawl() == {Outcome.UNCHANGED: 1}
    assert web.asked(URL)[-1].headers["if-none-match"]
    assert len(versions(archive)) == 1
    assert [look.outcome for look in history.observations(archive.repository("lumen"), "privacy-policy")] == [
        Outcome.UNCHANGED,
        Outcome.RECORDED,
    ]


def test_other_bytes_with_the_same_words_are_no_version(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[URL] = page(noise="771f")
    assert run_crawl() == {Outcome.UNCHANGED: 1}
    assert len(versions(archive)) == 1


def test_a_reworded_clause_is_recorded_at_once_with_its_section(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[URL] = page(
        reworded("How we use it", "do not use your conversations", "use your conversations")
    )
    assert run_crawl() == {Outcome.RECORDED: 1}
    newest, first = versions(archive)
    assert newest.fetched_at == web.now
    assert newest.previous == first.id
    assert newest.change_class is ChangeClass.WORDS
    assert newest.sentences.amended == 1
    assert [section.heading for section in newest.sections] == ["How we use it"]


def test_a_number_that_changed_has_its_own_class(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    run_crawl()
    web.bodies[URL] = page(reworded("How we use it", "30 days", "90 days"))
    run_crawl()
    assert versions(archive)[0].change_class is ChangeClass.NUMBERS_OR_DATES


def test_a_policy_that_returns_and_stays_is_recorded_as_restored(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[URL] = page(
        reworded("Who receives it", "We never sell it to anybody.", "We may sell it to partners.")
    )
    run_crawl()
    web.bodies[URL] = page()
    for _ in range(8):
        run_crawl()
    assert [version.change_class for version in versions(archive)] == [
        ChangeClass.RESTORED,
        ChangeClass.WORDS,
        None,
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body><p>Please enable JavaScript to continue.</p></body></html>",
        b"<html><head><title>Just a moment...</title></head><body>Verify you are human.</body></html>",
        page({"Oops": "Something went wrong on our side. Please try again later."}, title="Error"),
    ],
    ids=["empty", "scripts", "captcha", "error with 200"],
)
def test_a_page_that_is_not_the_policy_is_never_a_version_and_its_end_is_no_change(
    archive: Archive, run_crawl: Crawl, web: Pages, body: bytes
) -> None:
    run_crawl()
    web.bodies[URL] = body
    for _ in range(5):
        assert run_crawl()[Outcome.RECORDED] == 0
    assert last(archive).failures == 5
    assert last(archive).reason
    web.bodies[URL] = page()
    assert run_crawl() == {Outcome.UNCHANGED: 1}
    assert last(archive).failures == 0
    assert len(versions(archive)) == 1


def test_a_failed_fetch_is_observed_and_does_not_stop_the_others(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    lost = declaration("https://lumen.example/gone", title="Terms")
    both = replace(declaration(), documents=lost.documents + declaration().documents)
    assert run_crawl(both) == {Outcome.FAILED: 1, Outcome.RECORDED: 1}
    assert last(archive, "terms").reason
    assert last(archive, "terms").version == ""


def test_only_a_page_whose_host_could_not_be_reached_is_called_unreachable(
    archive: Archive, web: Pages
) -> None:
    web.bodies["https://lumen.example/error"] = page()
    web.statuses["https://lumen.example/error"] = 500
    urls = {"Privacy Policy": URL, "Terms": "https://lumen.example/error", "Imprint": "https://gone.example/"}
    documents = tuple(declaration(url, title=title).documents[0] for title, url in urls.items())
    looks = web.crawl(archive, [replace(declaration(), documents=documents)]).looks
    assert {one.observation.title: one.is_unreachable for one in looks} == {
        "Privacy Policy": False,
        "Terms": False,
        "Imprint": True,
    }


def test_a_flap_within_one_crawl_leaves_no_trace_in_the_history(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    other = {
        f"Offer {n}": f"Summer offer number {n}: subscribe now and save on every plan that we sell. " * 3
        for n in range(4)
    }
    web.bodies[URL] = page(other, title="Summer sale")

    def recover(url: str, times: int) -> None:
        if times == 2:
            web.bodies[URL] = page()

    web.on_request = recover
    assert run_crawl()[Outcome.RECORDED] == 0
    assert len(versions(archive)) == 1


REWRITE = {
    "Controller": "Lumen Works AB is responsible for the processing described in this notice to users. " * 2,
    "Categories of personal data": "Identity data, usage data and billing data are processed by the service. "
    * 2,
    "Legal bases": "Processing rests on contract, on consent, or on our legitimate interest in security. "
    * 2,
    "Retention": "Data is erased when the purpose ends, at the latest twelve months after the last use. " * 2,
    "Complaints": "Every data subject may lodge a complaint with the supervisory authority of Sweden. " * 2,
}


def test_a_rewrite_under_the_same_title_is_confirmed_and_recorded_in_the_same_crawl(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[URL] = page(REWRITE)
    assert run_crawl() == {Outcome.RECORDED: 1}
    assert versions(archive)[0].fetched_at == web.now


def test_a_rewrite_under_another_title_waits_until_it_has_held(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[URL] = page(REWRITE, title="Privacy Notice for Applicants")
    seen_first = web.now + timedelta(days=1)
    assert run_crawl() == {Outcome.HELD: 1}
    while run_crawl() == {Outcome.HELD: 1}:
        assert last(archive).failures < 10
    newest = versions(archive)[0]
    assert newest.fetched_at == seen_first
    assert newest.recorded_at == web.now


def test_a_crawl_that_is_run_again_at_once_confirms_nothing(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    web.bodies[URL] = page(REWRITE, title="Privacy Notice for Applicants")
    for _ in range(8):
        assert run_crawl() == {Outcome.HELD: 1}
        web.now -= timedelta(days=1)
    assert [held.seen for held in last(archive).held] == [1]


def test_other_links_that_stay_are_counted_though_the_server_has_nothing_new_and_then_recorded(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    def linked(target: str) -> bytes:
        return page({**CLAUSES, "More": f"See <a href={target}>what we ask of those who host for us</a>."})

    web.bodies[URL] = linked("/a")
    run_crawl()
    web.bodies[URL] = linked("/b")
    outcomes = []
    for _ in range(3):
        outcomes += run_crawl()
    assert outcomes == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.RECORDED]
    assert versions(archive)[0].change_class is ChangeClass.LINKS
    assert last(archive).pending is None


def test_a_held_capture_is_kept_with_its_reason(archive: Archive, run_crawl: Crawl, web: Pages) -> None:
    run_crawl()
    other = {
        f"Offer {n}": f"Summer offer number {n}: subscribe now and save on every plan that we sell. " * 3
        for n in range(4)
    }
    web.bodies[URL] = page(other, title="Summer sale")
    assert run_crawl() == {Outcome.HELD: 1}
    (held,) = last(archive).held
    assert held.reason
    assert last(archive).pending is None
    (body,) = archive.repository("lumen").bodies(held.snapshot, "privacy-policy")
    assert body.data == web.bodies[URL]


def test_a_document_of_two_pages_is_one_text_and_keeps_both_bodies(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    second = "https://lumen.example/annex"
    annex = {"Annex": "The annex lists the companies that host the service for us and where they are. " * 6}
    web.bodies[second] = page(annex, title="Annex to the policy")
    combined = declaration(URL, second)
    run_crawl(combined)
    (version,) = versions(archive)
    assert "\n---\n" in archive.repository("lumen").text(version)
    assert [source.url for source in version.sources] == [URL, second]
    assert len(archive.repository("lumen").bodies(version.snapshot, "privacy-policy")) == 2
    assert run_crawl(combined) == {Outcome.UNCHANGED: 1}


def test_other_selectors_read_the_stored_page_again_and_are_no_change(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    run_crawl()
    whole = declaration()
    narrow = replace(
        whole.documents[0],
        sources=(Source(url=URL, select=("main",), remove=("h2:last-of-type", "p:last-of-type")),),
    )
    assert run_crawl(replace(whole, documents=(narrow,))) == {Outcome.UNCHANGED: 1}
    newest, first = versions(archive)
    assert newest.cause is Cause.REEXTRACTION
    assert newest.fetched_at == first.fetched_at
    assert newest.recorded_at == web.now
    assert newest.snapshot == first.snapshot
    assert "Your rights" not in archive.repository("lumen").text(newest)


def test_a_bot_wall_with_an_error_status_is_called_by_its_name(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    wall = b"<html><head><title>Just a moment...</title></head><div class=cf-turnstile></div></html>"
    web.bodies[URL], web.statuses[URL] = wall, 403
    assert run_crawl() == {Outcome.FAILED: 1}
    assert last(archive).reason.startswith("HTTP 403, bot wall of Cloudflare: ")


@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "HTTP 403, error page: check the address in its declaration"), (503, "HTTP 503, error page")],
)
def test_to_check_the_address_is_not_advised_where_the_site_is_only_busy(
    archive: Archive, run_crawl: Crawl, web: Pages, status: int, reason: str
) -> None:
    web.bodies[URL] = b"<html><head><title>Error</title></head><h1>Something went wrong</h1></html>"
    web.statuses[URL] = status
    assert run_crawl() == {Outcome.FAILED: 1}
    assert last(archive).reason == reason


def test_a_policy_that_moved_for_good_is_followed_and_its_new_address_told(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    web.moved[URL] = "https://lumen.example/legal/privacy"
    web.bodies[web.moved[URL]] = page()
    assert run_crawl() == {Outcome.RECORDED: 1}
    assert last(archive).advice == (
        "moved permanently to https://lumen.example/legal/privacy; change the address in its declaration"
    )


def test_a_redirect_from_https_to_http_is_noted(archive: Archive, web: Pages, run_crawl: Crawl) -> None:
    seen = Capture(
        url=URL,
        final_url=URL.replace("https:", "http:"),
        redirects=(Redirect(url=URL, status=302),),
        status=200,
        fetched_at=web.now,
        body=page(),
        content_type="text/html",
        charset="utf-8",
        sha256="",
    )
    run_crawl(web=Answering(seen))
    assert "from https to http" in last(archive).advice


@dataclass(frozen=True)
class Answering:
    """A web with one answer, which no server on this machine can give: it has no certificate."""

    capture: Capture

    def fetch(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept_language: str = "",
        fresh: bool = False,
    ) -> Capture:
        return self.capture


def selecting(*selectors: str) -> Declaration:
    whole = declaration()
    return replace(
        whole, documents=(replace(whole.documents[0], sources=(Source(url=URL, select=selectors),)),)
    )


def test_where_selectors_rot_the_page_is_read_without_them_and_no_change_is_made_up(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    web.bodies[URL] = page().replace(
        b"<main>", b"<main class=legal><p>Part of the page that is declared.</p>"
    )
    run_crawl(selecting(".legal"))
    web.bodies[URL] = page().replace(
        b"<main>", b"<main class=redesign><p>Part of the page that is declared.</p>"
    )
    assert run_crawl(selecting(".legal")) == {Outcome.UNCHANGED: 1}
    assert "'.legal' matches nothing" in last(archive).advice
    (stays,) = versions(archive)
    assert "Part of the page that is declared." in archive.repository("lumen").text(stays)
    changed = reworded("How we use it", "do not use your conversations", "use your conversations")
    web.bodies[URL] = page(changed)
    assert run_crawl(selecting(".legal")) == {Outcome.RECORDED: 1}
    assert versions(archive)[0].sentences.amended == 1


def test_an_error_page_without_the_declared_parts_leaves_stored_texts_as_they_are(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    web.bodies[URL] = page().replace(
        b"<main>", b"<main class=legal><p>Part of the page that is declared.</p>"
    )
    run_crawl(selecting(".legal"))
    web.bodies[URL] = (
        b"<html><body><h1>Error</h1><p>Something went wrong. Please try again later.</p></body></html>"
    )
    assert run_crawl(selecting(".legal")) == {Outcome.FAILED: 1}
    assert len(versions(archive)) == 1


def sharing(*documents: Declaration) -> Declaration:
    """One platform with these documents on one page."""
    titles = [one.documents[0].title for one in documents]
    shared = tuple(
        replace(one.documents[0], beside=tuple(title for title in titles if title != one.documents[0].title))
        for one in documents
    )
    return replace(documents[0], documents=shared)


def test_a_selector_that_matches_nothing_fails_where_nothing_else_tells_two_documents_apart(
    archive: Archive, run_crawl: Crawl
) -> None:
    (cookies,) = selecting("#cookies").documents
    lost = replace(declaration(), documents=(replace(cookies, title="Cookie Policy", slug="cookie-policy"),))
    assert run_crawl(sharing(declaration(), lost)) == {Outcome.FAILED: 1, Outcome.RECORDED: 1}
    assert "'#cookies' matches nothing" in last(archive, "cookie-policy").reason


def test_a_document_whose_selector_rots_is_found_by_its_title_on_a_page_of_several(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    cookies = "<h1>Cookie Policy</h1><p>" + "We set a cookie that remembers your language and no other. " * 12
    web.bodies[URL] = page().replace(b"</main>", cookies.encode() + b"</main>")
    both = sharing(selecting("#privacy"), declaration(title="Cookie Policy"))
    assert run_crawl(both) == {Outcome.RECORDED: 2}
    repository = archive.repository("lumen")
    privacy, cookie = (
        repository.text(versions(archive, name)[0]) for name in ("privacy-policy", "cookie-policy")
    )
    assert privacy.startswith("# Privacy Policy\n")
    assert "remembers your language" not in privacy
    assert cookie.startswith("# Cookie Policy\n")
    assert "Who we are" not in cookie


def test_a_damaged_text_is_written_again_by_the_next_crawl(archive: Archive, run_crawl: Crawl) -> None:
    run_crawl()
    (version,) = versions(archive)
    repository = archive.repository("lumen")
    blob = repository.store.blob_at(version.id, "privacy-policy.md") or ""
    path = repository.path / "objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(b"")
    run_crawl()
    assert CLAUSES["Who we are"][:20] in Repository.open(repository.path).text(version)


def test_a_page_that_was_waited_for_when_the_crawl_was_ended_is_not_observed_as_failed(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    stop = threading.Event()

    web.on_request = lambda url, times: stop.set()  # at the first request, for robots.txt
    assert run_crawl(stop=stop) == {}
    assert archive.repository("lumen").last_observations() == {}


def test_an_interrupted_crawl_observes_what_it_looked_at_and_goes_on_the_next_time(
    archive: Archive, run_crawl: Crawl, web: Pages
) -> None:
    class Interrupting(Silence):
        def looked(self, platform: str, observation: Observation) -> None:
            stop.set()

    stop = threading.Event()
    assert run_crawl(declaration(), progress=Interrupting(), stop=stop) == {Outcome.RECORDED: 1}
    assert last(archive).outcome is Outcome.RECORDED
    assert run_crawl() == {Outcome.UNCHANGED: 1}


@pytest.mark.parametrize(("noise", "times"), [("0", 1), ("1", 2)])
def test_a_changed_page_is_read_and_judged_once_where_the_second_request_gets_the_same_bytes(
    archive: Archive, web: Pages, noise: str, times: int
) -> None:
    computed: list[str] = []

    def counting(function: Callable[..., Any], *args: Any) -> Any:
        computed.append(function.__name__)
        return function(*args)

    web.crawl(archive, [declaration()])
    changed = reworded("How we use it", "30 days", "90 days")
    web.bodies[URL] = page(changed)
    web.on_request = lambda url, asked: (
        web.bodies.update({URL: page(changed, noise=noise)}) if asked > 1 else None
    )
    (looked,) = web.crawl(archive, [declaration()], compute=counting).looks
    assert looked.observation.outcome is Outcome.RECORDED
    assert len(web.asked(URL)) == 3
    assert computed.count("judge") == computed.count("read_without_rotten_selectors") == times
