from __future__ import annotations

import gzip
import hashlib
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.format.snapshot import Redirect
from archiver import errors
from archiver.fetch import Fetcher, Validators, body, failures, network
from archiver.fetch.fetcher import retry_after
from archiver.fetch.single_flight import Once
from archiver.settings import FetchSettings
from tests.archiver.conftest import Answer, Web, reset

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
PAGE = b"<p>We keep your data for 30 days.</p>"
Make = Callable[..., Fetcher]


@pytest.fixture
def waits() -> list[float]:
    """The pauses that fetchers took, in seconds."""
    return []


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def fetcher(waits: list[float], stop: threading.Event) -> Iterator[Make]:
    """Makes fetchers that may ask this machine, at no pace, and whose pauses take no time."""
    made: list[Fetcher] = []

    def make(**settings: object) -> Fetcher:
        chosen = {"allow_private_addresses": True, "delay_seconds": 0.0, "timeout_seconds": 5.0, **settings}
        one = Fetcher(
            FetchSettings(**chosen),  # type: ignore[arg-type]
            clock=lambda: NOW,
            stop=stop,
            sleep=waits.append,
            monotonic=lambda: sum(waits),
            random=lambda: 1.0,
        )
        made.append(one)
        return one

    yield make
    for one in made:
        one.__exit__(None, None, None)


def compressed(body: bytes, encoding: str = "gzip") -> Answer:
    return Answer(body=body, headers={"Content-Encoding": encoding})


def test_a_capture_holds_the_bytes_and_how_they_were_got(serve: Web, fetcher: Make):
    headers = {"Content-Type": "text/html; charset=ISO-8859-1", "ETag": '"1"', "X-Other": "x"}
    serve.pages["/p"] = Answer(body=PAGE, headers=headers)
    capture = fetcher().fetch(serve.url("/p#data"))
    assert (capture.url, capture.final_url) == (serve.url("/p#data"), serve.url("/p"))
    assert (capture.status, capture.body, capture.fetched_at) == (200, PAGE, NOW)
    assert (capture.content_type, capture.charset) == ("text/html; charset=ISO-8859-1", "iso-8859-1")
    assert capture.headers["etag"] == '"1"'
    assert "x-other" not in capture.headers
    assert capture.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert (capture.redirects, capture.not_modified, capture.permanently_moved) == ((), False, False)


def test_a_request_says_who_asks_and_in_which_language(serve: Web, fetcher: Make):
    serve.pages["/p"] = Answer(body=PAGE)
    fetcher(user_agent="watcher/2 (+https://a.example)", accept_language="de").fetch(serve.url("/p"))
    headers = serve.asked("/p")[0].headers
    assert (headers["user-agent"], headers["accept-language"]) == ("watcher/2 (+https://a.example)", "de")


@pytest.mark.parametrize(
    "answer",
    [
        compressed(gzip.compress(PAGE)),
        compressed(zlib.compress(PAGE), "deflate"),
        compressed(zlib.compress(PAGE)[2:-4], "deflate"),
        compressed(PAGE, "identity"),
    ],
    ids=["gzip", "zlib", "raw deflate", "identity"],
)
def test_a_compressed_body_is_kept_decompressed(serve: Web, fetcher: Make, answer: Answer):
    serve.pages["/p"] = answer
    assert fetcher().fetch(serve.url("/p")).body == PAGE


def test_a_page_that_has_not_changed_comes_without_a_body(serve: Web, fetcher: Make):
    serve.pages["/p"] = Answer(status=304, headers={"ETag": '"1"'})
    capture = fetcher().fetch(
        serve.url("/p"), Validators(etag='"1"', last_modified="Sun, 01 Jun 2025 00:00:00 GMT")
    )
    assert (capture.not_modified, capture.body, capture.status) == (True, b"", 304)
    headers = serve.asked("/p")[0].headers
    assert headers["if-none-match"] == '"1"'
    assert headers["if-modified-since"] == "Sun, 01 Jun 2025 00:00:00 GMT"


def test_not_modified_is_no_answer_to_who_did_not_ask(serve: Web, fetcher: Make):
    serve.pages["/p"] = Answer(status=304)
    with pytest.raises(errors.BadStatus, match="HTTP 304"):
        fetcher().fetch(serve.url("/p"))


@pytest.mark.parametrize(
    ("statuses", "permanent"), [((301, 308), True), ((301, 302), False), ((303, 307), False)]
)
def test_redirects_are_followed_and_recorded(
    serve: Web, fetcher: Make, statuses: tuple[int, int], permanent: bool
):
    serve.pages["/a"] = Answer(status=statuses[0], headers={"Location": "/b#top"})
    serve.pages["/b"] = Answer(status=statuses[1], headers={"Location": serve.url("/c")})
    serve.pages["/c"] = Answer(body=PAGE)
    capture = fetcher().fetch(serve.url("/a"))
    assert capture.final_url == serve.url("/c")
    assert capture.redirects == (
        Redirect(url=serve.url("/a"), status=statuses[0]),
        Redirect(url=serve.url("/b"), status=statuses[1]),
    )
    assert capture.permanently_moved is permanent


def test_a_redirect_loop_is_named(serve: Web, fetcher: Make):
    serve.pages["/a"] = Answer(status=302, headers={"Location": "/b"})
    serve.pages["/b"] = Answer(status=302, headers={"Location": "/a"})
    with pytest.raises(errors.RedirectLoop, match=r"/a -> http.*/b -> http.*/a"):
        fetcher().fetch(serve.url("/a"))
    assert len(serve.asked("/a")) == 1


def test_redirects_that_do_not_end_are_given_up(serve: Web, fetcher: Make):
    for number in range(20):
        serve.pages[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    with pytest.raises(errors.TooManyRedirects, match="more than 10 redirects"):
        fetcher().fetch(serve.url("/0"))
    assert not serve.asked("/11")


def test_a_site_may_set_a_cookie_and_redirect_to_the_same_page(serve: Web, fetcher: Make):
    set_cookie = {"Location": "/p", "Set-Cookie": "seen=1; Path=/"}
    serve.pages["/p"] = [Answer(status=302, headers=set_cookie), Answer(body=PAGE)]
    assert fetcher().fetch(serve.url("/p")).body == PAGE
    assert serve.asked("/p")[1].headers["cookie"] == "seen=1"


def test_a_cookie_does_not_outlive_the_visit(serve: Web, fetcher: Make):
    serve.pages["/a"] = serve.pages["/b"] = Answer(body=PAGE, headers={"Set-Cookie": "consent=no; Path=/"})
    one = fetcher()
    one.fetch(serve.url("/a"))
    one.fetch(serve.url("/b"))
    assert "cookie" not in serve.asked("/b")[0].headers


@pytest.mark.parametrize("location", ["mailto:legal@a.example", "https://", "", "http://[oops"])
def test_a_redirect_to_no_address_is_refused(serve: Web, fetcher: Make, location: str):
    serve.pages["/a"] = Answer(status=302, headers={"Location": location})
    with pytest.raises(errors.BadAddress, match="HTTP 302 redirects to"):
        fetcher().fetch(serve.url("/a"))


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_status_that_is_no_page_fails_at_once_and_keeps_the_answer(serve: Web, fetcher: Make, status: int):
    serve.pages["/p"] = Answer(status=status, body=b"Just a moment...", headers={"CF-Mitigated": "challenge"})
    with pytest.raises(errors.BadStatus) as caught:
        fetcher().fetch(serve.url("/p"))
    assert (caught.value.reason, caught.value.status) == (f"HTTP {status}", status)
    assert caught.value.body == b"Just a moment..."
    assert caught.value.headers["cf-mitigated"] == "challenge"
    assert len(serve.asked("/p")) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_longer_and_longer_pauses(
    serve: Web, fetcher: Make, waits: list[float], status: int
):
    serve.pages["/p"] = [Answer(status=status), Answer(status=status), Answer(body=PAGE)]
    assert fetcher(attempts=3).fetch(serve.url("/p")).body == PAGE
    assert waits == [1.0, 2.0]


def test_a_server_says_itself_when_to_come_back(serve: Web, fetcher: Make, waits: list[float]):
    serve.pages["/p"] = [Answer(status=429, headers={"Retry-After": "17"}), Answer(body=PAGE)]
    assert fetcher().fetch(serve.url("/p")).body == PAGE
    assert waits == [17.0]


def test_a_server_that_asks_for_an_hour_is_left_alone(serve: Web, fetcher: Make, waits: list[float]):
    serve.pages["/p"] = [Answer(status=503, headers={"Retry-After": "3600"}), Answer(body=PAGE)]
    with pytest.raises(errors.ServerBusy, match="HTTP 503"):
        fetcher().fetch(serve.url("/p"))
    assert (waits, len(serve.asked("/p"))) == ([], 1)


def test_a_date_to_come_back_is_measured_by_the_server_s_own_clock():
    then = datetime(2031, 1, 1, 0, 0, tzinfo=UTC)
    headers = {"date": format_datetime(then, usegmt=True)}
    assert (
        retry_after({**headers, "retry-after": format_datetime(then.replace(second=40), usegmt=True)}) == 40
    )
    assert retry_after({**headers, "retry-after": format_datetime(then.replace(year=2030), usegmt=True)}) == 0
    assert retry_after({**headers, "retry-after": "soon"}) is None
    assert retry_after({"retry-after": format_datetime(then)}) is None
    assert retry_after({}) is None


def test_a_connection_that_breaks_off_is_tried_again(serve: Web, fetcher: Make):
    serve.pages["/p"] = [reset, Answer(body=PAGE)]
    assert fetcher().fetch(serve.url("/p")).body == PAGE


def test_a_host_that_is_gone_is_named_and_not_tried_so_often_again(fetcher: Make, waits: list[float]):
    one = fetcher(attempts=3)
    with pytest.raises(errors.ConnectionFailed, match="no connection"):
        one.fetch("http://127.0.0.1:1/a")
    assert len(waits) == 2
    with pytest.raises(errors.ConnectionFailed):
        one.fetch("http://127.0.0.1:1/b")
    assert len(waits) == 2


def test_a_host_without_an_address_is_a_failed_connection(fetcher: Make):
    with pytest.raises(errors.ConnectionFailed, match="the host's name is not known"):
        fetcher(attempts=1).fetch("http://no-such-host.invalid/")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=PAGE, headers={"Content-Length": "1000", "Connection": "close"}),
        Answer(body=b"5\r\nWe ke\r\n", headers={"Transfer-Encoding": "chunked", "Connection": "close"}),
        compressed(gzip.compress(PAGE)[:-9]),
    ],
    ids=["length", "chunks", "gzip"],
)
def test_a_body_cut_short_is_noticed(serve: Web, fetcher: Make, answer: Answer):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        answer(handler)

    serve.pages["/p"] = play
    with pytest.raises(errors.BodyCutShort):
        fetcher(attempts=1).fetch(serve.url("/p"))


@pytest.mark.parametrize(
    "answer", [compressed(b"\x1f\x8bnonsense"), compressed(PAGE, "br"), compressed(PAGE, "gzip, gzip")]
)
def test_a_body_that_cannot_be_decompressed_is_refused(serve: Web, fetcher: Make, answer: Answer):
    serve.pages["/p"] = answer
    with pytest.raises(errors.BadAnswer):
        fetcher().fetch(serve.url("/p"))


def test_an_answer_that_is_no_http_is_a_failed_connection(serve: Web, fetcher: Make):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
        handler.close_connection = True

    serve.pages["/p"] = play
    with pytest.raises(errors.ConnectionFailed):
        fetcher(attempts=1).fetch(serve.url("/p"))


def test_a_body_over_the_limit_is_given_up_without_reading_it_all(serve: Web, fetcher: Make):
    sent = 0

    def play(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        for _ in range(500):
            handler.wfile.write(b"x" * 1_000_000)
            sent += 1

    serve.pages["/p"] = play
    with pytest.raises(errors.BodyTooLarge, match="over the limit of 1,000,000 bytes"):
        fetcher(max_bytes=1_000_000).fetch(serve.url("/p"))
    assert sent < 100


def test_a_gzip_bomb_is_given_up_at_the_limit(serve: Web, fetcher: Make):
    serve.pages["/p"] = compressed(gzip.compress(bytes(200_000_000), 9))
    began = time.process_time()
    with pytest.raises(errors.BodyTooLarge):
        fetcher(max_bytes=1_000_000).fetch(serve.url("/p"))
    assert time.process_time() - began < 1.0


def pieces(body: bytes, sizes: list[int]) -> Iterator[bytes]:
    for size in sizes:
        yield body[:size]
        body = body[size:]
    yield body


ENCODERS = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}


@given(
    plain=st.binary(max_size=3000),
    encoding=st.sampled_from(list(ENCODERS)),
    sizes=st.lists(st.integers(0, 900)),
)
def test_a_body_comes_out_as_it_went_in_however_it_is_cut(plain: bytes, encoding: str, sizes: list[int]):
    sent = pieces(ENCODERS[encoding](plain), sizes)
    assert body.whole("u", sent, encoding=encoding, max_bytes=3000) == plain


@given(plain=st.binary(max_size=3000), encoding=st.sampled_from(["gzip", "deflate"]), data=st.data())
def test_a_compressed_body_cut_anywhere_is_never_taken_for_whole(
    plain: bytes, encoding: str, data: st.DataObject
):
    sent = ENCODERS[encoding](plain)
    end = data.draw(st.integers(1, len(sent) - 1))
    with pytest.raises(errors.BodyCutShort):
        body.whole("u", [sent[:end]], encoding=encoding, max_bytes=3000)


def dripping(web: Web, start: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(start)
        while not web.ended.wait(0.02):
            handler.wfile.write(b"x")

    return play


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: "],
    ids=["body", "header"],
)
def test_a_server_that_drips_is_given_up_at_the_time_limit(serve: Web, fetcher: Make, start: bytes):
    serve.pages["/p"] = dripping(serve, start)
    began = time.monotonic()
    with pytest.raises(errors.TimedOut, match=r"no complete answer within 0\.4 s"):
        fetcher(timeout_seconds=0.4, attempts=1).fetch(serve.url("/p"))
    assert time.monotonic() - began < 3


def test_a_server_that_says_nothing_is_given_up_at_the_time_limit(serve: Web, fetcher: Make):
    serve.pages["/p"] = lambda handler: serve.ended.wait() and None
    with pytest.raises(errors.TimedOut):
        fetcher(timeout_seconds=0.3, attempts=1).fetch(serve.url("/p"))


def test_a_page_is_fetched_once_however_many_ask_at_once(serve: Web, fetcher: Make):
    together = threading.Barrier(8)
    serve.pages["/p"] = Answer(body=PAGE)
    one = fetcher()

    def ask(number: int) -> str:
        together.wait()
        return one.fetch(serve.url(f"/p#section-{number}")).url

    with ThreadPoolExecutor(8) as pool:
        urls = list(pool.map(ask, range(8)))
    assert urls == [serve.url(f"/p#section-{number}") for number in range(8)]
    assert len(serve.asked("/p")) == 1


def test_a_failure_is_shared_too(serve: Web, fetcher: Make):
    one = fetcher()
    for _ in range(2):
        with pytest.raises(errors.BadStatus):
            one.fetch(serve.url("/p"))
    assert len(serve.asked("/p")) == 1


def test_a_second_look_asks_again_and_is_shared_like_the_first(serve: Web, fetcher: Make):
    serve.pages["/p"] = [Answer(body=b"one"), Answer(body=b"two"), Answer(body=b"three")]
    one = fetcher()
    assert one.fetch(serve.url("/p")).body == b"one"
    assert one.fetch(serve.url("/p#a"), fresh=True).body == b"two"
    assert one.fetch(serve.url("/p#b"), fresh=True).body == b"two"
    assert one.fetch(serve.url("/p")).body == b"one"


def test_who_has_no_copy_of_a_page_gets_it_although_another_has(serve: Web, fetcher: Make):
    serve.pages["/p"] = [Answer(status=304), Answer(body=PAGE)]
    one = fetcher()
    assert one.fetch(serve.url("/p#a"), Validators(etag='"1"')).not_modified
    assert one.fetch(serve.url("/p#b")).body == PAGE


def test_a_second_look_is_never_the_answer_that_another_got_in_the_first(serve: Web, fetcher: Make):
    serve.pages["/p"] = [Answer(status=304), Answer(body=b"one"), Answer(body=b"two")]
    one = fetcher()
    one.fetch(serve.url("/p#a"), Validators(etag='"1"'))
    assert one.fetch(serve.url("/p#b")).body == b"one"
    assert one.fetch(serve.url("/p#b"), fresh=True).body == b"two"


def test_the_oldest_values_are_forgotten_when_they_take_too_much_room():
    made: list[str] = []
    once: Once[str, bytes] = Once(size=len, limit=10)

    def get(key: str) -> bytes:
        return once.get(key, lambda: made.append(key) or b"1234")  # type: ignore[func-returns-value]

    for key in "abaca":
        get(key)
    assert made == ["a", "b", "c", "a"]


def test_a_site_s_robots_txt_is_asked_once_and_kept_to(serve: Web, fetcher: Make):
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: policy-archiver\nDisallow: /private\n")
    serve.pages["/p"] = serve.pages["/private"] = Answer(body=PAGE)
    one = fetcher()
    assert one.fetch(serve.url("/p")).body == PAGE
    with pytest.raises(errors.RobotsRefused, match=r"robots\.txt asks not to fetch this page"):
        one.fetch(serve.url("/private"))
    assert [request.path for request in serve.requests] == ["/robots.txt", "/p"]


def test_a_redirect_leads_to_no_page_that_robots_txt_refuses(serve: Web, fetcher: Make):
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /private\n")
    serve.pages["/p"] = Answer(status=302, headers={"Location": "/private"})
    with pytest.raises(errors.RobotsRefused):
        fetcher().fetch(serve.url("/p"))
    assert not serve.asked("/private")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_site_without_robots_txt_allows_all(serve: Web, fetcher: Make, status: int):
    serve.pages["/robots.txt"] = Answer(status=status)
    serve.pages["/p"] = Answer(body=PAGE)
    assert fetcher().fetch(serve.url("/p")).body == PAGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_robots_txt_cannot_be_read_allows_nothing(serve: Web, fetcher: Make, status: int):
    serve.pages["/robots.txt"] = Answer(status=status)
    serve.pages["/p"] = Answer(body=PAGE)
    with pytest.raises(errors.RobotsRefused, match="cannot be read"):
        fetcher().fetch(serve.url("/p"))
    assert not serve.asked("/p")


def test_requests_to_a_host_keep_their_pace(serve: Web, fetcher: Make, waits: list[float]):
    serve.pages["/a"] = serve.pages["/b"] = Answer(body=PAGE)
    one = fetcher(delay_seconds=2.0)
    one.fetch(serve.url("/a"))
    one.fetch(serve.url("/b"))
    assert waits == [2.0, 2.0]  # after robots.txt, after the first page


@pytest.mark.parametrize(("asked", "kept"), [(5, 5.0), (600, 30.0), (0.5, 1.0)])
def test_a_crawl_delay_is_kept_to_up_to_a_cap(
    serve: Web, fetcher: Make, waits: list[float], asked: float, kept: float
):
    serve.pages["/robots.txt"] = Answer(body=f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    serve.pages["/a"] = serve.pages["/b"] = Answer(body=PAGE)
    one = fetcher(delay_seconds=1.0)
    one.fetch(serve.url("/a"))
    one.fetch(serve.url("/b"))
    assert waits == [1.0, kept]


def test_this_machine_is_refused_unless_allowed(serve: Web, fetcher: Make):
    with pytest.raises(
        errors.AddressRefused, match=r"127\.0\.0\.1 is private; fetch\.allow_private_addresses"
    ):
        fetcher(allow_private_addresses=False).fetch(serve.url("/p"))
    port = serve.base.rpartition(":")[2]
    with pytest.raises(errors.AddressRefused):
        fetcher(allow_private_addresses=False).fetch(f"http://localhost:{port}/p")
    assert serve.requests == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.3.4", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
    ],
)  # fmt: skip
def test_private_addresses_are_known_in_every_spelling(address: str):
    assert not network.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_allowed(address: str):
    assert network.is_public(address)


def test_a_crawl_that_was_ended_asks_for_nothing_more(serve: Web, fetcher: Make, stop: threading.Event):
    stop.set()
    with pytest.raises(errors.Interrupted):
        fetcher().fetch(serve.url("/p"))
    assert serve.requests == []


def test_a_pause_ends_when_the_crawl_is_ended(serve: Web, stop: threading.Event):
    def play(handler: BaseHTTPRequestHandler) -> None:
        stop.set()
        Answer(status=503, headers={"Retry-After": "50"})(handler)

    serve.pages["/p"] = play
    chosen = FetchSettings(allow_private_addresses=True, delay_seconds=0)
    began = time.monotonic()
    with Fetcher(chosen, clock=lambda: NOW, stop=stop) as one, pytest.raises(errors.Interrupted):
        one.fetch(serve.url("/p"))
    assert time.monotonic() - began < 10


def subclasses(cls: type) -> Iterator[type]:
    for one in cls.__subclasses__():
        yield one
        yield from subclasses(one)


@pytest.mark.parametrize("kind", sorted({*subclasses(httpx.HTTPError), httpx.InvalidURL}, key=str))
@pytest.mark.parametrize("in_body", [False, True])
def test_every_error_of_httpx_becomes_one_of_ours(kind: type, in_body: bool):
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", "https://a.example/")
        error = httpx.HTTPStatusError("no", request=request, response=httpx.Response(500))
    else:
        error = kind("no")
    found = failures.failure("https://a.example/", error, timeout=1, in_body=in_body)
    transient = issubclass(
        kind, httpx.TimeoutException | httpx.NetworkError | httpx.ProtocolError | httpx.ProxyError
    )
    assert found.retryable is transient
    assert found.url == "https://a.example/"
