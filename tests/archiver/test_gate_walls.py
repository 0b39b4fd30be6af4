"""Pages that come in a policy's place, and what they are called."""

from __future__ import annotations

import pytest

from archiver.gate import Candidate
from archiver.gate.impostors import elsewhere, failure, unclosed, wall_by_words
from archiver.gate.prepared import Prepared
from tests.archiver.policies import captured

PADDING = "Here is some more text that stands around it on the page, so that it is not short. " * 6
URL = "https://acme.example/legal/privacy"


def why(candidate: Candidate) -> str:
    return failure(candidate, Prepared(candidate.text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Just a moment... Checking your browser", "bot wall"),
        ("Verify you are human by completing the action below.", "captcha"),
        ("Please verify that you're not a robot", "captcha"),
        ("You need to enable JavaScript to run this app.", "page that asks for scripts"),
        ("Bitte JavaScript aktivieren", "page that asks for scripts"),
        ("This content is not available in your country.", "page that is not available here"),
        ("We are down for maintenance and will be back soon.", "maintenance page"),
        ("404 Page not found", "error page"),
        ("This page isn’t available. The link may be broken.", "error page"),
        ("Application error: a client-side exception has occurred", "error page"),
        ("Oops! Something went wrong", "error page"),
        ("Seite nicht gefunden", "error page"),
        ("页面不存在", "error page"),
        ("Sign in to continue. Forgot your password?", "login page"),
        ("Before you continue. Accept all. Reject all.", "consent wall"),
        ("Wir und unsere Partner nutzen Cookies. Alle akzeptieren", "consent wall"),
        ("Redirecting to legal.acme.example", "page that only sends the reader on"),
    ],
)
def test_a_wall_is_called_by_its_name_in_few_words_and_in_more(text: str, name: str) -> None:
    for page in (text, f"{text} {PADDING}"):
        assert why(Candidate(text=page)).startswith(f"{name}:")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (b"<html><script>window._cf_chl_opt={}</script>", "bot wall of Cloudflare"),
        (b"<html>Access Denied <p>Reference #18.2f</p> errors.edgesuite.net", "bot wall of Akamai"),
        (b"<html><iframe src=/_Incapsula_Resource?x=1>", "bot wall of Incapsula"),
        (b"<html><script src=https://geo.captcha-delivery.com/c.js>", "bot wall of DataDome"),
        (b"<html><div id=px-captcha></div>", "bot wall of HUMAN"),
        (b"<html><script>AwsWafIntegration.checkForceRefresh()</script>", "bot wall of AWS"),
    ],
)
def test_a_vendors_wall_is_told_by_its_source(source: bytes, name: str) -> None:
    capture = captured(source, content_type="text/html; charset=utf-8")
    assert why(Candidate(text="Hello", captures=(capture,))).startswith(f"{name}:")


def test_a_vendors_marks_on_a_page_with_a_policy_say_nothing() -> None:
    source = b"<html><script src=/cdn-cgi/challenge.js>cf-turnstile</script>"
    text = "We keep personal data safe for you. " * 80
    assert why(Candidate(text=text, captures=(captured(source),))) == ""


def test_a_long_policy_may_speak_of_cookies_scripts_and_errors() -> None:
    text = "We use cookies to remember you; if you enable JavaScript you may reject all. " * 40
    assert why(Candidate(text=text)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "This Agreement terminates where the service is discontinued.",
        "We do not sell personal data. You may ask us to delete it.",
        "The services are provided as is, without a warranty that they are free of errors.",
        "Requests for records are answered by our law enforcement team.",
    ],
)
def test_a_policys_own_words_are_no_wall(text: str) -> None:
    assert wall_by_words(text) is None


def test_no_text_and_little_text_are_told_apart() -> None:
    assert why(Candidate(text="\n")).startswith("the page has no text")
    assert why(Candidate(text="We keep your data for 30 days.")).startswith("only 7 words")


def test_a_list_of_documents_is_no_document() -> None:
    links = "\n".join(
        f"- [Terms for {word}](/{word})" for word in ("buyers", "sellers", "pupils", "staff", "all")
    )
    text = f"Below you find our legal documents, each on a page of its own. {PADDING}\n\n{links}\n"
    assert why(Candidate(text=text)).startswith("page that only lists documents")


def test_one_failed_page_fails_a_document_of_several() -> None:
    pages = ("We keep personal data safe for you. " * 70, "Application error: an exception has occurred")
    two = (captured(), captured(url=URL + "/2"))
    reason = why(Candidate(text="\n\n---\n\n".join(pages), captures=two))
    assert reason.startswith("page 2 of the document: error page")


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
