"""Over TLS: whose certificates are believed, what HTTP/2 may send, and what a way back to http is."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h2.errors
import httpx
import pytest
import trustme

from archive_repo.format import snapshot
from archive_repo.format.snapshot import Peer
from archiver import errors
from archiver.fetch import peers
from archiver.fetch.capture import Validators
from archiver.fetch.fetcher import Fetcher
from archiver.fetch.hosts import Hosts, anywhere
from archiver.fetch.transport import Transport
from tests.archiver import http2
from tests.archiver.conftest import Answer, MakeFetcher, Web, serving
from tests.archiver.http2 import Stream, Web2

PAGE = b"<p>We keep your data for 30 days.</p>"
HTML = [("content-type", "text/html")]
HERE = Hosts(resolve=lambda host, port: ["127.0.0.1"], allows=anywhere)
"""Every host is this machine."""

Fetch = Callable[[], Fetcher]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def certificate(authority: trustme.CA, host: str = "a.example", **made: datetime) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host, **made).configure_cert(context)
    return context


@pytest.fixture
def trusting(authority: trustme.CA, fetcher: MakeFetcher) -> Fetch:
    """Makes a fetcher that believes the authority."""

    def make() -> Fetcher:
        trust = ssl.create_default_context()
        authority.configure_trust(trust)
        return fetcher(Transport(HERE, trust=trust), attempts=2)

    return make


def fingerprint(pem: bytes) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.decode())).hexdigest()


def test_it_is_kept_who_answered_at_each_hop_and_by_which_certificates(
    authority: trustme.CA, trusting: Fetch, serve: Web
) -> None:
    issued = authority.issue_cert("a.example")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued.configure_cert(context)
    with serving(context) as web:
        web.pages["/p"] = Answer(body=PAGE)
        serve.pages["/p"] = Answer(status=302, headers={"Location": f"https://a.example:{web.port}/p"})
        plain, secured = trusting().fetch(f"http://b.example:{serve.port}/p").peers
    assert plain == Peer(address="127.0.0.1")
    assert (secured.address, secured.tls) == ("127.0.0.1", "TLSv1.3")
    assert secured.issuer.startswith("OU=Testing CA #")
    own, *_, root = secured.certificates
    assert own == fingerprint(issued.cert_chain_pems[0].bytes())
    assert root == fingerprint(authority.cert_pem.bytes())


def test_who_answered_is_stored_with_the_page_and_read_again(trusting: Fetch, secure: Web) -> None:
    body = trusting().fetch(f"https://a.example:{secure.port}/p").as_body()
    assert [one.address for one in body.fetched.peers] == ["127.0.0.1"]
    assert snapshot.from_json(snapshot.to_json(body.fetched)) == body.fetched


def test_a_connection_that_hung_up_costs_no_page(trusting: Fetch, secure: Web) -> None:
    class Gone:
        def get_extra_info(self, _: str) -> None:
            raise OSError("not connected")

    assert peers.of(httpx.Response(200, extensions={"network_stream": Gone()})) == Peer()
    assert peers.known([Peer(), Peer()]) == ()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Web]:
    with serving(certificate(authority)) as web:
        web.pages["/p"] = Answer(body=PAGE)
        yield web


@pytest.fixture
def web2(authority: trustme.CA) -> Iterator[Web2]:
    with http2.serving(certificate(authority)) as web:
        yield web


def test_a_host_that_its_authority_vouches_for_is_believed(secure: Web, trusting: Fetch):
    assert trusting().fetch(f"https://a.example:{secure.port}/p").body == PAGE


def test_an_authority_that_the_environment_names_is_believed(
    secure: Web, authority: trustme.CA, fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "authority.pem").write_bytes(authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert fetcher(Transport(HERE)).fetch(f"https://a.example:{secure.port}/p").body == PAGE


def test_an_authority_in_a_folder_that_the_environment_names_is_believed(
    secure: Web, authority: trustme.CA, fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    named = ("openssl", "x509", "-noout", "-subject_hash", "-in", str(tmp_path / "authority.pem"))
    hashed = subprocess.run(named, capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "authority.pem").rename(tmp_path / f"{hashed}.0")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert fetcher(Transport(HERE)).fetch(f"https://a.example:{secure.port}/p").body == PAGE


def test_an_authority_that_nobody_knows_is_not_believed(
    secure: Web, fetcher: MakeFetcher, waits: list[float]
):
    with pytest.raises(errors.CertificateRefused, match="is not trusted: unable to get local issuer"):
        fetcher(Transport(HERE)).fetch(f"https://a.example:{secure.port}/p")
    assert waits == []  # asked once: a certificate is none that passes by itself
    assert secure.requests == []


def test_a_certificate_of_another_authority_is_refused(trusting: Fetch):
    with serving(certificate(trustme.CA())) as web, pytest.raises(errors.CertificateRefused):
        trusting().fetch(f"https://a.example:{web.port}/p")


def test_a_certificate_that_vouches_for_itself_is_refused(fetcher: MakeFetcher, tmp_path: Path):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    chain = tmp_path / "self.pem"
    chain.write_bytes(authority.cert_pem.bytes() + authority.private_key_pem.bytes())
    context.load_cert_chain(chain)
    with serving(context) as web, pytest.raises(errors.CertificateRefused, match="self-signed"):
        fetcher(Transport(HERE)).fetch(f"https://a.example:{web.port}/p")


def test_a_certificate_that_has_expired_is_refused(authority: trustme.CA, trusting: Fetch):
    ended = datetime.now(UTC) - timedelta(days=1)
    made = certificate(authority, not_before=ended - timedelta(days=90), not_after=ended)
    with serving(made) as web, pytest.raises(errors.CertificateRefused, match="has expired"):
        trusting().fetch(f"https://a.example:{web.port}/p")


def test_a_certificate_of_another_host_is_refused(secure: Web, trusting: Fetch):
    with pytest.raises(errors.CertificateRefused, match=r"not valid for 'b\.example'"):
        trusting().fetch(f"https://b.example:{secure.port}/p")
    assert secure.requests == []


def test_a_server_that_speaks_no_tls_is_a_failed_connection(serve: Web, trusting: Fetch):
    with pytest.raises(errors.ConnectionFailed):
        trusting().fetch(f"https://a.example:{serve.port}/p")


@pytest.mark.parametrize(("there", "back"), [("http", False), ("https", True)])
def test_a_redirect_from_https_to_http_is_followed_and_noted(
    serve: Web, secure: Web, trusting: Fetch, there: str, back: bool
):
    serve.pages["/p"] = Answer(body=PAGE)
    serve.pages["/to"] = Answer(status=302, headers={"Location": f"https://a.example:{secure.port}/p"})
    secure.pages["/to"] = Answer(status=302, headers={"Location": f"http://a.example:{serve.port}/p"})
    capture = trusting().fetch(f"{there}://a.example:{(secure if back else serve).port}/to")
    assert capture.body == PAGE
    assert capture.downgraded is back


def test_pages_of_a_host_come_over_one_http2_connection(web2: Web2, trusting: Fetch):
    web2.pages["/p"] = web2.pages["/q"] = lambda stream: stream.answer("200", PAGE, HTML)
    one = trusting()
    for path in ("/p", "/q"):
        capture = one.fetch(web2.url(path))
        assert (capture.body, capture.content_type) == (PAGE, "text/html")
    assert [stream.path for stream in web2.requests] == ["/robots.txt", "/p", "/q"]
    assert web2.connections == 1


def test_a_page_that_has_not_changed_comes_without_a_body_over_http2_too(web2: Web2, trusting: Fetch):
    web2.pages["/p"] = lambda stream: stream.answer("304")
    assert trusting().fetch(web2.url("/p"), Validators(etag='"1"')).not_modified
    assert web2.requests[-1].headers["if-none-match"] == '"1"'


def reset(stream: Stream) -> None:
    stream.connection.send_headers(stream.id, [(":status", "200")])
    stream.connection.send_data(stream.id, PAGE[:5])
    stream.connection.reset_stream(stream.id, h2.errors.ErrorCodes.INTERNAL_ERROR)


def go_away(stream: Stream) -> None:
    stream.connection.send_headers(stream.id, [(":status", "200")])
    stream.connection.close_connection(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)


def too_short(stream: Stream) -> None:
    stream.answer("200", PAGE, [("content-length", "1000")])


def too_long(stream: Stream) -> None:
    stream.answer("200", PAGE, [("content-length", "5")])


@pytest.mark.parametrize("play", [reset, go_away, too_short, too_long])
def test_a_page_that_http2_cuts_short_is_noticed(web2: Web2, trusting: Fetch, play: http2.Play):
    web2.pages["/p"] = play
    with pytest.raises((errors.BodyCutShort, errors.ConnectionFailed, errors.BadAnswer)):
        trusting().fetch(web2.url("/p"))


@pytest.mark.parametrize("status", ["abc", "", "-1", "0", "20", "99999", "2 0 0", "\u0662\u0660\u0660"])
def test_a_status_that_is_none_fails_its_page_with_a_reason(web2: Web2, trusting: Fetch, status: str):
    web2.pages["/p"] = lambda stream: stream.answer(status, PAGE)
    with pytest.raises(errors.FetchError) as caught:
        trusting().fetch(web2.url("/p"))
    assert caught.value.reason.isprintable()


@pytest.mark.parametrize(
    "headers",
    [
        [("ETag", "upper case")],
        [(":path", "/a pseudo-header of requests")],
        [("connection", "close")],
        [("x", "a\r\nforged: yes")],
        [("x", "\x00")],
        [("x y", "z")],
        [("content-length", "x")],
        [("content-length", "-1")],
    ],
    ids=str,
)
def test_headers_that_http2_forbids_fail_their_page_or_do_no_harm(
    web2: Web2, trusting: Fetch, headers: http2.Headers
):
    web2.pages["/p"] = lambda stream: stream.answer("200", PAGE, headers)
    reasons: list[str] = []
    try:
        assert trusting().fetch(web2.url("/p")).body == PAGE
    except errors.FetchError as error:
        reasons.append(error.reason)
    assert all(reason.isprintable() for reason in reasons)
