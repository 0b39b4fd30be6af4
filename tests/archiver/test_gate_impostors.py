"""Pages that come in a policy's place: how sure it is that they do, and what they are called."""

from __future__ import annotations

import pytest

from archive_repo.records import Outcome
from archiver.gate import Candidate, Past, Verdict, judge
from archiver.gate.impostors import elsewhere, name, unclosed
from archiver.gate.prepared import Prepared
from tests.archiver.corpus import candidate, impostors, policies, remembered, text
from tests.archiver.policies import START, captured

URL = "https://acme.example/legal/privacy"
PLAIN = "Here is some more text that stands around it on the page, so that it is not short. " * 6
PADDING = PLAIN.replace("more text", "more text on consent")
SAID = "You have been blocked. Solve the captcha."
POLICY_WORDS = "You consent that your personal data is processed as the law requires. "
TURNSTILE = b"<html><body><div class=cf-turnstile></div></body></html>"


def look(text: str, **known: object) -> Verdict:
    return judge(Candidate(text=text, **known), Past(), START)  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "has"), [(4, True), (5, True), (6, False)])
def test_words_are_counted_across_lines(count: int, has: bool) -> None:
    assert Prepared("# We keep\n\nyour [data](/d),\n\n— ever.").has_words(count) is has


def test_a_text_without_words_has_none() -> None:
    assert not Prepared("").has_words(1)
    assert not Prepared("—\n\n...").has_words(1)


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("Just a moment... Checking your browser", "bot wall"),
        ("Verify you are human by completing the action below.", "captcha"),
        ("Please verify that you're not a robot", "captcha"),
        ("You need to enable JavaScript to run this app.", "page that needs scripts"),
        ("Bitte JavaScript aktivieren", "page that needs scripts"),
        ("This content is not available in your country.", "page that is not available here"),
        ("We are down for maintenance and will be back soon.", "maintenance page"),
        ("404 Page not found", "error page"),
        ("This page isn’t available. The link may be broken.", "error page"),
        ("Application error: a client-side exception has occurred", "error page"),
        ("Oops! Something went wrong", "error page"),
        ("Seite nicht gefunden", "error page"),
        ("Es ist ein Fehler aufgetreten. Wir konnten die Seite nicht laden.", "error page"),
        ("Une erreur est survenue. Impossible de charger la page.", "error page"),
        ("Algo ha salido mal: se ha producido un error.", "error page"),
        ("Si è verificato un errore.", "error page"),
        ("Ocorreu um erro. Não foi possível carregar a página.", "error page"),
        ("Er ging iets mis.", "error page"),
        ("页面不存在", "error page"),
        ("Sign in to continue. Forgot your password?", "login page"),
        ("Before you continue. Accept all. Reject all.", "consent wall"),
        ("Wir und unsere Partner nutzen Cookies. Alle akzeptieren", "consent wall"),
        ("Redirecting to legal.acme.example", "page that only redirects"),
    ],
)
def test_a_page_of_a_few_words_has_failed_and_is_called_by_its_name(said: str, called: str) -> None:
    verdict = look(said)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reason.startswith(f"{called}:")


@pytest.mark.parametrize(
    ("source", "called"),
    [
        (b"<html><script>window._cf_chl_opt={}</script>", "bot wall of Cloudflare"),
        (b"<html>Access Denied <p>Reference #18.2f</p> errors.edgesuite.net", "bot wall of Akamai"),
        (b"<html><p>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net</p>", "bot wall of Akamai"),
        (b"<html><iframe src=/_Incapsula_Resource?x=1>", "bot wall of Incapsula"),
        (b"<html><script src=https://geo.captcha-delivery.com/c.js>", "bot wall of DataDome"),
        (b"<html><div id=px-captcha></div>", "bot wall of HUMAN"),
        (b"<html><script>AwsWafIntegration.checkForceRefresh()</script>", "bot wall of AWS"),
    ],
)
def test_a_vendors_wall_of_a_few_words_is_told_by_its_source(source: bytes, called: str) -> None:
    verdict = look("Hello", captures=(captured(source, content_type="text/html; charset=utf-8"),))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reason.startswith(f"{called}:")


def test_a_vendors_marks_fail_a_longer_page_only_where_its_title_says_the_same() -> None:
    captures = (captured(TURNSTILE),)
    assert look(PADDING, captures=captures).outcome is Outcome.RECORDED
    verdict = look(PADDING, captures=captures, title="Just a moment...")
    assert (verdict.outcome, verdict.reason.partition(":")[0]) == (Outcome.FAILED, "bot wall of Cloudflare")


def test_a_vendors_marks_in_a_pdf_say_nothing() -> None:
    capture = captured(TURNSTILE, content_type="application/pdf")
    assert look("Hello", captures=(capture,)).reason.startswith("only 1 words")


def test_what_only_its_words_speak_against_is_held_with_the_way_in() -> None:
    verdict = look(f"{PADDING} {SAID}")
    assert verdict.outcome is Outcome.HELD
    assert verdict.reason.startswith("captcha: ")
    assert "accept it with `archiver quarantine`" in verdict.reason


@pytest.mark.parametrize("title", ["404", "Oops!", "Rate limit exceeded", "Security check", "Access denied"])
def test_what_policies_say_too_counts_in_a_title_or_a_first_heading(title: str) -> None:
    assert look(PADDING, title=title).outcome is Outcome.HELD
    assert look(f"# {title}\n\n{PADDING}").outcome is Outcome.HELD


@pytest.mark.parametrize("said", ["404", "Oops", "rate limit", "security check"])
def test_what_policies_say_too_does_not_count_in_their_text(said: str) -> None:
    assert look(f"{PADDING} It is {said}, it was {said}, and {said} it will be.").outcome is Outcome.RECORDED


@pytest.mark.parametrize("title", ["Access Denied Policy", "Rules on CAPTCHAs", "Maintenance terms"])
def test_a_title_that_names_a_document_is_no_impostors(title: str) -> None:
    assert look(f"# {title}\n\n{PADDING}", title=title).outcome is Outcome.RECORDED


def test_the_declared_title_is_no_impostors() -> None:
    page = f"# Login security\n\n{PADDING}"
    assert look(page).outcome is Outcome.HELD
    assert look(page, declared="Login Security").outcome is Outcome.RECORDED


def test_phrases_are_outranked_by_a_heading_that_names_a_document_with_a_policys_words() -> None:
    said = f"{POLICY_WORDS * 6} {SAID}"
    assert look(f"# Bot Policy\n\n{said}").outcome is Outcome.RECORDED
    assert look(f"# Bots\n\n{said}").outcome is Outcome.HELD
    assert look(said, title="Bot Policy").outcome is Outcome.HELD
    assert look(f"# Bot Policy\n\n{PLAIN} {SAID}").outcome is Outcome.HELD


def test_phrases_are_outranked_by_a_selector_and_titles_are_not() -> None:
    said = f"{PADDING} {SAID}"
    assert look(said, selected=True).outcome is Outcome.RECORDED
    assert look(f"# Access denied\n\n{said}", selected=True).outcome is Outcome.HELD


def test_a_selector_counts_where_it_names_a_place_that_no_other_page_has() -> None:
    policy = policies()["what-we-remove"]
    assert judge(candidate(policy, "article"), Past(), START).outcome is Outcome.HELD
    assert judge(candidate(policy, ".hc article"), Past(), START).outcome is Outcome.RECORDED


def test_a_selector_that_matches_nothing_does_not_count() -> None:
    wall = candidate(impostors()["login-sign-in-to-read"], ".legal-text")
    assert judge(wall, Past(), START).outcome is Outcome.HELD


def test_an_edit_of_what_a_person_has_let_in_is_an_edit_whatever_it_says() -> None:
    accepted = text("what-we-remove")
    assert judge(Candidate(text=accepted), Past(), START).outcome is Outcome.HELD
    edited = Candidate(text=accepted.replace("ten days", "twelve days"))
    assert judge(edited, remembered(accepted), START).outcome is Outcome.RECORDED


def test_a_wall_that_is_put_before_a_short_policy_is_no_edit_of_it() -> None:
    wall = "We and our 300 partners use cookies. Accept all or reject all.\n\n"
    policy = text("copyright-page")
    assert judge(Candidate(text=wall + policy), remembered(policy), START).outcome is Outcome.HELD


def test_a_long_policy_may_speak_of_cookies_scripts_and_errors() -> None:
    said = "We use cookies by consent; if you enable JavaScript you may reject all. " * 40
    assert look(said).outcome is Outcome.RECORDED


@pytest.mark.parametrize(
    "said",
    [
        "This Agreement terminates where the service is discontinued.",
        "We do not sell personal data. You may ask us to delete it.",
        "The services are provided as is, without a warranty that they are free of errors.",
        "Requests for records are answered by our law enforcement team.",
    ],
)
def test_a_policys_own_words_name_nothing(said: str) -> None:
    assert name(said) == ""


def test_no_text_and_little_text_are_told_apart() -> None:
    assert look("\n").reason.startswith("the page has no text")
    assert look("We keep your data for 30 days.").reason.startswith("only 7 words")


def test_a_list_of_documents_is_held_and_a_short_one_has_failed() -> None:
    links = "\n".join(
        f"- [Terms for {who}](/{who})" for who in ("buyers", "sellers", "pupils", "staff", "all")
    )
    short, long = look(links), look(f"{PADDING}\n\n{links}\n")
    assert (short.outcome, long.outcome) == (Outcome.FAILED, Outcome.HELD)
    assert short.reason.startswith("page that only lists documents")
    assert long.reason.startswith("page that only lists documents")


@pytest.mark.parametrize(("named", "outcome"), [(4, Outcome.RECORDED), (5, Outcome.HELD)])
def test_a_list_of_links_that_name_documents_is_held_even_if_it_is_headed_like_one(
    named: int, outcome: Outcome
) -> None:
    links = [f"- [{'Terms' if number < named else 'News'} for {number}](/{number})" for number in range(5)]
    text = "\n".join(["## Terms", f"{PADDING} {POLICY_WORDS}", *links])
    assert look(text).outcome is outcome


def test_one_failed_page_fails_a_document_of_several() -> None:
    pages = (POLICY_WORDS * 8, "Application error: an exception has occurred")
    two = (captured(), captured(url=URL + "/2"))
    verdict = look("\n\n---\n\n".join(pages), captures=two)
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reason.startswith("page 2 of the document: error page")


@pytest.mark.parametrize(
    ("final_url", "place"),
    [
        ("https://acme.example/", "home page"),
        ("https://www.acme.example", "home page"),
        ("https://acme.example/de/", "home page"),
        ("https://acme.example/legal", "home page"),
        ("https://acme.example/login?next=%2Flegal", "login page"),
        ("https://acme.example/legal/privacy/", ""),
        ("https://acme.example/policies/privacy", ""),
    ],
)
def test_where_redirects_ended_is_named_when_it_is_another_page(final_url: str, place: str) -> None:
    assert elsewhere(captured(url=URL, final_url=final_url)) == place


def test_a_page_without_its_end_tags_is_unclosed_and_a_pdf_is_not() -> None:
    assert unclosed(captured(b"<html><body><p>half"))
    assert not unclosed(captured(b"<html><body><p>all</body></html>\n"))
    assert not unclosed(captured(b"%PDF-1.7", content_type="application/pdf"))
    assert not unclosed(captured())


@pytest.mark.parametrize(("over", "is_named"), [(0, True), (1, False)])
def test_a_vendor_is_looked_for_in_the_first_200_000_bytes(over: int, is_named: bool) -> None:
    mark = b"captcha-delivery.com"
    page = captured(b"<p>" + b" " * (200_000 - len(mark) - 3 + over) + mark)
    verdict = judge(Candidate(text="Wait.", captures=(page,)), Past(), START)
    assert verdict.reason.startswith("bot wall of DataDome") is is_named
