"""What a stranger's server may answer: odd, broken and hostile answers, written by us."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable

from _hostile_pages import PAGES, PDFS, POLICY

Answer = Callable[[socket.socket, str], None]
"""Writes an answer to a connection; the second argument is the value of If-None-Match, or empty."""

HTML = "text/html; charset=utf-8"


def answer(
    body: bytes = POLICY,
    *headers: str | bytes,
    status: str | bytes = "200 OK",
    content_type: str | None = HTML,
    length: int | None = -1,
) -> Answer:
    """A whole answer; `length` -1 is the true one, None leaves it out."""
    lines: list[bytes] = [b"HTTP/1.1 " + (status if isinstance(status, bytes) else status.encode())]
    if content_type is not None:
        lines.append(b"Content-Type: " + content_type.encode("utf-8", "surrogateescape"))
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}".encode())
    lines += [header if isinstance(header, bytes) else header.encode() for header in headers]
    whole = b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body

    def write(connection: socket.socket, _validator: str) -> None:
        connection.sendall(whole)

    return write


def raw(data: bytes) -> Answer:
    """These bytes and no others."""

    def write(connection: socket.socket, _validator: str) -> None:
        connection.sendall(data)

    return write


def redirect(location: str | bytes, status: str = "302 Found") -> Answer:
    """A redirect to anywhere."""
    target = location if isinstance(location, bytes) else location.encode("utf-8", "surrogateescape")
    return answer(b"", b"Location: " + target, status=status)


def drip(data: bytes, pause: float, times: int) -> Answer:
    """A byte now and then, for longer than anybody should wait."""

    def write(connection: socket.socket, _validator: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n")
        for place in range(times):
            connection.sendall(data[place % len(data) : place % len(data) + 1])
            time.sleep(pause)

    return write


def stall(before: bytes = b"") -> Answer:
    """Silence."""

    def write(connection: socket.socket, _validator: str) -> None:
        connection.sendall(before)
        time.sleep(600)

    return write


def reset(after: bytes = b"") -> Answer:
    """A TCP reset, perhaps in mid-answer."""

    def write(connection: socket.socket, _validator: str) -> None:
        connection.sendall(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return write


def endless(chunk: bytes, head: bytes = b"") -> Answer:
    """The same bytes again and again, until the other side has enough."""

    def write(connection: socket.socket, _validator: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(chunk)

    return write


def only_later(first: Answer, later: Answer) -> Answer:
    """One answer for a request without validators, another for a conditional one."""

    def write(connection: socket.socket, validator: str) -> None:
        (later if validator else first)(connection, validator)

    return write


def gzip_bomb(megabytes: int) -> bytes:
    return gzip.compress(b"<p>" + b" " * (megabytes * 2**20), 9)


ODD_HEADERS: dict[str, Answer] = {
    "ETag in UTF-8": answer(POLICY, 'ETag: "é"'),
    "ETag in Latin-1": answer(POLICY, b'ETag: "\xe9"'),
    "Last-Modified in Latin-1": answer(POLICY, b"Last-Modified: \xe9t\xe9"),
    "ETag of 60 kB": answer(POLICY, f'ETag: "{"x" * 60_000}"'),
    "ETag with a tab": answer(POLICY, 'ETag: "a\tb"'),
    "charset=undefined": answer(POLICY + b"\xff", content_type="text/html; charset=undefined"),
    "charset=idna": answer(POLICY + b"\xff", content_type="text/html; charset=idna"),
    "charset=rot13": answer(POLICY + b"\xff", content_type="text/html; charset=rot13"),
    "charset=hex": answer(POLICY + b"\xff", content_type="text/html; charset=hex"),
    "charset of 10 kB": answer(POLICY, content_type=f"text/html; charset={'x' * 10_000}"),
    "charset with NUL": answer(POLICY, content_type="text/html; charset=a\0b"),
    "charset in meta": answer(b"<meta charset=undefined>" + POLICY + b"\xff", content_type="text/html"),
    "RFC 2231 charset": answer(POLICY, content_type="text/html; charset*=x''%ff; charset*0*=%zz"),
    "RFC 2231 many parts": answer(
        POLICY, content_type="text/html" + "".join(f"; a*{n}=x" for n in range(500))
    ),
    "no Content-Type": answer(POLICY, content_type=None),
    "binary Content-Type": answer(POLICY, content_type="\udcff\udcfe/\udc80"),
    "Retry-After in the year 9999": answer(
        b"", "Retry-After: Fri, 31 Dec 9999 23:59:59 -2300", status="429 Busy"
    ),
    "Retry-After of 5,000 digits": answer(b"", f"Retry-After: {'9' * 5_000}", status="429 Busy"),
    "Retry-After below zero": answer(b"", "Retry-After: -1", status="503 Busy"),
    "Retry-After of words": answer(b"", "Retry-After: after lunch", status="503 Busy"),
    "Date that is none": answer(POLICY, "Date: yesterday"),
    "300 headers": answer(POLICY, *[f"X-{number}: 1" for number in range(300)]),
    "header of 100 kB": answer(POLICY, f"X-Long: {'x' * 100_000}"),
    "header without a colon": answer(POLICY, "just words"),
    "header with NUL": answer(POLICY, b"X-Odd: a\0b"),
    "folded header": answer(POLICY, "X-Fold: a\r\n b"),
    "two lengths": answer(POLICY, "Content-Length: 3"),
    "length too long": answer(POLICY, length=len(POLICY) + 500),
    "length too short": answer(POLICY, length=100),
    "length below zero": answer(POLICY, length=-2),
    "length of 400 digits": answer(POLICY, f"Content-Length: {'9' * 400}", length=None),
    "Set-Cookie of 64 kB": answer(POLICY, f"Set-Cookie: a={'x' * 65_000}"),
    "500 cookies": answer(POLICY, *[f"Set-Cookie: a{number}=1" for number in range(90)]),
}

ODD_STATUSES: dict[str, Answer] = {
    "status abc": raw(b"HTTP/1.1 abc OK\r\n\r\n"),
    "status 99": answer(POLICY, status="99 Low"),
    "status 999": answer(POLICY, status="999 High"),
    "status 0": answer(POLICY, status="0 None"),
    "status of 5,000 digits": answer(POLICY, status="2" * 5_000),
    "206 that nobody asked for": answer(POLICY, "Content-Range: bytes 0-1/9", status="206 Partial Content"),
    "204": answer(b"", status="204 No Content"),
    "304 to an unconditional request": answer(b"", status="304 Not Modified", length=None),
    "304 with a body": only_later(answer(POLICY, 'ETag: "1"'), answer(POLICY, status="304 Not Modified")),
    "503 at the second look": only_later(answer(POLICY, 'ETag: "1"'), answer(b"", status="503 Busy")),
    "403 of another charset": answer(
        b"\xff\xfe denied", status="403 No", content_type="text/html; charset=idna"
    ),
    "reason in Latin-1": answer(POLICY, status=b"200 \xe9t\xe9"),
    "100 for ever": endless(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers for ever": endless(b"X-A: 1\r\n", b"HTTP/1.1 200 OK\r\n"),
    "not HTTP": raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "nothing": raw(b""),
    "HTTP/0.9": raw(POLICY),
    "random bytes": raw(bytes(range(256)) * 40),
}

REDIRECTS: dict[str, Answer] = {
    "to a bad xn-- name": redirect("http://xn--aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"),
    "to xn--": redirect("http://xn--/"),
    "to port 99999": redirect("http://127.0.0.1:99999/"),
    "to port abc": redirect("http://127.0.0.1:abc/"),
    "to a file": redirect("file:///etc/passwd"),
    "to data": redirect("data:text/html,hello"),
    "to javascript": redirect("javascript:alert(1)"),
    "to ftp": redirect("ftp://127.0.0.1/"),
    "to itself": redirect("/"),
    "to a longer address each time": redirect("a" * 2_000),
    "to an address of 100 kB": redirect("/" + "a" * 100_000),
    "to Latin-1": redirect(b"/\xe9t\xe9"),
    "to UTF-8": redirect("/été"),
    "to escapes": redirect(b"/\x1b]0;title\x07"),
    "to an open bracket": redirect("http://[::1/"),
    "to an empty host": redirect("http:///x"),
    "to a user": redirect("http://user:secret@127.0.0.1/"),
    "to a name of 300 letters": redirect(f"http://{'a' * 300}.example/"),
    "to a name of dots": redirect("http://....../"),
    "without a target": answer(b"", status="302 Found"),
    "to metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "to another metadata": redirect("http://192.0.0.192/"),
    "to a decimal address": redirect("http://2130706433:1/"),
}

STREAMS: dict[str, Answer] = {
    "stall before the head": stall(),
    "stall in the head": stall(b"HTTP/1.1 200 OK\r\nContent-"),
    "stall in the body": stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<p>"),
    "drip": drip(POLICY, 0.2, 3_000),
    "reset at once": reset(),
    "reset in the head": reset(b"HTTP/1.1 200 OK\r\nCont"),
    "reset in the body": reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<p>Half"),
    "body for ever": endless(b"<p>more" * 1_000, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
    "chunks for ever": endless(
        b"5\r\n<p>x \r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
    ),
    "bad chunk": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<p>\r\n0\r\n\r\n"),
    "chunk of a terabyte": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n<p>"),
    "gzip bomb": answer(gzip_bomb(200), "Content-Encoding: gzip"),
    "gzip cut short": answer(gzip.compress(POLICY)[:-20], "Content-Encoding: gzip"),
    "gzip that is none": answer(POLICY, "Content-Encoding: gzip"),
    "gzip twice": answer(gzip.compress(gzip.compress(POLICY)), "Content-Encoding: gzip, gzip"),
    "brotli that is none": answer(POLICY, "Content-Encoding: br"),
    "an encoding of its own": answer(POLICY, "Content-Encoding: secret"),
    "deflate bomb": answer(zlib.compress(b" " * (200 * 2**20), 9), "Content-Encoding: deflate"),
}


def kinds() -> dict[str, Answer]:
    """Every kind by its name."""
    found = {
        **ODD_HEADERS,
        **ODD_STATUSES,
        **{f"redirect {name}": one for name, one in REDIRECTS.items()},
        **STREAMS,
    }
    found |= {f"page: {name}": answer(body) for name, body in PAGES.items()}
    found |= {f"PDF: {name}": answer(body, content_type="application/pdf") for name, body in PDFS.items()}
    return found
