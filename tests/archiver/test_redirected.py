"""A page that only redirects is told with the address that it leads to."""

from __future__ import annotations

import pytest

from archive_repo.records import Outcome
from archiver.gate import Candidate, Past, judge, redirected
from tests.archiver.policies import START, captured

URL = "https://acme.example/legal/privacy"
SAID = "You are being redirected."
LONG = f"https://acme.example/{'a' * redirected.LONGEST}"[: redirected.LONGEST]


@pytest.mark.parametrize(
    ("text", "source", "address"),
    [
        (SAID, '<meta http-equiv="refresh" content="0; url=/terms">', "https://acme.example/terms"),
        (SAID, "<META content='0;URL=&#39;../a&#39;' HTTP-EQUIV=Refresh>", "https://acme.example/a"),
        ("Redirecting to legal.acme.example", "", "https://legal.acme.example"),
        ("You will be redirected to https://acme.example/a.", "", "https://acme.example/a"),
        (f"{SAID} [Go on](/privacy-2)", "", "https://acme.example/privacy-2"),
        (f"{SAID} [Go on](/one) [Home](/two)", "", ""),
        (SAID, '<script>window.location.href = "/terms"</script>', "https://acme.example/terms"),
        (SAID, "<script>location.replace('https://b.example/')</script>", "https://b.example/"),
        (SAID, "<script>location = '/a'; location.assign('/b')</script>", ""),
        (SAID, '<meta http-equiv="refresh" content="5">', ""),
        (SAID, f'<meta http-equiv="refresh" content="0; url={URL}">', ""),
        (SAID, '<meta http-equiv="refresh" content="0; url=javascript:go()">', ""),
        (SAID, f'<meta http-equiv="refresh" content="0; url={LONG}">', LONG),
        (SAID, f'<meta http-equiv="refresh" content="0; url={LONG}a">', ""),
    ],
)
def test_the_address_is_told_that_the_page_names(text: str, source: str, address: str) -> None:
    capture = captured(f"<html>{source}</html>".encode(), url=URL)
    verdict = judge(Candidate(text=text, captures=(capture,)), Past(), START)
    where = f", {address}" if address else ""
    assert verdict.outcome is Outcome.FAILED
    assert verdict.reason == f"page that only redirects: declare the address it points to{where}"
