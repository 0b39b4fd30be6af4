"""What strangers' servers write into status lines and headers: an odd answer fails its page only."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import errors
from archiver.fetch.capture import Validators
from archiver.fetch.headers import charset, conditions, retry_after
from archiver.fetch.hosts import hosts_allowed_by
from archiver.fetch.network import CPU_SECONDS, Laborious, Network, deadline
from archiver.settings import FetchSettings
from tests.archiver.conftest import NOW, Answer, MakeFetcher, Web

PAGE = b"<p>We keep your data for 30 days.</p>"


def raw(head: bytes, body: bytes = PAGE) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer with these very bytes as its head; the length is added."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return play


@pytest.mark.parametrize("name", [b"ETag", b"Last-Modified"])
@pytest.mark.parametrize("value", ['"é"'.encode(), '"é"'.encode("latin-1"), b'"\xff\xfe"'], ids=repr)
def test_a_validator_that_no_header_can_hold_is_never_sent_back(
    serve: Web, fetcher: MakeFetcher, name: bytes, value: bytes
):
    serve.pages["/p"] = raw(b"HTTP/1.1 200 OK\r\n" + name + b": " + value)
    told = fetcher().fetch(serve.url("/p")).headers
    known = Validators(etag=told.get("etag", ""), last_modified=told.get("last-modified", ""))
    assert fetcher().fetch(serve.url("/p"), known).body == PAGE
    asked = serve.asked("/p")[1].headers
    assert not {"if-none-match", "if-modified-since"} & asked.keys()


@given(st.text(), st.text())
def test_what_makes_a_request_conditional_is_always_a_header(etag: str, last_modified: str):
    for value in conditions(Validators(etag=etag, last_modified=last_modified)).values():
        assert value.encode("ascii").decode().isprintable()


@pytest.mark.parametrize(
    "content_type",
    [
        b"text/html; charset=undefined",
        b"text/html; charset=idna",
        b"text/html; charset*=x''%ff; charset*0*=%zz",
        b"text/html; charset*0*=x''%00; charset*1=y",
        b"text/html; charset*=''%00%00; charset*=utf-8''x",
        b"text/html; charset=\xff\xfe",
        b";;;=; charset",
        b'text/html; charset="',
    ],
)
def test_a_content_type_of_junk_names_no_encoding(serve: Web, fetcher: MakeFetcher, content_type: bytes):
    serve.pages["/p"] = raw(b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type)
    capture = fetcher().fetch(serve.url("/p"))
    assert (capture.body, capture.charset) == (PAGE, "")


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ("text/html;charset='utf8'", "utf-8"),
        ('text/html; Charset = "Latin1"', "windows-1252"),
        ("text/html; charset=x-sjis", "shift_jis"),
        ("text/html; charset=gb2312", "gbk"),
        ("text/html", ""),
    ],
)
def test_an_encoding_is_named_as_browsers_name_it(content_type: str, name: str):
    assert charset(content_type) == name


@given(st.text())
def test_no_content_type_breaks_its_reader(content_type: str):
    charset(f"text/html; charset={content_type}")


@pytest.mark.parametrize(
    "asked",
    [
        "Fri, 31 Dec 9999 23:59:59 -2300",
        "9" * 5000,
        "Fri, 31 Dec " + "9" * 50 + " 00:00:00 GMT",
        "\u0663" * 400,
    ],
    ids=["the last year", "digits", "a year of digits", "digits of another script"],
)
def test_a_pause_without_end_is_not_waited_for(
    serve: Web, fetcher: MakeFetcher, waits: list[float], asked: str
):
    serve.pages["/p"] = raw(
        b"HTTP/1.1 429 No\r\nDate: %s\r\nRetry-After: %s"
        % (format_datetime(NOW, usegmt=True).encode(), asked.encode())
    )
    with pytest.raises(errors.ServerBusy, match="HTTP 429"):
        fetcher(attempts=2).fetch(serve.url("/p"))
    assert sum(waits) <= 1


@given(st.text(), st.text())
def test_no_retry_after_breaks_its_reader(asked: str, date: str):
    found = retry_after({"retry-after": asked, "date": date})
    assert found is None or found >= 0


@pytest.mark.parametrize(
    "location",
    [
        "http://xn--aaaaaaaaaaaaaaa/",
        "http://xn--a-ecp.ru/",
        "http://xn--/",
        "http://xn--0/",
        "http://" + "a" * 64 + ".example/",
        "http://\u00e9" + "a" * 80 + ".example/",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://a.example:-1/",
        "http://a.example:x/",
        "http://[oops",
        "https://",
        "mailto:legal@a.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "/\x7f",
        "http://a b.example/",
    ],
)
def test_a_redirect_to_what_is_no_address_is_refused(serve: Web, fetcher: MakeFetcher, location: str):
    serve.pages["/p"] = raw(b"HTTP/1.1 302 Found\r\nLocation: " + location.encode())
    with pytest.raises((errors.BadAddress, errors.ConnectionFailed)) as caught:
        fetcher(attempts=1).fetch(serve.url("/p"))
    if isinstance(caught.value, errors.BadAddress):
        assert caught.value.reason.startswith("HTTP 302 redirects to ")
    assert caught.value.reason.isprintable()


@pytest.mark.parametrize("port", ["99999", "0", "x"])
def test_a_declared_address_whose_port_cannot_be_is_named(fetcher: MakeFetcher, port: str):
    with pytest.raises(errors.BadAddress, match="not an address that can be fetched"):
        fetcher(attempts=1).fetch(f"http://127.0.0.1:{port}/")


def test_the_address_that_a_page_was_redirected_to_is_plain_ascii(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = raw("HTTP/1.1 302 Found\r\nLocation: /pol\u00edtica y m\u00e1s#abc".encode())
    serve.pages["/pol%C3%ADtica%20y%20m%C3%A1s"] = Answer(body=PAGE)
    assert fetcher().fetch(serve.url("/p")).final_url == serve.url("/pol%C3%ADtica%20y%20m%C3%A1s")


def test_a_part_of_a_page_that_nobody_asked_for_is_no_page(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(status=206, body=PAGE, headers={"Content-Range": "bytes 0-36/1000"})
    with pytest.raises(errors.BadStatus, match="HTTP 206: only part of the page"):
        fetcher().fetch(serve.url("/p"))


@pytest.mark.parametrize("length", [1, len(PAGE) - 1])
def test_a_length_that_cuts_a_page_short_is_refused(serve: Web, fetcher: MakeFetcher, length: int):
    serve.pages["/p"] = Answer(body=PAGE, headers={"Content-Length": str(length)})
    with pytest.raises(errors.BadAnswer, match="the body is longer than its Content-Length"):
        fetcher().fetch(serve.url("/p"))


def test_a_length_that_counts_characters_is_refused(serve: Web, fetcher: MakeFetcher):
    text = "<p>" + "Wir l\u00f6schen Ihre Daten. " * 10_000
    serve.pages["/p"] = Answer(body=text.encode(), headers={"Content-Length": str(len(text))})
    with pytest.raises(errors.BadAnswer, match="the body is longer than its Content-Length"):
        fetcher().fetch(serve.url("/p"))


def test_blank_lines_behind_a_page_do_no_harm(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = Answer(body=PAGE + b"\r\n\r\n", headers={"Content-Length": str(len(PAGE))})
    assert fetcher().fetch(serve.url("/p")).body == PAGE


@pytest.mark.parametrize("body", [b"", b"\n", b"x", b"x\n", bytes(70_000), b"\n" * 70_000], ids=len)
@pytest.mark.parametrize("pause", [False, True])
def test_a_right_length_is_believed_however_the_answer_is_cut(
    serve: Web, fetcher: MakeFetcher, body: bytes, pause: bool
):
    def play(handler: BaseHTTPRequestHandler) -> None:
        for part in (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r" % len(body), b"\n" + body[:1], body[1:]):
            handler.wfile.write(part)
            handler.wfile.flush()
            serve.ended.wait(0.01 if pause else 0)

    serve.pages["/p"] = play
    assert fetcher().fetch(serve.url("/p")).body == body


def test_what_comes_behind_a_page_is_never_the_answer_for_the_next(serve: Web, fetcher: MakeFetcher):
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
    serve.pages["/p"] = Answer(body=PAGE + forged, headers={"Content-Length": str(len(PAGE))})
    serve.pages["/q"] = Answer(body=PAGE)
    one = fetcher()
    with pytest.raises(errors.BadAnswer):
        one.fetch(serve.url("/p"))
    assert one.fetch(serve.url("/q")).body == PAGE


def test_lengths_that_contradict_each_other_are_refused(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5")
    with pytest.raises(errors.ConnectionFailed, match="conflicting Content-Length"):
        fetcher(attempts=1).fetch(serve.url("/p"))


def test_the_bodies_of_errors_are_kept_whatever_their_headers_say(serve: Web, fetcher: MakeFetcher):
    serve.pages["/p"] = raw(b"HTTP/1.1 403 No\r\nContent-Type: text/html; charset=undefined", b"\xff no")
    with pytest.raises(errors.BadStatus) as caught:
        fetcher().fetch(serve.url("/p"))
    assert caught.value.body == b"\xff no"


@pytest.mark.filterwarnings("ignore:http.cookiejar bug")
@pytest.mark.parametrize(
    "cookie",
    [
        b"a=\xff\xfe",
        b"a=1; Max-Age=" + b"9" * 5000,
        b"a=1; Expires=Fri, 31 Dec 99999 23:59:59 GMT",
        b"=;=;",
        b"a=1; Expires=Fri, 31 Duc 2030 23:59:59 GMT",
    ],
    ids=["bytes", "digits", "a far year", "nothing", "no month"],
)
def test_an_odd_cookie_does_no_harm(serve: Web, fetcher: MakeFetcher, cookie: bytes):
    serve.pages["/p"] = raw(b"HTTP/1.1 302 Found\r\nLocation: /q\r\nSet-Cookie: " + cookie)
    serve.pages["/q"] = Answer(body=PAGE)
    assert fetcher().fetch(serve.url("/p")).body == PAGE


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["announcements", "chunks"],
)
def test_an_answer_in_parts_without_end_is_given_up_for_the_work_that_it_makes(
    serve: Web, fetcher: MakeFetcher, head: bytes, part: bytes
):
    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        with suppress(OSError):
            while True:
                handler.wfile.write(part * 5_000)

    serve.pages["/p"] = play
    with pytest.raises(errors.BadAnswer, match="in so many small parts"):
        fetcher(timeout_seconds=60.0).fetch(serve.url("/p"))
    assert len(serve.asked("/p")) == 1


def computed() -> None:
    """Some work in Python."""
    sum(range(1_000))


@pytest.mark.parametrize(("work", "is_counted"), [(computed, True), (gc.collect, False)])
def test_the_work_that_an_answer_makes_is_limited_but_not_that_of_collecting_garbage_meanwhile(
    serve: Web, work: Callable[[], object], is_counted: bool
):
    network = Network(hosts_allowed_by(FetchSettings(allow_private_addresses=True)))
    with deadline(60.0), closing(network.connect_tcp("127.0.0.1", serve.port)) as stream:
        end = time.thread_time() + 1.5 * CPU_SECONDS
        while time.thread_time() < end:
            work()
        with pytest.raises(Laborious) if is_counted else nullcontext():
            stream.write(b"GET / HTTP/1.1\r\n\r\n")


def test_a_page_in_many_parts_is_read(serve: Web, fetcher: MakeFetcher):
    parts = b"".join(b"1\r\n%c\r\n" % letter for letter in PAGE * 20)
    serve.pages["/p"] = raw_chunks(parts + b"0\r\n\r\n")
    assert fetcher().fetch(serve.url("/p")).body == PAGE * 20


def raw_chunks(parts: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer with these very chunks."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + parts)

    return play
