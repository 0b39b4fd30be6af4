from __future__ import annotations

import gzip
import hashlib
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_repo.format.snapshot import Redirect
from archiver import errors
from archiver.fetch import body
from archiver.fetch.capture import Validators
from archiver.fetch.fetcher import Fetcher
from archiver.fetch.headers import retry_after
from archiver.fetch.single_flight import Once
from archiver.settings import FetchSettings
from tests.archiver.conftest import NOW, Answer, MakeFetcher, Web, reset

SLOW = FetchSettings(allow_private_addresses=True, delay_seconds=0, timeout_seconds=60, attempts=1)
PAGE = b"<p>We keep your data for 30 days.</p>"


def compressed(body: bytes, encoding: str = "gzip") -> Answer:
    return Answer(body=body, headers={"Content-Encoding": encoding})


def test_a_capture_holds_the_bytes_and_how_they_were_got(serve: Web, fetcher: MakeFetcher):
    headers = {"Content-Type": "text/html; charset=ISO-8859-1", "ETag": '"1"', "X-Other": "x"}
    serve.pages["/p"] = Answer(body=PAGE, headers=headers)
    capture = fetcher().fetch(serve.url("/p#data"))
    assert (capture.url, capture.final_url) == (serve.url("/p#data"), serve.url("/p"))
    assert (capture.status, capture.body, capture.fetched_at) == (200, PAGE, NOW)
    assert (capture.content_type, capture.charset) == ("text/html; charset=ISO-8859-1", "windows-1252")
    assert capture.headers["etag"] == '"1"'
    assert "x-other" not in capture.headers
    assert capture.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert (capture.redirects, capture.not_modified, capture.permanently_moved) == ((), False, False)


def test_who_needs_a_capture_pays_for_no_network():
    told = "import sys, archiver.fetch.capture; print({'httpx', 'httpcore', 'asyncio'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_what_a_page_takes_that_comes_without_trouble_does_without_httpx():
    told = "import sys, archiver.crawl.run, archiver.fetch.fetcher; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_request_says_who_asks_and_in_which_language(serve: Web, fetcher: MakeFetcher):
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
def test_a_compressed_body_is_kept_decompressed(serve: Web, fetcher: MakeFetcher, answer: Answer):
    serve.pages["/p"] = answer
    assert fetcher().fetch(serve.url("/p")).body == PAGE


def test_a_page_that_has_not_changed_comes_without_a_body(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(status=304, headers={"ETag": '"1"'})
    capture = fetcher().fetch(
        serve.url("/p"), Validators(etag='"1"', last_modified="Sun, 01 Jun 2025 00:00:00 GMT")
    )
    assert (capture.not_modified, capture.body, capture.status) == (True, b"", 304)
    headers = serve.asked("/p")[0].headers
    assert headers["if-none-match"] == '"1"'
    assert headers["if-modified-since"] == "Sun, 01 Jun 2025 00:00:00 GMT"


def test_pages_that_have_not_changed_are_asked_for_over_one_connection(serve: Web, fetcher: MakeFetcher):
    ports: list[int] = []

    def unchanged(handler: BaseHTTPRequestHandler) -> None:
        ports.append(handler.client_address[1])
        Answer(status=304)(handler)

    serve.pages["/p"] = serve.pages["/q"] = serve.pages["/r"] = unchanged
    one = fetcher()
    assert [one.fetch(serve.url(path), Validators(etag='"1"')).status for path in ("/p", "/q", "/r")] == [
        304
    ] * 3
    assert len(set(ports)) == 1


def test_not_modified_is_no_answer_to_who_did_not_ask(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(status=304)
    with pytest.raises(errors.BadStatus, match="HTTP 304"):
        fetcher().fetch(serve.url("/p"))


@pytest.mark.parametrize(
    ("statuses", "permanent"), [((301, 308), True), ((301, 302), False), ((303, 307), False)]
)
def test_redirects_are_followed_and_recorded(
    serve: Web, fetcher: MakeFetcher, statuses: tuple[int, int], permanent: bool
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


def test_a_redirect_loop_is_named(serve: Web, fetcher: MakeFetcher):
    serve.pages["/a"] = Answer(status=302, headers={"Location": "/b"})
    serve.pages["/b"] = Answer(status=302, headers={"Location": "/a"})
    with pytest.raises(errors.RedirectLoop, match=r"/a -> http.*/b -> http.*/a"):
        fetcher().fetch(serve.url("/a"))
    assert len(serve.asked("/a")) == 1


def test_redirects_that_do_not_end_are_given_up(serve: Web, fetcher: MakeFetcher):
    for number in range(20):
        serve.pages[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    with pytest.raises(errors.TooManyRedirects, match="more than 10 redirects"):
        fetcher().fetch(serve.url("/0"))
    assert not serve.asked("/11")


def test_ten_redirects_are_followed(serve: Web, fetcher: MakeFetcher):
    for number in range(10):
        serve.pages[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    serve.pages["/10"] = Answer(body=PAGE)
    assert fetcher().fetch(serve.url("/0")).body == PAGE


def test_a_site_may_set_a_cookie_and_redirect_to_the_same_page(serve: Web, fetcher: MakeFetcher):
    set_cookie = {"Location": "/p", "Set-Cookie": "seen=1; Path=/"}
    serve.pages["/p"] = [Answer(status=302, headers=set_cookie), Answer(body=PAGE)]
    assert fetcher().fetch(serve.url("/p")).body == PAGE
    assert serve.asked("/p")[1].headers["cookie"] == "seen=1"


def test_a_cookie_does_not_outlive_the_visit(serve: Web, fetcher: MakeFetcher):
    serve.pages["/a"] = serve.pages["/b"] = Answer(body=PAGE, headers={"Set-Cookie": "consent=no; Path=/"})
    one = fetcher()
    one.fetch(serve.url("/a"))
    one.fetch(serve.url("/b"))
    assert "cookie" not in serve.asked("/b")[0].headers


@pytest.mark.parametrize("location", ["mailto:legal@a.example", "https://", "", "http://[oops"])
def test_a_redirect_to_no_address_is_refused(serve: Web, fetcher: MakeFetcher, location: str):
    serve.pages["/a"] = Answer(status=302, headers={"Location": location})
    with pytest.raises(errors.BadAddress, match="HTTP 302 redirects to"):
        fetcher().fetch(serve.url("/a"))


@pytest.mark.parametrize(("length", "shown"), [(200, 200), (201, 200)])
def test_two_hundred_characters_of_an_address_are_shown(
    serve: Web, fetcher: MakeFetcher, length: int, shown: int
):
    serve.pages["/a"] = Answer(status=302, headers={"Location": "mailto:" + "x" * (length - 7)})
    with pytest.raises(errors.BadAddress) as caught:
        fetcher().fetch(serve.url("/a"))
    assert caught.value.reason.count("x") == shown - 7


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_a_status_that_is_no_page_fails_at_once_and_keeps_the_answer(
    serve: Web, fetcher: MakeFetcher, status: int
):
    serve.pages["/p"] = Answer(status=status, body=b"Just a moment...", headers={"CF-Mitigated": "challenge"})
    with pytest.raises(errors.BadStatus) as caught:
        fetcher().fetch(serve.url("/p"))
    assert (caught.value.reason, caught.value.status) == (f"HTTP {status}", status)
    assert caught.value.body == b"Just a moment..."
    assert caught.value.headers["cf-mitigated"] == "challenge"
    assert len(serve.asked("/p")) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_after_longer_and_longer_pauses(
    serve: Web, fetcher: MakeFetcher, waits: list[float], status: int
):
    serve.pages["/p"] = [Answer(status=status), Answer(status=status), Answer(body=PAGE)]
    assert fetcher(attempts=3).fetch(serve.url("/p")).body == PAGE
    assert waits == [1.0, 2.0]


def test_a_server_says_itself_when_to_come_back(serve: Web, fetcher: MakeFetcher, waits: list[float]):
    serve.pages["/p"] = [Answer(status=429, headers={"Retry-After": "17"}), Answer(body=PAGE)]
    assert fetcher().fetch(serve.url("/p")).body == PAGE
    assert waits == [17.0]


def test_a_server_that_asks_for_an_hour_is_left_alone(serve: Web, fetcher: MakeFetcher, waits: list[float]):
    serve.pages["/p"] = [Answer(status=503, headers={"Retry-After": "3600"}), Answer(body=PAGE)]
    with pytest.raises(errors.ServerBusy, match="HTTP 503"):
        fetcher().fetch(serve.url("/p"))
    assert (waits, len(serve.asked("/p"))) == ([], 1)


def test_a_server_that_says_when_to_come_back_is_left_alone_until_then_by_every_page(
    serve: Web, fetcher: MakeFetcher, waits: list[float]
):
    serve.pages["/a"] = Answer(status=429, headers={"Retry-After": "17"})
    serve.pages["/b"] = Answer(body=PAGE)
    one = fetcher(attempts=1)
    with pytest.raises(errors.ServerBusy):
        one.fetch(serve.url("/a"))
    assert one.fetch(serve.url("/b")).body == PAGE
    assert waits == [17.0]


def test_a_server_that_asks_for_an_hour_is_left_alone_by_every_page(
    serve: Web, fetcher: MakeFetcher, waits: list[float]
):
    serve.pages["/a"] = Answer(status=503, headers={"Retry-After": "3600"})
    serve.pages["/b"] = Answer(body=PAGE)
    one = fetcher()
    with pytest.raises(errors.ServerBusy):
        one.fetch(serve.url("/a"))
    with pytest.raises(errors.AskedToWait, match=r"the host asks for a pause of more than 60 s"):
        one.fetch(serve.url("/b"))
    assert (waits, serve.asked("/b")) == ([], [])


def test_the_pause_that_a_redirect_s_target_asks_for_is_that_host_s(
    serve: Web, fetcher: MakeFetcher, waits: list[float]
):
    serve.pages["/a"] = Answer(status=302, headers={"Location": f"http://localhost:{serve.port}/b"})
    serve.pages["/b"] = Answer(status=429, headers={"Retry-After": "17"})
    serve.pages["/c"] = Answer(body=PAGE)
    one = fetcher(attempts=1)
    with pytest.raises(errors.ServerBusy):
        one.fetch(serve.url("/a"))
    one.fetch(serve.url("/c"))
    assert waits == []
    one.fetch(f"http://localhost:{serve.port}/c")
    assert waits == [17.0]


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


def test_a_connection_that_breaks_off_is_tried_again(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = [reset, Answer(body=PAGE)]
    assert fetcher().fetch(serve.url("/p")).body == PAGE


def test_a_host_that_is_gone_is_named_and_not_tried_so_often_again(fetcher: MakeFetcher, waits: list[float]):
    one = fetcher(attempts=3)
    with pytest.raises(errors.ConnectionFailed, match="no connection"):
        one.fetch("http://127.0.0.1:1/a")
    assert len(waits) == 2
    with pytest.raises(errors.ConnectionFailed):
        one.fetch("http://127.0.0.1:1/b")
    assert len(waits) == 2


def test_a_host_without_an_address_is_a_failed_connection(fetcher: MakeFetcher):
    with pytest.raises(errors.ConnectionFailed, match="the host name is unknown"):
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
def test_a_body_cut_short_is_noticed(serve: Web, fetcher: MakeFetcher, answer: Answer):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        answer(handler)

    serve.pages["/p"] = play
    with pytest.raises(errors.BodyCutShort):
        fetcher(attempts=1).fetch(serve.url("/p"))


@pytest.mark.parametrize(
    "answer", [compressed(b"\x1f\x8bnonsense"), compressed(PAGE, "br"), compressed(PAGE, "gzip, gzip")]
)
def test_a_body_that_cannot_be_decompressed_is_refused(serve: Web, fetcher: MakeFetcher, answer: Answer):
    serve.pages["/p"] = answer
    with pytest.raises(errors.BadAnswer):
        fetcher().fetch(serve.url("/p"))


def test_an_answer_that_is_no_http_is_a_failed_connection(serve: Web, fetcher: MakeFetcher):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
        handler.close_connection = True

    serve.pages["/p"] = play
    with pytest.raises(errors.ConnectionFailed):
        fetcher(attempts=1).fetch(serve.url("/p"))


def test_a_body_over_the_limit_is_given_up_without_reading_it_all(serve: Web, fetcher: MakeFetcher):
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


def test_a_gzip_bomb_is_given_up_at_the_limit(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = compressed(gzip.compress(bytes(200_000_000), 9))
    tracemalloc.start()
    with pytest.raises(errors.BodyTooLarge):
        fetcher(max_bytes=1_000_000).fetch(serve.url("/p"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


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


@given(members=st.lists(st.binary(max_size=900), min_size=1), sizes=st.lists(st.integers(0, 900)))
def test_gzip_in_several_members_is_read_whole_however_it_is_cut(members: list[bytes], sizes: list[int]):
    sent = pieces(b"".join(map(gzip.compress, members)), sizes)
    assert body.whole("u", sent, encoding="gzip", max_bytes=10**6) == b"".join(members)


@given(first=st.binary(max_size=900), second=st.binary(max_size=900), data=st.data())
def test_a_second_member_cut_anywhere_is_noticed(first: bytes, second: bytes, data: st.DataObject):
    begin, sent = gzip.compress(first), gzip.compress(second)
    end = data.draw(st.integers(1, len(sent) - 1))
    with pytest.raises(errors.BodyCutShort):
        body.whole("u", [begin + sent[:end]], encoding="gzip", max_bytes=10**6)


@pytest.mark.parametrize("after", [b"\0" * 20, b"<!-- served in 3 ms -->"])
def test_what_follows_a_compressed_body_is_passed_over(after: bytes):
    sent = [gzip.compress(PAGE) + after[:3], after[3:], b"\x1f"]
    assert body.whole("u", sent, encoding="gzip", max_bytes=10**6) == PAGE


@pytest.mark.parametrize("over", [0, 1, 100, 300])
def test_a_long_body_that_needs_no_more_input_comes_out_whole(over: int):
    plain = bytes(body.STEP + over)
    raw = zlib.compress(plain, 9)[2:-4]
    assert body.whole("u", [raw], encoding="deflate", max_bytes=len(plain)) == plain


@pytest.mark.parametrize("limit", [2999, 3000])
def test_the_limit_of_a_body_is_its_last_byte_s(limit: int):
    for encoding, encode in ENCODERS.items():
        refused = nullcontext() if limit == 3000 else pytest.raises(errors.BodyTooLarge)
        with refused:
            body.whole("u", [encode(bytes(3000))], encoding=encoding, max_bytes=limit)


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
def test_a_server_that_drips_is_given_up_at_the_time_limit(serve: Web, fetcher: MakeFetcher, start: bytes):
    serve.pages["/p"] = dripping(serve, start)
    began = time.monotonic()
    with pytest.raises(errors.TimedOut, match=r"no complete response within 0\.4 s"):
        fetcher(timeout_seconds=0.4, attempts=1).fetch(serve.url("/p"))
    assert time.monotonic() - began < 3


def test_a_server_that_says_nothing_is_given_up_at_the_time_limit(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = lambda handler: serve.ended.wait() and None
    with pytest.raises(errors.TimedOut):
        fetcher(timeout_seconds=0.3, attempts=1).fetch(serve.url("/p"))


def test_a_page_is_fetched_once_however_many_ask_at_once(serve: Web, fetcher: MakeFetcher):
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


def test_a_failure_is_shared_too(serve: Web, fetcher: MakeFetcher):
    one = fetcher()
    for _ in range(2):
        with pytest.raises(errors.BadStatus):
            one.fetch(serve.url("/p"))
    assert len(serve.asked("/p")) == 1


def test_a_second_look_asks_again_and_is_shared_like_the_first(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = [Answer(body=b"one"), Answer(body=b"two"), Answer(body=b"three")]
    one = fetcher()
    assert one.fetch(serve.url("/p")).body == b"one"
    assert one.fetch(serve.url("/p#a"), fresh=True).body == b"two"
    assert one.fetch(serve.url("/p#b"), fresh=True).body == b"two"
    assert one.fetch(serve.url("/p")).body == b"one"


def test_who_has_no_copy_of_a_page_gets_it_although_another_has(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = [Answer(status=304), Answer(body=PAGE)]
    one = fetcher()
    assert one.fetch(serve.url("/p#a"), Validators(etag='"1"')).not_modified
    assert one.fetch(serve.url("/p#b")).body == PAGE


def test_a_second_look_is_never_the_answer_that_another_got_in_the_first(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = [Answer(status=304), Answer(body=b"one"), Answer(body=b"two")]
    one = fetcher()
    one.fetch(serve.url("/p#a"), Validators(etag='"1"'))
    assert one.fetch(serve.url("/p#b")).body == b"one"
    assert one.fetch(serve.url("/p#b"), fresh=True).body == b"two"


def test_each_language_that_is_asked_for_is_a_request_of_its_own(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = [Answer(body=b"English"), Answer(body=b"Deutsch")]
    one = fetcher(accept_language="en")
    english, german = one.fetch(serve.url("/p")), one.fetch(serve.url("/p"), accept_language="de, en;q=0.5")
    assert [english.body, german.body] == [b"English", b"Deutsch"]
    assert [english.accept_language, german.accept_language] == ["en", "de, en;q=0.5"]
    assert one.fetch(serve.url("/p"), accept_language="en").body == b"English"
    assert [asked.headers["accept-language"] for asked in serve.asked("/p")] == ["en", "de, en;q=0.5"]


def test_the_language_is_asked_for_at_every_hop(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(status=302, headers={"Location": "/q"})
    serve.pages["/q"] = Answer(body=PAGE)
    fetcher().fetch(serve.url("/p"), accept_language="de")
    assert serve.asked("/q")[0].headers["accept-language"] == "de"


def test_the_oldest_values_are_forgotten_when_they_take_too_much_room():
    made: list[str] = []
    once: Once[str, bytes] = Once(size=len, limit=10)

    def get(key: str) -> bytes:
        return once.get(key, lambda: made.append(key) or b"1234")  # type: ignore[func-returns-value]

    for key in "abaca":
        get(key)
    assert made == ["a", "b", "c", "a"]


def test_a_site_s_robots_txt_is_asked_once_and_kept_to(serve: Web, fetcher: MakeFetcher):
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: policy-archiver\nDisallow: /private\n")
    serve.pages["/p"] = serve.pages["/private"] = Answer(body=PAGE)
    one = fetcher()
    assert one.fetch(serve.url("/p")).body == PAGE
    with pytest.raises(errors.RobotsRefused, match=r"robots\.txt disallows this page"):
        one.fetch(serve.url("/private"))
    assert [request.path for request in serve.requests] == ["/robots.txt", "/p"]


def test_a_redirect_leads_to_no_page_that_robots_txt_refuses(serve: Web, fetcher: MakeFetcher):
    serve.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /private\n")
    serve.pages["/p"] = Answer(status=302, headers={"Location": "/private"})
    with pytest.raises(errors.RobotsRefused):
        fetcher().fetch(serve.url("/p"))
    assert not serve.asked("/private")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_site_without_robots_txt_allows_all(serve: Web, fetcher: MakeFetcher, status: int):
    serve.pages["/robots.txt"] = Answer(status=status)
    serve.pages["/p"] = Answer(body=PAGE)
    assert fetcher().fetch(serve.url("/p")).body == PAGE


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_robots_txt_cannot_be_read_allows_nothing(serve: Web, fetcher: MakeFetcher, status: int):
    serve.pages["/robots.txt"] = Answer(status=status)
    serve.pages["/p"] = Answer(body=PAGE)
    with pytest.raises(errors.RobotsRefused, match="cannot be read"):
        fetcher().fetch(serve.url("/p"))
    assert not serve.asked("/p")


def test_requests_to_a_host_keep_their_pace(serve: Web, fetcher: MakeFetcher, waits: list[float]):
    serve.pages["/a"] = serve.pages["/b"] = Answer(body=PAGE)
    one = fetcher(delay_seconds=2.0)
    one.fetch(serve.url("/a"))
    one.fetch(serve.url("/b"))
    assert waits == [2.0, 2.0]  # after robots.txt, after the first page


@pytest.mark.parametrize(("asked", "kept"), [(5, 5.0), (600, 30.0), (0.5, 1.0)])
def test_a_crawl_delay_is_kept_to_up_to_a_cap(
    serve: Web, fetcher: MakeFetcher, waits: list[float], asked: float, kept: float
):
    serve.pages["/robots.txt"] = Answer(body=f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    serve.pages["/a"] = serve.pages["/b"] = Answer(body=PAGE)
    one = fetcher(delay_seconds=1.0)
    one.fetch(serve.url("/a"))
    one.fetch(serve.url("/b"))
    assert waits == [1.0, kept]


def test_a_host_has_one_request_open_at_a_time_whoever_asks(serve: Web, fetcher: MakeFetcher):
    opened, most = 0, 0
    lock = threading.Lock()

    def play(handler: BaseHTTPRequestHandler) -> None:
        nonlocal opened, most
        with lock:
            opened += 1
            most = max(most, opened)
        serve.ended.wait(0.02)  # long enough for another request to come, if one were let through
        with lock:
            opened -= 1
        Answer(body=PAGE)(handler)

    serve.otherwise = play
    one, pages = fetcher(), [serve.url(f"/{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert all(capture.body == PAGE for capture in pool.map(one.fetch, pages))
    assert most == 1


def test_a_page_is_given_up_when_its_whole_time_is_over_however_it_was_spent(
    serve: Web, fetcher: MakeFetcher, waits: list[float]
):
    serve.pages["/p"] = Answer(status=503, headers={"Retry-After": "50"})
    with pytest.raises(errors.ServerBusy):
        fetcher(page_seconds=120.0, attempts=10).fetch(serve.url("/p"))
    assert waits == [50.0, 50.0]


def test_redirects_that_wait_for_their_pace_end_with_the_page_s_time(
    serve: Web, fetcher: MakeFetcher, waits: list[float]
):
    for number in range(9):
        serve.pages[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    with pytest.raises(errors.TimedOut, match=r"fetch\.page_seconds"):
        fetcher(delay_seconds=30.0, page_seconds=100.0, attempts=1).fetch(serve.url("/0"))
    assert sum(waits) == 90.0
    assert len(serve.asked("/3")) == 0


def test_an_answer_that_drips_ends_with_the_page_s_time_where_that_is_sooner(
    serve: Web, fetcher: MakeFetcher
):
    serve.pages["/p"] = dripping(serve, b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(errors.TimedOut, match=r"within 1 s with all redirects and attempts"):
        fetcher(page_seconds=1.0, attempts=1).fetch(serve.url("/p"))


def test_a_crawl_that_was_ended_asks_for_nothing_more(
    serve: Web, fetcher: MakeFetcher, stop: threading.Event
):
    stop.set()
    with pytest.raises(errors.Interrupted):
        fetcher().fetch(serve.url("/p"))
    assert serve.requests == []


def test_an_answer_that_is_waited_for_is_given_up_when_the_crawl_is_ended(serve: Web, stop: threading.Event):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe beginning")
        stop.set()
        serve.ended.wait(60)

    serve.pages["/p"] = play
    began = time.monotonic()
    with Fetcher(SLOW, clock=lambda: NOW, stop=stop) as one, pytest.raises(errors.Interrupted):
        one.fetch(serve.url("/p"))
    assert time.monotonic() - began < 20


def test_a_connection_that_is_waited_for_is_given_up_when_the_crawl_is_ended(stop: threading.Event):
    with socket.socket() as silent:  # nobody accepts: what asks for TLS waits for the other side's greeting
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        with Fetcher(SLOW, clock=lambda: NOW, stop=stop) as one, pytest.raises(errors.Interrupted):
            one.fetch(f"https://127.0.0.1:{silent.getsockname()[1]}/p")
        assert time.monotonic() - began < 20


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
