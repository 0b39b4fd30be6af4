"""What a stranger's server may answer: odd, broken and hostile answers, pages and PDFs, written by us."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable

Answer = Callable[[socket.socket, str], None]
"""Writes an answer to a connection; the second argument is the value of If-None-Match, or empty."""

POLICY = (
    "<!doctype html><html lang=en><head><title>Privacy Policy</title></head>"
    "<body><main><h1>Privacy Policy</h1>"
    + "".join(
        f"<h2>{number}. Section</h2><p>We collect the personal data of kind {number} that you give us when "
        f"you sign up, use it for purpose {number}, and keep it for {number + 10} days. You may ask for a "
        "copy, have it corrected, or object to the processing; we answer within one month.</p>"
        for number in range(1, 12)
    )
    + "</main></body></html>"
).encode()
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


def page(body: str) -> bytes:
    """A page around a body."""
    return f"<!doctype html><html><head><title>Policy</title></head><body>{body}</body></html>".encode()


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


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(out),
        )
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A PDF stream."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def nested_forms(levels: int, each: int) -> bytes:
    """Forms that draw forms that draw forms: `each` to the power of `levels` in a few kilobytes."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /XObject << /F 5 0 R >> >> >>",
        stream(b"/F Do\n"),
    ]
    for level in range(levels):
        last = level == levels - 1
        resources = b"" if last else b"/Resources << /XObject << /F %d 0 R >> >>" % (6 + level)
        draw = b"BT /T 9 Tf (x) Tj ET\n" if last else b"/F Do\n"
        objects.append(stream(draw * each, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] " + resources))
    return pdf(objects)


def pdf_bomb(megabytes: int) -> bytes:
    """A content stream that is much larger than it looks."""
    packed = zlib.compress(b"BT (text) Tj ET\n" * (megabytes * 2**20 // 16), 9)
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
            stream(packed, b"/Filter /FlateDecode"),
        ]
    )


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

HEAVY = 2**20

PAGES: dict[str, bytes] = {
    "nothing": b"",
    "a byte": b"\xff",
    "zeros": b"\0" * 100_000,
    "question marks": page("<p>" + "?" * HEAVY),
    "exclamation marks": page("<p>" + "!" * HEAVY),
    "full stops": page("<p>" + "." * HEAVY),
    "ellipses": page("<p>" + "…" * (HEAVY // 3)),
    "ideographic stops": page("<p>" + "。" * (HEAVY // 3)),
    "character references": page("<p>" + "&#63;" * (HEAVY // 5)),
    "spaces": page("<p>" + " " * HEAVY + "x"),
    "line breaks": page("<p>" + "<br>" * (HEAVY // 4)),
    "non-breaking spaces": page("<p>" + "&nbsp;" * (HEAVY // 6)),
    "one word": page("<p>" + "a" * HEAVY),
    "one number": page("<p>" + "9" * HEAVY),
    "brackets": page("<p>" + "[" * HEAVY),
    "parentheses": page("<p>" + "(" * HEAVY),
    "backslashes": page("<p>" + "\\" * HEAVY),
    "asterisks": page("<p>" + "*" * HEAVY),
    "pipes": page("<p>" + "|" * HEAVY),
    "dashes with spaces": page("<title>" + " - " * (HEAVY // 3) + "</title><p>x"),
    "combining marks": page("<p>" + "e" + "\u0301" * (HEAVY // 2)),
    "joiners": page("<p>" + "a\u200d" * (HEAVY // 4)),
    "bidi marks": page("<p>" + "\u202e\u202d" * (HEAVY // 6)),
    "escapes": page("<p>\x1b]0;title\x07\x1b[2J" * 5_000),
    "lone surrogates": page("<p>&#xD800;&#xDFFF;" * 20_000),
    "attributes": page("<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x"),
    "one attribute of a megabyte": page(f"<p title='{'x' * HEAVY}'>x"),
    "classes": page(f"<p class='{' '.join(f'c{n}' for n in range(100_000))}'>x"),
    "spans of cells": page("<table>" + "<tr><td colspan=1000 rowspan=65534>x" * 3_000 + "</table>"),
    "wide table": page("<table><tr>" + "<td>x" * 100_000 + "</table>"),
    "long table": page("<table>" + "<tr><td>x<td>y" * 60_000 + "</table>"),
    "nested tables": page("<table><tr><td>" * 5_000),
    "nested divs": page("<div>" * 100_000 + "x"),
    "nested lists": page("<ul><li>" * 50_000 + "x"),
    "nested quotes": page("<blockquote>" * 50_000 + "x"),
    "nested emphasis": page("<b><i>" * 50_000 + "x"),
    "nested anchors": page("<a href=x>" * 100_000 + "x"),
    "unclosed everything": page("<p><b><a href=x><table><tr><td><ul><li>" * 10_000),
    "many headings": page("".join(f"<h{n % 6 + 1}>Heading {n}</h{n % 6 + 1}>" for n in range(50_000))),
    "many links": page("".join(f"<a href=/p/{n}>Link {n}</a> " for n in range(80_000))),
    "many list items": page("<ol>" + "<li>Item of a list" * 60_000 + "</ol>"),
    "many paragraphs": page("<p>A sentence of a policy that says a thing about data." * 40_000),
    "many anchors": page("".join(f"<p id=a{n}>x" for n in range(80_000))),
    "one link of a megabyte": page(f"<a href='/{'a' * HEAVY}'>x</a>"),
    "query of a megabyte": page(f"<a href='/?{'a=1&' * (HEAVY // 4)}'>x</a>"),
    "scripts": page("<script>" + "x=1;" * (HEAVY // 4) + "</script><p>x"),
    "styles": page("<style>" + "a{b:c}" * (HEAVY // 6) + "</style><p>x"),
    "comments": page("<!-- x -->" * 80_000 + "<p>x"),
    "unclosed comment": page("<!-- " + "x" * HEAVY),
    "unclosed script": page("<script>" + "x" * HEAVY),
    "cdata": page("<![CDATA[" * 50_000),
    "doctypes": b"<!doctype html>" * 50_000,
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><p>&b;</p>' * 500,
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>',
    "xml": b'<?xml version="1.0" encoding="undefined"?><html><body><p>x</p></body></html>',
    "utf-16 without a mark": POLICY.decode().encode("utf-16-le"),
    "utf-32": POLICY.decode().encode("utf-32"),
    "utf-7": b"+ADw-p+AD4-x" * 5_000,
    "shift-jis bytes": b"\x82\xa0" * 100_000,
    "base href": page("<base href='javascript:'>" + "<a href=x>y</a>" * 1_000),
    "bad base": page("<base href='http://['>" + "<a href=x>y</a>" * 1_000),
    "bad links": page("".join(f"<a href='http://[{n}'>x</a>" for n in range(5_000))),
    "frames": page("<iframe src='/'>" * 10_000),
    "svg": page("<svg>" + "<g>" * 20_000 + "<text>x"),
    "math": page("<math>" + "<mrow>" * 20_000 + "<mi>x"),
    "forms": page("<form>" + "<input name=x>" * 50_000),
    "a template": page("<template>" + POLICY.decode() + "</template>"),
    "20 MB of text": page("<p>A sentence of a policy that says a thing about your data." * 330_000),
    "consent wall": page(
        "<h1>We value your privacy</h1><p>Accept all cookies to go on.</p><button>Accept all</button>"
    ),
    "captcha": page("<h1>Just a moment...</h1><p>Verify that you are human.</p>"),
}

PDFS: dict[str, bytes] = {
    "nested forms": nested_forms(12, 10),
    "deep forms": nested_forms(400, 1),
    "stream of 300 MB": pdf_bomb(300),
    "stream of 50 MB": pdf_bomb(50),
    "cut short": pdf_bomb(1)[:300],
    "head only": b"%PDF-1.7\n",
    "head and zeros": b"%PDF-1.7\n" + b"\0" * HEAVY,
    "no catalogue": pdf([b"<< >>"]),
    "pages that hold themselves": pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]
    ),
    "a million pages": pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % (b"3 0 R " * 100_000),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    ),
    "huge page": pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1e30 1e30] >>",
        ]
    ),
    "encrypted": b"%PDF-1.7\n1 0 obj\n<< /Filter /Standard /V 4 /R 4 >>\nendobj\n"
    b"trailer << /Encrypt 1 0 R >>\n%%EOF",
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
