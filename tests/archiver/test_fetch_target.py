"""Where a URL is asked for: addresses that are read without httpx are what httpx would make of them."""

from __future__ import annotations

import httpx
import pytest

from archiver.fetch import target

WRITTEN_AS_THEY_ARE = (
    "https://a.example/",
    "https://a.example/legal/privacy-policy",
    "http://a.example:8080/p?lang=en&v=1.2",
    "http://127.0.0.1:8000/~terms/v1.html",
    "https://a.b.c.9/p",
    "http://a.example:65535/",
    "https://a.example//p/...hidden;x=1,2+3:4@5",
    "https://a-b.example/p?a=/b/../c",
)

NOT_PLAIN = (
    "https://a.example",
    "https://A.example/P",
    "HTTPS://a.example/",
    "https://a.example:443/p",
    "http://a.example:80/p",
    "http://a.example:0080/p",
    "https://a.example/a/../b/./c",
    "https://a.example/p?",
    "https://a.example/p#top",
    "https://a.example/é?q=ü",
    "https://a.example/a b/%7Ec/%zz",
    "https://xn--bcher-kva.example/p",
    "https://bücher.example/p",
    "https://user:secret@a.example/p",
    "http://[::1]:8000/p",
    "https://a.example/" + "x" * 1001,
    "https://a.example/p?" + "x" * 1001,
)


@pytest.mark.parametrize("url", [*WRITTEN_AS_THEY_ARE, *NOT_PLAIN])
def test_a_url_is_asked_for_as_httpx_would(url: str):
    found, whole = target.of(url), httpx.URL(url.partition("#")[0])
    request = httpx.Request("GET", whole)
    assert found.text == str(whole)
    assert (found.url.scheme, found.url.host, found.url.port, found.url.target) == (
        whole.raw_scheme,
        whole.raw_host,
        whole.port,
        whole.raw_path,
    )
    assert found.host.decode() == request.headers["host"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "https:///p",
        "https://",
        "a.example/p",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a.example:99999/",
        "http://1.2.3.456/",
        "http://01.2.3.4/",
        "https://xn--a/p",
        "http://[oops",
        "https://a.example/\x01",
    ],
)
def test_a_url_that_cannot_be_connected_to_is_refused(url: str):
    with pytest.raises(ValueError, match=r"\w"):
        target.of(url)
